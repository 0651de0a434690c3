"""The keys of a Maya curve, and the engine's keys as such. No Maya here.

A segment of the engine is a cubic Hermite whose handles lie a third of its length away from its keys. So is one of Maya between
two keys of a curve whose tangents are not weighted: a tangent is a direction alone there, a pair (x, y) of seconds and of the
curve's own unit, whose length Maya sets to 1. A slope of s a frame at r frames a second is the direction (1 / r, s). Maya's
documentation: class `MFnAnimCurve` of the API reference (tangents as x and y; `setTangent`, which takes seconds and inner units
with `convertUnits` off): https://help.autodesk.com/cloudhelp/2024/ENU/MAYA-API-REF/cpp_ref/class_m_fn_anim_curve.html
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .keys import BEZIER, LINEAR, SAME_PLACE, STEPPED, Key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

#: Types of tangents that we write. All others are left to people.
FIXED, STEP = "fixed", "step"

#: What `key_of` says of a key whose tangents no engine made.
OTHER = "other"


@dataclass(frozen=True)
class Tangent:
    """One side of a key. kind: as Maya's commands name it. x, y: its direction, in seconds and the curve's inner unit."""

    kind: str
    x: float = 1.0
    y: float = 0.0


@dataclass(frozen=True)
class CurveKey:
    """A key as Maya keeps it: at a frame of the scene's time unit, its value in the curve's inner unit."""

    frame: float
    value: float
    before: Tangent
    after: Tangent


def plain(keys: Sequence[Key]) -> list[Key]:
    """The same curve with Bezier and constant segments alone: a straight segment is a Bezier one along its chord."""
    found = [replace(key) for key in keys]
    for number, (left, right) in enumerate(zip(keys, keys[1:])):
        if left.interpolation == LINEAR:
            chord = (right.value - left.value) / (right.frame - left.frame)
            found[number] = replace(found[number], slope_out=chord, interpolation=BEZIER)
            found[number + 1] = replace(found[number + 1], slope_in=chord)
        elif left.interpolation == STEPPED:
            found[number] = replace(found[number], slope_out=0.0)
            found[number + 1] = replace(found[number + 1], slope_in=0.0)
    if found:  # nothing comes after it: it is as the one before
        before = keys[-2:][0].interpolation
        found[-1] = replace(found[-1], interpolation=STEPPED if before == STEPPED else BEZIER)
    return found


def scaled(keys: Sequence[Key], factor: float) -> list[Key]:
    """A curve in another unit."""
    if factor == 1.0:
        return list(keys)
    return [
        replace(key, value=key.value * factor, slope_in=key.slope_in * factor, slope_out=key.slope_out * factor) for key in keys
    ]


def curve_key(key: Key, rate: Fraction) -> CurveKey:
    """A plain key for Maya. rate: frames a second."""
    second = float(1 / rate)
    after = Tangent(STEP, second, 0.0) if key.interpolation == STEPPED else Tangent(FIXED, second, key.slope_out)
    return CurveKey(key.frame, key.value, Tangent(FIXED, second, key.slope_in), after)


def key_of(key: CurveKey, rate: Fraction) -> Key:
    """A key of Maya's as we speak of it. One whose tangents a person gave another type is none we know."""
    kinds = {FIXED: BEZIER, STEP: STEPPED}
    interpolation = kinds.get(key.after.kind, OTHER) if key.before.kind == FIXED else OTHER
    return Key(key.frame, key.value, _slope(key.before, rate), _slope(key.after, rate), interpolation)


def _slope(tangent: Tangent, rate: Fraction) -> float:
    """Inner units a frame; endless for a tangent that stands upright."""
    if abs(tangent.x) < 1e-12:
        return math.copysign(math.inf, tangent.y) if tangent.y else 0.0
    return tangent.y / tangent.x * float(1 / rate)


def interleaved(kept: Sequence[CurveKey], written: Sequence[CurveKey]) -> tuple[CurveKey, ...]:
    """A person's keys, as they are, and ours, in order. Where two stand on one place it is the person's that stays."""
    found: list[CurveKey] = []
    for key, is_theirs in sorted([*((k, True) for k in kept), *((k, False) for k in written)], key=lambda pair: pair[0].frame):
        if found and key.frame - found[-1].frame <= SAME_PLACE:
            if is_theirs:
                found[-1] = key
            continue
        found.append(key)
    return tuple(found)
