"""Light on a head: lamps, gloss, bands, and the film it is caught on. Colours are amounts of light until `film` makes bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_traits import Traits

    Floats = NDArray[np.floating]
    Integers = NDArray[np.int32]


class Lamps(NamedTuple):
    """ways: (L, 3) unit vectors to the lamps: key, fill, rim. colours: (L, 3). sky, ground: light from above and below, (3,)."""

    ways: Floats
    colours: Floats
    sky: Floats
    ground: Floats


def lamps(random: np.random.Generator) -> Lamps:
    """A key, a fill from the other side and a rim from behind, and light from all around."""
    side = random.choice([-1, 1])
    ways = np.array(
        [
            [side * random.uniform(0.1, 1.1), random.uniform(-0.1, 1.1), random.uniform(0.5, 1.2)],
            [-side * random.uniform(0.5, 1.2), random.uniform(-0.3, 0.5), random.uniform(0.3, 1.0)],
            [random.uniform(-1, 1), random.uniform(0.1, 1), random.uniform(-1.2, -0.3)],
        ]
    )
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    strength = np.array([random.uniform(0.5, 1.1), random.uniform(0.05, 0.45), random.uniform(0, 0.7)])
    tint = 1 + random.uniform(-0.18, 0.18, (3, 3)) * random.choice([0.3, 1.0, 2.0])
    around = random.uniform(0.15, 0.5) * (1 + random.uniform(-0.15, 0.15, (2, 3)))
    around[1] *= random.uniform(0.4, 1.0)
    return Lamps(*(part.astype(np.float32) for part in (ways, strength[:, None] * tint, around[0], around[1])))


class Neighbours:
    """Normals of vertices: the sum of the normals of the faces they belong to, by their areas."""

    def __init__(self, faces: Integers, count: int) -> None:
        self.faces = faces
        order = np.argsort(faces.ravel(), kind="stable")
        owner, face = faces.ravel()[order], order // 3
        start = np.searchsorted(owner, np.arange(count))
        most = int(np.bincount(owner, minlength=count).max())
        self.table = np.full((count, most), len(faces), dtype=np.int32)
        self.table[owner, np.arange(len(owner)) - start[owner]] = face
        # a pole of many triangles counts a part of them: enough for its direction
        self.table = self.table[:, : min(most, 16)]

    def of_faces(self, points: Floats) -> Floats:
        """(T, F + 1, 3), not of unit length; the last is 0."""
        first = points[:, self.faces[:, 0]]
        a, b = points[:, self.faces[:, 1]] - first, points[:, self.faces[:, 2]] - first
        result = np.zeros((len(points), len(self.faces) + 1, 3), dtype=np.float32)
        for axis in range(3):
            one, two = (axis + 1) % 3, (axis + 2) % 3
            result[:, :-1, axis] = a[..., one] * b[..., two] - a[..., two] * b[..., one]
        return result

    def of_vertices(self, faces: Floats) -> Floats:
        """Unit normals (T, V, 3)."""
        total = faces[:, self.table[:, 0]]
        for column in range(1, self.table.shape[1]):
            total = total + faces[:, self.table[:, column]]
        return unit(total)


def unit(vectors: Floats) -> Floats:
    """Of length 1 (0 where there was none)."""
    result: Floats = vectors / np.sqrt(np.maximum((vectors**2).sum(axis=-1, keepdims=True), 1e-18))
    return result


def diffuse(normals: Floats, light: Floats, around: Lamps, *, wrap: float) -> Floats:
    """Light on dull surfaces (T, V, 3). light: (T, V), how open the place is. wrap: 0 Lambert .. 1 light bends around."""
    facing = np.maximum((normals @ around.ways.T + np.float32(wrap)) / np.float32(1 + wrap), 0)
    up = 0.5 + 0.5 * normals[..., 1:2]
    total: Floats = (facing @ around.colours + around.ground + up * (around.sky - around.ground)) * light[..., None]
    return total


def highlights(normals: Floats, view: Floats, shine: float, around: Lamps) -> Floats:
    """Blinn and Phong's highlights of the lamps, (T, V, 3), for gloss 1."""
    total = np.zeros_like(normals)
    for way, colour in zip(around.ways[:2], around.colours[:2], strict=True):
        half = unit(view + way)
        total += np.maximum((normals * half).sum(axis=-1), 0)[..., None] ** np.float32(shine) * colour
    return total


def bands(level: Floats, traits: Traits) -> Floats:
    """Light in two or three steps, their borders a pixel soft."""
    if traits["bands"] < 3:
        edges, levels = [0.42], [0.5, 1.0]
    else:
        edges, levels = [0.3, 0.72], [0.38, 0.72, 1.05]
    result = np.full_like(level, levels[0])
    for edge, low, high in zip(edges, levels[:-1], levels[1:], strict=True):
        result += np.clip((level - np.float32(edge)) * np.float32(25) + np.float32(0.5), 0, 1) * np.float32(high - low)
    return result


def film(light: Floats, gamma: float) -> NDArray[np.uint8]:
    """Amounts of light as a screen's bytes."""
    steps = np.arange(4097, dtype=np.float32) / 4096
    table = np.round(255 * steps ** np.float32(1 / gamma)).astype(np.uint8)
    result: NDArray[np.uint8] = np.take(table, (np.clip(light, 0, 1) * 4096).astype(np.int16))
    return result
