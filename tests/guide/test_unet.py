"""The painter keeps its promises whatever its weights are; files nobody vouches for give a painter or one line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from visemes.errors import WeightsError
from visemes.guide import unet
from visemes.guide.base import AROUND, SIDE, References
from visemes.guide.generators import generator_named
from visemes.guide.mask import hidden
from visemes.guide.split import lips_of, parted
from visemes.safetensors import to_safetensors

RNG = np.random.default_rng(1)
FRAMES = RNG.integers(0, 256, (5, SIDE, SIDE, 3), dtype=np.uint8)
REFERENCES = RNG.integers(0, 256, (3, SIDE, SIDE, 3), dtype=np.uint8)
STATES = RNG.random((5, 7)).astype(np.float32)


@pytest.fixture(scope="module")
def weights():
    """Random ones that paint something."""
    rng = np.random.default_rng(2)
    return {
        name: (rng.normal(0, 1, shape) / np.sqrt(max(np.prod(shape[1:]), 1.0))).astype(np.float32)
        for name, shape in unet.shapes().items()
    }


@pytest.fixture(scope="module")
def painter(weights):
    return unet.Painter(weights)


def paint(painter, frames=FRAMES, references=REFERENCES, states=STATES, fps=25.0):
    return painter.paint(frames, References(references, None), states, None, fps)


def test_it_paints_the_same_bytes_again_and_only_in_its_part(painter):
    made = paint(painter)
    assert made.shape == FRAMES.shape
    assert made.dtype == np.uint8
    assert np.array_equal(made, paint(painter))
    top, bottom, left, right = unet.BOX
    outside = np.ones((SIDE, SIDE), bool)
    outside[top:bottom, left:right] = False
    assert np.array_equal(made[:, outside], FRAMES[:, outside])
    assert not (hidden()[outside] > 0).any()
    assert (made[:, ~outside] != FRAMES[:, ~outside]).mean() > 0.5


def test_it_cannot_see_the_mouth_that_is_there(painter):
    other = FRAMES.copy()
    other[:, hidden() > 0] = np.random.default_rng(3).integers(0, 256, other[:, hidden() > 0].shape, dtype=np.uint8)
    under = hidden() > 0
    assert np.array_equal(paint(painter)[:, under], paint(painter, other)[:, under])


def test_it_does_see_what_is_around_it_what_is_wanted_and_the_references(painter):
    under = hidden() > 0
    plain = paint(painter)[:, under].astype(int)
    around = FRAMES.copy()
    around[:, ~under] = 255 - around[:, ~under]
    for changed in (paint(painter, around), paint(painter, states=1 - STATES), paint(painter, references=255 - REFERENCES)):
        assert np.abs(changed[:, under].astype(int) - plain).mean() > 0.5


@pytest.mark.parametrize("order", [(0, 2, 1)])
def test_the_order_of_the_others_does_not_matter(painter, order):
    difference = np.abs(paint(painter).astype(int) - paint(painter, references=REFERENCES[list(order)]))
    assert difference.max() <= 1


def test_a_reference_twice_is_that_reference(painter):
    one = paint(painter, references=REFERENCES[:1]).astype(int)
    assert np.abs(one - paint(painter, references=REFERENCES[[0, 0, 0]])).max() <= 1


def test_long_films_are_painted_in_pieces_that_fit(painter, monkeypatch):
    whole = paint(painter).astype(int)
    monkeypatch.setattr(unet, "CHUNK", 2)
    assert np.abs(whole - paint(painter)).max() <= 1


def flat(weights):
    """A network that has learned nothing: it bends nothing, adds nothing, and takes half of all it is given."""
    return {name: np.zeros_like(array) for name, array in weights.items()}


@pytest.mark.parametrize("finer", [2, 3])
def test_large_pictures_are_mixed_as_fine_as_they_are(weights, finer):
    """Pixels as small as the references' own come through; the network has seen small copies of them."""
    side = finer * SIDE
    closed, opened = (RNG.integers(0, 256, (1, side, side, 3), dtype=np.uint8) for _ in range(2))
    opened[:, hidden(side) == 0] = closed[:, hidden(side) == 0]  # the head has not moved
    painter = unet.Painter(flat(weights), finer)
    made = paint(painter, closed, np.concatenate([closed, opened]), np.zeros((1, 7), np.float32))[0].astype(float)
    draft = parted(closed[0], closed[0], lips_of(closed[0]), np.zeros(7)).astype(float)
    wanted = 0.5 * draft + 0.5 * (closed[0].astype(float) + opened[0]) / 2
    top, bottom, left, right = (edge * finer for edge in unet.BOX)
    assert np.abs(made - wanted)[top:bottom, left:right].max() <= 0.51


def test_large_pictures_show_what_small_ones_show(weights):
    """What is as coarse as the network sees it looks the same at any size."""
    frames, references = (np.kron(smooth(pictures), np.ones((2, 2, 1), np.uint8)) for pictures in (FRAMES, REFERENCES))
    closed = np.zeros_like(STATES)  # the draft is a closed mouth: where lips part in noise is anybody's guess
    calm = weights | {name: np.zeros_like(weights[name]) for name in ("paint_last.weight", "paint_last.bias")}  # or it adds noise
    large = paint(unet.Painter(calm, 2), frames, references, closed).astype(float)
    plain = paint(unet.Painter(calm), smooth(FRAMES), smooth(REFERENCES), closed).astype(float)
    halved = large.reshape(len(large), SIDE, 2, SIDE, 2, 3).mean(axis=(2, 4))
    top, bottom, left, right = unet.BOX
    assert np.abs(halved - plain)[:, top:bottom, left:right].mean() < 1.5


def smooth(pictures):
    """Nothing in them is finer than a few pixels."""
    return gaussian_filter(pictures, (0, 4, 4, 0))


@pytest.mark.parametrize(("width", "side"), [(20, SIDE), (36, SIDE), (38, 2 * SIDE), (110, 3 * SIDE), (1000, unet.FINEST * SIDE)])
def test_pictures_are_as_fine_as_the_mouth_is_large(painter, width, side):
    fitted = painter.fitted(width)
    assert fitted.side == side
    assert fitted.hidden.shape == (side, side)


def test_the_one_that_is_shipped_opens_and_closes_mouths():
    """Of one picture of a plain face with a closed mouth, one small enough for it and one that is finer."""
    for finer in (1, 3):
        painter = replace(generator_named("rendered"), finer=finer)
        side = painter.side
        y, x = (np.mgrid[:side, :side] - (side - 1) / 2) / (side / AROUND)
        picture = np.full((side, side, 3), (214, 168, 142), np.uint8)
        picture[(np.abs(x) < 0.5) & (np.abs(y) < 0.025)] = (90, 45, 45)
        states = np.zeros((3, 7), np.float32)
        states[1:2, :2], states[2:, :2] = (0.5, 0.5), (1.0, 1.0)
        made = paint(painter, np.stack([picture] * 3), picture[None], states).astype(int)
        dark = [((frame.sum(axis=-1) < 420) & (np.abs(x) < 0.6) & (np.abs(y) < 0.7)).mean() for frame in made]
        assert dark[0] < 1.5 * (picture.sum(axis=-1) < 420).mean()
        assert dark[1] > 2 * dark[0]
        assert dark[2] > 1.3 * dark[1]


def test_nothing_to_paint(painter):
    assert paint(painter, FRAMES[:0], states=STATES[:0]).shape == (0, SIDE, SIDE, 3)


@pytest.mark.parametrize("fps", [12.0, 25.0, 29.97, 60.0])
def test_it_is_told_the_states_of_the_same_times_at_any_rate(fps):
    """A state that grows with time: what was 40 ms before and after is told, held at the ends."""
    states = np.zeros((40, 7), np.float32)
    states[:, 0] = np.arange(40) / fps
    told = unet.features(states, fps).reshape(40, 2 * unet.REACH + 1, unet.FEATURES)
    wanted = np.clip(np.arange(40)[:, None] / fps + np.arange(-unet.REACH, unet.REACH + 1) * 0.04, 0, 39 / fps)
    assert told[..., 0] == pytest.approx(wanted, abs=1e-5)


def test_small_gaps_are_told_large():
    states = np.zeros((1, 7), np.float32)
    states[0, 1] = 0.04
    told = unet.features(states, 25.0).reshape(-1, unet.FEATURES)
    assert told[0, 1] == pytest.approx(0.04)
    assert told[0, -1] == pytest.approx(0.2)


def loaded(path, arrays):
    path.write_bytes(to_safetensors(arrays, {}))
    unet.load_painter.cache_clear()
    return unet.load_painter(path)


def test_what_is_written_is_read_back(weights, painter, tmp_path):
    assert np.array_equal(paint(loaded(tmp_path / "w.safetensors", weights)), paint(painter))


def test_half_precision_paints_nearly_the_same_and_is_small(weights, painter, tmp_path):
    path = tmp_path / "w.safetensors"
    path.write_bytes(to_safetensors(weights, {}, halved=True))
    assert path.stat().st_size < 12_000_000
    unet.load_painter.cache_clear()
    assert np.abs(paint(unet.load_painter(path)).astype(int) - paint(painter)).mean() < 1


def test_none_of_its_arrays_can_be_missing_or_strange(weights, tmp_path):
    path = tmp_path / "w.safetensors"
    for name in list(weights)[::7]:
        with pytest.raises(WeightsError, match="is not a painter of visemes") as caught:
            loaded(path, {key: array for key, array in weights.items() if key != name})
        assert "\n" not in str(caught.value)
        with pytest.raises(WeightsError, match="is not a painter of visemes"):
            loaded(path, weights | {name: np.zeros((1, *weights[name].shape), np.float32)})
    broken = weights["trunk.weight"].copy()
    broken.flat[3] = np.nan
    with pytest.raises(WeightsError, match="no numbers"):
        loaded(path, weights | {"trunk.weight": broken})


def test_too_large_a_file_is_not_read(tmp_path):
    with (tmp_path / "w.safetensors").open("wb") as file:
        file.truncate(unet.LARGEST + 1)
    unet.load_painter.cache_clear()
    with pytest.raises(WeightsError, match="larger than any painter"):
        unet.load_painter(tmp_path / "w.safetensors")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_other_files_are_refused_in_one_line(tmp_path, data):
    path = tmp_path / "w.safetensors"
    path.write_bytes(data)
    unet.load_painter.cache_clear()
    with pytest.raises(WeightsError) as caught:
        unet.load_painter(path)
    assert "\n" not in str(caught.value)
