"""Straight lines through values: the draft's keys."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from visemes.keys.curves import straight


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0.005, 0.2))
def test_straight_lines_stay_within_the_tolerance(rows, tolerance):
    values = np.array(rows)
    chosen = straight(values, np.full(len(values), tolerance))
    assert chosen[0] == 0
    assert chosen[-1] == len(values) - 1
    assert chosen == sorted(set(chosen))
    drawn = np.interp(np.arange(len(values)), chosen, values[chosen])
    assert np.abs(drawn - values).max() <= tolerance + 1e-9


def test_a_straight_run_needs_its_ends_only():
    values = np.concatenate([np.linspace(0, 1, 9), np.linspace(1, 0.2, 5)[1:]])
    assert straight(values, np.full(13, 1e-6)) == [0, 8, 12]
