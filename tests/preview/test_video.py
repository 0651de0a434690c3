from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from visemes.audio import Sound
from visemes.errors import OutputError, UsageError
from visemes.frames import FrameGrid
from visemes.preview.film import Look, Preview, parse_size
from visemes.preview.mouth import SIZE
from visemes.preview.video import film, numbered, sequence

av = pytest.importorskip("av")


def mouth_video(line, viseme_map, sound=None, container="mp4", progress=lambda _: None, **look):
    """A film of the bare mouth, or as told."""
    pictures = Preview(line, viseme_map, Look(**{"size": (SIZE, SIZE), "show": "mouth", "labels": False, **look}))
    return film(pictures, len(pictures), line.grid.fps, sound, container=container, progress=progress)


def tone(seconds, rate=16000):
    return Sound((0.3 * np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate)).astype(np.float32), rate, "tone")


def decoded(data):
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    samples = np.zeros(0)
    with av.open(io.BytesIO(data)) as container:
        rate = container.streams.video[0].average_rate
        if container.streams.audio:
            samples = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    return frames, rate, samples


def test_every_frame_and_the_whole_sound(spoken_line, arkit):
    frames, rate, samples = decoded(mouth_video(spoken_line, arkit, tone(0.6)))
    assert frames[0].shape == (SIZE, SIZE, 3)
    assert rate == 24
    assert len(frames) == 15  # 0.6 s at 24 fps is 14.4 frames: the last one has begun
    assert len(samples) == pytest.approx(0.6 * 16000, abs=2 * 1024)
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.argmax(spectrum) * 16000 / len(samples) == pytest.approx(440, abs=3)


def test_a_silent_film_at_an_odd_rate(spoken_line, arkit):
    line = replace(spoken_line, grid=FrameGrid(Fraction(24000, 1001), step=2), curves=(), exposures=())
    frames, rate, samples = decoded(mouth_video(line, arkit, container="mkv"))
    assert not len(samples)
    assert float(rate) == pytest.approx(24000 / 1001, rel=1e-3)
    assert len(frames) == 15


def test_progress_is_told_and_may_stop_the_work(spoken_line, arkit):
    told: list[float] = []
    mouth_video(spoken_line, arkit, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(value):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mouth_video(spoken_line, arkit, progress=stop)


def alpha_of(data):
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.video[0]
        return stream.codec_context.name, next(container.decode(video=0)).to_ndarray(format="rgba")[..., 3]


def test_a_head_on_nothing_keeps_its_transparency(spoken_line, arkit):
    codec, alpha = alpha_of(mouth_video(spoken_line, arkit, container="mov", show="head", background="none", size=(320, 180)))
    assert codec == "prores"
    assert alpha[0, 0] == 0
    assert alpha[90, 160] == 255
    with pytest.raises(OutputError, match="no transparency"):
        mouth_video(spoken_line, arkit, container="mp4", background="none", show="head")


def test_the_heads_mouth_opens_where_the_bare_one_does(spoken_line, arkit):
    """Dark and teeth in the head's mouth region follow those of the bare mouth."""
    counts = []
    for show in ("mouth", "head"):
        pictures = Preview(spoken_line, arkit, Look((320, 320), show, labels=False))
        inside = np.array([(196, 98, 104), (70, 16, 22)])
        counts.append([sum(int((np.abs(p[150:260].astype(int) - c).sum(axis=-1) < 40).sum()) for c in inside) for p in pictures])
    assert np.corrcoef(*counts)[0, 1] > 0.9


def test_a_file_for_each_frame_named_by_its_number(spoken_line, arkit):
    pictures = Preview(spoken_line, arkit, Look((64, 64), "mouth", labels=False))
    files = list(sequence(pictures, pictures.frames, "out/pa.png"))
    assert [name for name, _ in files] == [f"out/pa.{frame:04}.png" for frame in range(1, 16)]
    for (_, data), picture in zip(files, pictures, strict=True):
        with av.open(io.BytesIO(data)) as container:
            assert (next(container.decode(video=0)).to_ndarray(format="rgb24") == picture).all()
    assert numbered("a_###.x.png", 7) == "a_007.x.png"
    assert numbered("a.png", 12345) == "a.12345.png"


@pytest.mark.parametrize("text", ["", "1280", "1281x720", "32x32", "9000x100", "axb", "-64x64"])
def test_sizes_nobody_can_use(text):
    with pytest.raises(UsageError, match="1280x720"):
        parse_size(text)
    assert parse_size(" 1920 x 1080 ") == (1920, 1080)
