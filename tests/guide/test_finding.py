"""Mouths are where the user or the sound says; boxes of a track count in the pixels of the film they were written for."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from lossless import HEAD, film

from visemes.audio import read_sound
from visemes.guide.finding import find
from visemes.sync.boxes import BoxTrack
from visemes.sync.experts import expert_named
from visemes.sync.watch import Where

BOX = (HEAD.x - 12.0, HEAD.y + 20.0, 24.0, 12.0)


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    path = tmp_path_factory.mktemp("finding") / "talk.mkv"
    film(path, seconds=1.2)
    return path


def found(path, where):
    samples = read_sound(path, 16000).samples
    return find(path, None, samples, expert_named("auto", None), where)


@pytest.mark.parametrize("scale", [1, 2, Fraction(1, 2)])
def test_a_track_counts_in_its_own_pixels(talk, scale):
    size = float(scale)
    boxes = np.tile(np.array(BOX) * size, (30, 1))
    track = BoxTrack(Fraction(25), boxes, round(HEAD.width * size), round(HEAD.height * size))
    (run,) = found(talk, Where(track=track)).mouths.runs
    assert run.mouth == pytest.approx(BOX, abs=0.01)
    assert run.places == pytest.approx(np.tile([BOX[0] + 12, BOX[1] + 6], (len(run.places), 1)), abs=0.01)


def test_a_region_is_taken_as_it_is_shown(talk):
    """Followed, or tried a little larger and aside, but not measured anew."""
    (run,) = found(talk, Where(region=BOX)).mouths.runs
    assert 0.7 < run.width / BOX[2] < 1.4


def test_a_film_without_a_mouth_has_no_runs(tmp_path):
    from lossless import write

    samples = np.random.default_rng(1).normal(0, 0.05, 16000).astype(np.float32)
    grey = np.full((25, 90, 120, 3), 90, np.uint8)
    path = write(tmp_path / "still.mkv", grey, np.arange(25) / 25, samples)
    assert found(path, Where()).mouths.runs == ()
