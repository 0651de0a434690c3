import math
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)

weights = st.floats(-1, 1).map(lambda value: round(value, 3))
rows = st.lists(
    st.tuples(st.integers(0, 60), weights, weights, weights, st.sampled_from(["bezier", "linear"])),
    min_size=1, max_size=8, unique_by=lambda row: row[0],
).map(sorted)  # fmt: skip


@pytest.fixture(scope="session")
def keys(addon):
    return addon("keys")


def bezier_by_points(left, right, frame):
    """A cubic Bezier by de Casteljau, its parameter found by bisection on the frame, as Blender evaluates handles."""
    third = (right.frame - left.frame) / 3
    points = [
        (left.frame, left.value), (left.frame + third, left.value + third * left.slope_out),
        (right.frame - third, right.value - third * right.slope_in), (right.frame, right.value),
    ]  # fmt: skip
    low, high = 0.0, 1.0
    for _ in range(45):
        t = (low + high) / 2
        row = points
        while len(row) > 1:
            row = [((1 - t) * a[0] + t * b[0], (1 - t) * a[1] + t * b[1]) for a, b in pairwise(row)]
        low, high = (t, high) if row[0][0] < frame else (low, t)
    return row[0][1]


def truth(curve, frame):
    """The value of a curve, found without its module."""
    if frame <= curve[0].frame:
        return curve[0].value
    for left, right in pairwise(curve):
        if left.frame <= frame < right.frame:
            if left.interpolation == "bezier":
                return bezier_by_points(left, right, frame)
            share = (frame - left.frame) / (right.frame - left.frame) if left.interpolation == "linear" else 0.0
            return left.value + share * (right.value - left.value)
    return curve[-1].value


@relaxed
@given(curve=rows, place=st.floats(-5, 65))
def test_a_curve_is_the_bezier_its_handles_make(keys, curve, place):
    curve = [keys.Key(*row) for row in curve]
    assert keys.value_at(curve, place) == pytest.approx(truth(curve, place), abs=1e-9)


@relaxed
@given(first=rows, second=rows, factors=st.tuples(weights, weights), base=weights)
def test_a_sum_is_the_sum_everywhere(keys, first, second, factors, base):
    curves = [[keys.Key(*row) for row in curve] for curve in (first, second)]
    total = keys.combined([keys.Part(*part) for part in zip(factors, curves, strict=True)], base)
    for frame in [number * 1.75 for number in range(-3, 38)]:
        expected = base + sum(factor * truth(curve, frame) for factor, curve in zip(factors, curves, strict=True) if factor)
        assert (keys.value_at(total, frame) if total else base) == pytest.approx(expected, abs=1e-8)


@relaxed
@given(curve=rows)
def test_a_range_is_kept_at_every_frame_and_what_is_inside_is_not_touched(keys, curve):
    curve = [keys.Key(*row) for row in curve]
    kept = keys.combined([keys.Part(1.0, curve)], 0.0, -0.25, 0.5)
    frames = [key.frame for key in kept]
    assert frames == sorted(set(frames))
    for frame in range(-2, 63):
        assert keys.value_at(kept, frame) == pytest.approx(min(max(truth(curve, frame), -0.25), 0.5), abs=1e-6)


def test_nothing_is_rounded_where_one_curve_moves_one_target(keys):
    curve = [keys.Key(1.0, 0.1, 0.0, 0.02), keys.Key(4.0, 0.3, 0.05, 0.05), keys.Key(9.5, 0.0)]
    once = keys.combined([keys.Part(1.0, curve)], 0.0, 0.0, 1.0)
    assert [(key.frame, key.value) for key in once] == [(1.0, 0.1), (4.0, 0.3), (9.5, 0.0)]
    assert [key.slope_in for key in once] == [0.0, pytest.approx(0.05), 0.0]


def test_stepped_keys_hold_what_the_curve_is_on_every_step(keys):
    curve = [keys.Key(10.0, 0.0), keys.Key(16.0, 0.6, interpolation="linear"), keys.Key(20.0, 0.6)]
    held = keys.stepped(curve, 10, 2)
    assert [key.frame for key in held] == [10.0, 12.0, 14.0, 16.0]
    assert [key.value for key in held] == pytest.approx([truth(curve, frame) for frame in (10, 12, 14, 16)])
    assert {key.interpolation for key in held} == {"stepped"}


def test_stepped_keys_stand_on_the_lines_own_steps(keys):
    assert [key.frame for key in keys.stepped([keys.Key(11.0, 0.0), keys.Key(15.0, 1.0)], 100, 3)] == [10.0, 13.0, 16.0]


def test_drawings_between_and_around_what_is_shown_rest(keys):
    shown = [(3, 2, "A"), (5, 1, "B"), (9, 2, "B")]
    line = {"rest": "X", "exposures": [{"frame": frame, "frames": frames, "viseme": name} for frame, frames, name in shown]}
    assert keys.drawings(line) == [(2, "X"), (3, "A"), (5, "B"), (6, "X"), (9, "B"), (11, "X")]


def test_a_line_is_read_with_frames_between_frames(keys):
    line = {"curves": [{"shape": "jaw", "channel": "jaw", "keys": [
        {"frame": "7/2", "value": 0.5, "slope_in": 0.1, "slope_out": 0.2, "interpolation": "linear"},
    ]}]}  # fmt: skip
    assert keys.shape_keys(line) == {"jaw": [keys.Key(3.5, 0.5, 0.1, 0.2, "linear")]}
    assert keys.channels(line) == {"jaw": "jaw"}


def test_a_curve_without_keys_moves_nothing(keys):
    assert keys.combined([]) == []
    assert keys.stepped([], 1, 1) == []
    assert keys.value_at([], 3) == 0.0
    assert math.isclose(keys.value_at([keys.Key(5.0, 0.7)], 100), 0.7)
