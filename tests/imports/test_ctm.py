from __future__ import annotations

import pytest

from visemes.errors import TimelineError
from visemes.imports.ctm import parse, recognize
from visemes.timeline import Phone

CTM = """;; phones of one sentence
rec1 1 0.00 0.10 SIL
rec1 1 0.10 0.08 P_B 0.97
rec1 1 0.18 0.12 AA1_I 0.8
rec1 1 0.30 0.10 P_E NA
rec1 1 0.40 0.60 SIL
"""


def test_phones_positions_and_confidences():
    timeline = parse(CTM, "a.ctm")
    assert [(round(p.start, 9), round(p.end, 9), p.label, p.confidence, p.stress) for p in timeline.phones] == [
        (0.1, 0.18, "p", 0.97, None), (0.18, 0.3, "ɑ", 0.8, 1), (0.3, 0.4, "p", None, None),
    ]  # fmt: skip
    assert timeline.words == ()
    assert recognize(CTM)


def test_rounding_to_hundredths_is_mended():
    timeline = parse("r 1 0.00 0.11 p\nr 1 0.10 0.10 ɑ\n", "a")
    assert timeline.phones == (Phone(0.0, 0.1, "p"), Phone(0.1, 0.2, "ɑ"))


def test_a_phone_without_length_is_left_out():
    assert [p.label for p in parse("r 1 0 0.1 p\nr 1 0.1 0 t\nr 1 0.1 0.1 ɑ\n", "a").phones] == ["p", "ɑ"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("r 1 0 0.1 p\nq 1 0.1 0.2 t\n", "a: holds 2 recordings (q 1, r 1 …)"),
        ("r 1 0 0.1 p\n\nr 1 x 0.2 t\n", "a:3: expected 'recording channel start length label'"),
        ("r 1 0 0.1 p\nr 1 0.1\n", "a:2: expected 'recording channel start length label'"),
        ("r 1 0 nan p\n", "a:1: expected"),
        ("r 1 0.5 -0.1 p\n", "a:1: 'p' goes from 0.500 s to 0.400 s"),
        ("r 1 0 0.5 p\nr 1 0.1 0.6 t\n", "a:2: 't' starts at 0.100 s, before 'p' (line 1) ends"),
    ],
)
def test_mistakes_are_named_with_their_line(text, message):
    with pytest.raises(TimelineError) as caught:
        parse(text, "a")
    assert message in str(caught.value)
