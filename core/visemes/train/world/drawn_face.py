"""What is around a drawn mouth: head, hair, ears, nose, beard, eyes that blink and look about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from visemes.train.world.drawn_ink import Grid, arc, blank, ellipse, paint, stroke, turned
from visemes.train.world.drawn_mouth import jaw_drop
from visemes.train.world.drawn_palette import darker, mixed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from visemes.train.world.drawn_ink import Colour
    from visemes.train.world.drawn_mouth import Mouth
    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]


class Face:
    """The face of one character, without its mouth; everything is painted on sheets of premultiplied colours."""

    def __init__(self, traits: Traits, colours: Mapping[str, Colour], mouth: Mouth) -> None:
        self.traits, self.colours, self.mouth = traits, colours, mouth
        self.drop = jaw_drop(traits)

    def behind(self, grid: Grid) -> Plane:
        """What the head covers: neck, ears, hair at the back."""
        sheet = blank(np.broadcast_shapes(grid.x.shape, grid.y.shape))
        hair = self.traits.kind("hair")
        if hair in BACKS:
            BACKS[hair](self, sheet, grid)
        if self.traits.has("ears"):
            for side in (-1, 1):
                self.shape(
                    sheet, grid, ellipse(grid.x - 0.97 * side, grid.y, self.traits["ears"], 1.3 * self.traits["ears"]), "skin"
                )
        return sheet

    def head(self, sheet: Plane, grid: Grid, jaw: float) -> None:
        """The head with its chin down by a share of its way."""
        distance = self.head_distance(grid, jaw)
        if self.traits.has("shadow"):
            shadow = self.head_distance(Grid(grid.x - 0.06, grid.y - 0.08, grid.unit), jaw)
            paint(sheet, 0.35 * grid.cover(shadow, 3), (0.0, 0.0, 0.0))
        self.shape(sheet, grid, distance, "skin")
        if self.traits["shade"] > 0:
            inside = grid.cover(distance, 2)
            light = np.clip(0.5 * grid.x + 0.45 * grid.y - 0.1, 0, 1) * (0.75 * self.traits["shade"])
            paint(sheet, inside * light, darker(self.colours["skin"], 0.6))
            gleam = np.exp(-((grid.x + 0.35) ** 2 + (grid.y + 0.5) ** 2) / 0.16) * (0.4 * self.traits["shade"])
            paint(sheet, inside * gleam, mixed(self.colours["skin"], (1, 1, 1), 0.7))

    def head_distance(self, grid: Grid, jaw: float) -> Plane:
        """Distance to the head's outline."""
        deep = self.traits["chin"] + self.drop * jaw
        down = np.clip(grid.y / deep, 0, 1.2)
        wide = 1 - self.traits["taper"] * down * down
        high = np.where(grid.y < 0, self.traits["skull"], deep)
        return ellipse(grid.x, grid.y, wide, high, round(self.traits["power"], 2))

    def on_skin(self, grid: Grid) -> Plane:
        """What is on the head and under the mouth: muzzle, beard, cheeks, folds, hair at the front."""
        sheet = blank(np.broadcast_shapes(grid.x.shape, grid.y.shape))
        for name, painted in ON_SKIN.items():
            if self.traits.has(name):
                painted(self, sheet, grid)
        hair = self.traits.kind("hair")
        if hair in FRONTS:
            FRONTS[hair](self, sheet, grid)
        if self.traits.has("hat"):
            _hat(self, sheet, grid)
        return sheet

    def before(self, grid: Grid) -> Plane:
        """What may cover the mouth: nose and moustache."""
        sheet = blank(np.broadcast_shapes(grid.x.shape, grid.y.shape))
        if self.traits.has("moustache"):
            _moustache(self, sheet, grid)
        kind = self.traits.kind("nose")
        if kind in NOSES:
            NOSES[kind](self, sheet, grid)
        return sheet

    def shape(self, sheet: Plane, grid: Grid, distance: Plane, part: str) -> None:
        """A filled shape, with a line around it where the character has such."""
        soft = self.traits["soft"]
        if self.traits.has("outline"):
            paint(sheet, grid.cover(distance - max(self.traits["line"] / 2, 0.5 / grid.unit), soft), self.colours["line"])
            distance = distance + max(self.traits["line"] / 2, 0.5 / grid.unit)
        paint(sheet, grid.cover(distance, soft), self.colours[part])

    def line(self, sheet: Plane, grid: Grid, distance: Plane) -> None:
        """A line without a shape."""
        paint(sheet, grid.cover(distance, self.traits["soft"]), self.colours["line"])

    def nose_at(self) -> tuple[float, float]:
        """The middle of the nose, above the mouth."""
        size = self.traits["nose_size"]
        high = self.mouth.y - self.mouth.half * (0.35 + self.traits["lips"]) - 1.2 * size
        return 0.9 * self.traits["aside"], max(high, self.traits["eye_height"] + 0.05)


def _bob(face: Face, sheet: Plane, grid: Grid) -> None:
    face.shape(sheet, grid, ellipse(grid.x, grid.y + 0.05, 1.25, face.traits["skull"] + 0.25, 2.8), "hair")


def _long(face: Face, sheet: Plane, grid: Grid) -> None:
    face.shape(sheet, grid, ellipse(grid.x, grid.y - 0.35, 1.3, face.traits["skull"] + 0.65, 3.0), "hair")


def _spikes(face: Face, sheet: Plane, grid: Grid) -> None:
    rng = face.traits.dice("spikes")
    count, deep = int(rng.integers(5, 14)), float(rng.uniform(0.12, 0.4))
    angle = np.arctan2(grid.x, -grid.y)
    reach = np.hypot(grid.x, grid.y / face.traits["skull"])
    tips = 1.02 + deep * np.abs(np.sin(angle * count / 2)) * (np.abs(angle) < 1.8)
    face.shape(sheet, grid, 0.75 * (reach - tips), "hair")


def _pricked(face: Face, sheet: Plane, grid: Grid) -> None:
    for side in (-1, 1):
        x, y = turned(grid.x, grid.y, (0.62 * side, -0.85 * face.traits["skull"]), 0.35 * side)
        tent = np.maximum(np.abs(x) * 1.6 + y * 0.8 - 0.34, -y - 0.75) * 0.6
        face.shape(sheet, grid, np.maximum(tent, y - 0.5), "skin")


def _floppy(face: Face, sheet: Plane, grid: Grid) -> None:
    for side in (-1, 1):
        x, y = turned(grid.x, grid.y, (1.02 * side, -0.1), -0.2 * side)
        face.shape(sheet, grid, ellipse(x, y, 0.28, 0.7), "hair")


def _round(face: Face, sheet: Plane, grid: Grid) -> None:
    for side in (-1, 1):
        face.shape(sheet, grid, ellipse(grid.x - 0.85 * side, grid.y + 0.85 * face.traits["skull"], 0.36, 0.36), "hair")


def _antenna(face: Face, sheet: Plane, grid: Grid) -> None:
    top = -face.traits["skull"]
    face.line(sheet, grid, stroke(grid.x, grid.y, (0.0, top), (0.0, top - 0.45), 0.07))
    face.shape(sheet, grid, ellipse(grid.x, grid.y - top + 0.5, 0.11, 0.11), "nose")


def _cap(face: Face, sheet: Plane, grid: Grid) -> None:
    low = -0.42 * face.traits["skull"]
    top = np.maximum(face.head_distance(grid, 0.0) - 0.05, grid.y - low + 0.12 * np.cos(3 * grid.x))
    face.shape(sheet, grid, top, "hair")


def _fringe(face: Face, sheet: Plane, grid: Grid) -> None:
    rng = face.traits.dice("fringe")
    low, waves = -0.3 * face.traits["skull"], float(rng.uniform(2, 6))
    saw = 0.25 * np.abs((grid.x * waves + float(rng.uniform())) % 1 - 0.5) * 2
    top = np.maximum(face.head_distance(grid, 0.0) - 0.06, 0.7 * (grid.y - low + saw - 0.18))
    face.shape(sheet, grid, top, "hair")


def _bald_bob(face: Face, sheet: Plane, grid: Grid) -> None:
    low = -0.5 * face.traits["skull"] + 0.25 * np.abs(grid.x)
    face.shape(sheet, grid, np.maximum(face.head_distance(grid, 0.0) - 0.06, 0.9 * (grid.y - low)), "hair")


def _hat(face: Face, sheet: Plane, grid: Grid) -> None:
    top = -face.traits["skull"]
    face.shape(sheet, grid, ellipse(grid.x, grid.y - top, 0.85, 0.5, 3.0), "cloth")
    face.shape(sheet, grid, ellipse(grid.x, grid.y - 0.62 * top, 1.15, 0.09, 2.5), "cloth")


def _muzzle(face: Face, sheet: Plane, grid: Grid) -> None:
    mouth = face.mouth
    middle = mouth.y - 0.15 * mouth.half
    pale = mixed(face.colours["skin"], (1, 1, 1), 0.55)
    distance = ellipse(grid.x - mouth.x, grid.y - middle, 1.55 * mouth.half, 1.05 * mouth.half, 2.3)
    if face.traits.has("outline"):
        face.line(sheet, grid, np.abs(distance) - face.traits["line"] / 3)
    paint(sheet, grid.cover(distance, face.traits["soft"]), pale)


def _beard(face: Face, sheet: Plane, grid: Grid) -> None:
    mouth, rng = face.mouth, face.traits.dice("beard")
    high = mouth.y - float(rng.uniform(-0.15, 0.45)) * mouth.half
    fringe = 0.05 * np.sin(23 * grid.x) * float(rng.uniform(0, 1))
    deep = np.minimum(face.head_distance(grid, 0.3), 9) - float(rng.uniform(-0.02, 0.22)) + fringe
    upper = high - grid.y - 0.5 * grid.x**2 * float(rng.uniform(0, 2))
    around = ellipse(grid.x - mouth.x, grid.y - mouth.y - 0.1 * mouth.half, 1.25 * mouth.half, 0.5 * mouth.half)
    beard = np.maximum(deep, upper)
    if rng.random() < 0.6:  # skin around the lips
        beard = np.maximum(beard, -around)
    face.shape(sheet, grid, beard, "hair")


def _moustache(face: Face, sheet: Plane, grid: Grid) -> None:
    mouth, rng = face.mouth, face.traits.dice("moustache")
    low = mouth.y - mouth.half * (0.2 + face.traits["lips"] + 0.1 * float(rng.uniform(0, 1)))
    wide, high = mouth.half * float(rng.uniform(0.5, 0.75)), mouth.half * float(rng.uniform(0.12, 0.26))
    distance = np.full(np.broadcast_shapes(grid.x.shape, grid.y.shape), 9.0)
    lean = float(rng.uniform(-0.1, 0.5))
    for side in (-1, 1):
        x, y = turned(grid.x, grid.y, (mouth.x + 0.8 * wide * side, low), lean * side)
        distance = np.minimum(distance, ellipse(x, y, wide, high))
    face.shape(sheet, grid, distance, "hair")


def _cheeks(face: Face, sheet: Plane, grid: Grid) -> None:
    for side in (-1, 1):
        distance = ellipse(grid.x - 0.62 * side, grid.y - 0.3, 0.2, 0.14)
        paint(sheet, 0.7 * grid.cover(distance, max(2.0, 0.1 * grid.unit)), face.colours["cheek"])


def _freckles(face: Face, sheet: Plane, grid: Grid) -> None:
    rng = face.traits.dice("freckles")
    for x, y in rng.uniform((-0.75, 0.1), (0.75, 0.4), (10, 2)):
        paint(sheet, grid.cover(np.hypot(grid.x - x, grid.y - y) - 0.022), darker(face.colours["skin"], 0.35))


def _folds(face: Face, sheet: Plane, grid: Grid) -> None:
    mouth = face.mouth
    for side in (-1, 1):
        x, y = turned(grid.x, grid.y, (mouth.x + 1.5 * mouth.half * side, mouth.y - 0.25 * mouth.half), 1.35 * side)
        shade = darker(face.colours["skin"], 0.4)
        paint(sheet, grid.cover(arc(x, y, 0.4 * mouth.half, 0.16 * mouth.half, face.traits["line"]), 1.5), shade)


def _nose_line(face: Face, sheet: Plane, grid: Grid) -> None:
    (x, y), size = face.nose_at(), face.traits["nose_size"]
    face.line(sheet, grid, arc(grid.x - x, grid.y - y - 0.5 * size, 0.6 * size, 0.4 * size, face.traits["line"]))


def _nose_ball(face: Face, sheet: Plane, grid: Grid) -> None:
    (x, y), size = face.nose_at(), face.traits["nose_size"]
    face.shape(sheet, grid, ellipse(grid.x - x, grid.y - y, 1.15 * size, size), "nose")


def _nose_snout(face: Face, sheet: Plane, grid: Grid) -> None:
    (x, y), size = face.nose_at(), face.traits["nose_size"]
    face.line(sheet, grid, stroke(grid.x, grid.y, (x, y), (face.mouth.x, face.mouth.y - 0.1 * face.mouth.half), 0.03))
    face.shape(sheet, grid, ellipse(grid.x - x, grid.y - y, 1.2 * size, 0.8 * size, 2.5), "nose")
    paint(
        sheet, 0.7 * grid.cover(ellipse(grid.x - x + 0.3 * size, grid.y - y + 0.3 * size, 0.3 * size, 0.15 * size)), (1.0, 1.0, 1.0)
    )


def _nose_hook(face: Face, sheet: Plane, grid: Grid) -> None:
    (x, y), size = face.nose_at(), face.traits["nose_size"]
    side = 1 if face.traits["aside"] >= 0 else -1
    tip = (x + 0.9 * size * side, y + 0.5 * size)
    thick = face.traits["line"]
    face.line(sheet, grid, stroke(grid.x, grid.y, (x, y - 1.6 * size), tip, thick))
    face.line(sheet, grid, stroke(grid.x, grid.y, tip, (x - 0.1 * size * side, y + 0.7 * size), thick))


def _nose_dots(face: Face, sheet: Plane, grid: Grid) -> None:
    (x, y), size = face.nose_at(), face.traits["nose_size"]
    for side in (-1, 1):
        face.line(sheet, grid, np.hypot(grid.x - x - 0.5 * size * side, grid.y - y) - 0.025)


def _nose_triangle(face: Face, sheet: Plane, grid: Grid) -> None:
    (x, y), size = face.nose_at(), face.traits["nose_size"]
    down = grid.y - y
    face.shape(sheet, grid, np.maximum(0.8 * (np.abs(grid.x - x) - 0.5 * (down + size)), down - 0.7 * size), "nose")


BACKS: dict[str, Callable[[Face, Plane, Grid], None]] = {
    "bob": _bob, "long": _long, "spikes": _spikes, "pricked": _pricked, "floppy": _floppy, "round": _round, "antenna": _antenna,
}  # fmt: skip
FRONTS: dict[str, Callable[[Face, Plane, Grid], None]] = {"cap": _cap, "fringe": _fringe, "bob": _bald_bob, "long": _fringe}
NOSES: dict[str, Callable[[Face, Plane, Grid], None]] = {
    "line": _nose_line, "ball": _nose_ball, "snout": _nose_snout,
    "hook": _nose_hook, "dots": _nose_dots, "triangle": _nose_triangle,
}  # fmt: skip
ON_SKIN: dict[str, Callable[[Face, Plane, Grid], None]] = {
    "cheeks": _cheeks, "freckles": _freckles, "folds": _folds, "beard": _beard, "muzzle": _muzzle,
}  # fmt: skip
