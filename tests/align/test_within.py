"""Phones inside word times that are given: the words stay where they are, the phones find their places."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from visemes.align.builtin import BuiltinAligner
from visemes.align.within import Placed, phones_within
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import read_transcript


@pytest.fixture(scope="module")
def line(harbour):
    """The example's sound, its words, and when the aligner hears them."""
    sound = read_sound(harbour)
    words, _ = pronounce(read_transcript(harbour.with_suffix(".txt")), Lexicon())
    return sound, words, BuiltinAligner().align(sound, words)


def placed(words, times):
    return [Placed(word, start, end) for word, (start, end) in zip(words, times, strict=True)]


def test_given_the_times_that_are_heard_the_phones_are_those_that_are_heard(line):
    sound, words, heard = line
    found = phones_within(sound, placed(words, [(w.start, w.end) for w in heard.words]))
    assert [p.label for p in found.phones] == [p.label for p in heard.phones]
    assert [(w.start, w.end, w.label) for w in found.words] == [(w.start, w.end, w.label) for w in heard.words]
    assert np.mean([abs(a.start - b.start) for a, b in zip(found.phones, heard.phones, strict=True)]) < 0.004


def test_every_word_is_where_it_was_said_to_be(line):
    """Also where that is wrong: a person's times win over ours."""
    sound, words, heard = line
    times = [(w.start + 0.03, w.end + 0.03) for w in heard.words]
    found = phones_within(sound, placed(words, times))
    assert [(w.start, w.end) for w in found.words] == times
    for word in found.words:
        own = found.phones_in(word)
        assert (own[0].start, own[-1].end) == (word.start, word.end)
        assert all(a.end == b.start for a, b in pairwise(own))


@pytest.mark.parametrize("slack", [0.06, 0.15])
def test_with_slack_rough_times_become_those_that_are_heard(line, slack):
    sound, words, heard = line
    rng = np.random.default_rng(1)
    rough = [(w.start + rng.uniform(0, 0.04), w.end - rng.uniform(0, 0.04)) for w in heard.words]
    found = phones_within(sound, placed(words, rough), slack=slack)
    assert [w.label for w in found.words] == [w.label for w in heard.words]
    assert np.mean([abs(a.start - b.start) for a, b in zip(found.words, heard.words, strict=True)]) < 0.006
    for word, (start, end) in zip(found.words, rough, strict=True):
        assert start - slack - 0.03 <= word.start < word.end <= end + slack + 0.03


def test_a_second_line_far_away_is_not_heard_in_its_place(line):
    """The same words twice: those of the second half stay there although the first half sounds the same."""
    sound, words, heard = line
    twice = Sound(np.concatenate([sound.samples, sound.samples]), sound.rate)
    later = [(w.start + sound.duration, w.end + sound.duration) for w in heard.words]
    found = phones_within(twice, placed(words, later), slack=0.05)
    assert found.words[0].start == pytest.approx(later[0][0], abs=0.02)
    assert len(found.phones) == len(heard.phones)


def test_a_word_without_room_shares_it_out(line):
    sound, words, heard = line
    times = [(w.start, w.end) for w in heard.words]
    times[2] = (times[2][0], times[2][0] + 0.004)
    found = phones_within(sound, placed(words, times))
    own = found.phones_in(found.words[2])
    assert (own[0].start, own[-1].end) == times[2]
    assert len(own) >= 3


def test_words_in_digital_silence_share_out_their_time(line):
    _, words, _ = line
    quiet = Sound(np.zeros(32000, np.float32), 16000)
    found = phones_within(quiet, [Placed(words[1], 0.5, 0.8)])
    lengths = [p.end - p.start for p in found.phones]
    assert lengths == pytest.approx([0.3 / len(lengths)] * len(lengths))


def test_a_long_sound_is_searched_in_pieces(line):
    sound, words, heard = line
    many = 16
    long = Sound(np.tile(sound.samples, many), sound.rate)
    assert long.duration > 50
    times = [(w.start + i * sound.duration, w.end + i * sound.duration) for i in range(many) for w in heard.words]
    found = phones_within(long, placed(list(words) * many, times))
    assert [(w.start, w.end) for w in found.words] == times
    assert len(found.phones) == many * len(heard.phones)


def test_no_words_no_phones(line):
    assert phones_within(line[0], []).phones == ()
