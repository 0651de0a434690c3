"""From a mouth's box to what an expert looks at: the one way every picture takes, in training and at work.

A box says about where the mouth is. The expert sees a square around it, SPREAD times as wide, so that a box a third too small or
too large still holds lips and chin. The square follows the head, not the lips: it keeps its size and glides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE, SIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The square's side over the mouth's width at rest.
SPREAD: Final = 1.6
#: Seconds over which the square's place is averaged: longer than a syllable's opening and closing, shorter than a turn of the head.
GLIDE: Final = 0.4
#: Smallest side of a square, pixels: under it there is no mouth to be seen.
SMALLEST: Final = 4.0


def squares(boxes: NDArray[np.floating], rate: float = RATE) -> Floats:
    """The squares to cut out of the frames of one shot, shape (T, 3): centre x, centre y and side in pixels.

    boxes: the mouth's x, y, width and height in every frame, shape (T, 4), in pixels from the top left corner. rate: frames a
    second. The side comes from the widths' median, the place is the boxes' centre, averaged over GLIDE.
    """
    boxes = np.asarray(boxes, dtype=np.float64)
    side = max(SMALLEST, SPREAD * float(np.median(boxes[:, 2]))) if len(boxes) else SMALLEST
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    return np.column_stack([_glided(centres, max(1, round(GLIDE * rate / 2))), np.full(len(boxes), side)])


def _glided(places: Floats, reach: int) -> Floats:
    """A mean over `reach` neighbours on each side, weighted as a triangle; ends are held, so that a still mouth stays still."""
    padded = np.pad(places, ((reach, reach), (0, 0)), mode="edge")
    weights = np.minimum(np.arange(1, 2 * reach + 2), np.arange(2 * reach + 1, 0, -1)).astype(float)
    weights /= weights.sum()
    glided: Floats = np.sum([weight * padded[i : i + len(places)] for i, weight in enumerate(weights)], axis=0)
    return glided


def crop(grey: NDArray[np.uint8], square: NDArray[np.floating], side: int = SIDE) -> NDArray[np.uint8]:
    """What is inside a square of a grey picture, shape (side, side): each pixel the mean of the area it covers.

    grey: (height, width). square: centre x, centre y, side, in its pixels; what lies outside the picture repeats its edge. Where
    the square has fewer pixels than `side`, values between pixels are interpolated.
    """
    x, y, size = (float(value) for value in square)
    columns, across = shares(x - size / 2, size, side, grey.shape[1])
    rows, down = shares(y - size / 2, size, side, grey.shape[0])
    part = grey[rows[0] : rows[1], columns[0] : columns[1]].astype(np.float32)
    mean: NDArray[np.uint8] = np.rint(down @ part @ across.T).astype(np.uint8)
    return mean


@lru_cache(maxsize=64)  # a still square is cut out of every frame of a shot
def shares(start: float, size: float, side: int, length: int) -> tuple[tuple[int, int], NDArray[np.float32]]:
    """The pixels a square covers along one axis, and how much each counts for each new pixel, shape (side, pixels)."""
    wide = max(1.0, size / side)
    centres = start + (np.arange(side) + 0.5) * size / side
    low, high = centres - wide / 2, centres + wide / 2
    # what reaches over the edge is seen as the edge's own pixel
    first, last = int(np.clip(np.floor(low[0]), 0, length - 1)), int(np.clip(np.ceil(high[-1]), 1, length))
    edges = np.arange(first, last + 1, dtype=float)
    left, right = edges[:-1].copy(), edges[1:].copy()
    left[0], right[-1] = min(left[0], low[0]), max(right[-1], high[-1])
    covered = np.minimum(right, high[:, None]) - np.maximum(left, low[:, None])
    return (first, last), (np.maximum(covered, 0.0) / wide).astype(np.float32)
