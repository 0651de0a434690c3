"""A whole head: its parts put together, and where all of its vertices are at every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.train.world import heads_parts as parts
from visemes.train.world.heads_mesh import Material, Mesh, grid_faces, joined, mesh, mirrored
from visemes.train.world.heads_mouth import BORDER, FULL, INNER, SEAM, WALL, Face, Mood, hinged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_acting import Acting
    from visemes.train.world.heads_traits import Traits

    Floats = NDArray[np.floating]

#: Side of the skin's grain, samples, a power of two; it spans two units.
GRAIN: Final = 256
#: Light that reaches the rings inside the lips.
_LIGHT: Final = {0: 0.03, WALL: 0.12, INNER: 0.4}


class Body:
    """A head's mesh, and how it moves.

    mesh: at rest. shade: vertices whose light depends on how far the mouth is open (teeth, tongue, the cavity).
    """

    def __init__(self, traits: Traits, random: np.random.Generator) -> None:
        self.traits, self.face = traits, Face(traits)
        named = {"face": _skin(self.face, random)}
        named |= _mouth(self.face) | _upper(traits, random)
        named["neck"] = parts.neck(traits)
        self.mesh = joined(list(named.values()))
        ends = np.cumsum([0, *(len(part.points) for part in named.values())])
        self.where = {name: slice(int(a), int(b)) for name, a, b in zip(named, ends[:-1], ends[1:], strict=True)}
        self.eye_centre = parts.eye(traits)[1]
        self.grain = _grain(traits["texture"], random)

    def points(self, states: Floats, acting: Acting) -> Floats:
        """(T, V, 3), before the head turns."""
        mood = Mood(acting.smile, acting.surprise, acting.squash)
        points = np.repeat(self.mesh.points[None], len(states), axis=0)
        face = self.face.points(states, mood)
        points[:, self.where["face"]] = face.reshape(len(states), -1, 3)
        self._jaw(points, states)
        self._eyes(points, acting)
        squash = 1 - 0.07 * acting.squash[:, None]
        neck = self.where["neck"].start
        points[:, :neck, 1] *= squash
        points[:, :neck, [0, 2]] *= (1 / np.sqrt(squash))[..., None]
        return points

    def border(self, points: Floats) -> Floats:
        """The lips' border of `points`, (T, angles, 3)."""
        count = self.face.angles
        start = self.where["face"].start + BORDER * count
        return points[:, start : start + count]

    def light(self, states: Floats) -> Floats:
        """How much of the surrounding light reaches each vertex, (T, V): less inside a mouth that is hardly open."""
        light = np.repeat(self.mesh.light[None], len(states), axis=0)
        open_ = np.clip(self.face.height(states)[:, None] / self.traits["open"], 0, 1)
        for name in ("upper_teeth", "lower_teeth", "tongue"):
            if name in self.where:
                light[:, self.where[name]] *= 0.5 + 0.5 * np.sqrt(open_)
        count, start = self.face.angles, self.where["face"].start
        seam = self.traits["seam"] + (1 - self.traits["seam"]) * np.clip(2.5 * open_, 0, 1)
        light[:, start + SEAM * count : start + FULL * count] = seam
        return light

    def _jaw(self, points: Floats, states: Floats) -> None:
        angle = self.face.bone(states)
        if "lower_teeth" in self.where:
            part = self.where["lower_teeth"]
            points[:, part] = hinged(self.mesh.points[part], angle)
            points[:, part, 1] -= 0.03 * states[:, 4:5]
        if "tongue" in self.where:
            part = self.where["tongue"]
            rest = self.mesh.points[part]
            points[:, part] = hinged(rest, angle * 0.92)
            tip = np.clip((rest[:, 2] - rest[:, 2].mean()) / np.ptp(rest[:, 2]) * 2, 0, 1) ** 1.5
            points[:, part] += self._tip(states, rest, angle)[:, None] * tip[:, None]

    def _tip(self, states: Floats, rest: Floats, angle: Floats) -> Floats:
        """The way of the tongue's tip, (T, 3): up to the upper teeth's edge, and forward."""
        height, tongue = self.face.height(states), states[:, 6]
        share = self.traits["up"]
        middle = self.traits["mouth_y"] + (share - 0.5) * height
        goal = np.maximum(middle + 0.2 * height, self.traits["mouth_y"] - 0.07)
        now = rest[:, 1].mean() - angle * rest[:, 2].max() * 0.9
        way = np.zeros((len(states), 3), dtype=np.float32)
        way[:, 1], way[:, 2] = tongue * np.maximum(goal - now, 0), 0.05 * tongue
        return way

    def _eyes(self, points: Floats, acting: Acting) -> None:
        for side, name in ((1, "eye"), (-1, "eye_left")):
            centre = self.eye_centre * np.array([side, 1, 1], dtype=np.float32)
            part = self.where[name]
            points[:, part] = _looking(points[:, part] - centre, acting.gaze) + centre
            for lid, way in (("lid", 1), ("under", -0.35)):
                part = self.where[lid + ("" if side == 1 else "_left")]
                close = (
                    np.radians(self.traits["lid"] + 12) * acting.blink + 0.25 * np.clip(acting.smile, 0, 1) - 0.2 * acting.surprise
                )
                points[:, part] = _nodded(points[:, part] - centre, close * way) + centre
        for name in ("brow", "brow_left"):
            points[:, self.where[name], 1] += (0.09 * acting.surprise + 0.02 * acting.smile)[:, None]


def _skin(face: Face, random: np.random.Generator) -> Mesh:
    """The face's rings as a mesh, with the colours of skin, lips, beard and the mouth's inside."""
    traits, count = face.traits, face.angles
    rest = face.rest
    skin, lip, inside = traits.colour("skin"), traits.colour("lip"), traits.colour("inside")
    colours: Floats = np.repeat(np.repeat(skin[None, None], len(rest), 0), count, 1)
    patch = np.exp(-((rest - rest[BORDER].mean(axis=0)) ** 2).sum(axis=-1) / (2 * (1.1 * traits["muzzle_size"]) ** 2))
    if traits["pale"] > 0.4:
        colours = colours + (np.clip(skin * 1.6 + 0.12, 0, 0.9) - colours) * np.clip(patch * 1.6 - 0.4, 0, 1)[..., None]
    colours = colours * (1 + random.normal(0, 1, (*rest.shape[:2], 1)) * traits["speckle"])
    hair = _beard(face, rest, random)
    fuzz = traits.colour("hair_colour")
    share = np.clip(hair, 0, 1)[..., None] * (0.45 if traits.kind("beard") == "stubble" else 1.0)
    colours = colours * (1 - share) + fuzz * share
    if traits["soft_lips"] > 0.5:
        colours[: BORDER + 1] = lip
    else:
        colours[:BORDER] = lip
    colours[:WALL], colours[WALL], colours[INNER] = inside * 0.25, inside, 0.5 * (inside + lip)
    points = rest.copy()
    if traits.kind("beard") != "stubble":
        away = rest - np.array([0, 0, 0.1], dtype=np.float32)
        lift = hair[..., None] * traits["beard_thick"] * random.uniform(0.6, 1.2, (*hair.shape, 1))
        points = rest + away / np.linalg.norm(away, axis=-1, keepdims=True) * lift
    face.rest[BORDER + 1 :] = points[BORDER + 1 :]
    faces = grid_faces(len(rest), count, closed=True)[:, [0, 2, 1]]
    result = mesh(
        points.reshape(-1, 3), faces, np.clip(colours, 0, 1).reshape(-1, 3).astype(np.float32), Material.SKIN, gloss=traits["gloss"]
    )
    ring = faces.min(axis=1) // count
    material = np.select([ring < INNER, ring < BORDER], [Material.CAVITY, Material.LIP], Material.SKIN).astype(np.int32)
    sharp = ring == BORDER - 1
    if traits["soft_lips"] <= 0.5:
        result.colours[sharp] = lip
    light, gloss = np.ones(len(points) * count, dtype=np.float32), result.gloss
    for number, share_ in _LIGHT.items():
        light[number * count : (number + 1) * count] = share_
    gloss[: (BORDER + 1) * count] = np.clip(traits["gloss"] * 1.6, 0, 1)
    gloss[: INNER * count] = 0
    return result._replace(light=light, material=material)


def _beard(face: Face, rest: Floats, random: np.random.Generator) -> Floats:
    """Where hair grows around the mouth, 0..1 for each vertex."""
    traits = face.traits
    x, y, z = rest[..., 0], rest[..., 1] - traits["mouth_y"], rest[..., 2]
    rows = np.arange(len(rest))[:, None]
    grows = np.zeros(rest.shape[:2], dtype=np.float32)
    beard, below = traits.kind("beard"), -1.6 * traits["lower_lip"]
    if beard in {"full", "stubble"}:
        line = below + np.clip(np.abs(x) - 0.8 * traits["mouth_half"], 0, None) * 1.1
        grows = np.clip((line - y) / 0.08, 0, 1) * np.clip((z + 0.25) / 0.2, 0, 1)
    elif beard == "goatee":
        grows = np.clip((below - y) / 0.08, 0, 1) * np.clip((0.8 * traits["mouth_half"] - np.abs(x)) / 0.1, 0, 1) * (z > 0)
    if traits.kind("moustache") == "bushy":
        above = (y > 0.2 * traits["upper_lip"]) & (rows <= BORDER + 2) & face.upper & (np.abs(x) < 1.15 * traits["mouth_half"])
        grows = np.maximum(grows, above * 1.0)
    grows[: BORDER + 1] = 0
    result: Floats = (grows * random.uniform(0.85, 1.0, grows.shape)).astype(np.float32)
    return result


def _mouth(face: Face) -> dict[str, Mesh]:
    traits = face.traits
    named = {"tongue": parts.tongue(face)}
    if traits.kind("teeth") != "none":
        named["upper_teeth"] = parts.teeth(face, upper=True)
    if traits.kind("lower_teeth") != "none":
        named["lower_teeth"] = parts.teeth(face, upper=False)
    return named


def _upper(traits: Traits, random: np.random.Generator) -> dict[str, Mesh]:
    skin = traits.colour("skin")
    eye, centre = parts.eye(traits)
    lid, under = parts.lids(traits, centre, skin)
    brow = parts.brow(traits)
    named = {"eye": eye, "eye_left": mirrored(eye), "lid": lid, "lid_left": mirrored(lid)}
    named |= {"under": under, "under_left": mirrored(under), "brow": brow, "brow_left": mirrored(brow)}
    others = {"nose": parts.nose(traits, skin), "ears": parts.ears(traits, skin), "hair": parts.hair(traits, random)}
    return named | {name: part for name, part in others.items() if part is not None}


def _looking(points: Floats, gaze: Floats) -> Floats:
    """Points (T, V, 3) turned right and up by angles (T, 2), radians."""
    cos, sin = np.cos(gaze[:, :1]), np.sin(gaze[:, :1])
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    turned = np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=-1)
    return _nodded(turned, -gaze[:, 1])


def _nodded(points: Floats, angle: Floats) -> Floats:
    """Points (T, V, 3) turned down by angles (T,), radians."""
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    result: Floats = np.stack([x, cos * y - sin * z, sin * y + cos * z], axis=-1)
    return result


def _grain(strength: float, random: np.random.Generator) -> Floats:
    """A cloudy noise around 1 that repeats, (GRAIN * GRAIN,); its first value is 1."""
    across, down = np.fft.rfftfreq(GRAIN)[None, :], np.fft.fftfreq(GRAIN)[:, None]
    speed = np.maximum(np.hypot(across, down), 2 / GRAIN)
    cloud = np.fft.irfft2(np.fft.rfft2(random.normal(0, 1, (GRAIN, GRAIN))) / speed)
    cloud = (cloud - cloud.mean()) / cloud.std()
    result: Floats = np.clip(1 + max(strength, 0) * cloud, 0.2, 2).astype(np.float32).ravel()
    result[0] = 1
    return result
