# ruff: noqa: RUF001 - IPA letters look like others
"""What the labels of a tier mean: silence, or phones in ARPABET, IPA or X-SAMPA.

A label that is no phone but can only mean one thing (two ARPABET phones written together, a mark nobody knows on a phone
everybody knows) is read so, and said to be a guess; anything else is for the person who wrote it to mend.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes import phones as sounds

if TYPE_CHECKING:
    from collections.abc import Iterable

Spoken = tuple[str, int | None]

#: `<unk>`, `[noise]`, `(laugh)`: what annotators write where nobody says a word.
_REMARK: Final = re.compile(r"<.*>|\[.*\]|\(.*\)")

#: Vowels (V) and consonants (C, R where they are sonorants) that make one phone: diphthongs and triphthongs, affricates and
#: double stops, vowels with the r, l or n they end in.
_ONE_PHONE: Final = re.compile(r"V{1,3}|[CR]{1,3}|V{1,2}R")
_SONORANTS: Final = frozenset({"nasal", "tap", "trill", "approximant", "lateral approximant"})

_ARPABET: Final = sorted({*sounds.VOWELS, *sounds.CONSONANTS}, key=len, reverse=True)
_ARPABET_PIECES: Final = re.compile(rf"({'|'.join(_ARPABET)})([012]?)")
_MOST_PIECES: Final = 3


#: Diphthongs as the Montreal Forced Aligner's IPA spells them.
_GLIDES: Final = {"aj": "aɪ", "ej": "eɪ", "ɔj": "ɔɪ", "aw": "aʊ", "ow": "oʊ"}


class Reading(NamedTuple):
    """The phones (IPA and stress) a label stands for, in order; is_guess: whether the label is no usual spelling of them."""

    phones: tuple[Spoken, ...]
    is_guess: bool = False


def is_silent(label: str) -> bool:
    """Whether a label means that nothing is said: a silence symbol of any tool, or a remark in brackets."""
    return sounds.is_silence(label) or bool(_REMARK.fullmatch(label.strip()))


def spelling_of(labels: Iterable[str]) -> sounds.PhoneSet:
    """Which spelling a tier uses: the one its labels show, unless another reads more of them (one slip changes no tier)."""
    spoken = {label for label in labels if not is_silent(label)}
    shown = sounds.phone_set(spoken)
    others: tuple[sounds.PhoneSet, ...] = ("arpabet", "ipa", "xsampa")
    return min((shown, *others), key=lambda spelling: sum(not _is_exact(label, spelling) for label in spoken))


def are_phones(labels: Iterable[str]) -> bool:
    """Whether every label of a tier that is not silence is a phone (and there is one)."""
    spoken = {label for label in labels if not is_silent(label)}
    spelling = spelling_of(spoken)
    return bool(spoken) and all(_is_exact(label, spelling) for label in spoken)


def read_label(label: str, spelling: sounds.PhoneSet) -> Reading | None:
    """What a label that is not silence stands for in a tier of a spelling; None when nobody can tell."""
    ipa, stress = sounds.to_ipa(label, spelling)
    ipa = _GLIDES.get(ipa, ipa) if spelling == "ipa" else ipa
    known = "".join(char for char in ipa if char not in sounds.unknown_marks(ipa))
    if spelling == "arpabet" and label.isascii():
        return _arpabet(label.strip().upper())
    if _is_one_phone(known):
        return Reading(((known, stress),), is_guess=known != ipa)
    return None


def _arpabet(label: str) -> Reading | None:
    spoken = sounds.to_ipa(label, "arpabet")
    if spoken[0] != label:
        return Reading((spoken,))
    pieces = [match[0] for match in _ARPABET_PIECES.finditer(label)]
    if "".join(pieces) != label or len(pieces) > _MOST_PIECES:
        return None
    return Reading(tuple(sounds.to_ipa(piece, "arpabet") for piece in pieces), is_guess=True)


def _is_exact(label: str, spelling: sounds.PhoneSet) -> bool:
    reading = read_label(label, spelling)
    return reading is not None and not reading.is_guess


def _is_one_phone(ipa: str) -> bool:
    kinds = "".join("V" if sound.is_vowel else "R" if sound.manner in _SONORANTS else "C" for sound in sounds.parse(ipa))
    return bool(_ONE_PHONE.fullmatch(kinds))
