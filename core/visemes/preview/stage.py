"""What a preview shows on each frame: a plain head, the bare mouth, or the user's own drawings."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from visemes.preview.mouth import SKIN, mouth_picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from visemes.line import Line
    from visemes.preview.mouth import Look

    Image = NDArray[np.uint8]

#: Colours of the head and behind it.
HAIR, EYE, WHITE, SHADE, BACK = (74, 52, 42), (58, 44, 38), (250, 248, 244), (214, 172, 140), (206, 216, 222)


class Stage(Protocol):
    """Pictures by frame number: (height, width, 3) RGB, or 4 with transparency. Read-only: equal frames share a picture."""

    def picture(self, frame: int) -> Image:
        """What is seen on a frame."""
        ...


class MouthStage:
    """The bare mouth, a square of the picture's height in its middle."""

    def __init__(self, looks: Sequence[Look], first: int, width: int, height: int) -> None:
        self._looks, self._first = looks, first
        self._width, self._height = width, height

    def picture(self, frame: int) -> Image:
        """The mouth of a frame."""
        size = min(self._width, self._height)
        canvas = np.empty((self._height, self._width, 3), dtype=np.uint8)
        canvas[:] = SKIN
        top, left = (self._height - size) // 2, (self._width - size) // 2
        canvas[top : top + size, left : left + size] = mouth_picture(self._looks[frame - self._first], size)
        return canvas


class HeadStage:
    """A plain head whose mouth moves; what is around it is the background."""

    def __init__(self, looks: Sequence[Look], first: int, width: int, height: int, background: Image | None = None) -> None:
        self._looks, self._first = looks, first
        self._head = head(width, height) if background is None else over(background, head(width, height, is_clear=True))
        size = round(0.34 * min(width, height)) // 2 * 2
        self._place = (round(0.645 * height) - size // 2, width // 2 - size // 2, size)
        self._blend = _oval(size)

    def picture(self, frame: int) -> Image:
        """The head with the mouth of a frame."""
        top, left, size = self._place
        mouth = mouth_picture(self._looks[frame - self._first], size)
        canvas = self._head.copy()
        below = canvas[top : top + size, left : left + size, :3]
        below[:] = np.rint(below + self._blend * (mouth.astype(np.float32) - below)).astype(np.uint8)
        return canvas


class DrawingStage:
    """The user's own drawings, by viseme, each in the middle of the picture or over a background."""

    def __init__(self, line: Line, drawings: Mapping[str, Image], background: Image) -> None:
        self._line, self._background = line, background
        self._drawings = drawings
        self._made: dict[str, Image] = {}

    def picture(self, frame: int) -> Image:
        """The drawing of a frame's viseme."""
        viseme = self._line.drawing_at(frame)
        if viseme not in self._made:
            self._made[viseme] = over(self._background, self._drawings[viseme])
        return self._made[viseme]


def over(background: Image, picture: Image) -> Image:
    """A picture with transparency over another of the same size, which may have some too."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    below = np.float32(1) if background.shape[2] == 3 else background[..., 3:].astype(np.float32) / 255
    kept = below * (1 - alpha)
    total = alpha + kept
    mixed = (picture[..., :3] * alpha + background[..., :3] * kept) / np.maximum(total, 1e-6)
    colour = np.rint(mixed).astype(np.uint8)
    return colour if background.shape[2] == 3 else np.concatenate([colour, np.rint(255 * total).astype(np.uint8)], axis=2)


def plain(width: int, height: int, colour: tuple[int, ...]) -> Image:
    """One colour, RGB or RGBA."""
    return np.full((height, width, len(colour)), colour, dtype=np.uint8)


@lru_cache(maxsize=2)
def head(width: int, height: int, *, is_clear: bool = False) -> Image:
    """A head without its mouth, drawn at twice the size and made smaller. is_clear: transparent around it, RGBA."""
    from PIL import Image as Pictures
    from PIL import ImageDraw

    unit, middle = 2 * min(width, height), width  # the picture's shorter side, the middle column, at twice the size
    canvas = Pictures.new("RGBA", (2 * width, 2 * height), (0, 0, 0, 0) if is_clear else (*BACK, 255))
    pen = ImageDraw.Draw(canvas)
    low = 2 * height - unit

    def oval(x: float, y: float, wide: float, high: float, colour: tuple[int, int, int]) -> None:
        """An oval around a point, in shares of the shorter side from the middle column and the top."""
        left, top = middle + (x - wide / 2) * unit, low / 2 + (y - high / 2) * unit
        pen.ellipse((left, top, left + wide * unit, top + high * unit), fill=(*colour, 255))

    def arc(x: float, y: float, wide: float, high: float, ends: tuple[int, int], colour: tuple[int, int, int]) -> None:
        """A line along an oval, between two angles in degrees."""
        left, top = middle + (x - wide / 2) * unit, low / 2 + (y - high / 2) * unit
        pen.arc((left, top, left + wide * unit, top + high * unit), *ends, fill=(*colour, 255), width=round(0.013 * unit))

    oval(0, 1.12, 0.86, 0.5, (112, 134, 150))  # shoulders
    pen.rectangle((middle - 0.1 * unit, low / 2 + 0.78 * unit, middle + 0.1 * unit, low / 2 + 0.97 * unit), fill=(*SHADE, 255))
    oval(0, 0.42, 0.68, 0.78, HAIR)
    for side in (-1, 1):
        oval(0.31 * side, 0.5, 0.11, 0.17, SHADE)
    oval(0, 0.52, 0.6, 0.78, SKIN)
    oval(0, 0.17, 0.5, 0.16, HAIR)
    for side in (-1, 1):
        oval(0.13 * side, 0.44, 0.13, 0.085, WHITE)
        oval(0.125 * side, 0.445, 0.058, 0.062, EYE)
        oval(0.118 * side, 0.43, 0.016, 0.016, WHITE)
        arc(0.13 * side, 0.39, 0.16, 0.1, (200, 340), HAIR)
    arc(0, 0.465, 0.09, 0.08, (20, 160), SHADE)
    small = np.asarray(canvas.resize((width, height), Pictures.Resampling.BOX))
    made = small.copy() if is_clear else small[..., :3].copy()
    made.flags.writeable = False
    return made


def _oval(size: int) -> NDArray[np.float32]:
    """Where the mouth's picture covers the face: all of the middle, nothing at the edges. Shape (size, size, 1)."""
    line = np.linspace(-1, 1, size, dtype=np.float32)
    reach = np.sqrt(line[None, :] ** 2 + (line[:, None] / 0.8) ** 2)
    return np.clip((1 - reach) / 0.12, 0, 1)[..., None].astype(np.float32)
