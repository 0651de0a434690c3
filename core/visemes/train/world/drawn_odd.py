"""Mouths that are none of lips: a puppet's block, a beak, a robot's bars, dots, slot and wave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from visemes.train.world.drawn_ink import cover, paint
from visemes.train.world.drawn_palette import darker, mixed
from visemes.train.world.drawn_shape import below, between

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from visemes.train.world.drawn_ink import Colour
    from visemes.train.world.drawn_shape import MouthShape
    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]
    Painter = Callable[[Plane, MouthShape, Plane, float, Traits, Mapping[str, Colour]], None]

#: Height of a puppet's jaw block in mouth units; height of a robot's panel.
BLOCK: Final = 0.55
PANEL: Final = 0.75


class Odd(NamedTuple):
    """How one is painted, and its size in mouth units.

    over, under: how far it reaches beyond the opening's curves. half: of its width, at least. more: what is painted around its box.
    """

    paint: Painter
    over: Callable[[Traits], float]
    under: Callable[[Traits], float]
    half: float
    more: float


def _block(sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour]) -> None:
    """A board between two slots that drops, with the dark behind it and teeth on its edge."""
    soft, line = traits["soft"], max(traits["rim"] * unit, 1.0)
    one = np.ones_like(shape.half)
    zero = np.zeros_like(shape.top)
    edge = zero + shape.height
    hole = between(shape, y, (zero, edge), one, unit)
    opened = cover(hole, soft) * np.clip(shape.height * unit, 0, 1)[:, :, None]
    paint(sheet, opened, colours["inside"])
    if traits.has("teeth"):
        paint(sheet, opened * (1 - below(shape, y, zero + 0.4 * traits["teeth"], unit, soft)), colours["teeth"])
    board = between(shape, y, (edge, edge + BLOCK), one, unit)
    paint(sheet, cover(board, soft), mixed(colours["skin"], colours["nose"], 0.15))
    rim = np.minimum(np.abs(board), np.abs(hole) + 3 * (shape.height[:, :, None] * unit < 1))
    paint(sheet, cover(rim - line / 2, soft), colours["line"])
    if traits.has("low_teeth"):
        paint(sheet, cover(board, soft) * (1 - below(shape, y, edge + 0.16, unit, soft)), colours["lip"])
    pressed = shape.press[:, :, None] * cover(np.abs(board) - line, soft) * (1 - below(shape, y, edge + 0.1, unit, soft))
    paint(sheet, pressed, colours["line"])


def beak_of(traits: Traits) -> tuple[float, float, float]:
    """Heights of the upper and the lower beak, and how far the upper one's tip hangs down."""
    rng = traits.dice("beak")
    return float(rng.uniform(0.5, 1.0)), float(rng.uniform(0.2, 0.5)), float(rng.uniform(0, 0.3))


def _beak(sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour]) -> None:
    """Seen from the front: an upper beak over a lower one that drops."""
    soft, line = traits["soft"], max(traits["rim"] * unit * 0.7, 0.9)
    beak = mixed((0.98, 0.72, 0.15), colours["nose"], float(traits.dice("horn").uniform(0, 0.6)))
    tall, deep, hook = beak_of(traits)
    within = np.clip(np.abs(shape.u / shape.half), 0, 1)
    inner = between(shape, y, (shape.top, shape.bottom), shape.half, unit)
    lower = between(shape, y, (shape.bottom, shape.bottom + deep * (1 - within * within)), shape.half, unit)
    paint(sheet, cover(lower - line / 2, soft), colours["line"])
    paint(sheet, cover(lower + line / 2, soft), darker(beak, 0.15))
    opened = cover(inner, soft) * np.clip(shape.height * unit / 1.2, 0, 1)[:, :, None]
    paint(sheet, opened, colours["inside"])
    if traits.has("tongue"):
        hump = shape.bottom.max(axis=1, keepdims=True) - shape.height * (0.4 + 0.3 * shape.tongue) * (1 - (shape.u / 0.4) ** 2)
        paint(sheet, opened * below(shape, y, hump, unit, soft), colours["tongue"])
    tip = shape.top + hook * np.exp(-((shape.u / 0.2) ** 2))
    upper = between(shape, y, (shape.top - tall * (1 - within) ** 0.8, tip), shape.half, unit)
    paint(sheet, cover(upper - line / 2, soft), colours["line"])
    paint(sheet, cover(upper + line / 2, soft), beak)
    pressed = between(shape, y, (shape.top, shape.top), shape.half, unit)
    paint(sheet, cover(np.abs(pressed) - line * (0.6 + 0.5 * shape.press[:, :, None]), soft), colours["line"])


def _lamps(
    sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour]
) -> tuple[Plane, Colour, Colour]:
    """A dark panel; what is inside it, and the colours of lamps that are off and on."""
    soft = traits["soft"]
    rng = traits.dice("lamps")
    zero = np.zeros_like(shape.top)
    high = max(PANEL, 0.55 * traits["open"] * 1.3 + 0.1)
    panel = between(shape, y, (zero - high, zero + high), np.full_like(shape.half, 1.25), unit)
    dark = darker(colours["skin"], 0.85)
    if traits.has("outline"):
        paint(sheet, cover(panel - 0.08 * unit, soft), colours["line"])
    paint(sheet, cover(panel, soft), dark)
    hues: list[Colour] = [(0.2, 1.0, 0.5), (0.3, 0.85, 1.0), (1.0, 0.35, 0.25), (1.0, 0.85, 0.3), (0.95, 0.95, 1.0)]
    return cover(panel + 0.05 * unit, soft), mixed(dark, (0.5, 0.5, 0.5), 0.12), hues[rng.integers(len(hues))]


def _bars(sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour]) -> None:
    """Bars beside one another, as of a level meter; the outer ones lower."""
    inside, off, on = _lamps(sheet, shape, y, unit, traits, colours)
    step = 2.4 / traits.dice("bars").integers(5, 12)
    place = np.abs((shape.u / step + 0.5) % 1 - 0.5) * step
    middle = np.round(shape.u / step) * step
    high = 0.035 + 0.5 * shape.height * np.clip(1 - (middle / (1.1 * shape.half)) ** 2, 0, 1)
    bar = np.maximum((place - 0.36 * step)[:, None, :], np.abs(y) - high[:, None, :]) * unit
    paint(sheet, inside * cover((place - 0.36 * step) * unit)[:, None, :], off)
    lit = (np.abs(middle) < 1.1 * shape.half + 0.05)[:, None, :]
    paint(sheet, inside * cover(bar) * lit, on)


def _dots(sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour]) -> None:
    """A field of lamps; those inside the opening or on its edge are lit."""
    inside, off, on = _lamps(sheet, shape, y, unit, traits, colours)
    rng = traits.dice("dots")
    step = 2.4 / rng.integers(9, 16)
    column, row = np.round(shape.u / step) * step, np.round(y / step) * step
    lamp = np.hypot((shape.u - column)[:, None, :], y - row) - 0.38 * step
    arch = np.sqrt(np.clip(1 - (column / (1.05 * shape.half)) ** 2, 0, 1))
    reach = np.where(np.abs(column) < 1.05 * shape.half, 0.55 * step + 0.5 * shape.height * arch, 0)
    is_lit = np.abs(row) < reach[:, None, :]
    if rng.random() < 0.5:  # only the opening's edge
        is_lit &= np.abs(row) >= reach[:, None, :] - 1.05 * step
    dot = inside * cover(lamp * unit)
    paint(sheet, dot, off)
    paint(sheet, dot * is_lit, on)


def _slot(sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour]) -> None:
    """A slot that grows and shines."""
    inside, off, on = _lamps(sheet, shape, y, unit, traits, colours)
    high = 0.04 + 0.5 * shape.height + 0 * shape.top
    slot = between(shape, y, (-high, high), 0.95 * shape.half, unit)
    bright = np.clip(0.55 + 0.6 * shape.height, 0, 1)[:, :, None]
    paint(sheet, inside * cover(np.abs(slot) - 0.03 * unit, 1.5), off)
    paint(sheet, inside * cover(slot, 1.5) * bright, on)


def _wave(sheet: Plane, shape: MouthShape, y: Plane, unit: float, traits: Traits, colours: Mapping[str, Colour]) -> None:
    """A line as of an oscilloscope, the higher the wider the mouth is open."""
    inside, _, on = _lamps(sheet, shape, y, unit, traits, colours)
    waves = float(traits.dice("wave").uniform(2.0, 4.5))
    arch = np.clip(1 - (shape.u / 1.15) ** 2, 0, 1)
    line = 0.5 * shape.height * arch * np.sin(np.pi * waves * shape.u / shape.half)
    alpha = cover(between(shape, y, (line, line), np.full_like(shape.half, 1.15), unit) - 0.04 * unit, 1.3)
    paint(sheet, inside * alpha, on)


def _lamp_over(traits: Traits) -> float:
    """A lamp's height beyond the curves, which lie a little off the middle where it opens up and down alike."""
    return 0.15 + 0.1 * traits["open"]


def _beak_over(traits: Traits) -> float:
    return beak_of(traits)[0]


ODD: Final[dict[str, Odd]] = {
    "block": Odd(_block, lambda _: 0.0, lambda traits: BLOCK + traits["up"] * traits["open"], 1.0, 0.1),
    "beak": Odd(_beak, _beak_over, lambda traits: max(beak_of(traits)[1:]), 0.0, 0.3),
    "bars": Odd(_bars, _lamp_over, _lamp_over, 1.3, PANEL),
    "dots": Odd(_dots, _lamp_over, _lamp_over, 1.3, PANEL),
    "slot": Odd(_slot, _lamp_over, _lamp_over, 1.3, PANEL),
    "wave": Odd(_wave, _lamp_over, _lamp_over, 1.3, PANEL),
}
