"""Cheap television: a mouth of two to four sizes that follows loudness or syllables, or just flaps while somebody speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import RATE, Sound, loudness
from visemes.keys.placement import Exposures
from visemes.phones import is_closure, is_vowel

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from visemes.frames import FrameGrid
    from visemes.train.world.speech import Spoken

    Poses = dict[str, NDArray[np.float32]]
    Sizes = NDArray[np.intp]

#: How often a mouth follows syllables, loudness, and nothing but the speaking itself.
WAYS: Final = {"syllables": 0.45, "loudness": 0.45, "speaking": 0.1}
#: Loudness is read this often (seconds).
HOP: Final = 0.005
#: Quieter than the loudest tenth by this (dB) the mouth is shut.
SHUT: Final = (14.0, 26.0)
#: Nothing under this (dB of full scale) is loud.
QUIET: Final = -50.0
#: Pauses up to this (seconds) do not stop a flapping mouth.
GAP: Final = 0.15


def flapped(spoken: Spoken, grid: FrameGrid, rng: random.Random) -> tuple[list[str], Poses]:
    """The drawing of every exposure, named by its size, and what each shows."""
    sizes = rng.choice((2, 2, 3, 3, 4))
    exposures = Exposures(grid, spoken.timeline.duration)
    times = np.asarray(exposures.first + exposures.spacing * np.arange(len(exposures.frames)), dtype=np.float64)
    lead = rng.uniform(0.0, 1.0) * float(grid.frame_duration)
    way = rng.choices(list(WAYS), list(WAYS.values()))[0]
    level = levels(spoken, times + lead, exposures.spacing, rng.uniform(*SHUT))
    if way == "loudness":
        chosen = np.ceil(level * (sizes - 1) - 1e-9).astype(np.intp)
    elif way == "syllables":
        chosen = syllables(spoken, times + lead, level, sizes, exposures.spacing)
    else:
        chosen = flapping(spoken, times + lead, sizes, rng)
    return [f"flap{size}" for size in chosen], _poses(sizes, rng)


def levels(spoken: Spoken, times: NDArray[np.float64], spacing: float, shut: float) -> NDArray[np.float64]:
    """How loud each exposure is: 0 quiet, up to 1 as loud as the loudest tenth. shut: dB under that at which it is quiet."""
    level = loudness(Sound(spoken.samples, RATE), HOP)
    width = max(1, round(spacing / HOP))
    smooth = np.convolve(np.pad(level, (width // 2, (width - 1) // 2), mode="edge"), np.ones(width) / width, mode="valid")
    at = np.clip(np.rint((times + spacing / 2) / HOP).astype(np.intp), 0, len(smooth) - 1)
    loud = max(float(np.percentile(level, 95)), QUIET)
    return np.clip((smooth[at] - loud + shut) / shut, 0.0, 1.0)


def syllables(spoken: Spoken, times: NDArray[np.float64], level: NDArray[np.float64], sizes: int, spacing: float) -> Sizes:
    """Open in vowels, as wide as they are loud, shut in p b m and pauses, half shut or shut in other consonants."""
    chosen = np.zeros(len(times), dtype=np.intp)
    for phone in spoken.timeline.phones:
        # exposures that begin inside the phone, the nearest one if none does
        inside = np.flatnonzero((times >= phone.start - spacing / 2) & (times < phone.end - spacing / 2))
        if not len(inside) and is_vowel(phone.label):
            inside = np.array([int(np.abs(times - phone.start).argmin())])
        if is_vowel(phone.label):
            loud = level[inside].max(initial=0.0)
            chosen[inside] = max(1, round(float(loud) * (sizes - 1)))
        elif not is_closure(phone.label):
            chosen[inside] = np.minimum(1, sizes - 2)
    return chosen


def flapping(spoken: Spoken, times: NDArray[np.float64], sizes: int, rng: random.Random) -> Sizes:
    """Open and shut in turn while somebody speaks, each for one to three exposures, whatever is said."""
    speaking = np.zeros(len(times), dtype=bool)
    for phone in spoken.timeline.phones:
        speaking |= (times >= phone.start - GAP / 2) & (times < phone.end + GAP / 2)
    chosen = np.zeros(len(times), dtype=np.intp)
    at = 0
    while at < len(times):
        if not speaking[at]:
            at += 1
            continue
        chosen[at : at + rng.randint(1, 3)] = rng.randint(1, sizes - 1)
        at += rng.randint(2, 5)
    return np.where(speaking, chosen, 0)


def _poses(sizes: int, rng: random.Random) -> Poses:
    """The state of every size: shut, then evenly up to the largest."""
    largest, width, chin = rng.uniform(0.4, 1.1), rng.gauss(0.0, 0.25), rng.uniform(0.3, 1.0)
    gaps = np.linspace(0.0, largest, sizes)
    press = rng.choice((0.0, 0.0, 0.6))
    return {
        f"flap{i}": np.array([chin * gap, gap, width, max(0.0, -width) / 2, 0.0, press if not i else 0.0, 0.0], dtype=np.float32)
        for i, gap in enumerate(gaps)
    }
