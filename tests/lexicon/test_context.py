"""Clauses cut at their words: against clauses whose cuts are known because they were glued together."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.lexicon.context import bare, costs, cut, in_context

SOUNDS = ["p", "t", "k", "m", "s", "l", "a", "i", "u", "ˈe", "oː", "ɔ̃"]
WORD = st.lists(st.sampled_from(SOUNDS), min_size=1, max_size=6).map(tuple)


@given(st.lists(WORD, min_size=1, max_size=8), st.data())
def test_glued_words_come_apart_where_they_were_glued(words, data):
    """Whatever groups espeak-ng makes of unchanged words, the pieces cost nothing: each is its word, or as good."""
    ends = sorted(data.draw(st.sets(st.integers(1, max(1, len(words) - 1)), max_size=len(words))) | {len(words)})
    starts = [0, *ends[:-1]]
    groups = [sum(words[a:b], ()) for a, b in zip(starts, ends, strict=True) if a < b]
    assert cut(groups, words) == words


@given(st.lists(WORD, min_size=1, max_size=6), st.lists(WORD, min_size=1, max_size=6))
def test_pieces_are_the_clause_in_order_or_nothing(words, groups):
    pieces = cut(groups, words)
    assert len(pieces) == len(words)
    labels, place = sum(groups, ()), 0
    for piece in pieces:
        starts = [n for n in range(place, len(labels) + 1) if labels[n : n + len(piece)] == piece]
        assert starts
        place = starts[0] + len(piece)


@given(WORD, WORD)
def test_costs_are_an_edit_distance(one, other):
    """The same table by plain recursion."""
    a, b = bare(one), bare(other)

    def distance(i: int, j: int) -> float:
        if not i or not j:
            return 0.7 * (i + j)
        same = a[i - 1] == b[j - 1]
        vowels = [x.rstrip("ː\u0303")[0] in "aiueoɔ" for x in (a[i - 1], b[j - 1])]
        change = 0.0 if same else 0.5 if vowels[0] == vowels[1] else 1.4
        return min(distance(i - 1, j - 1) + change, distance(i - 1, j) + 0.7, distance(i, j - 1) + 0.7)

    a, b = a[:4], b[:4]
    assert costs(a, b) == pytest.approx([distance(len(a), j) for j in range(len(b) + 1)])


READINGS = {
    "les": (("l", "ˈe"),), "amis": (("a", "m", "ˈi"),), "les amis": (("l", "e", "z"), ("a", "m", "ˈi")),
    "of": (("ɒ", "v"),), "the": (("ð", "ə"),), "of the": (("ɒ", "v", "ð", "ə"),),
    "84": (("v", "ɛ̃"), ("k", "a", "t")), "84 amis": (("v", "ɛ̃"), ("k", "a", "t"), ("a", "m", "ˈi")),
    "y": (("i", "ɡ", "ʁ", "ɛ", "k"),), "y amis": (("i",), ("a", "m", "ˈi")),
    "?": (), "? amis": (("a", "m", "ˈi"),),
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("les amis", [((("l", "e", "z"), ("l", "ˈe")),), ((("a", "m", "ˈi"),),)]),  # a link: with it, and without
        ("of the", [((("ɒ", "v"),),), ((("ð", "ə"),),)]),  # one group, two words
        ("84 amis", [((("v", "ɛ̃"),), (("k", "a", "t"),)), ((("a", "m", "ˈi"),),)]),  # one word, two groups
        ("? amis", [(), ((("a", "m", "ˈi"),),)]),  # nothing to say
        ("les", [((("l", "ˈe"),),)]),
    ],
)
def test_words_in_their_clause(words, parts):
    assert in_context(words.split(), lambda text: READINGS[text]) == parts


def test_a_letter_among_words_is_not_said_by_its_name():
    (first, _) = in_context(["y", "amis"], lambda text: READINGS[text])
    assert first in (((("i",),),), ((("i", "ɡ", "ʁ", "ɛ", "k"),),))


def test_cuts_are_sums_of_lengths():
    words = [("m", "a"), ("p", "i", "t"), ("s", "u")]
    pieces = cut([sum(words, ())], words)
    assert [*accumulate(map(len, pieces))] == [2, 5, 7]
