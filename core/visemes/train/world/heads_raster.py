"""Triangles to pixels, in numpy: which triangle is nearest at every pixel's centre, and how values vary across it.

Rows of pixels inside triangles ("spans") are found by the edges' lines, made into pixels, and the nearest pixel wins by one
maximum over inverse depth, which is linear on the screen. Two triangles that share an edge see the same edge: there is neither a
gap nor an overlap between them. A pixel belongs to a triangle when its centre is inside; a centre on a left or upper edge is in,
one on a right or lower edge is out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Integers = NDArray[np.int32]

#: Steps of inverse depth, relative to the largest in the picture; with `_NUMBERS` a key stays exact in a double (52 bits).
_STEPS: Final = float(1 << 28)
#: Triangles of one call that a key can tell apart.
_NUMBERS: Final = 1 << 23
#: A triangle of less than this (pixels²) has one value all over: slopes across it would be noise.
_SLIVER: Final = 0.04


class Drawn(NamedTuple):
    """The triangles that face the camera and touch the picture, of all frames of a call.

    frame, face: whose they are, (N,). corners: (N, 3, 3), across and down in pixels, inverse depth (larger is nearer).
    """

    frame: Integers
    face: Integers
    corners: Floats


def facing(points: Floats, faces: Integers, size: int) -> Drawn:
    """Triangles that run anticlockwise as seen (with down on the screen counted downwards), and touch the picture.

    points: (T, V, 3) across, down, inverse depth; behind the camera is not drawn. faces: (F, 3) numbers of points.
    """
    x, y = points[:, :, 0], points[:, :, 1]
    xs, ys = (np.take(axis, faces.T, axis=1) for axis in (x, y))  # (T, 3, F)
    area = (xs[:, 1] - xs[:, 0]) * (ys[:, 2] - ys[:, 0]) - (xs[:, 2] - xs[:, 0]) * (ys[:, 1] - ys[:, 0])
    seen = (area < 0) & (xs.max(axis=1) > 0) & (xs.min(axis=1) < size) & (ys.max(axis=1) > 0) & (ys.min(axis=1) < size)
    ahead = points[:, :, 2] > 0
    if not ahead.all():
        seen &= np.take(ahead, faces.T, axis=1).all(axis=1)
    frame, face = np.nonzero(seen)
    corners = points[frame[:, None], faces[face]]
    return Drawn(frame.astype(np.int32), face.astype(np.int32), corners)


def nearest(drawn: Drawn, frames: int, size: int) -> Integers:
    """Which of the drawn triangles is seen at every pixel: (frames, size, size), -1 where none is."""
    best = np.full(frames * size * size, float(_NUMBERS - 1))
    if len(drawn.frame):
        best_at, keys = _fragments(drawn, size)
        np.maximum.at(best, best_at, keys)
    number = (best.astype(np.int64) & (_NUMBERS - 1)).astype(np.int32)
    number[number == _NUMBERS - 1] = -1
    return number.reshape(frames, size, size)


def planes(drawn: Drawn, values: Floats) -> Floats:
    """Values at corners (N, 3, C) as values over the picture: (C, 3, N + 1), slopes across and down, and the value at (0, 0).

    The last triangle's are 0: they are what number -1 of `nearest` reads.
    """
    x, y = drawn.corners[:, :, 0].astype(np.float64), drawn.corners[:, :, 1].astype(np.float64)
    x1, x2, y1, y2 = x[:, 1] - x[:, 0], x[:, 2] - x[:, 0], y[:, 1] - y[:, 0], y[:, 2] - y[:, 0]
    area = x1 * y2 - x2 * y1
    scale = np.where(np.abs(area) < 2 * _SLIVER, 0.0, 1 / np.where(area == 0, 1, area))
    result = np.zeros((values.shape[2], 3, len(values) + 1), dtype=np.float32)
    for plane, value in zip(result, np.moveaxis(values, 2, 0), strict=True):
        v1, v2 = value[:, 1] - value[:, 0], value[:, 2] - value[:, 0]
        across, down = (v1 * y2 - v2 * y1) * scale, (v2 * x1 - v1 * x2) * scale
        first = np.where(scale == 0, value.mean(axis=1), value[:, 0])
        plane[:, :-1] = across, down, first - across * x[:, 0] - down * y[:, 0]
    return result


def spread(planes_: Floats, number: Integers) -> Floats:
    """The values seen at every pixel's centre: (C, frames, size, size)."""
    centre = np.arange(number.shape[-1], dtype=np.float32) + np.float32(0.5)
    result = np.empty((len(planes_), *number.shape), dtype=np.float32)
    index = number.astype(np.intp)
    for value, (across, down, start) in zip(result, planes_, strict=True):
        np.multiply(np.take(across, index, mode="wrap"), centre, out=value)
        value += np.take(down, index, mode="wrap") * centre[:, None]
        value += np.take(start, index, mode="wrap")
    return result


def _fragments(drawn: Drawn, size: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Where every pixel of every triangle goes, and its key: inverse depth above, the triangle's number below."""
    corners = drawn.corners.astype(np.float64)
    number, row, left, right = _spans(corners, size)
    first, last = _pixels(left, right, size)
    full = last > first
    number, row, first, length = number[full], row[full], first[full], (last - first)[full]
    across, down, at_origin = _depth(corners)
    scale = _STEPS * (1 - 1e-9) / max(float(corners[:, :, 2].max()), 1e-12)
    depth = (at_origin[number] + across[number] * (first + 0.5) + down[number] * (row + 0.5)) * scale
    step = across[number] * scale
    start = np.cumsum(length) - length
    span = np.repeat(np.arange(len(length)), length)
    along = np.arange(len(span)) - start[span]
    place = (drawn.frame[number].astype(np.int64) * size + row) * size + first
    key = depth[span] + step[span] * along
    np.clip(key, 0.0, _STEPS, out=key)
    np.floor(key, out=key)
    key *= _NUMBERS
    key += number[span]
    return place[span] + along, key


def _pixels(low: NDArray[np.float64], high: NDArray[np.float64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First pixel whose centre is not before `low`, and the first whose centre is not before `high`, inside the picture."""
    return tuple(np.clip(np.ceil(edge - 0.5), 0, size).astype(np.int64) for edge in (low, high))  # type: ignore[return-value]


def _spans(
    corners: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Rows of triangles: whose, which row, where it enters and where it leaves (pixels)."""
    order = np.argsort(corners[:, :, 1], axis=1, kind="stable")
    ordered = np.take_along_axis(corners[:, :, :2], order[:, :, None], axis=1)
    x, y = ordered[:, :, 0].T, ordered[:, :, 1].T
    first, last = _pixels(y[0], y[2], size)
    rows = last - first
    number = np.repeat(np.arange(len(rows)), rows)
    row = np.arange(len(number)) - (np.cumsum(rows) - rows - first)[number]
    slopes = [_slope(x, y, a, b) for a, b in ((0, 2), (0, 1), (1, 2))]
    middle = row + 0.5
    long_side = x[0][number] + (middle - y[0][number]) * slopes[0][number]
    upper = middle < y[1][number]
    from_x, from_y = np.where(upper, x[0][number], x[1][number]), np.where(upper, y[0][number], y[1][number])
    short_side = from_x + (middle - from_y) * np.where(upper, slopes[1][number], slopes[2][number])
    return number, row, np.minimum(long_side, short_side), np.maximum(long_side, short_side)


def _slope(x: NDArray[np.float64], y: NDArray[np.float64], a: int, b: int) -> NDArray[np.float64]:
    """How far across an edge runs for one pixel down; the same numbers whichever triangle asks."""
    high = y[b] - y[a]
    result: NDArray[np.float64] = (x[b] - x[a]) / np.where(high > 0, high, 1.0)
    return result


def _depth(corners: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Inverse depth as a plane over the picture: across, down, at (0, 0). Slivers are flat, at their nearest corner's depth."""
    x, y, z = corners[:, :, 0], corners[:, :, 1], corners[:, :, 2]
    x1, x2, y1, y2 = x[:, 1] - x[:, 0], x[:, 2] - x[:, 0], y[:, 1] - y[:, 0], y[:, 2] - y[:, 0]
    area = x1 * y2 - x2 * y1
    flat = np.abs(area) < 2 * _SLIVER
    scale = np.where(flat, 0.0, 1 / np.where(area == 0, 1, area))
    z1, z2 = z[:, 1] - z[:, 0], z[:, 2] - z[:, 0]
    across, down = (z1 * y2 - z2 * y1) * scale, (z2 * x1 - z1 * x2) * scale
    return across, down, np.where(flat, z.max(axis=1), z[:, 0]) - across * x[:, 0] - down * y[:, 0]
