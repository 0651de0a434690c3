"""A clap at the head of a film: a flash in the picture and a click in the sound, which were one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import SOUND_RATE
from visemes.sync.rhythm import HEAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Samples of a value of loudness, 2 ms.
STEP: Final = SOUND_RATE // 500
#: A click stands this far (dB) above the QUIET seconds before it, and is this far down again SOON after it.
ABOVE: Final = 30.0
DOWN: Final = 20.0
QUIET: Final = 0.2
SOON: Final = (0.06, 0.3)
#: A click is at least this loud, dB.
LOUD: Final = -35.0
#: Flash and click this many seconds apart are not one clap.
APART: Final = 3.0


def click(samples: NDArray[np.float32]) -> float | None:
    """When the one click at a sound's head begins, seconds; None where there is none or more than one. samples: at SOUND_RATE."""
    head = samples[: round((HEAD + 1) * SOUND_RATE)]
    count = len(head) // STEP
    if not count:
        return None
    power = (head[: count * STEP].astype(np.float64).reshape(count, STEP) ** 2).mean(axis=1)
    level = 10 * np.log10(np.maximum(power, 1e-10))
    found: list[int] = []
    for i in np.flatnonzero(level > LOUD).tolist():
        if found and (i - found[-1]) * STEP < QUIET * SOUND_RATE:
            continue
        if _is_click(level, i):
            found.append(i)
    return found[0] * STEP / SOUND_RATE if len(found) == 1 else None


def _is_click(level: Floats, i: int) -> bool:
    """Whether a quiet stretch ends at a value and comes back soon."""
    second = SOUND_RATE / STEP
    before = level[max(0, i - round(QUIET * second)) : i]
    soon, late = (round(seconds * second) for seconds in SOON)
    peak = float(level[i : i + soon].max())
    after = level[i + soon : i + late]
    was_quiet = not len(before) or float(before.max()) < peak - ABOVE
    return was_quiet and len(after) > 0 and float(np.percentile(after, 80)) < peak - DOWN


def clap_offset(flash: float | None, heard: float | None) -> float | None:
    """The offset a clap tells, seconds, positive where the sound is early; None without one."""
    if flash is None or heard is None or abs(flash - heard) > APART:
        return None
    return flash - heard
