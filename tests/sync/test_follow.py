"""A box carried along with a head: the true way of the head is known."""

from __future__ import annotations

import numpy as np
import pytest
from shoots import Head

from visemes.sync.follow import follow


@pytest.mark.parametrize("start", [0, 40, 79])
@pytest.mark.parametrize("sway", [0.0, 6.0, 18.0])
def test_the_box_stays_on_the_mouth_while_lips_move(sway, start):
    head = Head(sway=sway)
    times = np.arange(80) / 25
    gaps = 0.5 + 0.5 * np.sin(times * 21)
    frames = np.stack([head.draw(gap, time) for gap, time in zip(gaps, times, strict=True)])
    true = np.array([head.mouth(time) for time in times])
    found = follow(frames, tuple(true[start]), start)
    assert np.abs(found - true)[:, :2].max() < 0.11 * true[0, 2]
    if not sway:
        assert np.abs(np.diff(found, axis=0)).max() < 0.3


def test_light_that_changes_moves_nothing():
    head = Head()
    frames = np.stack([np.clip(head.draw(0.3, 1.0) * (0.7 + 0.01 * t), 0, 255) for t in range(50)]).astype(np.uint8)
    found = follow(frames, head.mouth(1.0), 0)
    assert np.abs(found - found[0]).max() < 1.0


def test_a_mouth_at_the_edge_of_the_picture():
    frames = np.random.default_rng(0).integers(0, 255, (10, 60, 80), dtype=np.uint8)
    found = follow(frames, (70.0, 50.0, 20.0, 10.0), 0)
    assert np.isfinite(found).all()
