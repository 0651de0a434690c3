"""What a voice does besides words: level, pitch, voicing and tilt, every 10 ms, from the sound alone.

Pitch is the lag at which a stretch of 40 ms looks most like itself: the autocorrelation divided by the energies of the two
stretches compared, so that it is 1 for anything periodic however its loudness changes (Talkin 1995). The first lag that is
nearly the best wins, since every multiple of a period fits as well. Tilt is the same function one sample off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import loudness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.audio import Sound

    Frames = NDArray[np.float64]

#: Time between two values, seconds.
HOP: Final = 0.01
#: Lowest and highest pitch that is looked for, Hz.
LOWEST, HIGHEST = 60.0, 500.0
#: Length of a stretch, seconds: two periods of almost the lowest pitch.
WINDOW: Final = 0.040
#: Pitch needs no more samples a second than this.
RATE: Final = 8000
#: A stretch that repeats itself this well (0..1) is voiced.
VOICED: Final = 0.55
#: A lag this near to the best one's likeness is as good.
AS_GOOD: Final = 0.9
#: Quieter than this (dB of full scale) nothing is voiced.
QUIET: Final = -65.0
#: Frames worked on at once.
BLOCK: Final = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One value every 10 ms, all of one shape.

    level: dB of full scale. pitch: Hz, NaN where unvoiced. tilt: likeness of neighbouring samples at 8 kHz, about 1 where low
    frequencies rule (a soft voice), less where the spectrum is flat (a shout), around 0 for breath.
    """

    level: Frames
    pitch: Frames
    tilt: Frames


def voice_of(sound: Sound) -> Voice:
    """The voice of a sound."""
    level = loudness(sound, HOP)
    step = max(1, round(sound.rate / RATE))
    samples = sound.samples[: len(sound.samples) // step * step].reshape(-1, step).mean(axis=1, dtype=np.float32)
    pitch, tilt = _tracked(samples, sound.rate / step, len(level))
    return Voice(level, np.where(level > QUIET, pitch, np.nan), tilt)


def _tracked(samples: NDArray[np.float32], rate: float, count: int) -> tuple[Frames, Frames]:
    """Pitch and tilt of every frame."""
    width = round(WINDOW * rate)
    padded = np.pad(samples, (width // 2, width))
    starts = np.minimum(np.rint(np.arange(count) * HOP * rate).astype(np.intp), len(padded) - width)
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    blocks = [_pitch(windows[starts[i : i + BLOCK]], rate) for i in range(0, count, BLOCK)]
    return np.concatenate([pitch for pitch, _ in blocks]), np.concatenate([tilt for _, tilt in blocks])


def _pitch(windows: NDArray[np.float32], rate: float) -> tuple[Frames, Frames]:
    """Pitch and tilt of some stretches, one a row."""
    shortest, longest = int(rate / HIGHEST) - 1, int(rate / LOWEST) + 2
    likeness = _likeness(windows - windows.mean(axis=1, keepdims=True), longest)
    before, here, after = (likeness[:, shortest + k : likeness.shape[1] - 2 + k] for k in range(3))
    peak = (here >= before) & (here > after)
    bend = np.where(peak, before - 2 * here + after, -1.0)
    shift = (before - after) / (2 * bend)
    heights = np.where(peak, here - (before - after) * shift / 4, -1.0)
    best = heights.max(axis=1)
    chosen = (heights >= AS_GOOD * best[:, None]).argmax(axis=1)
    pitch = rate / (shortest + 1 + chosen + np.take_along_axis(shift, chosen[:, None], axis=1)[:, 0])
    voiced = (best >= VOICED) & (pitch >= LOWEST) & (pitch <= HIGHEST)
    return np.where(voiced, pitch, np.nan), likeness[:, 1].astype(np.float64)


def _likeness(windows: NDArray[np.float32], longest: int) -> Frames:
    """The normalised autocorrelation of every row at lags 0..longest; 0 where there is no energy."""
    width = windows.shape[1]
    size = 1 << (width + longest).bit_length()
    spectrum = np.fft.rfft(windows, size)
    products = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[:, : longest + 1]
    energy = np.pad(np.cumsum(windows.astype(np.float64) ** 2, axis=1), ((0, 0), (1, 0)))
    lags = np.arange(longest + 1)
    both = energy[:, width - lags] * (energy[:, -1:] - energy[:, lags])
    likeness: Frames = products / np.sqrt(np.maximum(both, 1e-12 * width * width))
    return likeness
