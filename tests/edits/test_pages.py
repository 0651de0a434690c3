"""What a review page saves, as edits."""

from __future__ import annotations

import json

import pytest

from visemes.edits.model import Delete, Emphasize, Insert, Pronounce, Rewrite, SetTime, WordRef
from visemes.edits.pages import parse_edits_file
from visemes.edits.revise import revise
from visemes.errors import TimelineError


def saved(**changes):
    """A file of one line with these changes."""
    return parse_edits_file(json.dumps({"schema_version": 1, "kind": "edits", "lines": [{"line": "harbour", **changes}]}), "p.json")


def of(timeline, **changes):
    return saved(**changes).of("harbour", timeline, alone=False)


def test_every_change_of_a_word_becomes_an_edit(timeline):
    word = {"word": 2, "said": "boat"}
    ref = WordRef(2, "boat", timeline.words[2].start)
    changes = [
        {"text": "goat", "pronunciation": "G OW1 T"},
        {"pronunciation": "B OW1"},
        {"gone": True, "start": 1},
        {"start": 0.7, "end": 0.9, "emphasis": 2},
    ]
    edits = [of(timeline, words=[word | change])[0] for change in changes]
    assert edits == [
        (Rewrite(ref, ref, "goat", ("G OW1 T",)),),
        (Pronounce(ref, "B OW1"),),
        (Delete(ref, ref),),
        (SetTime(ref, "start", 0.7), SetTime(ref, "end", 0.9), Emphasize(ref, 2)),
    ]


def test_a_phone_is_found_in_its_word(timeline):
    number = timeline.phones.index(timeline.phones_in(timeline.words[3])[1])
    phone = timeline.phones[number]
    edits, lost = of(timeline, phones=[{"phone": number, "label": phone.label, "start": 1.0}])
    assert edits == (SetTime(WordRef(3, "drifted", timeline.words[3].start), "start", 1.0, 1, phone.label),)
    assert lost == ()


def test_the_edge_of_a_word_is_not_told_twice(timeline):
    word, after = timeline.words[2], timeline.words[3]
    first = timeline.phones.index(timeline.phones_in(after)[0])
    changes = {
        "words": [{"word": 2, "said": "boat", "end": 0.95}, {"word": 3, "said": "drifted", "start": 0.95}],
        "phones": [{"phone": first - 1, "label": "t", "end": 0.95}, {"phone": first, "label": "d", "start": 0.95}],
    }
    edits, _ = of(timeline, **changes)
    assert edits == (
        SetTime(WordRef(2, "boat", word.start), "end", 0.95),
        SetTime(WordRef(3, "drifted", after.start), "start", 0.95),
    )


def test_what_is_missing_stands_before_the_next_word(timeline):
    edits, _ = of(timeline, inserted=[{"after": -1, "text": "so"}, {"after": 9, "text": "then"}])
    assert edits == (Insert(WordRef(0, "The", timeline.words[0].start), "so"), Insert(WordRef(10), "then"))


@pytest.mark.parametrize(("phone", "why"), [({"phone": 3, "label": "x"}, "in this line"), ({"phone": 999}, "phones")])
def test_another_phone_is_listed(timeline, phone, why):
    edits, (lost,) = of(timeline, phones=[phone | {"start": 1.0}])
    assert edits == ()
    assert why in lost.why


def test_a_word_moved_as_a_whole_takes_its_sounds_along(timeline, speech):
    """Both edges later by 40 ms, the next word's start too: every phone of it 40 ms later, nothing else."""
    said = timeline.words[8]
    words = [{"word": 8, "start": said.start + 0.04, "end": said.end + 0.04}, {"word": 9, "start": said.end + 0.04}]
    revised = revise(timeline, of(timeline, words=words)[0], speech)
    assert revised.unplaced == ()
    for old, new in zip(timeline.phones_in(said), revised.timeline.phones_in(revised.timeline.words[8]), strict=True):
        assert new.start == pytest.approx(old.start + 0.04)
        assert new.end == pytest.approx(old.end + 0.04)
    assert revised.timeline.words[:7] == timeline.words[:7]
    assert revised.timeline.words[9].end == timeline.words[9].end


def test_neighbours_that_move_together_are_moved_in_whatever_order_leaves_room(timeline, speech):
    far = 0.1
    words = [{"word": i, "start": timeline.words[i].start + far, "end": timeline.words[i].end + far} for i in (8, 9)]
    revised = revise(timeline, of(timeline, words=words)[0], speech)
    assert revised.unplaced == ()
    assert [(w.start, w.end) for w in revised.timeline.words[8:]] == [
        pytest.approx((w.start + far, w.end + far)) for w in timeline.words[8:]
    ]


def test_a_line_that_the_page_did_not_change(timeline):
    with pytest.raises(TimelineError, match="has no changes for the line bakery"):
        saved().of("bakery", timeline, alone=False)
    assert saved().of("bakery", timeline, alone=True) == ((), ())
