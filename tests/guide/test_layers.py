"""What painters do to pictures, against its definition, written out pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import zoom

from visemes.guide import layers


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(0, 1, shape).astype(np.float32)


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


@pytest.mark.parametrize("factor", [1, 2, 3, 5])
def test_enlarging_interpolates_between_the_middles_of_pixels(factor):
    picture = random(4, 6, 2)
    wanted = zoom(picture, (factor, factor, 1), order=1, mode="nearest", grid_mode=True)
    assert layers.enlarged(picture, factor) == pytest.approx(wanted, abs=1e-5)


def test_bent_pictures_take_colours_from_between_pixels():
    picture = np.zeros((5, 7, 3), np.uint8)
    picture[..., 0], picture[..., 1] = np.arange(7) * 10, np.arange(5)[:, None] * 20
    across = np.array([[[0.0, 2.5, 6.0, -3.0, 99.0]]], np.float32)
    down = np.array([[[0.0, 1.25, 4.0, 2.0, 1.0]]], np.float32)
    made = layers.bent(picture, across, down)[0, 0]
    assert made[:, 0] == pytest.approx([0, 25, 60, 0, 60])
    assert made[:, 1] == pytest.approx([0, 25, 80, 40, 20])
