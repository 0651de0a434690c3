"""Phone boundaries moved to where the sound changes: a small network looks at 140 ms of spectrum around each.

The network was trained on synthetic speech whose phone times are exact; data/REFINER.md is its model card and
tools/train_refiner.py makes it. For a boundary near time t between two known phones it predicts the time from t to
the true boundary, seen from five places around t; twice, since it sees better from nearby.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.classes import CLASS_NUMBER, CLASS_OF, PHONE_NUMBER
from visemes.align.logmel import BANDS, HOP, RATE, log_mel
from visemes.align.order import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Frames seen on each side of the one nearest to a boundary (70 ms).
REACH: Final = 14

#: Where a boundary is looked at from, in frames from its present place.
VIEWS: Final = (-2, -1, 0, 1, 2)

#: Seconds that one unit of the network's output stands for.
UNIT: Final = 0.010

#: Seconds of a frame step.
STEP: Final = HOP / RATE

#: What one number says about the neighbours of a boundary: left and right phone, left and right class, as one-hot.
CONTEXT: Final = 2 * (len(PHONE_NUMBER) + len(CLASS_NUMBER))

WEIGHTS: Final = Path(__file__).parent / "data" / "refiner.npz"


@dataclass(frozen=True, eq=False)
class Refiner:
    """Weights: h = relu((patch A + A0 + e C) * (1 + tanh(e G))), offset = relu(h B + B0) D + D0 in units of 10 ms.

    A: (29 * 36, 128). A0: (128). C, G: (98, 128). B: (128, 48). B0: (48). D: (48). D0: (). All float32.
    """

    A: NDArray[np.float32]
    A0: NDArray[np.float32]
    C: NDArray[np.float32]
    G: NDArray[np.float32]
    B: NDArray[np.float32]
    B0: NDArray[np.float32]
    D: NDArray[np.float32]
    D0: NDArray[np.float32]

    def offsets(self, patches: NDArray[np.float32], context: NDArray[np.intp]) -> NDArray[np.float32]:
        """Seconds from the middle of each patch to the true boundary.

        patches: (boundaries, 29 * 36). context: (boundaries, 4), the places of the ones in each one-hot vector.
        """
        told = self.C[context].sum(axis=1)
        gate = np.tanh(self.G[context].sum(axis=1))
        hidden = np.maximum((patches @ self.A + self.A0 + told) * (1 + gate), 0)
        hidden = np.maximum(hidden @ self.B + self.B0, 0)
        result: NDArray[np.float32] = (hidden @ self.D + self.D0) * np.float32(UNIT)
        return result


@lru_cache(maxsize=1)
def shipped() -> Refiner:
    """The refiner that comes with the package."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Refiner(**{name: stored[name].astype(np.float32) for name in stored.files})


def refine(
    samples: NDArray[np.float32],
    phones: Sequence[str],
    boundaries: NDArray[np.float64],
    rounds: int = 2,
    refiner: Refiner | None = None,
) -> NDArray[np.float64]:
    """Boundaries (seconds, rising) moved to where the sound changes from each phone to the next.

    samples: 16 kHz mono. phones: ARPABET without stress or SIL, one more than boundaries. rounds: how often to look
    again. refiner: the shipped one unless given. Times stay in order and inside the sound.
    """
    if not len(boundaries):
        return boundaries
    network = refiner or shipped()
    spectra = log_mel(samples)
    context = neighbours(phones)
    times = boundaries
    for _ in range(rounds):
        times = in_order(seen_from_around(network, spectra, context, times), len(samples) / RATE)
    return times


def seen_from_around(
    network: Refiner, spectra: NDArray[np.float32], context: NDArray[np.intp], times: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The mean of the network's answers from the VIEWS around each time; seconds."""
    frames = np.rint(times / STEP).astype(np.intp)[:, None] + np.array(VIEWS)
    found = frames * STEP + network.offsets(patches(spectra, frames.ravel()), context.repeat(len(VIEWS), axis=0)).reshape(
        frames.shape
    )
    mean: NDArray[np.float64] = found.mean(axis=1)
    return mean


def neighbours(phones: Sequence[str]) -> NDArray[np.intp]:
    """For each boundary the rows of C and G that speak of its neighbours, shape (len(phones) - 1, 4)."""
    count, classes = len(PHONE_NUMBER), len(CLASS_NUMBER)
    phone = [PHONE_NUMBER[p] for p in phones]
    kind = [CLASS_NUMBER[CLASS_OF[p]] for p in phones]
    rows = [
        (left, count + right, 2 * count + left_kind, 2 * count + classes + right_kind)
        for (left, right), (left_kind, right_kind) in zip(pairwise(phone), pairwise(kind), strict=True)
    ]
    return np.array(rows, dtype=np.intp).reshape(-1, 4)


def patches(
    spectra: NDArray[np.float32],
    middles: NDArray[np.intp],
    first: NDArray[np.intp] | int = 0,
    last: NDArray[np.intp] | int = -1,
) -> NDArray[np.float32]:
    """The spectra around frames, flattened to (len(middles), 29 * 36).

    first, last: rows that a sound begins and ends with, one pair for all or one for each middle; beyond them their
    spectra hold. last < 0 is the last row there is.
    """
    ends = np.where(np.asarray(last) < 0, len(spectra) - 1, last).reshape(-1, 1)
    frames = np.clip(middles[:, None] + np.arange(-REACH, REACH + 1), np.reshape(first, (-1, 1)), ends)
    seen: NDArray[np.float32] = spectra[frames].reshape(len(middles), (2 * REACH + 1) * BANDS)
    return seen
