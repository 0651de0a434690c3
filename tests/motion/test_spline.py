from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.motion.spline import inertia, smooth


def dense(goals, weights, bend, fixed, values):
    """The same problem with full matrices: eliminate the fixed samples, solve what is left."""
    second = np.diff(np.eye(len(goals)), 2, axis=0)
    whole = np.diag(weights) + bend * second.T @ second
    answer = np.where(fixed, values, 0.0)
    free = ~fixed
    pull = (weights * goals)[free] - whole[np.ix_(free, fixed)] @ values[fixed]
    answer[free] = np.linalg.solve(whole[np.ix_(free, free)], pull)
    return answer


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(5, 60), st.floats(0.1, 1e4))
def test_equals_the_dense_solution(seed, count, bend):
    rng = np.random.default_rng(seed)
    goals, weights, values = rng.random((3, count, 3))
    fixed = rng.random((count, 3)) > 0.8
    result = smooth(goals, weights + 0.01, np.full(3, bend), fixed, values)
    for k in range(3):
        np.testing.assert_allclose(
            result[:, k], dense(goals[:, k], weights[:, k] + 0.01, bend, fixed[:, k], values[:, k]), atol=1e-6
        )


def test_a_straight_line_is_left_alone():
    line = np.linspace(0, 1, 50)[:, None]
    free = np.zeros_like(line, dtype=bool)
    np.testing.assert_allclose(smooth(line, np.ones_like(line), np.array([1e3]), free, line), line, atol=1e-9)


def test_two_neighbouring_pins_part_the_line():
    """What happens after a pinned value and slope cannot be felt before it, to the last bit."""
    rng = np.random.default_rng(1)
    goals, fixed = rng.random((80, 1)), np.zeros((80, 1), dtype=bool)
    fixed[40:42] = True
    values = np.zeros((80, 1))
    first = smooth(goals, np.ones((80, 1)), np.array([50.0]), fixed, values)
    goals[45:] += 1
    second = smooth(goals, np.ones((80, 1)), np.array([50.0]), fixed, values)
    assert np.array_equal(first[:42], second[:42])
    assert not np.allclose(first[42:], second[42:])


def test_inertia_does_not_depend_on_the_spacing():
    def step_response(spacing):
        times = np.arange(-0.5, 0.5, spacing)
        goals = (times >= 0).astype(float)[:, None]
        free = np.zeros_like(goals, dtype=bool)
        curve = smooth(goals, np.ones_like(goals), np.array([inertia(0.04, spacing)]), free, goals)[:, 0]
        return np.interp([-0.05, 0.02, 0.06], times + spacing / 2, curve)

    np.testing.assert_allclose(step_response(0.004), step_response(0.002), atol=0.02)
