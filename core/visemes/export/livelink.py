"""`livelink`: the 52 ARKit shapes a frame, as the Live Link Face app records them and Unreal's importers read them (CSV).

For maps whose shapes have ARKit's names (arkit52). Head and eye angles, which a mouth does not have, are 0.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from visemes.errors import UsageError
from visemes.export.base import Exporter

if TYPE_CHECKING:
    from visemes.line import Line
    from visemes.maps import VisemeMap

#: The app's columns in its order: ARKit's names with a capital, then angles.
SHAPES: Final = (
    "EyeBlinkLeft", "EyeLookDownLeft", "EyeLookInLeft", "EyeLookOutLeft", "EyeLookUpLeft", "EyeSquintLeft", "EyeWideLeft",
    "EyeBlinkRight", "EyeLookDownRight", "EyeLookInRight", "EyeLookOutRight", "EyeLookUpRight", "EyeSquintRight", "EyeWideRight",
    "JawForward", "JawRight", "JawLeft", "JawOpen", "MouthClose", "MouthFunnel", "MouthPucker", "MouthRight", "MouthLeft",
    "MouthSmileLeft", "MouthSmileRight", "MouthFrownLeft", "MouthFrownRight", "MouthDimpleLeft", "MouthDimpleRight",
    "MouthStretchLeft", "MouthStretchRight", "MouthRollLower", "MouthRollUpper", "MouthShrugLower", "MouthShrugUpper",
    "MouthPressLeft", "MouthPressRight", "MouthLowerDownLeft", "MouthLowerDownRight", "MouthUpperUpLeft", "MouthUpperUpRight",
    "BrowDownLeft", "BrowDownRight", "BrowInnerUp", "BrowOuterUpLeft", "BrowOuterUpRight", "CheekPuff", "CheekSquintLeft",
    "CheekSquintRight", "NoseSneerLeft", "NoseSneerRight", "TongueOut",
)  # fmt: skip
ANGLES: Final = (
    "HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll", "RightEyeYaw", "RightEyePitch",
    "RightEyeRoll",
)  # fmt: skip


def content(line: Line, viseme_map: VisemeMap, ending: str) -> bytes:  # noqa: ARG001 - every such format is asked alike
    """The table. Raises UsageError for a map without ARKit's shapes."""
    curves = {curve.shape[:1].upper() + curve.shape[1:]: curve for curve in line.curves}
    if not set(curves) <= set(SHAPES) or "JawOpen" not in curves:
        raise UsageError(f"livelink holds ARKit's shapes, and those of {viseme_map.name} are others", "use --map arkit52")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Timecode", "BlendshapeCount", *SHAPES, *ANGLES])
    rate = max(1, round(line.grid.fps))
    first, last = line.grid.shown_at(0), line.grid.last_frame(line.timeline.duration)
    for number, frame in enumerate(range(first, last + 1)):
        seconds, rest = divmod(number, rate)
        code = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}.000"
        weights = (curves[name].value_at(frame) if name in curves else 0.0 for name in SHAPES)
        writer.writerow(
            [code, len(SHAPES) + len(ANGLES), *(f"{weight + 0.0:.6f}" for weight in weights), *("0.000000" for _ in ANGLES)]
        )
    return out.getvalue().encode()


EXPORTER: Final = Exporter(
    "livelink", (), "the 52 ARKit shapes a frame as Live Link Face's CSV, for Unreal", content=content, also=(".csv",)
)
