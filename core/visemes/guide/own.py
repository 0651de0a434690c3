"""The mouths that a film shows already: for every frame the likest of them, moved to where the head is now.

There is nothing to train, and what it shows is as sharp as the film and the character's own. It cannot show what the film never
shows: `lacks` tells what that is.
"""

from __future__ import annotations

from itertools import product
from math import ceil
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from visemes.guide.base import AROUND, SIDE, References
from visemes.guide.layers import bent
from visemes.guide.mask import hidden
from visemes.guide.pose import between, poses
from visemes.guide.references import MOST
from visemes.guide.states import CHANNELS, felt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Pictures = NDArray[np.uint8]

#: Pixels of a pixel that heads are followed by: pictures are so many times larger than those of our network, and at most so many.
FINER: Final = 3
FINEST: Final = 5
#: How much a difference in each of CHANNELS counts; that of the gap as a difference of its square root, since small gaps tell most.
CARES: Final = (0.5, 2.0, 0.6, 0.5, 0.4, 0.3, 0.2)
#: What it costs to show another mouth than on the frame before: less would flicker, more would be late.
CHANGE: Final = 0.02
#: Cells of a side in which what is around a mouth is compared, and what one grey level of difference costs.
CELLS: Final = 12
AROUND_IT: Final = 0.001
#: A mouth that is moved by so much (size and angle, shares and radians; place, pixels of the small copies) costs MOVED, one that is
#: moved twice as far four times that; from FAR times that on, heads are not believed to have moved so.
REACH: Final = (0.08, 0.12, 5.0)
MOVED: Final = 0.02
FAR: Final = 6.0
#: A head that has not moved.
STAYS: Final = np.eye(3)[:2]
#: A mouth is closed under this gap. What a line opens it wider than the film (gap), how often (share of the frames), is told.
CLOSED: Final = 0.2
WIDER: Final = 0.25
OFTEN: Final = 0.05

GAP: Final = CHANNELS.index("gap")


class OwnMouths:
    """Repaints a mouth with mouths of the same film; `visemes.guide.base.Generator` says what its members mean."""

    name = "film"
    around = AROUND
    below = 0.0
    wide = 1.0
    most = MOST
    from_one = False
    #: How many times finer than our network's its pictures are at most.
    finest = FINEST

    def __init__(self, finer: int = FINER) -> None:
        self.side = finer * SIDE
        self._known: tuple[References, Floats, Pictures] | None = None

    def fitted(self, width: float) -> Self:
        """With pictures fine enough that nothing is lost of a mouth so many pixels wide, as far as `finest` allows."""
        return type(self)(finer_for(width, FINER, self.finest))

    @property
    def hidden(self) -> NDArray[np.float32]:
        """Lips, jaw and chin."""
        return hidden(self.side)

    def lacks(self, references: References, states: NDArray[np.float32]) -> tuple[str, ...]:
        """What the film does not show of what the line needs."""
        if references.states is None or not len(states):
            return ()
        shown, wanted = references.states[:, GAP], states[:, GAP]
        notes = []
        if shown.min() >= CLOSED and (wanted < CLOSED).any():
            notes.append("this film shows no closed mouth: the guide's p, b and m stay open")
        if np.quantile(wanted, 1 - OFTEN) > shown.max() + WIDER:
            notes.append("the line opens the mouth wider than this film ever shows it")
        return tuple(notes)

    def paint(
        self, frames: Pictures, references: References, states: NDArray[np.float32], samples: NDArray[np.float32] | None, fps: float
    ) -> Pictures:
        """See `visemes.guide.base.Generator.paint`; the sound is not heard. Raises ValueError for references without states."""
        del samples, fps
        if references.states is None:
            raise ValueError("mouths cannot be chosen without their states")
        chosen = self.chosen(frames, references, states)
        return np.stack([moved(references.pictures[number], turn) for number, turn in chosen])

    def chosen(self, frames: Pictures, references: References, states: NDArray[np.float32]) -> list[tuple[int, Floats]]:
        """For each frame the reference whose mouth to show there, and how to move it (see `moved`)."""
        known, looks = self._looks(references)
        seen = small(frames)
        turns = between(poses(seen, looks[0]), known)
        far = _far(turns)
        turns[far > FAR] = STAYS
        cost = AROUND_IT * _around(seen, looks) + MOVED * np.minimum(far, FAR)
        if references.states is not None:
            cost += _unlike(states, references.states)
        return [(int(number), turns[t, number]) for t, number in enumerate(cheapest(cost, CHANGE))]

    def _looks(self, references: References) -> tuple[Floats, Pictures]:
        """The poses of the references, and small copies of them; known from one piece of a film to the next."""
        if self._known is None or self._known[0] is not references:
            looks = small(references.pictures)
            self._known = (references, poses(looks, looks[0]), looks)
        return self._known[1:]


def finer_for(width: float, least: int, most: int) -> int:
    """How many times finer than our network's pictures have to be, so that nothing is lost of a mouth so many pixels wide."""
    return min(most, max(least, ceil(AROUND * width / SIDE)))


def moved(picture: Pictures, turn: Floats) -> Pictures:
    """A picture as it looks with the head elsewhere. turn: see `pose.between`, in the small copies' pixels."""
    if np.array_equal(turn, STAYS):
        return picture
    side = len(picture)
    middle = np.float32((side - 1) / 2)
    x = np.arange(side, dtype=np.float32) - middle
    across, down = turned(turn, x, x[:, None], SIDE / side)
    made: Pictures = np.rint(np.clip(bent(picture, across[None] + middle, down[None] + middle)[0], 0, 255)).astype(np.uint8)
    return made


def turned(turn: Floats, x: NDArray[np.float32], y: NDArray[np.float32], unit: float) -> tuple[NDArray[np.float32], ...]:
    """Where points from the middle are in another picture. turn: see `moved`. unit: of x and y, pixels of the small copies."""
    (a, b, right), (c, d, down) = np.asarray(turn, np.float32)
    return a * x + b * y + right / np.float32(unit), c * x + d * y + down / np.float32(unit)


def cheapest(cost: Floats, change: float) -> NDArray[np.intp]:
    """The choice for each row of costs (T, R) with the least sum, where every change of it costs `change` (Viterbi, 1967)."""
    least = np.asarray(cost[0], np.float64).copy()
    kept = np.arange(cost.shape[1])
    came = np.empty(cost.shape, np.intp)
    for row, costs in enumerate(cost):
        if row:
            best = int(least.argmin())
            stays = least <= least[best] + change
            came[row] = np.where(stays, kept, best)
            least = np.where(stays, least, least[best] + change) + costs
    chosen = np.empty(len(cost), np.intp)
    chosen[-1] = least.argmin()
    for row in range(len(cost) - 1, 0, -1):
        chosen[row - 1] = came[row, chosen[row]]
    return chosen


def _unlike(wanted: Floats, shown: Floats) -> Floats:
    """How far mouths (T, 7) are from others (R, 7), as it is seen: (T, R)."""
    one, other = (felt(np.asarray(states, np.float64)) * np.sqrt(CARES) for states in (wanted, shown))
    unlike: Floats = ((one[:, None] - other[None]) ** 2).sum(axis=2)
    return unlike


def _far(turns: Floats) -> Floats:
    """How far mouths are moved, (T, R), from what `pose.between` says."""
    size, angle, place = REACH
    off = np.abs(turns - STAYS)
    far: Floats = (off[..., 0, 0] / size) ** 2 + (off[..., 1, 0] / angle) ** 2 + ((off[..., 2] / place) ** 2).sum(axis=-1)
    return far


def _around(frames: Pictures, looks: Pictures) -> Floats:
    """How far pictures (T, SIDE, SIDE, 3) differ from others (R, ...) around what is hidden, grey levels: (T, R)."""
    one, other = (_cells(pictures) for pictures in (frames, looks))
    return np.stack([np.abs(one - look).mean(axis=1) for look in other], axis=1)


def _cells(pictures: Pictures) -> Floats:
    """The colours of the cells of pictures that are wholly outside of what is hidden."""
    size = SIDE // CELLS
    means = pictures.reshape(len(pictures), CELLS, size, CELLS, size, 3).mean(axis=(2, 4))
    around = (hidden() == 0).reshape(CELLS, size, CELLS, size).all(axis=(1, 3))
    cells: Floats = means[:, around].reshape(len(pictures), -1)
    return cells


def small(pictures: Pictures) -> Pictures:
    """Pictures at SIDE, the mean of as many pixels as they are finer."""
    finer = pictures.shape[1] // SIDE
    total = np.full((len(pictures), SIDE, SIDE, 3), finer**2 // 2, np.uint16)
    for row, column in product(range(finer), repeat=2):  # many times as fast as a mean over short axes
        total += pictures[:, row::finer, column::finer]
    made: Pictures = (total // finer**2).astype(np.uint8)
    return made
