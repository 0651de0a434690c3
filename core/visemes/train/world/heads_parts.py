"""The parts of a head that are no skin: teeth, tongue, eyes, lids, brows, nose, ears, hair, neck. All at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.train.world.heads_mesh import Material, Mesh, ball, grid_faces, joined, mesh, mirrored, turned
from visemes.train.world.heads_skull import front, surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_mouth import Face
    from visemes.train.world.heads_traits import Traits

    Floats = NDArray[np.floating]

_BLACK: Final = np.array([0.004, 0.004, 0.006], dtype=np.float32)
_WHITE: Final = np.array([0.86, 0.86, 0.84], dtype=np.float32)


def teeth(face: Face, *, upper: bool) -> Mesh:
    """A row of teeth or one plate, on an arch inside the lips."""
    traits = face.traits
    half = traits["mouth_half"] * (0.9 if traits["hinge"] else 0.86)
    row = traits.kind("teeth" if upper else "lower_teeth") == "row"
    cuts = _cuts(9) if row else np.linspace(-1, 1, 13)
    x = half * np.sin(cuts * 1.35) / np.sin(1.35)
    long, y = traits["teeth_long"], traits["mouth_y"]
    edge = y - 0.02 if upper else y - 0.04
    levels = (edge + long, edge, edge) if upper else (edge, edge, edge - 0.75 * long)
    ins = (0.0, 0.0, -0.05) if upper else (-0.05, 0.0, 0.0)
    arch = 0.25 * x**2 / max(half, 0.1) + 0.085
    depths = [face.skin_depth(x, np.full_like(x, 1.4 * (level - y))) - arch + back for level, back in zip(levels, ins, strict=True)]
    rows = [np.stack([x, np.full_like(x, level), depth], axis=-1) for level, depth in zip(levels, depths, strict=True)]
    points = np.concatenate(rows[::-1])
    faces = grid_faces(3, len(x), closed=False)
    colours = np.repeat(traits.colour("tooth")[None], len(faces), axis=0)
    if row:
        column = faces.min(axis=1) % len(x)
        colours[column % 2 == 1] *= 0.55
    result = mesh(points, faces, colours, Material.TEETH, gloss=0.4)
    root = np.repeat([1.0, 1.0, 0.6] if upper else [0.6, 1.0, 1.0], len(x))
    return result._replace(light=(root * np.tile(1 - 0.45 * (x / half) ** 2, 3)).astype(np.float32))


def _cuts(count: int) -> NDArray[np.float64]:
    """Where teeth begin and end across, -1..1: wide ones with narrow gaps between."""
    middles = np.linspace(-1, 1, count + 1)
    return np.sort(np.concatenate([middles[:-1] + 0.012, middles[1:] - 0.012]))


def tongue(face: Face) -> Mesh:
    """An ellipsoid that lies behind the lower teeth."""
    traits = face.traits
    points, faces = ball(8, 10)
    size = np.array([0.66 * traits["mouth_half"], 0.07, 0.22], dtype=np.float32) * np.float32(traits["tongue"])
    depth = float(face.skin_depth(np.array(0.0), np.array(0.0)))
    centre = np.array([0, traits["mouth_y"] - 0.085, depth - 0.13 - size[2]], dtype=np.float32)
    result = mesh(points * size + centre, faces, traits.colour("tongue_colour"), Material.TONGUE, gloss=0.35)
    return result._replace(light=(0.55 + 0.45 * np.clip(points[:, 2], 0, 1)).astype(np.float32))


def eye(traits: Traits) -> tuple[Mesh, Floats]:
    """The right eye of the picture and its centre."""
    radius = traits["eye"]
    points, faces = ball(9, 14, until=2.2)
    skin = front(np.array(traits["eye_x"]), np.array(traits["eye_y"]), traits)
    centre = (skin - [0, 0, radius * (1 - traits["bulge"])]).astype(np.float32)
    # rings of the ball follow the iris: pupil, iris, white
    iris = float(np.arcsin(traits["iris"]))
    down = np.array([2.2, 1.5, 1.0, iris * 1.03, iris, iris * 0.78, iris * 0.5, iris * 0.47, 0.0])
    around = np.arange(14) / 14 * 2 * np.pi
    across = np.sin(down)[:, None]
    points = np.stack([across * np.cos(around), across * np.sin(around), np.repeat(np.cos(down)[:, None], 14, 1)], axis=-1).reshape(
        -1, 3
    )
    ring = faces.min(axis=1) // 14
    rings = np.stack(
        [_WHITE, _WHITE, _WHITE, _BLACK + 0.02, traits.colour("iris_colour"), traits.colour("iris_colour") * 0.8, _BLACK, _BLACK]
    )
    part = mesh(points * radius + centre, faces, rings[ring].astype(np.float32), Material.EYE, gloss=0.9)
    return part, centre


def lids(traits: Traits, centre: Floats, skin: Floats) -> tuple[Mesh, Mesh]:
    """Upper and lower lid of that eye: shells around the eye's axis across, which turn around it to close."""
    return tuple(_shell(traits, centre, skin, upper=upper) for upper in (True, False))  # type: ignore[return-value]


def _shell(traits: Traits, centre: Floats, skin: Floats, *, upper: bool) -> Mesh:
    open_ = np.radians(traits["lid"] if upper else -traits["lid"] - 8)
    end = np.pi * 0.95 if upper else -np.pi * 0.95
    turn = open_ + (end - open_) * np.array([0, 0.05, 0.3, 0.62, 1])
    sideways = np.linspace(-1.45, 1.45, 9)
    y, z = np.sin(turn)[:, None] * np.cos(sideways), np.cos(turn)[:, None] * np.cos(sideways)
    x = np.broadcast_to(np.sin(sideways), y.shape)
    points = np.stack([x, y, z], axis=-1).reshape(-1, 3) * traits["eye"] * 1.07 + centre
    faces = grid_faces(5, 9, closed=False)
    if not upper:
        faces = faces[:, ::-1].copy()
    colours = np.repeat((skin * 0.85)[None], len(faces), axis=0)
    if upper and traits["lashes"] > 0.5:
        colours[faces.min(axis=1) < 9] *= 0.12
    return mesh(points, faces, colours.astype(np.float32), Material.LID, gloss=0.1)


def brow(traits: Traits) -> Mesh:
    """The brow over that eye."""
    points, faces = ball(6, 8)
    thick, radius = traits["brows"], traits["eye"]
    x, y = traits["eye_x"], traits["eye_y"] + radius * 0.8 + traits["brow_up"]
    spot = front(np.array(x), np.array(y), traits) - [0, 0, 0.3 * thick]
    body = points * [max(radius, 0.13) * 0.95, thick, thick * 1.3] @ turned((0, 25, -8)).T
    return mesh((body + spot).astype(np.float32), faces, traits.colour("hair_colour"), Material.HAIR)


def nose(traits: Traits, skin: Floats) -> Mesh | None:
    """A ball, a wedge, a long nose, or the dark pad of a muzzle."""
    kind, size, y = traits.kind("nose"), traits["nose_size"], traits["nose_y"]
    if kind == "none":
        return None
    y = max(y, traits["mouth_y"] + traits["upper_lip"] + 0.85 * size + 0.1)
    points, faces = ball(7, 10)
    spot = front(np.array(0.0), np.array(y), traits)
    tip = points * [size * 0.9, size * 0.8, size] + spot
    if kind == "pad":
        points, faces = ball(9, 13)
        dark = np.array([0.03, 0.02, 0.022], dtype=np.float32)
        return mesh(points * [size * 1.15, size * 0.75, size * 0.7] + spot + [0, 0.02, 0], faces, dark, Material.NOSE, gloss=0.9)
    colour = np.clip(skin * [1.05, 0.9, 0.88], 0, 1).astype(np.float32)
    if kind == "button":
        return mesh(tip, faces, colour, Material.NOSE, gloss=traits["gloss"])
    stretch = 1.9 if kind == "wedge" else 1.5
    slant = 24 if kind == "wedge" else 14
    bridge = points * [size * 0.55, size * stretch, size * 0.75] @ turned((-slant, 0, 0)).T + spot + [0, size * 1.2, -0.1 * size]
    ahead = [0, -0.1 * size, size * (0.45 if kind == "wedge" else 1.0)]
    wings = [points * size * 0.5 + spot + [side * size * 0.55, -0.15 * size, 0.1 * size] for side in (-1, 1)]
    bodies = [points * size * (0.7, 0.62, 0.9 if kind == "wedge" else 1.3) + spot + ahead, bridge, *wings]
    return joined([mesh(body.astype(np.float32), faces, colour, Material.NOSE, gloss=traits["gloss"]) for body in bodies])


def ears(traits: Traits, skin: Floats) -> Mesh | None:
    """Both ears."""
    kind = traits.kind("ears")
    if kind == "none":
        return None
    points, faces = ball(7, 10)
    wide = traits["wide"]
    side = {
        "round": ([0.06, 0.19, 0.13], [0.0, -20.0, -8.0], [0.97 * wide, 0.02, -0.05]),
        "knob": ([0.12, 0.14, 0.14], [0.0, 0.0, 0.0], [1.0 * wide, 0.05, 0.0]),
        "top_round": ([0.24, 0.24, 0.09], [0.0, 0.0, -30.0], [0.72 * wide, 0.82, -0.05]),
        "top_pointed": ([0.17, 0.42, 0.09], [0.0, 0.0, -22.0], [0.6 * wide, 0.95, -0.05]),
        "floppy": ([0.1, 0.42, 0.2], [0.0, 0.0, 18.0], [1.0 * wide, 0.25, -0.05]),
    }[kind]
    size, angles, spot = side
    if kind == "top_pointed":
        points = points * np.stack([1 - 0.6 * np.clip(points[:, 1], 0, 1), *np.ones((2, len(points)))], axis=1)
    body = (points * size @ turned(angles).T + spot).astype(np.float32)
    right = mesh(body, faces, np.clip(skin * 0.95, 0, 1).astype(np.float32), Material.EAR, gloss=traits["gloss"] * 0.5)
    return joined([right, mirrored(right)])


def hair(traits: Traits, random: np.random.Generator) -> Mesh | None:
    """A cap of hair over the skull, or a hat: from the crown down to a line, thicker than skin."""
    kind = traits.kind("hair")
    if kind == "none":
        return None
    rows, columns = (9, 24) if traits["angles"] > 20 else (5, 12)
    around = np.arange(columns) / columns * 2 * np.pi
    ahead = np.sin(around)  # 1 in front
    low = {"long": 2.6, "hat": 1.15}.get(kind, 2.0)
    line = np.arccos(traits["hairline"]) if kind != "hat" else 1.0
    limit = line + (low - line) * _step((0.55 - ahead) / 0.9)
    share = np.linspace(1, 0, rows)[:, None]
    down = share * limit
    directions = np.stack([np.sin(down) * np.cos(around), np.cos(down), np.sin(down) * ahead], axis=-1)
    thick = traits["hair_thick"] * _thickness(kind, share, around, random)
    points = surface(directions, traits) * (1 + thick[..., None])
    if kind == "long":
        points[..., 1] = np.where(points[..., 1] < -0.2, points[..., 1] * 1.3, points[..., 1])
    faces = grid_faces(rows, columns, closed=True)[:, ::-1].copy()
    colour = traits.colour("cloth" if kind == "hat" else "hair_colour")
    shade = colour * random.uniform(0.8, 1.15, (rows * columns, 1))
    return mesh(points.reshape(-1, 3), faces, np.clip(shade, 0, 1), Material.HAIR, gloss=0.25)


def _thickness(
    kind: str, share: NDArray[np.float64], around: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.float64]:
    """How far hair stands off, in its thickness; thin at its edge."""
    full = np.sqrt(np.clip(1.15 - share, 0, 1)) + 0.15
    if kind == "curly":
        return full * random.uniform(1.2, 2.6, (len(share), len(around)))
    if kind == "mohawk":
        return 0.25 + 3.0 * np.exp(-((np.cos(around) * share / 0.22) ** 2)) * np.ones_like(share)
    if kind == "hat":
        return 0.9 + 1.6 * (share > 0.95) + 0 * around
    wave = 1 + 0.25 * np.cos(around * random.integers(3, 9) + random.uniform(0, 6))
    result: NDArray[np.float64] = full * wave
    return result


def neck(traits: Traits) -> Mesh:
    """The neck and the shoulders, which stay while the head turns."""
    around = np.arange(16) / 16 * 2 * np.pi
    wide, back = traits["neck"] * traits["wide"] / 0.75, -0.2
    spec = ((-2.6, 1.5, 0.6), (-2.2, 1.45, 0.6), (-1.85, 1.15, 0.5), (-1.62, 0.7, 0.42), (-1.5, wide, wide), (-0.4, wide, wide))
    rings = [np.stack([a * np.cos(around), np.full(16, y), back - b * np.sin(around)], axis=-1) for y, a, b in spec]
    faces = grid_faces(len(spec), 16, closed=True)[:, ::-1].copy()
    ring = faces.min(axis=1) // 16
    colours = np.where((ring < 4)[:, None], traits.colour("cloth"), traits.colour("skin") * 0.8)
    return mesh(np.concatenate(rings).astype(np.float32), faces, colours.astype(np.float32), Material.CLOTH, light=0.75)


def _step(share: NDArray[np.floating]) -> NDArray[np.float64]:
    t = np.clip(share, 0, 1)
    result: NDArray[np.float64] = t * t * (3 - 2 * t)
    return result
