"""Mouth states against speech whose times are set by hand."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.errors import UnknownNameError, UsageError
from visemes.guide.states import CHANNELS, HIGHEST, LOWEST
from visemes.timeline import Phone, Timeline
from visemes.train.world.drive import KINDS, blended, drive
from visemes.train.world.speech import Spoken

RATE = 16000
GAP, CONTACT, PRESS, TONGUE = (CHANNELS.index(name) for name in ("gap", "contact", "press", "tongue"))
SEEDS = range(24)


@cache
def spoken(head=0.5, tail=0.8):
    """ma pa fa la, twice: consonants of 0.15 s, vowels of 0.25 s, loud in vowels and quiet in consonants."""
    phones, samples, at = [], [np.zeros(round(head * RATE))], head
    for consonant in ("m", "p", "f", "l") * 2:
        for label, length, loud in ((consonant, 0.15, 0.02), ("ɑ", 0.25, 0.5)):
            phones.append(Phone(round(at, 6), round(at + length, 6), label))
            samples.append(loud * np.sin(2 * np.pi * 150 * np.arange(round(length * RATE)) / RATE))
            at += length
    samples.append(np.zeros(round(tail * RATE)))
    sound = np.concatenate(samples).astype(np.float32)
    return Spoken("m", "v", "e", "en-us", "", sound, Timeline(len(sound) / RATE, (), tuple(phones)))


def at(driven, seconds, channel=GAP):
    return driven.states[int(seconds * driven.fps + 1e-6), channel]


def middles(label):
    return [(p.start + p.end) / 2 for p in spoken().timeline.phones if p.label == label]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("fps", "step"), [(24, 1), (25, 2), (30, 3), (12, 1), (23.976, 2), (60, 1)])
def test_a_state_for_every_frame_held_for_the_step(kind, fps, step):
    for seed in range(6):
        driven = drive(spoken(), fps, step, kind, seed)
        assert driven.states.dtype == np.float32
        assert len(driven.states) == pytest.approx(spoken().seconds * driven.fps, abs=1)
        assert driven.states.shape[1] == len(CHANNELS)
        assert np.all(driven.states >= LOWEST)
        assert np.all(driven.states <= HIGHEST)
        if driven.cells is not None or kind == "curves":
            changes = np.flatnonzero(np.any(np.diff(driven.states, axis=0), axis=1)) + 1
            assert not np.any(changes % step)
        if driven.cells is not None:
            assert len(driven.cells) == len(driven.states)
            for label in set(driven.cells):
                shown = driven.states[[cell == label for cell in driven.cells]]
                assert np.all(shown == shown[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides(kind):
    one, again = (drive(spoken(), 24, 1, kind, 3) for _ in range(2))
    assert np.array_equal(one.states, again.states)
    assert one.cells == again.cells
    others = [drive(spoken(), 24, 1, kind, seed).states for seed in range(4, 10)]
    assert any(not np.array_equal(one.states, other) for other in others)


@pytest.mark.parametrize("kind", ["curves", "cells"])
def test_lips_meet_in_every_m_and_p_and_open_in_every_vowel(kind):
    for seed in SEEDS:
        driven = drive(spoken(), 24, 1, kind, seed)
        if kind == "cells" and driven.cells is None:
            continue  # blended: closures of few frames never quite close
        for label in ("m", "p"):
            assert all(at(driven, time) < 0.05 for time in middles(label)), (kind, seed)
        assert all(at(driven, time) > 0.15 for time in middles("ɑ")), (kind, seed)


def test_the_curves_press_bite_and_show_the_tongue_where_it_is_due():
    for seed in SEEDS:
        driven = drive(spoken(), 60, 1, "curves", seed)
        for channel, own, others in (
            (PRESS, ("m", "p"), ("ɑ", "f")),
            (CONTACT, ("f",), ("ɑ", "m")),
            (TONGUE, ("l",), ("m", "p", "f")),
        ):
            assert min(at(driven, time, channel) for label in own for time in middles(label)) > 0.6
            assert max(at(driven, time, channel) for label in others for time in middles(label)) < 0.3


@pytest.mark.parametrize("kind", KINDS)
def test_the_mouth_is_shut_well_before_and_after_the_words(kind):
    for seed in SEEDS:
        driven = drive(spoken(), 24, 1, kind, seed)
        end = spoken().timeline.phones[-1].end
        gap = driven.states[:, GAP]
        assert gap[: int(0.2 * 24)].max() < 0.05, seed
        assert gap[int((end + 0.4) * 24) :].max() < 0.05, seed


@pytest.mark.parametrize("kind", KINDS)
def test_speech_that_comes_later_moves_the_mouth_later(kind):
    for seed in range(8):
        early, late = (drive(spoken(head), 24, 1, kind, seed).states[:, GAP] for head in (0.5, 1.0))
        moved = np.abs(late[12:] - early[: len(late) - 12])
        # holds and stretches between rests are counted from the start: an edge may differ, the mouth may not
        assert np.mean(moved > 0.1) < 0.04, seed


def test_a_hand_is_up_to_a_frame_off_and_up_to_a_frame_early():
    """When the mouth opens for the vowels, over many animators."""
    wanted = np.array([p.start for p in spoken().timeline.phones if p.label == "ɑ"])
    off = []
    for seed in range(80):
        driven = drive(spoken(), 60, 1, "hand", seed)
        if driven.cells is None:
            continue
        gap = driven.states[:, GAP]
        opens = (np.flatnonzero((gap[1:] > 0.15) & (gap[:-1] <= 0.15)) + 1) / 60
        nearest = [opens[np.abs(opens - time).argmin()] - time for time in wanted] if len(opens) else []
        off += [60 * o for o in nearest if abs(o) < 0.07]
    assert len(off) > 100
    assert min(off) > -2.6
    assert max(off) < 2.1
    assert -1.2 < np.mean(off) < 0.0
    assert np.std(off) > 0.3


def test_hands_leave_some_closures_out_and_keep_most():
    shut = [at(drive(spoken(), 24, 1, "hand", seed), time) < 0.1 for seed in range(60) for time in middles("p")]
    assert 0.7 < np.mean(shut) < 0.99


def test_a_flap_has_few_sizes_and_is_open_when_it_is_loud():
    opened, closed = [], []
    for seed in range(40):
        driven = drive(spoken(), 24, 1, "flap", seed)
        if driven.cells is None:
            continue
        assert 2 <= len(set(driven.cells)) <= 4
        opened += [at(driven, time) > 0 for time in middles("ɑ")]
        closed += [at(driven, time) < 0.05 for time in middles("m")]
    assert np.mean(opened) > 0.9
    assert np.mean(closed) > 0.75


@given(st.integers(1, 4), st.integers(1, 12), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_blending_is_a_mean_of_neighbours(width, count, seed):
    states = np.random.default_rng(seed).random((count, 7)).astype(np.float32)
    mean = blended(states, width)
    assert mean.shape == states.shape
    for i in range(count):
        rows = [states[min(max(i + k, 0), count - 1)] for k in range(-(width // 2), (width - 1) // 2 + 1)]
        assert mean[i] == pytest.approx(np.mean(rows, axis=0), abs=1e-6)


def test_silence_is_a_shut_mouth():
    silent = Spoken("s", "v", "e", "xx", "", np.zeros(RATE, np.float32), Timeline(1.0))
    for kind in KINDS:
        assert max(drive(silent, 24, 1, kind, seed).states[:, GAP].max() for seed in range(9)) < 0.05


def test_impossible_wishes_are_told():
    with pytest.raises(UnknownNameError):
        drive(spoken(), 24, 1, "curvse", 1)
    with pytest.raises(UsageError):
        drive(spoken(), 3, 1, "cells", 1)
    with pytest.raises(UsageError):
        drive(spoken(), 24, 0, "cells", 1)
