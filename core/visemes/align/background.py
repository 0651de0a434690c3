"""Is there music, noise or a crowd under the speech? Measured after alignment, when it is known where nobody speaks.

Two things have to agree: the pauses are not far below the speech, and neither are the quietest moments within it. A breath or a
door fills a pause only, an echo only what follows speech; a bed of music or noise fills both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.features import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.timeline import Interval

    Floats = NDArray[np.float64]

#: Samples of a frame (10 ms), and of the mean that is taken off to leave out what rumbles and hums below some 100 Hz.
FRAME: Final = 160
RUMBLE: Final = 161

#: Decibels between speech and pauses, and between speech and its own quietest moments (one frame in twenty), below which there is a
#: background. Pink noise, music and babble at 10 dB give 10 to 17 and 13 to 16, recordings without any 20 to 80 and 20 to 47.
PAUSES: Final = 17.0
GAPS: Final = 18.0
QUIETEST: Final = 0.05

#: Seconds before and after a phone that are no pause: its onset, and its echo.
BEFORE: Final = 0.05
AFTER: Final = 0.15

#: Frames of pause that tell something.
ENOUGH: Final = 8

#: Mean square of speech that is none.
INAUDIBLE: Final = 1e-9

#: Seconds of sound that are judged at once; a shorter rest belongs to what is before it.
WINDOW: Final = 15.0


@dataclass(frozen=True, slots=True)
class Background:
    """A stretch with a background. start, end: seconds. decibels: how far it is under the speech."""

    start: float
    end: float
    decibels: float


def backgrounds(samples: NDArray[np.float32], phones: Sequence[Interval]) -> list[Background]:
    """The stretches of a sound (16 kHz mono) in which something else sounds under its phones, neighbours joined."""
    speech, pause = speech_and_pause(len(samples) // FRAME, phones)
    found: list[Background] = []
    for first, last in windows(len(speech)):
        power = powers(samples[first * FRAME : last * FRAME])
        decibels = under_speech(power, speech[first:last], pause[first:last])
        if decibels is None:
            continue
        start, end = first * FRAME / RATE, last * FRAME / RATE if last < len(speech) else len(samples) / RATE
        if found and found[-1].end == start:
            before = found.pop()
            start, decibels = before.start, min(before.decibels, decibels)
        found.append(Background(start, end, decibels))
    return found


def windows(frames: int) -> Iterator[tuple[int, int]]:
    """Frames first … last - 1 that are judged at once."""
    length = round(WINDOW * RATE / FRAME)
    yield from pairwise([*range(0, max(1, frames - length // 2), length), frames])


def powers(samples: NDArray[np.float32]) -> Floats:
    """The mean power of each frame without the lowest tones: (frames,)."""
    padded = np.pad(samples.astype(np.float64), RUMBLE // 2, mode="edge")
    total = np.concatenate([[0.0], np.cumsum(padded)])
    high = samples - (total[RUMBLE:] - total[:-RUMBLE]) / RUMBLE
    whole = high[: len(high) // FRAME * FRAME].reshape(-1, FRAME)
    result: Floats = np.einsum("ij,ij->i", whole, whole) / FRAME
    return result


def speech_and_pause(frames: int, phones: Sequence[Interval]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which frames lie in phones, and which far enough from any."""
    speech, near = np.zeros((2, frames), np.bool_)
    per_second = RATE / FRAME
    for phone in phones:
        speech[round(phone.start * per_second) : round(phone.end * per_second)] = True
        near[max(0, round((phone.start - BEFORE) * per_second)) : round((phone.end + AFTER) * per_second)] = True
    return speech, ~near


def under_speech(power: Floats, speech: NDArray[np.bool_], pause: NDArray[np.bool_]) -> float | None:
    """How many decibels a background is under the speech; None where there is no background, or no speech."""
    if np.count_nonzero(speech) < ENOUGH or power[speech].mean() < INAUDIBLE:
        return None
    gaps = ratio(power[speech].mean(), float(np.quantile(power[speech], QUIETEST)))
    pauses = ratio(power[speech].mean(), float(np.median(power[pause]))) if np.count_nonzero(pause) >= ENOUGH else gaps
    return pauses if pauses < PAUSES and gaps < GAPS else None


def ratio(power: float, other: float) -> float:
    """Decibels of one power over another."""
    return 10 * float(np.log10((power + 1e-14) / (other + 1e-14)))


def background_warnings(samples: NDArray[np.float32], phones: Sequence[Interval]) -> tuple[str, ...]:
    """What to tell a person about backgrounds: one line, or none."""
    found = backgrounds(samples, phones) if len(samples) >= FRAME else []
    if not found:
        return ()
    whole = len(found) == 1 and found[0].end - found[0].start >= len(samples) / RATE - 1e-9
    where = "" if whole else f" at {', '.join(f'{b.start:.0f} to {b.end:.0f} s' for b in found)}"
    level = max(0, round(min(b.decibels for b in found)))
    handled = "short pauses were taken for speech there, and doubt about words is only a hint; clean sound gives better times"
    return (f"music or noise{where}, about {level} dB under the speech: {handled}",)
