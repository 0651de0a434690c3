"""Networks whose weights are planted so that they see brightness and hear loudness: films of a known shift, end to end."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.sync.public import KINDS, load, overlapping, score_film
from visemes.sync.public.layers import COUNTER, shapes_of

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.slow


def silent(name):
    """Weights that pass nothing on: kernels of zeros, normalisations that change nothing."""
    state = {}
    for entry, shape in shapes_of(KINDS[name].layers).items():
        is_norm = entry.endswith("running_var") or (entry.endswith("weight") and len(shape) == 1)
        state[entry] = torch.full(shape, 1 - 1e-5) if entry.endswith("running_var") else torch.full(shape, float(is_norm))
        if entry.endswith(COUNTER):
            state[entry] = torch.tensor(0)
    return state


def planted_syncnet():
    """Lips: the brightness of the third picture, 0 to 1. Sound: whether there is any in the middle of its window, about 1 or 0."""
    state = silent("syncnet")
    state["netcnnlip.0.weight"][0, :, 2, 3, 3] = 1 / 3 / 255
    for number, side in ((4, 2), (8, 1), (11, 1), (14, 1), (18, 3)):
        state[f"netcnnlip.{number}.weight"][0, 0, 0, side, side] = 1
    state["netcnnaud.0.weight"][0, 0, 1, 1] = 1 / 11
    state["netcnnaud.0.bias"][0] = -1  # noise has an energy of about exp(22), and no other coefficient is as large
    for number in (4, 8, 11, 14):
        state[f"netcnnaud.{number}.weight"][0, 0, 1, 1] = 1
    state["netcnnaud.18.weight"][0, 0, 0, 1:3] = 1 / 2  # the two beside the middle of the window
    for name in ("netfclip", "netfcaud"):
        state[f"{name}.0.weight"][0, 0] = state[f"{name}.3.weight"][0, 0] = 1
    return state


def planted_wav2lip():
    """Two numbers each: how bright or loud it is, and how dark or silent; angles are what counts."""
    state = silent("wav2lip")
    for prefix, first, gain, count in (("face_encoder", (3, 3), 1 / 3, 17), ("audio_encoder", (1, 1), 1 / 4, 14)):
        kernel = state[f"{prefix}.0.conv_block.0.weight"]
        middle = slice(6, 9) if prefix == "face_encoder" else 0
        kernel[0, middle, *first], kernel[1, middle, *first] = gain, -gain
        bias = (0, 1) if prefix == "face_encoder" else (1 / 2, 1 / 2)
        state[f"{prefix}.0.conv_block.0.bias"][:2] = torch.tensor(bias)
        for number in range(1, count):
            kernel = state[f"{prefix}.{number}.conv_block.0.weight"]
            is_passing = kernel.shape[0] == kernel.shape[1] and kernel.shape[2] == 3 and number < count - 3
            if not is_passing:  # layers that add their input need no kernel
                at = kernel.shape[2] // 2
                kernel[0, 0, at, at] = kernel[1, 1, at, at] = 1
        if prefix == "audio_encoder":  # the middle of the third picture lies between the windows 6 and 12, which are left here
            kernel = state[f"{prefix}.{count - 2}.conv_block.0.weight"]
            for number in (0, 1):
                kernel[number, number, 1, 1:] = torch.tensor([2 / 3, 1 / 3])
    return state


PLANTED = {"syncnet": planted_syncnet, "wav2lip": planted_wav2lip}


#: Frames that are enough for a planted network; SyncNet takes its time over each.
LONG = {"syncnet": 32, "wav2lip": 75}


@pytest.fixture(scope="module", params=sorted(KINDS))
def planted(request, tmp_path_factory):
    """A kind and its planted network, from a file."""
    path = tmp_path_factory.mktemp("planted") / "w.pth"
    torch.save(PLANTED[request.param](), path)
    return KINDS[request.param], load(request.param, path)


def syllables(frames, seed):
    """Which frames are loud: stretches of 3 to 7 frames."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(4, 10, frames)
    return np.repeat(np.arange(frames) % 2 == 0, lengths)[:frames]


def film(loud, early, side, frames):
    """Pictures that are bright from a frame before to a frame after noise is there; the sound `early` frames too early.

    The networks keep the loudest of about three frames, so that what they hear lasts as long as what they see.
    """
    start = 20
    bright = (loud | np.roll(loud, 1) | np.roll(loud, -1) if side == 224 else loud)[start : start + frames]
    pictures = np.where(bright[:, None, None, None], np.uint8(255), np.uint8(0)) * np.ones((1, side, side, 3), np.uint8)
    heard = loud[start + early : start + early + frames]
    noise = np.random.default_rng(9).normal(0, 0.1, 640 * frames)
    return pictures, (noise * np.repeat(heard, 640)).astype(np.float32)


@pytest.mark.parametrize("early", [-7, 3])
def test_a_known_shift_is_found(planted, early):
    kind, network = planted
    pictures, samples = film(syllables(140, seed=early + 50), early, kind.side, LONG[kind.name])
    result = score_film(network, [pictures], samples)
    assert result.offset == early
    assert result.seconds == pytest.approx(early / 25)
    assert result.confidence > 0.2
    assert result.runs == LONG[kind.name] - 4


def test_pieces_of_any_length_give_the_same(planted):
    kind, network = planted
    pictures, samples = film(syllables(140, seed=3), 2, kind.side, 18)
    whole = score_film(network, [pictures], samples)
    found = score_film(network, (pictures[first : first + 7] for first in range(0, len(pictures), 7)), samples)
    assert (found.offset, found.runs, found.reach) == (whole.offset, whole.runs, whole.reach)
    assert found.distance == pytest.approx(whole.distance, rel=1e-5)


@pytest.mark.parametrize("frames", [0, 4, 9])
def test_too_short_a_film_tells_nothing(planted, frames):
    kind, network = planted
    pictures, samples = film(syllables(140, seed=3), 0, kind.side, max(frames, 1))
    assert score_film(network, [pictures[:frames]], samples) is None


def test_digital_silence_tells_nothing(planted):
    kind, network = planted
    pictures, _ = film(syllables(140, seed=3), 0, kind.side, 50)
    assert score_film(network, [pictures], np.zeros(32000, np.float32)) is None
    assert score_film(network, [pictures], np.zeros(0, np.float32)) is None


def test_silence_in_part_is_a_number(planted):
    kind, network = planted
    pictures, samples = film(syllables(140, seed=3), 0, kind.side, LONG[kind.name])
    samples[: len(samples) // 6] = 0
    result = score_film(network, [pictures], samples)
    assert result.offset == 0
    assert np.isfinite([result.distance, result.confidence]).all()


def test_a_still_picture_is_less_sure(planted):
    kind, network = planted
    pictures, samples = film(syllables(140, seed=3), 0, kind.side, LONG[kind.name])
    moving = score_film(network, [pictures], samples)
    still = score_film(network, [np.repeat(pictures[:1], LONG[kind.name], axis=0)], samples)
    assert moving.offset == 0
    assert still.confidence < 0.6 * moving.confidence


def test_overlapping_pieces():
    values = np.arange(10)[:, None, None, None]
    pieces = [values[:2], values[2:3], values[3:3], values[3:10]]
    assert [piece.ravel().tolist() for piece in overlapping(pieces, 2)] == [[0, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9]]
