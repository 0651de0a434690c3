"""How a head has turned, moved and grown from one picture to another, by what is seen around the part that is repainted.

Gauss and Newton's steps from coarse to fine (Lucas and Kanade, 1981) on a similarity: four numbers. Pixels that do not fit, as
eyes that blink, count little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.base import SIDE
from visemes.guide.layers import halved
from visemes.guide.mask import blanked, hidden

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Floats = NDArray[np.floating]
    Pictures = NDArray[np.uint8]

#: Blur (pixels of the halved pictures), every how many of them are looked at, and steps, from coarse to fine.
LEVELS: Final = ((3.0, 2, 7), (1.0, 1, 5))
#: Pixels of the halved pictures nearer than this to what is hidden are not looked at: blur brings its blank colour there.
APART: Final = 3
#: Differences (grey levels) that count half as much.
STRANGE: Final = 12.0
#: How strongly size, angle and place are held at "nothing moved", for each pixel and colour.
HELD: Final = np.array([0.67, 0.67, 0.0033, 0.0033])
#: The most that is believed: size and angle (shares, radians), place (pixels).
MOST: Final = np.array([0.3, 0.4, 16.0, 16.0])

#: Nothing moved.
STILL: Final = np.zeros(4)


def poses(frames: Pictures, anchor: Pictures) -> Floats:
    """For each of the frames (N, SIDE, SIDE, 3) where its points are in the anchor (SIDE, SIDE, 3): (N, 4).

    The numbers are size - 1, angle, right and down (pixels), about the middle; see `matrix`. What is hidden plays no part.
    """
    found = np.tile(STILL, (len(frames), 1))
    if not len(frames):
        return found
    seen, known = (halved(blanked(pictures, hidden()).astype(np.float32)) for pictures in (frames, anchor[None]))
    for blur, apart, steps in LEVELS:
        rows, columns = _looked_at(apart)
        wanted, picture = _blurred(seen, blur)[:, rows, columns].astype(np.float64), _blurred(known, blur)[0]
        layers = np.concatenate([picture, np.gradient(picture, axis=1) / 2, np.gradient(picture, axis=0) / 2], axis=-1)
        x, y = 2 * columns + 1 - SIDE / 2, 2 * rows + 1 - SIDE / 2
        for _ in range(steps):
            error, slopes = _compared(layers, wanted, found, x, y)
            found = np.clip(found + _step(error, slopes), -MOST, MOST)
    error, _ = _compared(layers, wanted, STILL[None].repeat(len(found), 0), x, y)
    better = _misfit(_compared(layers, wanted, found, x, y)[0]) < _misfit(error)
    return np.where(better[:, None], found, STILL)


def matrix(pose: Floats) -> Floats:
    """Poses (..., 4) as matrices (..., 3, 3) on points (right, down, 1) from the middle."""
    size, angle, right, down = np.moveaxis(pose, -1, 0)
    zero, one = np.zeros_like(size), np.ones_like(size)
    rows = [[1 + size, -angle, right], [angle, 1 + size, down], [zero, zero, one]]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def between(frames: Floats, references: Floats) -> Array:
    """Where points of frames, by their poses (T, 4), are in references, by theirs (R, 4): (T, R, 2, 3)."""
    back = np.linalg.inv(matrix(references))
    made: Array = (back[None] @ matrix(frames)[:, None])[..., :2, :].astype(np.float32)
    return made


def _looked_at(apart: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    from scipy.ndimage import binary_dilation

    under = hidden() > 0
    near = binary_dilation(under[::2, ::2] | under[1::2, 1::2] | under[::2, 1::2] | under[1::2, ::2], iterations=APART)
    grid = np.zeros_like(near)
    grid[1:-1:apart, 1:-1:apart] = True
    rows, columns = np.nonzero(grid & ~near)
    return rows, columns


def _blurred(pictures: Array, blur: float) -> Array:
    from scipy.ndimage import gaussian_filter

    blurred: Array = gaussian_filter(pictures, (0, blur, blur, 0))
    return blurred


def _compared(layers: Array, wanted: Floats, found: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """How far the anchor is off at the points of each frame (N, P, 3), and how that changes with its pose (N, P, 3, 4)."""
    size, angle, right, down = (found[:, i, None] for i in range(4))
    across = (x + size * x - angle * y + right + SIDE / 2 - 1) / 2
    along = (y + size * y + angle * x + down + SIDE / 2 - 1) / 2
    side = layers.shape[0]
    across, along = np.clip(across, 0, side - 1.001), np.clip(along, 0, side - 1.001)
    left, top = across.astype(np.intp), along.astype(np.intp)
    share, low = (across - left)[..., None], (along - top)[..., None]
    flat, at = layers.reshape(-1, layers.shape[2]), top * side + left
    upper = flat[at] * (1 - share) + flat[at + 1] * share
    lower = flat[at + side] * (1 - share) + flat[at + side + 1] * share
    value = upper * (1 - low) + lower * low
    colours, gx, gy = value[..., :3], value[..., 3:6], value[..., 6:]
    x_, y_ = x[:, None], y[:, None]
    return wanted - colours, np.stack([gx * x_ + gy * y_, gy * x_ - gx * y_, gx, gy], axis=-1)


def _step(error: Floats, slopes: Floats) -> Floats:
    weights = 1 / (1 + (error / STRANGE) ** 2)
    flat = slopes.reshape(len(slopes), -1, 4)
    weighted = (slopes * weights[..., None]).reshape(flat.shape)
    square = weighted.transpose(0, 2, 1) @ flat + np.diag(HELD * flat.shape[1])
    made: Floats = np.linalg.solve(square, weighted.transpose(0, 2, 1) @ error.reshape(len(error), -1, 1))[..., 0]
    return made


def _misfit(error: Floats) -> Floats:
    squares = (error / STRANGE) ** 2
    misfit: Floats = (squares / (1 + squares)).mean(axis=(1, 2))
    return misfit
