"""Mouths read from films: every frame is read, whatever the rate, and what cannot be read says why."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from shoots import Shoot, pictures, write_film

from visemes.errors import AudioError
from visemes.guide.seeing import _read, change_of, closed_of, look_at, sound_for
from visemes.guide.states import CHANNELS
from visemes.sync.expert import load_expert
from visemes.sync.run import Request
from visemes.sync.watch import Where


class Brightness:
    """Reads the mean of each picture as its gap."""

    def states(self, frames):
        states = np.zeros((len(frames), len(CHANNELS)), np.float32)
        states[:, CHANNELS.index("gap")] = frames.mean(axis=(1, 2)) / 255
        return states


@pytest.mark.parametrize("rate", [6, 12, 24, 25, 30, 50, 60, 120])
def test_every_frame_is_read_once_or_more(rate):
    times = np.arange(2 * rate) / rate
    values = np.random.default_rng(rate).integers(0, 255, len(times)).astype(np.uint8)
    crops = np.broadcast_to(values[:, None, None], (len(values), 48, 48)).copy()
    states = _read(Brightness(), times, crops, float(rate))
    np.testing.assert_allclose(states[:, CHANNELS.index("gap")], values / 255, atol=1e-6)


def test_frames_without_a_reading_lie_between_their_neighbours():
    times = np.array([0.0, 0.04, 0.0401, 0.08, 0.12])  # two pictures in one slot: one of them is never the nearest
    crops = np.full((5, 48, 48), 100, np.uint8)
    states = _read(Brightness(), times, crops, 25.0)
    np.testing.assert_allclose(states[:, CHANNELS.index("gap")], 100 / 255, atol=1e-6)


def test_what_changes_is_told_from_the_closed_mouth():
    crops = np.full((40, 48, 48), 200, np.uint8)
    gap = np.zeros(40)
    for n, rows in ((10, 6), (20, 12)):
        crops[n, 20 : 20 + rows] = 50
        gap[n] = rows / 24
    assert (closed_of(crops, gap) == 200).all()
    change = change_of(crops, closed_of(crops, gap))
    assert change[0] == 0
    assert change[20] == pytest.approx(2 * change[10]) == pytest.approx(150 * 12 / 48)


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    """A film of a head that speaks, without its sound; and the sound."""
    shoot = Shoot(seconds=3.0)
    frames, times, samples = pictures(shoot)
    return write_film(tmp_path_factory.mktemp("silent") / "rig.mp4", frames, times), samples, shoot.head


def test_a_silent_film_needs_a_place_or_a_sound(silent):
    path, _, head = silent
    expert = load_expert()
    assert sound_for(Request(path)) is None
    nothing = look_at(Request(path), expert, expert, None)
    assert "give --audio" in nothing.track.reason
    placed = look_at(Request(path, where=Where(region=head.mouth(0.0))), expert, expert, None).track
    assert placed.reason == ""
    assert placed.sure is None
    assert len(placed) == 75
    assert placed.fps == Fraction(25)
    assert placed.boxes[0, :2] == pytest.approx(head.mouth(0.0)[:2], abs=2)


def test_the_other_films_sound_is_taken_where_there_is_none(silent, tmp_path):
    path, samples, _ = silent
    frames, times, _ = pictures(Shoot(seconds=1.0))
    heard = write_film(tmp_path / "guide.mov", frames, times, samples[:16000])
    assert sound_for(Request(path), Request(heard)) is not None
    with pytest.raises(AudioError):  # what was asked for is never replaced in silence
        sound_for(Request(path, audio=Path("gone.wav")), Request(heard))
