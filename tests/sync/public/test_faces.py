"""The part of a picture each network sees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.sync.public.faces import OUTSIDE, Box, cut, face_around, mouth_in, syncnet_crop, wav2lip_crop


def checkered(rows, columns):
    """A picture whose red is half its column, green half its row, blue 200."""
    picture = np.zeros((rows, columns, 3), np.uint8)
    picture[..., 0] = np.arange(columns)[None, :] // 2
    picture[..., 1] = np.arange(rows)[:, None] // 2
    picture[..., 2] = 200
    return picture


def test_syncnets_square_hangs_from_the_upper_edge_of_the_face():
    assert syncnet_crop(Box(100, 50, 200, 200)) == pytest.approx((60, 50, 280, 280))
    # of an upright face: its height counts, around its middle
    assert syncnet_crop(Box(100, 50, 100, 200)) == pytest.approx((10, 50, 280, 280))
    # of a wide one: its width counts, and the square begins above it
    assert syncnet_crop(Box(0, 100, 200, 100)) == pytest.approx((-40, 50, 280, 280))


def test_wav2lip_sees_the_face_itself():
    assert wav2lip_crop(Box(1, 2, 3, 4)) == (1, 2, 3, 4)


@given(st.floats(0, 500), st.floats(0, 500), st.floats(5, 200), st.floats(5, 200))
def test_the_mouth_is_inside_its_face_and_below_the_middle(x, y, width, height):
    mouth = Box(x, y, width, height)
    face = face_around(mouth)
    level = y + height / 2
    assert face.x + face.width / 2 == pytest.approx(x + width / 2)
    assert face.y + face.height * 0.6 < level < face.y + face.height * 0.9
    assert face.width > 2 * width
    assert mouth_in(face)[0] == pytest.approx(x)
    assert mouth_in(face)[2] == pytest.approx(width)


def test_pixels_come_back_in_blue_green_red():
    found = cut(checkered(100, 120), Box(10, 20, 48, 48), 48)
    assert found.shape == (48, 48, 3)
    assert (found[..., 0] == 200).all()
    assert (found[..., 1] == ((20 + np.arange(48)) // 2)[:, None]).all()
    assert (found[..., 2] == ((10 + np.arange(48)) // 2)[None, :]).all()


def test_sizes_are_brought_to_the_networks():
    picture = checkered(400, 400)
    half = cut(picture, Box(0, 0, 200, 400), 100)
    assert half.shape == (100, 100, 3)
    # columns are halved, rows quartered
    assert half[50, :, 2].astype(float) == pytest.approx(np.arange(100) * 2 / 2, abs=1.1)
    assert half[:, 50, 1].astype(float) == pytest.approx(np.arange(100) * 4 / 2, abs=2.1)
    twice = cut(picture, Box(100, 100, 50, 50), 100)
    assert twice[0, :, 2].astype(float) == pytest.approx((100 + np.arange(100) / 2) / 2, abs=1.1)


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        (Box(-20, -20, 40, 40), np.s_[20:, 20:]),
        (Box(100, 80, 40, 40), np.s_[:20, :20]),
        (Box(-20, 80, 40, 40), np.s_[:20, 20:]),
        (Box(-10, -10, 140, 140), np.s_[10:110, 10:130]),
    ],
)
def test_outside_of_the_picture_is_grey(box, inside):
    side = int(box.width)
    found = cut(np.zeros((100, 120, 3), np.uint8), box, side)
    mask = np.full((side, side), fill_value=True)
    mask[inside] = False
    assert (found[mask] == OUTSIDE).all()
    assert (found[~mask] == 0).all()


@pytest.mark.parametrize("box", [Box(500, 500, 40, 40), Box(-500, 0, 40, 40), Box(0, -41, 40, 40)])
def test_a_crop_beside_the_picture_is_grey_all_over(box):
    assert (cut(np.zeros((100, 120, 3), np.uint8), box, 20) == OUTSIDE).all()


def test_parts_of_pixels_move_the_crop():
    ramp = np.repeat(np.arange(0, 200, 2, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(100, axis=0)
    whole, moved = (cut(ramp, Box(x, 10, 40, 40), 40).astype(float) for x in (10, 10.5))
    assert moved[20, 5:35, 0] - whole[20, 5:35, 0] == pytest.approx(1, abs=0.6)
