"""Beds of sound: their level, their kinds, and how far under the speech they lie."""

import numpy as np
import pytest

from visemes.errors import UnknownNameError
from visemes.train.world.bank import KINDS, active_level, bed, laid_under

RATE = 16000


@pytest.mark.parametrize("kind", KINDS)
def test_a_bed_is_as_long_as_asked_of_power_one_and_its_seeds(kind):
    one, again, other = bed(kind, 3.0, 1), bed(kind, 3.0, 1), bed(kind, 3.0, 2)
    assert one.dtype == np.float32
    assert len(one) == 3 * RATE
    assert np.sqrt(np.mean(one.astype(np.float64) ** 2)) == pytest.approx(1.0, abs=1e-3)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert np.all(np.isfinite(one))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.1])
def test_short_beds_are_no_trouble(kind, seconds):
    for seed in range(5):
        short = bed(kind, seconds, seed)
        assert len(short) == round(seconds * RATE)
        assert np.all(np.isfinite(short))


def test_music_has_tones_and_noise_has_none():
    """Spectral flatness: geometric over arithmetic mean of the power."""

    def flatness(kind, seed):
        power = np.abs(np.fft.rfft(bed(kind, 4.0, seed))[400:16000]) ** 2 + 1e-12  # 100 Hz to 4 kHz
        return np.exp(np.mean(np.log(power))) / np.mean(power)

    music, noise = (np.median([flatness(kind, seed) for seed in range(9)]) for kind in ("music", "noise"))
    assert music < 0.3 * noise


def test_drums_repeat_every_bar():
    """The envelope looks like itself a bar later, better than at times that are no beats."""
    for seed in range(4):
        envelope = np.abs(bed("drums", 12.0, seed)).reshape(-1, 160).mean(axis=1)
        envelope -= envelope.mean()
        like = np.correlate(envelope, envelope, "full")[len(envelope) :]
        bars = like[120:320]  # 1.2 to 3.2 s: 75 to 200 beats a minute
        assert bars.max() > 0.5 * np.sum(envelope**2)


def test_effects_are_rare_and_loud():
    samples = bed("effects", 20.0, 1).astype(np.float64)
    assert np.mean(samples**4) / np.mean(samples**2) ** 2 > 10  # noise has 3


def test_levels_are_those_of_the_speech_and_not_of_its_pauses():
    tone = 0.3 * np.sin(2 * np.pi * 200 * np.arange(2 * RATE) / RATE).astype(np.float32)
    speech = np.concatenate([tone, np.zeros(6 * RATE, np.float32)])
    assert active_level(speech) == pytest.approx(0.3 / np.sqrt(2), rel=1e-3)
    assert active_level(np.zeros(RATE, np.float32)) == 0.0


@pytest.mark.parametrize("snr", [-5.0, 0.0, 20.0])
def test_a_bed_lies_as_far_under_the_speech_as_asked(snr):
    tone = 0.3 * np.sin(2 * np.pi * 200 * np.arange(2 * RATE) / RATE).astype(np.float32)
    under = bed("noise", 2.5, 1)
    mixed = laid_under(tone, under, snr)
    added = (mixed - tone).astype(np.float64)
    level = 10 * np.log10(np.mean(tone.astype(np.float64) ** 2) / np.mean(added**2))
    own = 10 * np.log10(np.mean(under[: len(tone)].astype(np.float64) ** 2))  # the bed is level as a whole, not in each part
    assert level == pytest.approx(snr - own, abs=0.01)
    assert abs(own) < 1
    assert len(mixed) == len(tone)


def test_another_kind_is_refused():
    with pytest.raises(UnknownNameError):
        bed("silence", 1.0, 1)
