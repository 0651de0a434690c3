from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import TimelineError, UnknownNameError, UsageError
from visemes.timeline import OVERLAP, Cue, Interval, Phone, Timeline, Word, at, check_tier, tidy

times = st.lists(st.integers(0, 100_000), max_size=40, unique=True).map(lambda ms: [t / 1000 for t in sorted(ms)])


@st.composite
def tiers(draw, kind=Phone):
    """Intervals between neighbouring times, some left out: sorted, disjoint, with pauses."""
    edges = draw(times)
    spans = [(a, b) for a, b in pairwise(edges) if draw(st.booleans())]
    return tuple(kind(a, b, draw(st.sampled_from("ptkɑmæ"))) for a, b in spans)


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (-0.1, 1), (math.nan, 1), (0, math.nan), (0, math.inf), (-math.inf, 0)])
def test_impossible_intervals(start, end):
    with pytest.raises(TimelineError, match="'p'"):
        Interval(start, end, "p")


def test_intervals_are_frozen():
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        Phone(0, 1, "p").start = 0.5


@pytest.mark.parametrize(("given_", "kept"), [(None, None), (0.3, 0.3), (1.0000001, 1.0), (-1e-9, 0.0), (math.nan, None)])
def test_confidence_is_a_probability(given_, kept):
    assert Phone(0, 1, "p", given_).confidence == kept


def test_an_interval_holds_its_start_but_not_its_end():
    interval = Interval(1, 2, "p")
    assert (interval.contains(1), interval.contains(2), interval.duration, interval.middle) == (True, False, 1, 1.5)
    assert interval.moved(3, 5) == Interval(3, 5, "p")


@given(tiers(), st.floats(-1, 101))
def test_what_is_said_at_a_time_as_a_linear_search_finds_it(tier, seconds):
    assert at(tier, seconds) == next((i for i in tier if i.start <= seconds < i.end), None)


@given(tiers(), st.integers(0, 100_000))
def test_what_is_said_exactly_at_a_boundary(tier, millisecond):
    seconds = millisecond / 1000
    assert at(tier, seconds) == next((i for i in tier if i.start <= seconds < i.end), None)


@given(tiers(), tiers(Word))
def test_phones_of_a_word_as_a_linear_search_finds_them(phones, words):
    timeline = Timeline(100.0, words, phones)
    for word in words:
        assert timeline.phones_in(word) == tuple(p for p in phones if word.start <= (p.start + p.end) / 2 < word.end)


@given(tiers())
def test_phones_and_pauses_together_are_the_whole_sound(phones):
    timeline = Timeline(100.0, (), phones)
    pauses = list(timeline.pauses())
    assert math.isclose(sum(b - a for a, b in pauses) + sum(p.duration for p in phones), 100.0)
    assert all(timeline.phone_at((a + b) / 2) is None for a, b in pauses)


@given(tiers(), st.integers(0, 2**32))
def test_a_tier_out_of_order_is_refused(phones, seed):
    if len(phones) < 2:
        return
    index = seed % (len(phones) - 1)
    swapped = (*phones[:index], phones[index + 1], phones[index], *phones[index + 2 :])
    with pytest.raises(TimelineError, match="before"):
        Timeline(100.0, (), swapped)


def test_overlap_and_overrun_name_the_culprits():
    with pytest.raises(TimelineError, match=r"phone 'ɑ' starts at 0\.400 s, before 'p' ends at 0\.500 s"):
        Timeline(1, (), (Phone(0, 0.5, "p"), Phone(0.4, 0.6, "ɑ")))
    with pytest.raises(TimelineError, match=r"word 'pop' ends at 2\.000 s, after the sound \(1\.000 s\)"):
        Timeline(1, (Word(0, 2, "pop"),))


def test_rounding_noise_is_no_overlap():
    check_tier((Phone(0, 0.5000000001, "p"), Phone(0.5, 1.0000000001, "ɑ")), 1.0, "phone")


@pytest.mark.parametrize("duration", [-1, math.nan, math.inf])
def test_impossible_durations(duration):
    with pytest.raises(TimelineError, match="cannot last"):
        Timeline(duration)


def test_an_empty_sound_is_a_timeline():
    assert list(Timeline(0).pauses()) == []
    assert Timeline(0).phone_at(0) is None


raw = st.lists(st.floats(0, 1e4), min_size=2, max_size=12, unique=True).map(sorted)


@given(raw)
def test_tidy_moves_nothing_by_more_than_half_a_microsecond_and_settles(edges):
    phones = tuple(Phone(a, b, "p", a / 1e4) for a, b in pairwise(edges))
    timeline = Timeline(edges[-1], (), phones)
    once = timeline.tidy()
    assert once.tidy() == once
    assert len(once.phones) == len(phones)
    for before, after in zip(phones, once.phones, strict=True):
        assert abs(before.start - after.start) < 0.51e-6
        assert abs(before.end - after.end) < 0.51e-6


@given(st.integers(0, 10**10))
def test_tidy_leaves_whole_microseconds_alone(microseconds):
    seconds = microseconds / 10**6
    assert tidy(seconds) == seconds
    assert Timeline(seconds).tidy() == Timeline(seconds)


def test_tidy_ends_with_the_sound():
    untidy = Timeline(1.0000004, (), (Phone(0.5, 1.0000012, "p"),)).tidy()
    assert (untidy.duration, untidy.phones[0].end) == (1.0, 1.0)


def test_tidy_keeps_what_it_would_round_away():
    blink = Phone(0.10000001, 0.10000002, "p")
    assert blink.tidy() == blink


def test_tidy_cue():
    cue = Cue(0.1234567, 0.2, "A", None, "p", 1 / 3)
    assert cue.tidy() == replace(cue, start=0.123457, weight=0.333333)
    assert str(tidy(-1e-9)) == "0.0"


def test_of_a_speaker_keeps_only_their_words_and_phones():
    words = (Word(0.0, 1.0, "hi", speaker="ANNA"), Word(1.0, 2.0, "you", speaker="Ben"), Word(3.0, 4.0, "oh", speaker="ANNA"))
    phones = (Phone(0.0, 0.4, "h"), Phone(0.4, 1.0, "aɪ"), Phone(1.0, 2.0, "u"), Phone(3.0, 4.0, "oʊ"))
    anna = Timeline(5.0, words, phones).of("anna")
    assert [w.label for w in anna.words] == ["hi", "oh"]
    assert [p.label for p in anna.phones] == ["h", "aɪ", "oʊ"]
    assert list(anna.pauses()) == [(1.0, 3.0), (4.0, 5.0)]


@pytest.mark.parametrize(("speaker", "words"), [("BEM", "did you mean 'Ben'"), ("Zoe", "one of: Ben")])
def test_an_unknown_speaker_is_named(speaker, words):
    with pytest.raises(UnknownNameError, match=words):
        Timeline(5.0, (Word(1.0, 2.0, "you", speaker="Ben"),)).of(speaker)


def test_a_speaker_where_nobody_is_named():
    with pytest.raises(UsageError, match="ANNA: Hello"):
        Timeline(5.0, (Word(1.0, 2.0, "you"),)).of("Ben")


def talk(*rows):
    """Words of one phone each: (start, end, speaker)."""
    ordered = sorted(rows)
    words = tuple(Word(a, b, f"{who}{a}", speaker=who) for a, b, who in ordered)
    return Timeline(10.0, words, tuple(Phone(a, b, "m", speaker=who) for a, b, who in ordered))


def test_voices_may_overlap_but_nobody_overlaps_himself():
    crowd = talk((0, 1, "ANNA"), (0.5, 2, "BEN"), (1, 1.5, "ANNA"))
    assert crowd.is_crowded
    assert not crowd.of("anna").is_crowded
    assert [w.start for w in crowd.of("ben").words] == [0.5]
    assert crowd.phones_in(crowd.words[0]) == (crowd.phones[0],)
    for rows in [((0, 1, "ANNA"), (0.5, 2, "ANNA")), ((0, 1, "ANNA"), (0.5, 2, "")), ((0, 1, ""), (0.5, 2, "BEN"))]:
        with pytest.raises(TimelineError, match="before"):
            talk(*rows)
    with pytest.raises(TimelineError, match="comes after"):
        Timeline(3.0, (Word(1, 2, "a", speaker="A"), Word(0, 1, "b", speaker="B")))


def test_the_longest_of_overlapping_words_must_lie_inside_the_sound():
    with pytest.raises(TimelineError, match="after the sound"):
        Timeline(3.0, (Word(1, 4, "a", speaker="A"), Word(2, 2.5, "b", speaker="B")))


def test_one_mouth_shows_who_began_first():
    crowd = talk((0, 1, "ANNA"), (1, 2, "ANNA"), (1.5, 1.8, "BEN"), (1.9, 3, "BEN"), (3.1, 4, "CLEO"), (3.5, 3.9, "BEN"))
    shown = crowd.one_mouth()
    assert [(p.start, p.end, p.speaker) for p in shown.phones] == [
        (0, 1, "ANNA"), (1, 2, "ANNA"), (2, 3, "BEN"), (3.1, 4, "CLEO"),
    ]  # fmt: skip
    assert not shown.is_crowded
    alone = talk((0, 1, "ANNA"), (1, 2, "BEN"))
    assert alone.one_mouth() is alone


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0.01, 1), st.sampled_from("ABC")), max_size=20))
def test_one_mouth_never_overlaps(rows):
    ends = dict.fromkeys("ABC", 0.0)
    kept = []
    for start, length, who in sorted(rows):
        if start >= ends[who]:
            kept.append((start, start + length, who))
            ends[who] = start + length
    crowd = talk(*kept)
    shown = crowd.one_mouth()
    assert not shown.is_crowded
    covered = sum(p.duration for p in shown.phones)
    assert covered <= sum(p.duration for p in crowd.phones) + 1e-9
    assert all(any(o.speaker == p.speaker and o.start <= p.start and p.end == o.end for o in crowd.phones) for p in shown.phones)


def test_overlap_marks_are_for_those_who_overlap():
    crowd = replace(
        talk((0, 1, "ANNA"), (0.5, 2, "BEN"), (4, 5, "CLEO")), marks=(Interval(0.5, 1, OVERLAP), Interval(4, 5, "different"))
    )
    assert [m.label for m in crowd.of("BEN").marks] == [OVERLAP, "different"]
    assert [m.label for m in crowd.of("CLEO").marks] == ["different"]
