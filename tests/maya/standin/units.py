"""Units of time, length and angle.

Maya counts time in ticks, 141 120 000 a second ("MTime::ticksPerSecond"), which divides every frame rate it knows, 24000/1001
too. Inside lengths are centimetres and angles radians; commands speak in the units of the scene, the API in the inner ones
("currentUnit").
"""

from __future__ import annotations

import math
from fractions import Fraction

TICKS = 141_120_000

#: Page "currentUnit", flag `time`: names and the frames a second they mean.
NAMED = {"game": 15, "film": 24, "pal": 25, "ntsc": 30, "show": 48, "palf": 50, "ntscf": 60}
#: Rates that are written with "fps"; the broken ones are NTSC's.
WHOLE = (
    2,
    3,
    4,
    5,
    6,
    8,
    10,
    12,
    16,
    20,
    40,
    75,
    80,
    90,
    100,
    120,
    125,
    150,
    200,
    240,
    250,
    300,
    375,
    400,
    500,
    600,
    750,
    1200,
    1500,
)
BROKEN = {
    "23.976fps": Fraction(24000, 1001),
    "29.97fps": Fraction(30000, 1001),
    "29.97df": Fraction(30000, 1001),
    "47.952fps": Fraction(48000, 1001),
    "59.94fps": Fraction(60000, 1001),
    "119.88fps": Fraction(120000, 1001),
}
SLOW = {"hour": Fraction(1, 3600), "min": Fraction(1, 60), "sec": Fraction(1), "millisec": Fraction(1000)}

#: Unit name → units a second.
RATES: dict[str, Fraction] = {
    **{name: Fraction(rate) for name, rate in NAMED.items()},
    **{f"{rate}fps": Fraction(rate) for rate in WHOLE},
    **BROKEN,
    **SLOW,
}

#: Unit name → the API's number for it ("MTime.Unit").
MTIME = {
    "hour": 1, "min": 2, "sec": 3, "millisec": 4, "game": 5, "film": 6, "pal": 7, "ntsc": 8, "show": 9, "palf": 10, "ntscf": 11,
    "2fps": 12, "3fps": 13, "4fps": 14, "5fps": 15, "6fps": 16, "8fps": 17, "10fps": 18, "12fps": 19, "16fps": 20, "20fps": 21,
    "40fps": 22, "75fps": 23, "80fps": 24, "100fps": 25, "120fps": 26, "125fps": 27, "150fps": 28, "200fps": 29, "240fps": 30,
    "250fps": 31, "300fps": 32, "375fps": 33, "400fps": 34, "500fps": 35, "600fps": 36, "750fps": 37, "1200fps": 38, "1500fps": 39,
    "23.976fps": 43, "29.97fps": 44, "29.97df": 45, "47.952fps": 46, "59.94fps": 47, "90fps": 50, "119.88fps": 51,
}  # fmt: skip
BY_MTIME = {number: name for name, number in MTIME.items()}

#: What people may write instead of the names ("24fps" is "film").
ALIASES = {f"{rate}fps": name for name, rate in NAMED.items()}

LENGTHS = {"mm": 0.1, "cm": 1.0, "m": 100.0, "km": 100_000.0, "in": 2.54, "ft": 30.48, "yd": 91.44, "mi": 160_934.4}
ANGLES = {"rad": 1.0, "deg": math.pi / 180, "min": math.pi / 180 / 60, "sec": math.pi / 180 / 3600}


def time_unit(name: str) -> str:
    """Maya's own name of a time unit. Raises RuntimeError for one it does not know."""
    own = ALIASES.get(name, name)
    if own not in RATES:
        raise RuntimeError(f"Invalid time unit: {name}")
    return own


def ticks(value: float | Fraction, unit: str) -> int:
    """A time in ticks, the finest Maya keeps."""
    return round(Fraction(value) * TICKS / RATES[unit])


def in_unit(time: int, unit: str) -> float:
    """Ticks as a number of units."""
    return float(Fraction(time, TICKS) * RATES[unit])


def seconds(time: int) -> float:
    """Ticks as seconds."""
    return time / TICKS
