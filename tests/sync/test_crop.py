"""The square an expert sees, against areas computed pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.sync.crop import GLIDE, SPREAD, crop, squares


def mean_of_area(grey, x0, x1, y0, y1):
    """The mean over a rectangle of a picture whose edges go on for ever, summed pixel by pixel."""
    total = area = 0.0
    for row in range(int(np.floor(y0)), int(np.ceil(y1))):
        for column in range(int(np.floor(x0)), int(np.ceil(x1))):
            part = (min(x1, column + 1) - max(x0, column)) * (min(y1, row + 1) - max(y0, row))
            inside = grey[min(max(row, 0), grey.shape[0] - 1), min(max(column, 0), grey.shape[1] - 1)]
            total, area = total + part * float(inside), area + part
    return total / area


@settings(max_examples=40)
@given(st.floats(-10, 50), st.floats(-10, 40), st.floats(4, 90), st.integers(0, 2**32 - 1))
def test_each_pixel_is_the_mean_of_the_area_it_covers(x, y, size, seed):
    grey = np.random.default_rng(seed).integers(0, 256, (31, 43), dtype=np.uint8)
    seen = crop(grey, np.array([x, y, size]), side=6)
    wide = max(1.0, size / 6)
    for row in range(6):
        for column in range(6):
            middle_x, middle_y = x + size * ((column + 0.5) / 6 - 0.5), y + size * ((row + 0.5) / 6 - 0.5)
            wanted = mean_of_area(grey, middle_x - wide / 2, middle_x + wide / 2, middle_y - wide / 2, middle_y + wide / 2)
            assert seen[row, column] == pytest.approx(wanted, abs=0.51)


def test_a_square_of_its_own_size_is_cut_out_unchanged():
    grey = np.random.default_rng(1).integers(0, 256, (100, 120), dtype=np.uint8)
    assert np.array_equal(crop(grey, np.array([24 + 30, 24 + 20, 48])), grey[20:68, 30:78])


def test_a_picture_of_one_grey_stays_that_grey_wherever_the_square_is():
    grey = np.full((20, 30), 137, dtype=np.uint8)
    for square in ([15, 10, 300], [-100, 500, 20], [0, 0, 3.7]):
        assert np.all(crop(grey, np.array(square)) == 137)


def test_the_square_is_around_the_box_and_keeps_its_size_while_lips_move():
    boxes = np.array([[100.0, 50.0, 40.0 + (t % 3), 10.0] for t in range(50)])
    found = squares(boxes)
    assert np.allclose(found[:, 2], SPREAD * 41)
    assert np.allclose(found[:, 1], 55)
    assert np.allclose(found[:, 0], 120, atol=1.1)


def test_the_square_follows_a_head_and_glides_over_a_jump():
    moving = np.array([[10.0 + 2 * t, 20.0, 40.0, 10.0] for t in range(60)])
    inside = slice(10, 50)
    assert np.allclose(squares(moving)[inside, 0], moving[inside, 0] + 20)
    jump = np.array([[10.0 if t < 30 else 50.0, 20.0, 40.0, 10.0] for t in range(60)])
    steps = np.diff(squares(jump)[:, 0])
    assert np.count_nonzero(steps > 0) == pytest.approx(GLIDE * 25, abs=2)
    assert steps.sum() == pytest.approx(40)
