"""The steps of a convolutional network in numpy, for pictures (N, high, wide, channels)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


def rectified(x: Array) -> Array:
    """What is above 0."""
    return np.maximum(x, np.float32(0))


def convolved(x: Array, weight: Array, stride: int = 1) -> Array:
    """A convolution with a border of zeros; weight: (out, in, size, size), size 1 or 3."""
    if weight.shape[2] == 1:
        flat: Array = x @ weight[:, :, 0, 0].T
        return flat
    high, wide = x.shape[1] // stride, x.shape[2] // stride
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    taps = [
        padded[:, row : row + stride * (high - 1) + 1 : stride, column : column + stride * (wide - 1) + 1 : stride]
        for row in range(3)
        for column in range(3)
    ]
    gathered_ = np.concatenate(taps, axis=-1).reshape(-1, 9 * x.shape[3])
    result: Array = gathered_ @ weight.transpose(2, 3, 1, 0).reshape(-1, weight.shape[0])
    return result.reshape(len(x), high, wide, -1)


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
    """Twice as high and wide, interpolated between pixels' middles; edges go on."""
    for axis in (1, 2):
        padded = np.pad(x, [(1, 1) if at == axis else (0, 0) for at in range(4)], mode="edge")
        before, here, after = (np.take(padded, range(first, first + x.shape[axis]), axis) for first in range(3))
        pair = np.stack([0.25 * before + 0.75 * here, 0.75 * here + 0.25 * after], axis=axis + 1)
        x = pair.reshape([2 * size if at == axis else size for at, size in enumerate(x.shape)])
    return x


def bent(picture: NDArray[np.uint8], across: Array, down: Array) -> Array:
    """A picture (high, wide, 3) at places (N, h, w) between its pixels, in pixels from the middle of the first; edges go on."""
    high, wide = picture.shape[:2]
    across, down = np.clip(across, 0, wide - 1), np.clip(down, 0, high - 1)
    left, top = np.minimum(across.astype(np.intp), wide - 2), np.minimum(down.astype(np.intp), high - 2)
    right_share, low_share = (across - left)[..., None], (down - top)[..., None]
    pixels = picture.reshape(-1, 3).astype(np.float32)
    at = top * wide + left
    upper = pixels[at] * (1 - right_share) + pixels[at + 1] * right_share
    lower = pixels[at + wide] * (1 - right_share) + pixels[at + wide + 1] * right_share
    mixed: Array = upper * (1 - low_share) + lower * low_share
    return mixed
