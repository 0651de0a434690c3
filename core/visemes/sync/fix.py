"""The sound as it would have to be: moved by the offset, stretched by the drift."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import read_channels
from visemes.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.sync.report import Report

    Samples = NDArray[np.float32]

#: Samples to either side that a sample between samples is made of, and how many are made at once.
REACH: Final = 16
PIECE: Final = 1 << 16
#: Bytes a sample: 24 bits hold what any recording has.
DEPTH: Final = 3


def fixed(path: Path, report: Report) -> bytes:
    """The sound of a file, in sync, as a WAVE file of its rate and channels. Raises UsageError where nothing was told."""
    if report.offset is None:
        raise UsageError(f"{report.source}: nothing can be put right: {report.reason}", "without --fix it is only reported")
    samples, rate = read_channels(path)
    if report.drift:
        return wav(stretched(samples, rate, report.drift.start, report.drift.slope), rate)
    return wav(shifted(samples, round(report.offset * rate)), rate)


def shifted(samples: Samples, count: int) -> Samples:
    """A sound that begins `count` samples later, after silence; for a negative count earlier, its beginning lost."""
    if count <= 0:
        return samples[:, -count:]
    return np.concatenate([np.zeros((len(samples), count), np.float32), samples], axis=1)


def stretched(samples: Samples, rate: int, start: float, slope: float) -> Samples:
    """What is heard at t - (start + slope * t) seconds comes at t: resampled by a windowed sinc."""
    count = max(0, int((samples.shape[1] + start * rate) / (1 - slope)))
    padded = np.pad(samples, ((0, 0), (REACH, REACH)))
    result: Samples = np.zeros((len(samples), count), np.float32)
    for first in range(0, count, PIECE):
        place = np.arange(first, min(first + PIECE, count)) * (1 - slope) - start * rate
        whole = np.floor(place).astype(np.int64)
        part = (place - whole).astype(np.float32)
        inside = (whole >= 0) & (whole < samples.shape[1])
        at = np.where(inside, whole, 0) + REACH
        for step in range(1 - REACH, REACH + 1):
            away = np.float32(step) - part
            weight = np.sinc(away) * np.cos(np.pi / 2 * away / REACH) ** 2
            result[:, first : first + PIECE] += padded[:, at + step] * np.where(inside, weight, 0).astype(np.float32)
    return result


def wav(samples: Samples, rate: int) -> bytes:
    """A WAVE file of samples (channels, n)."""
    whole = np.rint(np.clip(samples, -1, 1) * (2**23 - 1)).astype("<i4").T
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(len(samples))
        out.setsampwidth(DEPTH)
        out.setframerate(rate)
        out.writeframes(np.ascontiguousarray(whole).view(np.uint8).reshape(-1, 4)[:, :DEPTH].tobytes())
    return file.getvalue()
