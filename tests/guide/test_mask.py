"""The soft mask: where it is, how it falls off, and that nothing under it is shown."""

import numpy as np
import pytest

from visemes.guide.base import AROUND, SIDE
from visemes.guide.mask import blanked, hidden


@pytest.mark.parametrize(("side", "around"), [(SIDE, AROUND), (48, 2.6), (96, 3.2)])
def test_mask_is_whole_inside_and_nothing_at_the_edges(side, around):
    mask = hidden(side, around)
    assert mask.shape == (side, side)
    assert mask.dtype == np.float32
    assert mask.min() == 0
    assert mask.max() == 1
    assert not mask[[0, -1]].any()
    assert not mask[:, [0, -1]].any()
    assert mask[side // 2, side // 2] == 1
    assert np.array_equal(mask, mask[:, ::-1])


def test_mask_covers_lips_and_chin_and_leaves_the_nose():
    mouth = SIDE / AROUND  # pixels of the mouth's width at rest
    mask, middle = hidden(), SIDE // 2
    assert mask[middle, round(middle - 0.6 * mouth) : round(middle + 0.6 * mouth)].min() == 1
    assert mask[round(middle + 0.9 * mouth), middle] == 1
    assert mask[round(middle - 0.7 * mouth), middle] == 0


def test_mask_falls_off_without_a_step():
    mask = hidden()
    assert np.abs(np.diff(mask, axis=0)).max() < 0.3
    assert np.abs(np.diff(mask, axis=1)).max() < 0.3


def test_mask_is_no_ones_to_change():
    with pytest.raises(ValueError, match="read-only"):
        hidden()[0, 0] = 1


def test_blanked_shows_the_mean_of_what_is_left():
    rng = np.random.default_rng(1)
    pictures = rng.integers(0, 256, (3, SIDE, SIDE, 3), dtype=np.uint8)
    mask = hidden()
    seen = blanked(pictures, mask)
    under = mask > 0
    assert np.array_equal(seen[:, ~under], pictures[:, ~under])
    for before, after in zip(pictures, seen, strict=True):
        mean = [before[..., c][~under].astype(float).mean() for c in range(3)]
        assert np.abs(after[under] - np.array(mean)).max() <= 0.5 + 1e-6
    other = np.where(under[..., None], 255 - pictures, pictures)
    assert np.array_equal(blanked(other, mask), seen)
