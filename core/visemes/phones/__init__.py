"""Phones: inventories, spellings (IPA, ARPABET, X-SAMPA) and articulatory features.

Timelines hold IPA; the English dictionary and acoustic model speak ARPABET.
"""

from __future__ import annotations

from visemes.phones.features import LETTERS, Features, distance, normalize, parse, plain, unknown_marks, untied
from visemes.phones.spellings import (
    CONSONANTS,
    REDUCED,
    VOWELS,
    PhoneSet,
    arpabet_to_ipa,
    ipa_to_arpabet,
    ipa_word_to_arpabet,
    is_silence,
    phone_set,
    split_ipa,
    to_ipa,
    xsampa_to_ipa,
)

__all__ = [
    "CONSONANTS", "LETTERS", "REDUCED", "VOWELS", "Features", "PhoneSet", "arpabet_to_ipa", "distance", "ipa_to_arpabet",
    "ipa_word_to_arpabet", "is_closure", "is_contact", "is_silence", "is_vowel", "normalize", "parse", "phone_set", "plain",
    "split_ipa", "to_ipa", "unknown_marks", "untied", "xsampa_to_ipa",
]  # fmt: skip


def is_vowel(phone: str) -> bool:
    """Whether a phone (IPA) begins as a vowel."""
    sounds = parse(phone)
    return bool(sounds) and sounds[0].is_vowel


def is_closure(phone: str) -> bool:
    """Whether the lips are pressed together somewhere in this phone (IPA): p b m, and every other bilabial stop, nasal or click."""
    return any(sound.is_closure for sound in parse(phone))


def is_contact(phone: str) -> bool:
    """Whether the lower lip touches the upper teeth somewhere in this phone (IPA): f v ɱ."""
    return any(sound.is_contact for sound in parse(phone))
