"""Eyes that blink and look about, brows that rise, glasses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from visemes.train.world.drawn_ink import arc, ellipse, paint, stroke
from visemes.train.world.drawn_palette import mixed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from visemes.train.world.drawn_ink import Colour, Grid
    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]

#: Where eyes may look, in shares of the eye's size.
GAZES: Final = ((0.0, 0.0), (-0.38, 0.0), (0.38, 0.0), (0.0, 0.3), (0.2, -0.3))


class _Eye(NamedTuple):
    """Size of an eye's white over the character's size (0: none), of iris and pupil over it."""

    wide: float
    high: float
    iris: float
    pupil: float


EYES: Final = {
    "oval": _Eye(1.0, 0.95, 0.0, 0.42),
    "tall": _Eye(0.8, 1.35, 0.55, 0.3),
    "half": _Eye(1.1, 0.75, 0.55, 0.3),
    "anime": _Eye(0.95, 1.25, 0.8, 0.4),
    "pie": _Eye(0.75, 1.4, 0.0, 0.6),
    "top": _Eye(1.0, 1.0, 0.0, 0.4),
    "screen": _Eye(1.2, 0.7, 0.6, 0.0),
    "dot": _Eye(0.0, 0.0, 0.0, 0.55),
}


class Look(NamedTuple):
    """What eyes do: lids open 0, half 1 or closed 2; one of GAZES; brows up 0 or 1."""

    lids: int
    gaze: int
    brows: int


class Eyes:
    """The eyes of one character."""

    def __init__(self, traits: Traits, colours: Mapping[str, Colour]) -> None:
        self.traits, self.colours = traits, colours
        self.kind = traits.kind("eyes")

    def reach(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that may change, face units."""
        size, apart, high = (self.traits[f"eye_{name}"] for name in ("size", "apart", "height"))
        wide = apart + 2.2 * size + 0.1
        return (
            -wide + 0.9 * self.traits["aside"],
            high - 3.4 * size - 0.15,
            wide + 0.9 * self.traits["aside"],
            high + 2.2 * size + 0.1,
        )

    def paint(self, sheet: Plane, grid: Grid, look: Look) -> None:
        """Both eyes, brows and glasses."""
        for side in (-1, 1):
            x = self.traits["eye_apart"] * side + 0.9 * self.traits["aside"]
            self._eye(sheet, grid, x, look)
            if self.traits.has("brows"):
                self._brow(sheet, grid, x, side, look)
            if self.traits.has("glasses"):
                glass = ellipse(
                    grid.x - x, grid.y - self.traits["eye_height"], 1.55 * self.traits["eye_size"], 1.5 * self.traits["eye_size"]
                )
                paint(sheet, grid.cover(np.abs(glass) - 0.025), self.colours["line"])
        if self.traits.has("glasses"):
            bridge = self.traits["eye_apart"] - 1.5 * self.traits["eye_size"]
            y, x = self.traits["eye_height"], 0.9 * self.traits["aside"]
            if bridge > 0:
                paint(sheet, grid.cover(stroke(grid.x, grid.y, (x - bridge, y), (x + bridge, y), 0.05)), self.colours["line"])

    def _eye(self, sheet: Plane, grid: Grid, x: float, look: Look) -> None:
        size, line, soft = self.traits["eye_size"], self.traits["line"], self.traits["soft"]
        eye = EYES[self.kind]
        dx, dy = grid.x - x, grid.y - self.traits["eye_height"]
        if look.lids == 2:
            paint(sheet, grid.cover(arc(dx, dy, 0.9 * size, 0.3 * size, max(line, 0.03)), soft), self.colours["line"])
            return
        gaze_x, gaze_y = GAZES[look.gaze]
        px, py = dx - gaze_x * size * 0.8, dy - gaze_y * size * 0.8
        if not eye.wide:
            squeeze = 0.5 if look.lids else 1.0
            dot = ellipse(px, py, eye.pupil * size, eye.pupil * size * 1.2 * squeeze)
            paint(sheet, grid.cover(dot, soft), self.colours["line"])
            return
        white = ellipse(dx, dy, eye.wide * size, eye.high * size)
        lid = (-0.45 if self.kind == "half" else -2.0) * size if look.lids == 0 else 0.15 * size
        seen = np.maximum(white, lid - dy)
        if self.traits.has("outline") or self.kind == "anime":
            paint(sheet, grid.cover(seen - line / 2, soft), self.colours["line"])
        paint(sheet, grid.cover(seen, soft), self.colours["white"])
        if eye.iris:
            iris = np.maximum(ellipse(px, py, eye.iris * eye.wide * size, eye.iris * eye.high * size), seen)
            paint(sheet, grid.cover(iris, soft), self.colours["iris"])
        if eye.pupil:
            pupil = ellipse(px, py, eye.pupil * eye.wide * size, eye.pupil * eye.high * size)
            if self.kind == "pie":  # a slice is cut out
                pupil = np.maximum(pupil, np.minimum(0.7 * (px + py), -px))
            paint(sheet, grid.cover(np.maximum(pupil, seen), soft), (0.02, 0.02, 0.03))
        if self.kind in {"anime", "tall", "screen"}:
            gleam = ellipse(px + 0.25 * size, py + 0.3 * size, 0.2 * size, 0.24 * size)
            paint(sheet, grid.cover(np.maximum(gleam, seen)), (1.0, 1.0, 1.0))

    def _brow(self, sheet: Plane, grid: Grid, x: float, side: int, look: Look) -> None:
        size = self.traits["eye_size"]
        high = self.traits["eye_height"] - (1.7 + 0.5 * look.brows) * size * max(EYES[self.kind].high, 0.6)
        lean = float(self.traits.dice("brows").uniform(-0.35, 0.35)) * side
        dx, dy = grid.x - x, grid.y - high
        thick = 0.03 + 0.25 * size * float(self.traits.dice("brow").uniform(0.2, 1))
        colour = mixed(self.colours["hair"], self.colours["line"], 0.5)
        paint(sheet, grid.cover(arc(dx, dy + lean * dx, 0.9 * size, -0.25 * size, thick), self.traits["soft"]), colour)
