"""Every language has a voice, and every name leads to one language."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import UnknownNameError
from visemes.languages import ENGLISH, LANGUAGES, is_english, language_named, name_of


def voices() -> dict[str, str]:
    """Every voice of espeak-ng's wheel by its tag, asked of espeak-ng itself."""
    pytest.importorskip("espeakng_loader")
    from visemes.lexicon.g2p import voice

    return {found.language: found.name for found in voice("en-us").available_voices()}


def test_the_table_has_every_voice_and_borrows_for_the_rest():
    own = set(voices())
    assert own <= set(LANGUAGES)
    assert {tag for tag in LANGUAGES if tag not in own} == {"bo", "km", "lo"}
    for language in LANGUAGES.values():
        assert (language.voice or language.tag) in own
        assert not language.numbers or language.numbers in own


def test_names_agree_with_espeaks_where_it_has_better_ones_than_ours():
    """The first word of a name is espeak-ng's too, but for the few we spell as people do."""
    spelled_otherwise = {"bo", "km", "lo", "ga", "gd", "my", "fa-latn", "xex", "hak", "quc"}
    for tag, name in voices().items():
        if tag not in spelled_otherwise:
            assert LANGUAGES[tag].name.split()[0].lower() == name.split()[0].lower(), tag


def test_no_two_languages_share_a_code():
    counts = Counter(name for language in LANGUAGES.values() for name in (language.tag.lower(), *language.also))
    assert [name for name, times in counts.items() if times > 1] == []


def test_labels_are_py3langids():
    langid = pytest.importorskip("py3langid.langid")
    known = set(langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE).labels)
    labels = [language.label for language in LANGUAGES.values() if language.label]
    assert set(labels) <= known
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_tag_names_itself_however_it_is_written(tag):
    assert language_named(tag) == tag
    assert language_named(f" {tag.upper().replace('-', '_')} ") == tag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("en", "en-us"), ("English", "en-us"), ("en-AU", "en-gb"), ("fr", "fr-fr"), ("fr-CA", "fr-fr"), ("French", "fr-fr"),
        ("french (belgium)", "fr-be"), ("fra", "fr-fr"), ("français", "fr-fr"), ("pt_BR", "pt-br"), ("zh", "cmn"), ("zh-TW", "cmn"),
        ("zh-HK", "yue"), ("Mandarin", "cmn"), ("jp", "ja"), ("日本語", "ja"), ("no", "nb"), ("es-MX", "es-419"), ("Deutsch", "de"),
        ("iw", "he"), ("español", "es"), ("de-CH", "de"), ("sr-Latn", "sr"), ("maori", "mi"),
    ],
)  # fmt: skip
def test_names_people_use(name, tag):
    assert language_named(name) == tag


@pytest.mark.parametrize(
    ("name", "meant"), [("frnch", "French"), ("Swahilli", "Swahili"), ("en-uss", ""), ("jaa", "ja"), ("qq", "")]
)
def test_unknown_languages_bring_a_suggestion(name, meant):
    if name == "en-uss":
        assert language_named(name) == ENGLISH  # an accent nobody has is its language
        return
    with pytest.raises(UnknownNameError) as caught:
        language_named(name)
    assert caught.value.exit_code == 2
    assert meant in caught.value.hint


def test_an_accent_nobody_has_is_its_language():
    assert language_named("en-XX") == ENGLISH
    assert language_named("de-AT-1996") == "de"


@given(st.text(max_size=12))
def test_any_name_is_a_language_or_one_clear_error(name):
    try:
        found = language_named(name)
    except UnknownNameError:
        found = ENGLISH
    assert found in LANGUAGES


def test_english_is_english_in_every_accent():
    english = {tag for tag in LANGUAGES if is_english(tag)}
    assert english == {tag for tag, language in LANGUAGES.items() if language.name.startswith("English")}
    assert is_english("")
    assert name_of("cy") == "Welsh"
    assert name_of("xx") == "xx"
