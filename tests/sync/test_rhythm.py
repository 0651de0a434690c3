"""Gaps, repeats, stretches that stand still, and flashes, in films whose frames are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.sync.film import Picture
from visemes.sync.rhythm import Rhythm


def watched(levels, times=None, size=32):
    """A film of soft stripes that move to each level; equal levels are equal pictures, twice as far is twice the change."""
    rhythm = Rhythm()
    times = np.arange(len(levels)) / 24 if times is None else times
    frames = []
    for level in levels:
        stripes = 128 + 90 * np.sin((np.arange(size) - 2 * level) * 2 * np.pi / size)
        frames.append(np.tile(stripes, (size, 1)).astype(np.uint8))
    assert len(list(rhythm.watched(Picture(float(t), f) for t, f in zip(times, frames, strict=True)))) == len(levels)
    return rhythm


@given(st.sets(st.integers(5, 90), max_size=4))
def test_missing_frames_are_found_where_they_are_missing(missing):
    kept = [i for i in range(100) if i not in missing]
    found = watched(kept, np.array(kept) / 24).gaps()
    told = {round(time * 24) + 1 + i for time, count in found for i in range(count)}
    assert told == missing


def test_a_film_of_a_variable_rate_has_no_gaps():
    times = np.cumsum(np.random.default_rng(0).uniform(0.02, 0.1, 100))
    rhythm = watched(range(100), times)
    assert rhythm.is_variable
    assert rhythm.gaps() == []


def test_a_steady_rate_is_not_variable_even_with_a_few_gaps():
    kept = [i for i in range(100) if i not in {20, 50}]
    assert not watched(kept, np.array(kept) / 30).is_variable


@pytest.mark.parametrize("step", [1, 2, 3])
def test_what_a_film_is_held_on(step):
    assert watched([i // step for i in range(120)]).step == step


def test_a_repeated_frame_is_one_after_which_the_picture_jumps():
    levels = [float(i) for i in range(100)]
    levels[40] = levels[39]  # what was meant for frame 40 is never seen, frame 41 goes on as if it had been
    assert watched(levels).repeats() == [pytest.approx(40 / 24)]


def test_a_head_that_comes_to_rest_repeats_nothing():
    levels = [*range(30), *([30] * 12), *range(30, 60), 60, 60, *range(60, 90)]
    assert watched(levels).repeats() == []


def test_twos_are_no_repeats():
    assert watched([i // 2 for i in range(100)]).repeats() == []


def test_a_picture_that_stands_still():
    rhythm = watched([*range(24), *([24] * 24), *range(24, 48)])
    (start, end), *others = rhythm.stands(0.6)
    assert others == []
    assert (start, end) == (pytest.approx(1.0, abs=0.05), pytest.approx(2.0, abs=0.05))


@pytest.mark.parametrize("long", [1, 2, 4])
def test_a_flash_at_the_head(long):
    frames = [np.full((20, 20), 230 if 12 <= i < 12 + long else 60, np.uint8) for i in range(60)]
    rhythm = Rhythm()
    list(rhythm.watched(Picture(i / 24, frame) for i, frame in enumerate(frames)))
    assert rhythm.flash() == pytest.approx(0.5)


def test_a_cut_to_a_lighter_shot_is_no_flash():
    rhythm = Rhythm()
    list(rhythm.watched(Picture(i / 24, np.full((20, 20), 60 if i < 12 else 200, np.uint8)) for i in range(60)))
    assert rhythm.flash() is None
