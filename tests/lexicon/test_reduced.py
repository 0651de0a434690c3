"""Shortened words, against what phoneticians write for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.languages import LANGUAGES
from visemes.lexicon import Lexicon, pronounce
from visemes.lexicon.reduced import reduced
from visemes.transcript import parse_transcript


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("de", "h ˈaː b ə n", "h ˈaː b m̩"),
        ("de", "z ˈaː ɡ ə n", "z ˈaː ɡ ŋ̩"),
        ("de", "ʁ ˈeː d ə n", "ʁ ˈeː d n̩"),
        ("de", "f ˈoː ɡ ə l", "f ˈoː ɡ l̩"),
        ("de", "n ɪ ç t", "n ɪ ç"),
        ("de", "ə n", "ə n"),
        ("fr-fr", "ʒ ə", "ʒ"),
        ("fr-be", "p ə t ˈi", "p t ˈi"),
        ("fr-fr", "s a m ə d ˈi", "s a m d ˈi"),
        ("fr-fr", "v ɑ̃ d ʁ ə d ˈi", "v ɑ̃ d ʁ ə d ˈi"),  # three consonants in a row keep it
        ("nl", "l ˈoː p ə n", "l ˈoː p ə"),
        ("ja", "d ˈe̞ s ɯᵝ", "d ˈe̞ s"),
        ("ja", "ɕ i t ä", "ɕ t ä"),
        ("ja", "w ä t ä ɕ i", "w ä t ä ɕ i"),
        ("es-419", "a β l ˈa ð o", "a β l ˈa o"),
        ("es", "b e ɾ ð ˈa ð", "b e ɾ ð ˈa"),
        ("pt", "n ˈoɪ t ɨ", "n ˈoɪ t"),
        ("sv", "k a t ə n", "k a t ə n"),
    ],
)
def test_what_people_leave_out(language, full, short):
    assert " ".join(reduced(tuple(full.split()), language)) == short


@given(
    st.lists(st.sampled_from(["p", "t", "s", "ɕ", "ç", "l", "ə", "i", "ɯᵝ", "n", "ð", "ˈa", "o", "ɨ"]), min_size=1, max_size=7),
    st.sampled_from(sorted(LANGUAGES)),
)
def test_shorter_never_longer_and_never_nothing(labels, language):
    short = reduced(tuple(labels), language)
    assert 1 <= len(short) <= len(labels)
    assert set(short) <= {*labels, "m̩", "n̩", "ŋ̩", "l̩"}


def test_both_ways_are_offered_and_the_full_one_first():
    pytest.importorskip("espeakng_loader")
    (word,), _ = pronounce(parse_transcript("haben", "de"), Lexicon(language="de"))
    assert word.parts == ((("h", "ˈɑː", "b", "ə", "n"), ("h", "ˈɑː", "b", "m̩")),)
