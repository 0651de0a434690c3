"""Sound strips: where they lie, what of them is heard, whose they are."""

from __future__ import annotations

import wave

import bpy
import pytest
from in_blender import ARKIT, HARBOUR, begin, curve_of, engine_line, generate, hermite, part, square, values


def strips(scene):
    editor = scene.sequence_editor or scene.sequence_editor_create()
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def add_strip(scene, name: str, frame: int, channel: int = 1, sound=HARBOUR):
    try:
        return strips(scene).new_sound(name, str(sound), channel, frame)
    except RuntimeError as error:  # the wheel of 4.2
        pytest.skip(str(error))


def begin_with_strip(face):
    """Select and press Begin: the strip is chosen by itself."""
    character, line = begin(face)
    line.source = "STRIP"
    return character, line


def assert_jaw(face, tmp_path, *options, frames=range(1, 200)) -> None:
    line = engine_line(tmp_path / "line.json", HARBOUR, "-m", "arkit52", *options)
    jaw = next(curve["keys"] for curve in line["curves"] if curve["shape"] == "jawOpen")
    assert values(face, frames)["jawOpen"] == pytest.approx([hermite(jaw, frame) for frame in frames], abs=1e-4)


def test_a_strip_is_where_it_is(scene, tmp_path):
    add_strip(scene, "anna_01", 51)
    face = square("Face", *ARKIT)
    _, line = begin_with_strip(face)
    assert line.strip == "anna_01"
    generate()
    assert_jaw(face, tmp_path, "--start-frame", "51")


def test_a_strip_that_moved_is_followed(scene, tmp_path):
    strip = add_strip(scene, "anna_01", 1)
    face = square("Face", *ARKIT)
    begin_with_strip(face)
    generate()
    if hasattr(strip, "content_start"):
        strip.content_start = 80
    else:
        strip.frame_start = 80
    generate()
    assert_jaw(face, tmp_path, "--start-frame", "80")


def trim(strip, frames: int) -> None:
    """Take frames away from the beginning, as dragging its left handle does."""
    if hasattr(strip, "left_handle_offset"):
        strip.left_handle_offset = frames
    else:
        strip.frame_offset_start = frames


def test_what_was_trimmed_away_is_silent(scene):
    """The first fifteen frames (0.6 s) of the line are cut off: the mouth starts later, and then does what it did before."""
    whole, cut = square("Whole", *ARKIT), square("Cut", *ARKIT)
    for face, frames in ((whole, 0), (cut, 15)):
        strip = add_strip(scene, face.name, 11, channel=1 if face is whole else 2)
        trim(strip, frames)
        _, line = begin_with_strip(face)
        line.strip = face.name
        line.words_from, line.typed = (
            "TYPED",
            "drifted past the harbour, and nobody waved." if frames else "The old boat drifted past the harbour, and nobody waved.",
        )
        generate()
    assert curve_of(cut, "jawOpen").keyframe_points[0].co[0] >= 11 + 15 - 3
    late = range(45, 75)
    assert values(cut, late)["jawOpen"] == pytest.approx(values(whole, late)["jawOpen"], abs=0.08)


def test_a_strip_of_another_speed_cannot_be_guessed_wrong(scene):
    """Where this Blender can play a strip faster, its sounds come earlier by the same factor."""
    strip = add_strip(scene, "fast", 1)
    if not hasattr(strip, "retiming_keys"):
        pytest.skip("this Blender has no retiming")
    face = square("Face", *ARKIT)
    begin_with_strip(face)
    assert part("sequencer").strip_placement(scene, strip).speed == 1


def test_a_packed_sound(scene, tmp_path):
    strip = add_strip(scene, "packed", 21)
    strip.sound.pack()
    strip.sound.filepath = "//lost.wav"
    face = square("Face", *ARKIT)
    _, line = begin_with_strip(face)
    line.words_from, line.typed = "TYPED", HARBOUR.with_suffix(".txt").read_text()
    generate()
    assert_jaw(face, tmp_path, "--start-frame", "21")


def test_a_sound_that_moved_away(scene, tmp_path):
    sound = tmp_path / "gone.wav"
    sound.write_bytes(HARBOUR.read_bytes())
    add_strip(scene, "gone", 1, sound=sound)
    _, line = begin_with_strip(square("Face", *ARKIT))
    sound.unlink()
    assert "gone.wav is not where it was" in part("asking").problem(bpy.context, line)
    assert not bpy.ops.visemes.generate.poll()


def test_a_relative_path_in_a_file_that_was_never_saved(scene):
    _, line = begin(square("Face", *ARKIT))
    line.path = "//harbour.wav"
    assert "save the .blend first" in part("asking").problem(bpy.context, line)


def test_a_relative_path_in_a_saved_file(scene, tmp_path):
    (tmp_path / "take.wav").write_bytes(HARBOUR.read_bytes())
    (tmp_path / "take.txt").write_bytes(HARBOUR.with_suffix(".txt").read_bytes())
    face = square("Face", *ARKIT)
    begin(face)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "scene.blend"))
    scene.visemes.line.path = "//take.wav"
    generate()
    assert_jaw(face, tmp_path)


def test_all_strips_of_two_characters_in_one_go(scene, tmp_path):
    bakery = HARBOUR.with_name("bakery.wav")
    add_strip(scene, "anna_01", 1, 1)
    add_strip(scene, "ben_01", 101, 2, bakery)
    add_strip(scene, "anna_02", 201, 1, bakery)
    faces = {name: square(name, *ARKIT) for name in ("Anna", "Ben")}
    for face in faces.values():
        begin(face)
    scene.visemes.lines.clear()
    assert bpy.ops.visemes.lines_of_strips() == {"FINISHED"}
    assert {line.strip: line.character for line in scene.visemes.lines} == {"anna_01": "Anna", "ben_01": "Ben", "anna_02": "Anna"}
    assert bpy.ops.visemes.generate(which="ALL") == {"FINISHED"}
    frames = {name: [point.co[0] for point in curve_of(face, "jawOpen").keyframe_points] for name, face in faces.items()}
    assert 100 < min(frames["Ben"]) < max(frames["Ben"]) < 200
    assert min(frames["Anna"]) < 20
    assert max(frames["Anna"]) > 201
    assert not any(100 < frame < 200 for frame in frames["Anna"])


def test_a_batch_goes_on_after_a_line_that_fails(scene, tmp_path):
    bad = tmp_path / "bad.wav"
    with wave.open(str(bad), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
    face = square("Face", *ARKIT)
    begin(face, sound=bad)
    good = scene.visemes.lines.add()
    good.character, good.source, good.path = "Face", "FILE", str(HARBOUR)
    try:
        result = bpy.ops.visemes.generate(which="ALL")
    except RuntimeError:  # the report of the failed line, when a script calls it
        result = {"FINISHED"}
    assert result == {"FINISHED"}
    first, second = scene.visemes.lines
    assert first.has_failed
    assert "bad.wav" in first.told
    assert not second.has_failed
    assert curve_of(face, "jawOpen")


def test_a_strip_in_another_scene_is_not_taken_for_one_of_this(scene):
    other = bpy.data.scenes.new("Edit")
    add_strip(other, "elsewhere", 1)
    _, line = begin(square("Face", *ARKIT))
    line.source, line.strip = "STRIP", "elsewhere"
    if bpy.app.version < (5, 0):
        assert "no sound strip called elsewhere" in part("asking").problem(bpy.context, line)
