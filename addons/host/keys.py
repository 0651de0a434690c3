"""The engine's curves as keys of a rig: read, weighed, added, stepped. No host here.

A segment between two Bezier keys is a cubic Hermite whose handles lie a third of its length away from its keys, so sums of curves
on the union of their keys are exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BEZIER, LINEAR, STEPPED = "bezier", "linear", "stepped"

#: A value this far outside its range is rounding noise: the engine writes five decimals.
NOISE = 5e-5

#: Two keys nearer than this (frames) stand on the same place.
SAME_PLACE = 1e-3


@dataclass(frozen=True)
class Key:
    """One key: where, how much, the slopes left and right of it in value per frame, and how the segment after it runs."""

    frame: float
    value: float
    slope_in: float = 0.0
    slope_out: float = 0.0
    interpolation: str = BEZIER


@dataclass(frozen=True)
class Part:
    """A curve and the factor with which it moves a target."""

    weight: float
    keys: Sequence[Key]


def shape_keys(line: Mapping[str, Any]) -> dict[str, list[Key]]:
    """The keys of every shape of a line as the engine sends it (the `json` format)."""
    return {curve["shape"]: [_key(key) for key in curve["keys"]] for curve in line["curves"]}


def channels(line: Mapping[str, Any]) -> dict[str, str]:
    """The articulator that moves each shape: "jaw", "lips", "tongue", "face"."""
    return {curve["shape"]: curve["channel"] for curve in line["curves"]}


def _key(key: Mapping[str, Any]) -> Key:
    return Key(float(Fraction(key["frame"])), key["value"], key["slope_in"], key["slope_out"], key["interpolation"])


def drawings(line: Mapping[str, Any]) -> list[tuple[int, str]]:
    """(frame, viseme) wherever the exposure sheet changes its drawing, rest before, between and after included."""
    rest = line["rest"]
    shown: list[tuple[int, str]] = []
    for exposure in line["exposures"]:
        if shown and shown[-1][0] == exposure["frame"]:
            shown.pop()
        shown += [(exposure["frame"], exposure["viseme"]), (exposure["frame"] + exposure["frames"], rest)]
    if shown and shown[0][1] != rest:
        shown.insert(0, (shown[0][0] - 1, rest))
    return [change for before, change in zip([(0, ""), *shown], shown) if change[1] != before[1]]


def combined(parts: Iterable[Part], base: float = 0.0, low: float = -math.inf, high: float = math.inf) -> list[Key]:
    """Base + the sum of weight times curve, kept within low..high; keys wherever one of the curves has one.

    Where the sum leaves the range it is followed with a linear key on every frame.
    """
    used = [part for part in parts if part.keys and part.weight]
    frames = sorted({key.frame for part in used for key in part.keys})
    keys = [_sum_at(used, frame, base) for frame in frames]
    if not math.isinf(low) or not math.isinf(high):
        keys = _kept_within(keys, low, high)
    return keys


def _sum_at(parts: Sequence[Part], frame: float, base: float) -> Key:
    places = [(part.weight, _place(part.keys, frame)) for part in parts]
    kinds = {place.interpolation for _, place in places if place.interpolation}
    return Key(
        frame,
        base + sum(weight * place.value for weight, place in places),
        sum(weight * place.slope_in for weight, place in places),
        sum(weight * place.slope_out for weight, place in places),
        next((kind for kind in (STEPPED, BEZIER, LINEAR) if kind in kinds), BEZIER),
    )


def _place(keys: Sequence[Key], frame: float) -> Key:
    """What a curve is at a frame; interpolation is empty outside its keys."""
    after = _after(keys, frame)
    if after == 0:
        return Key(frame, keys[0].value, interpolation="")
    left = keys[after - 1]
    is_last = after == len(keys)
    if left.frame == frame:
        slope_in, slope_out = _slopes_at_key(keys, after - 1)
        return replace(left, slope_in=slope_in, slope_out=slope_out, interpolation="" if is_last else left.interpolation)
    if is_last:
        return Key(frame, left.value, interpolation="")
    value, slope = segment(left, keys[after], frame)
    return Key(frame, value, slope, slope, left.interpolation)


def _after(keys: Sequence[Key], frame: float) -> int:
    """How many keys stand at or before a frame (bisect takes no `key` before Python 3.10)."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if frame < keys[middle].frame else (middle + 1, high)
    return low


def _slopes_at_key(keys: Sequence[Key], index: int) -> tuple[float, float]:
    """The slopes a key really has: those of its neighbouring segments, flat outside the curve."""
    slope_in = slope_out = 0.0
    if index > 0:
        _, slope_in = segment(keys[index - 1], keys[index], keys[index].frame)
    if index + 1 < len(keys):
        _, slope_out = segment(keys[index], keys[index + 1], keys[index].frame)
    return slope_in, slope_out


def segment(left: Key, right: Key, frame: float) -> tuple[float, float]:
    """Value and slope (per frame) between two neighbouring keys."""
    length = right.frame - left.frame
    t = (frame - left.frame) / length
    rise = right.value - left.value
    if left.interpolation == STEPPED:
        return (left.value if t < 1 else right.value), 0.0
    if left.interpolation == LINEAR:
        return left.value + t * rise, rise / length
    u = 1 - t
    value = (
        u * u * (1 + 2 * t) * left.value
        + t * t * (1 + 2 * u) * right.value
        + t * u * u * length * left.slope_out
        - t * t * u * length * right.slope_in
    )
    slope = 6 * t * u * rise / length + u * (u - 2 * t) * left.slope_out + t * (t - 2 * u) * right.slope_in
    return value, slope


def value_at(keys: Sequence[Key], frame: float) -> float:
    """What a curve is at a frame; constant outside its keys, 0 without any."""
    return _place(keys, frame).value if keys else 0.0


def _kept_within(keys: list[Key], low: float, high: float) -> list[Key]:
    """The curve clamped; segments that stay inside are left alone."""
    kept: list[Key] = []
    for index, key in enumerate(keys):
        inside = replace(key, value=min(max(key.value, low), high))
        following = keys[index + 1] if index + 1 < len(keys) else None
        if following is None or _stays_within(key, following, low, high):
            kept.append(inside)
        else:
            kept.append(replace(inside, interpolation=LINEAR))
            kept += _walked(key, following, low, high)
    return kept


def _stays_within(left: Key, right: Key, low: float, high: float) -> bool:
    """Whether a segment's Bezier points, and with them all of it, lie in the range."""
    third = (right.frame - left.frame) / 3
    points = [left.value, right.value]
    if left.interpolation == BEZIER:
        points += [left.value + left.slope_out * third, right.value - right.slope_in * third]
    return all(low - NOISE <= point <= high + NOISE for point in points)


def _walked(left: Key, right: Key, low: float, high: float) -> list[Key]:
    """A segment's inner whole frames as linear keys within the range."""
    frames = range(math.floor(left.frame) + 1, math.ceil(right.frame))
    return [Key(frame, min(max(segment(left, right, frame)[0], low), high), interpolation=LINEAR) for frame in frames]


def stepped(keys: Sequence[Key], start: int, step: int) -> list[Key]:
    """The curve held on every `step`-th frame from `start`, as constant keys where the value changes."""
    if not keys:
        return []
    first = start + math.floor((keys[0].frame - start) / step) * step
    last = math.ceil(keys[-1].frame)
    held: list[Key] = []
    for frame in range(first, last + step, step):
        value = value_at(keys, frame)
        if not held or abs(value - held[-1].value) > NOISE:
            held.append(Key(float(frame), value, interpolation=STEPPED))
    return held


def held(changes: Iterable[tuple[int, float]]) -> list[Key]:
    """Constant keys from (frame, value), repeats left out."""
    keys: list[Key] = []
    for frame, value in changes:
        if not keys or keys[-1].value != value:
            keys.append(Key(float(frame), value, interpolation=STEPPED))
    return keys


def within(keys: Sequence[Key], first: float, last: float) -> list[Key]:
    """The keys of a stretch, its ends included."""
    return [key for key in keys if first - SAME_PLACE <= key.frame <= last + SAME_PLACE]
