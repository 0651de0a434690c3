"""Two speakers in one sound: example lines laid over each other at known times."""

import numpy as np
import pytest

from visemes.align.base import SpokenWord
from visemes.align.builtin import BuiltinAligner
from visemes.align.voices import joined, nearest
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.timeline import OVERLAP
from visemes.transcript import parse_transcript

RATE = 16_000


@pytest.fixture(scope="module")
def lines(request):
    """Two lines of two voices: samples, words, and where the words are when nobody else speaks."""
    found = []
    for name in ("harbour", "bakery"):
        path = request.config.rootpath / "examples" / f"{name}.wav"
        sound = read_sound(path)
        words, _ = pronounce(parse_transcript(path.with_suffix(".txt").read_text(encoding="utf-8")), Lexicon())
        found.append((sound.samples, words, BuiltinAligner().align(sound, words).words))
    return found


def scene(lines, overlap, order=(0, 1)):
    """A sound in which the second line begins `overlap` seconds before the first one ends; its words; and their true starts."""
    (one, words, times), (two, other, later) = (lines[i] for i in order)
    offset = round((times[-1].end - overlap - later[0].start) * RATE)
    samples = np.zeros(max(len(one), offset + len(two)), np.float32)
    samples[: len(one)] += one
    samples[offset : offset + len(two)] += two
    samples += 1e-4 * np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    said = [SpokenWord(w.text, w.parts, "ANNA") for w in words] + [SpokenWord(w.text, w.parts, "BEN") for w in other]
    starts = [w.start for w in times] + [w.start + offset / RATE for w in later]
    return Sound(samples, RATE, "scene"), said, np.array(starts)


def by_order(timeline):
    """Starts in the order of the transcript: ANNA's words, then BEN's."""
    return np.array([w.start for who in ("ANNA", "BEN") for w in timeline.words if w.speaker == who])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("overlap", [0.4, 0.8])
def test_words_keep_their_places_where_voices_overlap(lines, overlap, order):
    sound, words, starts = scene(lines, overlap, order)
    timeline = BuiltinAligner().align(sound, words)
    assert len(timeline.words) == len(words)
    error = np.abs(by_order(timeline) - starts)
    assert np.median(error) < 0.02
    assert np.mean(error < 0.1) >= 0.9
    (mark,) = [m for m in timeline.marks if m.label == OVERLAP]
    begins = starts[len(lines[order[0]][1])]
    assert mark.start == pytest.approx(begins, abs=0.15)
    assert mark.end == pytest.approx(begins + overlap, abs=0.15)
    assert any("ANNA and BEN" in warning for warning in timeline.warnings)


def test_each_voice_gets_its_own_timeline_with_the_mark(lines):
    sound, words, _ = scene(lines, 0.6)
    timeline = BuiltinAligner().align(sound, words)
    for who, (_, own, _) in zip(("Anna", "ben"), lines, strict=True):
        part = timeline.of(who)
        assert [w.label for w in part.words] == [w.text for w in own]
        assert not part.is_crowded
        assert {p.speaker.lower() for p in part.phones} == {who.lower()}
        assert [m.label for m in part.marks].count(OVERLAP) == 1


@pytest.mark.parametrize("overlap", [-0.5, -0.2])
def test_one_after_the_other_is_no_overlap(lines, overlap):
    sound, words, starts = scene(lines, overlap)
    timeline = BuiltinAligner().align(sound, words)
    assert OVERLAP not in {m.label for m in timeline.marks}
    assert not timeline.is_crowded
    plain = BuiltinAligner().align(sound, [SpokenWord(w.text, w.parts) for w in words])
    assert [w.start for w in timeline.words] == [w.start for w in plain.words]
    assert np.abs(by_order(timeline) - starts).max() < 0.06


def test_a_word_thrown_in_while_the_other_goes_on(lines):
    (one, words, times), (two, other, later) = lines
    bread = next(i for i, w in enumerate(other) if w.text == "bread")
    cut = round((later[bread].start - 0.01) * RATE), round((later[bread].end + 0.01) * RATE)
    inside = times[5].start + 0.05
    samples = one.copy()
    place = round(inside * RATE)
    samples[place : place + cut[1] - cut[0]] += two[cut[0] : cut[1]]
    anna = [SpokenWord(w.text, w.parts, "ANNA") for w in words]
    said = [*anna[:6], SpokenWord("bread", other[bread].parts, "BEN"), *anna[6:]]
    timeline = BuiltinAligner().align(Sound(samples, RATE, "scene"), said)
    found = {w.label: w for w in timeline.words}
    assert found["bread"].start == pytest.approx(inside + 0.01, abs=0.1)
    starts = np.array([w.start for w in timeline.of("ANNA").words])
    assert np.mean(np.abs(starts - [w.start for w in times]) < 0.05) >= 0.8


def test_words_belong_to_the_nearest_change():
    assert [nearest([3, 7], i) for i in range(10)] == [3, 3, 3, 3, 3, 7, 7, 7, 7, 7]


def test_stretches_that_nearly_touch_are_one():
    assert list(joined([(0.0, 1.0), (0.5, 0.7), (1.05, 1.2), (2.0, 3.0)])) == [(0.0, 1.2), (2.0, 3.0)]
