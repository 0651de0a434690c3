"""Which script text is written in, from the Unicode names of its letters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

#: First words of Unicode names that mean one script under another name.
SAME: Final = {
    "HIRAGANA": "Kana", "KATAKANA": "Kana", "KATAKANA-HIRAGANA": "Kana", "HALFWIDTH": "Kana", "CJK": "Han", "IDEOGRAPHIC": "Han",
    "FULLWIDTH": "Latin", "MODIFIER": "", "FEMININE": "Latin", "MASCULINE": "Latin", "MICRO": "",
}  # fmt: skip

#: Scripts whose writers leave no spaces between words.
UNSPACED: Final = frozenset({"Kana", "Han", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Yi", "Tai", "New"})


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """The script of a letter or mark ("Latin", "Han", "Kana", "Devanagari"); empty for everything that belongs to none."""
    if unicodedata.category(char)[0] not in "LM":
        return ""
    first = unicodedata.name(char, "").partition(" ")[0]
    return SAME.get(first, "" if first == "COMBINING" else first.capitalize().partition("-")[0])


def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    return Counter(script for char in text if char.isalpha() and (script := script_of(char)))


def main_script(text: str) -> str:
    """The script most letters are in; empty for a text without letters."""
    found = scripts_in(text).most_common(1)
    return found[0][0] if found else ""


def has_spaces(char: str) -> bool:
    """Whether words of a character's script stand apart."""
    return script_of(char) not in UNSPACED
