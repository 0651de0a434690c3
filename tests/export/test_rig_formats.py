"""Formats of other programs, read back by other programs' libraries or by the formats' own definitions."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import struct
import subprocess
from base64 import b64decode
from itertools import pairwise
from pathlib import Path

import pytest

from visemes.errors import UsageError
from visemes.export import export
from visemes.export.sampling import RAMP
from visemes.line import Line
from visemes.maps import load_map

VALIDATOR = Path(__file__).resolve().parents[2] / "build" / "node_modules" / "gltf-validator"


def values_at(line, seconds):
    """What each shape with keys should be at a time."""
    frame = float(line.grid.frame_at(seconds))
    return {curve.shape: curve.value_at(frame) for curve in line.curves if curve.keys}


def is_near_a_step(line, seconds):
    frame = float(line.grid.frame_at(seconds))
    steps = [float(b.frame) for c in line.curves for a, b in pairwise(c.keys) if a.interpolation == "stepped"]
    return any(abs(frame - step) < 2 * RAMP for step in steps)


def moments(line, count=200):
    return [t for t in (line.timeline.duration * i / count for i in range(count)) if not is_near_a_step(line, t)]


# ---- glTF and VRM ----


def accessor(document, number):
    """An accessor's numbers, by the specification."""
    own = document["accessors"][number]
    view = document["bufferViews"][own["bufferView"]]
    data = b64decode(document["buffers"][0]["uri"].partition(",")[2])
    assert len(data) == document["buffers"][0]["byteLength"]
    size = {"SCALAR": 1, "VEC3": 3}[own["type"]]
    assert own["componentType"] == 5126
    return struct.unpack_from(f"<{own['count'] * size}f", data, view["byteOffset"])


def spline(times, output, width, seconds):
    """glTF's CUBICSPLINE, as appendix C of the specification has it."""
    if seconds <= times[0]:
        return output[width : 2 * width]
    if seconds >= times[-1]:
        return output[-2 * width : -width]
    k = max(i for i, t in enumerate(times) if t <= seconds)
    td = times[k + 1] - times[k]
    t = (seconds - times[k]) / td
    row = lambda key, part: output[3 * width * key + part * width : 3 * width * key + (part + 1) * width]  # noqa: E731
    v0, b0, v1, a1 = row(k, 1), row(k, 2), row(k + 1, 1), row(k + 1, 0)
    return [
        (2 * t**3 - 3 * t**2 + 1) * v0[i]
        + td * (t**3 - 2 * t**2 + t) * b0[i]
        + (-2 * t**3 + 3 * t**2) * v1[i]
        + td * (t**3 - t**2) * a1[i]
        for i in range(width)
    ]


def test_gltf_plays_every_curve(rigged):
    document = json.loads(export(rigged, "gltf"))
    mesh = document["meshes"][document["nodes"][0]["mesh"]]
    names = mesh["extras"]["targetNames"]
    assert len(names) == len(mesh["weights"]) == len(mesh["primitives"][0]["targets"])
    (sampler,) = document["animations"][0]["samplers"]
    assert document["animations"][0]["channels"][0]["target"] == {"node": 0, "path": "weights"}
    times, output = accessor(document, sampler["input"]), accessor(document, sampler["output"])
    assert document["accessors"][sampler["input"]]["min"] == [times[0]] == [0.0]
    assert document["accessors"][sampler["input"]]["max"] == [pytest.approx(times[-1], abs=1e-6)]
    for seconds in moments(rigged):
        assert dict(zip(names, spline(times, output, len(names), seconds), strict=True)) == pytest.approx(
            values_at(rigged, seconds), abs=2e-5
        )


def test_gltf_loads_in_another_library(rigged, tmp_path):
    pygltflib = pytest.importorskip("pygltflib")
    (tmp_path / "line.gltf").write_bytes(export(rigged, "gltf"))
    scene = pygltflib.GLTF2().load(str(tmp_path / "line.gltf"))
    assert scene.animations[0].channels[0].target.path == "weights"
    assert scene.meshes[0].extras["targetNames"] == ["jawOpen", "mouthFunnel"]


def test_vrma_moves_a_node_for_each_expression(rigged):
    document = json.loads(export(rigged, "vrma"))
    extension = document["extensions"]["VRMC_vrm_animation"]
    assert document["extensionsUsed"] == ["VRMC_vrm_animation"]
    assert extension["specVersion"] == "1.0"
    assert set(extension["expressions"]["custom"]) == {"jawOpen", "mouthFunnel"}
    animation = document["animations"][0]
    for name, target in extension["expressions"]["custom"].items():
        assert document["nodes"][target["node"]]["name"] == name
        (channel,) = [c for c in animation["channels"] if c["target"] == {"node": target["node"], "path": "translation"}]
        sampler = animation["samplers"][channel["sampler"]]
        times, output = accessor(document, sampler["input"]), accessor(document, sampler["output"])
        for seconds in moments(rigged):
            assert spline(times, output, 3, seconds) == pytest.approx([values_at(rigged, seconds)[name], 0, 0], abs=2e-5)


def test_vrm_presets_are_told_from_custom_expressions(vrm_line):
    expressions = json.loads(export(vrm_line, "vrma"))["extensions"]["VRMC_vrm_animation"]["expressions"]
    assert set(expressions["preset"]) == {"aa", "ou"}
    assert "custom" not in expressions


@pytest.mark.parametrize("name", ["gltf", "vrma"])
def test_khronos_validator_finds_nothing(rigged, tmp_path, name):
    node = shutil.which("node")
    if node is None or not VALIDATOR.is_dir():
        pytest.skip("needs node and gltf-validator (make check installs it where npm is)")
    (tmp_path / "line.gltf").write_bytes(export(rigged, name))
    code = (
        f"const v = require({json.dumps(str(VALIDATOR))}), fs = require('fs');"
        "v.validateBytes(new Uint8Array(fs.readFileSync(process.argv[1]))).then((r) => console.log(JSON.stringify(r.issues)));"
    )
    found = subprocess.run([node, "-e", code, str(tmp_path / "line.gltf")], capture_output=True, text=True, check=True)
    issues = json.loads(found.stdout)
    assert issues["numErrors"] == issues["numWarnings"] == 0, issues["messages"]


# ---- USD ----


def test_usd_animates_its_blend_shapes(rigged, tmp_path):
    usd = pytest.importorskip("pxr.Usd")
    skel = pytest.importorskip("pxr.UsdSkel")
    path = tmp_path / "line.usda"
    path.write_bytes(export(rigged, "usd"))
    stage = usd.Stage.Open(str(path))
    animation = skel.Animation(stage.GetDefaultPrim())
    assert list(animation.GetBlendShapesAttr().Get()) == [curve.shape for curve in rigged.curves]
    assert stage.GetTimeCodesPerSecond() == pytest.approx(float(rigged.grid.fps), rel=1e-8)
    first, last = rigged.grid.shown_at(0), rigged.grid.last_frame(rigged.timeline.duration)
    assert (stage.GetStartTimeCode(), stage.GetEndTimeCode()) == (first, last)
    for frame in range(first, last + 1):
        weights = list(animation.GetBlendShapeWeightsAttr().Get(frame))
        assert weights == pytest.approx([curve.value_at(frame) for curve in rigged.curves], abs=1e-6)


# ---- Unity ----


def unity_clip(text):
    yaml = pytest.importorskip("yaml")

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("tag:unity3d.com,2011:", lambda loader, _, node: loader.construct_mapping(node, deep=True))
    return yaml.load(text, Loader)["AnimationClip"]


def unity_value(keys, seconds):
    """Unity's evaluation: cubic Hermite, constant where a tangent is infinite."""
    if seconds <= keys[0]["time"]:
        return keys[0]["value"]
    for left, right in pairwise(keys):
        if seconds < right["time"]:
            if "Infinity" in {left["outSlope"], right["inSlope"]}:
                return left["value"]
            length = right["time"] - left["time"]
            t = (seconds - left["time"]) / length
            h = [2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t, -2 * t**3 + 3 * t**2, t**3 - t**2]
            return (
                h[0] * left["value"] + h[1] * length * left["outSlope"] + h[2] * right["value"] + h[3] * length * right["inSlope"]
            )
    return keys[-1]["value"]


def test_unity_evaluates_to_the_same_weights(rigged):
    clip = unity_clip(export(rigged, "unity-anim").decode())
    assert clip["m_Name"] == "a & b's “line”"
    assert clip["m_SampleRate"] == pytest.approx(float(rigged.grid.fps), rel=1e-8)
    assert clip["m_EditorCurves"] == clip["m_FloatCurves"]
    curves = {curve["attribute"]: curve["curve"]["m_Curve"] for curve in clip["m_FloatCurves"]}
    assert set(curves) == {"blendShape.jawOpen", "blendShape.mouthFunnel"}
    early = -float(rigged.grid.seconds_at(rigged.curves[0].keys[0].frame))  # two frames before the sound
    assert math.isclose(early, 2 / float(rigged.grid.fps))
    for seconds in moments(rigged):
        for shape, value in values_at(rigged, seconds).items():
            assert unity_value(curves[f"blendShape.{shape}"], seconds + early) == pytest.approx(100 * value, abs=1e-3)


# ---- Live Link Face ----


def test_live_link_has_arkits_52_shapes_on_every_frame(rigged):
    rows = list(csv.DictReader(io.StringIO(export(rigged, "livelink").decode())))
    names = set(load_map("arkit52").shapes)
    assert len(rows) == rigged.grid.last_frame(rigged.timeline.duration) - rigged.grid.shown_at(0) + 1
    for number, row in enumerate(rows):
        assert row["Timecode"] == f"00:00:{number // 24:02}:{number % 24:02}.000"
        assert int(row["BlendshapeCount"]) == len(row) - 2 == 61
        assert {name[0].lower() + name[1:] for name in row} >= names
        weights = {
            name[0].lower() + name[1:]: float(value) for name, value in row.items() if name not in {"Timecode", "BlendshapeCount"}
        }
        for curve in rigged.curves:
            assert weights[curve.shape] == pytest.approx(curve.value_at(rigged.grid.shown_at(0) + number), abs=1e-6)


def test_live_link_wants_arkits_shapes(vrm_line):
    with pytest.raises(UsageError, match="use --map arkit52"):
        export(vrm_line, "livelink")


# ---- editorial and speech marks ----


def test_otio_reads_the_clip_and_its_markers(rigged):
    otio = pytest.importorskip("opentimelineio")
    timeline = otio.adapters.read_from_string(export(rigged, "otio").decode(), "otio_json")
    (clip,) = timeline.find_clips()
    assert clip.media_reference.target_url == rigged.sound
    assert clip.source_range.duration.to_seconds() == pytest.approx(rigged.timeline.duration, abs=1e-6)
    by_colour = {}
    for marker in clip.markers:
        start = marker.marked_range.start_time.to_seconds()
        by_colour.setdefault(marker.color, []).append((marker.name, pytest.approx(start, abs=1e-6)))
    assert by_colour["GREEN"] == [(word.label, word.start) for word in rigged.timeline.words]
    assert by_colour["BLUE"] == [(one.viseme, float(rigged.grid.seconds_at(one.frame))) for one in rigged.exposures]
    assert by_colour["RED"] == [("noise", 0.2)]


def test_polly_marks_point_into_their_text(rigged):
    marks = [json.loads(row) for row in export(rigged, "polly").decode().splitlines()]
    text = " ".join(word.label for word in rigged.timeline.words).encode()
    words = [mark for mark in marks if mark["type"] == "word"]
    assert [text[mark["start"] : mark["end"]].decode() for mark in words] == [mark["value"] for mark in words] == ["pa", "<b>&"]
    assert [mark["time"] for mark in words] == [100, 500]
    visemes = [mark for mark in marks if mark["type"] == "viseme"]
    assert {mark["value"] for mark in visemes} <= set(load_map("polly").visemes)
    assert [mark["value"] for mark in visemes if mark["time"] in {100, 200}] == ["p", "a"]
    assert [mark["time"] for mark in marks] == sorted(mark["time"] for mark in marks)


def test_webvtt_reads_back_with_voices_and_without_markup(rigged, tmp_path):
    webvtt = pytest.importorskip("webvtt")
    path = tmp_path / "line.vtt"
    path.write_bytes(export(rigged, "vtt"))
    captions = list(webvtt.read(str(path)))
    assert captions[0].voice == "ANNA"
    assert [c.start for c in captions] == ["00:00:00.100", "00:00:00.500"]
    assert captions[0].text == "pa"
    assert "&lt;b&gt;&amp;" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["gltf", "vrma", "usd", "unity-anim", "otio", "polly", "vtt"])
def test_a_line_of_silence_is_a_file_too(name, rigged):
    silent = Line("quiet.wav", "arkit52", "sil", rigged.grid, type(rigged.timeline)(0.5), (), (), ())
    assert export(silent, name)
