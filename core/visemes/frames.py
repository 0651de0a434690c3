"""Every second-to-frame conversion in the project.

A frame rate is a `Fraction` (24000/1001, not 23.976), and a time becomes an exact `Fraction` before it meets
one, so that nothing drifts, not even over an hour. Frame N is the picture on show from `seconds_at(N)` until
`seconds_at(N + 1)`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from visemes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOWEST: Final = Fraction(6)
FASTEST: Final = Fraction(240)

#: Frames a drawing may be held at most.
LONGEST_STEP: Final = 12

#: NTSC rates run at 1000/1001 of a whole number; people write them rounded (23.98, 29.97, 59.94, 119.88).
NTSC: Final = Fraction(1000, 1001)
NTSC_RATES: Final = tuple(whole * NTSC for whole in (12, 15, 24, 30, 48, 60, 72, 90, 96, 120, 144, 180, 240))

#: Times are floats: one that falls short of a frame's start by less than this (seconds) belongs to that frame.
NOISE: Final = Fraction(1, 1_000_000)

_DECIMAL: Final = r"\d{1,12}(?:\.\d{1,40})?|\.\d{1,40}"
_RATE: Final = re.compile(rf"\s*({_DECIMAL})\s*(?:/\s*({_DECIMAL})\s*)?(?:fps)?\s*", re.IGNORECASE | re.ASCII)
_SECONDS: Final = re.compile(rf"\s*([-+]?)({_DECIMAL})\s*(ms|s)?\s*", re.IGNORECASE | re.ASCII)


def parse_fps(text: str | float | Fraction) -> Fraction:
    """A frame rate from what a person types: `12`, `23.976`, `29.97`, `30000/1001`, `59.94`.

    Rates within 0.005 of an NTSC rate mean that rate. Raises UsageError outside 6..240 or for anything else.
    """
    rate = _ratio(text)
    if rate is None or not SLOWEST <= rate <= FASTEST:
        hint = f"give a number from {SLOWEST} to {FASTEST}, such as 24, 23.976 or 30000/1001"
        raise UsageError(f"'{text}' is not a frame rate", hint)
    if rate.denominator == 1:
        return rate
    return next((exact for exact in NTSC_RATES if abs(rate - exact) < Fraction(5, 1000)), rate)


def _ratio(text: str | float | Fraction) -> Fraction | None:
    match = _RATE.fullmatch(str(text))
    if not match or (match[2] and not Fraction(match[2])):
        return None
    return Fraction(match[1]) / Fraction(match[2] or 1)


def parse_seconds(text: str | float | Fraction) -> Fraction:
    """Exact seconds from what a person types: `0.1`, `-0.04`, `40ms`. Raises UsageError for anything else."""
    if isinstance(text, Fraction):
        return text
    match = _SECONDS.fullmatch(str(text))
    if not match:
        raise UsageError(f"'{text}' is not a time in seconds", "give seconds such as 0.1 or -0.04, or milliseconds such as 40ms")
    size = Fraction(match[2]) / (1000 if (match[3] or "").lower() == "ms" else 1)
    return -size if match[1] == "-" else size


@dataclass(frozen=True, slots=True)
class FrameGrid:
    """Where frames lie in time.

    fps: exact rate, 6..240. start_frame: the frame shown at time 0 of the sound (before the offset). step: 1 on ones,
    2 on twos, 3 on threes: a drawing may change only every `step` frames, counted from start_frame. offset: seconds
    added to every time. A rate or offset that is no Fraction is read as a person would write it, and kept exactly.
    Raises UsageError for values no film has.
    """

    fps: Fraction
    start_frame: int = 1
    step: int = 1
    offset: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if not isinstance(self.fps, Fraction) or not SLOWEST <= self.fps <= FASTEST:
            object.__setattr__(self, "fps", parse_fps(self.fps))
        if not isinstance(self.offset, Fraction):
            object.__setattr__(self, "offset", parse_seconds(self.offset))
        if not 1 <= self.step <= LONGEST_STEP:
            raise UsageError(f"step {self.step} is impossible", f"use 1 (on ones), 2 (on twos), up to {LONGEST_STEP}")

    @property
    def frame_duration(self) -> Fraction:
        """Seconds one frame is on show."""
        return 1 / self.fps

    def frame_at(self, seconds: float | Fraction) -> Fraction:
        """The exact, fractional frame number at a time."""
        return self.start_frame + (Fraction(seconds) + self.offset) * self.fps

    def seconds_at(self, frame: float | Fraction) -> Fraction:
        """The exact time at which a frame begins; the inverse of `frame_at`."""
        return (Fraction(frame) - self.start_frame) / self.fps - self.offset

    def shown_at(self, seconds: float | Fraction) -> int:
        """The whole frame on show at a time: the last that has begun, give or take a microsecond."""
        return math.floor(self.frame_at(Fraction(seconds) + NOISE))

    def nearest(self, seconds: float | Fraction) -> int:
        """The whole frame that begins nearest to a time; halves go up."""
        return math.floor(self.frame_at(Fraction(seconds) + NOISE) + Fraction(1, 2))

    def exposed(self, frame: int) -> int:
        """The frame whose drawing is still on show at `frame`: itself on ones, the last even step on twos."""
        return frame - (frame - self.start_frame) % self.step

    def last_frame(self, duration: float | Fraction) -> int:
        """The frame on show as a sound of this many seconds ends: the last to begin before it, give or take a microsecond."""
        return max(self.shown_at(0), math.ceil(self.frame_at(Fraction(duration) - NOISE)) - 1)

    def exposures(self, duration: float | Fraction) -> Iterator[int]:
        """Every frame of a sound of this many seconds at which a drawing may change.

        The first is the exposure on show at time 0, the last the one on show as the sound ends.
        """
        yield from range(self.exposed(self.shown_at(0)), self.last_frame(duration) + 1, self.step)
