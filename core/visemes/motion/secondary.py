"""Brows, lids and cheeks: small movements at moments the speech itself marks. Off unless a style switches them on.

Moments are in seconds; `visemes.keys.secondary` turns them into keys. The same seed gives the same face.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from visemes.motion.prosody import accented
from visemes.phones import is_vowel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from visemes.maps import VisemeMap
    from visemes.motion.style import Style
    from visemes.motion.voice import Voice
    from visemes.timeline import Phone, Timeline

#: A pause this long (seconds) ends a phrase.
PHRASE_PAUSE: Final = 0.25
#: Vowels with this much more effort than their line's average are loud.
LOUD: Final = 1.12
#: A blink begins this long (seconds) after the end of a phrase, at least and at most.
AFTER_PHRASE = 0.05, 0.20
#: A viseme this wide is spread.
SPREAD: Final = 0.5


@dataclass(frozen=True, slots=True)
class Gesture:
    """A movement: shapes go to their weights in `rise` seconds from `start`, hold, and are back after `fall`."""

    channel: str
    start: float
    rise: float
    hold: float
    fall: float
    weights: Mapping[str, float]

    @property
    def end(self) -> float:
        """When it is over, seconds."""
        return self.start + self.rise + self.hold + self.fall


@cache
def table() -> Mapping[str, Any]:
    """The table of channels, data/secondary.toml."""
    return tomllib.loads(files("visemes.motion").joinpath("data/secondary.toml").read_text("utf-8"))


def gestures_of(
    timeline: Timeline, viseme_map: VisemeMap, style: Style, efforts: Mapping[Phone, float], voice: Voice | None = None
) -> tuple[Gesture, ...]:
    """Every gesture of a line in the channels that the style switches on and the map has shapes for, by channel and time."""
    moments = {
        "brows": [phone.start for phone in accented(timeline, voice, efforts)],
        "blinks": list(_blinks(timeline, style.seed)),
        "squint": [phone.start for phone, effort in efforts.items() if effort >= LOUD],
        "cheeks": [phone.start for phone in timeline.phones if is_vowel(phone.label) and _is_spread(phone, viseme_map)],
    }
    return tuple(g for channel, times in moments.items() for g in _gestures(channel, times, timeline, viseme_map, style))


def without_shapes(viseme_map: VisemeMap, style: Style) -> tuple[str, ...]:
    """The channels that the style switches on in vain: the map has no shape for them."""
    return tuple(name for name, row in table().items() if getattr(style, name) and not set(row["shapes"]) & set(viseme_map.shapes))


def _gestures(channel: str, times: list[float], timeline: Timeline, viseme_map: VisemeMap, style: Style) -> Iterator[Gesture]:
    row, size = table()[channel], getattr(style, channel)
    shapes = {name: viseme_map.shapes[name] for name in row["shapes"] if name in viseme_map.shapes}
    weights = {name: min(shape.maximum, row["shapes"][name] * size) for name, shape in shapes.items()}
    rise, hold, fall = row["times"]
    free = 0.0
    for time in sorted(times) if size and weights else ():
        start = max(0.0, time - rise)
        if start >= free and start + rise + hold + fall <= timeline.duration:
            yield Gesture(channel, start, rise, hold, fall, weights)
            free = start + max(row["apart"], rise + hold + fall)


def _blinks(timeline: Timeline, seed: int) -> Iterator[float]:
    """The end of every phrase, and moments in between that nobody can foresee."""
    chance = random.Random(seed)  # noqa: S311 - a face, not a secret
    every = table()["blinks"]["every"]
    last = 0.0
    for start, end in timeline.pauses():
        if end - start >= PHRASE_PAUSE and start > 0:
            while start - last > 1.5 * every:
                last += every * chance.uniform(0.6, 1.4)
                yield last
            last = start + chance.uniform(*AFTER_PHRASE)
            yield last


def _is_spread(phone: Phone, viseme_map: VisemeMap) -> bool:
    return any(viseme_map.visemes[name].width >= SPREAD for name, _ in viseme_map.for_phone(phone.label))
