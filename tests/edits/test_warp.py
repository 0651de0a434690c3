"""Old times to new ones: exactly along the lines between the takes' phones."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.edits.carrying import carried
from visemes.edits.matching import matched
from visemes.edits.model import Emphasize, SetTime, WordRef
from visemes.edits.warp import Warp
from visemes.frames import FrameGrid
from visemes.line import Curve, Exposure, Key, Line
from visemes.timeline import Phone, Timeline, Word

GRID = FrameGrid(Fraction(25), start_frame=0)


def take(*words, speed=1.0, start=0.4):
    """A timeline of words whose phones are their letters, 80 ms each, with 40 ms between words; `speed` times as fast."""
    phones, said, now = [], [], start
    for word in words:
        first = now
        for letter in word:
            phones.append(Phone(now / speed, (now + 0.08) / speed, letter))
            now += 0.08
        said.append(Word(first / speed, now / speed, word))
        now += 0.04
    return Timeline((now + 0.5) / speed, tuple(said), tuple(phones))


def same(*count):
    return {i: i for i in range(*count)}


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=9), st.lists(st.floats(0, 120), min_size=2, max_size=9))
def test_time_never_turns_back(pairs, times):
    warp = Warp.of(pairs)
    assert all(warp(a) <= warp(b) + 1e-9 for a, b in pairwise(sorted(times)))
    assert all(warp(old) == pytest.approx(new) for old, new in warp.anchors)


@given(st.floats(0.5, 2), st.floats(0.4, 2.1))
def test_a_faster_take_is_a_scale(speed, seconds):
    old, new = take("pat", "man"), take("pat", "man", speed=speed)
    warp = Warp.between(old, new, same(2))
    inside = min(max(seconds, old.words[0].start), old.words[-1].end)
    assert warp(inside) == pytest.approx(inside / speed)


def test_no_words_in_common_change_no_time():
    assert Warp.between(take("pat"), take("tip"), {})(0.3) == 0.3


def brute_force(old, new):
    """The length of the longest common subsequence, by trying everything."""
    if not old or not new:
        return 0
    if old[0] == new[0]:
        return 1 + brute_force(old[1:], new[1:])
    return max(brute_force(old[1:], new), brute_force(old, new[1:]))


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_the_most_words_are_matched_in_order(old, new):
    pairs = matched(old, new, [i / max(1, len(old)) for i in range(len(old))], [i / max(1, len(new)) for i in range(len(new))])
    assert len(pairs) == brute_force(old, new)
    assert all(old[a] == new[b] for a, b in pairs.items())
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs.items()))


def test_a_word_that_comes_twice_is_the_one_that_stands_there():
    assert matched(["no", "no", "go"], ["no", "go"], [0, 0.5, 1], [0.5, 1]) == {1: 0, 2: 1}


def a_line(timeline, *keys, drawings=(), grid=GRID):
    """A line with a timeline, keys of the jaw and drawings."""
    curves = (Curve("jaw", "jaw", tuple(keys)),) if keys else ()
    return Line("a.wav", "rhubarb", "X", grid, timeline, (), tuple(drawings), curves)


def set_by_hand(timeline, number, **changes):
    from dataclasses import replace

    words = list(timeline.words)
    words[number] = replace(words[number], **changes)
    return replace(timeline, words=tuple(words))


@given(st.floats(0.5, 2), st.floats(0.01, 0.06))
def test_times_by_hand_keep_their_share_of_the_sounds_around(speed, late):
    """A start set `late` seconds after the true one lies, in the new take, late / speed after the true one."""
    old, new = take("pat", "man", "tin"), take("pat", "man", "tin", speed=speed)
    true = old.words[1].start
    moved = set_by_hand(old, 1, start=true + late, by_hand=frozenset({"start"}))
    work = carried(moved, new, same(3), Warp.between(old, new, same(3)), a_line(old))
    (edit,) = work.edits
    assert (edit.word, edit.edge, edit.phone) == (WordRef(1, "man", new.words[1].start), "start", None)
    assert edit.seconds == pytest.approx((true + late) / speed)


def test_without_the_old_sound_what_a_hand_moved_is_no_landmark():
    old, new = take("pat", "man", "tin"), take("pat", "man", "tin", speed=2.0)
    moved = set_by_hand(old, 1, start=old.words[1].start + 0.05, by_hand=frozenset({"start"}))
    warp = Warp.between(moved, new, same(3))
    assert moved.words[1].start not in [a for a, _ in warp.anchors]
    assert warp(old.words[1].start + 0.05) == pytest.approx((old.words[1].start + 0.05) / 2)


def test_what_is_set_on_words_that_are_gone_is_listed():
    old, new = take("pat", "man", "tin"), take("pat", "tin")
    old = set_by_hand(old, 1, emphasis=1.5, pronunciation=("M", "AE1", "N"), by_hand=frozenset({"end"}))
    old = set_by_hand(old, 2, emphasis=2.0)
    curve = Curve("jaw", "jaw", tuple(Key(Fraction(round(t * 25)), 0.5, by_hand=True) for t in (0.5, 0.8, 1.1)))
    work = carried(old, new, {0: 0, 2: 1}, Warp.between(old, new, {0: 0, 2: 1}), a_line(old, *curve.keys))
    assert work.edits == (Emphasize(WordRef(1, "tin", new.words[1].start), 2.0),)
    assert sorted(map(str, work.unplaced)) == [
        "key of jaw at frame 20: 'man' is not in the new take",
        "pronunciation of word 1 'man': the word is not in the new take",
        "word 1 'man' ends at 0.920 s: the word is not in the new take",
        "word 1 'man' with emphasis 1.5: the word is not in the new take",
    ]
    assert sum(len(run) for run in work.runs["jaw"]) == 2
    assert work.count == 3


def test_a_phone_that_is_said_otherwise_is_listed():
    from dataclasses import replace

    old, new = take("pat"), take("pit")
    phones = tuple(replace(p, by_hand=frozenset({"start"})) if p.label in "at" else p for p in old.phones)
    work = carried(replace(old, phones=phones), new, {0: 0}, Warp.between(old, new, {0: 0}), a_line(old))
    assert [(e.phone, e.was_phone) for e in work.edits if isinstance(e, SetTime)] == [(2, "t")]
    assert [str(lost) for lost in work.unplaced] == ["word 0 'pat' phone 1 'a' starts at 0.480 s: the new take is pronounced p i t"]


@given(st.floats(0.6, 1.7), st.lists(st.integers(10, 34), min_size=1, max_size=8, unique=True), st.sampled_from([1, 2]))
def test_keys_land_within_a_frame_in_order_and_none_is_lost(speed, frames, step):
    grid = FrameGrid(Fraction(25), start_frame=0, step=step)
    old, new = take("pat", "man", "tin"), take("pat", "man", "tin", speed=speed)
    keys = tuple(Key(Fraction(f * step), f / 100, 0.01, 0.01, by_hand=True) for f in sorted(frames) if f * step < 40)
    warp = Warp.between(old, new, same(3))
    runs = carried(old, new, same(3), warp, a_line(old, *keys, grid=grid)).runs
    found = [key for run in runs.get("jaw", ()) for key in run]
    assert [key.value for key in found] == [key.value for key in keys]
    assert all(a.frame < b.frame for a, b in pairwise(found))
    for before, after in zip(keys, found, strict=True):
        wanted = float(grid.frame_at(warp(float(grid.seconds_at(before.frame)))))
        crowd = 0 if speed <= 1 else len(keys)  # a faster take has fewer frames; keys that want the same one queue
        assert abs(float(after.frame) - wanted) <= step * (1 + crowd)
        assert after.frame % step == 0


def test_slopes_are_those_of_the_new_time():
    """Twice as slow: half the weight a frame."""
    old, new = take("pat", "man"), take("pat", "man", speed=0.5)
    curve = Curve("jaw", "jaw", (Key(Fraction(13), 0.5, 0.04, 0.02, by_hand=True),))
    (run,) = carried(old, new, same(2), Warp.between(old, new, same(2)), a_line(old, *curve.keys)).runs["jaw"]
    assert (run[0].slope_in, run[0].slope_out) == (0.02, 0.01)


def test_a_key_beside_a_closure_stays_beside_it():
    """m of "man" begins at 0.68 s; a key 8 ms later belongs into it, and the nearest frame of the new take would be before it."""
    old = take("pat", "man")
    new = take("pat", "man", start=0.414)
    curve = Curve("jaw", "jaw", (Key(Fraction(17), 0.0, by_hand=True),))
    (run,) = carried(old, new, same(2), Warp.between(old, new, same(2)), a_line(old, *curve.keys)).runs["jaw"]
    seconds = float(GRID.seconds_at(run[0].frame))
    assert new.phone_at(seconds).label == "m"


@given(
    st.floats(0.6, 1.7), st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=6), st.sampled_from([1, 2])
)
def test_drawings_land_within_a_frame_in_order_and_none_is_lost(speed, rows, step):
    grid = FrameGrid(Fraction(25), start_frame=0, step=step)
    old, new = take("pat", "man", "tin"), take("pat", "man", "tin", speed=speed)
    drawings, frame = [], 10
    for number, (gap, frames) in enumerate(rows):
        drawings.append(Exposure((frame + gap) * step, frames * step, "ABCDEF"[number], by_hand=True))
        frame += gap + frames
    warp = Warp.between(old, new, same(3))
    found = carried(old, new, same(3), warp, a_line(old, drawings=drawings, grid=grid)).drawings
    assert [drawing.viseme for drawing in found] == [drawing.viseme for drawing in drawings]
    assert all(a.end <= b.frame for a, b in pairwise(found))
    for before, after in zip(drawings, found, strict=True):
        wanted = float(grid.frame_at(warp(float(grid.seconds_at(before.frame)))))
        crowd = 0 if speed <= 1 else len(drawings)  # a faster take has fewer frames; drawings that want the same one queue
        assert abs(after.frame - wanted) <= step * (1 + crowd)
        assert after.frame % step == 0
