from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.keys.reduce import Track, fewest_keys
from visemes.line import Curve, Key


def reduced(values, tolerance=0.015, longest=12):
    values = np.asarray(values, dtype=float)[:, None]
    track = Track(values, np.full_like(values, tolerance), np.zeros(1), np.ones(1))
    (knots,) = fewest_keys(track, longest)
    return Curve("s", "jaw", tuple(Key(Fraction(k.index), k.value, k.slope, k.slope) for k in knots))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=60))
def test_within_tolerance_and_range_everywhere(values):
    """Evaluated by `Curve`, which is written from the hosts' documentation and not by the reducer."""
    curve = reduced(values)
    assert max(abs(curve.value_at(i) - v) for i, v in enumerate(values)) <= 0.015 + 1e-4
    fine = [curve.value_at(t) for t in np.linspace(0, len(values) - 1, 10 * len(values))]
    assert min(fine) >= -1e-5
    assert max(fine) <= 1 + 1e-5


def test_one_smooth_rise_is_two_keys():
    t = np.linspace(0, 1, 9)
    assert len(reduced(t * t * (3 - 2 * t)).keys) == 2


def test_stillness_costs_two_keys_however_long():
    assert len(reduced([0.3] * 500).keys) == 2


def test_smooth_curves_need_few_keys():
    values = 0.5 - 0.5 * np.cos(np.linspace(0, 8 * np.pi, 200))
    assert len(reduced(values, longest=30).keys) <= 17
