"""Films in pieces that fit into memory: cut where the shot changes, and where a shot is long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

#: Frames of a piece (14 s), and the shortest the last one of a long shot may be (4 s).
LONGEST: Final = 14 * RATE
SHORTEST: Final = 4 * RATE
#: A cut changes the picture by this much (grey levels, mean over a small copy) and this many times what is usual around it.
CUT: Final = 18.0
UNUSUAL: Final = 5.0
#: Frames around a cut that say what is usual; a picture that is back after this many was a flash.
AROUND: Final = 8
FLASH: Final = 5
#: Side of the small copies, pixels.
SMALL: Final = 24


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch of one shot. first: its first frame, counted from the film's start at RATE. shot: number of the shot, from 0."""

    first: int
    shot: int
    frames: Grey


def pieces(frames: Iterable[Grey]) -> Iterator[Piece]:
    """The film in pieces; no more frames are held than a piece has."""
    held: list[Grey] = []
    first = shot = 0
    for frame in frames:
        held.append(frame)
        if len(held) < LONGEST + SHORTEST:
            continue
        changes = cuts(held)
        ends = [end for end in changes if end <= LONGEST] or [LONGEST]
        for start, end in zip([0, *ends], ends, strict=False):
            yield Piece(first + start, shot, np.stack(held[start:end]))
            shot += end in changes
        first, held = first + ends[-1], held[ends[-1] :]
    ends = [*cuts(held), len(held)]
    for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        if end > start:
            yield Piece(first + start, shot + number, np.stack(held[start:end]))


def cuts(frames: list[Grey]) -> list[int]:
    """The frames with which another shot begins."""
    if len(frames) < 2:
        return []
    small = np.stack([_small(frame) for frame in frames])
    change = np.concatenate([[0.0], np.abs(np.diff(small, axis=0)).mean(axis=(1, 2))])
    found: list[int] = []
    for t in np.flatnonzero(change > CUT).tolist():
        near = np.delete(change[max(1, t - AROUND) : t + AROUND + 1], min(t - 1, AROUND))
        usual = float(np.median(near)) if len(near) else 0.0
        if change[t] > UNUSUAL * usual and not _is_flash(small, t) and t - (found[-1] if found else -FLASH) >= FLASH:
            found.append(t)
    return found


def _is_flash(small: NDArray[np.float32], t: int) -> bool:
    """Whether the picture before a change comes back soon, or what comes is what was there shortly before."""
    soon, before = small[t : t + FLASH], small[max(0, t - FLASH) : t - 1]
    returns = [np.abs(frame - small[t - 1]).mean() for frame in soon] + [np.abs(frame - small[t]).mean() for frame in before]
    return min(returns, default=CUT) < CUT / 2


def _small(frame: Grey) -> NDArray[np.float32]:
    """A copy of a few pixels, each the mean of some of those it stands for."""
    rows = np.linspace(0, frame.shape[0], SMALL + 1).astype(int)[:-1]
    columns = np.linspace(0, frame.shape[1], SMALL + 1).astype(int)[:-1]
    step = max(1, min(frame.shape) // SMALL // 3)
    total = np.zeros((SMALL, SMALL), np.float32)
    for down in range(3):
        for right in range(3):
            r = np.minimum(rows + down * step, frame.shape[0] - 1)
            total += frame[r][:, np.minimum(columns + right * step, frame.shape[1] - 1)]
    mean: NDArray[np.float32] = total / np.float32(9)
    return mean
