"""The shipped expert tells from pictures alone how far a mouth is open."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.sync.base import RATE
from visemes.sync.crop import crop, squares
from visemes.sync.expert import load_expert
from visemes.train.world.drawn import drawn_character
from visemes.train.world.heads import head_character

GAP = 1


def spoken(frames: int) -> np.ndarray:
    """Openings as syllables make them: irregular, closed in between."""
    states = np.zeros((frames, 7), np.float32)
    time = np.arange(frames) / RATE
    states[:, GAP] = np.clip(0.9 * np.sin(2 * np.pi * 2.3 * time) * np.sin(2 * np.pi * 0.7 * time), 0, 1)
    states[:, 0] = 0.7 * states[:, GAP]
    return states


@pytest.mark.parametrize(
    ("kind", "family"), [(drawn_character, "rubberhose"), (drawn_character, "book"), (head_character, "muzzle")]
)
def test_openings_of_families_never_seen_are_told(kind, family):
    states = spoken(100)
    footage = kind(family, 3).render(states, RATE, 128, 5)
    grey = (footage.frames @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.uint8)
    pictures = np.stack([crop(picture, square) for picture, square in zip(grey, squares(128 * footage.boxes), strict=True)])
    told = load_expert().states(pictures)
    assert told.shape == (100, 7)
    assert np.corrcoef(told[:, GAP], states[:, GAP])[0, 1] > 0.8
