"""A mouth's box carried along with its head.

What is matched from frame to frame is the picture around the mouth; the lips themselves, which change, count little. Each frame is
compared with the one the box was found in, so that nothing drifts, and with the one before, so that a head that turns is not lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.crop import crop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Floats = NDArray[np.float64]

Box = tuple[float, float, float, float]

#: The side of the square that is matched over the mouth's width, and how far above the mouth its centre is (mouth widths).
PATCH: Final = 2.4
ABOVE: Final = 0.35
#: Pixels of the square when it is matched, and how many it may move aside from one frame to the next.
SIDE: Final = 28
AHEAD: Final = 6
#: How much lips count, and how much the first picture counts against the last one.
LIPS: Final = 0.15
FIRST: Final = 0.6
#: Mean square difference (grey levels) a pixel of movement has to save: a still head stays still in grain and compression.
INERTIA: Final = 0.6
#: A frame whose patch differs from the one before by less than this (grey levels, anywhere) has not moved.
STILL: Final = 3


def follow(frames: Grey, box: Box, start: int) -> Floats:
    """The box in every frame of a shot, shape (T, 4), x, y, width and height. start: the frame it is right in."""
    x, y, width, height = box
    centre = np.array([x + width / 2, y + height / 2 - ABOVE * width])
    places = np.empty((len(frames), 2))
    places[start:] = _walk(frames, centre, width, range(start, len(frames)))
    places[: start + 1] = _walk(frames, centre, width, range(start, -1, -1))[::-1]
    boxes = np.empty((len(frames), 4))
    boxes[:, :2] = places + np.array([-width / 2, ABOVE * width - height / 2])
    boxes[:, 2:] = width, height
    return boxes


def _walk(frames: Grey, centre: Floats, width: float, order: Iterable[int]) -> Floats:
    """The patch's centre in each frame, in the order they are walked through, shape (frames, 2)."""
    side = PATCH * width
    unit = side / SIDE
    square = SIDE + 2 * AHEAD
    weights = _weights()
    first: NDArray[np.float32] | None = None
    before: NDArray[np.float32] | None = None
    window: Grey | None = None
    places: list[Floats] = []
    place = centre.copy()
    for t in order:
        height, wide = frames[t].shape
        last, window = window, crop(frames[t], np.array([*place, square * unit]), square)
        if first is None or before is None or last is None:
            first = before = _middle(window)
        elif np.abs(window.astype(np.int16) - last).max() > STILL:
            move = _best_move(window.astype(np.float32), first, before, weights)
            place = np.clip(place + move * unit, 0, (wide, height))
            window = crop(frames[t], np.array([*place, square * unit]), square)
            before = _middle(window)
        places.append(place.copy())
    return np.array(places)


def _middle(window: Grey) -> NDArray[np.float32]:
    return window[AHEAD : AHEAD + SIDE, AHEAD : AHEAD + SIDE].astype(np.float32)


def _weights() -> NDArray[np.float32]:
    """How much each pixel of the patch counts, sum 1: the mouth and the chin under it little."""
    weights = np.ones((SIDE, SIDE), np.float32)
    half = round(SIDE / PATCH * 0.6)
    middle, row = SIDE // 2, round(SIDE * (0.5 + ABOVE / PATCH))
    weights[row - half :, middle - half : middle + half] = LIPS
    share: NDArray[np.float32] = weights / weights.sum()
    return share


def _best_move(
    window: NDArray[np.float32], first: NDArray[np.float32], before: NDArray[np.float32], weights: NDArray[np.float32]
) -> Floats:
    """How far the patch has moved, x and y in its pixels, between them where the fit says so."""
    views = np.lib.stride_tricks.sliding_window_view(window, (SIDE, SIDE))
    cost = FIRST * _cost(views, first, weights) + (1 - FIRST) * _cost(views, before, weights)
    aside = np.abs(np.arange(-AHEAD, AHEAD + 1))
    cost = cost + INERTIA * (aside[:, None] + aside)
    row, column = divmod(int(cost.argmin()), cost.shape[1])
    if (row, column) == (AHEAD, AHEAD):
        return np.zeros(2)
    return np.array([column + _between(cost[row], column) - AHEAD, row + _between(cost[:, column], row) - AHEAD])


def _cost(views: NDArray[np.float32], patch: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The weighted mean square difference at every shift; a change of brightness does not count."""
    moves = views.shape[0]
    flat = views.reshape(moves * moves, -1)
    w, p = weights.ravel(), (patch - float((patch * weights).sum())).ravel()
    mean = flat @ w
    square = (flat * flat) @ w - mean**2
    cross = flat @ (w * p)
    total: NDArray[np.float32] = (square - 2 * cross + float((w * p * p).sum())).reshape(moves, moves)
    return total


def _between(cost: NDArray[np.float32], at: int) -> float:
    """Where between its neighbours the smallest cost lies, -0.5 .. 0.5."""
    if not 0 < at < len(cost) - 1:
        return 0.0
    left, middle, right = (float(cost[at + step]) for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    return 0.5 * (left - right) / bend if bend > 1e-6 else 0.0
