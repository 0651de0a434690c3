"""The fewest Bezier keys that draw a curve: a shortest path from its first frame to its last.

Keys may stand on any candidate frame, with the curve's own value and slope there, so neighbouring segments meet smoothly.
A segment between two candidates is allowed when the cubic Hermite between them (what `visemes.line.Key` documents) stays
within the tolerance at every frame it skips and inside the shape's range everywhere. Dynamic programming finds the path
with the fewest segments, and among those the one with the least error. All curves of a line are reduced side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

#: A segment is tested at no more than this many of the frames it skips; curves are smoother than that.
TESTS: Final = 15
#: How much a segment's error counts against the number of segments (error over tolerance, summed).
NEATNESS: Final = 1e-3
#: Bends within a segment may leave the range by rounding alone.
ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Curves to be reduced, frames by curves.

    values; slopes in weight per frame; tolerances: largest error allowed. low, high: range of each curve.
    """

    values: Samples
    slopes: Samples
    tolerances: Samples
    low: Samples
    high: Samples


def fewest_keys(track: Track, longest: int) -> list[list[int]]:
    """For each curve, the frames (indexes) that need a key, first and last included.

    longest: frames a segment may span at most; stretches where a curve does not move may be longer.
    """
    count, curves = track.values.shape
    longest = min(longest, count - 1)
    cost = np.full((count, curves), np.inf)
    cost[0] = 0.0
    came = np.zeros((count, curves), dtype=np.intp)
    prices = np.full((longest + 1, count, curves), np.inf)
    for length in range(1, longest + 1):
        prices[length, length:] = 1.0 + NEATNESS * _errors(track, length)
    still = _still_since(track)
    for j in range(1, count):
        reach = min(longest, j)
        options = cost[j - reach : j][::-1] + prices[1 : reach + 1, j]
        best = options.argmin(axis=0)
        cost[j] = np.take_along_axis(options, best[None], axis=0)[0]
        came[j] = j - 1 - best
        rested = np.take_along_axis(cost, still[j][None], axis=0)[0] + 1.0
        better = (still[j] < j) & (rested < cost[j])
        cost[j] = np.where(better, rested, cost[j])
        came[j] = np.where(better, still[j], came[j])
    return [_path(came[:, k]) for k in range(curves)]


def _path(came: NDArray[np.intp]) -> list[int]:
    path = [len(came) - 1]
    while path[-1] > 0:
        path.append(int(came[path[-1]]))
    return path[::-1]


def _still_since(track: Track) -> NDArray[np.intp]:
    """For each frame the first frame since which the curve has not moved at all."""
    moved = (np.abs(np.diff(track.values, axis=0)) > ROUNDING) | (track.slopes[1:] != 0) | (track.slopes[:-1] != 0)
    since = np.zeros(track.values.shape, dtype=np.intp)
    since[1:] = np.where(moved, np.arange(1, len(since))[:, None], 0)
    return np.maximum.accumulate(since, axis=0)


def _errors(track: Track, length: int) -> Samples:
    """Largest error over tolerance of every segment of one length, by its last frame; infinite where it is not allowed."""
    left, right = track.values[:-length], track.values[length:]
    out, into = track.slopes[:-length] * length, track.slopes[length:] * length
    total = np.zeros_like(left)
    allowed = np.ones_like(left, dtype=bool)
    skipped = np.unique(np.linspace(1, length - 1, min(TESTS, length - 1)).round().astype(int)) if length > 1 else ()
    for step in skipped:
        here = slice(step, len(track.values) - length + step)
        drawn = hermite(step / length, left, right, out, into)
        error = np.abs(drawn - track.values[here]) / track.tolerances[here]
        allowed &= error <= 1.0
        total += error**2
    allowed &= inside(left, right, out, into, track.low, track.high)
    return np.where(allowed | (length == 1), total, np.inf)


def hermite(t: float, left: Samples, right: Samples, out: Samples, into: Samples) -> Samples:
    """The cubic at 0 <= t <= 1 between two values with slopes per segment."""
    u = 1 - t
    value: Samples = u * u * (1 + 2 * t) * left + t * t * (1 + 2 * u) * right + t * u * (u * out - t * into)
    return value


def inside(left: Samples, right: Samples, out: Samples, into: Samples, low: Samples, high: Samples) -> NDArray[np.bool_]:
    """Whether cubics stay in their range: a cubic lies inside the hull of its four Bezier points, tested first, else by samples."""
    points = (left, left + out / 3, right - into / 3, right)
    hull: NDArray[np.bool_] = np.ones_like(left, dtype=bool)
    for point in points:
        hull &= (point >= low - ROUNDING) & (point <= high + ROUNDING)
    return hull
