"""What doubt says, and the numbers behind it computed another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.align import doubt
from visemes.align.doubt import Costs, Finding


@given(st.floats(-200, 200), st.floats(0, 50))
def test_stronger_evidence_is_never_less_sure(strength, more):
    low, high = doubt.confidence(strength), doubt.confidence(strength + more)
    assert 0 <= low <= high <= 1


def test_confidence_is_even_at_the_middle_and_follows_its_slope():
    assert doubt.confidence(doubt.CONFIDENCE_MIDDLE) == pytest.approx(0.5)
    odds = [c / (1 - c) for c in (doubt.confidence(doubt.CONFIDENCE_MIDDLE + x) for x in (-2.0, 3.0))]
    assert np.log(odds[1] / odds[0]) == pytest.approx(5 * doubt.CONFIDENCE_SLOPE)


@pytest.mark.parametrize("spread", [0.001, 0.01, 0.03, 0.2])
def test_place_confidence_is_the_share_of_a_bell_curve_near_its_middle(spread):
    drawn = np.random.default_rng(1).normal(0, spread, 400_000)
    assert doubt.place_confidence(spread) == pytest.approx(np.mean(np.abs(drawn) < doubt.CLOSE), abs=0.003)


def test_a_certain_place_is_certain():
    assert doubt.place_confidence(0.0) == 1.0


@given(st.floats(-10, 90), st.floats(0, 40))
def test_noise_never_makes_doubt_cheaper(decibels, cleaner):
    noisy, clean = Costs.at(decibels), Costs.at(decibels + cleaner)
    assert noisy.handicap >= clean.handicap
    assert noisy.instead <= clean.instead < 0
    assert noisy.between <= clean.between < 0


def test_costs_between_two_rows_of_the_table_lie_between_them():
    middle = Costs.at((doubt.RANGES[0] + doubt.RANGES[1]) / 2)
    assert middle.handicap == pytest.approx((doubt.HANDICAP[0] + doubt.HANDICAP[1]) / 2)
    assert middle.between == pytest.approx((doubt.BETWEEN_COST[0] + doubt.BETWEEN_COST[1]) / 2)


@pytest.mark.parametrize(
    ("doubtful", "words", "expected"), [(0, 9, False), (2, 2, False), (3, 3, True), (3, 9, False), (8, 9, True)]
)
def test_a_wrong_transcript_has_many_doubtful_words(doubtful, words, expected):
    assert doubt.is_wrong_transcript(doubtful, words) is expected


def test_nothing_odd_is_nothing_to_say():
    assert doubt.warnings([], 12) == ()


def test_one_line_names_everything_in_the_order_of_the_sound():
    findings = [
        Finding(3.0, 3.4, "", "speech"),
        Finding(1.0, 1.5, "fog", "different"),
        Finding(2.0, 2.0, "again", "unsaid"),
        Finding(5.0, 5.2, "", "noise"),
    ]
    (line,) = doubt.warnings(findings, 12)
    assert line.removeprefix("check these words: ").split(", ") == [
        "'fog' sounds different at 1.00 s",
        "'again' was not heard at 2.00 s",
        "speech without a word at 3.00 s",
        "unexplained noise at 5.00 s",
    ]


def test_too_many_doubtful_words_doubt_the_transcript():
    findings = [Finding(float(i), i + 0.5, "x", "different") for i in range(7)]
    (line,) = doubt.warnings(findings, 8)
    assert line == "the transcript does not seem to be of this sound: 7 of 8 words do not fit"
    assert doubt.warnings([Finding(float(i), i + 0.5, "", "noise") for i in range(7)], 8)[0].startswith("check these words")
