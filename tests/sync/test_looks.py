"""Closures told from looks: mouths drawn open and closed, in silence or not."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.sync.looks import CLOSED, OPEN, closures, openness, still

RNG = np.random.default_rng(7)


def looks(gaps, noise=1.0, light=1.0):
    """A mouth of each gap as 12 x 12 pixels."""
    rows, columns = np.mgrid[0:12, 0:12]
    made = [np.where(((columns - 5.5) / 4.5) ** 2 + ((rows - 5.5) / (0.7 + 4 * gap)) ** 2 <= 1, 50, 200) for gap in gaps]
    noisy = np.stack(made) * light + RNG.normal(0, noise, (len(gaps), 12, 12))
    return noisy.clip(0, 255).astype(np.uint8)


class Closing:
    """Stands for an event of `visemes.motion.events`."""

    def __init__(self, start, end):
        self.start, self.end, self.label = start, end, "b"


def test_closures_that_are_made_are_seen_and_others_are_not():
    gaps = np.clip(0.6 + 0.4 * np.sin(np.arange(200) * 0.9), 0.35, 1)
    events = [Closing(t, t + 0.08) for t in np.arange(1.0, 7.0, 0.6)]
    made = [i for i in range(len(events)) if i % 3]
    for i in made:
        gaps[round(events[i].start * 25) : round(events[i].end * 25) + 1] = 0
    gaps[:15] = 0
    silent = np.zeros(200, bool)
    silent[:15] = True
    seen = openness(looks(gaps), silent, ~silent, [(e.start, e.end) for e in events])
    assert seen is not None
    found = closures(events, ["word"] * len(events), seen, 0.0)
    assert [i for i, closure in enumerate(found) if closure.frame is not None] == made


def test_without_silence_the_closed_look_is_learned_from_the_closures():
    gaps = np.full(150, 0.8)
    events = [(t, t + 0.08) for t in np.arange(0.5, 5.5, 0.5)]
    for start, end in events:
        gaps[round(start * 25) : round(end * 25) + 1] = 0
    seen = openness(looks(gaps), np.zeros(150, bool), np.ones(150, bool), events)
    assert seen is not None
    assert (seen[gaps == 0] <= CLOSED).all()
    assert (seen[gaps > 0.5] >= OPEN).all()


def test_changing_light_opens_no_mouth():
    gaps = np.concatenate([np.zeros(40), np.tile([0.2, 0.9], 40)])
    lit = np.concatenate([looks(gaps[:20]), looks(gaps[20:], light=0.85)])
    silent = np.arange(120) < 40
    seen = openness(lit, silent, ~silent, [])
    assert seen is not None
    assert seen[:40].max() < OPEN


def test_a_mouth_that_never_opens_tells_nothing():
    assert openness(looks(np.zeros(60)), np.arange(60) < 30, np.arange(60) >= 30, []) is None
    assert openness(looks(np.ones(60)), np.zeros(60, bool), np.ones(60, bool), []) is None


@pytest.mark.parametrize("offset", [-0.2, 0.0, 0.12])
def test_closures_are_looked_for_where_they_are_shown(offset):
    seen = np.ones(100)
    seen[round((2.0 + offset) * 25)] = 0.0
    (closure,) = closures([Closing(1.98, 2.04)], [""], seen, offset)
    assert closure.frame == round((2.0 + offset) * 25)
    assert closure.late == pytest.approx(0.0, abs=0.03)


def test_a_mouth_that_stands_still():
    moving = np.tile([0.1, 0.9, 0.5], 20)
    gaps = np.concatenate([moving, np.full(40, 0.5), moving])
    present, shots = np.ones(160, bool), np.zeros(160, np.int32)
    ((first, last),) = still(looks(gaps, noise=0), present, shots, 0.6)
    assert (first, last) == (pytest.approx(60, abs=1), pytest.approx(100, abs=1))
    assert still(looks(gaps, noise=0), ~present, shots, 0.6) == []
    shots[80:] = 1
    assert len(still(looks(gaps, noise=0), present, shots, 0.6)) == 2
