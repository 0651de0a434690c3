"""Another program's words put back on ours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.align.base import SpokenWord
from visemes.align.regroup import owned, owners, regrouped, spoken_words
from visemes.audio import Sound
from visemes.timeline import Phone, Timeline, Word

SAY = (("S", "EY1"),)


def ours(*spoken: str) -> list[SpokenWord]:
    """Words of our transcript; "a+b" is one word that is said as two."""
    return [SpokenWord(text.replace("+", "-"), (SAY,) * (text.count("+") + 1), spoken=tuple(text.split("+"))) for text in spoken]


def theirs(*words: str) -> Timeline:
    """Words of half a second, one after the other, "_" for half a second of nothing."""
    spoken = [Word(i / 2, i / 2 + 0.5, word) for i, word in enumerate(words) if word != "_"]
    return Timeline(len(words) / 2, tuple(spoken), tuple(Phone(w.start, w.end, "s") for w in spoken))


@pytest.mark.parametrize(
    ("found", "said", "expected"),
    [
        (["a", "b"], ["a", "b"], [0, 1]),
        (["ill", "disposed", "man"], ["ill+disposed", "man"], [0, 0, 1]),
        (["illdisposed", "man"], ["ill+disposed", "man"], [0, 1]),
        (["A", "<unk>", "c"], ["a", "b", "c"], [0, 1, 2]),
        (["a", "c"], ["a", "b", "c"], [0, 2]),
        (["a", "b", "c"], ["b", "c"], [None, 0, 1]),
        (["a", "b", "c"], ["a", "c"], [0, 0, 1]),
        (["o'", "clock", "now"], ["o'clock", "now"], [0, 0, 1]),
        ([], ["a"], []),
    ],
)
def test_each_of_their_words_stands_for_one_of_ours(found, said, expected):
    assert owners(found, spoken_words(ours(*said))) == expected


def test_a_word_lasts_from_its_first_to_its_last_part():
    spans = owned(theirs("nineteen", "eighty", "four", "_", "now"), ours("nineteen+eighty+four", "now"))
    assert [(s.start, s.end) for s in spans] == [(0.0, 1.5), (2.0, 2.5)]


def test_words_left_out_share_the_room_there_is():
    spans = owned(theirs("a", "_", "_", "d"), ours("a", "b", "c", "d"))
    assert [(s.start, s.end) for s in spans] == [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5), (1.5, 2.0)]


def test_words_left_out_where_there_is_no_room_are_told():
    quiet = Sound(np.zeros(16000, np.float32), 16000)
    found = regrouped(theirs("a", "c"), quiet, ours("a", "b", "c"), "en-us", "tide")
    assert [w.label for w in found.words] == ["a", "c"]
    assert found.warnings == ("tide left out 'b', and there is no room for it: is it said?",)


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), st.lists(st.sampled_from("abcd"), max_size=6))
def test_times_never_go_back(said, found):
    spans = owned(theirs(*found) if found else Timeline(1.0), ours(*said))
    times = [t for s in spans if s.start is not None for t in (s.start, s.end)]
    assert times == sorted(times)
    assert [s.word.text for s in spans] == said
