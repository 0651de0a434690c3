from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicHermiteSpline

from visemes.errors import TimelineError
from visemes.frames import FrameGrid
from visemes.line import Curve, Exposure, Key, Line, segment_value
from visemes.timeline import Cue, Timeline

weights = st.floats(-1, 1)


@st.composite
def curves(draw, interpolations=("bezier", "linear", "stepped")):
    frames = sorted(draw(st.lists(st.fractions(-100, 100, max_denominator=4), min_size=1, max_size=8, unique=True)))
    keys = [Key(f, draw(weights), draw(weights), draw(weights), draw(st.sampled_from(interpolations))) for f in frames]
    return Curve("jaw", "jaw", tuple(keys))


def bezier_by_subdivision(left: Key, right: Key, frame: float) -> float:
    """The same segment as hosts draw it: a Bezier with handles a third away, split until its time is the frame."""
    length = float(right.frame - left.frame)
    points = np.array(
        [
            [float(left.frame), left.value],
            [float(left.frame) + length / 3, left.value + left.slope_out * length / 3],
            [float(right.frame) - length / 3, right.value - right.slope_in * length / 3],
            [float(right.frame), right.value],
        ]
    )
    for _ in range(60):
        a = (points[:-1] + points[1:]) / 2
        b = (a[:-1] + a[1:]) / 2
        middle = (b[0] + b[1]) / 2
        points = np.array([points[0], a[0], b[0], middle] if frame < middle[0] else [middle, b[1], a[2], points[3]])
    return float(points[0][1])


@given(curves(("bezier",)), st.floats(0, 1))
def test_a_segment_is_the_bezier_a_host_draws(curve, place):
    for left, right in zip(curve.keys, curve.keys[1:], strict=False):
        frame = float(left.frame) + place * float(right.frame - left.frame)
        assert segment_value(left, right, frame) == pytest.approx(bezier_by_subdivision(left, right, frame), abs=1e-7)


@given(curves(("bezier",)), st.floats(-120, 120))
def test_smooth_curves_as_scipy_evaluates_them(curve, frame):
    smooth = Curve("jaw", "jaw", tuple(Key(k.frame, k.value, k.slope_in, k.slope_in) for k in curve.keys))
    frames = [float(k.frame) for k in smooth.keys]
    values = [k.value for k in smooth.keys]
    if len(frames) == 1 or not frames[0] <= frame <= frames[-1]:
        expected = values[0] if frame <= frames[0] else values[-1]
    else:
        expected = float(CubicHermiteSpline(frames, values, [k.slope_in for k in smooth.keys])(frame))
    assert smooth.value_at(frame) == pytest.approx(expected, abs=1e-9)


@given(curves())
def test_a_curve_goes_through_its_keys(curve):
    for key in curve.keys:
        assert curve.value_at(key.frame) == pytest.approx(key.value, abs=1e-12)


@given(curves(("linear",)), st.floats(-120, 120))
def test_linear_curves_as_numpy_evaluates_them(curve, frame):
    expected = np.interp(frame, [float(k.frame) for k in curve.keys], [k.value for k in curve.keys])
    assert curve.value_at(frame) == pytest.approx(expected, abs=1e-9)


@given(curves(("stepped",)), st.floats(-120, 120))
def test_stepped_curves_hold(curve, frame):
    begun = [k for k in curve.keys if k.frame <= frame]
    assert curve.value_at(frame) == (begun[-1] if begun else curve.keys[0]).value


def test_a_curve_without_keys_is_at_rest():
    assert Curve("jaw", "jaw", ()).value_at(3) == 0.0


@pytest.mark.parametrize("keys", [(Key(Fraction(1), 0), Key(Fraction(1), 1)), (Key(Fraction(2), 0), Key(Fraction(1), 1))])
def test_keys_out_of_order_are_refused(keys):
    with pytest.raises(TimelineError, match="'jaw' has a key at frame 1 after"):
        Curve("jaw", "jaw", keys)


@pytest.mark.parametrize("numbers", [(math.nan, 0, 0), (0, math.inf, 0), (0, 0, -math.inf)])
def test_keys_that_are_no_number_are_refused(numbers):
    with pytest.raises(TimelineError, match="not a number"):
        Curve("jaw", "jaw", (Key(Fraction(1), *numbers),))


def line(**changes):
    parts = {
        "sound": "a.wav", "viseme_map": "rhubarb", "rest": "X", "grid": FrameGrid(Fraction(24)), "timeline": Timeline(1.0),
        "cues": (), "exposures": (), "curves": (),
    }  # fmt: skip
    return Line(**{**parts, **changes})


def test_sheets_and_cues_that_overlap_are_refused():
    with pytest.raises(TimelineError, match="drawing 'B' starts at frame 2, before 'A' ends"):
        line(exposures=(Exposure(1, 2, "A"), Exposure(2, 1, "B")))
    with pytest.raises(TimelineError, match="shown for 0 frames"):
        Exposure(1, 0, "A")
    with pytest.raises(TimelineError, match="cue 'B'"):
        line(cues=(Cue(0, 0.5, "A"), Cue(0.4, 1, "B")))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from("ABC")), max_size=10), st.integers(-5, 80))
def test_the_drawing_on_a_frame_as_a_linear_search_finds_it(steps, frame):
    exposures, at = [], 1
    for gap, frames, viseme in steps:
        exposures.append(Exposure(at + gap, frames, viseme))
        at += gap + frames
    found = next((e.viseme for e in exposures if e.frame <= frame < e.frame + e.frames), "X")
    assert line(exposures=tuple(exposures)).drawing_at(frame) == found


def test_tidy_rounds_numbers_and_nothing_else():
    key = Key(Fraction(1, 3), 0.12345678, -1e-9, 1 / 3, "linear")
    cue = Cue(1 / 3, 2 / 3, "A", 0.98765432, "p", 1 / 7)
    tidied = line(cues=(cue,), curves=(Curve("jaw", "jaw", (key,)),)).tidy()
    assert tidied.curves[0].keys[0] == Key(Fraction(1, 3), 0.123457, 0.0, 0.333333, "linear")
    assert tidied.cues == (Cue(0.333333, 0.666667, "A", 0.987654, "p", 0.142857),)
    assert tidied.tidy() == tidied
