"""Every kind of file a person may have, good and bad."""

from __future__ import annotations

import struct
import subprocess
import sys
import wave

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.signal import correlate, resample_poly

from visemes.audio import read_sound
from visemes.audio.decode import frame_samples
from visemes.errors import AudioError

SECONDS = 2.0


def speechlike(rate: int, seconds: float = SECONDS, seed: int = 0) -> np.ndarray:
    """Noise between 200 and 3400 Hz with a syllable rhythm, exactly band-limited; float64, RMS 0.1."""
    count = round(rate * seconds)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(round(96000 * seconds)))
    hertz = np.fft.rfftfreq(round(96000 * seconds), 1 / 96000)
    spectrum[(hertz < 200) | (hertz > 3400)] = 0
    signal = np.fft.irfft(spectrum[: count // 2 + 1], count)
    signal *= 1 - np.cos(2 * np.pi * 4 * np.arange(count) / rate)
    return 0.1 * signal / np.std(signal)


def write_wav(path, channels: np.ndarray, rate: int, width: int = 2):
    """PCM through the standard library; channels: (c, n) in -1..1."""
    scaled = np.clip(np.rint(np.atleast_2d(channels).T * (2 ** (8 * width - 1) - 1)), -(2 ** (8 * width - 1)), None).astype(
        np.int64
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(scaled.shape[1])
        file.setsampwidth(width)
        file.setframerate(rate)
        if width == 1:
            file.writeframes((scaled + 128).astype(np.uint8).tobytes())
        else:
            file.writeframes(b"".join(int(v).to_bytes(width, "little", signed=True) for v in scaled.ravel()))
    return path


def encode(path, channels: np.ndarray, rate: int, codec: str, layout: str = "mono", *, video: bool = False):
    """Through FFmpeg's encoders."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=25) if video else None
        stream = container.add_stream(codec, rate=rate, layout=layout)
        if picture:
            picture.width = picture.height = 32
            for i in range(round(SECONDS * 25)):
                frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), i, np.uint8), format="rgb24")
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray(np.atleast_2d(channels).astype(np.float32), format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate, 0
        resampler = av.AudioResampler(
            format=stream.codec_context.format.name, layout=layout, rate=rate, frame_size=stream.frame_size or 1024
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def lag_and_likeness(got: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """Delay in samples (parabola through the peak of the cross-correlation) and correlation at the peak."""
    size = min(len(got), len(expected))
    a, b = got[:size].astype(float), expected[:size].astype(float)
    product = correlate(a, b, "full", "fft")
    peak = int(product.argmax())
    left, top, right = product[peak - 1 : peak + 2]
    return peak - size + 1 + 0.5 * (left - right) / (left - 2 * top + right), top / np.sqrt((a @ a) * (b @ b))


EXPECTED = speechlike(16000)


@pytest.mark.parametrize(("width", "error"), [(1, 1 / 128), (2, 1 / 32768), (3, 1e-6), (4, 1e-6)], ids=["8", "16", "24", "32"])
def test_pcm_depths(tmp_path, width, error):
    sound = read_sound(write_wav(tmp_path / "a.wav", EXPECTED, 16000, width))
    assert sound.samples.dtype == np.float32
    assert sound.rate == 16000
    assert sound.duration == SECONDS
    assert np.abs(sound.samples - EXPECTED).max() < 1.6 * error
    assert sound.warnings == ()
    assert sound.name == "a.wav"


@pytest.mark.parametrize(("form", "code"), [("<f4", 32), ("<f8", 64)])
def test_float_wav_with_impossible_values(tmp_path, form, code):
    samples = EXPECTED.astype(form)
    samples[10:13] = [np.nan, np.inf, -np.inf]
    body = samples.tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(body),
        b"WAVE",
        b"fmt ",
        16,
        3,
        1,
        16000,
        16000 * code // 8,
        code // 8,
        code,
        b"data",
        len(body),
    )
    (tmp_path / "a.wav").write_bytes(head + body)
    got = read_sound(tmp_path / "a.wav").samples
    assert np.all(got[10:13] == 0)
    assert np.abs(got - EXPECTED)[20:].max() < 1e-6


def test_float_samples_beyond_full_scale_are_scaled_not_clipped(tmp_path):
    loud = encode(tmp_path / "a.wav", EXPECTED * 8, 16000, "pcm_f32le")
    got = read_sound(loud).samples
    assert np.abs(got).max() == pytest.approx(1)
    assert np.corrcoef(got, EXPECTED)[0, 1] > 0.999999


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 24000, 32000, 44100, 48000, 88200, 96000])
def test_rates_without_delay(tmp_path, rate):
    source = speechlike(rate)
    got = read_sound(encode(tmp_path / "a.wav", source, rate, "pcm_f32le")).samples
    divisor = np.gcd(rate, 16000)
    theirs = resample_poly(source, 16000 // divisor, rate // divisor)
    assert len(got) == pytest.approx(16000 * SECONDS, abs=2)
    for other in (theirs, EXPECTED):
        lag, likeness = lag_and_likeness(got, other)
        assert abs(lag) < 0.1e-3 * 16000
        assert likeness > 0.999
    middle = slice(800, 16000)
    assert np.sqrt(np.mean((got[middle] - EXPECTED[middle]) ** 2) / np.mean(EXPECTED**2)) < 0.01


CODECS = [
    ("a.mp3", "libmp3lame", 44100, 0.98),
    ("a.opus", "libopus", 48000, 0.95),
    ("a.m4a", "aac", 44100, 0.98),
    ("a.flac", "flac", 44100, 0.999),
    ("a.aiff", "pcm_s16be", 44100, 0.999),
    ("a.mka", "pcm_s16le", 48000, 0.999),
]


@pytest.mark.parametrize(("name", "codec", "rate", "least"), CODECS, ids=[c[0] for c in CODECS])
def test_codecs_keep_time(tmp_path, name, codec, rate, least):
    got = read_sound(encode(tmp_path / name, speechlike(rate), rate, codec)).samples
    lag, likeness = lag_and_likeness(got, EXPECTED)
    assert abs(lag) < 0.001 * 16000
    assert likeness > least


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
def test_video(tmp_path, name):
    got = read_sound(encode(tmp_path / name, speechlike(48000), 48000, "aac", video=True))
    lag, likeness = lag_and_likeness(got.samples, EXPECTED)
    assert abs(lag) < 0.002 * 16000
    assert likeness > 0.98


def test_sound_that_starts_after_the_picture_stays_late(tmp_path):
    path = tmp_path / "late.mkv"
    with av.open(str(path), "w") as container:
        picture, stream = container.add_stream("mpeg4", rate=25), container.add_stream("pcm_s16le", rate=16000, layout="mono")
        picture.width = picture.height = 32
        for i in range(50):
            container.mux(picture.encode(av.VideoFrame.from_ndarray(np.full((32, 32, 3), i, np.uint8), format="rgb24")))
        container.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray((EXPECTED[None] * 32767).astype(np.int16), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 16000, 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    got = read_sound(path).samples
    assert not got[:7990].any()
    assert abs(lag_and_likeness(got[8000:], EXPECTED)[0]) < 16  # Matroska's own times are whole milliseconds


def test_sphere_header_of_timit(tmp_path):
    fields = (
        "channel_count -i 1", "sample_count -i 32000", "sample_rate -i 16000", "sample_n_bytes -i 2", "sample_byte_format -s2 01",
        "sample_sig_bits -i 16", "sample_coding -s3 pcm", "end_head",
    )  # fmt: skip
    head = "\n".join(("NIST_1A", "   1024", *fields, "")).encode()
    (tmp_path / "SA1.WAV").write_bytes(head.ljust(1024, b" ") + (EXPECTED * 32767).astype("<i2").tobytes())
    got = read_sound(tmp_path / "SA1.WAV")
    assert np.abs(got.samples - EXPECTED).max() < 2 / 32768


@pytest.mark.parametrize("rate", [16000, 48000])
@pytest.mark.parametrize("silent", [0, 1])
def test_stereo_with_one_silent_channel_is_not_quieter(tmp_path, rate, silent):
    channels = np.zeros((2, round(rate * SECONDS)))
    channels[1 - silent] = speechlike(rate)
    got = read_sound(write_wav(tmp_path / "a.wav", channels, rate)).samples
    assert np.std(got) == pytest.approx(np.std(EXPECTED), rel=0.01)


def test_surround_gives_its_centre(tmp_path):
    music = 0.2 * np.random.default_rng(1).standard_normal((6, len(EXPECTED)))
    music[2] = EXPECTED  # FL FR FC LFE SL SR
    got = read_sound(encode(tmp_path / "a.wav", music.clip(-1, 1), 16000, "pcm_s16le", "5.1")).samples
    assert np.corrcoef(got, EXPECTED)[0, 1] > 0.999
    assert np.std(got) == pytest.approx(np.std(EXPECTED), rel=0.01)


def test_surround_with_speech_in_front_left_alone(tmp_path):
    channels = np.zeros((6, len(EXPECTED)))
    channels[0] = EXPECTED
    got = read_sound(encode(tmp_path / "a.wav", channels, 16000, "pcm_s16le", "5.1")).samples
    assert np.std(got) == pytest.approx(np.std(EXPECTED), rel=0.01)


@pytest.mark.parametrize("count", [3, 10])
def test_odd_numbers_of_channels(tmp_path, count):
    got = read_sound(write_wav(tmp_path / "a.wav", np.tile(EXPECTED, (count, 1)), 16000)).samples
    assert np.abs(got - EXPECTED).max() < 3 / 32768


def test_digital_silence(tmp_path):
    sound = read_sound(write_wav(tmp_path / "a.wav", np.zeros(16000), 16000))
    assert sound.is_silent
    assert sound.duration == 1


def test_a_long_file_is_resampled_in_blocks_without_seams(tmp_path):
    source = speechlike(44100, 7.0)
    got = read_sound(encode(tmp_path / "a.wav", source, 44100, "pcm_f32le")).samples
    expected = speechlike(16000, 7.0)
    # Peaks differ a little between grids: compare shapes.
    got, expected = got[800:-800] / np.std(got), expected[: len(got)][800:-800] / np.std(expected)
    assert np.abs(got - expected).max() < 0.05


def error_of(path) -> AudioError:
    with pytest.raises(AudioError) as caught:
        read_sound(path)
    assert "\n" not in str(caught.value)
    assert str(path) in caught.value.message
    assert caught.value.hint
    return caught.value


def test_missing_file(tmp_path):
    assert "no such file" in error_of(tmp_path / "a.wav").problem


def test_folder(tmp_path):
    assert "folder" in error_of(tmp_path).problem


def test_empty_file(tmp_path):
    (tmp_path / "a.wav").touch()
    assert "empty" in error_of(tmp_path / "a.wav").problem


def test_a_part_of_the_path_is_a_file(tmp_path):
    (tmp_path / "a").touch()
    error_of(tmp_path / "a" / "b.wav")


TEXTS = {
    "prose": b"This is not a sound at all.\n" * 40,
    "json": b'{"a": 1}',
    "html": b"<html><body>404</body></html>",
    "subtitles": b"1\n00:00:00,000 --> 00:00:01,000\nhello\n",
    "ass": b"[Script Info]\nTitle: x\n",
    "lone letter": b"x",
    "riff of nothing": b"RIFF" + b"x" * 60,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(400),
    "zip": b"PK\x03\x04" + b"z" * 500,
}


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.mp4"])
def test_other_things_renamed(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    error_of(tmp_path / name)


def test_video_without_sound(tmp_path):
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 32
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    assert "no sound track" in error_of(tmp_path / "a.mp4").problem


def test_no_samples(tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros((1, 0)), 16000)
    assert "sample" in error_of(tmp_path / "a.wav").problem


@pytest.mark.parametrize(
    ("name", "codec", "rate"), [("a.wav", "pcm_s16le", 16000), ("a.flac", "flac", 44100), ("a.mp3", "libmp3lame", 44100)]
)
def test_truncated_files_give_what_is_there(tmp_path, name, codec, rate):
    whole = encode(tmp_path / name, speechlike(rate), rate, codec)
    data = whole.read_bytes()
    cut = tmp_path / f"cut_{name}"
    cut.write_bytes(data[: int(len(data) * 0.6)])
    sound = read_sound(cut)
    assert 0.3 * SECONDS < sound.duration < 0.8 * SECONDS
    size = int(len(sound.samples) * 0.9)
    assert np.corrcoef(sound.samples[:size], EXPECTED[:size])[0, 1] > 0.97
    if name != "a.mp3":  # a constant-rate mp3 does not say how long it is
        assert any("breaks off" in warning for warning in sound.warnings)


def test_a_header_without_sound_behind_it(tmp_path):
    data = write_wav(tmp_path / "a.wav", EXPECTED, 16000).read_bytes()
    (tmp_path / "b.wav").write_bytes(data[:44])
    error_of(tmp_path / "b.wav")
    (tmp_path / "c.wav").write_bytes(data[:30])
    error_of(tmp_path / "c.wav")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_corruption_is_survived_or_reported(tmp_path, data):
    name, codec, rate, _ = data.draw(st.sampled_from(CODECS))
    path = tmp_path / name
    if not path.exists():
        encode(path, speechlike(rate), rate, codec)
    broken = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), min_size=1, max_size=200)):
        broken[place] ^= data.draw(st.integers(1, 255))
    (tmp_path / f"broken_{name}").write_bytes(broken)
    try:
        sound = read_sound(tmp_path / f"broken_{name}")
    except AudioError:
        return
    assert np.isfinite(sound.samples).all()
    assert np.abs(sound.samples).max() <= 1


def test_a_name_that_looks_like_a_protocol(tmp_path):
    assert read_sound(write_wav(tmp_path / "take:2 é #%.wav", EXPECTED, 16000)).duration == SECONDS


def test_the_same_file_gives_the_same_bytes(tmp_path):
    path = encode(tmp_path / "a.mp3", speechlike(44100), 44100, "libmp3lame")
    assert read_sound(path).samples.tobytes() == read_sound(path).samples.tobytes()


def test_samples_cannot_be_changed(tmp_path):
    sound = read_sound(write_wav(tmp_path / "a.wav", EXPECTED, 16000))
    with pytest.raises(ValueError, match="read-only"):
        sound.samples[0] = 1


def test_unsigned_and_signed_full_scale():
    for form, low in (("u8", 0), ("s16", -32768), ("s32", -(2**31))):
        frame = av.AudioFrame.from_ndarray(
            np.array([[low, low]], {"u8": np.uint8, "s16": np.int16, "s32": np.int32}[form]), format=form, layout="mono"
        )
        assert np.all(frame_samples(frame) == -1)


def test_importing_the_module_does_not_load_pyav():
    code = "import sys, visemes.audio; sys.exit('av' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_real_recordings(shared_data):
    paths = [p for folder in ("speech", "aligned", "lips", "video") for p in sorted((shared_data / folder).iterdir())]
    sounds = {p.name: read_sound(p) for p in paths if p.suffix in (".wav", ".mp3", ".flac", ".opus", ".mp4")}
    assert len(sounds) > 40
    for sound in sounds.values():
        assert sound.rate == 16000
        assert sound.duration > 0.5
        assert not sound.is_silent
        assert sound.warnings == ()
    deep, floating = sounds["cold_corpus_24bit.wav"], sounds["cold_corpus_32bit_float.wav"]
    assert np.corrcoef(deep.samples, floating.samples[: len(deep.samples)])[0, 1] > 0.9999
