"""The surface a head's skin lies on: a superellipsoid, tapered, with chin, cheeks, brows and muzzle raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_traits import Traits

    Array = NDArray[np.float64]


def surface(directions: Array, traits: Traits) -> Array:
    """Points of the skin in directions (…, 3) seen from the middle of the head."""
    axes = np.array([traits["wide"], 1.0, traits["deep"]])
    power = traits["square"]
    reach = (np.abs(directions / axes) ** power).sum(axis=-1, keepdims=True) ** (-1 / power)
    points: Array = directions * reach
    y = points[..., 1]
    points[..., 0] *= 1 - traits["taper"] * _rise((0.15 - y) / 1.15) + traits["crown"] * _rise(y)
    for centre, size, push in _bumps(traits):
        near = np.exp(-((points - centre) ** 2).sum(axis=-1) / (2 * size**2))
        points = points + near[..., None] * push
    return points


def front(x: Array, y: Array, traits: Traits) -> Array:
    """Points of the skin's front at x and y (any shape): (…, 3). Beyond the rim, the rim's nearest."""
    target = np.stack(np.broadcast_arrays(x, y), axis=-1)
    flat = target / np.array([traits["wide"], 1.0])
    flat = flat / np.maximum(1, np.linalg.norm(flat, axis=-1, keepdims=True) / 0.92)
    for _ in range(12):
        points = surface(_ahead(flat, traits), traits)
        flat = flat + 0.7 * (target - points[..., :2]) / np.array([traits["wide"], 1.0])
        flat = flat / np.maximum(1, np.linalg.norm(flat, axis=-1, keepdims=True) / 0.98)
    return surface(_ahead(flat, traits), traits)


def _ahead(flat: Array, traits: Traits) -> Array:
    """Directions to points of an ellipsoid's front, given by x and y as shares of its half axes."""
    forward = np.sqrt(np.maximum(1 - (flat**2).sum(axis=-1), 1e-4))
    return np.concatenate([flat * [traits["wide"], 1.0], forward[..., None] * traits["deep"]], axis=-1)


def _rise(share: Array) -> Array:
    """From 0 to 1, without corners."""
    t = np.clip(share, 0, 1)
    result: Array = t * t * (3 - 2 * t)
    return result


def _bumps(traits: Traits) -> list[tuple[Array, float, Array]]:
    """Where skin is raised: centre, size, which way."""
    wide, deep, eye_x, eye_y = traits["wide"], traits["deep"], traits["eye_x"], traits["eye_y"]
    cheek, brow, socket = traits["cheeks"], traits["brow"], 0.25 * traits["eye"]
    bumps = [
        ([0, traits["mouth_y"], deep * 0.9], traits["muzzle_size"], [0, 0, traits["muzzle"]]),
        ([0, -0.93, deep * 0.5], 0.2, [0, -0.2 * traits["chin"], traits["chin"]]),
    ]
    for side in (-1, 1):
        bumps += [
            ([side * 0.55 * wide, -0.2, deep * 0.7], 0.2, [side * 0.5 * cheek, 0, cheek]),
            ([side * eye_x, eye_y + 0.25, deep * 0.85], 0.14, [0, 0, brow]),
            ([side * eye_x, eye_y, deep * 0.9], 0.7 * traits["eye"], [0, 0, -socket]),
        ]
    return [(np.array(centre), float(size), np.array(push)) for centre, size, push in bumps]
