"""Cepstral coefficients: against a slow computation from the definition, and numbers that python_speech_features 0.6 made."""

from __future__ import annotations

import cmath
import math
from itertools import pairwise

import numpy as np
import pytest

from visemes.sync.public.mfcc import BLOCK, STEP, filters, mfcc


def chirp():
    """A tone that rises, after a moment of digital silence."""
    n = np.arange(2400)
    return (0.4 * np.sin(2 * np.pi * (200 + 0.25 * n) * n / 16000) * (n > 300)).astype(np.float32)


#: Windows 0, 3 and 13 of the chirp by python_speech_features.mfcc(samples as int16, 16000).
THEIRS = {
    0: [18.8711, -2.4649, 1.7679, -9.954, -17.4238, -24.6444, -25.0204, -22.1058, -14.723, -7.0317, 0.359, 3.9147, 4.8656],
    3: [20.4615, 17.5636, -5.589, -26.8726, -38.6601, -35.6575, -19.0749, 0.2895, 13.5951, 15.25, 8.2678, -2.4973, -10.1372],
    13: [21.9771, 0.4858, -34.9371, -24.8549, 16.6119, 29.8922, -1.282, -28.8092, -13.1201, 16.9082, 17.2646, -7.7411, -18.0667],
}  # fmt: skip


def test_the_packages_own_numbers():
    found = mfcc(chirp())
    assert found.shape == (14, 13)
    for window, row in THEIRS.items():
        assert found[window] == pytest.approx(row, abs=1e-4)


def slow(samples, window):
    """One window's coefficients, sum by sum."""
    whole = [max(-32768, min(32767, round(float(s) * 32768))) for s in samples]
    raised = [whole[0], *(b - 0.97 * a for a, b in pairwise(whole))]
    part = (raised + [0.0] * 400)[160 * window : 160 * window + 400]
    power = []
    for k in range(257):
        turn = cmath.exp(-2j * cmath.pi * k / 512)
        power.append(abs(sum(value * turn**n for n, value in enumerate(part))) ** 2 / 512)
    top = 2595 * math.log10(1 + 8000 / 700)
    corners = [math.floor(513 * 700 * (10 ** (top * i / 27 / 2595) - 1) / 16000) for i in range(28)]
    energies = []
    for low, middle, high in zip(corners, corners[1:], corners[2:], strict=False):
        rising = sum(power[b] * (b - low) / (middle - low) for b in range(low, middle))
        falling = sum(power[b] * (high - b) / (high - middle) for b in range(middle, high))
        energies.append(math.log((rising + falling) or np.finfo(float).eps))
    found = [math.log(sum(power) or np.finfo(float).eps)]
    for c in range(1, 13):
        cosine = sum(e * math.cos(math.pi * c * (j + 0.5) / 26) for j, e in enumerate(energies)) * math.sqrt(2 / 26)
        found.append(cosine * (1 + 11 * math.sin(math.pi * c / 22)))
    return found


@pytest.mark.parametrize("window", [0, 1, 6, 13])
def test_a_slow_computation_agrees(window):
    noise = np.random.default_rng(window).normal(0, 0.1, 2400).astype(np.float32)
    noise[1000:1700] = 0
    assert mfcc(noise)[window] == pytest.approx(slow(noise, window), abs=1e-4)


def test_the_package_agrees_where_it_is_installed():
    theirs = pytest.importorskip("python_speech_features")
    for length in (1, 400, 401, 560, 561, 16123):
        noise = np.random.default_rng(length).normal(0, 0.2, length).astype(np.float32)
        whole = np.clip(np.rint(noise.astype(float) * 32768), -32768, 32767).astype(np.int16)
        assert mfcc(noise) == pytest.approx(theirs.mfcc(whole, 16000), abs=1e-4)


@pytest.mark.parametrize(
    ("samples", "windows"), [(0, 0), (1, 1), (400, 1), (401, 2), (560, 2), (561, 3), (16000, 99), (64000, 399)]
)
def test_a_window_every_ten_milliseconds(samples, windows):
    assert mfcc(np.ones(samples, np.float32)).shape == (windows, 13)


def test_digital_silence_is_numbers():
    found = mfcc(np.zeros(3200, np.float32))
    assert np.isfinite(found).all()
    assert found[:, 0] == pytest.approx(math.log(np.finfo(float).eps))
    assert found[:, 1:] == pytest.approx(0, abs=1e-3)


def test_too_loud_is_clipped_as_sixteen_bits_are():
    loud = np.random.default_rng(1).normal(0, 2, 3200).astype(np.float32)
    assert (mfcc(loud) == mfcc(np.clip(loud, -1, 32767 / 32768))).all()


def test_long_sounds_are_worked_out_in_pieces():
    noise = np.random.default_rng(2).normal(0, 0.1, (BLOCK + 50) * STEP).astype(np.float32)
    found = mfcc(noise)
    for first in (BLOCK - 2, BLOCK, BLOCK + 40):  # a piece of its own differs in its first sample alone, which has none before it
        assert found[first + 1] == pytest.approx(mfcc(noise[first * STEP :])[1], abs=1e-4)


def test_filters_share_out_every_bin_between_their_ends():
    """Falling and rising sides of neighbours add up to one."""
    total = filters().sum(axis=0)
    first_middle, last_middle = (int(np.argmax(filters()[i])) for i in (0, -1))
    assert total[first_middle : last_middle + 1] == pytest.approx(1)
