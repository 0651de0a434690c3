"""Sounds made on purpose are called by their names."""

import numpy as np
import pytest

from visemes.align import vocal
from visemes.align.features import RATE

SPEECH = -20.0  # dB of imagined words


def level(samples, decibels):
    """The same sound so loud (dB, root mean square of its loudest half second)."""
    loudest = max(np.sqrt(np.mean(samples[i : i + RATE // 4] ** 2)) for i in range(0, len(samples), RATE // 8))
    return (samples / loudest * 10 ** (decibels / 20)).astype(np.float32)


def voice(seconds, pitch=120.0):
    """A buzz with harmonics that fall."""
    t = np.arange(round(seconds * RATE)) / RATE
    return sum(np.sin(2 * np.pi * n * pitch * t) / n for n in range(1, 25))


def breath(seconds, seed=1):
    """Noise that swells and fades."""
    count = round(seconds * RATE)
    return np.random.default_rng(seed).standard_normal(count) * np.sin(np.pi * np.arange(count) / count)


def cough():
    """Silence, then noise that starts at once and dies away."""
    t = np.arange(round(0.3 * RATE)) / RATE
    return np.concatenate([np.zeros(RATE // 10) + 1e-6, np.random.default_rng(2).standard_normal(len(t)) * np.exp(-t / 0.08)])


def laughter(times=6, pace=0.21):
    """A vowel and a breath, again and again."""
    count = round(pace * RATE)
    vowel = np.zeros(count)
    vowel[: round(0.1 * RATE)] = voice(0.1, 220) * np.hanning(round(0.1 * RATE))
    aspirated = np.random.default_rng(3).standard_normal(count) * 0.12
    return np.tile(vowel + aspirated, times)


def test_a_breath_is_quiet_and_has_no_voice():
    assert vocal.kind_of(level(breath(0.5), SPEECH - 18), SPEECH) == vocal.BREATH


def test_the_same_noise_as_loud_as_speech_is_no_breath():
    assert vocal.kind_of(level(breath(0.9), SPEECH), SPEECH) != vocal.BREATH


def test_a_cough_starts_at_once():
    assert vocal.kind_of(level(cough(), SPEECH), SPEECH) == vocal.COUGH


@pytest.mark.parametrize("pace", [0.17, 0.21, 0.27])
def test_laughter_comes_in_bursts_that_are_alike(pace):
    assert vocal.kind_of(level(laughter(pace=pace), SPEECH), SPEECH) == vocal.LAUGHTER


def test_two_bursts_are_no_laughter():
    assert vocal.kind_of(level(laughter(times=2), SPEECH), SPEECH) != vocal.LAUGHTER


def test_a_held_voice_is_a_hum():
    assert vocal.kind_of(level(voice(0.6), SPEECH), SPEECH) == vocal.HUM


def test_too_short_for_a_frame_has_no_name():
    assert vocal.kind_of(np.ones(100, np.float32), SPEECH) == ""


def test_the_rise_of_a_step_is_its_height():
    assert vocal.rise(np.array([-60.0] * 10 + [-20.0] * 10)) == pytest.approx(40.0)


def test_bursts_are_the_peaks_between_deep_valleys():
    frames = np.arange(100)
    wave = 10 * np.cos(2 * np.pi * frames / 20)  # peaks at 0, 20, 40, 60, 80
    peaks = vocal.bursts(wave)
    assert len(peaks) == 5
    assert all(abs(peak - 20 * i) <= 1 for i, peak in enumerate(peaks))
    assert vocal.bursts(0.2 * wave) == []
