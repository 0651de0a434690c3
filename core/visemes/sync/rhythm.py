"""What a film does with its frames: gaps, repeats, stretches that stand still, a flash at its head."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from visemes.sync.film import Picture

    Floats = NDArray[np.float64]

#: Two pictures are one drawing when no block of BLOCK pixels a side differs by more than this (grey levels, mean).
SAME: Final = 0.8
BLOCK: Final = 8
#: Every second pixel is looked at, down and across.
SKIP: Final = 2
#: Times between pictures vary when more than this share of them is this far (share) from their median.
VARIABLE: Final = (0.05, 0.2)
#: A gap is this many frames long, from the start of one picture to that of the next.
GAP: Final = 1.6
#: Drawings held longer than this many frames rest; shorter ones tell what the film is held on.
REST: Final = 6
#: Share of a film's holds that have to be alike before others are called irregular, and how many holds that takes.
REGULAR: Final = 0.85
ENOUGH: Final = 20
#: A repeated picture is one where another was meant: what follows it changes so many times as much as what is usual.
JUMP: Final = 1.5
#: Holds on either side that have to be what the film is held on: one that comes to rest repeats nothing.
BESIDE: Final = 3
#: Seconds at the head in which a flash is looked for, how much brighter it is (grey levels), and how long it lasts at most.
HEAD: Final = 6.0
BRIGHTER: Final = 35.0
FLASH: Final = 0.25


@dataclass(slots=True)
class Rhythm:
    """Times and changes of a film's own frames, taken down while they go by.

    times: seconds. change: how much a frame differs from the one before, grey levels. light: mean grey of the frames at the head.
    """

    times: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    light: list[float] = field(default_factory=list)

    def watched(self, pictures: Iterable[Picture]) -> Iterator[Picture]:
        """The same pictures, taken down."""
        before: NDArray[np.int16] | None = None
        for picture in pictures:
            now = picture.grey[::SKIP, ::SKIP].astype(np.int16)
            self.times.append(picture.time)
            self.change.append(_difference(now, before) if before is not None and now.shape == before.shape else 255.0)
            if picture.time < HEAD:
                self.light.append(float(now.mean()))
            before = now
            yield picture

    @property
    def frame(self) -> float:
        """Seconds a frame is usually on show."""
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else 0.04

    @property
    def is_variable(self) -> bool:
        """Whether the film has no constant rate."""
        steps = np.diff(self.times)
        share, far = VARIABLE
        return len(steps) > 4 and float((np.abs(steps - self.frame) > far * self.frame).mean()) > share

    def gaps(self) -> list[tuple[float, int]]:
        """Where frames of a constant rate are missing: when the one before comes on show, and how many."""
        if self.is_variable:
            return []
        steps, frame = np.diff(self.times), self.frame
        return [(self.times[i], round(steps[i] / frame) - 1) for i in np.flatnonzero(steps > GAP * frame)]

    def holds(self) -> list[tuple[int, int]]:
        """How long every drawing is on show: its first frame, and frames."""
        starts = [i for i, change in enumerate(self.change) if change > SAME]
        return list(zip(starts, np.diff([*starts, len(self.change)]).tolist(), strict=True))

    @property
    def step(self) -> int:
        """What the film is held on where it moves: 1 ones, 2 twos …; 0 where that cannot be told."""
        lengths = [length for _, length in self.holds() if length <= REST]
        if len(lengths) < ENOUGH:
            return 0
        return int(np.bincount(lengths).argmax())

    def repeats(self) -> list[float]:
        """When a picture stays on show although the film moves on: every other hold is alike, and what follows jumps."""
        step, holds = self.step, self.holds()
        moving = [(start, length) for start, length in holds if length <= REST]
        if not step or sum(length == step for _, length in moving) < REGULAR * len(moving):
            return []
        found: list[float] = []
        for i in range(BESIDE, len(holds) - BESIDE):
            start, length = holds[i]
            beside = [*holds[i - BESIDE : i], *holds[i + 1 : i + BESIDE + 1]]
            if not step < length <= REST or any(other != step for _, other in beside):
                continue
            usual = float(np.median([self.change[first] for first, _ in beside]))
            if self.change[holds[i + 1][0]] > JUMP * usual:
                found.append(self.times[start + step])
        return found

    def stands(self, longest: float) -> list[tuple[float, float]]:
        """Stretches longer than `longest` seconds in which nothing in the picture changes at all."""
        ends = [*self.times, self.times[-1] + self.frame] if self.times else []
        return [
            (ends[start], ends[start + length]) for start, length in self.holds() if ends[start + length] - ends[start] > longest
        ]

    def flash(self) -> float | None:
        """When a single flash of the whole picture comes on show at the film's head; None where there is none."""
        light = np.array(self.light)
        rises = np.flatnonzero(np.diff(light) > BRIGHTER) + 1
        for i in rises.tolist():
            until = int(np.searchsorted(self.times, self.times[i] + FLASH))
            fell = light[i + 1 : until + 1] < light[i] - 0.7 * (light[i] - light[i - 1])
            if len(rises) <= 2 and fell.any():
                return self.times[i]
        return None


def _difference(now: NDArray[np.int16], before: NDArray[np.int16]) -> float:
    """The largest mean difference of any block."""
    difference = np.abs(now - before)
    if not difference.any():
        return 0.0
    block = BLOCK // SKIP
    rows, columns = max(1, difference.shape[0] // block), max(1, difference.shape[1] // block)
    total = np.zeros((rows, columns), np.int32)
    for row in range(min(block, difference.shape[0])):
        for column in range(min(block, difference.shape[1])):
            part = difference[row::block, column::block][:rows, :columns]
            total[: part.shape[0], : part.shape[1]] += part
    return float(total.max()) / block**2
