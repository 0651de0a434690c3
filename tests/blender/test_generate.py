"""One button, and every shape key has at every frame what the engine's own curves have."""

from __future__ import annotations

import bpy
import pytest
from in_blender import ARKIT, HARBOUR, at, begin, curve_of, curves_of, drawn, engine_line, generate, head, hermite, square, values

#: The largest difference from the engine's curves, in weight: Blender keeps 24 bits.
EXACT = 1e-4


def engine_shapes(tmp_path, *options):
    return {
        curve["shape"]: curve["keys"] for curve in engine_line(tmp_path / "line.json", HARBOUR, "-m", "arkit52", *options)["curves"]
    }


def frames_of(shapes) -> list[float]:
    """Every half frame from before the first key to after the last."""
    last = max(float(key["frame"]) for keys in shapes.values() for key in keys)
    return [frame / 2 for frame in range(-4, int(last * 2) + 8)]


def assert_same(thing, shapes, frames) -> None:
    found = values(thing, frames)
    for name in found:
        for frame, value in zip(frames, found[name], strict=True):
            wanted = hermite(shapes[name], frame) if name in shapes else 0.0
            assert value == pytest.approx(wanted, abs=EXACT), (name, frame)


def test_begin_guesses_the_mapping(scene):
    character, line = begin(square("Face", *ARKIT))
    assert character.viseme_map == "arkit52"
    assert {row.shape for row in character.mapping} >= set(ARKIT)
    assert character.confidence > 0.8
    assert line.character == character.name == "Face"


def test_shape_keys_are_the_engines_curves(tmp_path):
    face = square("Face", *ARKIT)
    begin(face)
    generate()
    shapes = engine_shapes(tmp_path)
    assert_same(face, shapes, frames_of(shapes))


@pytest.mark.parametrize(
    ("fps", "base", "told", "start"), [(24, 1.001, "24000/1001", 101), (12, 1.0, "12", 1), (60, 1.0, "60", -20)]
)
def test_any_frame_rate_and_start(scene, tmp_path, fps, base, told, start):
    scene.render.fps, scene.render.fps_base = fps, base
    face = square("Face", *ARKIT)
    _, line = begin(face)
    line.frame = start
    generate()
    shapes = engine_shapes(tmp_path, "--fps", told, "--start-frame", start)
    frames = [float(key["frame"]) + part for keys in shapes.values() for key in keys for part in (0, 0.5)]
    assert_same(face, shapes, sorted(set(frames)))


def test_face_teeth_and_tongue_talk_together(tmp_path):
    parts = head()
    begin(parts["Face"], parts["Teeth"], parts["Tongue"])
    generate()
    shapes = engine_shapes(tmp_path)
    for frame in (10, 20, 30, 40):
        at(frame)
        jaws = [parts[name].data.shape_keys.key_blocks["jawOpen"].value for name in ("Face", "Teeth", "Tongue")]
        assert jaws == pytest.approx([hermite(shapes["jawOpen"], frame)] * 3, abs=EXACT)


def test_stepped_keys_hold_on_twos(tmp_path):
    face = square("Face", *ARKIT)
    character, _ = begin(face)
    character.interpolation, character.step = "STEPPED", 2
    generate()
    shapes = engine_shapes(tmp_path, "--step", "2")
    points = [point for curve in curves_of(face.data.shape_keys) for point in curve.keyframe_points]
    assert {point.interpolation for point in points} == {"CONSTANT"}
    assert {point.co[0] % 2 for point in points} == {1.0}
    found = values(face, range(1, 60))["jawOpen"]
    held = [hermite(shapes["jawOpen"], frame - (frame - 1) % 2) for frame in range(1, 60)]
    assert found == pytest.approx(held, abs=EXACT)


def test_a_key_on_every_frame():
    face = square("Face", *ARKIT)
    character, _ = begin(face)
    character.interpolation = "EVERY"
    generate()
    frames = [point.co[0] for point in curve_of(face, "jawOpen").keyframe_points]
    assert frames == [frames[0] + n for n in range(len(frames))]


def test_few_keys_unless_asked():
    face = square("Face", *ARKIT)
    begin(face)
    generate()
    points = curve_of(face, "jawOpen").keyframe_points
    frames = points[-1].co[0] - points[0].co[0]
    assert len(points) < frames / 2
    assert {point.interpolation for point in points} == {"BEZIER"}


def test_an_nla_strip_leaves_the_action_alone(tmp_path):
    face = square("Face", *ARKIT)
    keys = face.data.shape_keys
    keys.key_blocks["mouthSmileLeft"].value = 0.3
    keys.key_blocks["mouthSmileLeft"].keyframe_insert("value", frame=5)
    action = keys.animation_data.action
    character, _ = begin(face)
    character.destination = "NLA"
    generate()
    assert keys.animation_data.action == action
    assert len(curves_of(keys)) == 1
    [strip] = [strip for track in keys.animation_data.nla_tracks for strip in track.strips]
    keys.animation_data.action = None
    shapes = engine_shapes(tmp_path)
    frames = [frame for frame in range(1, 50) if strip.frame_start <= frame <= strip.frame_end]
    assert len(frames) > 30
    jaws = values(face, frames)["jawOpen"]
    assert jaws == pytest.approx([hermite(shapes["jawOpen"], frame) for frame in frames], abs=EXACT)
    generate()
    assert sum(len(track.strips) for track in keys.animation_data.nla_tracks) == 1


def test_one_step_on_the_timeline_holds_everything(scene):
    begin(square("Face", *ARKIT))
    generate()
    line = scene.visemes.line
    assert [word.name for word in line.words][:3] == ["The", "old", "boat"]
    assert all(word.start < word.end for word in line.words)
    assert all(word.phones for word in line.words)
    assert line.timeline is not None


def test_sliders_move_the_mouth_anew_without_aligning_again(scene, tmp_path):
    face = square("Face", *ARKIT)
    character, line = begin(face)
    generate()
    before = [(word.start, word.end) for word in line.words]
    character.jaw = 1.5
    assert bpy.ops.visemes.move() == {"FINISHED"}
    assert [(word.start, word.end) for word in scene.visemes.line.words] == before
    shapes = engine_shapes(tmp_path, "--jaw", "1.5")
    assert_same(face, shapes, range(1, 60))


def test_a_mesh_shared_by_two_objects_is_animated_once():
    face = square("Face", *ARKIT)
    twin = bpy.data.objects.new("Twin", face.data)
    bpy.context.scene.collection.objects.link(twin)
    begin(face, twin)
    generate()
    assert len({curve.data_path for curve in curves_of(face.data.shape_keys)}) == len(curves_of(face.data.shape_keys))


def test_visemes_of_a_sculpted_set(tmp_path):
    names = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]
    face = square("Face", *(f"viseme_{name}" for name in names))
    character, _ = begin(face)
    assert character.viseme_map in ("oculus15", "ready_player_me")
    generate()
    line = engine_line(tmp_path / "line.json", HARBOUR, "-m", character.viseme_map)
    shapes = {curve["shape"]: curve["keys"] for curve in line["curves"]}
    found = values(face, range(1, 60))
    for row in character.mapping:
        wanted = [hermite(shapes[row.shape], frame) if row.shape in shapes else 0.0 for frame in range(1, 60)]
        assert found[row.target] == pytest.approx(wanted, abs=EXACT)


def test_the_picture_of_one_frame_is_the_engines(tmp_path):
    things = [square(name) for name in ("rest", "AI", "O", "E", "U", "etc", "L", "WQ", "MBP", "FV")]
    character, _ = begin(*things)
    assert character.kind == "OBJECTS"
    assert character.viseme_map == "preston_blair"
    generate()
    line = engine_line(tmp_path / "line.json", HARBOUR, "-m", "preston_blair")
    target = {row.shape: row.target for row in character.mapping}
    for frame in range(1, 60):
        at(frame)
        assert [thing.name for thing in things if not thing.hide_render] == [target[drawn(line, frame)]], frame
