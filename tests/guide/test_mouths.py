"""Runs of mouths from what was watched: where they begin, to the frame, and how wide they are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from double import Double
from lossless import drawn, write
from shoots import Head, babble

from visemes.guide.extent import LOOKED, SIDE, fitted, measured
from visemes.guide.mouths import Mouths, Run, mouths_of
from visemes.guide.references import Chooser, telling
from visemes.guide.states import CHANNELS
from visemes.sync.film import open_film
from visemes.sync.rhythm import Rhythm
from visemes.sync.watch import Watched

GAP, WIDTH = CHANNELS.index("gap"), CHANNELS.index("width")


def watched(shots, who, present, boxes, times, change):
    """What a check would have seen. shots, who, present, boxes: at 25 a second; times, change: of the film's own pictures."""
    count = len(shots)
    rhythm = Rhythm(list(times), list(change), [])
    return Watched(
        np.zeros((count, 3), np.float16), np.array(present, bool), np.array(boxes, np.float32), np.zeros((count, 12, 12), np.uint8),
        np.array(shots, np.int32), np.array(who, np.int8), np.zeros(count), rhythm, count / 25, 0,
    )  # fmt: skip


@pytest.mark.parametrize("fps", [12, 24, 25, 30, 60, 120])
@pytest.mark.parametrize("cut", [0.5, 0.61, 1.0])
def test_a_cut_is_where_the_picture_changes(fps, cut):
    times = np.arange(2 * fps) / fps
    first = int(np.ceil(cut * fps - 1e-9))
    change = np.ones(len(times))
    change[first] = 90.0
    # what is shown at 25 a second is the nearest picture
    shown = [int(np.abs(times - i / 25).argmin()) for i in range(50)]
    shots = [int(number >= first) for number in shown]
    found = mouths_of(watched(shots, [0] * 50, [True] * 50, [[10, 10, 20, 10]] * 50, times, change))
    assert found.of.tolist() == [int(i >= first) for i in range(len(times))]


def test_mouths_take_turns_and_go_away():
    shots, who = [0] * 50, [0] * 20 + [1] * 30
    present = [True] * 40 + [False] * 10
    boxes = [[10, 10, 20, 10]] * 20 + [[60, 40, 30, 10]] * 30
    found = mouths_of(watched(shots, who, present, boxes, np.arange(50) / 25, np.ones(50)))
    assert found.of.tolist() == [0] * 20 + [1] * 20 + [-1] * 10
    assert [run.mouth for run in found.runs] == [(10, 10, 20, 10), (60, 40, 30, 10)]
    assert found.at(45) == found.at(999) == -1


def test_squares_lie_between_frames_and_where_generators_want_them():
    run = Run(0, 0, (0, 0, 20, 10), np.array([1.0, 1.04]), np.array([[10.0, 5.0], [12.0, 5.0]]))

    class Low(Double):
        around, below, wide = 3.0, 0.25, 0.8

    square = run.square(1.01, Low(), (0.5, 1.0))
    assert square == pytest.approx((10.5 / 2, 5 - 0.25 * 60, 0.8 * 60 / 2, 60))


def looks(head, wide, count=60, aside=0.0):
    """A head's mouth as pictures of a square of LOOKED widths, all states from shut to open."""
    from visemes.sync.crop import crop

    x, y, _, high = head.mouth(0)
    true = head.mouth(0)[2]
    return np.stack(
        [
            crop(head.draw(i / (count - 1), 0.5), np.array([x + true / 2 + aside, y + high / 2, LOOKED * wide]), SIDE)
            for i in range(count)
        ]
    )


def check_fitted(share, aside, near):
    """A box so many times as wide as the mouth, so far aside, becomes the mouth; its middle is `near` widths off at most."""
    head = Head(width=320, height=240, x=160, y=112, size=180)
    x, y, true, high = head.mouth(0)
    wide, place = share * true, x + true / 2 + aside
    run = Run(0, 0, (place - wide / 2, y, wide, high), np.zeros(1), np.array([[place, y + high / 2]]))
    found = fitted(run, looks(head, wide, aside=aside))
    assert found.width == pytest.approx(true, rel=0.12)
    assert found.places[0, 0] == pytest.approx(x + true / 2, abs=near * true)


@pytest.mark.parametrize("share", [0.6, 0.8, 1.0, 1.3])
@pytest.mark.parametrize("aside", [0.0, 4.0])
def test_a_mouth_is_measured_from_corner_to_corner(share, aside):
    check_fitted(share, aside, 0.06)


def test_a_box_on_one_corner_of_a_mouth_becomes_the_mouth():
    check_fitted(0.4, -0.26 * Head(size=180).mouth(0)[2], 0.08)


def test_a_head_that_sways_is_not_taken_for_its_mouth():
    """Its square stays where it was, so that all of the head changes as the mouth does."""
    from visemes.sync.crop import crop

    head = Head(width=320, height=240, x=160, y=112, size=90)
    x, y, true, high = head.mouth(0)
    wide, middle = 1.4 * true, (x + true / 2, y + high / 2)
    run = Run(0, 0, (middle[0] - wide / 2, y, wide, high), np.zeros(1), np.array([middle]))
    square = np.array([*middle, LOOKED * wide])
    heads = [replace(head, x=160 + 9 * np.sin(i), y=112 + 9 * np.cos(1.7 * i)) for i in range(60)]
    seen = np.stack([crop(one.draw(i / 59, 0.0), square, SIDE) for i, one in enumerate(heads)])
    found = fitted(run, seen)
    assert 0.8 * true < found.width < 1.5 * true  # the head is 2.8 times as wide
    assert found.places[0] == pytest.approx(middle, abs=0.3 * true)


def test_what_cannot_be_measured_stays():
    head = Head(width=320, height=240, x=160, y=112, size=180)
    run = Run(0, 0, head.mouth(0), np.zeros(1), np.zeros((1, 2)))
    still = looks(head, 60)[:1].repeat(30, axis=0)
    assert fitted(run, still) is run
    everywhere = np.random.default_rng(0).integers(0, 256, still.shape).astype(np.uint8)
    assert fitted(run, everywhere) is run


def test_a_film_is_measured_as_it_goes_by(tmp_path):
    head = Head(sway=6.0)
    samples = babble(2.0)
    times = np.arange(50) / 25
    write(tmp_path / "film.mkv", drawn(times, samples, head), times, samples, fps=Fraction(25))
    places = np.array([[x + w / 2, y + h / 2] for x, y, w, h in map(head.mouth, times)])
    true = head.mouth(0)[2]
    run = Run(0, 0, (0.0, 0.0, 0.7 * true, 10.0), times, places)
    found = measured(open_film(tmp_path / "film.mkv"), Mouths((run,), np.zeros(50, np.int32)))
    assert found.runs[0].width == pytest.approx(true, rel=0.15)


class Seer:
    """Tells how dark the middle is."""

    def states(self, frames):
        states = np.zeros((len(frames), 7), np.float32)
        states[:, GAP] = (220 - frames[:, 20:28, 20:28].mean(axis=(1, 2))) / 200
        return states


def test_the_most_closed_mouth_is_the_first_reference(tmp_path):
    from visemes.guide.takes import open_take

    head = Head()
    samples = babble(2.0)
    times = np.arange(50) / 25
    frames = drawn(times, samples, head)
    write(tmp_path / "film.mkv", frames, times, samples, kind="bgr0")
    x, y, wide, high = head.mouth(0)
    run = Run(0, 0, (x, y, wide, high), times, np.tile([[x + wide / 2, y + high / 2]], (50, 1)))
    chooser = Chooser(run, Double(), (1.0, 1.0))
    for shot in open_take(tmp_path / "film.mkv").shots():
        chooser.look(shot.planes, shot.time)
    chosen = chooser.chosen(Seer())
    dark = [picture[40:56, 40:56].mean() for picture in chosen.pictures]
    assert chosen.states[:, GAP].argmin() == 0
    every = frames[:, round(y + high / 2) - 7 : round(y + high / 2) + 7, round(x + wide / 2) - 7 : round(x + wide / 2) + 7]
    assert dark[0] == max(dark)
    assert dark[0] == pytest.approx(every.mean(axis=(1, 2, 3)).max(), abs=8)
    assert min(dark) == pytest.approx(every.mean(axis=(1, 2, 3)).min(), abs=12)


def test_telling_states():
    states = np.zeros((5, 7), np.float32)
    states[:, GAP] = [0.4, 0.05, 0.9, 0.5, 0.3]
    states[:, WIDTH] = [0.0, 0.0, 0.1, 0.8, -0.9]
    assert telling(states) == [1, 2, 3, 4]
