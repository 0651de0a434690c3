"""Two tracks brought together: offset, scale and size against what they were made with."""

from __future__ import annotations

import mouths
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.guide.together import match, scale_of, shift_of, size_of


@settings(max_examples=25)
@given(
    later=st.floats(-1.2, 1.2),
    rates=st.sampled_from([("24", "24"), ("24", "25"), ("30", "24"), ("60", "24"), ("24000/1001", "30"), ("12", "24")]),
    seconds=st.sampled_from([4.8, 6.0]),
)
def test_an_offset_is_found_to_half_a_frame(later, rates, seconds):
    rig = mouths.track(rates[0], later=later, seconds=seconds)
    guide = mouths.track(rates[1])
    slower = min(float(rig.fps), float(guide.fps))
    assert shift_of(rig, guide) == pytest.approx(later, abs=0.5 / slower)


def test_the_offset_is_taken_out_in_whole_frames_where_rates_are_equal():
    found = match(mouths.track(later=2 / 24), mouths.track())
    assert found.removed == pytest.approx(2 / 24)
    np.testing.assert_allclose(found.rig[found.both], found.guide[found.both], atol=1e-9)
    assert found.both.sum() == len(found.rig) - 2  # the guide had not begun yet


def test_an_offset_can_be_left_in():
    found = match(mouths.track(later=2 / 24), mouths.track(), keep_shift=True)
    assert found.removed == 0
    assert found.shift == pytest.approx(2 / 24, abs=0.01)
    assert found.both.all()


@given(st.floats(0.4, 2.5))
def test_the_scale_is_that_of_most_frames(scale):
    guide = mouths.opening(np.arange(120) / 24)
    rig = scale * guide
    rig[20:26] = 0.4  # a few frames are another matter
    assert scale_of(rig, guide) == pytest.approx(scale, rel=0.05)


def test_size_is_told_by_lips_and_chin():
    rig = mouths.track(change=lambda gap: 0.8 * gap)
    found = match(rig, mouths.track())
    assert size_of(found, found.both) == pytest.approx(0.8, abs=0.01)
    assert size_of(found, np.zeros(len(found.rig), bool)) == 1.0


def test_a_mouth_that_never_closes_is_not_taken_for_closed():
    agape = mouths.track(change=lambda gap: np.maximum(gap, 0.3))
    assert agape.opening.min() == pytest.approx(0.2)  # no more than a tenth is taken for misreading


def test_one_character_is_told_by_its_looks():
    other = np.outer(np.ones(48), np.cos(np.arange(48.0)))
    assert match(mouths.track(), mouths.track()).alike
    assert not match(mouths.track(), mouths.track(look=other)).alike
    assert not match(mouths.track(), mouths.track(film=False)).alike
