"""What the second look makes of hand-written doubts, and of a real line with a small word taken out of its transcript."""

import pytest

from visemes.align import fill, graph, second_look
from visemes.align.base import SpokenWord
from visemes.align.builtin import BuiltinAligner, search
from visemes.align.fill import Filling, Fitted, Guess, Told
from visemes.align.graph import BETWEEN, NO_WORD, Slot
from visemes.align.search import Segment, Stretch
from visemes.align.second_look import Look, Span
from visemes.audio import read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript

ONE = SpokenWord("one", ((("W", "AH1", "N"),),))
TWO = SpokenWord("twenty two", ((("T", "W"),), (("T", "UW1"),)))
SIX = SpokenWord("six", ((("S", "IH1", "K", "S"),),))
UM = SpokenWord("um", ((("AH", "M"),),))
HESITATION = Filling(Guess(fill.HESITATION, "um"))


def segment(spelling, word, frames, part=0):
    return Segment(Slot(spelling.rstrip("012"), spelling, word, 0, part), 0.0, 0.0, frames, 0.0)


PATH = [
    segment("SIL", NO_WORD, 5), segment("W", 0, 4), segment("AH1", 0, 4), segment("N", 0, 4),
    segment(BETWEEN, NO_WORD, 30, part=1), segment("T", 1, 3), segment("W", 1, 3), segment("T", 1, 3, 1), segment("UW1", 1, 6, 1),
]  # fmt: skip


def test_segments_are_grouped_by_what_they_belong_to():
    spans = list(second_look.spans_of(PATH))
    assert spans == [Span(0, 1, 0, 5), Span(1, 4, 5, 17), Span(4, 5, 17, 47), Span(5, 9, 47, 62)]


def test_gaps_inside_of_words_start_no_word():
    assert second_look.starts_of([ONE, TWO, SIX]) == {0: 0, 1: 1, 3: 2, 4: 3}


def test_the_context_of_a_gap_is_the_nearest_phones_of_its_neighbours():
    span = Span(4, 5, 17, 47)
    assert second_look.context(PATH, span, -1) == (5, (SpokenWord("", ((("W", "AH1", "N"),),)),))
    assert second_look.context(PATH, span, 1) == (56, (SpokenWord("", ((("T", "W", "T"),),)),))


def test_fillings_stand_before_a_word_or_in_its_place():
    instead = Filling(Guess(fill.SPEECH, ""), SIX)
    told = second_look.line_with([ONE, TWO, SIX], [Look(1, UM, HESITATION), Look(2, UM, instead), Look(0, None, HESITATION)])
    assert told == Told((ONE, UM, TWO, UM), {1: HESITATION, 3: instead})
    assert told.said() == {0: ONE, 2: TWO, 3: SIX}


def test_only_what_is_still_unexplained_stays_open():
    told = Told((ONE, UM, TWO, SIX), {1: HESITATION})
    assert second_look.closed_gaps(told, set()) == frozenset(range(6))
    assert second_look.closed_gaps(told, {2}) == frozenset(range(6)) - {
        4
    }  # before the third word of the line: after five parts less one
    assert second_look.closed_gaps(told, {3}) == frozenset(range(6)) - {5}


@pytest.mark.parametrize(
    ("gain", "evidence", "at_edge", "before_vowel", "expected"),
    [(45, 1, False, False, True), (35, 1, False, False, False), (45, 1, True, False, False), (70, 1, True, False, True),
     (60, 1, False, True, False), (95, 1, True, True, True), (45, -1, False, False, False)],
)  # fmt: skip
def test_a_small_word_has_to_gain_more_where_voices_mislead(gain, evidence, at_edge, before_vowel, expected):
    known = Fitted(("DH", "AH"), gain, evidence, 10, 16)
    assert second_look.is_missing(known, at_edge=at_edge, before_vowel=before_vowel) is expected


def test_a_glottal_stop_before_a_vowel_is_a_trifle():
    stop, vowel = Fitted(("IH", "K"), 80.0, 1.0, 0, 9), Fitted(("IH", "N"), 80.0, 1.0, 0, 9)
    apple = SpokenWord("apple", ((("AE1", "P", "AH0", "L"),),))
    assert second_look.is_trifle(stop, apple)
    assert not second_look.is_trifle(stop, SIX)
    assert not second_look.is_trifle(vowel, apple)
    assert second_look.is_trifle(Fitted(("IH", "N"), 20.0, 1.0, 0, 9), SIX)


def test_words_again_and_beginnings_are_guessed():
    guesses = fill.again([ONE], [SIX])
    assert guesses["W", "AH", "N"] == Guess(fill.REPEAT, "one")
    assert guesses["S", "IH", "K", "S"] == guesses["S", "IH"] == guesses["S", "IH", "K"] == Guess(fill.REPEAT, "six")


@pytest.fixture(scope="module")
def line(root):
    sound = read_sound(root / "examples" / "harbour.wav")
    words = pronounce(parse_transcript((root / "examples" / "harbour.txt").read_text(encoding="utf-8")), Lexicon())[0]
    return sound, words, BuiltinAligner().align(sound, words)


def test_a_right_line_needs_no_second_look(line):
    sound, words, _ = line
    _, told, unsaid = search(Stretch.of(sound.samples, words), words)
    assert told == Told(tuple(words), {})
    assert unsaid == []


def test_each_short_word_left_out_of_the_transcript_is_noticed_and_its_neighbours_stay(line):
    sound, words, right = line
    short = [i for i, word in enumerate(words) if 0 < i < len(words) - 1 and len(word.parts[0][0]) <= 3]
    assert short
    noticed, moved = 0, []
    for i in short:
        timeline = BuiltinAligner().align(sound, (*words[:i], *words[i + 1 :]))
        lost = right.words[i]
        noticed += any(m.start < lost.end and m.end > lost.start for m in timeline.marks)
        moved += [abs(timeline.words[i - 1].end - right.words[i - 1].end), abs(timeline.words[i].start - right.words[i + 1].start)]
    assert noticed >= 0.75 * len(short)
    assert sorted(moved)[len(moved) // 2] < 0.02


def test_the_graph_holds_no_doubt_about_sure_words():
    nodes = graph.build([ONE, SIX], doubt=True, sure=frozenset({1}))
    assert {n.slot.word for n in nodes if n.slot.spelling == graph.INSTEAD} == {0}
