"""What a mouth does, frame by frame: read from a film's pictures, or told by keys. What comparisons are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

#: What closed lips are read as: the lowest of a film's readings, within these limits. A mouth that never closes has none so low,
#: and must not be taken for closed.
CLOSED_AS: Final = (-0.05, 0.1)
LOWEST: Final = 5
#: The widest reading (percentile): what a share of the range is a share of, and the least it may be.
WIDEST: Final = 95
LEAST: Final = 0.15
#: Frames that have to be seen, and how far a mouth has to move (on the scale of `Viseme.opening`), for a track to say anything.
FEWEST: Final = 12
MOVES: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A mouth over time, one entry a frame.

    source: its file's name. fps: frames a second. times: when each frame comes on show, seconds. gap: between the lips, 0 closed
    .. 1 a loud "ah", on the scale of `Viseme.opening`. width: -1 rounded .. 1 spread. jaw: how far the chin is down, 0..1.
    change: how much of the picture differs from the closed mouth, grey levels; of keys the gap. seen: whether the mouth was in the
    picture. boxes: (N, 4), where, in the viewer's pixels; none for keys. look: its closed mouth, (48, 48), to tell whether two
    films show one character; none for keys. sure: how sure it is that this mouth says the sound, 0..1, None without a sound.
    reason: why nothing can be told, "" where something can. notes: what a person should know.
    """

    source: str
    fps: Fraction
    times: Floats
    gap: Floats
    width: Floats
    jaw: Floats
    change: Floats
    seen: Bools
    boxes: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 4), np.float32))
    look: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    sure: float | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.times)

    @property
    def is_film(self) -> bool:
        """Whether it was read from pictures; keys say exactly what they mean."""
        return bool(len(self.boxes))

    @property
    def problem(self) -> str:
        """Why it cannot be compared with anything, "" where it can."""
        if self.reason:
            return self.reason
        if self.seen.sum() < FEWEST:
            return "its mouth is seen on too few frames"
        low, high = np.percentile(self.gap[self.seen], (LOWEST, WIDEST))
        return "" if high - low >= MOVES else "its mouth does not open and close"

    @property
    def opening(self) -> Floats:
        """The gap from closed lips on."""
        if not self.is_film or not self.seen.any():
            return self.gap
        closed: Floats = self.gap - np.clip(np.percentile(self.gap[self.seen], LOWEST), *CLOSED_AS)
        return closed

    @property
    def middles(self) -> Floats:
        """The middle of each frame's time on show, seconds."""
        return self.times + 0.5 / float(self.fps)


def range_of(opening: Floats) -> float:
    """How far a mouth opens when it opens wide."""
    return max(LEAST, float(np.percentile(opening, WIDEST))) if len(opening) else LEAST
