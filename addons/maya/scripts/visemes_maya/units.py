"""Maya's units as exact numbers: frames per second of a time unit, and what an angle or a length is inside Maya. No Maya here.

Maya's documentation, of 2024: commands `currentUnit` (time units) and, for what is inside, classes `MAngle` (radians) and
`MDistance` (centimetres) of the API reference.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

#: Time unit → frames per second, where the name does not say it.
NAMED = {
    "game": Fraction(15), "film": Fraction(24), "pal": Fraction(25), "ntsc": Fraction(30), "show": Fraction(48),
    "palf": Fraction(50), "ntscf": Fraction(60), "hour": Fraction(1, 3600), "min": Fraction(1, 60), "sec": Fraction(1),
    "millisec": Fraction(1000),
}  # fmt: skip

#: Rates that are written with decimals or letters stand for a whole number of frames in 1.001 seconds.
NTSC = {"23.976": 24, "29.97": 30, "47.952": 48, "59.94": 60, "119.88": 120}

_RATE = re.compile(r"(\d+(?:\.\d+)?)(fps|df)")

#: Unit of angles → radians.
ANGLES = {"deg": math.pi / 180, "degree": math.pi / 180, "rad": 1.0, "radian": 1.0}

#: Unit of lengths → centimetres.
LENGTHS = {
    "mm": 0.1, "millimeter": 0.1, "cm": 1.0, "centimeter": 1.0, "m": 100.0, "meter": 100.0, "km": 100_000.0, "kilometer": 100_000.0,
    "in": 2.54, "inch": 2.54, "ft": 30.48, "foot": 30.48, "yd": 91.44, "yard": 91.44, "mi": 160_934.4, "mile": 160_934.4,
}  # fmt: skip

#: Type of an attribute → the node of a curve over time that drives it. Those that are not here take no number.
CURVES = {
    "double": "animCurveTU", "float": "animCurveTU", "bool": "animCurveTU", "enum": "animCurveTU", "long": "animCurveTU",
    "short": "animCurveTU", "byte": "animCurveTU", "doubleLinear": "animCurveTL", "floatLinear": "animCurveTL",
    "doubleAngle": "animCurveTA", "floatAngle": "animCurveTA",
}  # fmt: skip

#: Types that hold whole numbers only: nothing can be between two of their values.
WHOLE = frozenset({"bool", "enum", "long", "short", "byte"})


def frame_rate(unit: str) -> Fraction:
    """Frames per second of a time unit as `currentUnit` names it. Raises ValueError for one nobody knows."""
    if unit in NAMED:
        return NAMED[unit]
    match = _RATE.fullmatch(unit)
    if match and match[1] in NTSC:
        return Fraction(NTSC[match[1]] * 1000, 1001)
    if match and float(match[1]) > 0:
        return Fraction(match[1])
    raise ValueError(f"the scene's time unit {unit!r} is unknown")


def inside(kind: str, angle: str = "deg", length: str = "cm") -> float:
    """What 1 of an attribute's type, as the scene shows it, is inside Maya."""
    if CURVES.get(kind) == "animCurveTA":
        return ANGLES.get(angle, ANGLES["deg"])
    if CURVES.get(kind) == "animCurveTL":
        return LENGTHS.get(length, 1.0)
    return 1.0
