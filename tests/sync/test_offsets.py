"""Evidence becomes an offset."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.sync.base import Trust
from visemes.sync.offsets import chances, read, reading, smoothed, windows

GRID = np.arange(-60, 61) / 100


def bell(at: float, spread: float = 0.015) -> np.ndarray:
    """Log-evidence of one frame for offsets around `at` seconds."""
    return (-0.5 * ((GRID - at) / spread) ** 2).astype(np.float32)[None]


def test_chances_are_a_softmax_with_none_of_them_among_the_choices():
    evidence = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -1.0]], np.float32)
    trust = Trust(scale=2.0, power=0.5, none=0.7)
    logits = [2.0 * total / math.sqrt(2) for total in (2.0, -1.0, 1.0)] + [0.7]
    whole = sum(math.exp(value) for value in logits)
    assert chances(evidence, trust) == pytest.approx([math.exp(value) / whole for value in logits[:3]])


def test_huge_evidence_neither_overflows_nor_makes_nothing():
    evidence = np.array([[3e4, -3e4, 0.0]], np.float32)
    assert chances(evidence, Trust(none=5.0)) == pytest.approx([1.0, 0.0, 0.0])
    assert chances(-np.abs(evidence) - 1e5, Trust(none=5.0)).sum() == pytest.approx(0.0)


@given(st.floats(-0.5, 0.5), st.integers(1, 80))
def test_a_bell_is_read_between_the_grids_points(at, frames):
    found = read(np.repeat(bell(at), frames, 0), GRID, Trust())
    assert found.offset == pytest.approx(at, abs=0.002)
    assert found.low <= found.offset <= found.high
    assert found.confidence > 0.97


def test_the_interval_of_a_flat_stretch_is_what_it_says():
    found = reading(np.full(121, 1 / 121), GRID)
    assert found.high - found.low == pytest.approx(0.9 * 1.2, abs=0.03)
    assert found.confidence == pytest.approx(9 / 121)


def test_what_speaks_for_no_offset_takes_the_confidence():
    sure = read(bell(0.1), GRID, Trust())
    doubtful = read(bell(0.1), GRID, Trust(none=3.0))
    assert doubtful.offset == pytest.approx(sure.offset)
    assert doubtful.confidence < 0.5 * sure.confidence


def test_smoothed_is_a_sum_over_a_frame_to_either_side():
    chance = np.random.default_rng(3).random(121)
    by_hand = [sum(chance[j] for j in range(121) if abs(GRID[j] - GRID[i]) < 0.04 + 1e-6) for i in range(121)]
    assert smoothed(chance, GRID) == pytest.approx(np.array(by_hand))


def test_windows_tell_where_a_clip_changes():
    evidence = np.concatenate([np.repeat(bell(-0.2), 100, 0), np.repeat(bell(0.2), 100, 0)])
    found = dict(windows(evidence, GRID, Trust(), 50, 50))
    assert sorted(found) == [0, 50, 100, 150]
    assert [round(found[first].offset, 2) for first in sorted(found)] == [-0.2, -0.2, 0.2, 0.2]
    assert [first for first, _ in windows(evidence[:20], GRID, Trust(), 50, 50)] == [0]
