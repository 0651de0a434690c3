"""Films in pieces: every frame once, in order, no piece over a cut."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.sync.shots import LONGEST, SHORTEST, cuts, pieces


def textured(seed, count, size=(30, 40)):
    """A shot: one picture with a spot that wanders."""
    base = np.random.default_rng(seed).integers(30, 220, (6, 8)).repeat(5, axis=0).repeat(5, axis=1).astype(np.uint8)
    frames = []
    for i in range(count):
        frame = base.copy()
        frame[(i * 3) % 25 : (i * 3) % 25 + 5, (i * 2) % 35 : (i * 2) % 35 + 5] = 255
        frames.append(frame)
    return frames


@pytest.mark.parametrize("lengths", [[50], [30, 40, 60], [LONGEST + SHORTEST + 10], [2 * LONGEST, 80, LONGEST], [500, 7, 300], [1]])
def test_pieces_are_the_film_cut_at_its_cuts(lengths):
    frames = [frame for seed, count in enumerate(lengths) for frame in textured(seed, count)]
    found = list(pieces(iter(frames)))
    assert np.array_equal(np.concatenate([piece.frames for piece in found]), np.stack(frames))
    assert [piece.first for piece in found] == np.cumsum([0, *(len(piece.frames) for piece in found)])[:-1].tolist()
    assert max(len(piece.frames) for piece in found) <= LONGEST + SHORTEST
    starts = {piece.shot: piece.first for piece in reversed(found)}
    assert list(starts.values())[::-1] == np.cumsum([0, *lengths])[:-1].tolist()


def test_a_flash_and_a_moving_camera_are_no_cuts():
    flash = textured(1, 60)
    flash[30] = np.full_like(flash[30], 255)
    assert cuts(flash) == []
    wide = np.random.default_rng(5).integers(30, 220, (6, 60)).repeat(5, axis=0).repeat(5, axis=1).astype(np.uint8)
    assert cuts([wide[:, 4 * i : 4 * i + 40] for i in range(60)]) == []


def test_no_film_has_no_pieces():
    assert list(pieces(iter([]))) == []
