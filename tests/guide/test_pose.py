"""Heads that were moved, turned and scaled by known numbers are found to have been."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.guide.base import SIDE
from visemes.guide.layers import bent
from visemes.guide.mask import hidden
from visemes.guide.pose import between, matrix, poses

MIDDLE = (SIDE - 1) / 2


def picture(seed: int = 1) -> np.ndarray:
    """Something smooth with structure everywhere."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    waves = [np.sin(a * x + b * y + c) for a, b, c in rng.uniform([-0.25, -0.25, 0], [0.25, 0.25, 6.3], (9, 3))]
    return np.stack([np.clip(128 + 25 * sum(waves[i::3]), 0, 255) for i in range(3)], -1).astype(np.uint8)


def seen_through(anchor: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """The frame whose points are in the anchor where the pose says."""
    x, y = np.meshgrid(np.arange(SIDE) - MIDDLE, np.arange(SIDE) - MIDDLE)
    turn = matrix(pose)
    across, down = (turn[i, 0] * x + turn[i, 1] * y + turn[i, 2] + MIDDLE for i in range(2))
    return np.rint(bent(anchor, across[None].astype(np.float32), down[None].astype(np.float32))[0]).astype(np.uint8)


@pytest.mark.parametrize("pose", [(0, 0, 0, 0), (0, 0, 3, -4), (0.06, 0, 0, 0), (0, 0.1, 0, 0), (-0.05, 0.08, 2, 5)])
def test_known_moves_are_found(pose):
    anchor, pose = picture(), np.array(pose, float)
    (found,) = poses(seen_through(anchor, pose)[None], anchor)
    # corners of the picture are found where they are to a pixel
    corners = np.array([[-40, -40, 1], [40, -40, 1], [40, 40, 1], [-40, 40, 1]]).T
    assert np.abs((matrix(found) - matrix(pose)) @ corners).max() < 1


def test_what_is_hidden_plays_no_part():
    anchor = picture()
    frames = np.stack([seen_through(anchor, np.array([0.02, 0.03, 2.0, 1.0]))] * 2)
    frames[1, hidden() > 0] = 255 - frames[1, hidden() > 0]
    found = poses(frames, anchor)
    assert np.array_equal(found[0], found[1])


def test_flat_and_strange_pictures_stay_where_they_are():
    flat = np.full((1, SIDE, SIDE, 3), 90, np.uint8)
    assert np.abs(poses(flat, flat[0])).max() < 1e-9
    noise = np.random.default_rng(2).integers(0, 256, (3, SIDE, SIDE, 3), dtype=np.uint8)
    assert np.isfinite(poses(noise, picture())).all()
    assert poses(noise[:0], picture()).shape == (0, 4)


def test_places_between_lead_from_a_frame_to_a_reference():
    """By definition: a point's place in the reference, seen from the reference, is where the frame sees it in the anchor."""
    rng = np.random.default_rng(3)
    frames, references = rng.uniform(-0.1, 0.1, (2, 4)), rng.uniform(-0.1, 0.1, (3, 4))
    places = between(frames, references)
    assert places.shape == (2, 3, 2, 3)
    point = np.array([7.0, -3.0, 1.0])
    for i, j in np.ndindex(2, 3):
        there = np.append(places[i, j] @ point, 1)
        assert matrix(references[j]) @ there == pytest.approx(matrix(frames[i]) @ point, abs=1e-4)
    same = between(frames[:1], frames[:1])[0, 0]
    assert same == pytest.approx(np.eye(3)[:2], abs=1e-6)
