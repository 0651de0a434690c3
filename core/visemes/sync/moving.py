"""Where a picture changes in itself: motion that is left when everything that only moves along is taken out.

A head that nods and a camera that pans move pictures without changing them: every small neighbourhood is found again a little
aside. Lips that part show what was not there before. What remains of the difference to the frame before, at the best small shift
of each neighbourhood, is that change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Map = NDArray[np.float32]

#: Longest side of the pictures that motion is looked for in, pixels.
SIDE: Final = 128
#: Neighbourhoods are this many pixels wide and are looked for up to REACH pixels aside, down and across together.
NEAR: Final = 5
REACH: Final = 2
SHIFTS: Final = tuple((dy, dx) for dy in range(-REACH, REACH + 1) for dx in range(-REACH, REACH + 1) if abs(dy) + abs(dx) <= REACH)
#: Frames that differ by less than this anywhere (grey levels) are the same drawing, give or take compression.
SAME: Final = 2.0
#: A change this large (grey levels, mean of a neighbourhood) counts half of the largest: cuts and flashes do not outweigh speech.
HALF: Final = 4.0


def reduced(frames: Grey, side: int = SIDE) -> tuple[Map, int]:
    """Frames (T, height, width) made smaller by a whole factor, so that no side is longer than `side`, and that factor."""
    count, height, width = frames.shape
    factor = max(1, -(-max(height, width) // side))
    rows, columns = height // factor, width // factor
    whole = frames[:, : rows * factor, : columns * factor]
    if factor == 1:
        return whole.astype(np.float32), 1
    small: Map = np.empty((count, rows, columns), np.float32)
    for i, frame in enumerate(whole):
        total = np.zeros((rows, columns), np.uint32)
        for row in range(factor):
            for column in range(factor):
                total += frame[row::factor, column::factor]
        small[i] = total
    small /= factor**2
    return small, factor


def changes(small: Map) -> Map:
    """How much each place of each frame has changed by itself since the frame before, 0..1, shape (T, height, width)."""
    count, height, width = small.shape
    result: Map = np.zeros_like(small)
    for t in range(1, count):
        now, before = small[t], small[t - 1]
        if np.abs(now - before).max() < SAME:
            continue
        padded = np.pad(before, REACH, mode="edge")
        aside = [padded[REACH + dy : REACH + dy + height, REACH + dx : REACH + dx + width] for dy, dx in SHIFTS]
        best = box_mean(np.abs(now - np.stack(aside)), NEAR, NEAR).min(axis=0)
        result[t] = best / (best + HALF)
    return result


def box_mean(images: Map, rows: int, columns: int) -> Map:
    """The mean over a box around every pixel, edges repeated; images: (..., height, width)."""
    return _mean_along(_mean_along(images, -2, rows), -1, columns)


def _mean_along(images: Map, axis: int, length: int) -> Map:
    """The mean of so many neighbours along an axis. Sums of slices: scipy's filter is no faster, and takes a second to import."""
    count = images.shape[axis]
    border = [(0, 0)] * images.ndim
    border[axis] = (length // 2, length - length // 2 - 1)
    padded = np.pad(images, border, mode="edge")
    part = [slice(None)] * images.ndim
    total: Map = np.zeros_like(images)
    for step in range(length):
        part[axis] = slice(step, step + count)
        total += padded[tuple(part)]
    total /= np.float32(length)
    return total
