"""Animation curves: keys, tangents and what lies between them.

The mathematics is that of Autodesk's AnimX, the library that evaluates curves as Maya does: a span between two keys is a cubic
with the tangents' slopes where the curve is not weighted, a Bezier curve whose handles are a third of the tangents where it is. x
of a tangent is in seconds, y in inner units; both point the way of time, also those that come in ("MFnAnimCurve", "keyTangent").
Angles are those of the graph editor: units of the scene a frame of the scene, so 45 degrees is 1 a frame.

A curve whose keys all have one value is static and has that value everywhere, whatever its tangents say ("MFnAnimCurve.isStatic").
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from . import units

FIXED, LINEAR, FLAT, SMOOTH, STEP, CLAMPED, PLATEAU, STEP_NEXT, AUTO = 1, 2, 3, 4, 5, 8, 9, 10, 11
#: Names of tangent types ("keyTangent", flag `inTangentType`); "spline" is the API's kTangentSmooth.
TANGENTS = {"global": 0, "fixed": 1, "linear": 2, "flat": 3, "spline": 4, "step": 5, "slow": 6, "fast": 7, "clamped": 8,
            "plateau": 9, "stepnext": 10, "auto": 11, "autoease": 28, "automix": 27, "autocustom": 29}  # fmt: skip
TANGENT_NAMES = {number: name for name, number in TANGENTS.items()}
INFINITIES = {"constant": 0, "linear": 1, "cycle": 3, "cycleRelative": 4, "oscillate": 5}

Tangent = tuple[float, float]  # seconds, inner units


class Key(NamedTuple):
    """time: ticks. value: inner units. tangent_in, tangent_out: used as they are only where the type is fixed."""

    time: int
    value: float
    type_in: int = AUTO
    type_out: int = AUTO
    tangent_in: Tangent = (1.0, 0.0)
    tangent_out: Tangent = (1.0, 0.0)
    tangents_locked: bool = True
    weights_locked: bool = False
    breakdown: bool = False


Keys = tuple[Key, ...]


def tangent(keys: Keys, index: int, incoming: bool) -> Tangent:
    """The tangent of a key as its type makes it."""
    key = keys[index]
    kind = key.type_in if incoming else key.type_out
    left = keys[index - 1] if index else None
    right = keys[index + 1] if index + 1 < len(keys) else None
    if kind == FIXED:
        return key.tangent_in if incoming else key.tangent_out
    slope = _slope(kind, left, key, right, incoming)
    near = left if incoming else right
    span = units.seconds(abs((near or right or left or key).time - key.time)) or 1.0
    return span, slope * span


def _slope(kind: int, left: Key | None, key: Key, right: Key | None, incoming: bool) -> float:
    """Inner units a second."""
    before = _rise(left, key) if left else None
    after = _rise(key, right) if right else None
    if kind == LINEAR:
        return (before if incoming else after) or 0.0
    if kind in {FLAT, STEP, STEP_NEXT}:
        return 0.0
    if before is None or after is None:
        own = before if before is not None else after
        return (own or 0.0) if kind in {SMOOTH, CLAMPED} else 0.0
    smooth = _rise(left, right) if left and right else 0.0
    if kind == SMOOTH:
        return smooth
    if kind == CLAMPED:
        return 0.0 if 0.0 in {before, after} else smooth
    return _kept_inside(smooth, before, after)


def _kept_inside(smooth: float, before: float, after: float) -> float:
    """Auto and plateau tangents never swing past the neighbouring keys (AnimX, autoTangent)."""
    if before * after <= 0:
        return 0.0
    limit = 3 * min(abs(before), abs(after))
    return math.copysign(min(abs(smooth), limit), smooth)


def _rise(left: Key | None, right: Key | None) -> float:
    if left is None or right is None or left.time == right.time:
        return 0.0
    return (right.value - left.value) / units.seconds(right.time - left.time)


def is_static(keys: Keys) -> bool:
    """Whether the curve is one value, as Maya judges it: by its keys alone."""
    return all(key.value == keys[0].value for key in keys)


def evaluate(keys: Keys, weighted: bool, time: int) -> float:
    """The value at a time in ticks; constant outside the keys."""
    if not keys:
        return 0.0
    if is_static(keys):
        return keys[0].value
    after = bisect_right([key.time for key in keys], time)
    if after in {0, len(keys)}:
        return keys[max(after - 1, 0)].value
    left, right = keys[after - 1], keys[after]
    if left.time == time or left.type_out == STEP:
        return left.value
    if left.type_out == STEP_NEXT:
        return right.value
    out, into = tangent(keys, after - 1, incoming=False), tangent(keys, after, incoming=True)
    start, end = units.seconds(left.time), units.seconds(right.time)
    span = _bezier if weighted else _hermite
    return span(units.seconds(time), start, left.value, out, end, right.value, into)


def _hermite(time: float, start: float, v0: float, out: Tangent, end: float, v1: float, into: Tangent) -> float:
    length = end - start
    m0 = out[1] / out[0] if out[0] else 0.0
    m1 = into[1] / into[0] if into[0] else 0.0
    a = (length * (m0 + m1) - 2 * (v1 - v0)) / length**3
    b = (3 * (v1 - v0) - length * (2 * m0 + m1)) / length**2
    t = time - start
    return ((a * t + b) * t + m0) * t + v0


def _bezier(time: float, start: float, v0: float, out: Tangent, end: float, v1: float, into: Tangent) -> float:
    """A handle may not reach past the other key: AnimX shortens it, keeping its direction."""
    length = end - start
    out, into = _shortened(out, length), _shortened(into, length)
    x1, x2 = out[0] / 3 / length, 1 - into[0] / 3 / length
    low, high, goal = 0.0, 1.0, (time - start) / length
    for _ in range(80):
        s = (low + high) / 2
        if 3 * (1 - s) ** 2 * s * x1 + 3 * (1 - s) * s**2 * x2 + s**3 < goal:
            low = s
        else:
            high = s
    s = (low + high) / 2
    return (1 - s) ** 3 * v0 + 3 * (1 - s) ** 2 * s * (v0 + out[1] / 3) + 3 * (1 - s) * s**2 * (v1 - into[1] / 3) + s**3 * v1


def _shortened(vector: Tangent, length: float) -> Tangent:
    x, y = max(vector[0], 0.0), vector[1]
    return (3 * length, y * 3 * length / x) if x > 3 * length else (x, y)


def unit_vector(vector: Tangent) -> Tangent:
    """The tangent of a curve without weights: its direction, of length 1."""
    size = math.hypot(*vector)
    return (vector[0] / size, vector[1] / size) if size else (1.0, 0.0)


def inserted(keys: Keys, new: Sequence[Key]) -> Keys:
    """The keys with others among them; one at the same time is replaced."""
    by_time = {key.time: key for key in keys}
    by_time.update({key.time: key for key in new})
    return tuple(by_time[time] for time in sorted(by_time))


def index_at(keys: Keys, time: int) -> int | None:
    """Which key lies at a time."""
    return next((index for index, key in enumerate(keys) if key.time == time), None)


def replaced(keys: Keys, index: int, key: Key) -> Keys:
    """The keys with another one in a place."""
    changed: list[Key] = list(keys)
    changed[index] = key
    return tuple(changed)


def stepless(kind: int) -> int:
    """A type for the side that comes in: there is no step into a key ("keyTangent": step is an out tangent)."""
    return FLAT if kind in {STEP, STEP_NEXT} else kind
