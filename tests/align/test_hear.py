"""Words, phones and marks made from hand-written paths."""

import math

import numpy as np
import pytest

from visemes.align import acoustic, doubt, graph, hear
from visemes.align.base import SpokenWord
from visemes.align.doubt import Costs, Finding
from visemes.align.graph import NO_WORD, Slot
from visemes.align.hear import Heard, Hearing
from visemes.align.search import Segment, Stretch

SHE = SpokenWord("She", ((("SH", "IY1"),),), "ANNA")
GO = SpokenWord("go", ((("G", "OW1"),),))


def segment(spelling, word, start, frames, evidence=1.0, spread=0.005):
    return Segment(Slot(spelling.rstrip("012"), spelling, word, 0), start, spread, frames, evidence)


def stretch_of(names):
    """A stretch in which these are the free phones of the frames."""
    index = acoustic.english().index
    frames = len(names)
    free = np.array([index[n] for n in names])
    nothing = np.zeros(frames, np.float32)
    return Stretch(np.zeros((frames, 3, 13)), 160, -12.0, Costs.at(40.0), free, nothing, np.zeros((frames, 0), np.float32), {})


def test_strength_is_the_sum_of_evidence_over_the_root_of_its_frames():
    phones = [segment("SH", 0, 0.0, 9, 2.0), segment("IY1", 0, 0.1, 16, -1.0)]
    assert hear.strength(phones, 0.01) == pytest.approx((9 * 2.0 + 16 * -1.0) / math.sqrt(25))


def test_strength_does_not_depend_on_how_finely_time_is_cut():
    coarse, fine = ([segment("SH", 0, 0.0, n, -1.5)] for n in (10, 20))
    assert hear.strength(fine, 0.005) == pytest.approx(hear.strength(coarse, 0.01))


def test_words_with_pauses_between_them():
    path = [
        segment("SIL", NO_WORD, 0.0, 10),
        segment("SH", 0, 0.1, 10),
        segment("IY1", 0, 0.2, 10),
        segment("SIL", NO_WORD, 0.3, 10),
        segment("G", 1, 0.4, 5, -60.0),
        segment("OW1", 1, 0.45, 10, -60.0),
    ]
    phones, findings = hear.heard(stretch_of(["SIL"] * 60), path, [SHE, GO], 0.6)
    assert findings == []
    timeline = Hearing(phones, findings, [SHE, GO]).timeline(0.6)
    assert [(w.label, w.start, w.end, w.speaker) for w in timeline.words] == [("She", 0.1, 0.3, "ANNA"), ("go", 0.4, 0.6, "")]
    assert [p.label for p in timeline.phones] == ["ʃ", "i", "ɡ", "oʊ"]
    assert [p.stress for p in timeline.phones] == [None, 1, None, 1]
    assert timeline.words[0].confidence > 0.9
    assert timeline.words[1].confidence < 0.1
    assert timeline.warnings == ()


def test_a_sound_that_speaks_is_marked_and_moves_the_mouth():
    stretch = stretch_of(["SIL"] * 10 + ["AA"] * 12 + ["M"] * 12 + ["SIL"] * 10)
    phones, finding = hear.anything(stretch, 0.1, 0.36)
    assert [p.spelling for p in phones] == ["AA", "M"]
    assert all(p.word == NO_WORD and p.confidence <= doubt.DOUBTED for p in phones)
    assert (finding.kind, finding.start, finding.end) == ("speech", 0.1, 0.36)


def test_a_sound_that_does_not_speak_is_noise():
    phones, finding = hear.anything(stretch_of(["+NSN+"] * 40), 0.05, 0.06 + doubt.SHORTEST_NOISE)
    assert (phones, finding.kind) == ([], "noise")
    assert hear.anything(stretch_of(["+NSN+"] * 40), 0.05, 0.04 + doubt.SHORTEST_NOISE) == ([], None)


def test_a_click_is_not_worth_a_mark():
    assert hear.anything(stretch_of(["AA"] * 40), 0.1, 0.1 + doubt.SHORTEST_MARK / 2) == ([], None)


def test_pieces_are_joined_in_time_and_in_words():
    piece = Hearing([Heard(0.1, 0.3, "SH", 0, 0.9), Heard(0.3, 0.4, "AA", NO_WORD, 0.2)], [Finding(0.3, 0.4, "", "speech")], [SHE])
    both = Hearing()
    both.add(piece, 0.0)
    both.add(piece, 2.0)
    timeline = both.timeline(4.0)
    assert [w.start for w in timeline.words] == pytest.approx([0.1, 2.1])
    assert [m.start for m in timeline.marks] == pytest.approx([0.3, 2.3])
    assert [p.word for p in both.phones] == [0, NO_WORD, 1, NO_WORD]


def test_a_word_that_was_not_said_has_no_mark_but_a_warning():
    timeline = Hearing([], [Finding(1.0, 1.0, "never", "unsaid")], [SHE]).timeline(2.0)
    assert timeline.marks == ()
    assert timeline.warnings == ("check these words: 'never' was not heard at 1.00 s",)


def test_any_sound_is_not_a_phone():
    assert Slot("SIL", graph.BETWEEN, NO_WORD, 0).is_any_sound
    assert not Slot("SIL", "SIL", NO_WORD, 0).is_any_sound
