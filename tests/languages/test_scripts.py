"""Scripts, checked against the blocks Unicode puts letters in."""

from __future__ import annotations

import pytest

from visemes.languages import LANGUAGES, has_spaces, main_script, script_of
from visemes.languages.scripts import scripts_in

#: The blocks of the Unicode chart the scripts live in: script → first and last letter of a stretch without gaps.
BLOCKS = {
    "Latin": ("a", "z"), "Greek": ("α", "ω"), "Cyrillic": ("а", "я"), "Hebrew": ("א", "ת"), "Arabic": ("ف", "ي"),
    "Devanagari": ("अ", "ह"), "Thai": ("ก", "ฮ"), "Kana": ("ぁ", "ゖ"), "Han": ("一", "乿"), "Hangul": ("가", "깋"),
    "Myanmar": ("က", "အ"), "Georgian": ("ა", "ჰ"), "Armenian": ("ա", "և"), "Ethiopic": ("ሀ", "ሆ"), "Khmer": ("ក", "អ"),
}  # fmt: skip


@pytest.mark.parametrize("script", BLOCKS)
def test_every_letter_of_a_block_is_its_scripts(script):
    first, last = map(ord, BLOCKS[script])
    assert {script_of(chr(code)) for code in range(first, last + 1)} == {script}


@pytest.mark.parametrize("char", "1 .!?—«・😀\u0301\n")
def test_what_belongs_to_none(char):
    assert script_of(char) == ""


def test_counts_letters_alone():
    assert scripts_in("Ok, привет! 42") == {"Latin": 2, "Cyrillic": 6}
    assert main_script("Ok, привет!") == "Cyrillic"
    assert main_script("1, 2!") == ""
    assert script_of("カ") == script_of("ー") == script_of("ｶ") == "Kana"


def test_spaces():
    assert all(has_spaces(char) for char in "aя가अא1")
    assert not any(has_spaces(char) for char in "漢かกកກက")


def test_every_script_of_the_table_exists():
    known = {*BLOCKS, "Bengali", "Shavian", "Cherokee", "Gujarati", "Gurmukhi", "Tamil", "Telugu", "Kannada", "Malayalam", "Oriya",
             "Sinhala", "Lao", "Tibetan", "Klingon"}  # fmt: skip
    assert {script for language in LANGUAGES.values() for script in language.scripts} <= known
