"""What was generated survives undo, saving, other versions of Blender, glTF and USD."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import bpy
import pytest
from in_blender import ARKIT, HARBOUR, at, begin, curves_of, engine_line, generate, head, hermite, square, values

#: Where the tests of every Blender leave a file for the others: set by tools/blender_environments.py.
SHARED = os.environ.get("VISEMES_BLENDER_FILES")


@pytest.fixture
def arkit(tmp_path):
    line = engine_line(tmp_path / "arkit.json", HARBOUR, "-m", "arkit52")
    return {curve["shape"]: curve["keys"] for curve in line["curves"]}


def test_one_undo_takes_everything_back(scene):
    begin(square("Face", *ARKIT))
    bpy.ops.ed.undo_push(message="before")
    generate()
    bpy.ops.ed.undo_push(message="generate")
    assert curves_of(bpy.data.objects["Face"].data.shape_keys)
    bpy.ops.ed.undo()
    data = bpy.data.objects["Face"].data.shape_keys.animation_data
    assert data is None or data.action is None
    assert bpy.context.scene.visemes.line.timeline is None
    bpy.ops.ed.redo()
    assert curves_of(bpy.data.objects["Face"].data.shape_keys)
    generate()


def test_a_saved_file_knows_its_lines_and_its_own_keys(scene, tmp_path):
    begin(square("Face", *ARKIT))
    generate()
    scene.visemes.character.jaw = 1.3
    path = tmp_path / "saved.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.open_mainfile(filepath=str(path))
    face = bpy.data.objects["Face"]
    before = len(curves_of(face.data.shape_keys))
    visemes = bpy.context.scene.visemes
    assert visemes.character.jaw == pytest.approx(1.3)
    assert len(visemes.line.words) == 10
    assert bpy.ops.visemes.move() == {"FINISHED"}
    assert len(curves_of(face.data.shape_keys)) == before
    frames = [point.co[0] for point in curves_of(face.data.shape_keys)[0].keyframe_points]
    assert len(frames) == len({round(frame, 2) for frame in frames})


@pytest.mark.skipif(not SHARED, reason="one Blender alone: make test-blender runs several")
def test_files_of_every_older_blender_play_here(scene, arkit):
    """This Blender leaves a file; those left by older ones play the engine's curves, and can be moved anew."""
    folder = Path(SHARED)
    begin(square("Face", *ARKIT))
    generate()
    folder.mkdir(parents=True, exist_ok=True)
    own = folder / f"{bpy.app.version[0]}.{bpy.app.version[1]}.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(own), copy=True)
    mine = bpy.app.version[:2]
    for path in sorted(folder.glob("*.blend")):
        if tuple(map(int, path.stem.split("."))) > mine:
            continue
        bpy.ops.wm.open_mainfile(filepath=str(path))
        face = bpy.data.objects["Face"]
        frames = range(1, 60)
        assert values(face, frames)["jawOpen"] == pytest.approx([hermite(arkit["jawOpen"], f) for f in frames], abs=1e-4), path.name
        keys = len(curves_of(face.data.shape_keys))
        bpy.context.scene.visemes.character.jaw = 0.5
        assert bpy.ops.visemes.move() == {"FINISHED"}
        assert len(curves_of(face.data.shape_keys)) == keys, path.name
        points = [point.co[0] for curve in curves_of(face.data.shape_keys)[:1] for point in curve.keyframe_points]
        assert len(points) == len({round(frame, 2) for frame in points}), path.name


def gltf_animation(path: Path):
    """(times, weights of each morph target, target names) of the first morph animation of a .glb, read by hand."""
    data = path.read_bytes()
    magic, _, _ = struct.unpack_from("<4sII", data)
    assert magic == b"glTF"
    length, _ = struct.unpack_from("<I4s", data, 12)
    document = json.loads(data[20 : 20 + length])
    binary = data[20 + length + 8 :]

    def numbers(index: int) -> list[float]:
        accessor = document["accessors"][index]
        view = document["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        return list(struct.unpack_from(f"<{accessor['count']}f", binary, start))

    animation = next(a for a in document["animations"] if any(c["target"]["path"] == "weights" for c in a["channels"]))
    channel = next(c for c in animation["channels"] if c["target"]["path"] == "weights")
    sampler = animation["samplers"][channel["sampler"]]
    mesh = document["meshes"][document["nodes"][channel["target"]["node"]]["mesh"]]
    names = mesh["extras"]["targetNames"]
    times, weights = numbers(sampler["input"]), numbers(sampler["output"])
    return times, [weights[n :: len(names)] for n in range(len(names))], names


def test_gltf_carries_the_animation(scene, tmp_path, arkit):
    begin(square("Face", *ARKIT))
    generate()
    path = tmp_path / "face.glb"
    bpy.ops.export_scene.gltf(filepath=str(path), export_format="GLB", export_animations=True)
    times, weights, names = gltf_animation(path)
    jaw = weights[names.index("jawOpen")]
    frames = [time * 24 for time in times]
    assert len(frames) > 40
    assert jaw == pytest.approx([hermite(arkit["jawOpen"], frame) for frame in frames], abs=1e-3)


def test_usd_carries_the_animation(scene, tmp_path, arkit):
    if not hasattr(bpy.ops.wm, "usd_export"):
        pytest.skip("this Blender has no USD")
    begin(square("Face", *ARKIT))
    generate()
    scene.frame_start, scene.frame_end = 1, 60
    path = tmp_path / "face.usda"
    try:
        bpy.ops.wm.usd_export(filepath=str(path), export_animation=True)
    except (AttributeError, RuntimeError):
        pytest.skip("this Blender was built without USD")
    text = path.read_text(encoding="utf-8")
    assert "blendShapeWeights.timeSamples" in text
    names = text.partition("uniform token[] blendShapes = [")[2].partition("]")[0].replace('"', "").split(", ")
    samples = text.partition("blendShapeWeights.timeSamples = {")[2].partition("}")[0]
    found = {}
    for row in samples.strip().splitlines():
        frame, _, numbers = row.strip().rstrip(",").partition(": ")
        found[float(frame)] = [float(number) for number in numbers.strip("[]").split(",")]
    column = names.index("jawOpen")
    assert len(found) > 40
    for frame, numbers in found.items():
        assert numbers[column] == pytest.approx(hermite(arkit["jawOpen"], frame), abs=1e-4)


def test_the_head_of_the_demo_opens_its_mouth_when_the_engine_does(scene, arkit):
    parts = head()
    begin(parts["Face"], parts["Teeth"], parts["Tongue"])
    generate()
    face = parts["Face"]
    ring, around = 5 * 64, 64

    def gap() -> float:
        mesh = face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
        return (mesh.vertices[ring + around // 4].co - mesh.vertices[ring + 3 * around // 4].co).length

    line = scene.visemes.line
    words = {word.name.lower().strip(",."): word for word in line.words}
    at(1)
    assert gap() < 0.03
    widest = 0.0
    for frame in range(1, 70):
        at(frame)
        widest = max(widest, gap())
    assert widest > 0.08
    at(round(1 + 24 * (words["past"].start + 0.02)))
    assert gap() < widest / 2
