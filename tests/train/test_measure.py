"""How often an expert is right, counted."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.sync.base import Trust
from visemes.train.measure import ALL, Clip, Window, area_under_curve, judged, measured, mismatched, places, readings, right

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
    said = np.zeros(100, bool)
    said[40:70] = True
    for length in (5, 20, 50):
        first = places(said, length)
        assert min(said[at : at + length].mean() for at in first) >= 0.6
        assert first[0] < 41
        assert first[-1] + length > 69
    assert places(said, 101) == []


@dataclass(frozen=True)
class Told:
    """An expert that says what it is told to, whatever it is shown."""

    rows: np.ndarray
    trust: Trust = field(default_factory=Trust)
    name: str = "told"
    asked: list[int] = field(default_factory=list)

    @property
    def offsets(self):
        return np.arange(-60, 61) / 100

    def evidence(self, frames, samples):
        self.asked.append(len(frames))
        return self.rows[: len(frames)]


def clip(count=100, offset=0.0, name="a.0", seed=1):
    samples = np.random.default_rng(seed).normal(0, 0.1, count * 640).astype(np.float32)
    return Clip(name, "f", np.zeros((count, 48, 48), np.uint8), samples, offset)


def test_a_window_is_judged_on_whole_frames_and_as_a_report_tells_it():
    rows = np.zeros((10, 121), np.float32)
    rows[:, 60 + 13] = 5.0  # 130 ms: between frames 3 and 4
    rows[:, 60 + 12] = 4.0
    window = judged(clip(10, offset=0.12), rows, Told(rows))
    assert window.error == pytest.approx(0.0)
    assert window.told == pytest.approx(0.01, abs=0.002)
    assert window.confidence == pytest.approx(1.0, abs=1e-3)


def test_a_clip_is_shown_once_for_all_lengths():
    rows = np.zeros((100, 121), np.float32)
    rows[:, 60 + 8] = 1.0
    expert = Told(rows)
    found = readings(expert, clip(offset=0.04), (5, 25, ALL))
    assert expert.asked == [100]
    assert [len(found[length]) for length in (5, 25, ALL)] == [5, 5, 1]
    assert {round(window.error, 3) for windows in found.values() for window in windows} == {0.04}
    assert measured(expert, [clip(), clip()], 25) == 2 * readings(expert, clip(), (25,))[25]


def test_our_expert_sees_nothing_but_the_window():
    from visemes.sync.expert import SHIPPED, load_expert

    expert = load_expert(SHIPPED)
    whole = replace(clip(60), frames=np.random.default_rng(2).integers(0, 255, (60, 48, 48)).astype(np.uint8))
    changed = replace(whole, frames=np.concatenate([whole.frames[:40], 255 - whole.frames[40:]]))
    one, other = (readings(expert, c, (13,))[13] for c in (whole, changed))
    assert one[:3] == other[:3]  # they end before what was changed
    assert one[-1] != other[-1]


def test_another_sound_is_another_line_s():
    first, second, third = clip(name="a.0", seed=1), clip(name="b.0", seed=2), clip(name="c.0", seed=3)
    again = replace(first, name="a.1", samples=first.samples[:-10])
    copied = replace(second, name="d.0")
    brief = replace(third, name="e.0", samples=third.samples[:10000])
    clips = [first, again, second, copied, third, brief]
    lines = {c.samples.tobytes(): c.name for c in (first, second, third)}
    others = mismatched(clips)
    assert len(others) == len(clips)
    said = {"a": "a.0", "b": "b.0", "c": "c.0", "d": "b.0", "e": "c.0"}
    for made, clip_ in zip(others, clips, strict=True):
        heard = lines.get(made.samples.tobytes(), "a.0")
        assert heard != said[clip_.name[0]]
        assert made.frames is clip_.frames
    assert mismatched([first, again]) == []
