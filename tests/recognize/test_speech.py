"""Speech told from everything else, and where long sounds are cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.audio import Sound, read_sound
from visemes.recognize import recognize
from visemes.recognize.speech import EARLIEST, LONGEST, cut, pieces

RATE = 16_000
TIME = np.arange(4 * RATE) / RATE


def random(seed=0):
    return np.random.default_rng(seed)


def pink():
    spectrum = np.fft.rfft(random().standard_normal(len(TIME)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum, len(TIME))
    return 0.5 * noise / np.abs(noise).max()


def tones(*ratios):
    """Plucked notes, up a scale, each with five overtones."""
    length = np.arange(int(0.4 * RATE)) / RATE
    scale = (262, 294, 330, 349, 392, 440, 494, 523, 440, 392)
    notes = [
        sum(np.sin(2 * np.pi * note * ratio * k * length) / k for k in range(1, 6) for ratio in ratios) * np.exp(-3 * length)
        for note in scale
    ]
    music = np.concatenate(notes)
    return 0.5 * music / np.abs(music).max()


def beats():
    hits = (np.arange(len(TIME)) % 8000 == 0).astype(float)
    return 0.3 * np.convolve(hits, np.exp(-np.arange(4000) / 600) * random().standard_normal(4000))[: len(TIME)]


NOT_SPEECH = {
    "nothing": 0 * TIME,
    "dither": random().uniform(-1, 1, len(TIME)) / 32768,
    "white noise": 0.1 * random().standard_normal(len(TIME)),
    "faint noise": 0.002 * random().standard_normal(len(TIME)),
    "pink noise": pink(),
    "surf": pink() * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * TIME)),
    "hum": 0.05 * np.sin(2 * np.pi * 50 * TIME) + 0.001 * random().standard_normal(len(TIME)),
    "tone": 0.5 * np.sin(2 * np.pi * 440 * TIME),
    "buzz": 0.3 * np.sign(np.sin(2 * np.pi * 120 * TIME)),
    "sweep": 0.5 * np.sin(2 * np.pi * (100 * TIME + 300 * TIME**2)),
    "melody": tones(1),
    "chords": tones(1, 1.26, 1.5),
    "beats": beats(),
}


@pytest.mark.parametrize("name", NOT_SPEECH)
def test_what_is_not_speech_moves_no_mouth(name):
    sound = Sound(NOT_SPEECH[name].astype(np.float32), RATE, name)
    found = recognize(sound, "phones")
    assert found.phones == ()
    assert found.duration == sound.duration
    assert found.warnings == (f"{name}: no speech was heard in it, the mouth stays closed",)


def test_pauses_around_speech_stay_silent(harbour):
    line = read_sound(harbour).samples
    noise = 0.001 * random().standard_normal(3 * RATE).astype(np.float32)
    sound = Sound(np.concatenate([noise, line, noise]), RATE, "line")
    phones = recognize(sound, "phones").phones
    assert phones[0].start > 2.8
    assert phones[-1].end < 3.2 + len(line) / RATE


def test_a_short_sound_is_one_piece(harbour):
    sound = read_sound(harbour)
    (piece,) = pieces(sound)
    assert piece.start == 0
    assert len(piece.samples) == len(sound.samples)
    assert piece.is_speech(sound.duration / 2)


@given(st.floats(EARLIEST + 0.3, LONGEST - 0.3))
def test_a_long_sound_is_cut_where_it_is_quiet(quiet):
    samples = np.tile(np.array([0.1, -0.1], np.float32), 20 * RATE)
    samples[round((quiet - 0.15) * RATE) : round((quiet + 0.15) * RATE)] *= 0.01
    assert abs(cut(samples) / RATE - quiet) <= 0.15


def test_pieces_hold_every_sample_once():
    samples = random().standard_normal(70 * RATE).astype(np.float32) * 0.01
    found = list(pieces(Sound(samples, RATE, "noise")))
    assert np.array_equal(np.concatenate([p.samples for p in found]), samples)
    assert all(len(p.samples) <= LONGEST * RATE for p in found)
    assert [p.start for p in found] == [sum(len(q.samples) for q in found[:i]) / RATE for i in range(len(found))]
