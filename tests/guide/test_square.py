"""Cut out and put back, to parts of a pixel."""

from __future__ import annotations

import numpy as np
import pytest
from double import Double

from visemes.guide.mask import hidden
from visemes.guide.match import Matcher
from visemes.guide.planes import BT709, Layout, Planes
from visemes.guide.square import Square, cut, paste
from visemes.sync.crop import crop

RGB = Layout("gbrp", is_rgb=True, bits=8, across=0, down=0, matrix=BT709, is_full=True, has_alpha=False)


def planes(picture):
    """A picture (height, width, 3) as green, blue and red."""
    return Planes(RGB, tuple(np.ascontiguousarray(picture[..., i]) for i in (1, 2, 0)))


def noise(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def disc(side, x, y, radius):
    rows, columns = np.mgrid[:side, :side] + 0.5
    return (np.hypot(columns - x, rows - y) <= radius).astype(np.float32)


@pytest.mark.parametrize("square", [Square(40.3, 33.7, 52.2, 52.2), Square(5, 70, 40, 40), Square(50, 40, 150.5, 150.5)])
def test_each_colour_is_cut_as_the_check_cuts_grey(square):
    picture = noise(80, 100)
    found = cut(planes(picture), square, 48)
    for colour in range(3):
        assert np.array_equal(found[..., colour], crop(picture[..., colour], np.array([square.x, square.y, square.width])))


@pytest.mark.parametrize("size", [31.0, 64.0, 150.3])
def test_what_looks_the_same_changes_nothing(size):
    """Grain that the small picture cannot hold stays to the last bit."""
    picture = noise(200, 200, 3) // 2 + 60
    square = Square(97.4, 101.9, size, size)
    before = cut(planes(picture), square, 96)
    change = paste(planes(picture), square, before.astype(np.float32), before, hidden()).change
    assert np.abs(change).max() < 1e-3


@pytest.mark.parametrize(("x", "y", "size"), [(60.0, 60.0, 48.0), (61.37, 58.81, 77.3), (60.5, 59.25, 110.0)])
def test_what_is_painted_is_where_the_square_is(x, y, size):
    picture = np.full((120, 120, 3), 40, np.uint8)
    square = Square(x, y, size, size)
    before = cut(planes(picture), square, 96)
    painted = before + 200 * disc(96, 44, 57, 9)[..., None]
    pasted = paste(planes(picture), square, painted.astype(np.float32), before, hidden())
    change = pasted.change[..., 0].astype(float)
    rows, columns = np.mgrid[pasted.box[1] : pasted.box[3], pasted.box[0] : pasted.box[2]] + 0.5
    weight = change / change.sum()
    assert (weight * columns).sum() == pytest.approx(x + (44 - 48) / 96 * size, abs=0.15)
    assert (weight * rows).sum() == pytest.approx(y + (57 - 48) / 96 * size, abs=0.15)
    area = change.sum() / 200
    assert area == pytest.approx(np.pi * (9 / 96 * size) ** 2, rel=0.06)


def test_nothing_of_the_old_mouth_is_left_where_another_is_painted():
    """A black mouth with fine stripes in it, and skin painted over it: no stripe shows through."""
    picture = np.full((240, 240, 3), 180, np.uint8)
    picture[112:128, 90:150] = 20
    picture[112:128, 90:150:2] = 70
    square = Square(120, 120, 160, 160)
    before = cut(planes(picture), square, 96)
    pasted = paste(planes(picture), square, np.full((96, 96, 3), 180, np.float32), before, hidden())
    made = picture[pasted.box[1] : pasted.box[3], pasted.box[0] : pasted.box[2]] + pasted.change
    assert np.abs(made[pasted.seen == 1] - 180).max() < 1


def test_nothing_is_seen_at_the_edges_and_outside():
    picture = noise(90, 90)
    square = Square(3, 44, 60.7, 60.7)  # reaches out of the picture
    before = cut(planes(picture), square, 96)
    pasted = paste(planes(picture), square, 255 - before.astype(np.float32), before, hidden())
    assert not pasted.seen[[0, -1]].any()
    assert not pasted.seen[:, -1].any()
    assert not pasted.change[pasted.seen == 0].any()


def test_a_squeezed_square_is_stretched_back():
    picture = np.full((120, 120, 3), 40, np.uint8)
    square = Square(60, 60, 60, 90)
    before = cut(planes(picture), square, 96)
    painted = before + 200 * disc(96, 48, 48, 12)[..., None]
    pasted = paste(planes(picture), square, painted.astype(np.float32), before, hidden())
    seen = pasted.change[..., 0] > 100
    assert seen.any(axis=0).sum() == pytest.approx(24 / 96 * 60, abs=1.1)
    assert seen.any(axis=1).sum() == pytest.approx(24 / 96 * 90, abs=1.1)


def test_a_plane_of_wrong_light_is_found_and_taken_off():
    mask = Double().hidden
    y, x = np.mgrid[:96, :96] / 95 * 2 - 1
    truth = noise(96, 96, 5) // 8 + 100
    fault = np.stack([8 + 6 * x, -5 + 4 * y, 3 * x - 7 * y], axis=-1)
    painted = np.clip(np.rint(truth - fault), 0, 255).astype(np.uint8)
    matched = Matcher(mask).matched(painted, truth, 0.04)
    assert np.abs(matched - truth)[mask > 0].mean() < 0.6
    chin = truth.copy()
    chin[78:, 30:66] = 0  # a chin that moved through the rim is no light
    matched = Matcher(mask).matched(painted, chin, 0.04)
    assert np.abs(matched - truth)[mask > 0].mean() < 0.8


def test_light_follows_slowly_and_does_not_flicker():
    mask, matcher = Double().hidden, None
    flat = np.full((96, 96, 3), 100, np.uint8)
    matcher = Matcher(mask)
    first = matcher.matched(flat, flat, 0.04)
    assert np.array_equal(first, flat)
    after = [float(matcher.matched(flat, flat + 10, 0.04).mean()) for _ in range(40)]
    assert 100 < after[0] < 103
    assert after == sorted(after)
    assert after[-1] == pytest.approx(110, abs=0.1)
