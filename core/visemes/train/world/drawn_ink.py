"""Ink for drawn characters: distances to shapes, how much of a pixel they cover, and paint laid over paint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Plane = NDArray[np.floating[Any]]
    #: Red, green and blue, 0..1.
    Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The pixels of a sheet in the units of a face (the head's half width is 1, y goes down).

    x, y: of pixel centres, broadcast to (height, width). unit: pixels per unit.
    """

    x: Plane
    y: Plane
    unit: float

    def window(self, rows: slice, columns: slice) -> Grid:
        """A part of a grid whose x is one row and y one column."""
        return Grid(self.x[:, columns], self.y[rows], self.unit)

    def cover(self, distance: Plane, soft: float = 1.0) -> Plane:
        """What share of every pixel lies inside a shape; distance in units, negative inside. soft: the edge in pixels."""
        return cover(distance * np.float32(self.unit), soft)


def cover(distance: Plane, soft: float = 1.0) -> Plane:
    """What share of every pixel lies inside a shape; distance in pixels, negative inside. soft: the width of the edge in pixels."""
    share: Plane = np.clip(np.float32(0.5) - distance * np.float32(1 / soft), 0, 1)
    return share


def paint(sheet: Plane, alpha: Plane | float, ink: Sequence[Any]) -> None:
    """Lay ink over a sheet (4, ..., height, width) of premultiplied colours; ink: three numbers or planes, 0..1."""
    for plane, value in zip(sheet, (*ink, 1.0), strict=True):
        plane += alpha * (np.float32(value) - plane if isinstance(value, float) else value - plane)


def lay(sheet: Plane, over: Plane) -> None:
    """Lay a sheet of premultiplied colours over another."""
    sheet *= 1 - over[3]
    sheet += over


def blank(shape: tuple[int, ...]) -> Plane:
    """An empty sheet."""
    return np.zeros((4, *shape), dtype=np.float32)


def ellipse(x: Plane, y: Plane, wide: Any, high: Any, power: float = 2.0) -> Plane:  # noqa: ANN401 (numbers or arrays)
    """About the distance to an ellipse around 0; power > 2: its sides flattened, as a rounded box."""
    across, down = np.abs(x / wide), np.abs(y / high)
    if power == 2.0:
        reach = np.sqrt(across * across + down * down) + 1e-6
        steep = np.sqrt((across / wide) ** 2 + (down / high) ** 2) / reach + 1e-6
        near: Plane = (reach - 1) / steep
        return near
    powered = across**power + down**power + 1e-9
    reach = powered ** (1 / power)
    steep = reach ** (1 - power) * np.sqrt((across ** (power - 1) / wide) ** 2 + (down ** (power - 1) / high) ** 2) + 1e-6
    distance: Plane = (reach - 1) / steep
    return distance


def turned(x: Plane, y: Plane, at: tuple[float, float], angle: float) -> tuple[Plane, Plane]:
    """Coordinates around a point, turned by an angle (radians)."""
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    dx, dy = x - np.float32(at[0]), y - np.float32(at[1])
    return dx * cos + dy * sin, dy * cos - dx * sin


def stroke(x: Plane, y: Plane, start: tuple[float, float], end: tuple[float, float], thick: float) -> Plane:
    """Distance to a line with round ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy + 1e-9), 0, 1)
    return np.hypot(x - start[0] - along * dx, y - start[1] - along * dy) - thick / 2


def arc(x: Plane, y: Plane, half: float, sag: float, thick: float) -> Plane:
    """Distance to a parabola's piece around 0: from -half to half, its middle `sag` lower (higher if negative) than its ends."""
    bend = 1 - np.minimum((x / half) ** 2, 1)
    slope = 2 * sag * np.clip(x, -half, half) / half**2
    beside = np.maximum(np.abs(x) - half, 0)
    distance: Plane = np.hypot((y - sag * bend) / np.sqrt(1 + slope**2), beside) - thick / 2
    return distance
