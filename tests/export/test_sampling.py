"""Curves cut at common frames are the same curves."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.export.sampling import RAMP, common_frames, knots
from visemes.line import INTERPOLATIONS, Curve, Key

weights = st.floats(-1, 2)
slopes = st.floats(-1, 1)
curve_keys = st.lists(
    st.tuples(st.fractions(0, 60, max_denominator=7), weights, slopes, slopes, st.sampled_from(INTERPOLATIONS)),
    min_size=1, max_size=6, unique_by=lambda key: key[0],
)  # fmt: skip


def hermite(left, right, length, t):
    """The cubic with these ends, in its monomial form."""
    a = 2 * left.value - 2 * right.value + length * (left.slope_out + right.slope_in)
    b = -3 * left.value + 3 * right.value - length * (2 * left.slope_out + right.slope_in)
    return ((a * t + b) * t + length * left.slope_out) * t + left.value


@given(st.lists(curve_keys, min_size=1, max_size=3))
def test_between_common_frames_the_cubic_is_the_curve(drawn):
    curves = [Curve(f"s{i}", "lips", tuple(Key(*key) for key in sorted(keys))) for i, keys in enumerate(drawn)]
    frames = common_frames(curves)
    for curve in curves:
        found = knots(curve, frames)
        ramps = [
            (float(b.frame) - 2 * RAMP, float(b.frame) + RAMP) for a, b in pairwise(curve.keys) if a.interpolation == "stepped"
        ]
        for (start, left), (end, right) in pairwise(zip(frames, found, strict=True)):
            for t in (0.0, 0.31, 0.77):
                frame = start + t * (end - start)
                if end - start > 1e-6 and not any(low <= frame <= high for low, high in ramps):
                    assert hermite(left, right, end - start, t) == pytest.approx(curve.value_at(frame), abs=1e-6)


def test_a_step_is_a_ramp_right_before_the_key_it_arrives_at():
    curve = Curve("s", "lips", (Key(Fraction(1), 0.0, 0, 0, "stepped"), Key(Fraction(5), 1.0, 0, 0, "stepped")))
    assert common_frames([curve]) == [1.0, 5.0 - RAMP, 5.0]
    assert [(k.value, k.slope_in, k.slope_out) for k in knots(curve, [1.0, 5.0 - RAMP, 5.0])] == [
        (0, 0, 0), (0, 0, 1 / RAMP), (1, 1 / RAMP, 0),
    ]  # fmt: skip
