"""Drawings by hand on the exposure sheet: frame by frame as a person laid them over it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from visemes.edits.drawings import by_hand, with_drawings
from visemes.edits.lines import revise_line
from visemes.edits.model import SetDrawing
from visemes.frames import FrameGrid
from visemes.line import Exposure, Line
from visemes.timeline import Timeline


@st.composite
def sheets(draw):
    found, frame = [], draw(st.integers(0, 3))
    for gap, frames, viseme in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5), st.sampled_from("ABC")), max_size=8)):
        found.append(Exposure(frame + gap, frames, viseme))
        frame += gap + frames
    return tuple(found)


hands = st.lists(st.builds(Exposure, st.integers(0, 30), st.integers(1, 6), st.sampled_from("DEF")), max_size=4)


def shown(sheet, frame):
    """What a sheet shows on a frame; of drawings on one frame the last."""
    return next((e.viseme for e in reversed(sheet) if e.frame <= frame < e.end), None)


@given(sheets(), hands)
def test_every_frame_shows_the_last_drawing_laid_on_it(sheet, drawings):
    made = with_drawings(sheet, drawings)
    Line("", "m", "X", FrameGrid(24), Timeline(9.0), (), made, ())  # raises for drawings that overlap
    for frame in range(60):
        assert shown(made, frame) == shown([*sheet, *drawings], frame)
        own = next((e for e in made if e.frame <= frame < e.end), None)
        assert (own is not None and own.by_hand) == (shown(drawings, frame) is not None)


def test_they_survive_and_a_drawing_that_is_none_is_listed(line, arkit, speech, sound):
    name = next(iter(arkit.visemes))
    revised = revise_line(line, [SetDrawing(20, 3, name), SetDrawing(30, 1, "smile")], arkit, speech, sound)
    assert by_hand(revised.line.exposures) == (Exposure(20, 3, name, by_hand=True),)
    assert [str(lost) for lost in revised.unplaced] == ["drawing smile at frame 30: the map arkit52 has no drawing of that name"]
    again = revise_line(revised.line, [], arkit, speech, sound)
    assert again.line == revised.line
