"""Networks built the usual way from the same description, to compare ours with, and weights for them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest


def syncnet_layers(nn):
    """SyncNet as PyTorch's own layers, each under the number it has in the file."""

    def conv(kind, norm, into, out, *how):
        return [kind(into, out, *how), norm(out), nn.ReLU()]

    def flat(into, out, *how):
        return conv(nn.Conv2d, nn.BatchNorm2d, into, out, *how)

    def deep(into, out, *how):
        return conv(nn.Conv3d, nn.BatchNorm3d, into, out, *how)

    def judge():
        return nn.Sequential(nn.Linear(512, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 1024))

    audio = [
        *flat(1, 64, 3, 1, 1), nn.Identity(),
        *flat(64, 192, 3, 1, 1), nn.MaxPool2d(3, (1, 2)),
        *flat(192, 384, 3, 1, 1), *flat(384, 256, 3, 1, 1),
        *flat(256, 256, 3, 1, 1), nn.MaxPool2d(3, 2),
        *flat(256, 512, (5, 4)),
    ]  # fmt: skip
    lip = [
        *deep(3, 96, (5, 7, 7), (1, 2, 2)), nn.MaxPool3d((1, 3, 3), (1, 2, 2)),
        *deep(96, 256, (1, 5, 5), (1, 2, 2), (0, 1, 1)), nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)),
        *deep(256, 256, (1, 3, 3), 1, (0, 1, 1)), *deep(256, 256, (1, 3, 3), 1, (0, 1, 1)),
        *deep(256, 256, (1, 3, 3), 1, (0, 1, 1)), nn.MaxPool3d((1, 3, 3), (1, 2, 2)),
        *deep(256, 512, (1, 6, 6)),
    ]  # fmt: skip
    parts = {"netcnnaud": nn.Sequential(*audio), "netfcaud": judge(), "netcnnlip": nn.Sequential(*lip), "netfclip": judge()}
    return nn.ModuleDict(parts)


def wav2lip_layers(nn):
    """Wav2Lip's expert; each block is a convolution and its normalisation."""

    def block(into, out, *how):
        return nn.ModuleDict({"conv_block": nn.Sequential(nn.Conv2d(into, out, *how), nn.BatchNorm2d(out))})

    def same(width, times):
        return [block(width, width, 3, 1, 1) for _ in range(times)]

    face = [
        block(15, 32, 7, 1, 3), block(32, 64, 5, (1, 2), 1), *same(64, 2), block(64, 128, 3, 2, 1), *same(128, 3),
        block(128, 256, 3, 2, 1), *same(256, 2), block(256, 512, 3, 2, 1), *same(512, 2),
        block(512, 512, 3, 2, 1), block(512, 512, 3), block(512, 512, 1),
    ]  # fmt: skip
    audio = [
        block(1, 32, 3, 1, 1), *same(32, 2), block(32, 64, 3, (3, 1), 1), *same(64, 2), block(64, 128, 3, 3, 1), *same(128, 2),
        block(128, 256, 3, (3, 2), 1), *same(256, 2), block(256, 512, 3), block(512, 512, 1),
    ]  # fmt: skip
    return nn.ModuleDict({"face_encoder": nn.Sequential(*face), "audio_encoder": nn.Sequential(*audio)})


def shuffled(torch, network, seed=0):
    """Weights that keep numbers in range, with normalisations that do something."""
    torch.manual_seed(seed)
    state = network.state_dict()
    for name, value in state.items():
        if name.endswith("running_mean"):
            value.normal_(0, 0.2)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 2)
        elif name.endswith("weight") and value.dim() == 1:
            value.uniform_(0.7, 1.4)
        elif name.endswith("weight"):
            value.normal_(0, (2 / value[0].numel()) ** 0.5)
        elif name.endswith("bias"):
            value.normal_(0, 0.1)
    return state


@pytest.fixture(scope="module")
def networks():
    """torch, the usual networks by name, and random weights for each."""
    torch = pytest.importorskip("torch")
    usual = {"syncnet": syncnet_layers(torch.nn).eval(), "wav2lip": wav2lip_layers(torch.nn).eval()}
    states = {name: shuffled(torch, network) for name, network in usual.items()}
    return SimpleNamespace(torch=torch, usual=usual, states=states)


@pytest.fixture(scope="module")
def thin():
    """Weights of the right names and shapes that take no room: each is one number seen many times."""
    torch = pytest.importorskip("torch")

    def call(name, **changed):
        from visemes.sync.public import KINDS
        from visemes.sync.public.layers import shapes_of

        shapes = shapes_of(KINDS[name].layers)
        return {entry: torch.tensor(0.01).expand(shape) for entry, shape in shapes.items()} | changed

    return call
