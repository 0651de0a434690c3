"""Sound put right: read back with Python's own wave module and compared with what was moved."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from visemes.sync.fix import shifted, stretched, wav


def samples_of(data):
    with wave.open(io.BytesIO(data)) as file:
        raw = np.frombuffer(file.readframes(file.getnframes()), np.uint8).reshape(-1, file.getnchannels(), 3)
        rate = file.getframerate()
    whole = raw[..., 0].astype(np.int64) | raw[..., 1].astype(np.int64) << 8 | raw[..., 2].astype(np.int64) << 16
    return (np.where(whole >= 1 << 23, whole - (1 << 24), whole) / (2**23 - 1)).T, rate


def test_a_wave_file_holds_every_channel_to_24_bits():
    samples = np.random.default_rng(0).uniform(-1, 1, (2, 999)).astype(np.float32)
    found, rate = samples_of(wav(samples, 44100))
    assert rate == 44100
    assert np.abs(found - samples).max() < 2**-23


def test_a_shift_moves_and_loses_nothing_but_the_head():
    samples = np.arange(1, 11, dtype=np.float32)[None] / 20
    assert shifted(samples, 3)[0].tolist() == [0, 0, 0, *samples[0].tolist()]
    assert shifted(samples, -3)[0].tolist() == samples[0, 3:].tolist()
    assert np.array_equal(shifted(samples, 0), samples)


@pytest.mark.parametrize(("start", "slope"), [(0.05, 0.001), (-0.03, -0.04), (0.0, 1 / 24)])
def test_a_stretch_brings_every_time_to_its_place(start, slope):
    rate = 8000
    times = np.arange(3 * rate) / rate

    def voice(t):
        return 0.5 * np.sin(2 * np.pi * 440 * t) + 0.3 * np.sin(2 * np.pi * (200 + 150 * t) * t)

    made = stretched(voice(times).astype(np.float32)[None], rate, start, slope)[0]
    shown = np.arange(len(made)) / rate
    heard = shown * (1 - slope) - start
    inside = (heard > 0.01) & (heard < 2.99)
    assert inside.sum() > 2.8 * rate
    assert np.abs(made[inside] - voice(heard[inside])).max() < 0.01
    assert np.all(made[heard < -0.01] == 0)
