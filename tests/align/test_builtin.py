"""The aligner as a whole, on short spoken lines: what is not as the transcript says is found, the rest stays right."""

from dataclasses import replace

import numpy as np
import pytest

from visemes.align.base import SpokenWord
from visemes.align.builtin import BuiltinAligner
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript

RATE = 16_000
SAME = 0.02  # seconds


@pytest.fixture(scope="module")
def line(root):
    """A short line, its words, and where they are with the right transcript."""
    sound = read_sound(root / "examples" / "harbour.wav")
    words = said((root / "examples" / "harbour.txt").read_text(encoding="utf-8"))
    return sound, words, align(sound, words)


def said(text):
    return pronounce(parse_transcript(text), Lexicon())[0]


def align(sound, words):
    return BuiltinAligner().align(sound, words)


def different(timeline):
    return [w.label for w in timeline.words if any(m.label == "different" and m.contains(w.middle) for m in timeline.marks)]


def moved(timeline, right, labels):
    """How far the starts and ends of words moved at the most."""
    theirs = {w.label: w for w in right.words}
    ours = {w.label: w for w in timeline.words}
    return max(max(abs(ours[x].start - theirs[x].start), abs(ours[x].end - theirs[x].end)) for x in labels)


def numbered(words):
    return tuple(replace(w, text=f"{i} {w.text}") for i, w in enumerate(words))


def test_a_right_line_has_every_word_and_no_doubt(line):
    _, words, right = line
    assert [w.label for w in right.words] == [w.text for w in words]
    assert right.warnings == ()
    assert right.marks == ()
    assert min(w.confidence for w in right.words) > 0.5


def test_same_sound_and_words_same_timeline(line):
    sound, words, right = line
    assert align(sound, words) == right


def test_later_sound_later_words(line):
    sound, words, right = line
    shift = 0.4  # a whole number of frames
    rng = np.random.default_rng(1)
    hush = (rng.standard_normal(round(shift * RATE)) * 1e-4).astype(np.float32)
    late = align(Sound(np.concatenate([hush, sound.samples]), RATE, "late"), words)
    for ours, theirs in zip(late.words, right.words, strict=True):
        assert ours.start - shift == pytest.approx(theirs.start, abs=SAME)


@pytest.mark.parametrize("place", [1, 3])
def test_a_word_that_nobody_says_is_dropped_or_doubted(line, place):
    sound, words, _ = line
    words = numbered(words)
    right = align(sound, words)
    (extra,) = said("umbrella")
    timeline = align(sound, (*words[:place], extra, *words[place:]))
    assert "umbrella" not in [w.label for w in timeline.words] or "umbrella" in different(timeline)
    assert any("umbrella" in warning for warning in timeline.warnings)
    assert moved(timeline, right, [w.text for i, w in enumerate(words) if i not in (place - 1, place)]) < SAME


def test_a_word_that_sounds_different_is_doubted_and_its_neighbours_stay(line):
    sound, words, _ = line
    words = numbered(words)
    right = align(sound, words)
    longest = max(range(1, len(words) - 1), key=lambda i: right.words[i].duration)
    (other,) = said("mushroom")
    timeline = align(sound, (*words[:longest], other, *words[longest + 1 :]))
    assert "mushroom" in different(timeline)
    assert "'mushroom' sounds different" in timeline.warnings[0]
    assert next(w for w in timeline.words if w.label == "mushroom").confidence < 0.5
    theirs = right.words[longest]
    ours = next(w for w in timeline.words if w.label == "mushroom")
    assert ours.start == pytest.approx(theirs.start, abs=0.08)
    assert ours.end == pytest.approx(theirs.end, abs=0.08)
    assert moved(timeline, right, [w.text for i, w in enumerate(words) if abs(i - longest) > 1]) < SAME


def test_a_word_missing_in_the_transcript_is_noticed(line):
    sound, words, _ = line
    words = numbered(words)
    right = align(sound, words)
    longest = max(range(1, len(words) - 1), key=lambda i: right.words[i].duration)
    lost = right.words[longest]
    timeline = align(sound, words[:longest] + words[longest + 1 :])
    assert any(m.start < lost.end and m.end > lost.start for m in timeline.marks)
    assert timeline.warnings
    assert moved(timeline, right, [w.text for i, w in enumerate(words) if abs(i - longest) > 1]) < SAME


def test_a_wrong_transcript_is_recognised(line):
    sound, _, _ = line
    words = said("Which elephants juggle purple umbrellas beside my chimney?")
    timeline = align(sound, words)
    assert "transcript does not seem to be of this sound" in timeline.warnings[0]
    assert np.mean([w.confidence < 0.5 for w in timeline.words]) > 0.5


@pytest.mark.parametrize("seed", [1, 2])
def test_a_burst_between_words_leaves_them_where_they_are(line, seed):
    sound, words, _ = line
    words = numbered(words)
    right = align(sound, words)
    place = len(words) // 2
    cut = right.words[place].start
    rng = np.random.default_rng(seed)
    hush = (rng.standard_normal(RATE // 10) * 1e-4).astype(np.float32)
    cough = (rng.standard_normal(RATE * 3 // 10) * np.hanning(RATE * 3 // 10) * 0.3).astype(np.float32)
    inside = np.concatenate([hush, cough, hush])
    first, last = sound.samples[: round(cut * RATE)], sound.samples[round(cut * RATE) :]
    timeline = align(Sound(np.concatenate([first, inside, last]), RATE, "coughed"), words)
    assert different(timeline) == []
    assert [w.label for w in timeline.words] == [w.text for w in words]
    for ours, theirs in zip(timeline.words, right.words, strict=True):
        late = len(inside) / RATE if theirs.start >= cut - 1e-6 else 0.0
        assert ours.start - late == pytest.approx(theirs.start, abs=0.05 if abs(theirs.start - cut) < 0.1 else SAME)


def test_noise_does_not_litter_a_right_line(line):
    sound, words, _ = line
    noise = np.random.default_rng(5).standard_normal(len(sound.samples))
    level = np.sqrt(np.mean(sound.samples.astype(np.float64) ** 2)) * 10 ** (-10 / 20)
    timeline = align(Sound((sound.samples + level * noise).astype(np.float32) / 2, RATE, "noisy"), words)
    assert len(different(timeline)) + len(words) - len(timeline.words) <= len(words) // 5


def test_digital_silence_has_no_words():
    timeline = align(Sound(np.zeros(RATE, np.float32), RATE, "nothing"), said("hello there"))
    assert (timeline.words, timeline.phones, timeline.duration) == ((), (), 1.0)


def test_no_words_no_phones(line):
    assert align(line[0], ()).phones == ()


@pytest.mark.parametrize("samples", [160, 800, 1600])
def test_a_sound_too_short_for_its_words_still_has_an_answer(samples):
    sound = Sound(np.random.default_rng(2).standard_normal(samples).astype(np.float32) * 0.1, RATE, "blip")
    timeline = align(sound, said("extraordinarily complicated circumstances"))
    assert all(0 <= p.start < p.end <= sound.duration + 1e-9 for p in timeline.phones)
    assert timeline.warnings or timeline.words


def test_a_line_of_one_phone_is_where_the_sound_is():
    t = np.arange(RATE) / RATE
    voice = sum(
        np.sin(2 * np.pi * 120 * n * t) * np.exp(-(((120 * n - f) / 120) ** 2)) for n in range(1, 25) for f in (730, 1090, 2440)
    )
    inside = (t > 0.3) & (t < 0.6)
    sound = Sound((0.1 * voice * inside + 1e-4 * np.random.default_rng(3).standard_normal(RATE)).astype(np.float32), RATE, "ah")
    timeline = align(sound, (SpokenWord("ah", ((("AA1",),),)),))
    (word,) = timeline.words
    assert word.start == pytest.approx(0.3, abs=0.05)
    assert 0.4 < word.end < 0.65


@pytest.mark.parametrize("name", ["jfk", "libri_61", "austen_0880"])
def test_people_keep_their_words(shared_data, name):
    path = next(p for p in (shared_data / "speech").glob(f"{name}.*") if p.suffix != ".txt")
    words = said((shared_data / "speech" / f"{name}.txt").read_text(encoding="utf-8"))
    timeline = align(read_sound(path), words)
    assert [w.label for w in timeline.words] == [w.text for w in words]
    assert different(timeline) == []


@pytest.mark.parametrize("samples", [100, 479])
def test_a_sound_shorter_than_any_phone_says_so(line, samples):
    sound, words, _ = line
    timeline = align(Sound(sound.samples[8000 : 8000 + samples], RATE, "blip"), words)
    assert timeline.words == timeline.phones == ()
    assert timeline.warnings


@pytest.mark.parametrize("samples", [480, 800, 1600])
def test_a_very_short_sound_still_has_all_its_words_or_names_them(line, samples):
    sound, words, _ = line
    timeline = align(Sound(sound.samples[8000 : 8000 + samples], RATE, "blip"), words)
    assert timeline.warnings
    assert all(p.end <= timeline.duration + 1e-9 for p in timeline.phones)
