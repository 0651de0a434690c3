"""Pitch, voicing and tilt of sounds whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.audio import Sound, read_sound
from visemes.motion.voice import HOP, voice_of

RATE = 16000


def sound_of(samples):
    return Sound(np.asarray(samples, dtype=np.float32), RATE, "test")


def harmonics(f0, partials, seconds=0.5, falling=6.0):
    """A tone whose partials fall by some decibels an octave. f0: Hz, or one value a sample."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(f0, int(seconds * RATE))) / RATE
    wave = sum(np.sin(k * phase + 0.7 * k) * 10 ** (-falling * np.log2(k) / 20) for k in range(1, partials + 1))
    return 0.3 * wave / np.abs(wave).max()


def inner(track):
    """Without the ends, where half a window is silence."""
    return track[4:-4]


@settings(max_examples=30, deadline=None)
@given(st.floats(65, 480), st.integers(1, 12), st.floats(4, 12))
def test_pitch_of_harmonics_is_their_fundamental(f0, partials, falling):
    pitch = inner(voice_of(sound_of(harmonics(f0, min(partials, int(3500 / f0)), falling=falling))).pitch)
    assert np.abs(1200 * np.log2(pitch / f0)).max() < 50


def test_pitch_follows_a_glide_and_a_missing_fundamental():
    f0 = np.linspace(110, 220, RATE)
    pitch = voice_of(sound_of(harmonics(f0, 8, 1.0))).pitch
    times = np.arange(len(pitch)) * HOP
    assert np.abs(inner(pitch) / np.interp(inner(times), [0, 1], [110, 220]) - 1).max() < 0.03
    partials = sum(np.sin(2 * np.pi * 150 * k * np.arange(RATE // 2) / RATE) for k in (2, 3, 4, 5)) * 0.1
    assert np.abs(inner(voice_of(sound_of(partials)).pitch) - 150).max() < 3


@pytest.mark.parametrize("seed", range(3))
def test_noise_and_silence_have_no_pitch(seed):
    noise = np.random.default_rng(seed).normal(0, 0.1, RATE)
    assert np.isfinite(voice_of(sound_of(noise)).pitch).mean() < 0.02
    assert not np.isfinite(voice_of(sound_of(np.zeros(RATE))).pitch).any()


def test_flat_spectra_have_less_tilt_and_level_is_the_loudness():
    soft, shouted = (voice_of(sound_of(harmonics(160, 16, falling=fall))) for fall in (18, 0))
    assert np.median(shouted.tilt) < np.median(soft.tilt) - 0.2
    assert soft.tilt.min() >= -1
    assert soft.tilt.max() <= 1.0001
    assert soft.level.shape == soft.pitch.shape == soft.tilt.shape


@pytest.mark.parametrize("count", [1, 50, 399, 16001])
def test_any_length(count):
    voice = voice_of(sound_of(np.full(count, 0.1)))
    assert len(voice.pitch) == len(voice.level) == len(voice.tilt)
    assert np.isfinite(voice.tilt).all()


def test_a_real_whisper_has_hardly_any_voice_and_real_speech_much(shared_data):
    shares = {}
    for name in ("mfa_whisper.flac", "mfa_exaggerated.flac"):
        voice = voice_of(read_sound(shared_data / "speech" / name))
        shares[name] = np.isfinite(voice.pitch[voice.level > np.percentile(voice.level, 60)]).mean()
    assert shares["mfa_whisper.flac"] < 0.2
    assert shares["mfa_exaggerated.flac"] > 0.6
