"""Phones: inventories, spellings (IPA, ARPABET, X-SAMPA) and articulatory features.

Timelines hold IPA; the English dictionary and acoustic model speak ARPABET.
"""

from __future__ import annotations

from typing import Final

#: ARPABET vowels as CMUdict spells them, to IPA. AH and ER change with stress, see `arpabet_to_ipa`.
VOWELS: Final = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ",
    "IH": "ɪ", "IY": "i", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "u",
}  # fmt: skip

CONSONANTS: Final = {
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k", "L": "l",
    "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v",
    "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip

#: The vowels English reduces when they carry no stress.
REDUCED: Final = {"AH": "ə", "ER": "ɚ"}


def arpabet_to_ipa(phone: str) -> tuple[str, int | None]:
    """IPA and stress (None for consonants and vowels without a digit) of an ARPABET phone such as `AH0`.

    Raises KeyError for anything else.
    """
    base, digit = (phone[:-1], int(phone[-1])) if phone[-1:].isdigit() else (phone, None)
    if base in CONSONANTS:
        return CONSONANTS[base], None
    return (REDUCED[base] if digit == 0 and base in REDUCED else VOWELS[base]), digit
