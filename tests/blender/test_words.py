"""Words in the panel: listed, corrected, found again phrase by phrase, marked, carried by a profile."""

from __future__ import annotations

import json

import bpy
import pytest
from in_blender import ARKIT, begin, curve_of, generate, part, square


@pytest.fixture
def line():
    """A line that has been generated."""
    _, line = begin(square("Face", *ARKIT))
    line.frame = 11.0
    generate()
    return line


def words(line) -> list[str]:
    return [word.name for word in line.words]


def test_words_and_sounds_are_those_of_the_stored_timeline(line):
    stored = json.loads(line.timeline.as_string())
    assert words(line) == [word["word"] for word in stored["words"]]
    for row, word in zip(line.words, stored["words"], strict=True):
        assert (row.start, row.end, row.confidence) == pytest.approx((word["start"], word["end"], word["confidence"]), abs=1e-5)
    line.active_word = 2
    inside = [p for p in stored["phones"] if stored["words"][2]["start"] <= p["start"] < stored["words"][2]["end"]]
    assert [sound.start for sound in line.sounds] == pytest.approx([phone["start"] for phone in inside], abs=1e-5)
    assert not bpy.ops.visemes.update_phrase.poll()


def test_a_corrected_word_moves_its_phrase_and_no_other(line):
    before = json.loads(line.timeline.as_string())["words"]
    line.words[2].name = "goat"
    assert line.words[2].is_changed
    assert bpy.ops.visemes.update_phrase() == {"FINISHED"}
    after = json.loads(line.timeline.as_string())["words"]
    assert [word["word"] for word in after] == ["The", "old", "goat", *[word["word"] for word in before[3:]]]
    for number in (0, 1, *range(3, 10)):
        assert (after[number]["start"], after[number]["end"]) == (before[number]["start"], before[number]["end"])
    assert not any(word.is_changed for word in line.words)


def test_a_correction_keeps_the_users_keys(line):
    curve_of(bpy.data.objects["Face"], "jawOpen").keyframe_points.insert(43, 0.77)
    line.words[2].name = "goat"
    bpy.ops.visemes.update_phrase()
    assert [point.co[1] for point in curve_of(bpy.data.objects["Face"], "jawOpen").keyframe_points if point.co[0] == 43] == [
        pytest.approx(0.77)
    ]


def test_pronunciation_times_and_emphasis(line):
    line.words[6].phones = "HH AA1 R B ER0"
    line.words[9].emphasis = 1.5
    end = line.words[9].end - 0.05
    line.words[9].end = end
    bpy.ops.visemes.update_phrase()
    stored = json.loads(line.timeline.as_string())["words"]
    assert stored[6]["pronunciation"] == "HH AA1 R B ER0"
    assert stored[9]["emphasis"] == 1.5
    assert stored[9]["end"] == pytest.approx(end, abs=1e-5)


def test_words_are_added_and_taken_away(line):
    line.active_word = 9
    bpy.ops.visemes.insert_word(text="back", where="AFTER")
    assert words(line)[9:] == ["waved", "back"]
    line.words[10].name = " "
    bpy.ops.visemes.update_phrase()
    assert words(line)[9:] == ["waved"]


def test_corrections_are_forgotten(line):
    line.words[0].name = "A"
    bpy.ops.visemes.revert_words()
    assert words(line)[0] == "The"
    assert not bpy.ops.visemes.revert_words.poll()


def test_doubtful_words_are_marked_where_they_are_said(line, scene):
    scene.timeline_markers.new("mine", frame=5)
    scene.visemes.doubt = 0.99
    bpy.ops.visemes.mark_doubt()
    expected = {(f"{word.name} ?", round(11 + word.start * 24)) for word in line.words if word.confidence < 0.99}
    assert expected
    assert {(marker.name, marker.frame) for marker in scene.timeline_markers} == {("mine", 5), *expected}
    scene.visemes.doubt = 0.0
    bpy.ops.visemes.mark_doubt()
    assert [marker.name for marker in scene.timeline_markers] == ["mine"]


def test_going_to_a_word(line, scene):
    line.active_word = 3
    bpy.ops.visemes.show_word()
    assert scene.frame_current == round(11 + line.words[3].start * 24)


def test_a_timeline_that_was_deleted_can_be_made_again(line):
    bpy.data.texts.remove(line.timeline)
    assert not bpy.ops.visemes.update_phrase.poll()
    generate()
    assert line.timeline is not None


def test_a_profile_comes_back_as_it_went(line, scene, tmp_path):
    character = scene.visemes.character
    character.mapping[0].weight, character.mapping[0].maximum = 0.25, 0.5
    rows = [(row.shape, row.target, row.weight, row.minimum, row.maximum, row.side) for row in character.mapping]
    bpy.ops.visemes.save_profile(filepath=str(tmp_path / "face.json"))
    character.mapping.clear()
    bpy.ops.visemes.load_profile(filepath=str(tmp_path / "face.json"))
    assert [(row.shape, row.target, row.weight, row.minimum, row.maximum, row.side) for row in character.mapping] == rows


def test_a_mapping_with_weights_moves_the_rig_by_them(line, scene):
    whole = [(point.co[0], point.co[1]) for point in curve_of(bpy.data.objects["Face"], "jawOpen").keyframe_points]
    row = next(row for row in scene.visemes.character.mapping if row.shape == "jawOpen")
    row.weight = 0.5
    bpy.ops.visemes.move()
    halves = [(point.co[0], point.co[1]) for point in curve_of(bpy.data.objects["Face"], "jawOpen").keyframe_points]
    assert halves == [(frame, pytest.approx(value / 2, abs=1e-6)) for frame, value in whole]


def jaws() -> dict[str, list[tuple]]:
    return {name: [tuple(p.co) for p in curve_of(bpy.data.objects[name], "jawOpen").keyframe_points] for name in ("Face", "Other")}


def test_only_one_characters_lines_move_when_only_it_changed(line, scene):
    begin(square("Other", *ARKIT))
    generate()
    before = jaws()
    for character in scene.visemes.characters:
        character.jaw = 0.3
    bpy.ops.visemes.move(character="Other")
    after = jaws()
    assert after["Face"] == before["Face"]
    assert after["Other"] != before["Other"]


def test_what_was_copied_with_its_action_is_left_alone(line):
    face = bpy.data.objects["Face"]
    copy = face.copy()
    copy.data = face.data.copy()
    copy.data.shape_keys.animation_data.action = face.data.shape_keys.animation_data.action.copy()
    before = [tuple(point.co) for point in curve_of(copy, "jawOpen").keyframe_points]
    generate()
    bpy.ops.visemes.clear()
    assert [tuple(point.co) for point in curve_of(copy, "jawOpen").keyframe_points] == before


def test_driven_shape_keys_are_left_to_their_drivers():
    face, teeth = square("Face", *ARKIT), square("Teeth", "jawOpen")
    teeth.data.shape_keys.driver_add('key_blocks["jawOpen"].value').driver.expression = "0.25"
    character, _ = begin(face, teeth)
    generate()
    assert teeth.data.shape_keys.animation_data.action is None
    assert len(part("targets").channels(character, "jawOpen")) == 1


def test_a_slider_that_cuts_is_named(line, scene):
    bpy.data.objects["Face"].data.shape_keys.key_blocks["jawOpen"].slider_max = 0.5
    assert "slider of jawOpen goes from 0.0 to 0.5" in part("targets").note(scene.visemes.character)
