"""Behind a drawn head: plain, graded, shapes or a room, shoulders, and something that moves now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from visemes.train.world.drawn_ink import ellipse, paint
from visemes.train.world.drawn_palette import mixed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from visemes.train.world.drawn_ink import Colour, Grid
    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]


def scene(grid: Grid, traits: Traits, colours: Mapping[str, Colour]) -> Plane:
    """The background and the shoulders, (4, height, width), opaque; `grid` is in face units."""
    high, wide = np.broadcast_shapes(grid.x.shape, grid.y.shape)
    sheet = np.ones((4, high, wide), dtype=np.float32)
    paint(sheet, 1.0, colours["back"])
    rng, kind = traits.dice("scene"), traits.kind("background")
    side = wide / grid.unit
    left, top = float(grid.x.min()), float(grid.y.min())
    if kind == "gradient":
        turn = float(rng.uniform(0, 2 * np.pi))
        share = ((grid.x - left) * np.cos(turn) + (grid.y - top) * np.sin(turn)) / side
        paint(sheet, np.clip(share - share.min(), 0, 1), colours["behind"])
    elif kind in {"shapes", "room"}:
        for _ in range(int(rng.integers(3, 9))):
            x, y = left + side * float(rng.uniform()), top + side * float(rng.uniform())
            size = rng.uniform(0.04, 0.3, 2) * side
            red, green, blue = (float(share) for share in rng.uniform(0, 1, 3))
            other = (red, red, red) if traits.kind("palette") == "film" else (red, green, blue)
            colour = mixed(colours["behind"], other, float(rng.uniform(0, 0.6)))
            power = 12.0 if kind == "room" else float(rng.choice([2.0, 2.0, 8.0]))
            paint(sheet, grid.cover(ellipse(grid.x - x, grid.y - y, float(size[0]), float(size[1]), power), 1.5), colour)
    if traits.has("body"):
        _body(sheet, grid, traits, colours)
    return sheet


def _body(sheet: Plane, grid: Grid, traits: Traits, colours: Mapping[str, Colour]) -> None:
    rng = traits.dice("body")
    neck, chin = float(rng.uniform(0.25, 0.6)), traits["chin"]
    line = traits["line"] / 2 if traits.has("outline") else 0.0
    parts = (
        ("skin", ellipse(grid.x, grid.y - chin, neck, 0.6, 4.0)),
        ("cloth", ellipse(grid.x, grid.y - chin - 1.9, float(rng.uniform(1.0, 2.2)), 1.6, 2.6)),
    )
    for part, distance in parts:
        if line:
            paint(sheet, grid.cover(distance - line), colours["line"])
        paint(sheet, grid.cover(distance + line), colours[part])


def paper(shape: tuple[int, int], strength: float, rng: np.random.Generator) -> Plane:
    """How bright paper or felt is from pixel to pixel, about 1; (height, width)."""
    fine = rng.normal(0, 1, shape)
    coarse = np.kron(rng.normal(0, 1, (shape[0] // 6 + 2, shape[1] // 6 + 2)), np.ones((6, 6)))
    for axis in (0, 1):
        coarse = sum(np.roll(coarse, shift, axis) for shift in range(-3, 4)) / 7  # type: ignore[assignment]
    rough = 0.4 * fine + 1.6 * coarse[: shape[0], : shape[1]]
    return np.clip(1 + strength * 0.5 * rough, 0.6, 1.15).astype(np.float32)
