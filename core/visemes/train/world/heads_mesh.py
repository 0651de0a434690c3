"""Meshes of a head's parts: triangles with colours at their corners, and the plain bodies parts are made of.

Across is x (to the viewer's right), up is y, towards the viewer is z. Triangles run anticlockwise seen from outside.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Integers = NDArray[np.int32]


class Material(IntEnum):
    """What a triangle is a picture of; outlines run between materials."""

    SKIN = 0
    LIP = 1
    CAVITY = 2
    TEETH = 3
    TONGUE = 4
    EYE = 5
    LID = 6
    HAIR = 7
    NOSE = 8
    EAR = 9
    CLOTH = 10


class Mesh(NamedTuple):
    """Triangles.

    points: (V, 3). faces: (F, 3). colours: (F, 3, 3), reflected red, green, blue at corners. material: (F,). light: (V,) how much
    of the surrounding light gets there, 0..1. gloss: (V,) of highlights, 0..1.
    """

    points: Floats
    faces: Integers
    colours: Floats
    material: Integers
    light: Floats
    gloss: Floats


def mesh(points: Floats, faces: Integers, colour: Floats, material: Material, *, light: float = 1.0, gloss: float = 0.0) -> Mesh:
    """A part of one colour, or of a colour a face (F, 3), or of a colour a point (V, 3) where there are as many as points."""
    if colour.ndim == 1:
        corners = np.broadcast_to(colour, (len(faces), 3, 3))
    elif len(colour) == len(points):
        corners = colour[faces]
    else:
        corners = np.repeat(colour[:, None], 3, axis=1)
    count = len(points)
    return Mesh(
        points.astype(np.float32),
        faces.astype(np.int32),
        np.array(corners, dtype=np.float32),
        np.full(len(faces), material, dtype=np.int32),
        np.full(count, light, dtype=np.float32),
        np.full(count, gloss, dtype=np.float32),
    )


def joined(parts: Sequence[Mesh]) -> Mesh:
    """One mesh of several; the points keep their order."""
    starts = np.cumsum([0, *(len(part.points) for part in parts)])
    faces = [part.faces + start for part, start in zip(parts, starts, strict=False)]
    columns = list(zip(*parts, strict=True))
    stacked = [np.concatenate(column) for column in columns]
    stacked[1] = np.concatenate(faces).astype(np.int32)
    return Mesh(*stacked)


def grid_faces(rows: int, columns: int, *, closed: bool) -> Integers:
    """Triangles of a grid of points (row by row): anticlockwise where columns run right and rows up. closed: columns wrap."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns if closed else columns - 1), indexing="ij")
    here, right = row * columns + column, row * columns + (column + 1) % columns
    above, both = here + columns, right + columns
    first, second = np.stack([here, right, both], axis=-1), np.stack([here, both, above], axis=-1)
    return np.concatenate([first.reshape(-1, 3), second.reshape(-1, 3)]).astype(np.int32)


def ball(rows: int, columns: int, *, until: float = np.pi) -> tuple[Floats, Integers]:
    """A sphere of radius 1 around its pole at +z, down to the angle `until` from it (radians)."""
    down, around = np.linspace(until, 0, rows), np.arange(columns) / columns * 2 * np.pi
    across = np.sin(down)[:, None]
    points = np.stack([across * np.cos(around), across * np.sin(around), np.repeat(np.cos(down)[:, None], columns, 1)], axis=-1)
    return points.reshape(-1, 3).astype(np.float32), grid_faces(rows, columns, closed=True)


def turned(angles: Sequence[float]) -> Floats:
    """The rotation by angles (degrees) around x, then y, then z."""
    a, b, c = np.radians(angles)
    around_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    around_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    around_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    rotation: Floats = (around_z @ around_y @ around_x).astype(np.float32)
    return rotation


def mirrored(part: Mesh) -> Mesh:
    """The part on the other side of the head."""
    return part._replace(
        points=part.points * np.array([-1, 1, 1], dtype=np.float32),
        faces=part.faces[:, ::-1].copy(),
        colours=part.colours[:, ::-1].copy(),
    )
