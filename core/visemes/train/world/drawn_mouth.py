"""Mouths painted: lips, the inside, teeth, tongue and the lines around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.train.world.drawn_ink import cover, paint
from visemes.train.world.drawn_odd import ODD
from visemes.train.world.drawn_palette import darker, mixed
from visemes.train.world.drawn_shape import below, between, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from visemes.train.world.drawn_ink import Colour, Grid
    from visemes.train.world.drawn_shape import MouthShape
    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]

#: Points over which a mouth's box is measured.
_RULER: Final = np.linspace(-2.2, 2.2, 177, dtype=np.float32)


class Mouth:
    """The mouth of one character: where it is, and how it is painted."""

    def __init__(self, traits: Traits, colours: Mapping[str, Colour]) -> None:
        self.traits, self.colours = traits, colours
        self.half = traits["mouth_half"]
        self.x = traits["aside"]
        room = traits["chin"] - 0.1 + 0.6 * jaw_drop(traits)
        low = min(traits["mouth_low"] * traits["chin"], room - 0.3 * self.half)
        self.y = low
        #: How far what is painted reaches over the box, in mouth units: a beak, a panel around lamps.
        self.more = ODD[traits.kind("mouth")].more if traits.kind("mouth") in ODD else 0.0

    def shape(self, x: Plane, states: Plane, drawing: NDArray[np.int64]) -> MouthShape:
        """Its curves over face coordinates x (width,)."""
        return shape_of(((x - self.x) / self.half).astype(np.float32), states, drawing, self.traits)

    def boxes(self, states: Plane, drawing: NDArray[np.int64]) -> Plane:
        """Left, top, right and bottom in face units, (N, 4)."""
        shape = self.shape(_RULER * self.half + self.x, states, drawing)
        edge = self.traits["rim"] * self.traits["has_rim"] / 2 + 0.5 * self.traits["seam"]
        odd = ODD.get(self.traits.kind("mouth"))
        over, under, half = (odd.over(self.traits), odd.under(self.traits), odd.half) if odd else (0.0, 0.0, 0.0)
        inside = np.abs(shape.u) <= np.maximum(shape.outer, half)
        top = np.where(inside, shape.over + shape.tilt, np.inf).min(axis=1) - edge - over
        bottom = np.where(inside, shape.under + shape.tilt, -np.inf).max(axis=1) + edge + under
        left = np.where(inside, _RULER, np.inf).min(axis=1) - edge
        right = np.where(inside, _RULER, -np.inf).max(axis=1) + edge
        face: Plane = np.stack([left, top, right, bottom], axis=1) * self.half + [self.x, self.y, self.x, self.y]
        return face

    def paint(self, sheet: Plane, grid: Grid, states: Plane, drawing: NDArray[np.int64]) -> None:
        """Paint N mouths on sheets (4, N, height, width), whose pixels are `grid`."""
        shape = self.shape(grid.x[0], states, drawing)
        y = ((grid.y - self.y) / self.half).astype(np.float32)
        unit = grid.unit * self.half
        kind = self.traits.kind("mouth")
        if kind in ODD:
            ODD[kind].paint(sheet, shape, y, unit, self.traits, self.colours)
        else:
            self._plain(sheet, shape, y, unit)

    def _plain(self, sheet: Plane, shape: MouthShape, y: Plane, unit: float) -> None:
        soft = self.traits["soft"]
        line = max(self.traits["rim"] * unit, 0.9)
        inner = between(shape, y, (shape.top, shape.bottom), shape.half, unit)
        if self.traits["lips"] > 0:
            self._lips(sheet, shape, y, unit)
        paint_inside(sheet, shape, y, unit, self.traits, self.colours, inner)
        if self.traits.has("rim"):
            rim = cover(np.abs(inner) - line / 2, soft)
            is_lined = 1.0 if self.traits["lips"] == 0 else 0.8
            paint(sheet, rim * is_lined, self.colours["line"])
        self._seam(sheet, shape, inner, unit)

    def _lips(self, sheet: Plane, shape: MouthShape, y: Plane, unit: float) -> None:
        soft, lip = self.traits["soft"], self.colours["lip"]
        outside = between(shape, y, (shape.over, shape.under), shape.outer, unit)
        if self.traits.has("outline") and self.traits.has("rim"):
            paint(sheet, cover(outside - self.traits["rim"] * unit / 2, soft), self.colours["line"])
        paint(sheet, cover(outside, soft), lip)
        shade = self.traits["shade"]
        if shade > 0:
            deep = np.clip(1 + outside / np.float32(max(0.12 * unit, 1)), 0, 1) * cover(outside, soft)
            paint(sheet, deep * (0.35 * shade), darker(lip, 0.5))
            gleam_at = 0.55 * shape.bottom + 0.45 * shape.under
            gleam = between(shape, y, (gleam_at, gleam_at), 0.3 * shape.half, unit)
            paint(sheet, cover(gleam - 0.05 * unit, max(2.0, 0.1 * unit)) * (0.6 * shade), mixed(lip, (1, 1, 1), 0.6))

    def _seam(self, sheet: Plane, shape: MouthShape, inner: Plane, unit: float) -> None:
        """The line between closed lips, thicker where they are pressed together."""
        closed = np.clip(1 - shape.height * unit / 1.5, 0, 1)[:, :, None]
        if not closed.any():
            return
        thick = np.maximum(self.traits["seam"] * unit, 1.1) * (1 + 0.35 * shape.press[:, :, None])
        paint(sheet, cover(np.abs(inner) - thick / 2, self.traits["soft"]) * closed, self.seam_colour())

    def seam_colour(self) -> Colour:
        """Of the line between closed lips."""
        colours = self.colours
        if self.traits.kind("fill") in {"dark", "red", "lip", "glow"} and not self.traits.has("rim"):
            return colours["inside"]
        return darker(colours["lip"], 0.7) if self.traits["lips"] > 0 else colours["line"]


def jaw_drop(traits: Traits) -> float:
    """How far the chin goes down with the jaw, 0 where the face's outline stays."""
    return traits["jaw_drop"] if traits.has("jaw") else 0.0


def paint_inside(
    sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour], inner: Plane
) -> None:
    """The opening with tongue and teeth; `inner` is the distance to its edge in pixels."""
    soft = traits["soft"]
    opened = cover(inner, soft) * np.clip(shape.height * unit / 1.2, 0, 1)[:, :, None]
    paint(sheet, opened, colours["inside"])
    if traits.kind("fill") == "hatch":
        lines = np.abs((6 * (shape.u[:, None, :] + y) + 0.5) % 1 - 0.5) / 6 - 0.025
        paint(sheet, opened * cover(lines * unit, soft), colours["line"])
    if traits.has("tongue"):
        _tongue(sheet, shape, y, unit, traits, colours, opened)
    if traits.has("teeth"):
        _teeth(sheet, shape, y, unit, traits, colours, opened)


def _tongue(
    sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour], opened: Plane
) -> None:
    """A hump from below; its tip goes up to the teeth."""
    wide = (0.72 - 0.2 * shape.tongue) * shape.half
    rise = np.clip(traits["tongue"] * (0.55 + 0.45 * (shape.height > 0.3)) + 0.45 * shape.tongue, 0, 0.9)
    floor = (shape.bottom * (np.abs(shape.u) < 0.5 * shape.half)).max(axis=1, keepdims=True)
    hump = floor - rise * shape.height * np.sqrt(np.clip(1 - (shape.u / wide) ** 2, 0, 1))
    hump = np.where(np.abs(shape.u) < wide, hump, 9.0)
    paint(sheet, opened * below(shape, y, hump, unit, traits["soft"]) * (1 - shape.contact[:, :, None]), colours["tongue"])


def _teeth(
    sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour], opened: Plane
) -> None:
    """A strip under the upper lip, one over the lower lip, lines between teeth; a lip at the teeth leaves only teeth to see."""
    soft = traits["soft"]
    shown = 1 - np.clip(1.6 * shape.round - 0.3, 0, 1)
    if traits.kind("teeth_show") == "spread":
        shown = shown * (0.55 + 0.45 * np.clip(1.3 - shape.height, 0, 1))
    long = traits["teeth"] * np.clip(0.35 + 2.2 * shape.height, 0, 1)
    highest = shape.top.min(axis=1, keepdims=True)
    edge = 0.6 * shape.top + 0.4 * highest + long * shown + 2 * shape.contact * shape.height
    alpha = opened * (1 - below(shape, y, edge, unit, soft)) * np.clip(4 * np.maximum(shown, shape.contact), 0, 1)[:, :, None]
    if traits.has("low_teeth"):
        low = shape.bottom - 0.7 * long * shown
        alpha = np.maximum(alpha, opened * below(shape, y, low, unit, soft) * np.clip(4 * shown - 1, 0, 1)[:, :, None])
    paint(sheet, alpha, colours["teeth"])
    between_rows = (
        np.clip(1 - np.abs(shape.height - 1.2 * long) / (0.4 * long + 1e-6), 0, 1) * (shown > 0.7) * (shape.contact < 0.5)
    )
    if between_rows.any():
        row = 0.5 * (shape.top + shape.bottom)
        seen = cover(np.abs(between(shape, y, (row, row), shape.half, unit)) - 0.02 * unit, soft)
        paint(sheet, alpha * seen * between_rows[:, :, None], darker(colours["teeth"], 0.55))
    if traits.has("split"):
        size = 0.9 * traits["teeth"]
        gaps = np.abs((shape.u / size + 0.5) % 1 - 0.5) * size
        paint(sheet, alpha * cover((gaps - 0.012) * unit, soft)[:, None, :], darker(colours["teeth"], 0.6))
