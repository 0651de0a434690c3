"""Which shapes to touch: the change asked for is what the shape's own effect makes of it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from visemes.frames import FrameGrid
from visemes.guide.differences import Difference
from visemes.guide.touch import Keys, Touch, plain, told
from visemes.line import Curve, Exposure, Key, Line
from visemes.maps import load_map
from visemes.rigs.model import RigProfile, Target
from visemes.timeline import Timeline

GRID = FrameGrid(Fraction(24))


def line(curves=(), exposures=(), viseme_map="arkit52"):
    table = load_map(viseme_map)
    return Line("line.wav", table.name, table.rest, GRID, Timeline(2.0), (), tuple(exposures), tuple(curves))


def flat(shape, value, channel="lips"):
    return Curve(shape, channel, (Key(Fraction(1), value), Key(Fraction(49), value)))


def touched(kind, curves, change, *, frames=0, profile=None, wanted=(0.0, 0.0), exposures=(), viseme_map="arkit52"):
    made = line(curves, exposures, viseme_map)
    keys = Keys(made, load_map(viseme_map), profile)
    return keys.touches(Difference(kind, 10, 14, 0.5, frames), (11, 15), np.arange(10, 15) / 24, change, wanted)


def test_a_missing_closure_is_made_by_what_joins_the_lips():
    found = touched("closure missing", [flat("jawOpen", 0.3, "jaw"), flat("mouthClose", 0.02)], -0.35)
    opening = load_map("arkit52").shapes["mouthClose"].opening
    assert found[0] == Touch("mouthClose", "up", pytest.approx(0.35 / -opening), 11, 15)
    assert {touch.shape for touch in found[1:]} <= {"mouthPressLeft", "mouthPressRight", "mouthRollLower", "mouthRollUpper"}


def test_a_set_without_a_joining_shape_lowers_what_opens():
    found = touched("closure missing", [flat("jawOpen", 0.3, "jaw")], -0.35)
    assert found[0] == Touch("jawOpen", "down", pytest.approx(0.25), 11, 15)


def test_too_open_lowers_the_shape_that_opens_most_and_never_below_nothing():
    curves = [flat("jawOpen", 0.3, "jaw"), flat("mouthLowerDownLeft", 0.4)]
    assert touched("too open", curves, -0.28) == [Touch("jawOpen", "down", pytest.approx(0.2), 11, 15)]
    assert touched("too open", curves, -1.4) == [Touch("jawOpen", "down", pytest.approx(0.3), 11, 15)]


def test_too_small_raises_the_shape_at_work():
    assert touched("too small", [flat("jawOpen", 0.2, "jaw")], 0.28) == [Touch("jawOpen", "up", pytest.approx(0.2), 11, 15)]


def test_what_is_late_is_moved_earlier():
    rises = Curve("jawOpen", "jaw", (Key(Fraction(9), 0.0), Key(Fraction(14), 0.5)))
    found = touched("late", [rises, flat("mouthSmileLeft", 0.3)], -0.3, frames=3)
    assert found == [Touch("jawOpen", "move", -3, 11, 15)]
    assert found[0].told() == "jawOpen on 11-15: 3 frames earlier"


def test_round_lips_come_from_what_rounds():
    found = touched("too wide", [flat("mouthPucker", 0.1), flat("jawOpen", 0.2, "jaw")], -0.5)
    assert found == [Touch("mouthPucker", "up", pytest.approx(0.5), 11, 15)]


def test_a_profile_names_the_rigs_own_controls():
    profile = RigProfile(
        name="head", viseme_map="arkit52", targets={"jawOpen": (Target(name="ctl_jaw", weight=-10.0, minimum=-10, maximum=0),)}
    )
    found = touched("too small", [flat("jawOpen", 0.2, "jaw")], 0.28, profile=profile)
    assert found == [Touch("ctl_jaw", "down", pytest.approx(2.0), 11, 15)]


def test_drawings_are_replaced_by_the_one_that_looks_like_the_guide():
    shown = [Exposure(1, 40, "D")]
    assert touched("closure missing", (), -0.8, exposures=shown, viseme_map="rhubarb") == [Touch("A", "show", 0.0, 11, 15)]
    wide = touched("too small", (), 0.5, exposures=[Exposure(1, 40, "B")], viseme_map="rhubarb", wanted=(0.85, 0.1))
    assert wide[0].told() == "show 'D' on 11-15"
    assert touched("late", (), 0.0, frames=2, exposures=shown, viseme_map="rhubarb")[0].amount == -2


def test_shapes_that_do_the_same_are_told_together():
    touches = [Touch("a", "up", 0.2, 3, 3), Touch("b", "up", 0.201, 3, 3), Touch("c", "down", 0.2, 3, 3)]
    assert told(touches) == "a, b up by about 0.2 on 3; c down by about 0.2 on 3"


def test_without_keys_it_is_said_in_words():
    assert plain(Difference("too small", 0, 3, 0.5), (11, 14), 0.3, 0.6) == "open wider, by about 50% of the range on 11-14"
    assert plain(Difference("early", 0, 3, 0.5, -1), (11, 14), 0.3, 0.6) == "lips and jaw on 11-14: 1 frame later"
