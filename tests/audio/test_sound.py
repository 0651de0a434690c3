"""Downmixing, silence and loudness against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.audio import Sound, downmix, loudness
from visemes.errors import UsageError

RATE = 16000
TIME = np.arange(RATE) / RATE


def sine(amplitude: float = 1.0, hertz: float = 400.0) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * hertz * TIME)).astype(np.float32)


def test_loudness_of_a_sine_is_its_rms():
    levels = loudness(Sound(sine(0.5), RATE))
    assert levels.shape == (101,)
    assert levels == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.15)


def test_loudness_against_a_plain_loop():
    noise = np.random.default_rng(3).normal(0, 0.1, 5000).astype(np.float32)
    levels = loudness(Sound(noise, RATE), hop=0.005)
    for i in (0, 7, 31, len(levels) - 1):
        centre = i * 0.005 * RATE
        window = [float(x) for n, x in enumerate(noise) if round(centre - 200) <= n < round(centre + 200)]
        assert levels[i] == pytest.approx(10 * np.log10(sum(x * x for x in window) / len(window)), abs=1e-6)


def test_loudness_of_nothing():
    assert np.all(loudness(Sound(np.zeros(RATE, np.float32), RATE)) == -100)
    assert loudness(Sound(np.zeros(0, np.float32), RATE)).tolist() == [-100]


def test_a_step_is_where_it_is():
    samples = np.zeros(RATE, np.float32)
    samples[RATE // 2 :] = 0.5
    levels = loudness(Sound(samples, RATE))
    assert levels[48] == -100
    assert levels[50] == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.1)


@pytest.mark.parametrize(
    "samples", [np.zeros(100), np.full(100, 0.3), np.random.default_rng(0).integers(-1, 2, 100) / 32768, np.zeros(0)]
)
def test_silence_with_offset_or_dither(samples):
    assert Sound(samples.astype(np.float32), RATE).is_silent


def test_a_whisper_is_no_silence():
    assert not Sound(sine(0.001), RATE).is_silent


def test_equal_channels_keep_their_level():
    assert np.allclose(downmix(np.stack([sine(), sine()])), sine())


def test_a_faint_crosstalk_does_not_count():
    assert np.array_equal(downmix(np.stack([sine(0.5), sine(0.5e-3, 90)])), sine(0.5))


def test_reversed_polarity_does_not_cancel():
    assert np.array_equal(np.abs(downmix(np.stack([sine(0.5), -sine(0.4)]))), np.abs(sine(0.5)))


def test_two_microphones_are_averaged():
    a, b = sine(0.5, 300), sine(0.5, 500)
    assert np.allclose(downmix(np.stack([a, b])), (a + b) / 2, atol=1e-7)


def test_silent_surround_stays_silent():
    assert not downmix(np.zeros((6, 100), np.float32), 2).any()


def test_no_samples():
    assert downmix(np.zeros((2, 0), np.float32)).shape == (0,)


def test_a_part_is_its_samples():
    sound = Sound(np.arange(1, 101, dtype=np.float32) / 200, 10, "count.wav")
    part = sound.part(2.0, 3.5)
    assert part.duration == 1.5
    assert list(part.samples) == list(sound.samples[20:35])
    assert sound.part() is sound
    assert sound.part(9.0, 99.0).duration == 1.0


@pytest.mark.parametrize(("start", "end"), [(10.0, None), (12.0, 13.0), (3.0, 3.01)])
def test_a_part_with_nothing_in_it_is_an_error(start, end):
    with pytest.raises(UsageError, match=r"count\.wav: has no sound from"):
        Sound(np.ones(100, np.float32), 10, "count.wav").part(start, end)
