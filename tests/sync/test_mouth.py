"""Mouths found by motion that follows a voice, next to eyes that blink, heads that sway and hands that wave."""

from __future__ import annotations

import numpy as np
import pytest
from shoots import Head, Shoot, pictures

from visemes.audio import Sound, loudness
from visemes.sync.mouth import MOST, find_places, shared, voiced
from visemes.sync.moving import changes, reduced


def seen(head, early=0.0, seconds=6.0, seed=1):
    frames, times, samples = pictures(Shoot(seconds=seconds, head=head, early=early, seed=seed))
    level = loudness(Sound(samples, 16000), 0.04)[: len(frames)]
    return np.stack(frames), level, times


@pytest.mark.parametrize("early", [0.0, 0.2, -0.2])
@pytest.mark.parametrize(
    "head",
    [
        Head(),
        Head(size=50, x=40, y=80),
        Head(sway=3),
        Head(waves=True),
        Head(width=90, height=160, x=45, y=60, size=70),
        Head(width=240, height=180, x=150, y=75, size=110, waves=True),
    ],
    ids=["plain", "small", "sways", "waves", "portrait", "large"],
)
def test_the_mouth_is_one_of_the_best_places(head, early):
    frames, level, times = seen(head, early)
    places = find_places(frames, level)
    assert len(places) <= MOST
    true = head.mouth(float(np.median(times)))
    middle = true[0] + true[2] / 2, true[1] + true[3] / 2
    hits = [
        rank
        for rank, place in enumerate(places)
        if abs(place.box[0] + place.box[2] / 2 - middle[0]) < 0.35 * true[2]
        and abs(place.box[1] + place.box[3] / 2 - middle[1]) < 0.45 * true[2]
        and 0.5 < place.box[2] / true[2] < 2
    ]
    assert hits
    assert hits[0] <= 3


def test_nothing_is_found_where_nothing_moves_or_nobody_speaks():
    frames, level, _ = seen(Head())
    assert find_places(np.repeat(frames[:1], len(frames), axis=0), level) == []
    assert find_places(frames, np.full(len(frames), -100.0)) == []


def test_what_only_moves_along_has_not_changed():
    rng = np.random.default_rng(2)
    texture = np.kron(rng.integers(40, 210, (30, 40)), np.ones((4, 4))).astype(np.float32)
    panned = np.stack([texture[10:90, 10 + t : 110 + t] for t in range(20)])
    replaced = panned.copy()
    for t in range(0, 20, 2):
        replaced[t, 30:45, 40:60] = 255
    still = changes(panned)
    assert still[:, 6:-6, 6:-6].max() < 0.05  # at the edges new picture comes in
    assert changes(replaced)[1:, 33:42, 45:55].mean() > 0.8


def test_reduced_pictures_are_means_of_blocks():
    frames = np.random.default_rng(1).integers(0, 255, (2, 301, 402), dtype=np.uint8)
    small, factor = reduced(frames, 100)
    assert factor == 5
    assert small.shape == (2, 60, 80)
    assert small[1, 7, 9] == pytest.approx(frames[1, 35:40, 45:50].mean())


def test_the_voice_is_what_is_near_its_loud_parts():
    level = np.concatenate([np.full(50, -70.0), np.full(50, -20.0), np.full(20, -50.0)])
    assert voiced(level).tolist() == [False] * 50 + [True] * 50 + [False] * 20
    assert not voiced(np.full(10, -90.0)).any()


def test_the_share_of_two_boxes():
    assert shared((0, 0, 4, 4), (2, 0, 4, 4)) == pytest.approx(8 / 24)
    assert shared((0, 0, 4, 4), (9, 9, 1, 1)) == 0
