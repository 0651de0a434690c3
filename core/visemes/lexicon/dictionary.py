# ruff: noqa: RUF001, RUF002 - IPA letters look like others; that is their nature
"""Pronouncing dictionaries as files: ours, searched as bytes, and a user's own, read line by line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import TranscriptError
from visemes.phones import CONSONANTS, VOWELS, ipa_word_to_arpabet, split_ipa, unknown_marks
from visemes.transcript.encoding import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.lexicon.spoken import Pronunciation

DATA: Final = Path(__file__).parent / "data"

_COMMENT: Final = re.compile(r"^\s*(;;;|#).*|\s#.*")
_VARIANT: Final = re.compile(r"\(\d+\)$")
_LOOKS_ARPABET: Final = re.compile(r"[A-Z]{1,3}[0-9]?")
_IPA_BRACKETS: Final = "/[]"


@dataclass(frozen=True, slots=True)
class SortedDictionary:
    """A dictionary as one block of bytes: lines of word, tab, phones, sorted by the word's bytes.

    A lookup is a binary search over the block; nothing is split up at start.
    """

    block: bytes = field(repr=False)

    def lookup(self, word: str) -> tuple[Pronunciation, ...]:
        """Every pronunciation of a lower-case word, in the order of the file; empty when unknown."""
        key = word.encode() + b"\t"
        found, place = [], self._first(key)
        while self.block.startswith(key, place):
            end = self.block.find(b"\n", place)
            found.append(tuple(self.block[place + len(key) : end].decode().split()))
            place = end + 1
        return tuple(found)

    def _first(self, key: bytes) -> int:
        """Where the first line that is not before the key starts."""
        low, high = 0, len(self.block)
        while low < high:
            start = self.block.rfind(b"\n", 0, (low + high) // 2) + 1
            tab = self.block.find(b"\t", start)
            if self.block[start : tab + 1] < key:
                low = self.block.find(b"\n", tab) + 1
            else:
                high = start
        return low


@cache
def english() -> SortedDictionary:
    """CMUdict, read once per process (see `tools/build_lexicon.py`)."""
    return SortedDictionary((DATA / "en.dict").read_bytes())


@cache
def spoken_english() -> dict[str, tuple[Pronunciation, ...]]:
    """Sounds and words of dialogue that CMUdict lacks: hmm, psst, uh-oh."""
    return read_dictionary(DATA / "spoken.dict")


def read_dictionary(path: Path, *, english: bool = True) -> dict[str, tuple[Pronunciation, ...]]:
    """A user's dictionary: a word a line, then ARPABET phones or IPA; `#` and `;;;` begin comments.

    english: whether IPA is turned into ARPABET, as English is aligned; else it stays what it is. Several lines for one word
    (CMUdict's `word(2)` too) are variants, the first is preferred.
    Raises TranscriptError when the file cannot be read, and one that names every bad line.
    """
    words: dict[str, tuple[Pronunciation, ...]] = {}
    problems: list[str] = []
    for number, word, spelling in _entries(read_text(path, "dictionary")):
        try:
            words[word] = (*words.get(word, ()), parse_pronunciation(spelling, english=english))
        except ValueError as problem:
            problems.append(f"line {number}: '{word}' {problem}")
    if problems:
        raise TranscriptError(f"{path}: {'; '.join(problems)}", "expected a word, then ARPABET (HH AH0 L OW1) or IPA (həloʊ)")
    return words


def _entries(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, word and pronunciation of every line that is not a comment."""
    for number, line in enumerate(text.splitlines(), 1):
        word, _, spelling = _COMMENT.sub("", line).strip().partition("\t" if "\t" in line.strip() else " ")
        if word:
            yield number, _VARIANT.sub("", word.strip()).lower().replace("\u2019", "'"), spelling.strip()


def parse_pronunciation(spelling: str, *, english: bool = True) -> Pronunciation:
    """ARPABET with stress digits from `HH AH0 L OW1`, `HH AH L OW` or IPA such as `/həloʊ/`; labels of IPA where not english.

    Raises ValueError that says what is wrong with it.
    """
    if not spelling:
        raise ValueError("has no pronunciation")
    phones = spelling.split()
    if all(_LOOKS_ARPABET.fullmatch(phone) for phone in phones):
        return _checked_arpabet(tuple(phones))
    ipa = "".join(phones).strip(_IPA_BRACKETS)
    if strange := unknown_marks(ipa) or (ipa if not ipa_word_to_arpabet(ipa) else ""):
        raise ValueError(f"has '{strange}', which is neither ARPABET nor IPA")
    return ipa_word_to_arpabet(ipa) if english else ipa_labels(ipa)


def ipa_labels(ipa: str) -> Pronunciation:
    """IPA as labels, a stressed vowel with its mark in front: "ˈkatsə" as k ˈa ts ə."""
    return tuple({1: "ˈ", 2: "ˌ"}.get(stress or 0, "") + unicodedata.normalize("NFC", phone) for phone, stress in split_ipa(ipa))


def _checked_arpabet(phones: Pronunciation) -> Pronunciation:
    for phone in phones:
        if phone not in CONSONANTS and phone.rstrip("012") not in VOWELS:
            raise ValueError(f"has '{phone}', which is no ARPABET phone")
    return phones if any(phone[-1].isdigit() for phone in phones) else with_stress(phones)


def with_stress(phones: Pronunciation) -> Pronunciation:
    """Stress digits for phones that have none: primary on the first vowel that English does not usually reduce."""
    vowels = [i for i, phone in enumerate(phones) if phone in VOWELS]
    full = [i for i in vowels if phones[i] not in ("AH", "ER")] or vowels
    return tuple(f"{p}{int(i == full[0])}" if i in vowels else p for i, p in enumerate(phones))


def without_stress(phones: Pronunciation) -> Pronunciation:
    """The phones as an aligner hears them."""
    return tuple(phone.rstrip("012").lstrip("ˈˌ") for phone in phones)


def distinct(variants: Iterator[Pronunciation] | tuple[Pronunciation, ...]) -> tuple[Pronunciation, ...]:
    """The variants that sound different, in order."""
    heard: dict[Pronunciation, Pronunciation] = {}
    for variant in variants:
        heard.setdefault(without_stress(variant), variant)
    return tuple(heard.values())
