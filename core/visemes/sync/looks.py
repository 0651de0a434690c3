"""Is the mouth closed when it has to be? Told from its looks alone, whatever it looks like.

A mouth's closed look is learned from the film itself: what it looks like in silence, and what its looks nearest to that have in
common at p, b and m. A frame shows a closure when it is nearer to that look than to an open mouth.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.motion.events import Event

    Looks = NDArray[np.uint8]
    Floats = NDArray[np.float64]

#: A look this near to the closed one is closed, one this far from it is open: shares of the distance of the widest looks.
CLOSED: Final = 0.3
OPEN: Final = 0.6
#: The widest looks: this percentile of the distances while somebody speaks; under LEAST grey levels nothing can be told.
WIDEST: Final = 85
LEAST: Final = 3.0
#: Closures needed where there is no silence to learn from, frames of silence that are enough, and rounds of learning.
ENOUGH: Final = 4
SILENT: Final = 8
ROUNDS: Final = 2
#: Seconds by which a picture may be early or late and still show a closure.
EARLY, LATE = 0.125, 0.09
#: A frame whose look differs from the one before by less than this (grey levels, any pixel) shows a mouth that stands still.
STILL: Final = 3


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure and what is seen.

    start, end: of the sound, seconds. frame: the nearest closed one at RATE, None where there is none. late: seconds from the
    closure to that frame, negative before it. openness: the least open look near it, 0 closed .. 1 wide open.
    """

    phones: str
    word: str
    start: float
    end: float
    frame: int | None
    late: float
    openness: float


def openness(
    looks: Looks, silent: NDArray[np.bool_], spoken: NDArray[np.bool_], events: Sequence[tuple[float, float]]
) -> Floats | None:
    """How far each look is from the closed one, 0 .. about 1, (T,); None where that cannot be told.

    silent, spoken: frames without and with a voice. events: when p, b and m are seen, seconds of the film.
    """
    frames = [_near(event, len(looks)) for event in events]
    frames = [rows for rows in frames if len(rows)]
    if silent.sum() >= SILENT:
        closed = np.median(looks[silent], axis=0)
    elif len(frames) >= ENOUGH:
        closed = np.median(looks[np.concatenate(frames)], axis=0)
    else:
        return None
    for _ in range(ROUNDS if frames else 0):
        far = _distance(looks, closed)
        best = [rows[int(far[rows].argmin())] for rows in frames]
        nearer = [row for row in best if far[row] <= np.median(far[best])]
        closed = np.median(looks[nearer], axis=0)
    far = _distance(looks, closed)
    wide = float(np.percentile(far[spoken], WIDEST)) if spoken.any() else 0.0
    floor = float(np.percentile(far, 2))
    return np.maximum(0.0, far - floor) / (wide - floor) if wide - floor >= LEAST else None


def _near(event: tuple[float, float], count: int) -> NDArray[np.int_]:
    first, last = max(0, int(np.floor((event[0] - 0.02) * RATE))), min(count - 1, int(np.ceil((event[1] + 0.02) * RATE)))
    return np.arange(first, last + 1)


def _distance(looks: Looks, closed: Floats) -> Floats:
    """Mean difference of looks from one, grey levels, at the best shift of a pixel; a change of light does not count."""
    padded = np.pad(closed, 1, mode="edge")
    best = np.full(len(looks), np.inf)
    height, width = closed.shape
    wanted = looks.astype(np.float32)
    wanted = wanted - np.median(wanted, axis=(1, 2), keepdims=True)
    for dy in range(3):
        for dx in range(3):
            other = padded[dy : dy + height, dx : dx + width]
            best = np.minimum(best, np.abs(wanted - (other - np.median(other)).astype(np.float32)).mean(axis=(1, 2)))
    return best


def closures(events: Sequence[Event], words: Sequence[str], open_: Floats, offset: float) -> list[Closure]:
    """What is seen of each closure. events: in the sound. words: they belong to. offset: seconds a frame comes after its sound."""
    found: list[Closure] = []
    times = np.arange(len(open_)) / RATE - offset
    for event, word in zip(events, words, strict=True):
        late = np.maximum(0.0, times - event.end) - np.maximum(0.0, event.start - times)
        near = np.flatnonzero((late >= -EARLY) & (late <= LATE))
        if not len(near):
            continue
        shut = near[open_[near] <= CLOSED]
        best = int(shut[np.abs(late[shut]).argmin()]) if len(shut) else None
        shown = 0.0 if best is None else round(float(late[best]), 3)
        least = round(float(open_[near].min()), 2)
        found.append(Closure(event.label, word, event.start, event.end, best, shown, least))
    return found


def still(looks: Looks, present: NDArray[np.bool_], shots: NDArray[np.int32], longest: float) -> list[tuple[int, int]]:
    """Stretches longer than `longest` seconds in which a mouth does not move: first frame, and the one after the last."""
    moves = np.ones(len(looks) + 1, bool)
    if len(looks) > 1:
        change = np.abs(looks[1:].astype(np.int16) - looks[:-1]).max(axis=(1, 2)) > STILL
        moves[1:-1] = change | (shots[1:] != shots[:-1]) | ~present[1:] | ~present[:-1]
    edges = np.flatnonzero(moves).tolist()
    return [(a, b) for a, b in pairwise(edges) if b - a > longest * RATE and present[a]]
