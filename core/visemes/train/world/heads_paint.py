"""Pictures of a placed head: its triangles lit, drawn at twice the size, outlined, averaged to pixels over the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.train.world.heads_body import GRAIN
from visemes.train.world.heads_light import Neighbours, bands, diffuse, film, highlights, unit
from visemes.train.world.heads_mesh import Material
from visemes.train.world.heads_raster import facing, nearest, planes, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_body import Body
    from visemes.train.world.heads_light import Lamps
    from visemes.train.world.heads_raster import Drawn

    Floats = NDArray[np.floating]
    Integers = NDArray[np.int32]

#: Samples across and down a pixel.
FINER: Final = 2
#: What has a grain.
_ROUGH: Final = (Material.SKIN, Material.LID, Material.HAIR, Material.NOSE, Material.EAR, Material.CLOTH)
#: How far light bends around dull things.
_WRAP: Final = {"soft": 0.5, "glossy": 0.1, "flat": 0.1}


class Painter:
    """Paints one shot of a head."""

    def __init__(self, body: Body, around: Lamps, size: int) -> None:
        self.body, self.around, self.size = body, around, size
        self.traits, self.mesh = body.traits, body.mesh
        self.shading = self.traits.kind("shading")
        self.rough = np.isin(self.mesh.material, _ROUGH).astype(np.float32)
        self.neighbours = Neighbours(self.mesh.faces, len(self.mesh.points))

    def paint(self, states: Floats, placed: Floats, screen: Floats, distance: float, scene: Floats) -> NDArray[np.uint8]:
        """Frames (T, size, size, 3) of placed vertices (T, V, 3), over a scene of light (T, size, size, 3)."""
        fine = self.size * FINER
        drawn = facing(screen * np.array([FINER, FINER, 1], dtype=np.float32), self.mesh.faces, fine)
        number = nearest(drawn, len(states), fine)
        normals = self.neighbours.of_faces(placed)
        light = self.body.light(states)
        if self.shading == "toon":
            colour = self._banded(drawn, number, normals, light)
        elif self.shading == "flat":
            colour = self._faceted(drawn, number, normals, light)
        else:
            colour = self._smooth(drawn, number, normals, light, placed, distance)
        if self.traits["outline"] > 0:
            colour *= self._lines(drawn, number)
        return self._developed(colour, number, scene)

    def _smooth(self, drawn: Drawn, number: Integers, normals: Floats, light: Floats, placed: Floats, distance: float) -> Floats:
        """Lit at vertices, even in between."""
        at = self.neighbours.of_vertices(normals)
        lit = self._even(light) if self.shading == "unlit" else diffuse(at, light, self.around, wrap=_WRAP[self.shading])
        corners = self.mesh.faces[drawn.face]
        frame = drawn.frame[:, None]
        values = lit[frame, corners] * self.mesh.colours[drawn.face]
        if self.shading == "glossy":
            view = unit(np.array([0, 0, distance], dtype=np.float32) - placed)
            shiny = highlights(at, view, self.traits["shine"], self.around) * (self.mesh.gloss * light)[..., None]
            values += shiny[frame, corners]
        if self.traits["texture"] <= 0:
            return spread(planes(drawn, values), number)
        return self._textured(drawn, number, values, corners)

    def _even(self, light: Floats) -> Floats:
        """No lamps: colours as they are, darker where little light gets."""
        return np.repeat(np.float32(0.95) * light[..., None], 3, axis=-1)

    def _textured(self, drawn: Drawn, number: Integers, values: Floats, corners: Integers) -> Floats:
        """With a grain that sticks to the skin."""
        spots = self.mesh.points[corners][..., :2] * np.float32(GRAIN / 2) + np.float32(4 * GRAIN)
        spots *= self.rough[drawn.face][:, None, None]
        everything = spread(planes(drawn, np.concatenate([values, spots], axis=-1)), number)
        place = everything[3:].astype(np.int32) & (GRAIN - 1)
        colour: Floats = everything[:3]
        colour *= np.take(self.body.grain, place[0] * GRAIN + place[1])
        return colour

    def _banded(self, drawn: Drawn, number: Integers, normals: Floats, light: Floats) -> Floats:
        """Flat colours in steps of light, as cels are painted."""
        at = self.neighbours.of_vertices(normals)
        level = np.maximum(at @ self.around.ways[0] * np.float32(0.75) + np.float32(0.35), 0) * light
        values = level[drawn.frame[:, None], self.mesh.faces[drawn.face]]
        steps = bands(spread(planes(drawn, values[..., None]), number), self.traits)
        own = self.mesh.colours[drawn.face].mean(axis=1)
        painted: Floats = _plain(own * np.minimum(self.around.colours[0] + self.around.sky, np.float32(1.2)), number) * steps
        return painted

    def _faceted(self, drawn: Drawn, number: Integers, normals: Floats, light: Floats) -> Floats:
        """One colour a triangle."""
        own = unit(normals[drawn.frame, drawn.face])[None]
        open_ = light[drawn.frame[:, None], self.mesh.faces[drawn.face]].mean(axis=1)[None]
        values = diffuse(own, open_, self.around, wrap=_WRAP["flat"])[0] * self.mesh.colours[drawn.face].mean(axis=1)
        return _plain(values, number)

    def _lines(self, drawn: Drawn, number: Integers) -> Floats:
        """1, and dark where one material meets another or the background."""
        kinds = np.append(self.mesh.material[drawn.face], -1).astype(np.int8)
        kind = np.take(kinds, number, mode="wrap")
        edge = np.zeros(kind.shape, dtype=bool)
        edge[:, :, 1:] |= kind[:, :, 1:] != kind[:, :, :-1]
        edge[:, 1:] |= kind[:, 1:] != kind[:, :-1]
        if self.traits["outline"] > 0.5 or self.size > 160:
            edge[:, :, :-1] |= kind[:, :, 1:] != kind[:, :, :-1]
            edge[:, :-1] |= kind[:, 1:] != kind[:, :-1]
        return np.where(edge, np.float32(0.12), np.float32(1))

    def _developed(self, colour: Floats, number: Integers, scene: Floats) -> NDArray[np.uint8]:
        """The mean of a pixel's samples, over the background, on film."""
        cover = _mean((number >= 0).astype(np.float32))
        light = _mean(colour) + np.moveaxis(scene, 3, 0) * (1 - cover)
        return np.ascontiguousarray(np.moveaxis(film(light, self.traits["gamma"]), 0, 3))


def _plain(colours: Floats, number: Integers) -> Floats:
    """One colour (N, 3) for each triangle: (3, frames, size, size); 0 where none is."""
    index = number.astype(np.intp)
    return np.stack([np.take(np.append(channel, np.float32(0)), index, mode="wrap") for channel in colours.T])


def _mean(values: Floats) -> Floats:
    """Of squares of `FINER` by `FINER` samples."""
    parts = [values[..., row::FINER, column::FINER] for row in range(FINER) for column in range(FINER)]
    total: Floats = sum(parts[1:], parts[0]) * np.float32(1 / len(parts))
    return total
