"""`maya-anim`: every curve in the .anim format, which Maya's plug-in animImportExport puts onto the selected node, exactly.

A fixed tangent is an angle there whose unit is the scene's: weight over frames of the scene that imports the file. That scene has
to run at the line's rate.
"""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Final

from visemes.export.base import Exporter
from visemes.export.maya import NAMED, SECONDS, VERSION, Tangent, curves_of, node_name, number, place, tangents, turn_together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.line import Curve, Line
    from visemes.maps import VisemeMap

#: What is the same of every curve.
_KIND: Final = """\
  input time;
  output unitless;
  weighted 0;
  tangentAngleUnit deg;
  preInfinity constant;
  postInfinity constant;"""


def content(line: Line, viseme_map: VisemeMap, ending: str) -> bytes:  # noqa: ARG001 - every such format is asked alike
    """The file. Shapes are named as attributes of one node, which is named as the recording."""
    unit = NAMED.get(line.grid.fps, SECONDS)
    curves = curves_of(line, viseme_map)
    places = [place(line, key.frame, unit) for curve in curves for key in curve.keys] or [0.0]
    head = [
        "animVersion 1.1;",
        f"mayaVersion {VERSION};",
        f"timeUnit {unit};",
        "linearUnit cm;",
        "angularUnit deg;",
        f"startTime {number(min(places))};",
        f"endTime {number(max(places))};",
    ]
    node = node_name(line.sound.rpartition(".")[0] or line.sound)
    blocks = chain.from_iterable(_block(line, curve, node, index, unit) for index, curve in enumerate(curves))
    return "\n".join([*head, *blocks, ""]).encode()


def _block(line: Line, curve: Curve, node: str, index: int, unit: str) -> Iterator[str]:
    """A curve: which attribute of which node it belongs to, and its keys.

    The format knows no quotes: names are those nodes can have.
    """
    name = node_name(curve.shape)
    yield f"anim {name} {name} {node} 0 0 {index};"
    yield "animData {"
    yield _KIND
    yield "  keys {"
    for key, (before, after) in zip(curve.keys, tangents(curve), strict=True):
        locked = int(turn_together(before, after))
        words = [
            number(place(line, key.frame, unit)), number(key.value), before.kind, after.kind, str(locked), "0", "0",
            *_fixed(before), *_fixed(after),
        ]  # fmt: skip
        yield f"    {' '.join(words)};"
    yield "  }"
    yield "}"


def _fixed(tangent: Tangent) -> list[str]:
    """Angle and weight, of fixed tangents only."""
    return [number(math.degrees(math.atan(tangent.slope))), "1"] if tangent.kind == "fixed" else []


EXPORTER: Final = Exporter(
    "maya-anim",
    (),
    "every curve as Maya's animImportExport reads it, for the selected node, exactly",
    content=content,
    also=(".anim",),
)
