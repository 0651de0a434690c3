"""`maya-ascii`: every curve as an animation curve node in a Maya ASCII scene (.ma), to be imported into a scene.

Each node says in its attribute `visemesShape` which shape of the map it is for; nothing is connected, since nobody knows to what.
Files of Maya are commands that are run: texts of ours stand in them as quoted strings only.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from visemes.export.base import Exporter
from visemes.export.maya import (
    NAMED,
    NUMBERED,
    SECONDS,
    VERSION,
    Tangent,
    curves_of,
    node_name,
    number,
    place,
    plain,
    tangents,
    turn_together,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.line import Curve, Line
    from visemes.maps import VisemeMap

#: The attribute that holds a curve's shape.
SHAPE: Final = "visemesShape"

#: Numbers of tangent types in files ("animCurve", attributes keyTanInType and keyTanOutType).
_KINDS: Final = {"fixed": 1, "linear": 2, "step": 5}

#: Numbers on a line.
_ROW: Final = 12


def content(line: Line, viseme_map: VisemeMap, ending: str) -> bytes:  # noqa: ARG001 - every such format is asked alike
    """The scene."""
    unit = NAMED.get(line.grid.fps) or NUMBERED.get(line.grid.fps) or SECONDS
    stem = node_name(line.sound.rpartition(".")[0] or line.sound)
    curves = curves_of(line, viseme_map)
    names = _names(stem, [curve.shape for curve in curves])
    rows = [row for curve in curves for row in _node(line, curve, names[curve.shape], unit)]
    head = [
        f"//Maya ASCII {VERSION} scene",
        f"//Name: {plain(line.sound)}, {float(line.grid.fps):.6g} frames a second, {plain(line.viseme_map)}",
        "//Codeset: UTF-8",
        f'requires maya "{VERSION}";',
        f"currentUnit -l centimeter -a degree -t {unit};",
    ]
    return "\n".join([*head, *rows, "// End of line", ""]).encode()


def _names(stem: str, shapes: Sequence[str]) -> dict[str, str]:
    """Shape → name of its node, each its own."""
    found: dict[str, str] = {}
    for shape in shapes:
        name = wanted = node_name(f"{stem}_{node_name(shape)}")
        count = 1
        while name in found.values():
            count += 1
            name = f"{wanted}_{count}"
        found[shape] = name
    return found


def _node(line: Line, curve: Curve, name: str, unit: str) -> Iterator[str]:
    """The commands that make a curve. Directions of tangents are seconds and weights, of length 1."""
    pairs = tangents(curve)
    last = len(pairs) - 1
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    rate = float(line.grid.fps)
    yield f'createNode animCurveTU -n "{name}";'
    yield f'\taddAttr -ci true -sn "{SHAPE}" -ln "{SHAPE}" -dt "string";'
    yield '\tsetAttr ".tan" 1;'
    yield '\tsetAttr ".wgt" no;'
    yield _set("ktv", last, [f"{number(place(line, key.frame, unit))} {number(key.value)}" for key in curve.keys])
    yield _set("kit", last, [str(_KINDS[tangent.kind]) for tangent in before])
    yield _set("kot", last, [str(_KINDS[tangent.kind]) for tangent in after])
    yield _set("ktl", last, ["yes" if turn_together(*pair) else "no" for pair in pairs])
    for attribute, side in (("ki", before), ("ko", after)):
        directions = [_direction(tangent, rate) for tangent in side]
        yield _set(f"{attribute}x", last, [number(x) for x, _ in directions])
        yield _set(f"{attribute}y", last, [number(y) for _, y in directions])
    yield f'\tsetAttr ".{SHAPE}" -type "string" "{_quoted(curve.shape)}";'


def _direction(tangent: Tangent, rate: float) -> tuple[float, float]:
    slope = tangent.slope * rate
    return 1 / math.hypot(1, slope), slope / math.hypot(1, slope)


def _set(attribute: str, last: int, values: Sequence[str]) -> str:
    """An array's values, some on each line."""
    rows = [" ".join(values[start : start + _ROW]) for start in range(0, len(values), _ROW)]
    joined = "\n\t\t ".join(rows)
    return f'\tsetAttr -s {last + 1} ".{attribute}[0:{last}]"  {joined};'


def _quoted(text: str) -> str:
    """The inside of a string of MEL."""
    return plain(text).replace("\\", "\\\\").replace('"', '\\"')


EXPORTER: Final = Exporter(
    "maya-ascii", (".ma",), "every curve as an animation curve of a Maya scene to import, exactly", content=content
)
