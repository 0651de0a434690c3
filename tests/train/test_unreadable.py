"""Shots made unreadable show what they are said to show, and not the mouth."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.sync.logmel import log_mel
from visemes.train.shots import SIDE, Shot
from visemes.train.unreadable import KINDS, can_be, unreadable

COUNT = 40


def shot(group="drawn", family="flat"):
    """A mouth that opens and shuts every frame in a noisy face that stands still; syllables are heard in the second half."""
    rng = np.random.default_rng(1)
    frames = np.repeat(rng.integers(90, 160, (1, SIDE, SIDE), dtype=np.uint8), COUNT, axis=0)
    frames[::2, 32:40, 24:48] = 0
    samples = np.zeros(COUNT * 640, np.int16)
    loud = np.arange(COUNT * 320) // 1920 % 2
    samples[COUNT * 320 :] = loud * rng.normal(0, 4000, COUNT * 320)
    states = np.zeros((COUNT, 7), np.float16)
    states[::2, :2] = 0.8
    return Shot("x.0", {"group": group, "family": family}, frames, log_mel(samples / 32768).astype(np.float16), samples, states)


def change(frames):
    """Mean difference to the frame before, (T - 1,)."""
    return np.abs(np.diff(frames.astype(int), axis=0)).mean(axis=(1, 2))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_clip_and_the_same_each_time(kind):
    made, again = (unreadable(kind, shot("heads", "toon")) for _ in range(2))
    assert made.frames.shape == (COUNT, 48, 48)
    assert made.frames.dtype == np.uint8
    assert made.frames.std() > 1
    assert (made.frames == again.frames).all()
    assert made.family == kind
    assert np.abs(made.samples).max() == pytest.approx(np.abs(shot().samples.astype(float)).max() / 32768)


def test_only_heads_turn():
    assert can_be("profile", shot("heads", "toon"))
    assert not can_be("profile", shot())
    assert all(can_be(kind, shot()) for kind in KINDS if kind != "profile")


def test_beside_the_mouth_nothing_changes():
    assert change(unreadable("beside", shot()).frames).max() == 0


def test_a_mouth_that_is_frozen_does_not_open():
    frames = unreadable("frozen", shot()).frames.astype(float)
    dark = (frames < 45).mean(axis=(1, 2))
    assert np.ptp(dark) < 0.03  # as it moves in and out of the picture a little, but never opens or shuts


@pytest.mark.parametrize("kind", ["background", "letters"])
def test_what_moves_with_the_voice_is_still_before_it(kind):
    moves = change(unreadable(kind, shot()).frames)
    half = COUNT // 2
    assert moves[half + 1 :].mean() > moves[: half - 1].mean() + 0.5


def test_a_hand_hides_the_mouth():
    made = unreadable("covered", shot()).frames.astype(float)
    mouth = made[:, 20:28, 12:36]  # where it opens
    assert np.abs(np.diff(mouth, axis=0)).mean() < 12  # of 110 grey levels that it changes by
    assert (
        np.abs(np.diff(mouth, axis=0)).mean() < 0.15 * np.abs(np.diff(shot().frames[:, 32:40, 24:48].astype(float), axis=0)).mean()
    )


def test_a_profile_is_narrower_than_a_front():
    from visemes.train.world.heads import head_character

    character, states = head_character("toon", 3), np.zeros((2, 7), np.float32)
    front, side = (character.render(states, 25, 64, 5, turned) for turned in (0.0, 88.0))
    assert side.boxes[:, 2].mean() < 0.65 * front.boxes[:, 2].mean()
    assert (character.render(states, 25, 64, 5).frames == character.render(states, 25, 64, 5, None).frames).all()
