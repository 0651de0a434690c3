"""A new take: the same line said faster, its words where they are said now, a person's work with them."""

from __future__ import annotations

import json
import time
import wave
from array import array
from types import SimpleNamespace

import bpy
import pytest
from in_blender import ARKIT, HARBOUR, begin, curve_of, curves_of, engine_line, generate, hermite, part, square, values

#: How much faster the new take is.
SPEED = 1.12

FRAME = 1 / 24


@pytest.fixture
def line():
    """A line that has been generated, with a time and an emphasis by hand and a key of the user's."""
    _, line = begin(square("Face", *ARKIT))
    line.frame = 11.0
    generate()
    line.words[6].emphasis = 1.5
    line.words[4].end -= 0.05
    assert bpy.ops.visemes.update_phrase() == {"FINISHED"}
    curve_of(bpy.data.objects["Face"], "jawOpen").keyframe_points.insert(43.25, 0.77)
    return line


@pytest.fixture
def take(tmp_path):
    """The example sound as a tape that runs faster: every time is divided by SPEED."""
    with wave.open(str(HARBOUR)) as file:
        params, samples = file.getparams(), array("h", file.readframes(file.getnframes()))
    count = int(len(samples) / SPEED) - 1
    between = ((int(n * SPEED), n * SPEED % 1) for n in range(count))
    faster = array("h", (round((1 - part) * samples[at] + part * samples[at + 1]) for at, part in between))
    with wave.open(str(tmp_path / "take2.wav"), "wb") as file:
        file.setparams(params)
        file.writeframes(faster.tobytes())
    return tmp_path / "take2.wav"


def stored(line):
    return json.loads(line.timeline.as_string())["words"]


def everything():
    """Every key of the face."""
    curves = curves_of(bpy.data.objects["Face"].data.shape_keys)
    return {curve.data_path: [tuple(point.co) for point in curve.keyframe_points] for curve in curves}


def test_words_lie_where_they_are_said_now_and_work_by_hand_goes_along(line, take):
    before = stored(line)
    assert bpy.ops.visemes.retake(filepath=str(take)) == {"FINISHED"}
    after = stored(line)
    assert [word["word"] for word in after] == [word["word"] for word in before]
    for old, new in zip(before, after, strict=True):
        assert abs(new["start"] - old["start"] / SPEED) < FRAME, old
        assert abs(new["end"] - old["end"] / SPEED) < FRAME, old
    assert after[6]["emphasis"] == 1.5
    assert "end" in after[4]["by_hand"]
    assert (line.source, line.path, line.frame) == ("FILE", str(take), 11.0)
    assert "10 of 10 words kept, 2 settings by hand carried" in line.told


def test_the_keys_are_the_engines_for_the_new_times_and_the_users_stay(line, take, tmp_path):
    bpy.ops.visemes.retake(filepath=str(take))
    assert [value for frame, value in everything()['key_blocks["jawOpen"].value'] if frame == 43.25] == [pytest.approx(0.77)]
    assert "1 keys of yours stayed" in line.told
    (tmp_path / "times.json").write_text(line.timeline.as_string(), encoding="utf-8")
    options = ("-m", "arkit52", "--timeline", tmp_path / "times.json", "--start-frame", "11")
    engine = {curve["shape"]: curve["keys"] for curve in engine_line(tmp_path / "line.json", take, *options)["curves"]}
    found = values(bpy.data.objects["Face"], range(1, 100))
    for shape in engine.keys() & set(ARKIT) - {"jawOpen"}:
        assert found[shape] == pytest.approx([hermite(engine[shape], frame) for frame in range(1, 100)], abs=1e-4)


def test_a_generated_line_has_the_new_takes_words(line, take):
    bpy.ops.visemes.retake(filepath=str(take))
    assert (line.words_from, line.typed) == ("TYPED", " ".join(word["word"] for word in stored(line)))
    generate()
    assert len(line.words) == 10


def test_what_could_not_be_carried_is_listed(line, take):
    said = "The old boat drifted past the hangar, and nobody waved."
    assert bpy.ops.visemes.retake(filepath=str(take), text=said) == {"FINISHED"}
    remarks = line.warnings.splitlines()
    assert "'harbour' is now 'hangar'" in remarks
    assert [text for text in remarks if text.startswith("word 6 'harbour' with emphasis 1.5")]
    assert (line.words_from, line.typed) == ("TYPED", said)


def test_another_line_is_refused_and_nothing_changes(line, take):
    keys, words, path = everything(), line.timeline.as_string(), line.path
    with pytest.raises(RuntimeError, match="words are the same"):
        bpy.ops.visemes.retake(filepath=str(take), text="Good morning, is the bakery open already?")
    assert (everything(), line.timeline.as_string(), line.path) == (keys, words, path)
    assert "take2.wav" in line.told


def test_a_file_that_is_not_there(line, tmp_path):
    with pytest.raises(RuntimeError, match=r"gone\.wav is not where it was"):
        bpy.ops.visemes.retake(filepath=str(tmp_path / "gone.wav"))


def test_corrections_that_wait_are_not_lost(line):
    line.words[0].name = "A"
    assert not bpy.ops.visemes.retake.poll()


def test_a_strip_gives_way_to_the_new_file_where_its_sound_began(scene, take):
    editor = scene.sequence_editor_create()
    try:
        strip = (editor.strips if hasattr(editor, "strips") else editor.sequences).new_sound("Harbour", str(HARBOUR), 1, 31)
    except RuntimeError as error:  # the wheel of 4.2
        pytest.skip(str(error))
    _, line = begin(square("Face", *ARKIT))
    line.source, line.strip = "STRIP", strip.name
    generate()
    before = stored(line)
    assert bpy.ops.visemes.retake(filepath=str(take)) == {"FINISHED"}
    assert (line.source, line.frame) == ("FILE", 31.0)
    assert "The strip Harbour still plays the old take" in line.warnings
    assert abs(stored(line)[9]["start"] - before[9]["start"] / SPEED) < FRAME


def test_a_window_stays_alive_and_esc_leaves_all_as_it_was(line, take):
    keys, words, path = everything(), line.timeline.as_string(), line.path
    operator = windowed(take)
    operator._start(bpy.context)
    started = time.monotonic()
    send(operator, "TIMER")
    assert time.monotonic() - started < 1
    assert send(operator, "ESC", "PRESS") == {"RUNNING_MODAL"}
    while (found := send(operator, "TIMER")) == {"PASS_THROUGH"}:
        assert time.monotonic() - started < 20
    assert found == {"CANCELLED"}
    assert (everything(), line.timeline.as_string(), line.path) == (keys, words, path)


def windowed(take):
    """The operator as a window runs it."""
    takes, words = part("takes"), part("words")
    own = {name: value for name, value in vars(takes.VISEMES_OT_retake).items() if name in ("requests", "finish", "_change_sound")}
    operator = type("Windowed", (words.EditWork,), own)()
    operator.filepath, operator.text, operator.report = str(take), "", lambda *_: None
    return operator


def send(operator, kind: str, value: str = "NOTHING"):
    return operator.modal(bpy.context, SimpleNamespace(type=kind, value=value))
