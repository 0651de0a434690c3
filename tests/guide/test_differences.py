"""Faults planted in known mouths: each is found where it is, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import mouths
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.guide.differences import around, beyond, differences, joined, runs
from visemes.guide.together import match

FPS = 24
#: Between the syllables at 0.66 and 1.00 s the lips meet: frames 20 and 21 (closed from 0.84 to 0.87 s, nearly so beside it).
CLOSURE = (20, 20)


def found(rig, guide=None, **options):
    return differences(match(rig, guide or mouths.track(FPS), **options))


def spanned(gap, first, last):
    """The gap with a straight line between two frames."""
    gap[first : last + 1] = np.linspace(gap[first], gap[last], last - first + 1)
    return gap


def replaced(index, middle=None, height=None):
    rows = list(mouths.SYLLABLES)
    old = rows[index]
    rows[index] = (old[0] if middle is None else middle, old[1] if height is None else height, old[2])
    return tuple(rows)


def test_the_same_film_has_no_differences():
    assert found(mouths.track(FPS)) == []


@pytest.mark.parametrize(
    ("rig", "guide"), [("24", "25"), ("24", "30"), ("30", "24"), ("60", "24"), ("24", "60"), ("25", "24000/1001")]
)
def test_other_rates_are_no_difference(rig, guide):
    assert found(mouths.track(rig), mouths.track(guide, later=0.013)) == []


@pytest.mark.parametrize("scale", [0.6, 1.5])
def test_another_size_is_no_moment(scale):
    assert found(mouths.track(change=lambda gap: scale * gap)) == []


def test_a_closure_that_is_missing():
    only = found(mouths.track(FPS, change=lambda gap: spanned(gap, 16, 24)))
    assert [one.kind for one in only] == ["closure missing"]
    assert only[0].first <= CLOSURE[0]
    assert only[0].last >= CLOSURE[1]
    assert only[0].last - only[0].first <= 3


def test_a_closure_that_only_the_rig_has():
    other = mouths.track(FPS, change=lambda gap: spanned(gap, 16, 24))
    only = found(mouths.track(FPS), other)
    assert [one.kind for one in only] == ["closure added"]
    assert only[0].first <= CLOSURE[0] <= only[0].last


@pytest.mark.parametrize("frames", [-4, -3, 3, 4])
def test_a_syllable_that_is_late_or_early(frames):
    # the syllable before the pause has room to move either way once its neighbour gives way
    rows = [row for row in replaced(4) if row[0] != 1.32]
    moved = [(row[0] + frames / FPS, *row[1:]) if row[0] == 1.70 else row for row in rows]
    only = found(mouths.track(FPS, tuple(moved)), mouths.track(FPS, tuple(rows)))
    assert [(one.kind, one.frames) for one in only] == [("late" if frames > 0 else "early", frames)]
    assert only[0].first <= 1.70 * FPS + max(0, frames) <= only[0].last + 1


def test_a_syllable_that_opens_too_little_and_one_that_opens_too_far():
    small = found(mouths.track(FPS, replaced(7, height=0.35)))
    large = found(mouths.track(FPS, replaced(9, height=0.75)))
    assert [one.kind for one in small] == ["too small"]
    assert small[0].first <= round(3.50 * FPS) <= small[0].last
    assert [one.kind for one in large] == ["too open"]
    assert large[0].first <= round(4.20 * FPS) <= large[0].last


def test_an_open_mouth_in_silence():
    def hangs(gap):
        gap[50:58] = 0.35
        return gap

    only = found(mouths.track(FPS, change=hangs))
    assert [(one.kind, one.first, one.last) for one in only] == [("open in silence", 50, 57)]


def test_a_shift_of_the_whole_film_is_none_of_the_moments():
    assert found(mouths.track(FPS, later=2 / FPS)) == []
    assert found(mouths.track(FPS, later=5 / FPS), keep_shift=True)


def test_lips_that_are_too_round():
    rig = mouths.track(FPS)
    rig.width[12:19] -= 1.2
    assert [one.kind for one in found(rig)] == ["too round"]


def test_frames_that_are_not_seen_are_not_judged():
    rig = mouths.track(FPS, change=lambda gap: spanned(gap, 16, 24))
    rig.seen[14:27] = False
    assert found(rig) == []


def test_closures_weigh_most():
    def faulty(gap):
        gap = spanned(gap, 16, 24)
        gap[82:87] *= 0.4
        return gap

    assert [one.kind for one in found(mouths.track(FPS, change=faulty))] == ["closure missing", "too small"]


@given(st.lists(st.booleans(), max_size=40))
def test_runs_are_every_stretch_of_true_values(flags):
    stretches = runs(np.array(flags, dtype=bool))
    rebuilt = [any(first <= i <= last for first, last in stretches) for i in range(len(flags))]
    assert rebuilt == flags
    assert all(b[0] > a[1] + 1 for a, b in pairwise(stretches))


def test_near_runs_are_one():
    assert joined([(0, 1), (4, 5), (7, 9)], 1) == [(0, 1), (4, 9)]
    assert joined([], 3) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(0, 4))
def test_least_and_most_around(values, reach):
    least, most = around(np.array(values), reach)
    for n in range(len(values)):
        near = values[max(0, n - reach) : n + reach + 1]
        assert (least[n], most[n]) == (min(near), max(near))


def test_beyond_is_signed():
    np.testing.assert_allclose(beyond(np.array([0.5, 0.1, 0.9]), np.full(3, 0.2), np.full(3, 0.6)), [0.0, -0.1, 0.3])
