"""Out of a picture and back into it: the square around a mouth, wherever between pixels it lies."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from visemes.sync.crop import shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.guide.planes import Box, Planes

    Floats = NDArray[np.float32]
    Pictures = NDArray[np.uint8]
    Weights = Any  # an array, or scipy's csr_array, which has no types

#: Cubic interpolation as Catmull and Rom have it: sharp, and exact where nothing changes.
BEND: Final = -0.5
#: Largest difference of the painted picture to the one it replaces, grey levels, at which the fine grain of the old one is kept
#: wholly, and the one from which nothing of it is.
SAME: Final = 5.0
OTHER: Final = 16.0
#: Weights that are kept without their zeros from so many on.
MANY: Final = 400_000
#: Pixels around one that is painted anew in which grain of the old picture is not kept either.
NEAR: Final = 2


class Square(NamedTuple):
    """Part of a picture, in its pixels: the middle, the width and the height. Square for whoever looks at it."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y - self.height / 2


class Pasted(NamedTuple):
    """A change of a picture: where (an even box), of red, green and blue by how much, and how far it is seen (height, width)."""

    box: Box
    change: Floats
    seen: Floats


def cut(planes: Planes, square: Square, side: int) -> Pictures:
    """What a square shows as side x side pixels in red, green and blue, each the mean of the area it covers.

    What lies outside the picture repeats its edge; see `visemes.sync.crop`, which cuts the same way.
    """
    columns, across = _covered(square.left, square.width, side, planes.width)
    rows, down = _covered(square.top, square.height, side, planes.height)
    box = planes.even((columns[0], rows[0], columns[1], rows[1]))
    part = planes.colours(box)[rows[0] - box[1] : rows[1] - box[1], columns[0] - box[0] : columns[1] - box[0]]
    return np.clip(np.rint(_both(down, part, across)), 0, 255).astype(np.uint8)


def paste(planes: Planes, square: Square, painted: Floats, before: Pictures, mask: Floats) -> Pasted:
    """What has to change so that a square shows what is painted, as far as the mask says.

    painted: (side, side, 3), 0..255. before: what `cut` gave. mask: (side, side). Where what is painted looks like what was there,
    the picture's own grain stays; where it does not, nothing of the old picture is left.
    """
    box = _box(planes, square)
    columns = _steps(square.left, square.width, len(mask), box[0], box[2])
    rows = _steps(square.top, square.height, len(mask), box[1], box[3])
    old = planes.colours(box)
    seen = _both(rows.soft, mask[..., None], columns.soft)[..., 0]
    kept = _both(rows.soft, _alike(painted, before)[..., None], columns.soft)
    fine = old - _both(rows.sharp, before.astype(np.float32), columns.sharp)
    target = np.clip(_both(rows.sharp, painted, columns.sharp) + kept * fine, 0, 255)
    return Pasted(box, seen[..., None] * (target - old), seen)


def _alike(painted: Floats, before: Pictures) -> Floats:
    """How far what is painted is what was there before, (side, side), 0..1."""
    from scipy.ndimage import maximum_filter, uniform_filter

    other = np.abs(painted - before).max(axis=-1)
    far = uniform_filter(maximum_filter(uniform_filter(other, 3), 2 * NEAR + 1), 3)
    alike: Floats = np.clip((OTHER - far) / (OTHER - SAME), 0, 1).astype(np.float32)
    return alike


def _box(planes: Planes, square: Square) -> Box:
    right, bottom = int(np.ceil(square.left + square.width)), int(np.ceil(square.top + square.height))
    return planes.even((int(np.floor(square.left)), int(np.floor(square.top)), right, bottom))


def _both(down: Weights, part: Floats, across: Weights) -> Floats:
    """A picture (rows, columns, colours) resampled both ways."""
    made: Floats = np.stack([down @ part[..., i] @ across.T for i in range(part.shape[2])], axis=-1)
    return made


@lru_cache(maxsize=64)
def _covered(start: float, size: float, side: int, length: int) -> tuple[tuple[int, int], Weights]:
    """`visemes.sync.crop.shares`, to be multiplied with."""
    pixels, weights = shares(start, size, side, length)
    return pixels, _thinned(weights)


def _thinned(weights: Floats) -> Weights:
    """Many weights without those that are 0, nearly all of them; few are multiplied faster as they are."""
    if weights.size < MANY:
        return weights
    from scipy.sparse import csr_array

    return csr_array(weights)


class _Steps(NamedTuple):
    """How much each pixel of a square counts for each pixel of the picture, (pixels, side); soft: never below 0."""

    sharp: Weights
    soft: Weights


@lru_cache(maxsize=64)
def _steps(start: float, size: float, side: int, first: int, last: int) -> _Steps:
    """Along one axis, for the picture's pixels `first` .. `last`; a square of more pixels than the picture has is averaged."""
    places = (np.arange(first, last) + 0.5 - start) / size * side - 0.5
    reach = max(1.0, side / size)
    away = np.abs(places[:, None] - np.arange(side)) / reach
    soft = np.maximum(0.0, 1 - away)
    near = (BEND + 2) * away**3 - (BEND + 3) * away**2 + 1
    far = BEND * (away**3 - 5 * away**2 + 8 * away - 4)
    sharp = np.where(away < 1, near, np.where(away < 2, far, 0.0))
    return _Steps(*(_shared(weights) for weights in (sharp, soft)))


def _shared(weights: NDArray[np.float64]) -> Weights:
    """Rows that add up to 1; those of pixels outside the square are 0."""
    total = weights.sum(axis=1, keepdims=True)
    inside = np.abs(total) > 0.2
    return _thinned(np.where(inside, weights / np.where(inside, total, 1.0), 0.0).astype(np.float32))
