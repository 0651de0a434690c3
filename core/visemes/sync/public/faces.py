"""The part of a picture that a network was trained on, around a face.

Both networks learned from boxes of a face detector, from the forehead to the chin. SyncNet's pictures are squares of 1.4 times the
box's larger side whose upper edge is the box's; Wav2Lip's are the box itself, whatever its shape. A mouth alone tells roughly where
its face is: `face_around` takes the proportions of an upright face seen from the front.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pictures = NDArray[np.uint8]


class Box(NamedTuple):
    """A rectangle in pixels of a picture: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float


#: How much larger than a face SyncNet's pictures are.
SYNCNET_LARGER: Final = 1.4

#: A face's width in widths of its mouth at rest; its height in its widths; where in it the middle of the mouth is, from the top.
FACE_WIDTH: Final = 2.4
FACE_HEIGHT: Final = 1.25
MOUTH_AT: Final = 0.78

#: A mouth's height in its widths.
MOUTH_HEIGHT: Final = 0.7

#: The grey that is shown where a crop leaves the picture.
OUTSIDE: Final = 110


def syncnet_crop(face: Box) -> Box:
    """The square that SyncNet sees."""
    side = max(face.width, face.height)
    middle, top = face.x + face.width / 2, face.y + face.height / 2 - side / 2
    return Box(middle - SYNCNET_LARGER * side / 2, top, SYNCNET_LARGER * side, SYNCNET_LARGER * side)


def wav2lip_crop(face: Box) -> Box:
    """The rectangle whose lower half Wav2Lip's expert sees."""
    return face


def face_around(mouth: Box) -> Box:
    """Where the face of a mouth is, roughly."""
    width = FACE_WIDTH * mouth.width
    height = FACE_HEIGHT * width
    middle, level = mouth.x + mouth.width / 2, mouth.y + mouth.height / 2
    return Box(middle - width / 2, level - MOUTH_AT * height, width, height)


def mouth_in(face: Box) -> Box:
    """Where the mouth of a face is, roughly: what `face_around` turns back."""
    width = face.width / FACE_WIDTH
    height = MOUTH_HEIGHT * width
    return Box(face.x + (face.width - width) / 2, face.y + MOUTH_AT * face.height - height / 2, width, height)


def cut(picture: Pictures, crop: Box, side: int) -> Pictures:
    """The crop of a red-green-blue picture as side x side pixels in blue, green, red; grey where it leaves the picture."""
    from PIL import Image

    left, top = math.floor(crop.x), math.floor(crop.y)
    right, bottom = math.ceil(crop.x + crop.width), math.ceil(crop.y + crop.height)
    whole = np.full((bottom - top, right - left, 3), OUTSIDE, np.uint8)
    height, width = picture.shape[:2]
    rows, columns = slice(max(top, 0), min(bottom, height)), slice(max(left, 0), min(right, width))
    if rows.start < rows.stop and columns.start < columns.stop:
        inside = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
        whole[inside] = picture[rows, columns]
    x, y = crop.x - left, crop.y - top
    image = Image.fromarray(whole).resize((side, side), Image.Resampling.BILINEAR, box=(x, y, x + crop.width, y + crop.height))
    result: Pictures = np.asarray(image)[..., ::-1]
    return result
