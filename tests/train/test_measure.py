"""How often an expert is right, counted."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.sync.base import Trust
from visemes.train.measure import Clip, Window, area_under_curve, judged, places, right

CONFIDENCES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=12)


@given(CONFIDENCES, CONFIDENCES)
def test_the_area_is_the_share_of_pairs_in_the_right_order(readable, unreadable):
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in itertools.product(readable, unreadable)]
    assert area_under_curve(readable, unreadable) == pytest.approx(sum(pairs) / len(pairs))


def test_right_is_within_a_frame_and_intervals_are_over_clips():
    windows = [Window("a", error, 1.0) for error in (0.0, 0.04, -0.04, 0.08)] + [Window("b", -0.041, 1.0)]
    share = right(windows)
    assert (share.value, share.windows) == (0.6, 5)
    assert share.low == 0.0
    assert share.high == 0.75


def test_one_clip_alone_has_no_spread_and_nothing_is_not_a_number():
    share = right([Window("a", 0.0, 1.0)] * 3 + [Window("a", 1.0, 1.0)])
    assert share.low == share.value == share.high == 0.75
    assert np.isnan(right([]).value)


def test_windows_lie_where_somebody_is_heard():
    rng = np.random.default_rng(1)
    samples = np.zeros(100 * 640, np.float32)
    samples[40 * 640 : 70 * 640] = rng.normal(0, 0.1, 30 * 640)
    clip = Clip("c", "f", np.zeros((100, 48, 48), np.uint8), samples)
    for length in (5, 20, 50):
        first = places(clip, length)
        inside = [sum(39 <= frame <= 70 for frame in range(at, at + length)) / length for at in first]
        assert min(inside) >= 0.6
        assert first[0] < 41
        assert first[-1] + length > 69
    assert places(clip, 101) == []


def test_a_window_is_judged_on_whole_frames():
    offsets = np.arange(-60, 61) / 100
    evidence = np.zeros((10, 121), np.float32)
    evidence[:, 60 + 13] = 5.0  # 130 ms: between frames 3 and 4
    evidence[:, 60 + 12] = 4.0
    clip = Clip("c", "f", np.zeros((10, 48, 48), np.uint8), np.zeros(6400, np.float32), offset=0.12)
    assert judged(clip, evidence, offsets, Trust()).error == pytest.approx(0.0)
