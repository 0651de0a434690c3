# ruff: noqa: RUF001, RUF002 - IPA letters look like others; that is their nature
"""What a phone's spelling says about the mouth: articulatory features, and how far two phones are apart.

`parse` reads any string of IPA and never fails: unknown characters are skipped. A phone that is spelled with several letters
(aɪ, tʃ, k͡p, ᵐb) has several `Features`, in the order in which they are spoken.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from visemes.phones import inventory as ipa

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Manners that shut the lips when their place is there.
SHUT: Final = frozenset({"stop", "nasal", "trill", "click", "implosive", "ejective", "affricate"})
#: Consonants that are spoken like the vowel beside them, by letter.
GLIDES: Final = {"j": "i", "w": "u", "ʍ": "u", "ɥ": "y", "ɰ": "ɯ", "ɹ": "ɚ", "ɻ": "ɚ"}


@dataclass(frozen=True, slots=True)
class Features:
    """How one sound is made.

    letter: its IPA letter without marks. place and manner: the IPA chart's names; a vowel has none.
    openness: 0 close .. 1 open; backness: 0 front .. 1 back (both only for vowels). rounding: 0..1, how far the lips come forward.
    voiced, nasal, lateral, sibilant, rhotic: as the names say. tied: joined to the sound before it by a tie bar.
    """

    letter: str
    place: str = ""
    manner: str = ""
    openness: float = 0.5
    backness: float = 0.5
    rounding: float = 0.0
    voiced: bool = True
    nasal: bool = False
    lateral: bool = False
    sibilant: bool = False
    rhotic: bool = False
    labialized: bool = False
    tied: bool = False

    @property
    def is_vowel(self) -> bool:
        """Whether the sound has no narrow place."""
        return not self.place

    @property
    def is_closure(self) -> bool:
        """Whether the lips must be pressed together: p b m ɓ ʘ ʙ and the like."""
        return self.place == "bilabial" and self.manner in SHUT

    @property
    def is_contact(self) -> bool:
        """Whether the lower lip must touch the upper teeth: f v ɱ and the like."""
        return self.place == "labiodental" and self.manner != "approximant"


def _consonants() -> Iterator[tuple[str, Features]]:
    for manner, places in ipa.CONSONANTS.items():
        for place, letters in places.items():
            for group, voiced in zip(letters.split(), (False, True), strict=True):
                for letter in group.replace("-", ""):
                    yield letter, Features(
                        letter, place, manner, rounding=ipa.CONSONANT_ROUNDING.get(letter, 0.0), voiced=voiced,
                        nasal=manner == "nasal", lateral="lateral" in manner or letter == "ǁ",
                        sibilant=letter in ipa.SIBILANTS, rhotic=letter in ipa.RHOTIC_CONSONANTS,
                    )  # fmt: skip


def _vowels() -> Iterator[tuple[str, Features]]:
    for letter, (openness, backness, rounding) in ipa.VOWELS.items():
        yield letter, Features(letter, "", "", openness, backness, rounding, rhotic=letter in ipa.RHOTIC_VOWELS)


#: Every base letter of the alphabet.
LETTERS: Final[dict[str, Features]] = dict([*_consonants(), *_vowels()])


_RESPELLED: Final = str.maketrans(ipa.RESPELLED)


@lru_cache(maxsize=4096)
def normalize(label: str) -> str:
    """One spelling for phones that are written in several ways: decomposed, ligatures split, look-alikes replaced."""
    return unicodedata.normalize("NFD", label.strip()).replace(ipa.CEDILLA_C, "ç").translate(_RESPELLED)


def untied(label: str) -> str:
    """`normalize` without tie bars: t͡ʃ and tʃ are the same phone."""
    return "".join(c for c in normalize(label) if c not in ipa.TIES)


def plain(label: str) -> str:
    """Only the letters of a phone: no length, stress, tone, ties or other marks."""
    return "".join(c for c in normalize(label) if c in LETTERS)


def unknown_marks(label: str) -> str:
    """The characters of a label that are neither IPA letters nor marks (accents, ties, superscripts, tones, length)."""
    return "".join(
        c
        for c in normalize(label)
        if c not in LETTERS and unicodedata.category(c) not in {"Mn", "Lm", "Sk", "Pc"} and c not in "’'."
    )


@lru_cache(maxsize=4096)
def parse(label: str) -> tuple[Features, ...]:
    """The sounds of a phone in the order they are spoken; empty for a label without a letter."""
    sounds: list[Features] = []
    tied = labial_nasal = False
    for char in normalize(label):
        if char in ipa.TIES:
            tied = True
        elif char == ipa.LABIAL_NASAL and not sounds:
            labial_nasal = True
        elif char in LETTERS:
            sounds.append(replace(LETTERS[char], tied=tied))
            tied = False
        elif sounds:
            sounds[-1] = _marked(sounds[-1], char)
    if labial_nasal:
        sounds.insert(0, LETTERS["m"])
    return tuple(sounds)


def _marked(sound: Features, mark: str) -> Features:
    """The sound with one diacritic applied."""
    if mark in ipa.LABIALIZED:
        return replace(sound, labialized=True, rounding=max(sound.rounding, 0.7))
    if mark == ipa.DENTAL and sound.place in {"bilabial", "alveolar"}:
        return replace(sound, place="labiodental" if sound.place == "bilabial" else "dental")
    if mark == "\u0303":
        return replace(sound, nasal=True)
    if mark in ipa.RHOTIC:
        return replace(sound, rhotic=True)
    if mark in ipa.EJECTIVE and sound.manner == "stop":
        return replace(sound, manner="ejective")
    return _moved(sound, mark) if sound.is_vowel else sound


def _moved(vowel: Features, mark: str) -> Features:
    if mark in ipa.CENTRED:
        return replace(vowel, openness=(vowel.openness + 0.5) / 2, backness=(vowel.backness + 0.5) / 2)
    up, back, rounder = ipa.SHIFTS.get(mark, (0.0, 0.0, 0.0))
    return replace(
        vowel, openness=_unit(vowel.openness + up), backness=_unit(vowel.backness + back), rounding=_unit(vowel.rounding + rounder)
    )


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def distance(a: Features, b: Features) -> float:
    """How different two sounds look and sound, 0 for the same; a consonant and a vowel are at least 3 apart, glides 1.

    The weights put what a viewer sees first (lips together, rounding, openness), then what tells sounds apart by ear.
    """
    if a.is_vowel != b.is_vowel:
        return _mixed(b, a) if a.is_vowel else _mixed(a, b)
    shared = 2.0 * abs(a.rounding - b.rounding) + 0.3 * (a.nasal != b.nasal) + 0.8 * (a.rhotic != b.rhotic)
    if a.is_vowel:
        return shared + 2.0 * abs(a.openness - b.openness) + 0.7 * abs(a.backness - b.backness)
    return (
        shared
        + abs(ipa.PLACES[a.place] - ipa.PLACES[b.place])
        + 0.8 * abs(ipa.MANNERS[a.manner] - ipa.MANNERS[b.manner])
        + 1.0 * (a.sibilant != b.sibilant)
        + 0.6 * (a.lateral != b.lateral)
        + 0.2 * (a.voiced != b.voiced)
    )


def _mixed(consonant: Features, vowel: Features) -> float:
    glide = GLIDES.get(consonant.letter)
    return 1.0 + distance(LETTERS[glide], vowel) if glide else 3.0 + 2.0 * abs(consonant.rounding - vowel.rounding)
