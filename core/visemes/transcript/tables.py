"""`english.toml`, typed: what English writes short and says long, and what is not spoken at all."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

_TABLES: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("english.toml").read_text(encoding="utf-8"))


def _lists(name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in _TABLES[name].items()}


def _words(name: str) -> frozenset[str]:
    return frozenset(_TABLES[name].split())


ABBREVIATIONS: Final = _lists("abbreviations")
DOTTED: Final = _lists("dotted")
UNITS: Final = _lists("units")
CURRENCIES: Final = _lists("currencies")
DENOMINATORS: Final = {int(number): names for number, names in _lists("denominators").items()}

NUMBERED: Final[dict[str, str]] = _TABLES["numbered"]
HUNDREDTHS: Final[dict[str, str]] = _TABLES["hundredths"]
MAGNITUDES: Final[dict[str, str]] = _TABLES["magnitudes"]
SIGNS: Final[dict[str, str]] = _TABLES["signs"]
ADDRESS_SIGNS: Final[dict[str, str]] = _TABLES["address_signs"]
NAMES: Final[dict[str, str]] = _TABLES["names"]
VULGAR: Final[dict[str, str]] = _TABLES["vulgar"]
MONTHS: Final = tuple(_TABLES["months"])

ALSO_WORDS: Final = _words("also_words")
WORDS_AFTER_NUMBERS: Final = _words("words_after_numbers")
CLIPPED_HEADS: Final = _words("clipped_heads")
CLIPPED_TAILS: Final = _words("clipped_tails")
LEAD_INS: Final = _words("lead_ins")
DIRECTIONS: Final = _words("directions")
NOT_DIRECTIONS: Final = _words("not_directions")
SOUNDS: Final = _words("sounds")
