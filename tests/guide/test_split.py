"""A closed mouth made to speak: what is drawn has the height, width and place that the state asks for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from visemes.guide import split
from visemes.guide.base import AROUND, References
from visemes.guide.mask import HALF
from visemes.guide.split import SplitMouth, lips_of, parted
from visemes.guide.states import CHANNELS

SIDE = SplitMouth().side
UNIT = SIDE / AROUND
SKIN = np.array([210, 160, 140])
INSIDE = (slice(SIDE // 2 - 60, SIDE // 2 + 110), slice(SIDE // 2 - 70, SIDE // 2 + 70))


def line_at(x, smile=0.0, low=0.0):
    """Where the drawn face's lips meet, pixels under the middle; it ends at the corners of the mouth."""
    return UNIT * (low - smile * (2 * np.clip(x / UNIT, -0.5, 0.5)) ** 2)


def face(smile=0.0, low=0.0, right=0, down=0):
    """Skin with coarse spots around a mouth that is a dark line."""
    rng = np.random.default_rng(3)
    big = np.kron(rng.integers(-30, 30, (SIDE // 12 + 8,) * 2), np.ones((12, 12)))
    y, x = np.mgrid[: len(big), : len(big)] - (len(big) - 1) / 2
    far = np.clip(np.hypot(x, 0.8 * (y - 15)) / UNIT - 0.9, 0, 0.2) / 0.2
    picture = SKIN + (big * far)[..., None]
    on_line = (np.abs(y - line_at(x, smile, low)) < 2.0) & (np.abs(x) < UNIT / 2)
    picture[on_line] = (70, 30, 30)
    top, left = (len(big) - SIDE) // 2 - down, (len(big) - SIDE) // 2 - right
    return np.clip(picture, 0, 255)[top : top + SIDE, left : left + SIDE].astype(np.uint8)


def state(**values):
    made = np.zeros(len(CHANNELS), np.float32)
    for name, value in values.items():
        made[CHANNELS.index(name)] = value
    return made


def opening(picture):
    """Pixels that are no skin: the mouth."""
    return np.abs(picture[INSIDE].astype(int) - SKIN).max(axis=-1) > 45


def drawn(**values):
    return parted(face(), face(), lips_of(face()), state(**values))


@settings(max_examples=25, deadline=None)
@given(st.floats(-0.12, 0.15), st.floats(-0.12, 0.12))
def test_the_line_between_the_lips_is_found(smile, low):
    found = lips_of(face(smile, low)).line * UNIT
    x = np.arange(SIDE) - (SIDE - 1) / 2
    mouth = np.abs(x) < 0.46 * UNIT
    assert np.abs(found - line_at(x, smile, low))[mouth].max() < 2.5


def test_a_mouth_at_rest_is_the_picture():
    assert np.abs(drawn().astype(int) - face()).max() <= 1


@pytest.mark.parametrize("gap", [0.25, 0.5, 1.0])
def test_lips_part_as_far_as_the_gap_says(gap):
    inside = opening(drawn(gap=gap, jaw=gap))
    high = inside[:, inside.shape[1] // 2].sum()
    assert high == pytest.approx(split.OPEN * gap * UNIT, abs=5)  # and the line itself, 4
    assert inside.any(axis=0).sum() == pytest.approx(UNIT, abs=4)


def test_the_lower_lip_goes_down_and_the_upper_one_hardly_up():
    rows = np.flatnonzero(opening(drawn(gap=1.0, jaw=1.0))[:, 70]) - 60
    assert -rows[0] == pytest.approx(split.UPPER * split.OPEN * UNIT, abs=4)
    assert rows[-1] == pytest.approx((1 - split.UPPER) * split.OPEN * UNIT, abs=4)


def test_spread_lips_are_wide_and_rounded_ones_narrow():
    wide, plain, narrow = (
        opening(drawn(gap=0.3, **more)).any(axis=0).sum() for more in ({"width": 1}, {}, {"width": -0.8, "pucker": 0.8})
    )
    assert wide > 1.05 * plain
    assert narrow < 0.75 * plain


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=7, max_size=7))
def test_nothing_changes_at_the_sides_and_below(values):
    made = parted(face(0.05), face(0.05), lips_of(face(0.05)), np.array(values) * np.array([1, 1.3, 1, 1, 1, 1, 1]))
    y, x = np.mgrid[:SIDE, :SIDE] / UNIT - (SIDE - 1) / 2 / UNIT
    away = (np.abs(x) > HALF) | (y > split.BELOW) | (y < -0.9)
    assert np.abs(made.astype(int) - face(0.05))[away].max() <= 1


def test_the_skin_below_gives_way_less_and_less():
    """A line drawn on the chin goes down with it; one at the mask's lower edge stays."""
    picture = face()
    chin, neck = SIDE // 2 + round(0.55 * UNIT), SIDE // 2 + round(split.BELOW * UNIT)
    for row in (chin, neck):
        picture[row - 1 : row + 2] = (40, 40, 200)
    made = parted(picture, picture, lips_of(face()), state(gap=0.6, jaw=1.0))
    rows = np.flatnonzero(made[:, SIDE // 2, 2].astype(int) - made[:, SIDE // 2, 0] > 60)
    assert 0.1 * UNIT < rows[0] - chin < split.CHIN * UNIT
    assert rows[-1] == neck + 1


def test_teeth_show_in_a_bite_and_tongues_rise():
    bright = [(drawn(gap=0.15, contact=bite)[INSIDE].min(axis=-1) > 180).sum() for bite in (0.0, 1.0)]
    assert bright[1] > bright[0]
    below = SIDE // 2 + round(0.12 * UNIT)  # in the middle of the opening
    down, up = (drawn(gap=0.4, jaw=0.3, tongue=tip)[below, SIDE // 2].astype(int) for tip in (0.0, 1.0))
    assert up[0] - up[2] > down[0] - down[2]


def test_black_and_white_stays_so():
    grey = np.repeat(face()[..., :1], 3, axis=-1)
    made = parted(grey, grey, lips_of(grey), state(gap=0.8, jaw=0.8, tongue=0.5)).astype(int)
    assert np.ptp(made, axis=-1).max() <= 1


def test_a_film_s_closed_mouth_speaks_where_the_head_is():
    """Of two pictures of a film the closed one is taken, for frames whose own mouths are open, and goes where the head went."""
    opened = drawn(gap=0.9, jaw=0.9)
    known = References(np.stack([face(), opened]), np.stack([state(), state(gap=0.9, jaw=0.9)]))
    there = face(right=6, down=-3)
    moved = parted(there, there, lips_of(face()), state(gap=0.9, jaw=0.9))
    wanted = np.stack([state(), state(gap=0.5, jaw=0.4), state()])
    frames = np.stack([opened, opened, moved])
    made = SplitMouth().paint(frames, known, wanted, None, 25.0)
    assert np.abs(made[0].astype(int) - face()).max() <= 1
    assert opening(made[1]).sum() == pytest.approx(opening(drawn(gap=0.5, jaw=0.4)).sum(), rel=0.02)
    gone = np.argwhere(opening(made[2])).mean(axis=0) - np.argwhere(opening(made[0])).mean(axis=0)
    assert gone == pytest.approx([-3, 6], abs=1.5)
    assert np.array_equal(made, SplitMouth().paint(frames, known, wanted, None, 25.0))


@pytest.mark.parametrize(("width", "finer"), [(20, 3), (110, 3), (112, 4), (150, 5), (1000, split.FINEST)])
def test_pictures_are_as_fine_as_the_mouth_is_large(width, finer):
    """None of its pixels is lost, up to a limit; a finer mouth is the same mouth."""
    generator = SplitMouth().fitted(width)
    assert generator.side == 96 * finer
    large = np.asarray(Image.fromarray(face()).resize((generator.side,) * 2, Image.Resampling.BICUBIC))
    made = generator.paint(large[None], References(large[None], state()[None]), state(gap=0.6, jaw=0.5)[None], None, 25.0)[0]
    small = np.asarray(Image.fromarray(made).resize((SIDE, SIDE), Image.Resampling.BOX)).astype(int)
    assert np.abs(small - drawn(gap=0.6, jaw=0.5)).mean() < 3


def test_it_is_told_when_lips_never_meet():
    generator, wanted = SplitMouth(), np.stack([state(gap=0.5)])
    assert generator.lacks(References(face()[None], state(gap=0.1)[None]), wanted) == ()
    assert generator.lacks(References(face()[None], None), wanted) == ()
    (note,) = generator.lacks(References(face()[None], state(gap=0.4)[None]), wanted)
    assert "quite closed" in note
