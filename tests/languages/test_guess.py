"""Which language a line is in. The lines are our own; `lines.tsv` set the thresholds, `unseen.tsv` was written after them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.languages import ENGLISH, LANGUAGES, detect, guess
from visemes.lexicon import is_listed

HERE = Path(__file__).parent


def lines(name: str) -> list[tuple[str, str]]:
    rows = (line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines())
    return [(tag, text) for tag, text in rows]


def found(text: str) -> str:
    return detect(text, is_listed).tag


@pytest.mark.parametrize("name", ["lines.tsv", "unseen.tsv"])
def test_english_is_practically_never_taken_for_another_language(name):
    english = [text for tag, text in lines(name) if tag == "en"]
    assert len(english) >= 50
    wrong = [text for text in english if found(text) != ENGLISH]
    assert len(wrong) <= len(english) / 100, wrong


@pytest.mark.parametrize("name", ["lines.tsv", "unseen.tsv"])
def test_other_languages_are_found(name):
    pytest.importorskip("py3langid")
    others = [(tag, text) for tag, text in lines(name) if tag != "en"]
    wrong = [(tag, found(text), text) for tag, text in others if found(text) != tag]
    assert len(wrong) <= 0.05 * len(others), wrong


def test_without_the_library_scripts_still_tell(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    guess._identifier.cache_clear()
    assert found("Я не знаю") == "ru"
    assert found("لا أعرف") == "ar"
    assert found("わかりません") == "ja"
    assert found("Ich habe keine Ahnung, wo er wohnt.") == ENGLISH
    guess._identifier.cache_clear()


def test_all_english_recordings_are_english(shared_data):
    others = {"common_voice_ja_24511055": "ja", "russian": "ru", "spanish_13697": "es"}
    for path in sorted((shared_data / "speech").glob("*.txt")):
        if path.stem == "spanish_13697":
            pytest.importorskip("py3langid")
        assert found(path.read_text(encoding="utf-8")) == others.get(path.stem, ENGLISH), path.name


def test_names_in_other_scripts_do_not_turn_an_english_line():
    assert found("She said Привет and left the room.") == ENGLISH
    assert found("Tell 田中 that I am here.") == ENGLISH


def test_latin_words_do_not_turn_a_japanese_line():
    assert found("OKです。Windowsを使います") == "ja"


@pytest.mark.parametrize(
    ("text", "sure"), [("No.", False), ("42", False), ("Oui.", False), ("", False), ("You there!", True), ("わかる", True)]
)
def test_a_few_words_are_not_enough(text, sure):
    assert detect(text, is_listed).sure == sure


def test_cantonese_is_told_by_its_own_characters():
    assert found("我唔知道佢喺邊度") == "yue"
    assert found("我不知道他在哪里") == "cmn"


def test_a_plain_english_line_loads_no_model(monkeypatch):
    def fail():
        raise AssertionError

    monkeypatch.setattr(guess, "_identifier", fail)
    assert found("Ask not what your country can do for you.") == ENGLISH
    assert found("No.") == ENGLISH


@given(st.text(max_size=40))
def test_any_text_has_a_language(text):
    guess = detect(text, is_listed)
    assert guess.tag in LANGUAGES
    assert guess.other == (guess.tag != ENGLISH)
    assert LANGUAGES[guess.tag].name in guess.told
