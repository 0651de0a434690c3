"""`visemes check --expert syncnet|wav2lip`: what has to be given, and what is told when it is not."""

from __future__ import annotations

import json
import wave
from fractions import Fraction

import numpy as np
import pytest

from visemes.sync.public import KINDS
from visemes.sync.public.layers import shapes_of


@pytest.fixture
def film(tmp_path):
    """Two seconds of a picture whose middle flickers, and noise beside it."""
    av = pytest.importorskip("av")
    rng = np.random.default_rng(1)
    with av.open(str(tmp_path / "f.mp4"), "w") as file:
        stream = file.add_stream("mpeg4", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for _ in range(50):
            picture = np.full((96, 128, 3), 90, np.uint8)
            picture[50:70, 50:80] = rng.integers(0, 256)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode())
    with wave.open(str(tmp_path / "f.wav"), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes((rng.normal(0, 3000, 32000)).astype("<i2").tobytes())
    return tmp_path / "f.mp4"


def test_weights_are_needed(visemes, film):
    ran = visemes("check", film, "--expert", "syncnet")
    assert ran.status == 2
    assert ran.errors == ["visemes: --expert syncnet needs its weights"]
    assert "--weights syncnet_v2.model" in ran.hints[0]


@pytest.mark.parametrize("option", [("--strip", "worst.png"), ("--fix", "fixed.wav"), ("--mute-test",)])
def test_options_of_the_other_expert(visemes, film, option):
    ran = visemes("check", film, "--expert", "wav2lip", "--weights", "w.pth", *option)
    assert ran.status == 2
    assert ran.errors == [f"visemes: {option[0]} needs the expert for rendered characters"]


def test_an_unknown_expert_is_understood(visemes, film):
    ran = visemes("check", film, "--expert", "sincnet")
    assert ran.status == 2
    assert len(ran.errors) == 1


def test_a_page_instead_of_weights(visemes, film, tmp_path):
    (tmp_path / "w.pth").write_text("<html>")
    ran = visemes("check", film, "--audio", film.with_suffix(".wav"), "--expert", "wav2lip", "--weights", "w.pth")
    assert ran.status == 5
    assert ran.errors == ["visemes: w.pth: is a web page, not weights"]


@pytest.fixture
def weights(tmp_path):
    """Wav2Lip's expert with random weights."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    state = {}
    for entry, shape in shapes_of(KINDS["wav2lip"].layers).items():
        width = max(1, int(np.prod(shape[1:])))
        state[entry] = torch.rand(shape) + 0.5 if entry.endswith("var") else torch.randn(shape) * (2 / width) ** 0.5
    torch.save({"state_dict": state}, tmp_path / "lipsync_expert.pth")
    return tmp_path / "lipsync_expert.pth"


def test_a_film_from_end_to_end(visemes, film, weights):
    given = ("--audio", film.with_suffix(".wav"), "--expert", "wav2lip", "--weights", weights, "--roi", "40,10,48,70")
    ran = visemes("check", film, *given, "--json", "--strict")
    report = json.loads(ran.out)["reports"][0]
    assert report["kind"] == "face"
    assert report["expert"] == "Wav2Lip's expert"
    assert {"lse_d", "lse_c", "offset_ms", "offset_frames", "steadiness"} <= report.keys()
    assert report["face"] == [40, 10, 48, 70]
    # a network that knows nothing tells no offset, and --strict says so
    assert report["verdict"] == "unreadable"
    assert ran.status == 11
