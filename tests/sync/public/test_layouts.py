"""SyncNet's and Wav2Lip's layouts: counted, and compared with the same networks made of PyTorch's own layers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visemes.sync.public import KINDS, load, syncnet, wav2lip
from visemes.sync.public.layers import COUNTER, runs, shapes_of
from visemes.sync.public.mel import mel
from visemes.sync.public.mfcc import mfcc


def noise(shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def sound(seconds, seed=0):
    return np.random.default_rng(seed).normal(0, 0.1, round(16000 * seconds)).astype(np.float32)


#: Entries of the published files, their trained parameters, and the numbers in them with what normalisation counts along.
COUNTS = {"syncnet": (102, 13_631_616, 13_640_270), "wav2lip": (217, 16_435_072, 16_449_183)}


@pytest.mark.parametrize("name", KINDS)
def test_entries_and_parameters_of_the_published_files(name):
    shapes = shapes_of(KINDS[name].layers)
    trained = sum(math.prod(shape) for entry, shape in shapes.items() if not entry.endswith(("mean", "var", COUNTER)))
    assert (len(shapes), trained, sum(map(math.prod, shapes.values()))) == COUNTS[name]


@pytest.mark.parametrize("name", KINDS)
def test_names_and_shapes_are_those_of_the_usual_network(networks, name):
    usual = {entry: tuple(value.shape) for entry, value in networks.states[name].items()}
    assert shapes_of(KINDS[name].layers) == usual


@pytest.fixture(scope="module")
def ours(networks, tmp_path_factory):
    """Our networks with the usual ones' weights, through files as their authors wrote them."""
    folder, torch = tmp_path_factory.mktemp("weights"), networks.torch
    torch.save(networks.states["syncnet"], folder / "syncnet_v2.model", _use_new_zipfile_serialization=False)
    wrapped = {f"module.{name}": value for name, value in networks.states["wav2lip"].items()}
    checkpoint = {"state_dict": wrapped, "optimizer": {"state": {0: {"step": 3}}}, "global_step": 3, "global_epoch": 1}
    torch.save(checkpoint, folder / "lipsync_expert.pth")
    return {name: load(name, folder / kind.file) for name, kind in KINDS.items()}


def test_syncnet_sees_as_the_usual_network(networks, ours):
    torch, usual = networks.torch, networks.usual["syncnet"]
    pictures = noise((7, 224, 224, 3))
    found = ours["syncnet"].see(pictures)
    assert found.shape == (3, 1024)
    with torch.inference_mode():
        for i in range(3):
            five = torch.from_numpy(pictures[i : i + 5].transpose(3, 0, 1, 2).astype(np.float32))[None]
            middle = usual["netcnnlip"](five)
            assert tuple(middle.shape) == (1, 512, 1, 1, 1)
            expected = usual["netfclip"](middle.flatten(1))[0].numpy()
            assert found[i] == pytest.approx(expected, rel=1e-3, abs=1e-4 * float(np.abs(expected).max()))


def test_syncnet_hears_as_the_usual_network(networks, ours):
    torch, usual = networks.torch, networks.usual["syncnet"]
    samples = sound(0.6)
    found = ours["syncnet"].hear(samples)
    cepstra = mfcc(samples)
    assert found.shape == ((len(cepstra) - 20) // 4 + 1, 1024)
    with torch.inference_mode():
        for v in range(len(found)):
            window = torch.from_numpy(cepstra[4 * v : 4 * v + 20].T.copy())[None, None]
            expected = usual["netfcaud"](usual["netcnnaud"](window).flatten(1))[0].numpy()
            assert found[v] == pytest.approx(expected, rel=1e-3, abs=1e-4 * float(np.abs(expected).max()))


def wav2lip_by_hand(torch, blocks, x):
    """Blocks that keep the shape add their input; each ends in a rectifier."""
    for block in blocks:
        made = block["conv_block"](x)
        x = torch.relu(made + x if made.shape == x.shape and block["conv_block"][0].kernel_size == (3, 3) else made)
    return x.flatten(1)


def test_wav2lip_sees_as_the_usual_network(networks, ours):
    torch, usual = networks.torch, networks.usual["wav2lip"]
    pictures = noise((6, 96, 96, 3))
    found = ours["wav2lip"].see(pictures)
    assert found.shape == (2, 512)
    with torch.inference_mode():
        for i in range(2):
            stacked = np.concatenate(list(pictures[i : i + 5, 48:]), axis=2).transpose(2, 0, 1) / 255
            assert stacked.shape == (15, 48, 96)
            expected = wav2lip_by_hand(torch, usual["face_encoder"], torch.from_numpy(stacked.astype(np.float32))[None])
            expected = torch.nn.functional.normalize(expected)[0].numpy()
            assert found[i] == pytest.approx(expected, abs=1e-4)
            assert np.linalg.norm(found[i]) == pytest.approx(1, abs=1e-5)


def test_wav2lip_hears_as_the_usual_network(networks, ours):
    torch, usual = networks.torch, networks.usual["wav2lip"]
    samples = sound(0.7)
    found = ours["wav2lip"].hear(samples)
    bands = mel(samples)
    starts = [int(80.0 * frame / 25) for frame in range(100) if int(80.0 * frame / 25) + 16 <= len(bands)]
    assert len(found) == len(starts) > 10
    with torch.inference_mode():
        for vector, start in zip(found, starts, strict=True):
            window = torch.from_numpy(bands[start : start + 16].T.copy())[None, None]
            expected = torch.nn.functional.normalize(wav2lip_by_hand(torch, usual["audio_encoder"], window))[0].numpy()
            assert vector == pytest.approx(expected, abs=1e-4)


class Watched(dict):
    """Remembers what was asked for."""

    def __init__(self, entries):
        super().__init__(entries)
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


@pytest.mark.parametrize("name", KINDS)
def test_every_entry_is_taken_up(networks, name):
    state = Watched(networks.states[name])
    KINDS[name].make(state)
    assert state.asked == {entry for entry in state if not entry.endswith(COUNTER)}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("part", ["weight", "bias", "running_mean", "running_var"])
def test_entries_of_every_kind_change_what_is_made(networks, name, part):
    kind, torch = KINDS[name], networks.torch
    samples = sound(0.25)
    state = networks.states[name]
    first = next(entry for entry in state if "aud" in entry and entry.endswith(part))
    before = kind.make(state).hear(samples)
    after = kind.make(state | {first: state[first] + 0.05 * torch.ones_like(state[first])}).hear(samples)
    assert np.abs(after - before).max() > 1e-6


@pytest.mark.parametrize("name", KINDS)
def test_too_few_pictures_and_too_little_sound_are_nothing(networks, ours, name):
    side = KINDS[name].side
    for count in range(5):
        assert len(ours[name].see(noise((count, side, side, 3)))) == 0
    assert len(ours[name].hear(sound(0.1))) == 0
    assert len(ours[name].hear(np.zeros(0, np.float32))) == 0


@pytest.mark.parametrize("name", KINDS)
def test_digital_silence_and_black_pictures_are_numbers(ours, name):
    side = KINDS[name].side
    assert np.isfinite(ours[name].hear(np.zeros(8000, np.float32))).all()
    assert np.isfinite(ours[name].see(np.zeros((6, side, side, 3), np.uint8))).all()


def test_batches_change_nothing(ours, monkeypatch):
    pictures, samples = noise((12, 96, 96, 3)), sound(1)
    whole = ours["wav2lip"].see(pictures), ours["wav2lip"].hear(samples)
    monkeypatch.setattr(wav2lip, "BATCH", 3)
    parts = ours["wav2lip"].see(pictures), ours["wav2lip"].hear(samples)
    for one, other in zip(whole, parts, strict=True):
        assert one == pytest.approx(other, abs=1e-5)


def test_both_see_five_pictures_at_once():
    assert syncnet.PICTURES == wav2lip.PICTURES == 5


def test_runs_are_neighbours():
    values = np.arange(14).reshape(7, 2)
    found = runs(values, 3)
    assert found.shape == (5, 3, 2)
    assert all((found[i] == values[i : i + 3]).all() for i in range(5))
    assert runs(values, 8).shape == (0, 8, 2)
