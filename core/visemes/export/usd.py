"""`usd`: every curve as blend-shape weights of a UsdSkel animation, a sample a frame (OpenUSD, UsdSkelAnimation).

A text layer (`.usda`). Reference it into a shot and bind it as `skel:animationSource` of a skeleton whose meshes have blend shapes
of these names. Time codes are frames.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from visemes.export.base import Exporter

if TYPE_CHECKING:
    from visemes.line import Line

#: What may not stand in a prim's name.
_NO_NAME: Final = re.compile(r"\W", re.ASCII)


def text(line: Line) -> str:
    """The layer's text; weights to six decimals, on every frame that is on show while the sound plays."""
    grid = line.grid
    first, last = grid.shown_at(0), grid.last_frame(line.timeline.duration)
    name = prim_name(line.sound)
    samples = "\n".join(
        f"        {frame}: [{', '.join(_number(curve.value_at(frame)) for curve in line.curves)}],"
        for frame in range(first, last + 1)
    )
    shapes = ", ".join(quoted(curve.shape) for curve in line.curves)
    return f"""#usda 1.0
(
    defaultPrim = "{name}"
    doc = {quoted(f"{line.sound}: {line.viseme_map}, made by visemes")}
    endTimeCode = {last}
    framesPerSecond = {_number(float(grid.fps))}
    startTimeCode = {first}
    timeCodesPerSecond = {_number(float(grid.fps))}
)

def SkelAnimation "{name}"
{{
    uniform token[] blendShapes = [{shapes}]
    float[] blendShapeWeights.timeSamples = {{
{samples}
    }}
}}
"""


def prim_name(sound: str) -> str:
    """A prim's name from the recording's: letters, digits and underscores, no digit first."""
    name = _NO_NAME.sub("_", sound.rpartition(".")[0] or sound) or "line"
    return f"_{name}" if name[0].isdigit() else name


def quoted(value: str) -> str:
    """A string as USD's text format writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _number(value: float) -> str:
    return f"{round(value, 6) + 0.0:.9g}"


EXPORTER: Final = Exporter("usd", (".usda",), "every curve as UsdSkel blend-shape weights, a sample a frame", text)
