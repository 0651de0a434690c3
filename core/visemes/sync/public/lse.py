"""LSE-D and LSE-C: lip-sync error as distance and as confidence, with the offset they belong to.

The vectors of each run of pictures are compared with those of the sound 15 frames before to 15 frames after it; distances are
averaged over the film for each of the 31 shifts. LSE-D is the smallest average, LSE-C how far it lies under the middle one, the
offset where it lies. Both are defined by Prajwal and others (2020) on SyncNet's vectors; numbers of different networks, crops or
decoders cannot be compared with one another, and neither says anything of a constant lag, which the offset makes up for.

Frames whose counterpart lies before or behind the sound are left out of a shift's average; filling up with zeros, as is often done,
makes an offset of 15 frames of short films.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.sync.base import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Frames the sound is shifted to either side.
REACH: Final = 15

#: The share of a film's runs that a shift must be known for, and the fewest shifts that can be told apart.
KNOWN: Final = 0.5
FEWEST: Final = 11

#: Runs compared at once.
BLOCK: Final = 512

#: How steadiness is told: films drawn from the pieces of one, runs in a piece, and the fewest pieces to draw from.
DRAWN: Final = 400
PIECE: Final = 12
PIECES: Final = 8


@dataclass(frozen=True, slots=True)
class Scores:
    """What a film's distances say.

    distance: LSE-D. confidence: LSE-C. offset: frames at 25 a second, positive where the sound is early. runs: runs of pictures
    compared. reach: the largest offset that could have been found, frames. steadiness: how many of 400 films drawn from pieces of
    this one have the same offset within a frame, 0 to 1; at the end of the reach there is none.
    """

    distance: float
    confidence: float
    offset: int
    runs: int
    reach: int
    steadiness: float

    @property
    def seconds(self) -> float:
        """The offset in seconds."""
        return self.offset / RATE

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "lse_d": round(self.distance, 4), "lse_c": round(self.confidence, 4), "offset_frames": self.offset,
            "offset_ms": round(1000 * self.seconds), "frames_per_second": RATE, "steadiness": round(self.steadiness, 3),
            "runs": self.runs, "reach_frames": self.reach,
        }  # fmt: skip


def distances(seen: Floats, heard: Floats) -> Floats:
    """How far each run of pictures is from the sound at each shift, shape (runs, 31), NaN where there is no sound.

    Column k compares run i with sound i + k - 15: the offset it stands for is 15 - k.
    """
    result = np.full((len(seen), 2 * REACH + 1), np.nan, np.float32)
    for k in range(2 * REACH + 1):
        shift = k - REACH
        first, last = max(0, -shift), min(len(seen), len(heard) - shift)
        for start in range(first, last, BLOCK):
            end = min(start + BLOCK, last)
            result[start:end, k] = np.linalg.norm(seen[start:end] - heard[start + shift : end + shift], axis=1)
    result[~np.isfinite(result)] = np.nan
    return result


def score(found: Floats) -> Scores | None:
    """LSE-D, LSE-C and the offset of distances; None where too little is known, or no shift differs from another."""
    known = np.isfinite(found)
    enough = known.sum(axis=0) >= max(1.0, KNOWN * len(found))
    if enough.sum() < FEWEST:
        return None
    sums = np.where(known, found, 0).sum(axis=0, dtype=np.float64)
    mean = np.where(enough, sums / np.maximum(known.sum(axis=0), 1), np.inf)
    shifts = np.flatnonzero(enough)
    best = min(shifts, key=lambda k: (mean[k], abs(k - REACH)))
    confidence = float(middle(mean[shifts]) - mean[best])
    if confidence <= 0:
        return None
    offset, reach = int(REACH - best), int(np.abs(shifts - REACH).max())
    steadiness = _steadiness(np.where(known, found, 0)[:, shifts], known[:, shifts], int(np.flatnonzero(shifts == best)[0]))
    is_at_the_end = best in (shifts[0], shifts[-1])
    return Scores(float(mean[best]), confidence, offset, len(found), reach, 0.0 if is_at_the_end else steadiness)


def _steadiness(values: Floats, known: NDArray[np.bool_], best: int) -> float:
    """The share of films, drawn from pieces of one with replacement, whose nearest shift is within one of `best`."""
    size = max(1, min(PIECE, len(values) // PIECES))
    starts = np.arange(0, len(values), size)
    sums = np.add.reduceat(values.astype(np.float64), starts, axis=0)
    counts = np.add.reduceat(known.astype(np.float64), starts, axis=0)
    drawn = np.random.default_rng(0).multinomial(len(starts), np.full(len(starts), 1 / len(starts)), DRAWN).astype(np.float64)
    seen = drawn @ counts
    mean = np.where(seen > 0, (drawn @ sums) / np.maximum(seen, 1), np.inf)
    return float(np.mean(np.abs(np.argmin(mean, axis=1) - best) <= 1))


def middle(values: NDArray[np.float64]) -> float:
    """The median; of an even number the lower one of the two in the middle, as PyTorch has it."""
    return float(np.sort(values)[(len(values) - 1) // 2])


def evidence(found: Floats) -> Floats:
    """Distances as evidence for the offsets -15 to 15 frames, shape (runs, 31): how much nearer than the run's average each is.

    An offset whose sound is not there is neither for nor against.
    """
    known = np.isfinite(found)
    mean = np.where(known, found, 0).sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.where(known, mean - found, 0).astype(np.float32)[:, ::-1]
