"""How hard each vowel is spoken: stress and loudness scale how far it opens the mouth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.motion.targets import table
from visemes.phones import is_vowel, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from visemes.timeline import Phone, Timeline


#: Time between two loudness values, seconds.
HOP: Final = 0.01
#: A line whose vowels differ less than this (decibels) is spoken evenly; keeps noise from looking like emphasis.
EVEN: Final = 2.0


def efforts_of(timeline: Timeline, loudness: NDArray[np.floating] | None) -> Mapping[Phone, float]:
    """A factor around 1 for every vowel. loudness: level in dB every 10 ms, None when there is no sound."""
    vowels = [phone for phone in timeline.phones if is_vowel(phone.label)]
    effort = table()["effort"]
    stress = [1.0 if phone.stress is None else effort["stress"][phone.stress] for phone in vowels]
    scaled = np.array(stress) * (1 + effort["loudness"] * _prominence(vowels, loudness))
    return dict(zip(vowels, np.clip(scaled, effort["least"], effort["most"]).tolist(), strict=True))


def _prominence(vowels: list[Phone], loudness: NDArray[np.floating] | None) -> NDArray[np.float64]:
    """Standard deviations by which each vowel is louder than the line's vowels."""
    if loudness is None or len(loudness) == 0 or len(vowels) < 3:
        return np.zeros(len(vowels))
    own = np.array([parse(phone.label)[0].openness for phone in vowels]) * table()["effort"]["openness"]
    levels = np.array([_level(phone, loudness) for phone in vowels]) - own
    prominence: NDArray[np.float64] = (levels - levels.mean()) / max(EVEN, float(levels.std()))
    return prominence


def _level(phone: Phone, loudness: NDArray[np.floating]) -> float:
    first = min(len(loudness) - 1, round(phone.start / HOP))
    last = max(first + 1, round(phone.end / HOP))
    return float(np.max(loudness[first:last]))
