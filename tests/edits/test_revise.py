"""Edits made to a timeline: what they are about changes, everything else stays to the digit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from visemes.edits.model import Delete, Emphasize, Insert, Pronounce, Rewrite, SetTime, WordRef
from visemes.edits.revise import revise
from visemes.edits.said import pronunciation_of, said_in
from visemes.pipeline import align
from visemes.timeline import Phone, Timeline, Word
from visemes.transcript import parse_transcript


def ref(index, was=""):
    return WordRef(index, was)


def words(timeline):
    return [word.label for word in timeline.words]


def untouched(old, new, *changed):
    """The words but for those with these numbers in the old timeline are the same objects' equals, phones too."""
    kept = [word for i, word in enumerate(old.words) if i not in changed]
    assert [word for word in new.words if word in kept] == kept
    for word in kept:
        assert new.phones_in(word) == old.phones_in(word)


def test_no_edits_change_nothing(timeline, speech, sound):
    revised = revise(timeline, [], speech, sound)
    assert revised.timeline == timeline
    assert revised.stretches == revised.unplaced == ()


def test_the_phones_of_a_timeline_are_what_the_aligner_was_told(timeline, speech):
    """Back from IPA to ARPABET every word is one of its dictionary pronunciations."""
    spoken = speech.words(" ".join(words(timeline)))
    for said, known in zip(said_in(timeline)[0], spoken, strict=True):
        assert pronunciation_of(said, "en-us") in known.parts[0]


def test_a_wrong_word_is_replaced_and_its_neighbours_stay(timeline, speech, sound):
    wrong = align(sound, parse_transcript("The old goat drifted past the harbour and nobody waved.")).tidy()
    revised = revise(wrong, [Rewrite(ref(2, "goat"), ref(2, "goat"), "boat")], speech, sound)
    assert words(revised.timeline) == words(timeline)
    assert [p.label for p in revised.timeline.phones_in(revised.timeline.words[2])] == ["b", "oʊ", "t"]
    untouched(wrong, revised.timeline, 2)
    new, right = revised.timeline.words[2], timeline.words[2]
    assert wrong.words[1].end <= new.start < new.end <= wrong.words[3].start
    assert abs(new.start - right.start) < 0.04
    assert new.by_hand == {"text"}
    assert revised.stretches == ((wrong.words[1].end, wrong.words[3].start),)


def test_a_phrase_aligned_anew_is_where_it_was(timeline, speech, sound):
    """The same words in the same sound: within 20 ms of what the whole line's alignment found."""
    revised = revise(timeline, [Rewrite(ref(2), ref(4))], speech, sound)
    untouched(timeline, revised.timeline, 2, 3, 4)
    for old, new in zip(timeline.phones, revised.timeline.phones, strict=True):
        assert old.label == new.label
        assert abs(old.start - new.start) < 0.02


def test_more_words_than_before_keep_what_was_set_for_the_same_ones(timeline, speech, sound):
    loud = revise(timeline, [Emphasize(ref(2), 1.5)], speech).timeline
    revised = revise(loud, [Rewrite(ref(1), ref(2), "very old boat")], speech, sound)
    assert words(revised.timeline)[:5] == ["The", "very", "old", "boat", "drifted"]
    assert revised.timeline.words[3].emphasis == 1.5
    untouched(timeline, revised.timeline, 1, 2)


def test_a_pronunciation_is_kept_with_the_word(timeline, speech, sound):
    revised = revise(timeline, [Pronounce(ref(6, "harbour"), "HH AE1 R B ER0")], speech, sound)
    word = revised.timeline.words[6]
    assert word.pronunciation == ("HH", "AE1", "R", "B", "ER0")
    assert [p.label for p in revised.timeline.phones_in(word)] == ["h", "æ", "ɹ", "b", "ɚ"]
    untouched(timeline, revised.timeline, 6)
    again = revise(revised.timeline, [Rewrite(ref(5), ref(7))], speech, sound).timeline
    assert again.words[6].pronunciation == word.pronunciation
    assert [p.label for p in again.phones_in(again.words[6])] == ["h", "æ", "ɹ", "b", "ɚ"]


def test_ipa_is_a_pronunciation_too(timeline, speech, sound):
    revised = revise(timeline, [Pronounce(ref(6), "hˈæɹbɚ")], speech, sound)
    assert revised.timeline.words[6].pronunciation == ("HH", "AE1", "R", "B", "ER0")


def test_a_time_by_hand_holds_when_its_phrase_is_aligned_anew(timeline, speech, sound):
    seconds = timeline.words[3].start + 0.03
    pinned = revise(timeline, [SetTime(ref(3), "start", seconds)], speech).timeline
    assert pinned.words[3].start == seconds
    again = revise(pinned, [Rewrite(ref(2), ref(4))], speech, sound).timeline
    assert (again.words[2].end, again.words[3].start) == (seconds, seconds)
    inner = revise(timeline, [SetTime(ref(3), "end", timeline.phones_in(timeline.words[3])[1].end + 0.01, 1)], speech).timeline
    kept = revise(inner, [Rewrite(ref(3), ref(3))], speech, sound).timeline
    assert kept.phones_in(kept.words[3])[1].end == inner.phones_in(inner.words[3])[1].end


def test_deleted_words_leave_no_hole(timeline, speech, sound):
    revised = revise(timeline, [Delete(ref(5, "the"), ref(5, "the"))], speech, sound)
    assert words(revised.timeline) == words(timeline)[:5] + words(timeline)[6:]
    old, new = timeline.words, revised.timeline.words
    assert (new[4].start, new[5].end) == (old[4].start, old[6].end)
    untouched(timeline, revised.timeline, 4, 5, 6)


def test_inserted_words_are_found_where_they_are_said(timeline, speech, sound):
    short = align(sound, parse_transcript("The old boat drifted the harbour and nobody waved.")).tidy()
    revised = revise(short, [Insert(ref(4), "past")], speech, sound)
    assert words(revised.timeline) == words(timeline)
    assert abs(revised.timeline.words[4].start - timeline.words[4].start) < 0.06
    at_end = revise(short, [Insert(ref(9), "indeed")], speech, sound)
    assert words(at_end.timeline)[-1] == "indeed"


def test_a_stretch_may_be_given_in_seconds(timeline, speech, sound):
    start, end = timeline.words[1].start, timeline.words[2].end
    revised = revise(timeline, [Rewrite(None, None, "cold boat", start=start, end=end)], speech, sound)
    assert words(revised.timeline)[:4] == ["The", "cold", "boat", "drifted"]
    untouched(timeline, revised.timeline, 1, 2)


def test_numbers_count_the_words_before_any_edit(timeline, speech, sound):
    edits = [
        Delete(ref(0), ref(0)),
        Emphasize(ref(9, "waved"), 2.0),
        SetTime(ref(8, "nobody"), "start", timeline.words[8].start + 0.01),
    ]
    revised = revise(timeline, edits, speech, sound)
    assert revised.unplaced == ()
    assert (revised.timeline.words[8].label, revised.timeline.words[8].emphasis) == ("waved", 2.0)
    assert revised.timeline.words[7].start == timeline.words[8].start + 0.01


def test_a_word_that_has_moved_is_found_by_its_text(timeline, speech):
    revised = revise(timeline, [Emphasize(WordRef(3, "the", 1.9), 0.5)], speech)
    assert [w.emphasis for w in revised.timeline.words] == [1, 1, 1, 1, 1, 0.5, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Emphasize(ref(3, "ship"), 2.0), "the line has no 'ship'"),
        (Emphasize(ref(99), 2.0), "the line has 10 words"),
        (Emphasize(ref(3), 9.0), "cannot have emphasis 9"),
        (Pronounce(ref(3), "D R QQ"), "which is no ARPABET phone"),
        (Rewrite(ref(3), ref(3), "…"), "nothing in it is spoken"),
        (Rewrite(ref(3), ref(3), "one", ("W AH1 N", "T UW1")), "2 pronunciations for the 1 words"),
        (Rewrite(ref(3), ref(3), "one", start=1.0, end=1.01), "no room"),
        (SetTime(ref(3), "start", 0.1), "no room"),
        (SetTime(ref(3), "start", 1.0, 1, "m"), "that phone is no 'm'"),
    ],
)
def test_an_edit_that_does_not_fit_is_listed_and_changes_nothing(timeline, speech, sound, edit, why):
    revised = revise(timeline, [edit], speech, sound)
    assert revised.timeline == timeline
    (lost,) = revised.unplaced
    assert why in lost.why
    assert str(edit) == lost.what


def test_without_the_sound_words_cannot_be_aligned(timeline, speech):
    revised = revise(timeline, [Rewrite(ref(2), ref(2), "goat"), Emphasize(ref(2), 1.2)], speech)
    assert words(revised.timeline) == words(timeline)
    assert revised.timeline.words[2].emphasis == 1.2
    assert ["sound is needed" in lost.why for lost in revised.unplaced] == [True]


def test_of_two_edits_of_one_thing_the_later_is_made_and_the_other_listed(timeline, speech, sound):
    edits = [Rewrite(ref(2), ref(2), "goat"), Pronounce(ref(2), "B OW1 T S"), Emphasize(ref(4), 1.2), Emphasize(ref(4), 0.8)]
    revised = revise(timeline, edits, speech, sound)
    assert {lost.what for lost in revised.unplaced} == {str(edits[0]), str(edits[2])}
    assert [p.label for p in revised.timeline.phones_in(revised.timeline.words[2])] == ["b", "oʊ", "t", "s"]
    assert revised.timeline.words[4].emphasis == 0.8


def test_a_time_of_a_word_that_is_deleted_is_listed(timeline, speech, sound):
    edits = [Delete(ref(2), ref(2)), SetTime(ref(2), "start", 0.5)]
    revised = revise(timeline, edits, speech, sound)
    assert [lost.what for lost in revised.unplaced] == [str(edits[1])]


def test_neighbours_move_only_when_they_may(timeline, speech, sound):
    wrong = revise(timeline, [SetTime(ref(2), "start", timeline.words[2].start + 0.06)], speech).timeline
    unpinned = type(wrong)(wrong.duration, tuple(type(w)(w.start, w.end, w.label) for w in wrong.words), wrong.phones)
    kept = revise(unpinned, [Rewrite(ref(2), ref(2))], speech, sound).timeline
    assert kept.words[2].start == unpinned.words[2].start
    moved = revise(unpinned, [Rewrite(ref(2), ref(2), move_neighbours=True)], speech, sound).timeline
    assert abs(moved.words[2].start - timeline.words[2].start) < 0.02
    assert (moved.words[1].start, moved.words[3].end) == (unpinned.words[1].start, unpinned.words[3].end)


def test_sounds_without_a_word_give_way(speech):
    """Speech between two words that the transcript does not have: a word moved into it takes its time."""
    phones = (Phone(0.1, 0.2, "a"), Phone(0.3, 0.4, "b"), Phone(0.4, 0.5, "o"), Phone(0.5, 0.6, "t"))
    line = Timeline(1.0, (Word(0.1, 0.2, "a"), Word(0.5, 0.6, "t")), phones)
    moved = revise(line, [SetTime(ref(1), "start", 0.37)], speech).timeline
    assert [(p.label, p.start, p.end) for p in moved.phones] == [("a", 0.1, 0.2), ("b", 0.3, 0.37), ("t", 0.37, 0.6)]


def test_where_people_speak_at_once_each_has_neighbours_of_their_own(timeline, speech, sound):
    """The example line by Anna, and Ben humming all through it."""
    anna = tuple(replace(word, speaker="Anna") for word in timeline.words)
    spoken = tuple(replace(phone, speaker="Anna") for phone in timeline.phones)
    hum = Word(0.3, 3.5, "hmm", speaker="Ben"), Phone(0.3, 3.5, "m", speaker="Ben")
    words = tuple(sorted((*anna, hum[0]), key=lambda word: word.start))
    both = replace(timeline, words=words, phones=tuple(sorted((*spoken, hum[1]), key=lambda phone: phone.start)))
    number = words.index(anna[2])
    alone = revise(timeline, [Rewrite(ref(2), ref(2), "goat")], speech, sound).timeline
    crowd = revise(both, [Rewrite(ref(number), ref(number), "goat"), SetTime(ref(number + 1), "end", 1.45)], speech, sound)
    assert crowd.unplaced == ()
    found = crowd.timeline.words[number]
    assert (found.start, found.end, found.speaker) == (alone.words[2].start, alone.words[2].end, "Anna")
    assert hum[0] in crowd.timeline.words
    assert hum[1] in crowd.timeline.phones
    assert [p.label for p in crowd.timeline.phones_in(found)] == ["ɡ", "oʊ", "t"]
