from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from visemes.audio import Sound
from visemes.frames import FrameGrid
from visemes.preview.mouth import SIZE
from visemes.preview.video import mouth_video

av = pytest.importorskip("av")


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
