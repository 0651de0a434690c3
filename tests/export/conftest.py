"""A line with everything that curve formats must cope with."""

from __future__ import annotations

from fractions import Fraction

import pytest

from visemes.frames import FrameGrid
from visemes.line import Curve, Exposure, Key, Line
from visemes.timeline import Interval, Phone, Timeline, Word


def rig_line(
    shapes=("jawOpen", "mouthFunnel", "tongueOut"), viseme_map="arkit52", fps="24000/1001", start=101, sound="a & b's “line”.wav"
):
    """Bezier, linear and stepped keys, one of them between frames, one before the sound; and a curve without keys."""
    jaw = Curve(shapes[0], "jaw", (
        Key(Fraction(start - 2), 0.1, 0, 0.05), Key(Fraction(start + 3), 0.8, 0.1, -0.02),
        Key(Fraction(start + 6), 0.2, -0.3, -0.1), Key(Fraction(start + 20), 0.0, 0.0, 0.0),
    ))  # fmt: skip
    lips = Curve(shapes[1], "lips", (
        Key(Fraction(start), 0.0, 0, 0, "linear"), Key(Fraction(start + 4), 0.5, 0, 0, "stepped"),
        Key(start + Fraction(17, 2), 0.25, 0, 0.1), Key(Fraction(start + 12), 0.0, 0.0, 0.0),
    ))  # fmt: skip
    words = (Word(0.1, 0.5, "pa", 0.9, "ANNA"), Word(0.5, 0.8, "<b>&"))
    timeline = Timeline(
        0.9, words, (Phone(0.1, 0.2, "p"), Phone(0.2, 0.8, "ɑ")), language="en-us", marks=(Interval(0.2, 0.3, "noise"),)
    )
    grid = FrameGrid(Fraction(fps), start)
    exposures = (Exposure(start, 4, "sil"), Exposure(start + 4, 10, "aa"))
    return Line(sound, viseme_map, "sil", grid, timeline, (), exposures, (jaw, lips, Curve(shapes[2], "tongue", ())))


@pytest.fixture
def rigged():
    return rig_line()


@pytest.fixture
def vrm_line():
    return rig_line(("aa", "ou", "oh"), "vrm1")
