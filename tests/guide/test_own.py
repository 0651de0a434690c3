"""The film's own mouths: the likest one is shown, where the head is; what the film cannot show is told."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from lossless import HEAD, film
from test_run import said

from visemes.guide import own
from visemes.guide.base import SIDE, References
from visemes.guide.own import GAP, OwnMouths, cheapest

FINE = own.FINER * SIDE
MIDDLE = slice(FINE // 2 - 40, FINE // 2 + 40)


def face(gap: float, right: int = 0, down: int = 0):
    """A face that can be followed, and in its middle a mouth that is as high as its gap."""
    rng = np.random.default_rng(5)
    skin = np.kron(rng.integers(60, 220, (FINE // 24 + 4, FINE // 24 + 4, 3)), np.ones((24, 24, 1)))
    y, x = np.mgrid[: len(skin), : len(skin)] - len(skin) / 2 + 0.5
    skin[(np.abs(x) < 50) & (np.abs(y) < 60)] = 180
    skin[(np.abs(x) < 30) & (np.abs(y) < 2 + 30 * gap)] = 20
    top, left = (len(skin) - FINE) // 2 - down, (len(skin) - FINE) // 2 - right
    return skin[top : top + FINE, left : left + FINE].astype(np.uint8)


def states(gaps):
    made = np.zeros((len(gaps), 7), np.float32)
    made[:, GAP] = gaps
    return made


GAPS = (0.0, 0.1, 0.3, 0.6, 0.9)
KNOWN = References(np.stack([face(gap) for gap in GAPS]), states(GAPS))


def paint(frames, gaps, known=KNOWN):
    return OwnMouths().paint(frames, known, states(gaps), None, 25.0)


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=st.floats(0, 3, width=16)),
    st.sampled_from([0.0, 0.25, 1.0]),
)
def test_the_cheapest_choice_is_the_cheapest_of_all(cost, change):
    def price(choice):
        changes = sum(one != other for one, other in pairwise(choice))
        return sum(cost[row, column] for row, column in enumerate(choice)) + change * changes

    best = min(price(choice) for choice in product(range(cost.shape[1]), repeat=len(cost)))
    assert price(cheapest(cost, change)) == pytest.approx(best)


def test_on_a_head_that_stands_still_mouths_are_the_films_own_to_the_bit():
    wanted = (0.0, 0.0, 0.62, 0.58, 0.28, 0.0)
    made = paint(np.stack([face(0.9)] * 6), wanted)
    for picture, i in zip(made, (0, 0, 3, 3, 2, 0), strict=True):
        assert np.array_equal(picture, KNOWN.pictures[i])


def test_a_closed_mouth_is_never_taken_for_one_that_is_ajar():
    """Even where the frame looks just like the picture of the open one all around."""
    odd = References(np.stack([255 - face(0.0), face(0.3)]), states((0.0, 0.3)))
    made = paint(np.stack([face(0.3)] * 3), (0.0, 0.0, 0.0), odd)
    assert (made[:, MIDDLE, MIDDLE] == 255 - face(0.0)[MIDDLE, MIDDLE]).mean() > 0.95


@pytest.mark.parametrize(("right", "down"), [(4, 0), (0, -6), (-4, 4)])
def test_a_mouth_goes_where_the_head_went(right, down):
    made = paint(face(0.9, right, down)[None], (0.3,))[0]
    wrong = np.abs(made.astype(int) - face(0.3, right, down))[MIDDLE, MIDDLE]
    unmoved = np.abs(face(0.3).astype(int) - face(0.3, right, down))[MIDDLE, MIDDLE]
    assert wrong.mean() < 0.3 * unmoved.mean()


def test_a_mouth_does_not_flicker_between_two_that_are_alike():
    alike = References(np.stack([face(0.3), face(0.3)]), states((0.3, 0.31)))
    wanted = 0.305 + 0.004 * (-1.0) ** np.arange(20)
    made = paint(np.stack([face(0.0)] * 20), wanted, alike)
    assert all(np.array_equal(picture, made[0]) for picture in made)


def test_what_the_film_never_shows_is_told():
    closed, opened = (References(KNOWN.pictures[part], KNOWN.states[part]) for part in (slice(0, 2), slice(2, 4)))
    generator = OwnMouths()
    assert generator.lacks(KNOWN, states(GAPS)) == ()
    assert generator.lacks(References(KNOWN.pictures, None), states(GAPS)) == ()
    (note,) = generator.lacks(opened, states((0.0, 0.5)))
    assert "no closed mouth" in note
    (note,) = generator.lacks(closed, states((0.0, 0.8)))
    assert "wider than this film" in note


@pytest.mark.parametrize(("width", "finer"), [(30, 3), (140, 4), (900, own.FINEST)])
def test_mouths_of_close_ups_are_finer_and_go_where_the_head_went_all_the_same(width, finer):
    generator = OwnMouths().fitted(width)
    assert generator.side == 96 * finer

    def large(picture):
        rows = np.arange(generator.side) * FINE // generator.side
        return picture[rows][:, rows]

    known = References(np.stack([large(picture) for picture in KNOWN.pictures]), KNOWN.states)
    made = generator.paint(large(face(0.9, 4, -4))[None], known, states((0.3,)), None, 25.0)[0]
    wrong = np.abs(made.astype(int) - large(face(0.3, 4, -4))).mean()
    assert wrong < 0.4 * np.abs(large(face(0.3)).astype(int) - large(face(0.3, 4, -4))).mean()


def test_somebody_has_to_tell_what_the_mouths_do():
    with pytest.raises(ValueError, match="without their states"):
        paint(face(0.3)[None], (0.3,), References(KNOWN.pictures, None))


class Seer:
    """Tells how dark the middle is: what the drawn head's mouth is."""

    def states(self, frames):
        dark = frames[:, 20:28, 20:28].mean(axis=(1, 2))
        return states((dark.max() - dark) / np.ptp(dark))


def test_a_film_gets_its_own_mouths_when_the_line_wants_them(tmp_path):
    """The line is shut for its first half and open for the second; what the film's mouth did there plays no part."""
    from lossless import colours
    from test_run import request

    from visemes.guide.run import make_guide
    from visemes.sync.baseline import Baseline

    film(tmp_path / "film.mkv", kind="bgr0")
    done = make_guide(request(tmp_path / "film.mkv", said()), OwnMouths(), Baseline(), Seer(), tmp_path / "guide.mkv")
    assert done.repainted == done.pictures == 25
    x, y, wide, high = (round(value) for value in HEAD.mouth(0.0))
    middle = (slice(None), slice(y, y + high), slice(x + wide // 3, x + 2 * wide // 3))
    before, made = (colours(tmp_path / name)[middle].mean(axis=(1, 2, 3)) for name in ("film.mkv", "guide.mkv"))
    shut, opened = made[:12], made[13:]
    assert shut.min() > opened.max()
    assert shut == pytest.approx(before.max(), abs=0.1 * np.ptp(before))
    assert np.corrcoef(before, made)[0, 1] < 0.9
