"""Each step of a network in numpy against its definition, written out pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.guide import layers


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(0, 1, shape).astype(np.float32)


@pytest.mark.parametrize(("size", "stride"), [(1, 1), (3, 1), (3, 2)])
def test_a_convolution_is_a_sum_over_neighbours(size, stride):
    x, weight = random(2, 6, 8, 3), random(4, 3, size, size)
    made = layers.convolved(x, weight, stride)
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


def test_four_pixels_become_one_and_four_again():
    x = random(2, 4, 6, 3)
    one = layers.gathered(x)
    assert one.shape == (2, 2, 3, 12)
    # every channel's four, row by row
    assert one[1, 0, 2, 4:8].tolist() == x[1, [0, 0, 1, 1], [4, 5, 4, 5], 1].tolist()
    assert np.array_equal(layers.spread(one), x)


def test_halves_are_means_and_doubles_are_copies():
    x = random(1, 4, 4, 2)
    assert layers.halved(x)[0, 1, 0] == pytest.approx(x[0, 2:, :2].reshape(4, 2).mean(axis=0))
    assert np.array_equal(layers.halved(layers.doubled(x)), x)


def test_smooth_doubling_reproduces_slopes_and_keeps_edges():
    slope = np.arange(6, dtype=np.float32)[None, :, None, None] * np.ones((1, 1, 4, 1), np.float32)
    made = layers.smoothly_doubled(slope)[0, :, 3, 0]
    # middles of the new pixels are a quarter of an old one beside the old middles
    assert made == pytest.approx(np.clip(np.arange(12) / 2 - 0.25, 0, 5))


def test_bent_pictures_take_colours_from_between_pixels():
    picture = np.zeros((5, 7, 3), np.uint8)
    picture[..., 0], picture[..., 1] = np.arange(7) * 10, np.arange(5)[:, None] * 20
    across = np.array([[[0.0, 2.5, 6.0, -3.0, 99.0]]], np.float32)
    down = np.array([[[0.0, 1.25, 4.0, 2.0, 1.0]]], np.float32)
    made = layers.bent(picture, across, down)[0, 0]
    assert made[:, 0] == pytest.approx([0, 25, 60, 0, 60])
    assert made[:, 1] == pytest.approx([0, 25, 80, 40, 20])
