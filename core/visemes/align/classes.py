"""The phones of the English aligner and the broad classes whose boundaries behave alike.

Phones are ARPABET without stress, SILENCE included.
"""

from __future__ import annotations

from typing import Final

SILENCE: Final = "SIL"

#: Class → its phones. Boundaries between two classes look alike and aligners miss them alike.
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "vowel": ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"),
    "voiceless stop": ("K", "P", "T"),
    "voiced stop": ("B", "D", "G"),
    "affricate": ("CH", "JH"),
    "voiceless fricative": ("F", "HH", "S", "SH", "TH"),
    "voiced fricative": ("DH", "V", "Z", "ZH"),
    "nasal": ("M", "N", "NG"),
    "approximant": ("L", "R", "W", "Y"),
    "silence": (SILENCE,),
}

#: Class → its number, in the table's order.
CLASS_NUMBER: Final = {name: number for number, name in enumerate(CLASSES)}

#: Every phone → its number; the order the refiner's weights are stored in.
PHONE_NUMBER: Final = {phone: number for number, phone in enumerate(sorted(p for phones in CLASSES.values() for p in phones))}

#: Phone → its class.
CLASS_OF: Final = {phone: name for name, phones in CLASSES.items() for phone in phones}
