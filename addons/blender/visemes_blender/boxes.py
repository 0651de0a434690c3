"""Where the mouth is in the rendered picture, frame by frame, as a file the video check reads. No bpy here."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERSION = 1

#: x, y, width, height in pixels of the picture, from its top left corner.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Picture:
    """What is rendered. width, height: of the whole picture in pixels; left, top, right, bottom: the part of it that is written."""

    width: int
    height: int
    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is written."""
        return (self.right or self.width) - self.left, (self.bottom or self.height) - self.top


def box_of(points: Iterable[tuple[float, float, float]], picture: Picture, margin: float = 0.0) -> Box | None:
    """The box around points the camera sees, cut at the picture's edges; None where nothing of it is in the picture.

    points: x and y from 0 to 1 from the bottom left, and the distance in front of the camera. margin: share of the box's size that
    is added on every side.
    """
    seen = [(x * picture.width - picture.left, (1 - y) * picture.height - picture.top) for x, y, depth in points if depth > 0]
    if not seen:
        return None
    left, right = min(x for x, _ in seen), max(x for x, _ in seen)
    top, bottom = min(y for _, y in seen), max(y for _, y in seen)
    wide, high = (right - left) * margin, (bottom - top) * margin
    width, height = picture.size
    left, right = max(left - wide, 0.0), min(right + wide, float(width))
    top, bottom = max(top - high, 0.0), min(bottom + high, float(height))
    if left >= right or top >= bottom:
        return None
    return round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2)


def moved_most(shifts: Sequence[Sequence[float]], share: float = 0.5) -> list[int]:
    """The vertices that some shape moves by this share of what it moves any. shifts: by shape, the distance of each vertex."""
    chosen: set[int] = set()
    for distances in shifts:
        most = max(distances, default=0.0)
        if most > 0:
            chosen.update(index for index, distance in enumerate(distances) if distance >= share * most)
    return sorted(chosen)


def distances(basis: Sequence[float], shape: Sequence[float]) -> list[float]:
    """How far each vertex moves between two flat lists of coordinates."""
    return [math.dist(basis[i : i + 3], shape[i : i + 3]) for i in range(0, len(basis), 3)]


def document(rate: str, frames: Sequence[int], boxes: Sequence[Box | None], picture: Picture, character: str) -> dict[str, Any]:
    """The track as plain data: a box for every rendered frame, null where the mouth is not in the picture."""
    width, height = picture.size
    return {
        "schema_version": VERSION,
        "kind": "mouth_boxes",
        "character": character,
        "fps": rate,
        "width": width,
        "height": height,
        "boxes": [{"frame": frame, "box": box and list(box)} for frame, box in zip(frames, boxes, strict=True)],
    }


def write(path: str | Path, track: dict[str, Any]) -> None:
    """Write a track, one frame a line, complete or not at all. Raises OSError."""
    path = Path(path)
    rows = ",\n".join("    " + json.dumps(row) for row in track["boxes"])
    head = "".join(
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n" for name, value in track.items() if name != "boxes"
    )
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text("{\n" + head + '  "boxes": [\n' + rows + "\n  ]\n}\n", encoding="utf-8")
        os.replace(part, path)  # noqa: PTH105 - over an existing file
    except OSError:
        part.unlink(missing_ok=True)
        raise
