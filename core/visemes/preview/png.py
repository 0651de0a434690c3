"""A picture as a PNG file."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def png(picture: NDArray[np.uint8]) -> bytes:
    """The content of a PNG file. picture: (height, width, 3) RGB or (height, width, 4) with transparency."""
    import av

    kind = "rgba" if picture.shape[2] == 4 else "rgb24"
    codec: Any = av.CodecContext.create("png", "w")
    codec.height, codec.width = picture.shape[:2]
    codec.pix_fmt, codec.time_base = kind, Fraction(1, 25)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=kind)
    return b"".join(bytes(packet) for packet in (*codec.encode(frame), *codec.encode(None)))
