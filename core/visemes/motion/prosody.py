"""How hard each vowel is spoken: stress, loudness and voice scale how far it opens the mouth.

Everything but voicing is measured against the line's other vowels, so that neither microphone nor speaker matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.motion.targets import table
from visemes.motion.voice import HOP
from visemes.phones import is_vowel, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from visemes.motion.voice import Voice
    from visemes.timeline import Phone, Timeline

    Values = NDArray[np.float64]

#: A line whose vowels differ less than this (decibels; tilt) is spoken evenly; keeps noise from looking like emphasis.
EVEN: Final = 2.0
EVEN_TILT: Final = 0.1
#: A vowel this far (semitones) above the line's others has a pitch accent; without pitch, one of this effort.
ACCENT, STANDS_OUT = 2.0, 1.06
#: A shout stands out by the first (standard deviations), by more than the second in nothing.
SHOUTS, LOUDEST = 1.0, 3.0


def efforts_of(timeline: Timeline, voice: Voice | None) -> Mapping[Phone, float]:
    """A factor around 1 for every vowel. voice: of the line's sound, None when there is none."""
    vowels = [phone for phone in timeline.phones if is_vowel(phone.label)]
    effort = table()["effort"]
    scaled = np.array([1.0 if phone.stress is None else effort["stress"][phone.stress] for phone in vowels])
    if voice is not None and len(voice.level):
        loud = _prominence(vowels, voice)
        shout = np.clip(np.minimum(loud, _flatness(vowels, voice)), SHOUTS, LOUDEST) - SHOUTS
        scaled *= 1 + effort["loudness"] * loud + effort["shout"] * shout
        scaled *= 1 - effort["whisper"] * whispered(vowels, voice)
    return dict(zip(vowels, np.clip(scaled, effort["least"], effort["most"]).tolist(), strict=True))


def accented(timeline: Timeline, voice: Voice | None, efforts: Mapping[Phone, float]) -> tuple[Phone, ...]:
    """The stressed vowels that carry a pitch accent: their pitch stands clearly above the line's.

    Where no vowel has a pitch, those that are spoken harder than the others.
    """
    heights = _heights(tuple(efforts), voice) if voice is not None and len(voice.pitch) else {}
    middle = float(np.median(list(heights.values()))) if heights else 0.0
    stressed = (phone for phone in timeline.phones if phone.stress == 1 and phone in efforts)
    if not heights:
        return tuple(phone for phone in stressed if efforts[phone] >= STANDS_OUT)
    return tuple(phone for phone in stressed if heights.get(phone, middle) - middle >= ACCENT)


def _heights(vowels: Sequence[Phone], voice: Voice) -> dict[Phone, float]:
    """The pitch of each voiced vowel in semitones: nearly its highest, which one wrong value does not change."""
    tracks = {phone: _during(phone, voice.pitch) for phone in vowels}
    voiced = {phone: track[np.isfinite(track)] for phone, track in tracks.items()}
    return {phone: 12 * float(np.log2(np.percentile(track, 80))) for phone, track in voiced.items() if len(track) >= 3}


def whispered(vowels: Sequence[Phone], voice: Voice) -> Values:
    """How much of each vowel is spoken without voice: 0 where half of it or more is voiced, 1 where nothing is."""
    shares = np.array([np.isfinite(_during(phone, voice.pitch)).mean() for phone in vowels])
    breathed: Values = 1 - np.minimum(1.0, 2 * shares)
    return breathed


def _prominence(vowels: Sequence[Phone], voice: Voice) -> Values:
    """Standard deviations by which each vowel is louder than the line's vowels, its own loudness set aside."""
    own = np.array([parse(phone.label)[0].openness for phone in vowels]) * table()["effort"]["openness"]
    return _standing_out(_each(vowels, voice.level, np.max) - own, np.mean, EVEN)


def _flatness(vowels: Sequence[Phone], voice: Voice) -> Values:
    """Standard deviations by which each vowel's spectrum is flatter than the middle one of the line's."""
    return _standing_out(-_each(vowels, voice.tilt, np.median), np.median, EVEN_TILT)


def _standing_out(values: Values, middle: Callable[[Values], np.floating], least: float) -> Values:
    if len(values) < 3:
        return np.zeros(len(values))
    return (values - float(middle(values))) / max(least, float(values.std()))


def _each(vowels: Sequence[Phone], track: Values, summary: Callable[[Values], np.floating]) -> Values:
    return np.array([float(summary(_during(phone, track))) for phone in vowels])


def _during(phone: Phone, track: Values) -> Values:
    """The values of a track during a phone, one at least."""
    first = min(len(track) - 1, round(phone.start / HOP))
    return track[first : max(first + 1, round(phone.end / HOP))]
