"""Clauses as espeak-ng says them, with what it needs help with."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.errors import TranscriptError
from visemes.languages import LANGUAGES
from visemes.lexicon import Lexicon, clauses, g2p, is_ipa, pronounce
from visemes.lexicon.clauses import in_ascii_digits, prepared, romanized, spoken_clauses
from visemes.transcript import parse_transcript

pytest.importorskip("espeakng_loader")


def ways(text: str, language: str) -> dict[str, list[str]]:
    words, _ = pronounce(parse_transcript(text, language), Lexicon(language=language))
    return {word.text: [" ".join(sum(choice, ())) for choice in zip(*word.parts, strict=False)] for word in words}


def test_french_links_words_and_keeps_both_ways():
    found = ways("Les amis, les enfants et les chats", "fr-fr")
    assert ways("les amis", "fr-fr")["les"] == ["l e z", "l ˈe"]
    assert found["amis"] == ["a m ˈi"]
    assert ways("les chats", "fr-fr")["les"][0] == "l e"


def test_a_comma_parts_words():
    assert ways("les, amis", "fr-fr")["les"] == ["l ˈe"]


def test_spanish_softens_what_follows_a_vowel():
    assert ways("una vaca", "es")["vaca"] == ["β ˈa k a", "b ˈa k a"]


def test_portuguese_voices_s_between_vowels():
    assert ways("todos à praia", "pt")["todos"][0].endswith("z")


def test_words_that_espeak_writes_as_one_are_two():
    words, problem = spoken_clauses([["of", "the", "house"]], "en-gb")
    assert not problem
    assert [" ".join(parts[0][0]) for parts in words[0]] == ["ɒ v", "ð ə", "h ˈaʊ s"]


def test_a_number_of_several_groups_has_as_many_parts():
    ((number,),), _ = spoken_clauses([["1984"]], "fr-fr")
    assert len(number) == 3
    assert number[0] == (("m", "i", "l"),)


def test_long_clauses_lose_no_word():
    words = ["chat", "amis"] * 60
    ((*found,),), _ = spoken_clauses([words], "fr-fr")
    assert len(found) == 120
    assert all(parts[0][0][-1] in {"a", "ˈa", "i", "ˈi"} or parts[0][0][-1] == "t" for parts in found)


def test_one_reading_of_a_clause_however_often(monkeypatch):
    g2p.read.cache_clear()
    asked = []
    engine = g2p.voice("sv")
    monkeypatch.setattr(engine, "text_to_phonemes", lambda text: asked.append(text) or "h_ˈɛ_j")
    for _ in range(3):
        spoken_clauses([["hej", "hopp"]], "sv")
    g2p.read.cache_clear()
    assert asked == ["hej", "hopp", "hej hopp"]


def test_a_voice_that_is_missing_falls_back_with_one_warning(monkeypatch):
    def missing(_language):
        raise RuntimeError("no library")

    monkeypatch.setattr(clauses, "voice", missing)
    words, warnings = pronounce(parse_transcript("hei på deg, 12", "nb"), Lexicon(language="nb"))
    assert len(warnings) == 1
    assert "Norwegian" in warnings[0]
    assert "no library" in warnings[0]
    assert [word.text for word in words] == ["hei", "på", "deg", "12"]
    assert all(is_ipa(label) for word in words for part in word.parts for way in part for label in way)


def test_an_error_in_the_middle_costs_only_its_word(monkeypatch):
    g2p.read.cache_clear()
    engine = g2p.voice("fi")
    said = type(engine).text_to_phonemes

    def sometimes(text):
        if "rikki" in text:
            raise RuntimeError
        return said(engine, text)

    monkeypatch.setattr(engine, "text_to_phonemes", sometimes)
    words, _ = pronounce(parse_transcript("hyvä rikki talo", "fi"), Lexicon(language="fi"))
    g2p.read.cache_clear()
    assert [bool(word.parts) for word in words] == [True] * 3
    assert words[2].parts[0][0][0] == "t"


def test_the_user_s_dictionary_wins_in_every_language(tmp_path):
    path = tmp_path / "names.dict"
    path.write_text("kylo ˈkɛːlɔ\nzoë ˈzøː.ə\nhan HH AE1 N\n", encoding="utf-8")
    words, warnings = pronounce(parse_transcript("Kylo und Zoë und Han", "de"), Lexicon(path, "de"))
    assert warnings == ()
    assert [word.parts[0][0] for word in words[::2]] == [("k", "ˈɛː", "l", "ɔ"), ("z", "ˈøː", "ə"), ("HH", "AE1", "N")]


@pytest.mark.parametrize(("text", "plain"), [("१२", "12"), ("٣٫٥", "3٫5"), ("a1", "a1"), ("๗", "7")])
def test_digits_of_every_script(text, plain):
    assert in_ascii_digits(text) == plain


def test_nepali_reads_its_own_digits_only():
    assert prepared("12", LANGUAGES["ne"]) == "१२"
    assert prepared("१२", LANGUAGES["ne"]) == "१२"


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("ᎣᏏᏲ", "osiyo"),
        ("សា", "saa"),
        ("abc", "abc"),
        ("мама", "mama"),
        ("ສີ", "sii"),
        ("1", "1"),
        ("βητα", "beta"),
        ("ᐃᓄᒃ", "inok"),
        ("𐌲𐌿𐍄", "gut"),
    ],
)
def test_letters_by_their_unicode_names(word, latin):
    assert romanized(word) == latin


@settings(deadline=None)
@given(st.text(max_size=12), st.sampled_from(["km", "ja", "fr-fr", "cmn", "ne", "kl"]))
def test_any_word_has_sounds_in_the_end(text, language):
    try:
        transcript = parse_transcript(text, language)
    except TranscriptError:
        return
    words, _ = pronounce(transcript, Lexicon(language=language))
    assert all(word.parts and all(part and all(part) for part in word.parts) for word in words)
