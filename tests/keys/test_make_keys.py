from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from visemes.check.curves import check_line
from visemes.cues import cues_for
from visemes.frames import FrameGrid
from visemes.keys import make_keys
from visemes.line import Line
from visemes.maps import load_map, map_names
from visemes.motion.style import style_named, style_names
from visemes.motion.voice import Voice
from visemes.timeline import Phone, Timeline, Word

TEXT = "_ _ _ _ p ɑ m æ n _ _ _ _ _ f aɪ v b u k s w ɪ ð m i _ _ _ _"


def timeline(text=TEXT, length=0.1, shift=0.0):
    labels = text.split()
    phones = [Phone(i * length + shift, (i + 1) * length + shift, p) for i, p in enumerate(labels) if p != "_"]
    return Timeline(len(labels) * length + shift, (Word(phones[0].start, phones[-1].end, "words"),), tuple(phones))


def keyed_line(spoken, name="arkit52", fps=24, step=1, style=None, **options):
    viseme_map, grid = load_map(name), FrameGrid(Fraction(fps), step=step)
    cues = cues_for(spoken, viseme_map)
    keyed = make_keys(spoken, cues, viseme_map, grid, style or style_named("realistic"), **options)
    return Line("test", name, viseme_map.rest, grid, spoken, cues, keyed.exposures, keyed.curves, warnings=keyed.warnings)


@pytest.mark.parametrize("name", map_names())
@pytest.mark.parametrize("kind", ["drawings", "curves"])
def test_every_map_meets_every_event(name, kind):
    report = check_line(keyed_line(timeline(), name), load_map(name), kind)
    assert not report.missed
    assert report.open_silence == 0
    assert not report.outside


@pytest.mark.parametrize("style", style_names())
@pytest.mark.parametrize(("fps", "step"), [(12, 1), (24, 2), (60, 1)])
def test_every_style_and_rate_meets_every_event(style, fps, step):
    line = keyed_line(timeline(), fps=fps, step=step, style=style_named(style))
    for kind in ("drawings", "curves"):
        assert not check_line(line, load_map("arkit52"), kind).missed


def test_what_has_no_room_is_listed():
    crowded = timeline("_ _ " + "p ɑ " * 12 + "_ _ _", 0.04)
    line = keyed_line(crowded, fps=12)
    assert line.warnings
    assert all("no room at 12 fps" in warning for warning in line.warnings)


def test_the_mouth_ends_closed_and_sheets_cover_every_frame():
    line = keyed_line(timeline("s ɑ ɑ"))
    frames = list(line.grid.exposures(line.timeline.duration))
    assert line.exposures[-1].viseme == line.rest
    assert line.exposures[0].frame == frames[0]
    assert all(a.end == b.frame for a, b in zip(line.exposures, line.exposures[1:], strict=False))
    assert all(abs(curve.value_at(frames[-1])) < 0.01 for curve in line.curves)


def test_few_keys_draw_the_dense_ones():
    sparse, dense = keyed_line(timeline()), keyed_line(timeline(), dense=True)
    baked = {curve.shape: curve for curve in dense.curves}
    for curve in sparse.curves:
        assert max(abs(curve.value_at(k.frame) - k.value) for k in baked[curve.shape].keys) <= 0.0151
    assert sum(len(c.keys) for c in sparse.curves) < sum(len(c.keys) for c in dense.curves) / 3


def test_a_local_edit_equals_a_fresh_solve():
    """Another last word behind a long pause leaves every key before the pause as it was."""
    spoken = timeline()
    other = replace(spoken, phones=(*spoken.phones[:5], *timeline(TEXT.replace("aɪ", "ɑ")).phones[5:]))
    pause = float(keyed_line(spoken).grid.frame_at(1.1))
    one, two = ({c.shape: [k for k in c.keys if k.frame < pause] for c in keyed_line(t).curves} for t in (spoken, other))
    assert {s: k for s, k in one.items() if k} == {s: k for s, k in two.items() if k}


def test_tongue_sounds_leave_the_lips_alone():
    line = keyed_line(timeline("_ _ _ _ u n t u _ _ _ _"), style=style_named("realistic").with_sliders(tolerance=0.001))
    pucker = next(c for c in line.curves if c.shape == "mouthPucker")
    middle = [pucker.value_at(float(line.grid.frame_at(t))) for t in (0.45, 0.55, 0.65)]
    assert min(middle) > 0.8 * max(middle)


def test_lips_round_before_the_sound():
    """In "stew" the lips are half round while the tongue still makes s and t."""
    line = keyed_line(timeline("_ _ _ _ s t u u _ _ _ _"))
    pucker = next(c for c in line.curves if c.shape == "mouthPucker")
    assert pucker.value_at(float(line.grid.frame_at(0.6))) > 0.5 * max(k.value for k in pucker.keys)


def test_loud_and_stressed_vowels_open_wider():
    phones = [Phone(0.5 + 0.4 * i, 0.7 + 0.4 * i, "ɑ", stress=stress) for i, stress in enumerate((1, 0, 1, 1))]
    spoken = Timeline(2.6, phones=tuple(phones))
    level = np.full(261, -30.0)
    level[130:150] = -10.0
    voice = Voice(level, np.full(261, 120.0), np.full(261, 0.8))
    jaw = next(c for c in keyed_line(spoken, voice=voice).curves if c.shape == "jawOpen")
    first, reduced, loud, _ = (jaw.value_at(float(FrameGrid(Fraction(24)).frame_at(p.middle))) for p in phones)
    assert reduced < first < loud


def test_silence_is_rest():
    line = keyed_line(Timeline(2.0))
    assert [e.viseme for e in line.exposures] == [line.rest]
    assert not line.curves


def test_secondary_motion_is_off_until_asked_for_and_repeatable():
    style = style_named("realistic").with_sliders(brows=1, blinks=1, squint=1, cheeks=1, breath=1)
    spoken = timeline()
    assert not any(c.channel == "face" for c in keyed_line(spoken).curves)
    faces = [[c for c in keyed_line(spoken, style=style).curves if c.channel == "face"] for _ in range(2)]
    assert {c.shape for c in faces[0]} >= {"eyeBlinkLeft", "eyeBlinkRight"}
    assert faces[0] == faces[1]


def test_minimum_hold_on_the_sheet():
    style = style_named("limited").with_sliders(minimum_hold=0.25)
    line = keyed_line(timeline("_ _ _ _ ɛ s ɪ k ɑ t i l ɛ s _ _ _ _"), "rhubarb", style=style)
    assert all(e.frames >= 6 for e in line.exposures)


@pytest.mark.parametrize(("fps", "step", "places"), [(12, 1, 4), (24, 2, 2), (30, 1, 2)])
def test_sub_frame_keys_stand_on_parts_of_frames_and_events_hold_on_whole_ones(fps, step, places):
    line = keyed_line(timeline(shift=0.013), fps=fps, step=step, sub_frames=True)
    frames = {key.frame for curve in line.curves for key in curve.keys}
    assert {(frame * places).denominator for frame in frames} == {1}
    assert any(frame.denominator > 1 for frame in frames)
    assert not check_line(line, load_map("arkit52"), "curves").missed
    dense = {c.shape: c for c in keyed_line(timeline(shift=0.013), fps=fps, step=step, sub_frames=True, dense=True).curves}
    for curve in line.curves:
        assert max(abs(curve.value_at(k.frame) - k.value) for k in dense[curve.shape].keys) <= 0.0151


def test_keys_stand_on_whole_exposures_unless_asked():
    for options in ({}, {"draft": True}, {"dense": True}):
        frames = {key.frame for curve in keyed_line(timeline(shift=0.013), step=2, **options).curves for key in curve.keys}
        assert {(frame - 1) % 2 for frame in frames} == {0}


@pytest.mark.parametrize("fps", [12, 24, 60])
@pytest.mark.parametrize("name", ["arkit52", "rhubarb"])
def test_a_draft_meets_every_event_too(name, fps):
    draft = keyed_line(timeline(shift=0.013), name, fps=fps, draft=True)
    for kind in ("drawings", "curves"):
        report = check_line(draft, load_map(name), kind)
        assert not report.missed
        assert not report.outside
    assert draft.curves[-1].value_at(10_000) == pytest.approx(0, abs=0.01)


def test_a_draft_is_near_the_finished_curves_and_much_cheaper(monkeypatch):
    fine = {c.shape: c for c in keyed_line(timeline(), dense=True).curves}
    for curve in keyed_line(timeline(), draft=True).curves:
        assert max(abs(curve.value_at(k.frame) - k.value) for k in fine[curve.shape].keys) < 0.12
    monkeypatch.setattr("visemes.keys.curves.fewest_keys", None)
    keyed_line(timeline(), draft=True)  # it never looks for the fewest keys, which is most of the work
