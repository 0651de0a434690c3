"""An emphasised word's mouth is larger, a played-down one's smaller; closures are closures, other words are as they were."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from visemes.cues import cues_for
from visemes.frames import FrameGrid
from visemes.maps import load_map
from visemes.motion.style import style_named
from visemes.pipeline import animate
from visemes.timeline import Phone, Timeline, Word

GRID = FrameGrid(Fraction(24), start_frame=0)


def spoken(emphasis):
    """Two words far apart, "bet bet"; the first one has the emphasis."""
    phones = [Phone(t + a, t + b, p) for t in (0.5, 2.5) for p, a, b in (("b", 0, 0.1), ("ɛ", 0.1, 0.4), ("t", 0.4, 0.5))]
    return Timeline(3.5, (Word(0.5, 1.0, "bet", emphasis=emphasis), Word(2.5, 3.0, "bet")), tuple(phones))


def value(line, shape, seconds):
    curve = next((curve for curve in line.curves if curve.shape == shape), None)
    return curve.value_at(line.grid.frame_at(seconds)) if curve else 0.0


@pytest.fixture(scope="module")
def lines():
    viseme_map, style = load_map("arkit52"), style_named("realistic")
    return {e: animate(spoken(e), viseme_map, GRID, style) for e in (0.5, 1.0, 1.5, 3.0)}


def test_the_jaw_opens_as_much_more(lines):
    jaws = [value(lines[e], "jawOpen", 0.75) for e in (0.5, 1.0, 1.5, 3.0)]
    assert jaws == sorted(jaws)
    assert 0.4 < jaws[0] / jaws[1] < 0.7
    assert 1.3 < jaws[2] / jaws[1] < 1.6
    assert jaws[3] <= 1.0


def test_the_other_word_is_as_it_was(lines):
    for line in lines.values():
        for curve in lines[1.0].curves:
            for seconds in (2.3, 2.55, 2.75, 2.95, 3.2):
                assert value(line, curve.shape, seconds) == pytest.approx(value(lines[1.0], curve.shape, seconds), abs=0.02)


def test_the_lips_still_close(lines):
    for line in lines.values():
        assert value(line, "jawOpen", 0.5) == pytest.approx(value(lines[1.0], "jawOpen", 0.5), abs=0.01)


def test_drawings_are_more_or_less_open():
    viseme_map = load_map("rhubarb")
    openings = [
        max(viseme_map.visemes[cue.label].opening for cue in cues_for(spoken(e), viseme_map) if cue.start < 1)
        for e in (0.5, 1.0, 2.0)
    ]
    assert openings == sorted(set(openings))


def test_no_emphasis_is_no_change(lines):
    bare = replace(spoken(1.0), words=())
    assert animate(bare, load_map("arkit52"), GRID, style_named("realistic")).curves == lines[1.0].curves
