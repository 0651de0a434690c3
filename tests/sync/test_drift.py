"""Drift: lines planted among windows that are misled."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from visemes.sync.base import Trust
from visemes.sync.drift import HOP, LENGTH, Window, drift_of, windows_of
from visemes.sync.offsets import reading

OFFSETS = np.arange(-60, 61) / 100


def planted(start, slope, seconds, misled=0.0, seed=0):
    """Windows that tell a line as far as offsets reach, some of them anything but."""
    rng = np.random.default_rng(seed)
    found = []
    for time in np.arange(2.0, seconds - 1.9, 1.0):
        true = start + slope * time + rng.normal(0, 0.008)
        told = rng.uniform(-0.55, 0.55) if rng.random() < misled else true
        chance = np.exp(-0.5 * ((OFFSETS - told) / 0.02) ** 2) + 1e-9
        if abs(told) > 0.58:  # what is out of reach cannot be read
            chance = rng.uniform(0.5, 1.5, len(OFFSETS)) / 20
        chance /= chance.sum() * 1.02
        found.append(Window(float(time), chance, reading(chance, OFFSETS)))
    return found


@pytest.mark.parametrize("misled", [0.0, 0.15])
@pytest.mark.parametrize(
    ("made", "played", "name"),
    [
        (Fraction(24), Fraction(24000, 1001), ("24", "23.976")),
        (Fraction(24000, 1001), Fraction(24), ("23.976", "24")),
        (Fraction(24), Fraction(25), ("24", "25")),
        (Fraction(25), Fraction(24), ("25", "24")),
    ],
)
def test_a_mix_up_of_rates_is_found_and_named(made, played, name, misled):
    # a frame made for n / made is shown at n / played, its sound still comes at n / made
    slope = float(1 - played / made)
    seconds = 120 if abs(slope) < 0.01 else 40
    found = drift_of(planted(0.02, slope, seconds, misled), OFFSETS, played)
    assert found is not None
    assert found.slope == pytest.approx(slope, rel=0.08)
    assert found.low <= slope <= found.high
    assert found.start == pytest.approx(0.02, abs=0.03)
    assert (found.made, found.played) == name
    assert found.per_minute == pytest.approx(60_000 * found.slope)


@pytest.mark.parametrize("seed", range(5))
def test_an_offset_that_stays_does_not_drift(seed):
    assert drift_of(planted(0.11, 0.0, 90, misled=0.25, seed=seed), OFFSETS) is None


def test_a_few_windows_are_too_few():
    assert drift_of(planted(0.0, 0.01, 6), OFFSETS) is None


def test_windows_need_a_voice():
    evidence = np.zeros((10 * HOP, len(OFFSETS)), np.float32)
    evidence[:, 70] = 1.0
    voiced = np.zeros(len(evidence), bool)
    voiced[: 5 * HOP] = True
    found = list(windows_of(evidence, voiced, OFFSETS, Trust(1.0, 0.5, 0.0)))
    assert [window.time for window in found] == [LENGTH / 50 + i for i in range(4)]
    assert all(window.reading.offset == pytest.approx(0.1, abs=0.011) for window in found)
