"""What painters do to pictures (N, high, wide, channels) besides convolutions (`visemes.sync.convolution`), in numpy."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


def gathered(x: Array) -> Array:
    """Four pixels as one, (N, high / 2, wide / 2, 4 * channels): every channel's four beside one another."""
    count, high, wide, channels = x.shape
    blocks = x.reshape(count, high // 2, 2, wide // 2, 2, channels)
    return np.ascontiguousarray(blocks.transpose(0, 1, 3, 5, 2, 4)).reshape(count, high // 2, wide // 2, -1)


def spread(x: Array) -> Array:
    """One pixel as four, the other way round."""
    count, high, wide, channels = x.shape
    blocks = x.reshape(count, high, wide, channels // 4, 2, 2)
    return np.ascontiguousarray(blocks.transpose(0, 1, 4, 2, 5, 3)).reshape(count, 2 * high, 2 * wide, channels // 4)


def halved(x: Array) -> Array:
    """The mean of four pixels."""
    count, high, wide, channels = x.shape
    mean: Array = x.reshape(count, high // 2, 2, wide // 2, 2, channels).mean(axis=(2, 4))
    return mean


def doubled(x: Array) -> Array:
    """Every pixel as four of its kind."""
    return x.repeat(2, axis=1).repeat(2, axis=2)


def smoothly_doubled(x: Array) -> Array:
    """Twice as high and wide, see `enlarged`."""
    return np.stack([enlarged(picture, 2) for picture in x])


def enlarged(picture: Array, factor: int) -> Array:
    """A picture (high, wide, channels) so many times as high and wide, interpolated between pixels' middles; edges go on."""
    if factor == 1:
        return picture
    high, wide, channels = picture.shape
    tall = _between(high, factor) @ picture.reshape(high, -1)
    large: Array = _between(wide, factor) @ tall.reshape(-1, wide, channels)
    return large


@lru_cache(maxsize=32)
def _between(length: int, factor: int) -> Array:
    """How much each of `length` pixels counts for each of `factor` times as many."""
    place = np.clip((np.arange(factor * length) + 0.5) / factor - 0.5, 0, length - 1)
    weights: Array = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(length))).astype(np.float32)
    return weights


def bent(picture: NDArray[np.uint8], across: Array, down: Array) -> Array:
    """A picture (high, wide, 3) at places (N, h, w) between its pixels, in pixels from the middle of the first; edges go on."""
    high, wide = picture.shape[:2]
    across, down = np.clip(across, 0, wide - 1), np.clip(down, 0, high - 1)
    left, top = np.minimum(across.astype(np.intp), wide - 2), np.minimum(down.astype(np.intp), high - 2)
    right_share, low_share = across - left.astype(np.float32), down - top.astype(np.float32)
    first = top * wide + left
    corners = [first + step for step in (0, 1, wide, wide + 1)]
    mixed = np.empty((*first.shape, 3), np.float32)
    for colour in range(3):  # three times as fast as all colours of a pixel at once
        plane = picture[..., colour].astype(np.float32).ravel()
        upper, upper_right, lower, lower_right = (plane[corner] for corner in corners)
        upper += right_share * (upper_right - upper)
        lower += right_share * (lower_right - lower)
        mixed[..., colour] = upper + low_share * (lower - upper)
    return mixed
