"""How a mouth's state moves the lips, the skin around them and the jaw.

The face is rings of vertices around the mouth: the throat, the cavity's wall, the inside of the lips, the line they meet in, their
fullest part, their border, then skin as far as the back of the head. Vertex 0 of a ring is the corner at the right of the picture,
the first half is above. The lips' rings are computed anew for every frame; skin follows them and the jaw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from visemes.train.world.heads_skull import front, surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_traits import Traits

    Floats = NDArray[np.floating]

#: Rings by what they are; skin follows.
THROAT, WALL, INNER, SEAM, FULL, BORDER = range(6)
#: Where jaws turn: height and depth in the head.
_HINGE_Y, _HINGE_Z = -0.12, -0.05


class Mood(NamedTuple):
    """What a face does besides speaking, (T,) each, about -1..1: smile (below 0 a frown), surprise, squash (above 0 flatter)."""

    smile: Floats
    surprise: Floats
    squash: Floats


class Face:
    """The rings of a head at rest, and where they go."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits
        self.angles = int(traits["angles"])
        self.theta = np.arange(self.angles) / self.angles * 2 * np.pi
        self.cos, self.sin = np.cos(self.theta), np.sin(self.theta)
        self.cos[[self.angles // 4, 3 * self.angles // 4]] = 0
        self.sin[[0, self.angles // 2]] = 0
        self.upper = self.sin >= 0
        self.middle = front(np.array(0.0), np.array(traits["mouth_y"]), traits)
        self.reach = _profile(traits, traits["mouth_half"] * 1.5)
        calm = Mood(*np.zeros((3, 1), dtype=np.float32))
        lips = self.lips(np.zeros((1, 7), dtype=np.float32), calm)[0].astype(np.float64)
        straight = lips[BORDER].copy()
        straight[:, 1] -= traits["mouth_curve"] * (self.cos**2 - 0.35)
        skin = _skin(lips[BORDER], straight, self.theta, self.middle, traits)
        self.rest = np.concatenate([lips, skin]).astype(np.float32)
        self.jaw_share = self._jaw_share().astype(np.float32)
        self.pull = self._pull().astype(np.float32)

    @property
    def rings(self) -> int:
        """How many rings there are."""
        return len(self.rest)

    def height(self, states: Floats) -> Floats:
        """The gap between the inner lips, (T,)."""
        gap, contact, press = states[:, 1], states[:, 4], states[:, 5]
        height = self.traits["open"] * gap * (1 - press)
        bite: Floats = np.maximum(height, contact * self.traits["bite"]).astype(np.float32)
        return bite

    def drop(self, states: Floats) -> Floats:
        """Angle the jaw is turned by, radians, (T,)."""
        most = np.radians(self.traits["jaw"])
        soft = most * states[:, 0]
        stiff = self.height(states) / max(float(self.middle[2]) - _HINGE_Z, 0.3)
        angle: Floats = (stiff if self.traits["hinge"] else soft).astype(np.float32)
        return angle

    def bone(self, states: Floats) -> Floats:
        """Angle the lower teeth and the tongue are turned by, (T,): the jaw's, but they stay behind the lower lip."""
        lip = (self.height(states) * (1 - self.traits["up"]) + 0.05) / max(float(self.middle[2]) - _HINGE_Z, 0.3)
        angle: Floats = np.minimum(self.drop(states), lip)
        return angle

    def points(self, states: Floats, mood: Mood) -> Floats:
        """All rings at every frame, (T, rings, angles, 3)."""
        lips = self.lips(states, mood)
        pulled = (lips[:, BORDER] - self.rest[BORDER])[:, None]
        skin = self.rest[BORDER + 1 :]
        hung = self.jaw_share[..., None] * (hinged(skin, self.drop(states)) - skin)
        pull = self.pull[..., None]
        lifted = self._lift(skin, mood)
        moved = skin + pull * pulled + (1 - pull) * hung + lifted
        return np.concatenate([lips, moved], axis=1, dtype=np.float32)

    def lips(self, states: Floats, mood: Mood) -> Floats:
        """The first six rings, (T, 6, angles, 3)."""
        traits, sin, cos, upper = self.traits, self.sin, self.cos, self.upper
        _, _, width, pucker, contact, press, _ = (column[:, None] for column in states.T)
        smile = mood.smile[:, None]
        height = self.height(states)[:, None]
        round_ = 1 - traits["narrow"] * pucker
        half = traits["mouth_half"] * (1 + traits["spread"] * width) * round_ * (1 + 0.1 * smile)
        half = half * (1 - 0.12 * np.clip(height / traits["open"], 0, 1) * (1 - traits["hinge"]))
        power = traits["arch"] + (1 - traits["arch"]) * 0.5 * pucker
        arch = np.abs(sin) ** power
        share = np.where(upper, traits["up"] + (0.5 - traits["up"]) * contact * (height < 1.5 * traits["bite"]), 0)
        share = share + np.where(upper, 0, -(1 - traits["up"]) - (traits["up"] - 0.5) * contact * (height < 1.5 * traits["bite"]))
        curve = traits["mouth_curve"] * round_ + 0.07 * smile
        line = curve * (cos**2 - 0.35) - 0.12 * height * cos**2 * (1 - traits["hinge"])
        x, moved = half * cos, share * height * arch
        thick = np.where(upper, traits["upper_lip"], traits["lower_lip"]) * (0.1 + 0.9 * np.abs(sin) ** 1.2)
        thick = thick * (1 - 0.55 * press) * (1 + 0.3 * pucker - 0.15 * width) * (1 - 0.3 * contact * ~upper)
        side = np.where(upper, 1.0, -1.0)
        bow = 1 - traits["bow"] * np.exp(-((x / (0.22 * half)) ** 2)) * upper
        ahead = traits["forward"] * pucker * (0.35 + 0.65 * sin**2) + 0.3 * np.minimum(moved, 0)
        ahead = ahead - 0.045 * contact * ~upper * np.abs(sin)
        out = traits["lip_out"] * (1 - 0.7 * press) * (1 + 0.5 * pucker) * (0.15 + 0.85 * np.abs(sin))
        wide = traits["mouth_half"] + np.zeros_like(half)
        down = np.where(upper, 0.0, -height * (1 - traits["up"])) * np.abs(sin)
        # across, up at rest, how far it is moved up, forward of the skin
        rings = (
            (0 * wide * cos, 0 * sin + 0 * half, 0.4 * down.min(axis=1, keepdims=True), np.float64(-0.55)),
            (np.maximum(wide, half) * cos, np.where(upper, 0.17, 0.05) * sin, 0.9 * down, np.float64(-0.24)),
            (x, line + 0.35 * side * thick, moved, ahead - 0.06),
            (x, line, moved, ahead + 0.55 * out),
            (x + 0.2 * thick * cos, line + 0.5 * side * thick * (0.4 + 0.6 * bow), moved, ahead + out),
            (x + 0.6 * thick * cos, line + side * thick * bow, moved, ahead + 0.1 * out),
        )
        result = np.empty((len(states), len(rings), self.angles, 3), dtype=np.float32)
        for number, (across, up, down_, forward) in enumerate(rings):
            result[:, number, :, 0], result[:, number, :, 1] = across, up + down_ + traits["mouth_y"]
            result[:, number, :, 2] = self.skin_depth(across, up) + forward
        return result

    def skin_depth(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.floating]:
        """How far the skin's front reaches at rest, near the mouth: a parabola across and one down."""
        centre, across, below, above = self.reach
        down = np.where(y < 0, below, above) * y**2
        result: NDArray[np.floating] = centre - across * x**2 - down
        return result

    def _jaw_share(self) -> NDArray[np.float64]:
        """How much of the jaw's turn each vertex of the skin takes, (rings of skin, angles)."""
        skin, traits = self.rest[BORDER + 1 :], self.traits
        below = (traits["mouth_y"] + 0.02 - skin[..., 1]) / (0.06 if traits["hinge"] else 0.3)
        ahead = (skin[..., 2] + 0.15) / (0.2 if traits["hinge"] else 0.45)
        result: NDArray[np.float64] = _smooth(below) * _smooth(ahead)
        if traits["hinge"]:
            result = result * _smooth((1.35 * traits["mouth_half"] - np.abs(skin[..., 0])) / 0.12)
        return result

    def _pull(self) -> NDArray[np.float64]:
        """How much of the lip border's way the skin goes, (rings of skin, angles)."""
        number = np.arange(self.rings - BORDER - 1)[:, None]
        start = 0.3 if self.traits["hinge"] else 0.82
        result: NDArray[np.float64] = start * self.traits["slack"] ** number * np.ones(self.angles)
        result[number[:, 0] > 6] = 0
        return result

    def _lift(self, skin: Floats, mood: Mood) -> Floats:
        """Cheeks that rise in a smile."""
        spot = np.stack([np.abs(skin[..., 0]) - 0.5 * self.traits["wide"], skin[..., 1] - self.traits["mouth_y"] - 0.22], axis=-1)
        near = np.exp(-(spot**2).sum(axis=-1) / 0.05) * (skin[..., 2] > 0)
        way = near[..., None] * np.array([0, 0.04, 0.04], dtype=np.float32)
        result: Floats = np.maximum(mood.smile, 0)[:, None, None, None] * way
        return result.astype(np.float32)


def hinged(points: Floats, angle: Floats) -> Floats:
    """Points (…, 3) turned down around the jaw's hinge by angles (T,): (T, …, 3)."""
    shape = (len(angle),) + (1,) * (points.ndim - 1)
    cos, sin = np.cos(angle).reshape(shape), np.sin(angle).reshape(shape)
    y, z = points[..., 1] - _HINGE_Y, points[..., 2] - _HINGE_Z
    x = np.broadcast_to(points[..., 0], np.broadcast_shapes(shape, points.shape[:-1]))
    return np.stack([x, _HINGE_Y + cos * y - sin * z, _HINGE_Z + sin * y + cos * z], axis=-1)


def _smooth(share: NDArray[np.floating]) -> NDArray[np.float64]:
    t = np.clip(share, 0, 1)
    result: NDArray[np.float64] = t * t * (3 - 2 * t)
    return result


def _profile(traits: Traits, half: float) -> tuple[float, float, float, float]:
    """The skin's depth around the mouth: in its middle, and curvatures across, below and above."""
    y = traits["mouth_y"]
    middle, side, below, above = front(np.array([0, half, 0, 0]), np.array([y, y, y - 0.15, y + 0.15]), traits)
    across = (middle[2] - side[2]) / max(side[0], 1e-3) ** 2
    curves = [max((middle[2] - point[2]) / 0.15**2, 0.0) for point in (below, above)]
    return float(middle[2]), float(across), min(float(curves[0]), 4.0), min(float(curves[1]), 2.0)


def _skin(
    border: NDArray[np.float64],
    straight: NDArray[np.float64],
    theta: NDArray[np.float64],
    middle: NDArray[np.float64],
    traits: Traits,
) -> NDArray[np.float64]:
    """Rings from the lips' border (angles, 3) to the back of the head, at rest.

    straight: the border of a mouth that neither smiles nor frowns. The middle of the mouth is inside that one, so that rings can
    widen around it; what a smile adds is gone within a few rings.
    """
    axis = middle / np.linalg.norm(middle)
    right = np.array([1.0, 0, 0])
    up = np.cross(axis, right)
    away, plain = (line / np.linalg.norm(line, axis=1, keepdims=True) for line in (border, straight))
    opening = np.arccos(np.clip(plain @ axis, -1, 1))
    start = np.unwrap(np.arctan2(plain @ up, plain @ right))
    share = (np.arange(1, int(traits["rings"]) + 1) / traits["rings"])[:, None]
    angle = opening + (np.pi - opening) * share**1.7
    around = start + (theta - start) * np.minimum(1, 1.6 * share)
    sideways = np.cos(around)[..., None] * right + np.sin(around)[..., None] * up
    fading = (np.maximum(1 - 2 * share, 0) ** 2)[..., None]
    directions = np.cos(angle)[..., None] * axis + np.sin(angle)[..., None] * sideways + (away - plain) * fading
    missed = (border - surface(away, traits)) * np.maximum(1 - 3 * share, 0)[..., None]
    return surface(directions, traits) + missed
