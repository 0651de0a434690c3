"""Convolutions in numpy against their definition, written out pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.sync.convolution import convolved


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(0, 1, shape).astype(np.float32)


@pytest.mark.parametrize(("size", "stride"), [(1, 1), (3, 1), (3, 2)])
def test_a_convolution_is_a_sum_over_neighbours(size, stride):
    x, weight = random(2, 6, 8, 3), random(4, 3, size, size)
    made = convolved(x, weight, stride)
    assert made.shape == (2, 6 // stride, 8 // stride, 4)
    half = size // 2
    for n, i, j, out in np.ndindex(made.shape):
        total = 0.0
        for row in range(size):
            for column in range(size):
                y, z = stride * i + row - half, stride * j + column - half
                if 0 <= y < 6 and 0 <= z < 8:
                    total += float(x[n, y, z] @ weight[out, :, row, column])
        assert made[n, i, j, out] == pytest.approx(total, abs=1e-5)
