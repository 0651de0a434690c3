"""Evidence becomes an offset, how sure it is, and where in a clip it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from visemes.sync.base import Trust

    Floats = NDArray[np.float64]

#: Two offsets closer than this (seconds) are the same to a viewer: a frame of 25 a second.
SAME: Final = 1.0 / RATE

#: Share of the chances inside the interval of a reading.
INSIDE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Reading:
    """The offset of a stretch of film.

    offset: seconds, positive where the sound is early. low, high: where it lies with a chance of INSIDE. confidence: the chance
    that the sound belongs to the mouth and lies within SAME of `offset`, 0..1.
    """

    offset: float
    low: float
    high: float
    confidence: float


def chances(evidence: NDArray[np.float32], trust: Trust) -> Floats:
    """How probable each offset is after a stretch of film, shape (K,); what is missing to 1 is the chance that none is right.

    evidence: (frames, K), at least one frame.
    """
    total = evidence.sum(axis=0, dtype=np.float64) * trust.scale / len(evidence) ** trust.power
    most = max(float(total.max()), trust.none)
    raised = np.exp(total - most)
    chance: Floats = raised / (raised.sum() + np.exp(trust.none - most))
    return chance


def read(evidence: NDArray[np.float32], offsets: Floats, trust: Trust) -> Reading:
    """The offset of a stretch. evidence: (frames, K)."""
    return reading(chances(evidence, trust), offsets)


def reading(chance: Floats, offsets: Floats) -> Reading:
    """The most probable offset, between the grid's points where its neighbours say so, and how sure it is."""
    best = int(np.argmax(smoothed(chance, offsets)))
    around = np.abs(offsets - offsets[best]) <= SAME + 1e-9
    offset = float(np.sum(chance[around] * offsets[around]) / np.sum(chance[around]))
    rising = np.cumsum(chance) / np.sum(chance)
    low = float(np.interp((1 - INSIDE) / 2, rising, offsets))
    high = float(np.interp((1 + INSIDE) / 2, rising, offsets))
    return Reading(offset, min(low, offset), max(high, offset), float(chance[around].sum()))


def smoothed(chance: Floats, offsets: Floats) -> Floats:
    """The chance that the offset lies within SAME of each, shape (K,)."""
    reach = round(SAME / (offsets[1] - offsets[0])) if len(offsets) > 1 else 0
    rising = np.concatenate([[0.0], np.cumsum(chance)])
    place = np.arange(len(chance))
    total: Floats = rising[np.minimum(place + reach + 1, len(chance))] - rising[np.maximum(place - reach, 0)]
    return total


def windows(evidence: NDArray[np.float32], offsets: Floats, trust: Trust, frames: int, hop: int) -> Iterator[tuple[int, Reading]]:
    """Readings of stretches of `frames` frames every `hop` frames, each with its first frame; one of all where they are fewer."""
    last = max(len(evidence) - frames, 0)
    for first in range(0, last + 1, hop):
        yield first, read(evidence[first : first + frames], offsets, trust)
