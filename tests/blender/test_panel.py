"""What the sidebar shows, and that every name in it exists."""

from __future__ import annotations

import bpy
import pytest
from in_blender import ARKIT, MODULE, begin, generate, part, square
from recording import RecordingLayout, draw


def panels() -> dict[str, type]:
    return {
        cls.__name__: cls for cls in bpy.types.Panel.__subclasses__() if cls.__module__.startswith(MODULE) and cls.is_registered
    }


def shown() -> list[tuple[str, str, str]]:
    """Everything all panels draw."""
    return [row for panel in panels().values() for row in draw(panel)]


def texts() -> str:
    return " ".join(text for _, _, text in shown())


def names(kind: str) -> list[str]:
    return [name for which, name, _ in shown() if which == kind]


def test_all_are_in_one_tab_of_the_sidebar():
    assert {(panel.bl_space_type, panel.bl_region_type, panel.bl_category) for panel in panels().values()} == {
        ("VIEW_3D", "UI", "Visemes")
    }


def test_an_empty_scene_says_how_to_begin():
    assert "visemes.begin" in names("operator")
    assert "visemes.generate" not in names("operator")


def test_after_begin_there_is_everything_to_generate(scene):
    begin(square("Face", *ARKIT))
    assert "visemes.generate" in names("operator")
    assert {"source", "path", "words_from", "character", "viseme_map", "target", "weight", "style", "jaw"} <= set(names("prop"))


def test_after_generate_there_is_what_came_of_it(scene):
    begin(square("Face", *ARKIT))
    generate()
    assert "10 words" in texts()
    assert {"visemes.update_phrase", "visemes.retake"} <= set(names("operator"))


@pytest.mark.parametrize("kind", ["SHAPE_KEYS", "PROPERTIES", "POSES", "LAYERS", "TIME_OFFSET", "IMAGE", "OBJECTS", "MATERIALS"])
def test_every_kind_of_character_is_drawn_and_says_what_it_lacks(scene, kind):
    character, _ = begin(square("Face", *ARKIT))
    character.kind = kind
    for source in ("STRIP", "FILE"):
        for words in ("BESIDE", "TYPED", "TEXT", "FILE", "NONE"):
            scene.visemes.line.source, scene.visemes.line.words_from = source, words
            assert shown()


def test_a_greyed_button_says_why(scene):
    _, line = begin(square("Face", *ARKIT))
    line.path = "/nowhere/at/all.wav"
    assert not bpy.ops.visemes.generate.poll()
    assert "all.wav is not where it was" in texts()


def test_work_shows_its_progress_and_the_way_out(scene):
    work, jobs = part("work"), part("jobs")
    begin(square("Face", *ARKIT))
    work.DESK.job = jobs.Job(work.session, [jobs.Request("export", {}, "a line")])
    try:
        assert any(kind == "progress" for kind, _, _ in shown())
        assert "cancels" in texts()  # beside the picture of the Esc key
        assert not bpy.ops.visemes.generate.poll()
    finally:
        work.DESK.job = None


def test_preferences_show_the_engine(preferences, monkeypatch):
    layout = RecordingLayout()
    monkeypatch.setattr(type(preferences), "layout", layout, raising=False)
    part("preferences").draw_engine(layout)
    assert any("Engine" in text for _, _, text in layout.drawn)


def test_without_an_engine_the_panel_offers_one(preferences, monkeypatch, tmp_path):
    monkeypatch.delenv("VISEMES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    work = part("work")
    work.look_for_engine(anew=True)
    try:
        begin_panel = next(panel for name, panel in panels().items() if name == "VISEMES_PT_main")
        assert ("operator", "visemes.set_up_engine") in [row[:2] for row in draw(begin_panel)]
    finally:
        monkeypatch.undo()
        work.look_for_engine(anew=True)
