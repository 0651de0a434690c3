"""What goes wrong is said in a sentence, nothing is changed, and the next run works."""

from __future__ import annotations

import sys
import time
from types import SimpleNamespace

import bpy
import pytest
from in_blender import ARKIT, HARBOUR, begin, curves_of, generate, part, square


@pytest.fixture
def face():
    return square("Face", *ARKIT)


@pytest.fixture
def other_engine(preferences, tmp_path):
    """Use a pretended engine, a Python program that is started as `program serve`."""

    def use(code: str) -> None:
        program = tmp_path / "pretended"
        program.write_text(f"#!{sys.executable}\n{code}")
        program.chmod(0o755)
        preferences.engine = str(program)
        part("work").look_for_engine(anew=True)

    yield use
    preferences.engine = ""
    part("work").look_for_engine(anew=True)


def refused(line) -> str:
    """Press Generate where it cannot work; the reason it gives."""
    try:
        result = bpy.ops.visemes.generate()
    except RuntimeError as error:  # an operator's own error report, when called by a script
        return str(error)
    assert result == {"CANCELLED"}
    return line.told


def untouched(face) -> bool:
    data = face.data.shape_keys.animation_data
    return data is None or data.action is None


def test_a_file_that_is_no_sound(face, tmp_path):
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"this is no sound" * 100)
    _, line = begin(face, sound=bad)
    assert "bad.wav" in refused(line)
    assert line.has_failed
    assert untouched(face)
    line.path = str(HARBOUR)
    generate()
    assert not line.has_failed


def test_silence(face, tmp_path):
    import wave

    quiet = tmp_path / "quiet.wav"
    with wave.open(str(quiet), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(32000))
    _, line = begin(face, sound=quiet)
    line.words_from, line.typed = "TYPED", "Nobody waved."
    bpy.ops.visemes.generate()
    assert "silence" in line.warnings
    assert untouched(face)


def test_a_sound_that_is_gone(face, tmp_path):
    _, line = begin(face, sound=tmp_path / "gone.wav")
    assert not bpy.ops.visemes.generate.poll()
    assert "gone.wav" in part("asking").problem(bpy.context, line)


def test_words_that_are_not_there(face):
    _, line = begin(face)
    for source in ("TYPED", "TEXT", "FILE"):
        line.words_from = source
        assert not bpy.ops.visemes.generate.poll()
        assert part("asking").problem(bpy.context, line)


def test_no_engine_anywhere(face, preferences):
    begin(face)
    preferences.engine = "/no/such/visemes"
    part("work").look_for_engine(anew=True)
    try:
        assert not bpy.ops.visemes.generate.poll()
    finally:
        preferences.engine = ""
        part("work").look_for_engine(anew=True)
    generate()


def test_an_engine_that_crashes(face, other_engine):
    _, line = begin(face)
    other_engine("import os, sys\nsys.stderr.write('out of memory\\n')\nsys.stderr.flush()\nos.abort()")
    told = refused(line)
    assert "out of memory" in told
    assert untouched(face)


def test_an_engine_that_says_nothing_sensible(face, other_engine):
    _, line = begin(face)
    other_engine("print('hello')\nprint('{}')\nraise SystemExit(3)")
    assert refused(line)
    assert untouched(face)


def test_an_engine_of_another_age(face, other_engine):
    _, line = begin(face)
    other_engine(
        "import json, sys\nprint(json.dumps({'type': 'ready', 'version': '0.0.1'}), flush=True)\nfor text in sys.stdin: pass"
    )
    assert "older" in refused(line)
    assert untouched(face)


def test_after_a_crash_the_next_run_has_a_new_engine(face, scene):
    begin(face)
    generate()
    part("session").KEEPER._session._server._process.kill()
    time.sleep(0.2)
    scene.visemes.character.jaw = 1.2
    generate()


class Modal:
    """An operator as a window runs it: invoked, then fed with events."""

    def __init__(self, name: str = "VISEMES_OT_generate") -> None:
        operators = part("operators")
        cls = getattr(operators, name)
        self.reports: list[tuple[set, str]] = []
        own = {key: value for key, value in vars(cls).items() if key in ("requests", "finish", "_apply", "bl_idname")}
        plain = type(name, tuple(base for base in cls.__bases__ if base is not bpy.types.Operator), own)
        self.operator = plain()
        self.operator.which = "ACTIVE"
        self.operator.report = lambda kind, text: self.reports.append((kind, text))

    def start(self) -> None:
        self.operator._start(bpy.context)

    def send(self, kind: str, value: str = "NOTHING") -> set[str]:
        return self.operator.modal(bpy.context, SimpleNamespace(type=kind, value=value))


def test_a_window_stays_alive_and_esc_cancels(face):
    begin(face)
    modal = Modal()
    modal.start()
    started = time.monotonic()
    assert modal.send("MOUSEMOVE") == {"PASS_THROUGH"}
    assert modal.send("TIMER") == {"PASS_THROUGH"}
    assert time.monotonic() - started < 1
    assert part("work").DESK.job is not None
    assert modal.send("ESC", "PRESS") == {"RUNNING_MODAL"}
    result = {"PASS_THROUGH"}
    while result == {"PASS_THROUGH"}:
        result = modal.send("TIMER")
        time.sleep(0.01)
        assert time.monotonic() - started < 20
    assert result == {"CANCELLED"}
    assert part("work").DESK.job is None
    assert untouched(face)
    generate()


def test_a_window_gets_the_same_result(face, scene):
    begin(face)
    modal = Modal()
    modal.start()
    started, result, longest = time.monotonic(), {"PASS_THROUGH"}, 0.0
    while result == {"PASS_THROUGH"}:
        before = time.process_time()
        result = modal.send("TIMER")
        longest = max(longest, time.process_time() - before) if result == {"PASS_THROUGH"} else longest
        time.sleep(0.01)
        assert time.monotonic() - started < 60
    assert result == {"FINISHED"}
    assert longest < 0.05
    assert len(curves_of(face.data.shape_keys)) > 10
    assert "words" in scene.visemes.line.told


def test_a_file_that_is_opened_meanwhile_is_left_alone(face):
    begin(face)
    modal = Modal()
    modal.start()
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.scene.name = "Another"
    modal.operator.cancel(bpy.context)
    assert part("work").DESK.job is None
    assert not bpy.data.actions


def test_a_scene_that_is_gone_when_the_answer_comes(face):
    begin(face)
    modal = Modal()
    modal.start()
    bpy.context.scene.name = "Another"
    started, result = time.monotonic(), {"PASS_THROUGH"}
    while result == {"PASS_THROUGH"}:
        result = modal.send("TIMER")
        time.sleep(0.01)
        assert time.monotonic() - started < 60
    assert result == {"CANCELLED"}


def test_a_linked_face_says_what_to_do(face, tmp_path, scene):
    library = tmp_path / "library.blend"
    bpy.data.libraries.write(str(library), {face}, fake_user=True)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(str(library), link=True) as (_, wanted):
        wanted.objects = ["Face"]
    linked = wanted.objects[0]
    bpy.context.scene.collection.objects.link(linked)
    character, _ = begin(linked)
    assert "library override" in part("targets").problem(character)
    assert not bpy.ops.visemes.generate.poll()


def test_a_library_override_is_animated_and_the_library_is_not(face, tmp_path):
    library = tmp_path / "library.blend"
    bpy.data.libraries.write(str(library), {face}, fake_user=True)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(str(library), link=True) as (_, wanted):
        wanted.objects = ["Face"]
    linked = wanted.objects[0]
    bpy.context.scene.collection.objects.link(linked)
    own = linked.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    character, _ = begin(own)
    assert "the mesh of Face is linked" in part("targets").problem(character)
    own.data.override_create(remap_local_usages=True)
    assert not part("targets").problem(character)
    bpy.ops.visemes.guess()
    generate()
    assert len(curves_of(own.data.shape_keys)) > 10
    assert untouched(linked)
    assert own.override_library is not None
