"""The fewest Bezier keys that draw a curve: a shortest path from its first frame to its last.

Keys stand on candidate frames, on the curve or within the tolerance of it, with one of a few slopes that the curve has around
there; both sides of a key share the slope, so that the curve has no corner. A segment between two such keys is allowed when
its cubic Hermite (what `visemes.line.Key` documents) stays within the tolerance at the frames it skips and its four Bezier
points stay inside the shape's range, so that it cannot overshoot. Dynamic programming over (frame, slope) finds the path with
the fewest segments, and among those the one that bends and errs least.
All curves of a line are reduced side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.floating]

#: A segment is tested at no more than this many of the frames it skips; curves are smoother than that.
TESTS: Final = 15
#: How much a segment's error counts against the number of segments (error over tolerance, squared, mean of its frames).
NEATNESS: Final = 1e-2
#: How much its bending counts (integral of the squared second derivative, frames as the unit of time).
SMOOTHNESS: Final = 2.0
#: Values nearer than this are the same (float noise).
ROUNDING: Final = 1e-6
#: A value offered besides the curve's own lies this share of the tolerance towards its neighbours' mean: it cuts small bends.
SHIFT: Final = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Curves to be reduced, frames by curves.

    values; tolerances: largest error allowed. low, high: range of each curve.
    """

    values: Samples
    tolerances: Samples
    low: Samples
    high: Samples


@dataclass(frozen=True, slots=True)
class Knot:
    """A key as an index into the track, with its slope in weight per frame."""

    index: int
    value: float
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class _Offers:
    """Values and slopes a key may have, frames by curves by offers."""

    values: Samples
    slopes: Samples


def fewest_keys(track: Track, longest: int, tests: int = TESTS) -> list[list[Knot]]:
    """The keys of every curve, first and last frame included.

    longest: frames a segment may span at most; stretches where a curve does not move may be longer. tests: at how
    many of the frames that a segment skips it is tested at most.
    """
    count, curves = track.values.shape
    offers = _offers(track)
    kinds = offers.values.shape[-1]
    cost = np.full((count, curves, kinds), np.inf, dtype=np.float32)
    cost[0, :, -1] = 0.0
    came = np.zeros((count, curves, kinds), dtype=np.intp)
    prices = [_prices(track, offers, length, tests) for length in range(1, min(longest, count - 1) + 1)]
    still = _still_since(track.values)
    for j in range(1, count):
        reach = min(len(prices), j)
        options = np.stack([cost[j - 1 - k][..., None] + prices[k][j - 1 - k] for k in range(reach)])
        flat = options.transpose(1, 3, 0, 2).reshape(curves, kinds, -1)
        best = flat.argmin(axis=-1)
        cost[j] = np.take_along_axis(flat, best[..., None], axis=-1)[..., 0]
        came[j] = (j - 1 - best // kinds) * kinds + best % kinds
        _rest(j, still[j], cost, came)
    return [_path(came[:, k], offers, k) for k in range(curves)]


def _rest(j: int, still: NDArray[np.intp], cost: Samples, came: NDArray[np.intp]) -> None:
    """A stretch without any movement is one segment, however long; its keys are flat, which is the last offer."""
    columns, last = np.arange(len(still)), cost.shape[-1] - 1
    rested = cost[still, columns, last] + 1.0
    better = (still < j) & (rested <= cost[j, :, last])
    cost[j, :, last] = np.where(better, rested, cost[j, :, last])
    came[j, :, last] = np.where(better, still * (last + 1) + last, came[j, :, last])


def _path(came: NDArray[np.intp], offers: _Offers, column: int) -> list[Knot]:
    """The chosen keys; the line ends flat."""
    kinds = came.shape[1]
    states = [(len(came) - 1) * kinds + kinds - 1]
    while states[-1] >= kinds:
        states.append(int(came.reshape(-1)[states[-1]]))
    places = [divmod(state, kinds) for state in reversed(states)]
    return [Knot(i, float(offers.values[i, column, k]), float(offers.slopes[i, column, k])) for i, k in places]


def _offers(track: Track) -> _Offers:
    """Around each frame: the curve's slope as it is, gentler, steeper, over a wider window, flat; and a value that cuts a bend."""
    values = track.values
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    near, wide = (padded[3:-1] - padded[1:-3]) / 2, (padded[4:] - padded[:-4]) / 4
    bend = (padded[3:-1] + padded[1:-3]) / 2 - values
    room = np.where(track.tolerances < track.tolerances.max(), 0.0, SHIFT * track.tolerances)
    cut = np.clip(values + np.clip(bend, -room, room), track.low, track.high)
    slopes = np.stack([near, 0.65 * near, 1.4 * near, wide, near, np.zeros_like(near)], axis=-1)
    offered = np.stack([values, values, values, values, cut, values], axis=-1)
    space = 3 * np.minimum(offered - track.low[:, None], track.high[:, None] - offered)
    return _Offers(offered.astype(np.float32), np.clip(slopes, -space, space).astype(np.float32))


def _still_since(values: Samples) -> NDArray[np.intp]:
    """For each frame the first frame since which the curve has not moved at all."""
    since = np.zeros(values.shape, dtype=np.intp)
    since[1:] = np.where(np.abs(np.diff(values, axis=0)) > ROUNDING, np.arange(1, len(since))[:, None], 0)
    return np.maximum.accumulate(since, axis=0)


def _prices(track: Track, offers: _Offers, length: int, tests: int) -> Samples:
    """Price of every segment of one length, by first frame, curve, offer at its start, offer at its end."""
    left, right = offers.values[:-length, :, :, None], offers.values[length:, :, None, :]
    out, into = offers.slopes[:-length, :, :, None] * length, offers.slopes[length:, :, None, :] * length
    low, high = (edge[:, None, None] for edge in (track.low - ROUNDING, track.high + ROUNDING))
    first, second = left + out / 3, right - into / 3
    allowed = (first >= low) & (first <= high) & (second >= low) & (second <= high)
    skipped = np.unique(np.linspace(1, length - 1, min(tests, length - 1)).round().astype(int)) if length > 1 else ()
    total = np.zeros(allowed.shape, dtype=np.float32)
    for step in skipped:
        here = slice(step, len(track.values) - length + step)
        begin, end = _halves(step / length, left, right, out, into)
        wanted, slack = track.values[here][..., None, None], track.tolerances[here][..., None, None]
        error = (begin - wanted) + end
        error *= error
        error /= slack * slack
        allowed &= error <= 1.0
        total += error
    rise = right - left
    bending = (out * out + out * into + into * into - 3 * rise * (out + into) + 3 * rise * rise) * (4 / length**3)
    price: Samples = np.where(allowed, 1.0 + SMOOTHNESS * bending + NEATNESS / max(1, len(skipped)) * total, np.float32(np.inf))
    return price


def _halves(t: float, left: Samples, right: Samples, out: Samples, into: Samples) -> tuple[Samples, Samples]:
    """What the left and the right key add to the cubic Hermite at 0 <= t <= 1; slopes per segment."""
    u = 1 - t
    begin: Samples = u * u * ((1 + 2 * t) * left + t * out)
    end: Samples = t * t * ((1 + 2 * u) * right - u * into)
    return begin, end
