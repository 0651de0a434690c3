"""Does the offset run away? A straight line through what the windows of a long film say.

Every window votes for all lines with the chances of its offsets, and one that is misled has a vote of bounded weight; the best
line is then fitted to the windows that agree with it. Sound and picture made for different rates drift by one part in a thousand
(23.976 for 24) or by one in twenty-four (25 for 24).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE
from visemes.sync.offsets import SAME, chances, reading, smoothed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.sync.base import Trust
    from visemes.sync.offsets import Reading

    Floats = NDArray[np.float64]

#: Frames of a window and from one to the next, and the share of it that has to be voiced.
LENGTH: Final = 4 * RATE
HOP: Final = RATE
VOICED: Final = 0.4
#: The chance that a window is misled.
MISLED: Final = 0.15
#: A window agrees with a line that is this near (seconds); sure ones alone are counted.
NEAR: Final = 0.08
SURE: Final = 0.5
#: A drift has to move the offset by this much (seconds), be so many times its own error, and gain this many nats over a constant.
LEAST: Final = 0.03
ERRORS: Final = 3.0
GAIN: Final = 4.0
#: Windows a line needs.
FEWEST: Final = 4
#: Rates pictures are made and played at.
RATES: Final = tuple(Fraction(a, b) for a, b in ((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1)))
#: How near (share) a drift comes to that of two rates.
LIKE: Final = 0.00025


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What a few seconds say. time: of their middle. chance: of each offset, (K,)."""

    time: float
    chance: Floats
    reading: Reading


@dataclass(frozen=True, slots=True)
class Drift:
    """The offset as a line. start: at the film's start, seconds. slope: seconds a second, with the interval low .. high.

    made, played: the rates whose mix-up would explain it, "" where none does.
    """

    start: float
    slope: float
    low: float
    high: float
    made: str = ""
    played: str = ""

    def at(self, time: float) -> float:
        """The offset at a time, seconds."""
        return self.start + self.slope * time

    @property
    def per_minute(self) -> float:
        """Milliseconds it grows each minute."""
        return self.slope * 60_000


def windows_of(evidence: NDArray[np.floating], counts: NDArray[np.bool_], offsets: Floats, trust: Trust) -> Iterator[Window]:
    """Windows of a film that have enough voice. evidence: (T, K). counts: frames with a mouth and a voice."""
    for first in range(0, max(1, len(evidence) - LENGTH + 1), HOP):
        part = counts[first : first + LENGTH]
        if part.mean() < VOICED:
            continue
        chance = chances(evidence[first : first + LENGTH].astype(np.float32), trust)
        yield Window((first + len(part) / 2) / RATE, chance, reading(chance, offsets))


def drift_of(windows: Sequence[Window], offsets: Floats, fps: Fraction | None = None) -> Drift | None:
    """The drift of a film, None where its offset stays. fps: the rate it is played at, for the guess where it comes from."""
    if len(windows) < FEWEST:
        return None
    times = np.array([window.time for window in windows])
    votes, outside = _ballots(np.array([smoothed(window.chance, offsets) for window in windows]), offsets)
    constant = float(votes.sum(axis=0).max())
    start, slope, gain = _best_line(times, votes, outside, offsets)
    line = _fitted(times, np.array([w.reading.offset for w in windows]), _sure(windows), start, slope)
    if line is None or gain - constant < GAIN:
        return None
    start, slope, error = line
    if abs(slope) * (times[-1] - times[0]) < LEAST or abs(slope) < ERRORS * error:
        return None
    made, played = _rates(slope, error, fps)
    return Drift(start, slope, slope - 1.645 * error, slope + 1.645 * error, made, played)


def _sure(windows: Sequence[Window]) -> NDArray[np.bool_]:
    return np.array([window.reading.confidence >= SURE for window in windows])


def _ballots(near: Floats, offsets: Floats) -> tuple[Floats, Floats]:
    """The vote of each window for each offset, and for one out of reach, nats. near: chances of being near each, (windows, K).

    A window that tells nothing has no vote; one that is sure is against what is out of reach, as against any other offset.
    """
    apart = (offsets[-1] - offsets[0]) / (2 * SAME)
    votes: Floats = np.log((1 - MISLED) * near * apart + MISLED)
    outside: Floats = np.log((1 - MISLED) * (1 - near.max(axis=1)) + MISLED)
    return votes, outside


def _best_line(times: Floats, votes: Floats, outside: Floats, offsets: Floats) -> tuple[float, float, float]:
    """Start, slope and votes of the best line; steep ones leave the range soon, so that ever shorter heads are looked at too."""
    reach = float(offsets[-1] - offsets[0])
    best = (0.0, 0.0, -np.inf)
    span = float(times[-1] - times[0])
    while span >= HOP / RATE * FEWEST:
        head = times <= times[0] + span
        for slope in np.linspace(-reach, reach, 161) / span:
            total = _votes(times[head], votes[head], outside[head], offsets, slope)
            start = float(offsets[int(total.argmax())])
            whole = float(_votes(times, votes, outside, offsets, slope)[int(total.argmax())])
            if whole > best[2]:
                best = (start, float(slope), whole)
        span /= 3
    return best


def _votes(times: Floats, votes: Floats, outside: Floats, offsets: Floats, slope: float) -> Floats:
    """The votes for the lines of one slope that start at each offset."""
    step = float(offsets[1] - offsets[0])
    moved = np.arange(len(offsets)) + np.rint(slope * times / step).astype(int)[:, None]
    inside = (moved >= 0) & (moved < len(offsets))
    found = np.take_along_axis(votes, np.clip(moved, 0, len(offsets) - 1), axis=1)
    total: Floats = np.where(inside, found, outside[:, None]).sum(axis=0)
    return total


def _fitted(
    times: Floats, values: Floats, sure: NDArray[np.bool_], start: float, slope: float
) -> tuple[float, float, float] | None:
    """The line through the sure windows near one, and its slope's error; None where they are too few."""
    for _ in range(3):
        near = sure & (np.abs(values - start - slope * times) < NEAR)
        if near.sum() < FEWEST or np.ptp(times[near]) <= 0:
            return None
        slope, start = (float(value) for value in np.polyfit(times[near], values[near], 1))
    rest = values[near] - start - slope * times[near]
    # windows overlap, so that they are worth fewer than they are; nothing is read finer than a few milliseconds
    worth = max(2.0, near.sum() * HOP / LENGTH)
    spread = max(0.003, float(np.sqrt((rest**2).mean())))
    error = spread / np.sqrt(worth) / max(1e-6, float(times[near].std()))
    return start, slope, float(error)


def _rates(slope: float, error: float, fps: Fraction | None) -> tuple[str, str]:
    """The rates that pictures were made for and are played at, if a mix-up of two explains a slope.

    Of several that explain it as well, the one that is played at the film's own rate, then the one of whole numbers.
    """
    found: list[tuple[bool, bool, int, float, Fraction, Fraction]] = []
    for made in RATES:
        for played in RATES:
            distance = abs(slope - float(1 - played / made))
            if made != played and distance < max(LIKE, 2 * error):
                is_other = fps is None or abs(played - fps) > Fraction(1, 100)
                broken = (made.denominator > 1) + (played.denominator > 1)
                found.append((is_other, distance > max(LIKE, error), broken, distance, made, played))
    if not found:
        return "", ""
    *_, made, played = min(found)
    return _shown(made), _shown(played)


def _shown(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
