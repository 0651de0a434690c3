"""Bad input: one clear line and a hint, a status other than 0, nothing half-written; and odd input that is not bad at all."""

from __future__ import annotations

import json
import math
import os
import shutil
import struct
import wave
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

TEXT = ("--text", "The old boat drifted past the harbour, and nobody waved.")


@pytest.fixture
def speech(harbour) -> NDArray[np.int16]:
    """The example line's samples, 16 kHz mono."""
    with wave.open(str(harbour)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


@pytest.fixture
def refused(visemes, tmp_path):
    """Run a command line that must fail: checks the form of the complaint and that no file appeared; returns the run."""

    def call(*arguments, status: int):
        before = {path.name for path in tmp_path.iterdir()}
        ran = visemes("export", *arguments)
        assert ran.status == status, ran.err
        assert ran.out == ""
        assert len(ran.errors) == 1
        assert len(ran.hints) <= 1
        assert len(ran.err.splitlines()) == len(ran.errors) + len(ran.hints)
        assert "Traceback" not in ran.err
        assert {path.name for path in tmp_path.iterdir()} == before
        return ran

    return call


def write_wav(path: Path, samples: NDArray[np.int16], rate: int = 16000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def test_missing_file(refused):
    assert refused("no.wav", *TEXT, "-o", "a.csv", status=3).hints


def test_directory(refused, tmp_path):
    (tmp_path / "takes").mkdir()
    assert refused("takes", *TEXT, "-o", "a.csv", status=3).hints


def test_empty_file(refused, tmp_path):
    (tmp_path / "a.wav").touch()
    refused("a.wav", *TEXT, "-o", "a.csv", status=3)


def test_text_renamed_to_wav(refused, tmp_path):
    (tmp_path / "a.wav").write_text("This is no sound at all.\n" * 40)
    refused("a.wav", *TEXT, "-o", "a.csv", status=3)


def test_zero_samples(refused, tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros(0, np.int16))
    refused("a.wav", *TEXT, "-o", "a.csv", status=3)


def test_audio_cut_off_in_its_header(refused, tmp_path, harbour):
    (tmp_path / "a.wav").write_bytes(harbour.read_bytes()[:30])
    refused("a.wav", *TEXT, "-o", "a.csv", status=3)


def test_corrupted_audio_is_refused_or_read_with_a_warning(visemes, tmp_path, speech):
    encode(tmp_path / "a.mp3", speech, "libmp3lame")
    data = bytearray((tmp_path / "a.mp3").read_bytes())
    noise = np.random.default_rng(1)
    for at in noise.integers(200, len(data), 400):
        data[at] = noise.integers(256)
    (tmp_path / "a.mp3").write_bytes(data)
    ran = visemes("export", "a.mp3", *TEXT, "-o", "a.csv")
    assert "Traceback" not in ran.err
    assert (ran.status == 3) != (tmp_path / "a.csv").exists()


def test_truncated_audio_is_used_as_far_as_it_goes(visemes, tmp_path, harbour):
    whole = harbour.read_bytes()
    (tmp_path / "a.wav").write_bytes(whole[: len(whole) * 2 // 3])
    ran = visemes("export", "a.wav", *TEXT, "-o", "-", "-f", "json")
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["timeline"]["duration"] == pytest.approx(len(whole) * 2 / 3 / 32000, abs=0.05)


def test_digital_silence_is_a_closed_mouth_and_a_warning(visemes, tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros(32000, np.int16))
    ran = visemes("export", "a.wav", *TEXT, "--fps", "12", "-o", "-", "-f", "json")
    line = json.loads(ran.out)
    assert ran.status == 0
    assert "silence" in ran.err
    assert {exposure["viseme"] for exposure in line["exposures"]} == {line["rest"]}
    assert not line["timeline"]["phones"]


def test_an_unknown_recogniser(refused, harbour, tmp_path):
    shutil.copy(harbour, tmp_path / "a.wav")
    assert "words" in refused("a.wav", "--recognize", "wrods", "-o", "a.csv", status=2).hints[0]
    assert "one of them" in refused("a.wav", "--recognize", "words", "--text", "hello", "-o", "a.csv", status=2).hints[0]


@pytest.mark.parametrize("text", ["", "   ", "[door slams]", "…", "😀"])
def test_empty_transcript(refused, harbour, text):
    refused(harbour, "--text", text, "-o", "a.csv", status=4)


def test_missing_transcript_file(refused, harbour):
    refused(harbour, "--transcript", "no.txt", "-o", "a.csv", status=4)


def test_transcript_that_is_no_text(refused, harbour, tmp_path):
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 8)
    refused(harbour, "--transcript", "a.txt", "-o", "a.csv", status=4)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_encodings_of_transcripts(visemes, harbour, tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes("The old boat drifted past the harbour café, and nobody waved.".encode(encoding))
    ran = visemes("export", harbour, "--transcript", "a.txt", "-o", "-", "-f", "json")
    assert ran.status == 0, ran.err
    assert "'café' was not heard" in json.loads(ran.out)["warnings"][-1]


@pytest.mark.parametrize("fps", ["0", "-24", "nan", "1e9", "1000000000", "5.9", "241", "24/0", "fast", ""])
def test_impossible_frame_rates(refused, harbour, fps):
    ran = refused(harbour, "--fps", fps, "-o", "a.csv", status=2)
    assert "frame rate" in ran.errors[0]


@pytest.mark.parametrize("step", ["0", "-1", "13"])
def test_impossible_steps(refused, harbour, step):
    assert refused(harbour, "--step", step, "-o", "a.csv", status=2).hints


def test_impossible_offsets_and_sliders(refused, harbour):
    assert refused(harbour, "--offset", "soon", "-o", "a.csv", status=2).hints
    assert refused(harbour, "--jaw", "99", "-o", "a.csv", status=2).hints
    assert "did you mean" in refused(harbour, "--set", "jwa=1", "-o", "a.csv", status=2).hints[0]
    assert refused(harbour, "--set", "jaw", "-o", "a.csv", status=2).hints


@pytest.mark.parametrize(
    ("option", "value", "hint", "status"),
    [
        ("--map", "rhubrab", "did you mean 'rhubarb'?", 2),
        ("--format", "jsn", "did you mean 'json'?", 2),
        ("--style", "carton", "did you mean 'cartoon'?", 2),
        ("--shot", "closeup", "did you mean 'close-up'?", 2),
    ],
)
def test_unknown_names_suggest_the_nearest(refused, harbour, option, value, hint, status):
    output = () if option == "--format" else ("-o", "a.csv")
    assert refused(harbour, option, value, *output, status=status).hints == [f"  hint: {hint}"]


def test_unknown_phone_in_a_timeline(refused, harbour, tmp_path):
    rows = [("AA", 0.1), ("B", 0.3), ("QQQ7", 0.5)]
    tier = "".join(f'{start}\n{start + 0.2}\n"{label}"\n' for label, start in rows)
    (tmp_path / "a.TextGrid").write_text(f'"ooTextFile"\n"TextGrid"\n0\n1\n<exists>\n1\n"IntervalTier"\n"phones"\n0\n1\n3\n{tier}')
    ran = refused(harbour, "--timeline", "a.TextGrid", "-o", "a.csv", status=4)
    assert "QQQ7" in ran.errors[0]
    assert "a.TextGrid" in ran.errors[0]


def test_bad_line_in_a_dictionary(refused, harbour, tmp_path):
    (tmp_path / "a.dict").write_text("boat B OW1 T\nharbour H4 R 9\n")
    ran = refused(harbour, *TEXT, "--dict", "a.dict", "-o", "a.csv", status=4)
    assert "a.dict" in ran.errors[0]
    assert "2" in ran.errors[0]


def test_map_file_with_a_mistake(refused, harbour, tmp_path):
    (tmp_path / "mine.toml").write_text("name = 3\n")
    assert "mine.toml" in refused(harbour, *TEXT, "--map", "mine.toml", "-o", "a.csv", status=5).errors[0]


def test_ambiguous_and_unknown_endings(refused, harbour):
    ran = refused(harbour, *TEXT, "-o", "a.json", status=2)
    assert "-f json" in ran.hints[0]
    assert "-f rhubarb-json" in ran.hints[0]
    assert refused(harbour, *TEXT, "-o", "a.xyz", status=2).hints


def test_output_folder_missing(refused, harbour):
    assert refused(harbour, *TEXT, "-o", "no/a.csv", status=6).hints
    assert refused(harbour, *TEXT, "-o", "no/", status=6).hints


def test_output_folder_not_writable(refused, harbour, tmp_path, monkeypatch):
    """As the system tells it to anyone but root."""
    (tmp_path / "locked").mkdir()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **named: "locked" not in str(path) and real(path, mode, **named))
    ran = refused(harbour, *TEXT, "-o", "locked/a.csv", status=6)
    assert "may not be written to" in ran.errors[0]


def test_a_system_that_refuses_to_write(refused, harbour, monkeypatch):
    real = os.open

    def full(path, *arguments, **named):
        if "visemes-" in str(path):
            raise OSError(28, "No space left on device")
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, "open", full)
    assert "no space left" in refused(harbour, *TEXT, "-o", "a.csv", status=6).errors[0]


def test_output_is_a_folder_or_lies_in_a_file(refused, harbour, tmp_path):
    (tmp_path / "file").touch()
    refused(harbour, *TEXT, "-o", "file/a.csv", status=6)


def test_one_bad_output_leaves_the_others_unwritten(refused, harbour):
    refused(harbour, *TEXT, "-o", "a.csv", "-o", "no/b.tsv", status=6)


def encode(path: Path, speech: NDArray[np.int16], codec: str, rate: int = 48000) -> None:
    """A file of any codec FFmpeg has."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(speech.reshape(1, -1), format="s16", layout="mono")
        frame.rate = 16000
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate, frame_size=stream.frame_size or 1024)
        for resampled in [*resampler.resample(frame), *resampler.resample(None)]:
            resampled.pts = None
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))


def pcm(path: Path, channels: NDArray[np.float64], rate: int, bits: int, *, is_float: bool = False) -> None:
    """A WAV file written by hand. channels: (n, samples) in -1..1."""
    if is_float:
        data = channels.T.astype("<f4").tobytes()
    elif bits == 8:
        data = np.round(channels.T * 127 + 128).astype(np.uint8).tobytes()
    else:
        whole = np.round(channels.T * (2 ** (bits - 1) - 1)).astype("<i4")
        data = whole[..., None].view(np.uint8).reshape(*whole.shape, 4)[..., : bits // 8].tobytes()
    count, width = channels.shape[0], bits // 8
    header = struct.pack("<HHIIHH", 3 if is_float else 1, count, rate, rate * count * width, count * width, bits)
    path.write_bytes(
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + header
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )


def at_rate(speech: NDArray[np.int16], rate: int) -> NDArray[np.float64]:
    """The line at another rate, by scipy's polyphase filter."""
    from scipy.signal import resample_poly

    ratio = Fraction(rate, 16000)
    return np.clip(resample_poly(speech / 32768, ratio.numerator, ratio.denominator), -1, 1)


@pytest.fixture
def boundaries(visemes):
    """Starts of the words of a sound, by the command line."""

    def call(sound) -> list[float]:
        ran = visemes("export", sound, *TEXT, "-o", "-", "-f", "json")
        assert ran.status == 0, ran.err
        return [word["start"] for word in json.loads(ran.out)["timeline"]["words"]]

    return call


@pytest.mark.parametrize(
    ("rate", "bits", "is_float", "layout"),
    [
        (16000, 8, False, "mono"), (16000, 24, False, "mono"), (16000, 32, True, "mono"), (8000, 16, False, "mono"),
        (96000, 24, False, "mono"), (48000, 16, False, "left only"), (48000, 16, False, "5.1"),
    ],
)  # fmt: skip
def test_every_kind_of_wav_gives_the_same_words_at_the_same_times(
    boundaries, harbour, speech, tmp_path, rate, bits, is_float, layout
):
    mono = at_rate(speech, rate)
    silent = np.zeros_like(mono)
    rows = {"mono": [mono], "left only": [mono, silent], "5.1": [silent, silent, mono, silent, silent, silent]}[layout]
    pcm(tmp_path / "a.wav", np.stack(rows), rate, bits, is_float=is_float)
    expected, found = boundaries(harbour), boundaries("a.wav")
    errors = np.abs(np.subtract(found, expected))
    assert len(found) == len(expected)
    assert np.median(errors) < 0.02
    assert errors.max() < 0.15


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp3", "libmp3lame"), ("a.opus", "libopus"), ("a.m4a", "aac"), ("a.flac", "flac"), ("a.mkv", "libopus")]
)
def test_compressed_files_give_the_same_words_at_the_same_times(boundaries, harbour, speech, tmp_path, name, codec):
    encode(tmp_path / name, speech, codec)
    errors = np.abs(np.subtract(boundaries(name), boundaries(harbour)))
    assert np.median(errors) < 0.03
    assert math.isfinite(errors.max())


def test_a_video_file(boundaries, harbour, speech, tmp_path):
    """Picture and sound in one file."""
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        picture, sound = container.add_stream("mpeg4", rate=25), container.add_stream("aac", rate=48000)
        picture.width = picture.height = 64
        picture.pix_fmt, sound.layout = "yuv420p", "mono"
        for _ in range(95):
            container.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray(speech.reshape(1, -1), format="s16", layout="mono")
        frame.rate = 16000
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=48000, frame_size=1024)
        for resampled in [*resampler.resample(frame), *resampler.resample(None)]:
            resampled.pts = None
            container.mux(sound.encode(resampled))
        container.mux(sound.encode(None))
    errors = np.abs(np.subtract(boundaries("a.mp4"), boundaries(harbour)))
    assert np.median(errors) < 0.03
