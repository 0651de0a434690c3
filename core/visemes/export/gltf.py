"""`gltf` and `vrma`: every curve as a glTF 2.0 animation, exactly (Khronos glTF 2.0; VRMC_vrm_animation 1.0).

`gltf` animates the morph-target weights of a mesh whose only triangle has no size; the targets carry the shapes' names, which is
what importers match. `vrma` is a VRM animation: each expression is a node that moves along x. Keys of all shapes stand on
common times, tangents go over unchanged (CUBICSPLINE).
"""

from __future__ import annotations

import json
import struct
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from visemes.export.base import Exporter
from visemes.export.sampling import common_frames, knots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.line import Curve, Line

#: Numbers of glTF 2.0: component type FLOAT, and the usage of vertex data.
FLOAT, VERTICES = 5126, 34962

#: What every file says of itself.
ASSET: Final = {"version": "2.0", "generator": "visemes"}

#: Expressions that VRM 1.0 itself names; all others are custom.
PRESETS: Final = frozenset(
    ["happy", "angry", "sad", "relaxed", "surprised", "neutral", "aa", "ih", "ou", "ee", "oh", "blink", "blinkLeft", "blinkRight"]
)


@dataclass
class _Buffer:
    """One binary buffer in the making: float data, its views and accessors."""

    data: bytearray = field(default_factory=bytearray)
    views: list[dict[str, Any]] = field(default_factory=list)
    accessors: list[dict[str, Any]] = field(default_factory=list)

    def add(self, values: Sequence[float], kind: str = "SCALAR", *, bounds: bool = False, target: int | None = None) -> int:
        """Append floats; gives the number of their accessor. bounds: say least and largest, as times and positions must."""
        raw = struct.pack(f"<{len(values)}f", *values)
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(raw)} | ({"target": target} if target else {})
        self.data += raw
        self.views.append(view)
        size = {"SCALAR": 1, "VEC3": 3}[kind]
        accessor: dict[str, Any] = {
            "bufferView": len(self.views) - 1, "componentType": FLOAT, "count": len(values) // size, "type": kind,
        }  # fmt: skip
        if bounds:
            stored = struct.unpack(f"<{len(values)}f", raw)
            accessor |= {"min": [min(stored[i::size]) for i in range(size)], "max": [max(stored[i::size]) for i in range(size)]}
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def document(self, **parts: Any) -> str:
        """The whole file as text, the buffer inside it."""
        uri = f"data:application/octet-stream;base64,{b64encode(self.data).decode()}"
        return _text({
            "asset": ASSET,
            **parts,
            "buffers": [{"byteLength": len(self.data), "uri": uri}],
            "bufferViews": self.views,
            "accessors": self.accessors,
        })  # fmt: skip


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def gltf(line: Line) -> str:
    """The file's text. A line without curves is a scene without an animation."""
    curves = _moving(line)
    if not curves:
        return _text({"asset": ASSET, "scenes": [{"name": line.sound}]})
    buffer = _Buffer()
    corner = buffer.add([0.0] * 9, "VEC3", bounds=True, target=VERTICES)
    names = [curve.shape for curve in curves]
    mesh = {
        "name": "face",
        "primitives": [{"attributes": {"POSITION": corner}, "targets": [{"POSITION": corner} for _ in names]}],
        "weights": [0.0] * len(names),
        "extras": {"targetNames": names},
    }
    times, frames = _times(line, curves)
    found = [knots(curve, frames) for curve in curves]
    rate = float(line.grid.fps)
    output: list[float] = []
    for place in range(len(frames)):
        column = [row[place] for row in found]
        output += [k.slope_in * rate for k in column] + [k.value for k in column] + [k.slope_out * rate for k in column]
    sampler = {"input": buffer.add(times, bounds=True), "output": buffer.add(output), "interpolation": "CUBICSPLINE"}
    channel = {"sampler": 0, "target": {"node": 0, "path": "weights"}}
    return buffer.document(
        scene=0,
        scenes=[{"nodes": [0]}],
        nodes=[{"name": "face", "mesh": 0}],
        meshes=[mesh],
        animations=[{"name": line.sound or "line", "samplers": [sampler], "channels": [channel]}],
    )


def vrma(line: Line) -> str:
    """The file's text: each curve an expression, by its name among VRM's own or as a custom one."""
    curves = _moving(line)
    hips = {"humanBones": {"hips": {"node": 0}}}
    nodes: list[dict[str, Any]] = [{"name": "hips"}, *({"name": curve.shape} for curve in curves)]
    expressions: dict[str, dict[str, Any]] = {}
    for number, curve in enumerate(curves, 1):
        expressions.setdefault("preset" if curve.shape in PRESETS else "custom", {})[curve.shape] = {"node": number}
    extension = {"specVersion": "1.0", "humanoid": hips} | ({"expressions": expressions} if expressions else {})
    parts: dict[str, Any] = {
        "extensionsUsed": ["VRMC_vrm_animation"],
        "extensions": {"VRMC_vrm_animation": extension},
        "scene": 0,
        "scenes": [{"nodes": list(range(len(nodes)))}],
        "nodes": nodes,
    }
    if not curves:
        return _text({"asset": ASSET, **parts})
    buffer = _Buffer()
    rate = float(line.grid.fps)
    samplers, channels = [], []
    for number, curve in enumerate(curves, 1):
        times, frames = _times(line, [curve])
        output = [n for k in knots(curve, frames) for n in (k.slope_in * rate, 0, 0, k.value, 0, 0, k.slope_out * rate, 0, 0)]
        samplers.append(
            {"input": buffer.add(times, bounds=True), "output": buffer.add(output, "VEC3"), "interpolation": "CUBICSPLINE"}
        )
        channels.append({"sampler": number - 1, "target": {"node": number, "path": "translation"}})
    return buffer.document(**parts, animations=[{"name": line.sound or "line", "samplers": samplers, "channels": channels}])


def _moving(line: Line) -> list[Curve]:
    """The curves with keys."""
    return [curve for curve in line.curves if curve.keys]


def _times(line: Line, curves: Sequence[Curve]) -> tuple[list[float], list[float]]:
    """Seconds and frames of the keys. glTF's times begin at 0 at the earliest: what comes before the sound starts there."""
    frames = common_frames(curves)
    zero = float(line.grid.frame_at(0))
    kept = [frame for frame in frames if frame >= zero]
    if len(kept) < len(frames):
        kept = [zero, *(frame for frame in kept if frame > zero)]
    kept = kept or [zero]
    return [max(0.0, (frame - zero) / float(line.grid.fps)) for frame in kept], kept


GLTF: Final = Exporter("gltf", (".gltf",), "every curve as morph-target weights of a glTF 2.0 animation, exactly", gltf)
VRMA: Final = Exporter("vrma", (".vrma",), "every curve as an expression of a VRM animation, exactly", vrma)
