"""Curves on common frames, for formats that keep all shapes of a line in one track."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.line import Curve, Key

#: A step becomes a ramp of this many frames in formats that have no steps inside a smooth track.
RAMP: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Knot:
    """A curve at one frame. slope_in, slope_out: weight a frame, left and right of it."""

    value: float
    slope_in: float
    slope_out: float


def common_frames(curves: Sequence[Curve]) -> list[float]:
    """Every frame on which any curve has a key, with one a hair before each that a step arrives at."""
    frames = {float(key.frame) for curve in curves for key in curve.keys}
    steps = (pair for curve in curves for pair in pairwise(curve.keys) if pair[0].interpolation == "stepped")
    return sorted(frames | {float(right.frame) - RAMP for _, right in steps})


def knots(curve: Curve, frames: Sequence[float]) -> list[Knot]:
    """The curve on those frames, which hold all of `common_frames`.

    Between two of them it is one cubic again, with exactly these values and slopes: cutting a cubic in two changes nothing.
    """
    places = [float(key.frame) for key in curve.keys]
    # a key between frames may lie a rounding away from its float, and a step there must not be missed
    own = {place: key.value for place, key in zip(places, curve.keys, strict=True)}
    return [
        Knot(own.get(frame, curve.value_at(frame)), _slope(curve, places, frame, -1), _slope(curve, places, frame, 1))
        for frame in frames
    ]


def _slope(curve: Curve, places: Sequence[float], frame: float, side: int) -> float:
    """The slope just before (-1) or after (1) a frame; 0 outside the keys."""
    after = (bisect_left if side < 0 else bisect_right)(places, frame)
    return segment_slope(curve.keys[after - 1], curve.keys[after], frame, side) if 0 < after < len(places) else 0.0


def segment_slope(left: Key, right: Key, frame: float, side: int) -> float:
    """The slope (weight a frame) between two keys, before or after a frame; that of a step is its ramp's where it comes."""
    length = float(right.frame - left.frame)
    rise = right.value - left.value
    if left.interpolation == "stepped":
        return rise / RAMP if frame + side * RAMP / 2 > float(right.frame) - RAMP else 0.0
    if left.interpolation == "linear":
        return rise / length
    t = (frame - float(left.frame)) / length
    return 6 * t * (1 - t) * rise / length + (1 - t) * (1 - 3 * t) * left.slope_out + t * (3 * t - 2) * right.slope_in
