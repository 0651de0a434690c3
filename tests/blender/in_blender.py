"""What the tests share: the installed add-on's modules, its operators, and curves evaluated another way."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import bpy

ROOT = Path(__file__).resolve().parents[2]

#: The installed extension, as Blender imports it.
MODULE = "bl_ext.user_default.visemes_blender"


def install(addon_zip) -> None:
    """Install and enable the extension as Preferences > Get Extensions > Install from Disk does."""
    bpy.ops.extensions.package_install_files(filepath=str(addon_zip), repo="user_default", enable_on_install=True)


def part(name: str):
    """A module of the installed add-on."""
    return importlib.import_module(f"{MODULE}.{name}")


def engine_line(target: Path, sound, *options):
    """What the engine's own command line makes of a sound: the `json` format, read. target: where it may write."""
    command = [os.environ["VISEMES"], "export", str(sound), "-f", "json", "-o", str(target), "-q", *map(str, options)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(command, check=True, env=environment)
    return json.loads(target.read_text(encoding="utf-8"))


def hermite(keys, frame: float) -> float:
    """The value of an engine's curve at a frame: cubic Hermite between keys (the textbook's basis), constant outside."""
    frames = [float(Fraction(key["frame"])) for key in keys]
    if frame <= frames[0]:
        return keys[0]["value"]
    if frame >= frames[-1]:
        return keys[-1]["value"]
    at = next(n for n in range(len(keys) - 1) if frames[n] <= frame < frames[n + 1])
    left, right, width = keys[at], keys[at + 1], frames[at + 1] - frames[at]
    if left["interpolation"] == "stepped":
        return left["value"]
    t = (frame - frames[at]) / width
    if left["interpolation"] == "linear":
        return left["value"] + t * (right["value"] - left["value"])
    h00, h10 = 2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t
    h01, h11 = -2 * t**3 + 3 * t**2, t**3 - t**2
    return h00 * left["value"] + h10 * width * left["slope_out"] + h01 * right["value"] + h11 * width * right["slope_in"]


def drawn(line, frame: int) -> str:
    """The drawing an engine's exposure sheet shows at a frame."""
    return next((e["viseme"] for e in line["exposures"] if e["frame"] <= frame < e["frame"] + e["frames"]), line["rest"])


def square(name: str, *shapes: str):
    """A mesh object with shape keys of these names: a square whose corners each key moves up by another amount."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], [], [(0, 1, 2, 3)])
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    if shapes:
        thing.shape_key_add(name="Basis", from_mix=False)
    for number, shape in enumerate(shapes):
        key = thing.shape_key_add(name=shape, from_mix=False)
        key.data[number % 4].co.z += 1 + number // 4
        key.value = 0.0
    return thing


def head():
    """The example head as meshes: {"Face": object, "Teeth": …}."""
    folder = str(ROOT / "examples" / "blender")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module("build").build_head(bpy.context.scene)


def at(frame: float) -> None:
    """Go to a frame, parts of frames included."""
    bpy.context.scene.frame_set(int(frame // 1), subframe=frame % 1)


#: Shapes of ARKit's that speech moves, enough for the rig to be recognised.
ARKIT = (
    "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthSmileLeft",
    "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight", "mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft",
    "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight", "tongueOut",
)  # fmt: skip

#: A short spoken line; its words are in the .txt beside it.
HARBOUR = ROOT / "examples" / "harbour.wav"


def begin(*things, sound: Path = HARBOUR):
    """Do what a user does first: select, press Begin, choose the sound file. Returns character and line."""
    for thing in bpy.context.scene.objects:
        thing.select_set(thing in things)
    bpy.context.view_layer.objects.active = things[0]
    assert bpy.ops.visemes.begin() == {"FINISHED"}
    line = bpy.context.scene.visemes.line
    line.source, line.path = "FILE", str(sound)
    return bpy.context.scene.visemes.character, line


def generate() -> None:
    """Press Generate; what went wrong is the line's own text."""
    result = bpy.ops.visemes.generate()
    assert result == {"FINISHED"}, bpy.context.scene.visemes.line.told


def values(thing, frames) -> dict[str, list[float]]:
    """What Blender makes of each shape key at frames."""
    blocks = thing.data.shape_keys.key_blocks
    found: dict[str, list[float]] = {block.name: [] for block in blocks[1:]}
    for frame in frames:
        at(frame)
        for block in blocks[1:]:
            found[block.name].append(block.value)
    return found


def curves_of(owner):
    """The F-curves of a data-block's Action, in any Blender."""
    action = owner.animation_data.action
    if not hasattr(action, "slots"):
        return list(action.fcurves)
    slot = owner.animation_data.action_slot
    bags = [strip.channelbag(slot) for layer in action.layers for strip in layer.strips]
    return [curve for bag in bags if bag for curve in bag.fcurves]


def curve_of(thing, shape: str):
    """The F-curve of a shape key."""
    path = f'key_blocks["{shape}"].value'
    return next(curve for curve in curves_of(thing.data.shape_keys) if curve.data_path == path)
