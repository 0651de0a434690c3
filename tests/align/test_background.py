"""Music and noise under speech: mixtures of known levels, and what only looks like one."""

import numpy as np
import pytest

from visemes.align.background import background_warnings, backgrounds, powers
from visemes.align.builtin import BuiltinAligner
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.timeline import Interval
from visemes.transcript import parse_transcript

RATE = 16_000


def voice(seconds, rng, *, share=0.8):
    """Syllables of noise between closures, five a second, with pauses between phrases; and the phones."""
    samples = np.zeros(round(seconds * RATE))
    phones = []
    for number in range(int(seconds * 5)):
        if number % 10 >= 10 * share:
            continue
        start = number / 5
        phones.append(Interval(start, start + 0.2, "a"))
        loud = slice(round((start + 0.05) * RATE), round((start + 0.2) * RATE))
        samples[loud] = rng.standard_normal(loud.stop - loud.start) * 0.1
    return samples + 1e-4 * rng.standard_normal(len(samples)), phones


def hiss(length, level, rng):
    return level * rng.standard_normal(length)


@pytest.mark.parametrize(("decibels", "found"), [(5, True), (10, True), (14, True), (25, False), (40, False)])
def test_noise_is_found_and_measured(decibels, found):
    rng = np.random.default_rng(1)
    speech, phones = voice(8, rng)
    level = 0.1 * np.sqrt(0.75) * 10 ** (-decibels / 20)  # three quarters of a syllable sound
    heard = backgrounds((speech + hiss(len(speech), level, rng)).astype(np.float32), phones)
    assert bool(heard) == found
    if found:
        expected = 10 * np.log10(1 + 10 ** (decibels / 10))  # what is measured of the speech holds the noise, too
        assert heard[0].decibels == pytest.approx(expected, abs=1)
        assert (heard[0].start, heard[0].end) == (0, 8)


def test_breath_in_the_pauses_is_no_background():
    rng = np.random.default_rng(2)
    speech, phones = voice(8, rng)
    for number in range(4):
        pause = slice(round((number * 2 + 1.65) * RATE), round((number * 2 + 1.95) * RATE))
        speech[pause] += hiss(pause.stop - pause.start, 0.05, rng)
    assert backgrounds(speech.astype(np.float32), phones) == []


def test_rumble_is_no_background():
    rng = np.random.default_rng(3)
    speech, phones = voice(8, rng)
    speech += 0.1 * np.sin(2 * np.pi * 25 * np.arange(len(speech)) / RATE)
    assert backgrounds(speech.astype(np.float32), phones) == []


def test_a_background_in_part_of_a_scene_is_told_with_its_times():
    rng = np.random.default_rng(4)
    speech, phones = voice(75, rng)
    speech[30 * RATE : 60 * RATE] += hiss(30 * RATE, 0.03, rng)
    samples = speech.astype(np.float32)
    assert [(b.start, b.end) for b in backgrounds(samples, phones)] == [(30, 60)]
    (warning,) = background_warnings(samples, phones)
    assert "music or noise at 30 to 60 s" in warning


@pytest.mark.parametrize("length", [0, 1, 159, 161, 4000])
def test_short_sounds_and_no_speech(length):
    assert background_warnings(np.ones(length, np.float32), [Interval(0, 0.1, "a")]) == ()
    assert background_warnings(np.ones(length, np.float32), []) == ()


def test_power_is_the_mean_square_above_the_lowest_tones():
    time = np.arange(RATE) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    assert powers(tone)[1:-1] == pytest.approx(0.125, rel=0.02)
    assert powers((0.5 + 0 * time).astype(np.float32)).max() < 1e-9


@pytest.fixture(scope="module")
def harbour_line(request):
    path = request.config.rootpath / "examples" / "harbour.wav"
    return read_sound(path), pronounce(parse_transcript(path.with_suffix(".txt").read_text(encoding="utf-8")), Lexicon())[0]


def test_a_clean_line_has_no_warning_and_a_noisy_one_has(harbour_line):
    sound, words = harbour_line
    assert BuiltinAligner().align(sound, words).warnings == ()
    level = np.sqrt(np.mean(sound.samples.astype(np.float64) ** 2)) * 10 ** (-10 / 20)
    noise = hiss(len(sound.samples), level, np.random.default_rng(5))
    warnings = BuiltinAligner().align(Sound((sound.samples + noise).astype(np.float32), RATE, "n"), words).warnings
    assert sum("music or noise, about" in warning for warning in warnings) == 1


@pytest.mark.parametrize("name", ["jfk", "libri_61", "austen_0880", "austen_0920", "speechocean_000240010"])
def test_recordings_of_people_without_a_background(shared_data, name):
    path = next(p for p in (shared_data / "speech").glob(f"{name}.*") if p.suffix != ".txt")
    words, _ = pronounce(parse_transcript(path.with_suffix(".txt").read_text(encoding="utf-8")), Lexicon())
    assert not any("music or noise" in warning for warning in BuiltinAligner().align(read_sound(path), words).warnings)
