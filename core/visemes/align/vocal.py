"""What unexplained sound is: a breath, a cough, laughter, or none of these.

Told by ear-like measures of the sound alone: how much of it is voiced, how suddenly it begins, how loud it is beside
the speech, and whether it comes in regular bursts that resemble one another ("ha ha ha").
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from visemes.align.features import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: What `kind_of` may answer; a hum is a voice that holds one sound.
BREATH, COUGH, LAUGHTER, HUM, VOICE = "breath", "cough", "laughter", "hum", "voice"

#: Samples of a frame and between two frames.
FRAME: Final = 512
HOP: Final = 160

#: The pitch of voices, in Hz, and the height of the autocorrelation's peak from which on a frame is voiced.
PITCH: Final = (70.0, 400.0)
VOICED: Final = 0.55

#: Decibels under the loudest frame within which a sound is heard.
HEARD: Final = 30.0

#: A breath: the most of it that may be voiced, its shortest length (seconds), and how far (dB) it is under the speech.
BREATH_VOICED: Final = 0.15
SHORTEST_BREATH: Final = 0.15
BREATH_LEVELS: Final = (-40.0, -8.0)

#: A cough: the most of it that may be voiced, its longest length (seconds), how far (dB) under the speech at the most, and how fast
#: it rises (dB in 30 ms).
COUGH_VOICED: Final = 0.25
LONGEST_COUGH: Final = 0.7
COUGH_LEVEL: Final = -14.0
COUGH_RISE: Final = 15.0

#: Laughter: bursts in a row, seconds between two, how far (dB) the sound falls between them, how much successive ones resemble
#: (correlation of their spectra), and the share that may be voiced: between the bursts there is breath.
BURSTS: Final = 4
BURST_TIMES: Final = (0.13, 0.32)
BURST_DEPTH: Final = 6.0
BURST_RESEMBLES: Final = 0.6
LAUGHTER_VOICED: Final = (0.2, 0.65)

#: Any voice, and a held one: the least that is voiced; how far (dB) under the speech at the most; and of a held one the seconds
#: at the least and the bursts at the most.
VOICE_VOICED: Final = 0.5
VOICE_LEVEL: Final = -20.0
HELD_VOICED: Final = 0.9
SHORTEST_HELD: Final = 0.25
HELD_BURSTS: Final = 2


class Measures(NamedTuple):
    """Of each frame of a sound. level: dB. peak: of its autocorrelation, 0..1. spectrum: (frames, bands) dB."""

    level: Floats
    peak: Floats
    spectrum: Floats


def measured(samples: NDArray[np.float32]) -> Measures:
    """The measures of a sound; empty for one shorter than a frame."""
    if len(samples) < FRAME:
        return Measures(np.zeros(0), np.zeros(0), np.zeros((0, 1)))
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), FRAME)[::HOP]
    windowed = (frames - frames.mean(axis=1, keepdims=True)) * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(windowed, 2 * FRAME)) ** 2
    lags = np.fft.irfft(power)[:, :FRAME]
    first, last = int(RATE / PITCH[1]), int(RATE / PITCH[0])
    taper = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(FRAME), 2 * FRAME)) ** 2)[:FRAME]
    normal = lags[:, first:last] / (lags[:, :1] + 1e-12) / (taper[first:last] / taper[0])
    bands = np.add.reduceat(power, np.arange(4, 448, 12), axis=1)
    return Measures(10 * np.log10((windowed**2).mean(axis=1) + 1e-12), normal.max(axis=1), 10 * np.log10(bands + 1e-9))


def kind_of(samples: NDArray[np.float32], speech_level: float) -> str:
    """What a sound that no word accounts for is, "" for anything that has no name here. speech_level: dB of the words around it."""
    found = measured(samples)
    if not len(found.level):
        return ""
    heard = found.level > found.level.max() - HEARD
    voiced = float((found.peak[heard] > VOICED).mean())
    seconds = float(heard.sum()) * HOP / RATE
    loud = loudness(found) - speech_level
    peaks = bursts(found.level)
    if LAUGHTER_VOICED[0] <= voiced <= LAUGHTER_VOICED[1] and longest_row(found, peaks) >= BURSTS:
        return LAUGHTER
    if voiced <= COUGH_VOICED and seconds <= LONGEST_COUGH and loud >= COUGH_LEVEL and rise(found.level) >= COUGH_RISE:
        return COUGH
    if voiced <= BREATH_VOICED and seconds >= SHORTEST_BREATH and BREATH_LEVELS[0] <= loud <= BREATH_LEVELS[1]:
        return BREATH
    if voiced >= HELD_VOICED and seconds >= SHORTEST_HELD and loud >= VOICE_LEVEL and len(peaks) <= HELD_BURSTS:
        return HUM
    return VOICE if voiced >= VOICE_VOICED and loud >= VOICE_LEVEL else ""


def loudness(found: Measures) -> float:
    """The level (dB) that a tenth of a sound exceeds."""
    return float(np.percentile(found.level, 90)) if len(found.level) else -120.0


def rise(level: Floats) -> float:
    """The fastest rise of a level, dB in 30 ms."""
    return float((level[3:] - level[:-3]).max()) if len(level) > 3 else 0.0


def longest_row(found: Measures, peaks: list[int]) -> int:
    """How many bursts in a row come at the pace of laughter and resemble one another."""
    longest = row = 1
    for a, b in pairwise(peaks):
        is_next = BURST_TIMES[0] <= (b - a) * HOP / RATE <= BURST_TIMES[1]
        is_alike = float(np.corrcoef(found.spectrum[a], found.spectrum[b])[0, 1]) >= BURST_RESEMBLES
        row = row + 1 if is_next and is_alike else 1
        longest = max(longest, row)
    return longest


def bursts(level: Floats) -> list[int]:
    """The frames of the loudest moments between which a level falls by some decibels."""
    smooth = np.convolve(level, np.ones(3) / 3, "same")
    peaks: list[int] = []
    top = valley = 0
    rising = True
    for frame, now in enumerate(smooth.tolist()):
        if rising:
            top = frame if now > smooth[top] else top
            if now < smooth[top] - BURST_DEPTH:
                peaks.append(top)
                valley, rising = frame, False
        else:
            valley = frame if now < smooth[valley] else valley
            if now > smooth[valley] + BURST_DEPTH:
                top, rising = frame, True
    return peaks
