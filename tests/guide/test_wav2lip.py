"""Wav2Lip's generator: its layout as described, against the same network built of PyTorch's own layers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visemes.errors import MissingExtraError, UsageError, WeightsError
from visemes.guide.base import References
from visemes.guide.generators import generator_named
from visemes.guide.wav2lip import EARLIER, LAYERS, SIDE, Wav2LipGenerator, load_wav2lip, windows
from visemes.sync.public.layers import COUNTER, shapes_of
from visemes.sync.public.mel import mel

RATE = 16000


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


@pytest.fixture(scope="module")
def described(torch):  # noqa: C901 - a network with its parts
    """The network as its description has it: blocks of convolution, normalisation and rectifier, some adding their input."""
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, kind, adds, *how, **more):
            super().__init__()
            conv = kind(*how, **more)
            self.conv_block = nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels))
            self.adds = adds

        def forward(self, x):
            made = self.conv_block(x)
            return torch.relu(made + x if self.adds else made)

    def conv(into, out, *how):
        return Block(nn.Conv2d, False, into, out, *how)  # noqa: FBT003

    def up(into, out):
        return Block(nn.ConvTranspose2d, False, into, out, 3, 2, 1, output_padding=1)  # noqa: FBT003

    def same(width, times):
        return [Block(nn.Conv2d, True, width, width, 3, 1, 1) for _ in range(times)]  # noqa: FBT003

    def stages(*stages):
        return nn.ModuleList(nn.Sequential(*stage) for stage in stages)

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.face_encoder_blocks = stages(
                [conv(6, 16, 7, 1, 3)], [conv(16, 32, 3, 2, 1), *same(32, 2)], [conv(32, 64, 3, 2, 1), *same(64, 3)],
                [conv(64, 128, 3, 2, 1), *same(128, 2)], [conv(128, 256, 3, 2, 1), *same(256, 2)],
                [conv(256, 512, 3, 2, 1), *same(512, 1)], [conv(512, 512, 3), conv(512, 512, 1)],
            )  # fmt: skip
            self.audio_encoder = nn.Sequential(
                conv(1, 32, 3, 1, 1), *same(32, 2), conv(32, 64, 3, (3, 1), 1), *same(64, 2), conv(64, 128, 3, 3, 1), *same(128, 2),
                conv(128, 256, 3, (3, 2), 1), *same(256, 1), conv(256, 512, 3), conv(512, 512, 1),
            )  # fmt: skip
            first = Block(nn.ConvTranspose2d, False, 1024, 512, 3)  # noqa: FBT003
            self.face_decoder_blocks = stages(
                [conv(512, 512, 1)], [first, *same(512, 1)], [up(1024, 512), *same(512, 2)], [up(768, 384), *same(384, 2)],
                [up(512, 256), *same(256, 2)], [up(320, 128), *same(128, 2)], [up(160, 64), *same(64, 2)],
            )  # fmt: skip
            self.output_block = nn.Sequential(conv(80, 32, 3, 1, 1), nn.Conv2d(32, 3, 1))

        def forward(self, pictures, heard):
            seen, x = [], pictures
            for stage in self.face_encoder_blocks:
                x = stage(x)
                seen.append(x)
            x = self.audio_encoder(heard)
            for stage in self.face_decoder_blocks:
                x = torch.cat([stage(x), seen.pop()], dim=1)
            return torch.sigmoid(self.output_block(x))

    torch.manual_seed(4)
    network = Network().eval()
    for name, value in network.state_dict().items():
        if name.endswith("running_mean"):
            value.normal_(0, 0.1)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 2)
    return network


@pytest.fixture(scope="module")
def thin(torch):
    """A state_dict with the exact names and shapes whose numbers take no room."""
    shapes = shapes_of(LAYERS)
    return {
        name: torch.zeros((), dtype=torch.int64) if name.endswith(COUNTER) else torch.ones(()).expand(shape) * 1.0
        for name, shape in shapes.items()
    }


def test_entries_and_parameters_are_those_described():
    shapes = shapes_of(LAYERS)
    counted = sum(math.prod(shape) for name, shape in shapes.items() if not name.endswith((COUNTER, "running_mean", "running_var")))
    assert len(shapes) == 352
    assert round(counted / 1e6, 2) == 36.30
    assert sum(name.startswith("audio_encoder.") for name in shapes) == 13 * 7
    assert {name.split(".")[1] for name in shapes if name.startswith("face_encoder_blocks.")} == set("0123456")
    assert shapes["output_block.1.weight"] == (3, 32, 1, 1)
    assert shapes["face_decoder_blocks.3.0.conv_block.0.weight"] == (768, 384, 3, 3)


def test_names_and_shapes_are_those_of_the_described_network(described):
    assert {name: tuple(value.shape) for name, value in described.state_dict().items()} == shapes_of(LAYERS)


def test_it_computes_what_the_described_network_computes(torch, described):
    rng = np.random.default_rng(0)
    pictures = rng.random((2, 6, SIDE, SIDE), np.float32)
    heard = rng.uniform(-4, 4, (2, 1, 80, 16)).astype(np.float32)
    made = Wav2LipGenerator(described.state_dict()).faces(pictures, heard)
    assert made.shape == (2, 3, SIDE, SIDE)
    with torch.inference_mode():
        wanted = described(torch.from_numpy(pictures), torch.from_numpy(heard)).numpy()
    assert np.abs(made - wanted).max() < 1e-4
    assert np.ptp(wanted) > 0.01


@pytest.mark.parametrize("prefix", ["", "module."])
def test_a_checkpoint_as_it_is_published(torch, described, tmp_path, prefix):
    state = {prefix + name: value for name, value in described.state_dict().items()}
    torch.save({"state_dict": state, "optimizer": None, "global_step": 5, "global_epoch": 1}, tmp_path / "wav2lip.pth")
    generator = generator_named("wav2lip", tmp_path / "wav2lip.pth")
    frames = np.full((3, SIDE, SIDE, 3), 120, np.uint8)
    painted = generator.paint(frames, References(frames[:1], None), np.zeros((3, 7), np.float32), None, 25.0)
    assert painted.shape == frames.shape
    assert painted.dtype == np.uint8
    assert np.array_equal(painted, generator.paint(frames, References(frames[:1], None), np.zeros((3, 7), np.float32), None, 25.0))


def test_the_lower_half_and_only_it_is_kept_from_the_first_picture(torch, thin, monkeypatch):
    """Masked picture and whole one, blue first, from 0 to 1; the answer is turned back."""
    generator = Wav2LipGenerator(thin)
    given = {}

    def faces(pictures, heard):
        given.update(pictures=pictures, heard=heard)
        return pictures[:, 3:]

    monkeypatch.setattr(generator, "faces", faces)
    frames = np.random.default_rng(2).integers(0, 256, (3, SIDE, SIDE, 3), dtype=np.uint8)
    painted = generator.paint(frames, References(frames[:1], None), np.zeros((3, 7), np.float32), None, 25.0)
    assert np.array_equal(painted, frames)
    pictures = given["pictures"]
    assert not pictures[:, :3, 48:].any()
    assert np.array_equal(pictures[:, :3, :48], pictures[:, 3:, :48])
    assert np.allclose(pictures[:, 3], frames[..., 2] / 255)
    assert given["heard"].shape == (3, 1, 80, 16)


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_the_sound_beside_a_picture_begins_a_frame_before_it(fps):
    """A click is found in the windows of the pictures around it, at the place that its time says."""
    click = 1.0  # seconds after the first picture
    samples = np.zeros(round(2.5 * RATE), np.float32)
    samples[round((0.2 + click) * RATE)] = 1
    heard = windows(samples, 2 * fps, fps)
    assert heard.shape == (2 * fps, 16, 80)
    loudest = heard.mean(axis=2)
    for number, window in enumerate(loudest):
        place = (click - (number / fps - EARLIER)) * 80  # windows after the first
        if 2.5 <= place <= 12.5:
            assert abs(int(window.argmax()) - place) <= 2.5  # a window is 50 ms long
        elif not -2.5 <= place <= 18.5:
            assert np.ptp(window) < 1e-6


def test_windows_are_pieces_of_the_whole_sounds():
    samples = (np.random.default_rng(0).normal(0, 0.1, 3 * RATE)).astype(np.float32)
    whole = mel(samples)
    heard = windows(samples, 10, 25.0)
    for number, window in enumerate(heard):
        first = round((0.16 + number / 25) * 80)
        assert np.array_equal(window, whole[first : first + 16])


def test_silence_is_heard_where_there_is_no_sound():
    assert np.array_equal(windows(None, 5, 25.0), np.full((5, 16, 80), -4, np.float32))


def test_its_square_is_a_face_around_the_mouth():
    from visemes.guide.mouths import Run
    from visemes.sync.public.faces import Box, face_around

    mouth = Box(200, 300, 80, 30)
    run = Run(0, 0, mouth, np.zeros(1), np.array([[240.0, 315.0]]))
    square = run.square(0.0, Wav2LipGenerator)
    face = face_around(mouth)
    assert (square.left, square.top, square.width, square.height) == pytest.approx(tuple(face))
    mask = rounded_mask()
    assert mask[:46].max() == 0
    assert mask[62:80, 28:68].min() == 1
    assert not mask[-1].any()


def rounded_mask():
    return Wav2LipGenerator.hidden.fget(None)


def refused(path):
    with pytest.raises(WeightsError) as caught:
        load_wav2lip(path)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_other_files_are_called_what_they_are(torch, thin, tmp_path):
    path = tmp_path / "w.pth"
    path.write_bytes(b"<html>")
    assert "is a web page" in refused(path)
    path.write_bytes(b"")
    assert "is empty" in refused(path)
    torch.save({name: value for name, value in thin.items() if name != "output_block.1.bias"}, path)
    assert "has no output_block.1.bias" in refused(path)
    torch.save(thin | {"more": torch.zeros(2)}, path)
    assert "has a more too many" in refused(path)
    torch.save(thin | {"output_block.1.bias": torch.zeros(4)}, path)
    assert "output_block.1.bias is 4, not 3" in refused(path)
    torch.save(thin | {"output_block.1.bias": torch.full((3,), math.nan)}, path)
    assert "no numbers" in refused(path)
    torch.save(
        {"audio_encoder.0.conv_block.0.weight": torch.zeros(32, 1, 3, 3), "face_encoder.0.conv_block.0.weight": torch.zeros(1)},
        path,
    )
    assert "Wav2Lip's expert, not Wav2Lip's generator" in refused(path)
    torch.save({"conv1_1.weight": torch.zeros(2)}, path)
    assert "a face detector" in refused(path)


def test_weights_have_to_be_given():
    with pytest.raises(UsageError, match="do not come with visemes"):
        generator_named("wav2lip")


def test_without_pytorch_the_extra_is_named(monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "w.pth").write_bytes(b"\x80\x02}q\x00.")
    with pytest.raises(MissingExtraError, match="neural"):
        generator_named("wav2lip", tmp_path / "w.pth")
