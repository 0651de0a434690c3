"""A decoded picture as the numbers it is made of, so that a part can change and the rest stays byte for byte as it was.

Films are mostly stored as brightness and two colour differences, often with fewer pixels. Turning all of that into red, green and
blue and back would change every pixel a little. So a change is worked out in red, green and blue, carried over as a difference, and
added only where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Plane = NDArray[Any]

#: Shares of red and blue in brightness: ITU-R BT.601, BT.709, BT.2020.
BT601, BT709, BT2020 = (0.299, 0.114), (0.2126, 0.0722), (0.2627, 0.0593)
#: What FFmpeg numbers them; where a file says nothing, small pictures are BT.601 and large ones BT.709.
MATRICES: Final = {1: BT709, 4: BT601, 5: BT601, 6: BT601, 7: BT601, 9: BT2020, 10: BT2020}
LARGE: Final = 720
#: FFmpeg's number of brightness from 0 to 255 instead of 16 to 235.
FULL: Final = 2

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a picture is stored.

    name: FFmpeg's. is_rgb: green, blue and red instead of brightness and colour differences. bits: of a number. across, down: a
    colour difference stands for 2 ** across pixels side by side, 2 ** down below one another. matrix: shares of red and blue in
    brightness. is_full: whether brightness uses all numbers. has_alpha: whether there is a fourth plane.
    """

    name: str
    is_rgb: bool
    bits: int
    across: int
    down: int
    matrix: tuple[float, float]
    is_full: bool
    has_alpha: bool

    @property
    def top(self) -> int:
        """The largest number there is."""
        return (1 << self.bits) - 1

    @property
    def scale(self) -> float:
        """A step of an 8-bit number, in numbers."""
        return self.top / 255 if self.is_rgb or self.is_full else float(1 << (self.bits - 8))


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """A picture. planes: brightness and colour differences, or green, blue, red; and transparency where there is some."""

    layout: Layout
    planes: tuple[Plane, ...]

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.planes[0].shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.planes[0].shape[0])

    def even(self, box: Box) -> Box:
        """A box (left, top, right, bottom), cut off at the picture and made larger until it holds whole colour differences."""
        left, top, right, bottom = box
        across, down = 1 << self.layout.across, 1 << self.layout.down
        left, top = max(0, left) // across * across, max(0, top) // down * down
        right, bottom = -(-min(self.width, right) // across) * across, -(-min(self.height, bottom) // down) * down
        return left, top, min(right, self.width), min(bottom, self.height)

    def colours(self, box: Box) -> Floats:
        """Red, green and blue, 0..255, of an even box, (height, width, 3)."""
        left, top, right, bottom = box
        main = self.planes[0][top:bottom, left:right].astype(np.float32)
        others = [self._spread(plane, box).astype(np.float32) for plane in self.planes[1:3]]
        scale = np.float32(self.layout.scale)
        if self.layout.is_rgb:
            colours: Floats = np.stack([others[1], main, others[0]], axis=-1) / scale
            return colours
        base = 0.0 if self.layout.is_full else 16.0
        values = np.stack([main / scale - np.float32(base), *(other / scale - np.float32(128) for other in others)], axis=-1)
        stored = np.linalg.inv(to_stored(self.layout)).T.astype(np.float32)
        return np.clip(values @ stored, np.float32(0), np.float32(255)).astype(np.float32)

    def _spread(self, plane: Plane, box: Box) -> Plane:
        """A colour difference of an even box, repeated for every pixel it stands for."""
        left, top, right, bottom = box
        across, down = self.layout.across, self.layout.down
        part = plane[top >> down : -(-bottom >> down), left >> across : -(-right >> across)]
        part = np.repeat(np.repeat(part, 1 << down, axis=0), 1 << across, axis=1)
        return part[: bottom - top, : right - left]

    def changed(self, box: Box, change: Floats, where: NDArray[np.bool_]) -> Planes:
        """The picture with red, green and blue of an even box changed by so much, (height, width, 3).

        where: which pixels may change, (height, width); no number of any other changes, so that a colour difference that stands for
        one of them stays.
        """
        if self.layout.is_rgb:
            steps = [change[..., 1], change[..., 2], change[..., 0]]
        else:
            stored = change @ to_stored(self.layout).T.astype(np.float32)
            steps = [stored[..., 0], stored[..., 1], stored[..., 2]]
        planes = [plane.copy() if i < 3 else plane for i, plane in enumerate(self.planes)]
        for number, (plane, step) in enumerate(zip(planes[:3], steps, strict=True)):
            across, down = (self.layout.across, self.layout.down) if number else (0, 0)
            _add(plane, box, (across, down), step * np.float32(self.layout.scale), where, self.layout.top)
        return replace(self, planes=tuple(planes))

    def painted(self, box: Box, colours: NDArray[np.uint8]) -> Planes:
        """The picture with an even box that shows other colours, (height, width, 3)."""
        change = colours.astype(np.float32) - self.colours(box)
        made = self.changed(box, change, np.ones(change.shape[:2], bool))
        if not self.layout.has_alpha:
            return made
        left, top, right, bottom = box
        alpha = self.planes[3].copy()
        alpha[top:bottom, left:right] = self.layout.top
        return replace(made, planes=(*made.planes[:3], alpha))


def to_stored(layout: Layout) -> NDArray[np.float64]:
    """The matrix (3, 3) from red, green and blue, 0..255, to brightness and colour differences as 8 bits have them."""
    red, blue = layout.matrix
    luma = np.array([red, 1 - red - blue, blue])
    cb, cr = (np.array([0, 0, 1]) - luma) / (2 * (1 - blue)), (np.array([1, 0, 0]) - luma) / (2 * (1 - red))
    high, wide = (1.0, 1.0) if layout.is_full else (219 / 255, 224 / 255)
    return np.stack([luma * high, cb * wide, cr * wide])


def _add(plane: Plane, box: Box, halved: tuple[int, int], step: Floats, where: NDArray[np.bool_], top: int) -> None:
    """Add the change of a box's pixels to a plane, the mean of those that share a number."""
    across, down = halved
    rows, columns = 1 << down, 1 << across
    short, narrow = -step.shape[0] % rows, -step.shape[1] % columns  # odd sizes: the last number stands for fewer
    step = np.pad(step, ((0, short), (0, narrow)), mode="edge")
    allowed = np.pad(where, ((0, short), (0, narrow)), mode="edge")
    shape = (step.shape[0] // rows, rows, step.shape[1] // columns, columns)
    mean, whole = step.reshape(shape).mean(axis=(1, 3)), allowed.reshape(shape).all(axis=(1, 3))
    left, high = box[0] >> across, box[1] >> down
    part = plane[high : high + mean.shape[0], left : left + mean.shape[1]]
    new = np.clip(part + np.rint(mean), 0, top)
    part[whole] = new[whole].astype(plane.dtype)


def layout_of(frame: Any) -> Layout:  # noqa: ANN401 - PyAV's types differ from release to release
    """How a frame of a planar format is stored."""
    kind = frame.format
    parts = {component.plane: component for component in kind.components}
    across, down = (0, 0) if kind.is_rgb else (_halvings(kind.width, parts[1].width), _halvings(kind.height, parts[1].height))
    matrix = MATRICES.get(int(frame.colorspace), BT709 if frame.height >= LARGE else BT601)
    is_full = kind.is_rgb or kind.name.startswith("yuvj") or int(frame.color_range) == FULL
    return Layout(kind.name, kind.is_rgb, int(parts[0].bits), across, down, matrix, is_full, len(parts) > 3)


def _halvings(whole: int, part: int) -> int:
    return max(0, round(float(np.log2(max(whole, 1) / max(part, 1)))))
