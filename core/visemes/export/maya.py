"""What the two formats for Maya share: its units of time, its tangents, names its nodes may have.

A segment of ours is a cubic Hermite, and so is one of a Maya curve between two keys whose tangents have no weights: both formats
keep every curve exactly. Sources: the pages "currentUnit", "keyTangent", "animCurve" and "ANIM file format" of Maya's help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.frames import NTSC
from visemes.line import Curve, Key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from visemes.line import Line
    from visemes.maps import VisemeMap

#: Frame rates with names of their own, in every version of Maya and in the .anim format.
NAMED: Final[Mapping[Fraction, str]] = {
    Fraction(15): "game", Fraction(24): "film", Fraction(25): "pal", Fraction(30): "ntsc", Fraction(48): "show",
    Fraction(50): "palf", Fraction(60): "ntscf",
}  # fmt: skip

#: Rates that newer scenes have: whole ones by their number, NTSC's by its first decimals.
NUMBERED: Final[Mapping[Fraction, str]] = {
    **{Fraction(rate): f"{rate}fps" for rate in (6, 8, 10, 12, 16, 20, 40, 75, 80, 90, 100, 120, 125, 150, 200, 240)},
    24 * NTSC: "23.976fps", 30 * NTSC: "29.97fps", 48 * NTSC: "47.952fps", 60 * NTSC: "59.94fps", 120 * NTSC: "119.88fps",
}  # fmt: skip

#: What every Maya can say: keys at seconds instead of frames are exact at any rate.
SECONDS: Final = "sec"

#: The oldest Maya whose files these are.
VERSION: Final = "2023"

_UNFIT: Final = re.compile(r"\W+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tangent:
    """A side of a key. kind: "fixed", "linear" or "step". slope: weight a frame."""

    kind: str
    slope: float


def curves_of(line: Line, viseme_map: VisemeMap) -> list[Curve]:
    """What moves: the curves that have keys; for a set of drawings its exposure sheet.

    A drawing gets a curve which is 1 while it is shown and 0 while it is not.
    """
    moving = [curve for curve in line.curves if curve.keys]
    return _drawings(line) if viseme_map.style == "2d" or not moving else moving


def _drawings(line: Line) -> list[Curve]:
    if not line.exposures:
        return []
    before = min(line.exposures[0].frame, line.grid.shown_at(0)) - 1
    shown = [(before, line.rest)]
    for exposure in line.exposures:
        if shown[-1][0] == exposure.frame:
            shown.pop()
        shown += [(exposure.frame, exposure.viseme), (exposure.end, line.rest)]
    names = dict.fromkeys(name for _, name in shown)
    return [Curve(name, "drawing", tuple(_stepped(shown, name))) for name in names]


def _stepped(shown: list[tuple[int, str]], name: str) -> list[Key]:
    keys: list[Key] = []
    for frame, drawing in shown:
        value = float(drawing == name)
        if not keys or keys[-1].value != value:
            keys.append(Key(Fraction(frame), value, interpolation="stepped"))
    return keys


def place(line: Line, frame: Fraction, unit: str) -> float:
    """A frame of the line as a time of a Maya scene that runs at the line's rate.

    unit: `SECONDS`, or the rate's name for frames.
    """
    return float(frame / line.grid.fps if unit == SECONDS else frame)


def tangents(curve: Curve) -> list[tuple[Tangent, Tangent]]:
    """What comes into each key of a curve, and what leaves it."""
    found = [[Tangent("fixed", key.slope_in), Tangent("fixed", key.slope_out)] for key in curve.keys]
    for number, (left, right) in enumerate(pairwise(curve.keys)):
        if left.interpolation == "stepped":
            found[number][1], found[number + 1][0] = Tangent("step", 0.0), Tangent("fixed", 0.0)
        elif left.interpolation == "linear":
            chord = Tangent("linear", (right.value - left.value) / float(right.frame - left.frame))
            found[number][1] = found[number + 1][0] = chord
    if curve.keys and curve.keys[-1].interpolation == "stepped":
        found[-1][1] = Tangent("step", 0.0)
    return [(before, after) for before, after in found]


def turn_together(before: Tangent, after: Tangent) -> bool:
    """Whether a person who turns one side of a key would want the other to turn too."""
    return before == after and before.kind == "fixed"


def node_name(text: str) -> str:
    """A name that a node may have: letters, digits and underscores, not a digit first."""
    name = _UNFIT.sub("_", text).strip("_") or "line"
    return f"_{name}" if name[0].isdigit() else name


def number(value: float) -> str:
    """A number with eleven digits: a thousandth of a frame after an hour, and more than a weight needs."""
    return f"{value + 0.0:.11g}"


def plain(text: str) -> str:
    """A text for a comment: no line ends, nothing a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
