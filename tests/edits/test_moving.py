"""Boundaries moved by hand: what touches moves along, nothing else does."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.edits.moving import SHORTEST, with_time
from visemes.edits.said import Said
from visemes.errors import TimelineError
from visemes.timeline import Phone, Word


def said(label, *edges, by_hand=()):
    """A word whose phones are its letters, one between each two edges."""
    phones = [Phone(a, b, letter) for letter, (a, b) in zip(label, pairwise(edges), strict=True)]
    return Said(Word(edges[0], edges[-1], label), tuple(phones))


@pytest.fixture
def words():
    return [said("pat", 0.1, 0.2, 0.3, 0.4), said("man", 0.4, 0.5, 0.6, 0.7), said("to", 1.0, 1.1, 1.2)]


def edges(words):
    return [(p.start, p.end) for word in words for p in word.phones]


def test_a_shared_edge_moves_both_sounds_and_no_other(words):
    moved = with_time(words, 1, "start", 0.43)
    assert edges(moved) == [(0.1, 0.2), (0.2, 0.3), (0.3, 0.43), (0.43, 0.5), *edges(words)[4:]]
    assert (moved[0].end, moved[1].start) == (0.43, 0.43)
    assert (moved[0].word.by_hand, moved[1].word.by_hand) == (frozenset(), {"start"})


def test_an_edge_at_a_pause_leaves_the_other_side_of_it_alone(words):
    moved = with_time(words, 1, "end", 0.8)
    assert edges(moved)[5:7] == [(0.6, 0.8), (1.0, 1.1)]


def test_an_edge_across_a_pause_pushes_the_other_side(words):
    moved = with_time(words, 1, "end", 1.05)
    assert edges(moved)[5:7] == [(0.6, 1.05), (1.05, 1.1)]
    assert (moved[1].end, moved[2].start) == (1.05, 1.05)


def test_an_inner_edge_is_marked_on_its_phone(words):
    moved = with_time(words, 1, "start", 0.55, 1)
    assert edges(moved)[3:6] == [(0.4, 0.55), (0.55, 0.6), (0.6, 0.7)]
    assert [p.by_hand for p in moved[1].phones] == [frozenset(), {"start"}, frozenset()]
    assert moved[1].word.by_hand == frozenset()


def test_sounds_that_would_be_passed_share_what_is_left(words):
    """m and a of "man" were 100 ms each before n; they share 100 ms of what is left of the word with it, evenly."""
    moved = with_time(words, 1, "start", 0.64)
    assert [round(b - a, 9) for a, b in edges(moved)[3:6]] == [0.02, 0.02, 0.02]
    assert moved[0].end == 0.64


def test_a_time_set_by_hand_stops_the_sharing(words):
    pinned = with_time(words, 1, "start", 0.55, 1)
    with pytest.raises(TimelineError, match="no room for 'man'"):
        with_time(pinned, 1, "start", 0.6)


@pytest.mark.parametrize(("edge", "seconds"), [("start", 0.75), ("end", 0.39), ("end", 1.3), ("start", -0.1), ("start", 0.09)])
def test_where_there_is_no_room_it_says_so(words, edge, seconds):
    with pytest.raises(TimelineError):
        with_time(words, 1, edge, seconds)


def test_a_phone_that_is_not_there(words):
    with pytest.raises(TimelineError, match="has 3 phones"):
        with_time(words, 1, "start", 0.5, 3)


@given(st.data())
def test_nothing_ever_overlaps_or_vanishes(data):
    words = [said("pat", 0.1, 0.2, 0.3, 0.4), said("man", 0.4, 0.5, 0.6, 0.7), said("to", 1.0, 1.1, 1.2)]
    for _ in range(data.draw(st.integers(1, 6))):
        index, edge = data.draw(st.integers(0, 2)), data.draw(st.sampled_from(["start", "end"]))
        phone = data.draw(st.none() | st.integers(0, len(words[index].phones) - 1))
        seconds = data.draw(st.floats(0, 1.5))
        try:
            moved = with_time(words, index, edge, seconds, phone)
        except TimelineError:
            continue
        own = moved[index].phones
        hit = own[{"start": 0, "end": -1}[edge] if phone is None else phone]
        assert getattr(hit, edge) == seconds
        flat = [p for word in moved for p in word.phones]
        assert [p.label for p in flat] == list("patmanto")
        assert all(p.duration >= SHORTEST - 1e-6 for p in flat)
        assert all(a.end <= b.start + 1e-9 for a, b in pairwise(flat))
        assert all((w.start, w.end) == (w.phones[0].start, w.phones[-1].end) for w in moved)
        words = moved
