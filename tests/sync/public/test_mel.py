"""Mel bands: against a slow computation from the definition, and numbers that librosa made."""

from __future__ import annotations

import cmath
import math
from itertools import pairwise

import numpy as np
import pytest

from visemes.sync.public.mel import BLOCK, STEP, filters, mel


def chirp():
    """A tone that rises, after a moment of digital silence."""
    n = np.arange(2400)
    return (0.4 * np.sin(2 * np.pi * (200 + 0.25 * n) * n / 16000) * (n > 300)).astype(np.float32)


#: Every eighth band of windows 0, 5 and 12 of the chirp: librosa 0.11's stft (mirrored) and mel filters, scaled as Wav2Lip does.
THEIRS = {
    0: [-2.4866, -0.5865, -1.1781, -1.5431, -1.5, -1.5927, -1.5759, -1.6015, -1.6059, -1.6103],
    5: [-4.0, -2.8328, 1.7922, -1.2823, -4.0, -4.0, -4.0, -4.0, -4.0, -4.0],
    12: [-0.0604, 0.0185, 0.1193, 0.3832, 1.8934, 0.4384, -0.3864, -0.9225, -1.3342, -1.6473],
}


def test_librosas_own_numbers():
    found = mel(chirp())
    assert found.shape == (13, 80)
    for window, row in THEIRS.items():
        assert found[window, ::8] == pytest.approx(row, abs=1e-4)


def slow(samples, window, band):
    """One band of one window, sum by sum."""
    raised = [float(samples[0]), *(float(b) - 0.97 * float(a) for a, b in pairwise(samples))]
    last = len(raised) - 1
    loud = []
    for k in range(401):
        total = 0j
        for n in range(800):
            place = abs(window * 200 - 400 + n)
            place = 2 * last - place if place > last else place
            total += raised[place] * (0.5 - 0.5 * math.cos(2 * math.pi * n / 800)) * cmath.exp(-2j * cmath.pi * k * n / 800)
        loud.append(abs(total))
    bent = 15 + math.log(7.6) / math.log(6.4) * 27
    mels = [55 * 3 / 200 + (bent - 55 * 3 / 200) * (band + i) / 81 for i in range(3)]
    low, middle, high = (m * 200 / 3 if m < 15 else 1000 * 6.4 ** ((m - 15) / 27) for m in mels)
    amplitude = 0.0
    for k, value in enumerate(loud):
        hertz = 20 * k
        if low < hertz < high:
            amplitude += (
                value * ((hertz - low) / (middle - low) if hertz < middle else (high - hertz) / (high - middle)) * 2 / (high - low)
            )
    decibels = 20 * math.log10(max(1e-5, amplitude)) - 20
    return max(-4.0, min(4.0, 8 * (decibels + 100) / 100 - 4))


@pytest.mark.parametrize(("window", "band"), [(0, 0), (3, 12), (7, 40), (10, 79)])
def test_a_slow_computation_agrees(window, band):
    noise = np.random.default_rng(window).normal(0, 0.1, 2000).astype(np.float32)
    assert mel(noise)[window, band] == pytest.approx(slow(noise, window, band), abs=1e-4)


def test_librosa_agrees_where_it_is_installed():
    librosa = pytest.importorskip("librosa")
    assert filters() == pytest.approx(librosa.filters.mel(sr=16000, n_fft=800, n_mels=80, fmin=55, fmax=7600), abs=1e-7)
    noise = np.random.default_rng(5).normal(0, 0.1, 12345).astype(np.float32)
    raised = np.append(noise[:1], noise[1:] - 0.97 * noise[:-1])
    loud = filters() @ np.abs(librosa.stft(raised, n_fft=800, hop_length=200, win_length=800, pad_mode="reflect"))
    expected = np.clip((20 * np.log10(np.maximum(1e-5, loud)) + 80) * 0.08 - 4, -4, 4)
    found = mel(noise).T
    assert found == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("samples", "windows"), [(0, 0), (1, 1), (199, 1), (200, 2), (2000, 11), (16000, 81)])
def test_a_window_every_twelve_and_a_half_milliseconds(samples, windows):
    found = mel(np.full(samples, 0.1, np.float32))
    assert found.shape == (windows, 80)
    assert np.isfinite(found).all()


def test_digital_silence_is_the_lower_end_and_nothing_passes_the_upper_one():
    assert (mel(np.zeros(4000, np.float32)) == -4).all()
    loud = mel(1000 * np.random.default_rng(1).normal(size=4000).astype(np.float32))
    assert loud.max() == 4


def test_ten_times_louder_is_twenty_decibels():
    noise = np.random.default_rng(3).normal(0, 0.01, 4000).astype(np.float32)
    assert mel(10 * noise) - mel(noise) == pytest.approx(20 * 8 / 100, abs=1e-4)


def test_long_sounds_are_worked_out_in_pieces():
    noise = np.random.default_rng(2).normal(0, 0.1, (BLOCK + 50) * STEP).astype(np.float32)
    found = mel(noise)
    for first in (BLOCK - 2, BLOCK, BLOCK + 40):  # away from the mirrored ends a window depends on 800 samples alone
        assert found[first] == pytest.approx(mel(noise[(first - 4) * STEP : (first + 4) * STEP])[4], abs=1e-4)
