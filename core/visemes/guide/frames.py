"""PyAV's frames as planes of numbers, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.guide.planes import Planes, layout_of
from visemes.sync.film import quarters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.guide.planes import Layout

#: Formats that hold the same numbers in another order → one with a plane for each; what else is no plain planes becomes RGB.
SAME: Final = {
    "nv12": "yuv420p", "nv21": "yuv420p", "nv16": "yuv422p", "nv24": "yuv444p", "p010le": "yuv420p10le", "p210le": "yuv422p10le",
    "yuyv422": "yuv422p", "uyvy422": "yuv422p", "y210le": "yuv422p10le",
}  # fmt: skip
RGB, RGBA = "gbrp", "gbrap"
#: Formats of planes are called like these; brightness alone is none of them, because a mouth has colours.
PLANAR: Final = ("yuv", "gbr")
BITS: Final = range(8, 17)


def planes_of(frame: Any) -> Planes:  # noqa: ANN401 - PyAV's types differ from release to release
    """A decoded frame as a viewer sees it, upright, in the numbers it is stored in; shared with nobody."""
    turns = quarters(frame)
    name = _planar(frame.format)
    frame = frame if frame.format.name == name else _converted(frame, name)
    layout = layout_of(frame)
    if turns % 2 and layout.across != layout.down:
        frame = _converted(frame, layout.name.replace("422", "444").replace("411", "444").replace("440", "444"))
        layout = layout_of(frame)
    planes = tuple(np.ascontiguousarray(np.rot90(_numbers(plane, layout), turns)).copy() for plane in frame.planes)
    return Planes(layout, planes)


def _planar(kind: Any) -> str:  # noqa: ANN401 - PyAV's types
    """The format in planes that holds what a frame of another holds."""
    name = str(kind.name)
    plain = name.startswith(PLANAR) and not name.endswith("be") and kind.components[0].bits in BITS and "f32" not in name
    if plain and kind.is_planar and len(kind.components) >= 3:
        return name
    has_alpha = any(component.is_alpha for component in kind.components) or kind.has_palette
    return SAME.get(name, RGBA if has_alpha else RGB)


def _converted(frame: Any, name: str) -> Any:  # noqa: ANN401 - PyAV's types
    """The frame in another format; what it says of its colours is kept."""
    made = frame.reformat(format=name)
    made.colorspace, made.color_range = frame.colorspace, frame.color_range
    return made


def _numbers(plane: Any, layout: Layout) -> NDArray[Any]:  # noqa: ANN401 - PyAV's types
    kind = np.dtype(np.uint8 if layout.bits == 8 else np.dtype("<u2"))
    rows = np.frombuffer(plane, kind).reshape(-1, plane.line_size // kind.itemsize)
    return rows[: plane.height, : plane.width]


def frame_of(planes: Planes) -> Any:  # noqa: ANN401 - PyAV's types
    """Planes as a frame to encode."""
    import av

    frame = av.VideoFrame(planes.width, planes.height, planes.layout.name)
    for plane, numbers in zip(frame.planes, planes.planes, strict=True):
        kind = numbers.dtype
        rows: NDArray[Any] = np.zeros((plane.buffer_size // plane.line_size, plane.line_size // kind.itemsize), kind)
        rows[: numbers.shape[0], : numbers.shape[1]] = numbers
        plane.update(rows.tobytes())
    return frame


def beside(left: Planes, right: Planes) -> Planes:
    """Two pictures of one size side by side; odd ones with their last column twice, so that colours stay where they belong."""
    across = left.layout.across
    missing = -left.width % (1 << across)
    planes = []
    for number, (one, other) in enumerate(zip(left.planes, right.planes, strict=True)):
        wide = missing if not (0 < number < 3) or left.layout.is_rgb else 0
        planes.append(np.concatenate([np.pad(part, ((0, 0), (0, wide)), mode="edge") for part in (one, other)], axis=1))
    return replace(left, planes=tuple(planes))
