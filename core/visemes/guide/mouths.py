"""Where in every picture of a film a mouth is repainted: a square that glides with its head, shot by shot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.square import Square
from visemes.sync.base import RATE
from visemes.sync.crop import squares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from visemes.guide.base import Generator
    from visemes.sync.watch import Watched

    Floats = NDArray[np.float64]

#: A cut is looked for this many seconds to either side of where frames at RATE place it.
BESIDE: Final = 1 / RATE


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A mouth through a stretch of one shot.

    shot: number of the shot, from 0. who: which of its mouths. mouth: where it mostly is, x, y, width and height in the viewer's
    pixels. start: the first moment of the shot in which it is, seconds. times, places: the mouth's middle at times, (n,), (n, 2).
    """

    shot: int
    who: int
    mouth: tuple[float, float, float, float]
    times: Floats
    places: Floats

    @property
    def width(self) -> float:
        """Of the mouth, pixels."""
        return self.mouth[2]

    def place(self, time: float) -> tuple[float, float]:
        """The mouth's middle at a time, the viewer's pixels."""
        x, y = (float(np.interp(time, self.times, self.places[:, axis])) for axis in range(2))
        return x, y

    def square(self, time: float, generator: Generator, stretch: tuple[float, float] = (1.0, 1.0)) -> Square:
        """What the generator is shown at a time. stretch: stored pixels over the viewer's, across and down."""
        x, y = self.place(time)
        height = generator.around * self.width
        y -= generator.below * height
        return Square(x * stretch[0], y * stretch[1], generator.wide * height * stretch[0], height * stretch[1])


@dataclass(frozen=True, slots=True, eq=False)
class Mouths:
    """The runs of a film, and for every one of its own pictures the number of the run it belongs to, -1 where no mouth is."""

    runs: tuple[Run, ...]
    of: NDArray[np.int32]

    def at(self, picture: int) -> int:
        """The run of a picture, by its number from 0; -1 for none."""
        return int(self.of[picture]) if picture < len(self.of) else -1


def mouths_of(watched: Watched) -> Mouths:
    """The mouths that were found in a film."""
    times = np.asarray(watched.rhythm.times)
    of = np.full(len(times), -1, np.int32)
    runs: list[Run] = []
    for first, last in _stretches(watched):
        start, end = _from(watched, times, first), _from(watched, times, last)
        if not watched.present[first] or start >= end:
            continue
        of[start:end] = len(runs)
        runs.append(_run(watched, first, last))
    return Mouths(tuple(runs), of)


def _stretches(watched: Watched) -> Iterator[tuple[int, int]]:
    """Frames at RATE of one mouth in one shot, or without one: first, and the one after the last."""
    kind = np.stack([watched.shots, watched.who, watched.present], axis=1)
    edges = np.flatnonzero((kind[1:] != kind[:-1]).any(axis=1)) + 1
    ends = [*edges.tolist(), len(kind)]
    yield from zip([0, *ends[:-1]], ends, strict=True)


def _from(watched: Watched, times: Floats, frame: int) -> int:
    """The film's own picture with which a stretch that begins at a frame at RATE begins; at a cut the one that changes most."""
    if frame == 0:
        return 0
    if frame == len(watched.shots):
        return len(times)
    if watched.shots[frame] == watched.shots[frame - 1]:
        return int(np.searchsorted(times, frame / RATE - 1e-6))
    low, high = np.searchsorted(times, [(frame - 1) / RATE - BESIDE, frame / RATE + BESIDE + 1e-6])
    if low >= high:
        return int(low)
    return int(low + np.argmax(np.asarray(watched.rhythm.change)[low:high]))


def _run(watched: Watched, first: int, last: int) -> Run:
    boxes = watched.boxes[first:last].astype(np.float64)
    middle = np.median(boxes, axis=0)
    x, y, width, height = (float(value) for value in middle)
    places = squares(boxes)[:, :2]
    return Run(int(watched.shots[first]), int(watched.who[first]), (x, y, width, height), np.arange(first, last) / RATE, places)
