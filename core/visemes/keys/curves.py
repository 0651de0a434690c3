"""Solved curves as keys: few Bezier keys, rough linear ones for a draft, or one wherever a key may stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.keys.reduce import TESTS, Track, fewest_keys
from visemes.line import Curve, Key
from visemes.motion.solve import ROUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.keys.placement import Exposures
    from visemes.keys.reduce import Knot
    from visemes.motion.solve import Mouth
    from visemes.motion.style import Style

#: Samples of a curve lie at most this far apart (seconds), a whole number of them to an exposure; those of a draft.
FINEST, DRAFT_FINEST = 0.01, 0.025
#: A segment between two keys is at most this long (seconds); a still curve may rest longer.
LONGEST_SEGMENT: Final = 0.5
#: The same between sub-frame keys, which are more work to choose from.
LONGEST_SUB_SEGMENT: Final = 0.35
#: Keys need not stand closer than this (seconds), however high the frame rate.
CLOSEST_KEYS: Final = 1 / 30
#: Sub-frame keys stand on quarters or halves of frames, but never closer than this (seconds).
CLOSEST_SUB_KEYS: Final = 1 / 60
#: Error allowed where a closure or contact is shown, in weight.
EXACT: Final = 5e-3
#: Largest error of a draft's curves, in weight, if its style asks for no more.
DRAFT_TOLERANCE: Final = 0.03


@dataclass(frozen=True)
class Baking:
    """How finely curves are solved and where their keys may stand.

    sub_frames: on fractions of a frame too. draft: fewer samples, solved once.
    """

    exposures: Exposures
    sub_frames: bool = False
    draft: bool = False

    @cached_property
    def divisions(self) -> int:
        """Into how many places for a key a frame is divided."""
        frame = float(self.exposures.grid.frame_duration)
        return next((n for n in (4, 2) if self.sub_frames and frame / n >= CLOSEST_SUB_KEYS - 1e-9), 1)

    @cached_property
    def splits(self) -> int:
        """Places for a key from one exposure to the next."""
        return self.divisions * self.exposures.grid.step if self.sub_frames else 1

    @cached_property
    def parts(self) -> int:
        """Samples from one exposure to the next, a multiple of `splits`."""
        wanted = max(2, math.ceil(self.exposures.spacing / (DRAFT_FINEST if self.draft else FINEST)))
        return math.ceil(wanted / self.splits) * self.splits

    @property
    def rounds(self) -> int:
        """Times that the spline is solved to keep shapes in range; a draft is clipped instead."""
        return 1 if self.draft else ROUNDS

    @cached_property
    def spacing(self) -> Fraction:
        """Frames from one place for a key to the next."""
        return Fraction(self.exposures.grid.step, self.splits)

    @cached_property
    def frames(self) -> tuple[Fraction, ...]:
        """Every place for a key, from the first exposure to the last."""
        count = (len(self.exposures.frames) - 1) * self.splits + 1
        return tuple(self.exposures.frames[0] + i * self.spacing for i in range(count))

    @property
    def seconds(self) -> float:
        """Seconds from one place for a key to the next."""
        return self.exposures.spacing / self.splits


@dataclass(frozen=True, slots=True, eq=False)
class Baked:
    """Curves wherever a key may stand: values as places by shapes; exact: where events are shown; cuts: where stretches end."""

    baking: Baking
    mouth: Mouth
    values: NDArray[np.float64]
    exact: NDArray[np.bool_]
    cuts: tuple[int, ...]


def dense_curves(baked: Baked) -> tuple[Curve, ...]:
    """A linear key wherever one may stand, for hosts and formats that want baked animation."""
    places = range(len(baked.values))
    return tuple(_linear(baked, k, places) for k in range(len(baked.mouth.names)) if np.any(baked.values[:, k]))


def draft_curves(baked: Baked, style: Style) -> tuple[Curve, ...]:
    """Linear keys, found in one pass: more of them than needed, and within a wider tolerance."""
    tolerances = np.where(baked.exact, EXACT, max(style.tolerance, DRAFT_TOLERANCE))
    columns = (k for k in range(len(baked.mouth.names)) if _moves(baked, k, style))
    return tuple(_linear(baked, k, straight(baked.values[:, k], tolerances)) for k in columns)


def straight(values: NDArray[np.float64], tolerances: NDArray[np.float64]) -> list[int]:
    """Indexes between which straight lines stay within the tolerance of every value.

    From each the line runs on until no slope would suit all values passed.
    """
    rows, slack = values.tolist(), tolerances.tolist()
    chosen, low, high = [0], -math.inf, math.inf
    for i in range(1, len(rows)):
        start, run = rows[chosen[-1]], i - chosen[-1]
        if not low <= (rows[i] - start) / run <= high:
            chosen.append(i - 1)
            start, run, low, high = rows[i - 1], 1, -math.inf, math.inf
        low, high = max(low, (rows[i] - slack[i] - start) / run), min(high, (rows[i] + slack[i] - start) / run)
    return chosen if len(rows) == 1 else [*chosen, len(rows) - 1]


def _linear(baked: Baked, column: int, places: Sequence[int]) -> Curve:
    """Linear keys of a shape at some places."""
    frames, values = baked.baking.frames, baked.values[:, column].tolist()
    keys = tuple(Key(frames[i], round(values[i], 5), interpolation="linear") for i in places)
    return Curve(baked.mouth.names[column], baked.mouth.channels[column], keys)


def sparse_curves(baked: Baked, style: Style) -> tuple[Curve, ...]:
    """Sparse Bezier keys of every shape that moves; shapes that move alike (left and right) are reduced once."""
    columns = [k for k in range(len(baked.mouth.names)) if _moves(baked, k, style)]
    if not columns:
        return ()
    twins = {k: next(first for first in columns if _alike(baked, first, k)) for k in columns}
    keys = dict(zip(dict.fromkeys(twins.values()), _reduced(baked, sorted(set(twins.values())), style), strict=True))
    return tuple(Curve(baked.mouth.names[k], baked.mouth.channels[k], keys[twins[k]]) for k in columns)


def _moves(baked: Baked, column: int, style: Style) -> bool:
    return float(np.ptp(baked.values[:, column])) > style.tolerance


def _alike(baked: Baked, one: int, other: int) -> bool:
    mouth = baked.mouth
    same = mouth.minimum[one] == mouth.minimum[other] and mouth.maximum[one] == mouth.maximum[other]
    return bool(same and np.array_equal(baked.values[:, one], baked.values[:, other]))


def _reduced(baked: Baked, columns: Sequence[int], style: Style) -> list[tuple[Key, ...]]:
    """The keys of some columns, stretch by stretch."""
    baking = baked.baking
    stride = 1 if baking.sub_frames else max(1, math.floor(CLOSEST_KEYS / baking.seconds + 1e-6))
    longest = max(1, round((LONGEST_SUB_SEGMENT if baking.sub_frames else LONGEST_SEGMENT) / (baking.seconds * stride)))
    tests = longest if baking.sub_frames else TESTS
    keys: list[list[Key]] = [[] for _ in columns]
    ranges = baked.mouth.minimum[list(columns)], baked.mouth.maximum[list(columns)]
    for first, last in pairwise(baked.cuts):
        chosen = np.arange(first, last + 1, stride)
        values = baked.values[np.ix_(chosen, np.array(columns, dtype=np.intp))]
        tolerance = np.where(baked.exact[chosen], EXACT, max(style.tolerance, EXACT))[:, None]
        track = Track(values, np.broadcast_to(tolerance, values.shape), *ranges)
        for k, (mine, knots) in enumerate(zip(keys, fewest_keys(track, longest, tests), strict=True)):
            mine[-1:] = [_key(knot, baking.frames[int(chosen[knot.index])], float(stride * baking.spacing)) for knot in knots]
            if chosen[-1] < last:
                mine.append(Key(baking.frames[last], round(float(baked.values[last, columns[k]]), 5)))
    return [tuple(_needed(mine)) for mine in keys]


def _key(knot: Knot, frame: Fraction, spacing: float) -> Key:
    """A knot on its frame; rounding keeps files short and is far below what a mouth can show."""
    slope = round(knot.slope / spacing, 6)
    return Key(frame, round(knot.value, 5), slope, slope)


def _needed(keys: Sequence[Key]) -> Iterator[Key]:
    """The keys without those that stand in a stretch where nothing moves; a curve is constant outside its keys."""
    for i, key in enumerate(keys):
        around = keys[max(0, i - 1) : i + 2]
        if any(k.value != key.value or k.slope_in for k in around) or len(keys) == 1:
            yield key
