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

#: NTSC rates run at 1000/1001 of a whole number; people write them rounded (23.98, 29.97, 59.94, 119.88).
NTSC: Final = Fraction(1000, 1001)
_NUMBER: Final = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:/\s*(\d+(?:\.\d+)?)\s*)?(?:fps)?\s*", re.IGNORECASE)


def parse_fps(text: str | float | Fraction) -> Fraction:
    """A frame rate from what a person types: `12`, `23.976`, `29.97`, `30000/1001`, `59.94`.

    Decimals within 0.005 of an NTSC rate mean that rate. Raises UsageError outside 6..240 or for anything else.
    """
    rate = _fraction(text)
    if rate is None or not SLOWEST <= rate <= FASTEST:
        raise UsageError(f"'{text}' is not a frame rate", f"give a number from {SLOWEST} to {FASTEST}, such as 24, 23.976 or 30000/1001")
    whole = Fraction(math.ceil(rate))
    is_ntsc = rate.denominator != 1 and abs(rate - whole * NTSC) < Fraction(5, 1000)
    return whole * NTSC if is_ntsc else rate


def _fraction(text: str | float | Fraction) -> Fraction | None:
    match = _NUMBER.fullmatch(str(text))
    if not match or (match[2] and not float(match[2])):
        return None
    return Fraction(match[1]) / Fraction(match[2] or 1)


@dataclass(frozen=True, slots=True)
class FrameGrid:
    """Where frames lie in time.

    fps: exact rate, 6..240. start_frame: the frame shown at time 0 of the sound. step: 1 on ones, 2 on twos, 3 on
    threes: a drawing may change only every `step` frames, counted from start_frame. offset: seconds added to every time (exact).
    Raises UsageError for values no film has.
    """

    fps: Fraction
    start_frame: int = 1
    step: int = 1
    offset: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if not SLOWEST <= self.fps <= FASTEST:
            parse_fps(self.fps)
        if not 1 <= self.step <= 12:
            raise UsageError(f"step {self.step} is impossible", "use 1 (on ones), 2 (on twos), up to 12")

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
        """The whole frame on show at a time (floor)."""
        return math.floor(self.frame_at(seconds))

    def nearest(self, seconds: float | Fraction) -> int:
        """The whole frame that begins nearest to a time; halves go up."""
        return math.floor(self.frame_at(seconds) + Fraction(1, 2))

    def exposed(self, frame: int) -> int:
        """The frame whose drawing is still on show at `frame`: itself on ones, the last even step on twos."""
        return frame - (frame - self.start_frame) % self.step

    def exposures(self, duration: float | Fraction) -> Iterator[int]:
        """Every frame of a sound of this many seconds at which a drawing may change.

        The first is the exposure on show at time 0, the last the one on show as the sound ends.
        """
        first = self.exposed(self.shown_at(0))
        last = max(first, math.ceil(self.frame_at(duration)) - 1)
        yield from range(first, last + 1, self.step)
