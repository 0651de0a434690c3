"""The face of a head that can talk, made of formulae: no Blender in here.

The face is a sphere whose pole is the mouth: rings run from inside the mouth over the lips and the cheeks to the back of the head,
so that lips are lines of vertices and a shape key is a formula in (angle round the mouth, distance from it). One unit is about
ten centimetres; the face looks along -Y, the character's left is +X. Shape keys carry ARKit's names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import atan2, cos, exp, hypot, pi, radians, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Vector = tuple[float, float, float]

#: Vertices round the mouth, and rings from the lips to the back of the head.
AROUND, OUTWARD = 64, 40

#: Where the mouth's middle is, as an angle below straight ahead, seen from the middle of the head.
MOUTH_PITCH = radians(-27)

#: Half width of the mouth and half height of the lips, as angles.
HALF_WIDTH, LIP_HEIGHT = 0.30, 0.115

#: The jaw's hinge (y, z) and how far `jawOpen` = 1 turns it.
HINGE, JAW_ANGLE = (0.12, -0.18), radians(22)

#: Rings that lie inside the mouth: (how deep, how much taller than the lip line), from the back to the front.
INSIDE = ((0.34, 0.10), (0.30, 0.10), (0.20, 0.075), (0.10, 0.035), (0.035, 0.008))


@dataclass
class Part:
    """A mesh: vertices, faces as vertex numbers, a colour's name for each face, and for each shape key its moved vertices."""

    name: str
    vertices: list[Vector] = field(default_factory=list)
    faces: list[tuple[int, ...]] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    shapes: dict[str, list[Vector]] = field(default_factory=dict)


@dataclass(frozen=True)
class Spot:
    """A place on the face.

    angle: round the mouth, 0 its left corner, a quarter turn above it. ring: 0 at the lip line, 1 where the lips' red ends, growing
    outwards, negative inside the mouth. away: the angle from the mouth's middle, as seen from the middle of the head.
    """

    angle: float
    ring: float
    away: float

    @property
    def above(self) -> float:
        """1 at the middle of the upper lip, -1 of the lower."""
        return sin(self.angle)

    @property
    def left(self) -> float:
        """1 at the left corner, -1 at the right."""
        return cos(self.angle)

    @property
    def beyond(self) -> float:
        """How far outside the lips, as an angle; 0 on and within them."""
        reach = hypot(HALF_WIDTH * 1.12 * self.left, LIP_HEIGHT * self.above)
        return max(self.away - reach, 0.0) if self.ring > 0 else 0.0


def smooth(value: float, low: float, high: float) -> float:
    """0 below low, 1 above high, smooth between."""
    t = min(max((value - low) / (high - low), 0.0), 1.0)
    return t * t * (3 - 2 * t)


def bump(x: float, z: float, at: tuple[float, float], size: tuple[float, float]) -> float:
    """A round hill of height 1."""
    return exp(-(((x - at[0]) / size[0]) ** 2) - ((z - at[1]) / size[1]) ** 2)


def skull(direction: Vector) -> Vector:
    """The point of the bare head in a direction from its middle."""
    x, y, z = direction
    length = hypot(x / 0.80, y / 0.90, z / 1.03)
    x, y, z = x / length, y / length, z / length
    x *= 1 - 0.13 * smooth(-z, 0.0, 0.7) + 0.06 * smooth(-z, 0.55, 0.95)  # the jaw is narrower, the chin broad
    front = smooth(-y, 0.15, 0.6)
    bridge = bump(x, z, (0, 0.14), (0.075, 0.20)) * 0.07
    tip = bump(x, z, (0, -0.075), (0.105, 0.085)) * 0.20 + bump(abs(x), z, (0.10, -0.115), (0.06, 0.05)) * 0.05
    chin = bump(x, z, (0, -0.80), (0.26, 0.17)) * 0.10
    sockets = bump(abs(x), z, (0.29, 0.19), (0.17, 0.12)) * -0.10
    cheeks = bump(abs(x), z, (0.42, -0.14), (0.20, 0.20)) * 0.03
    brow = bump(abs(x), z, (0.24, 0.40), (0.26, 0.08)) * 0.035
    return x, y - front * (bridge + tip + chin + sockets + cheeks + brow), z


def direction_of(angle: float, away: float) -> Vector:
    """The direction `away` from the mouth's middle, on the side of `angle`."""
    right, up = sin(away) * cos(angle), sin(away) * sin(angle)
    ahead = cos(away)
    return right, -ahead * cos(MOUTH_PITCH) + up * sin(MOUTH_PITCH), ahead * sin(MOUTH_PITCH) + up * cos(MOUTH_PITCH)


def ring_angle(angle: float, ring: float) -> tuple[float, float]:
    """Angle and distance of a place on a ring. The innermost rings are a closed mouth's flat ellipses, the outermost circles."""
    flat = 0.003 + LIP_HEIGHT * min(max(ring, 0.0), 1.0)
    if sin(angle) > 0:  # Cupid's bow
        flat *= 1 - 0.16 * exp(-((cos(angle) / 0.16) ** 2)) * min(max(ring, 0.0), 1.0)
    wide = HALF_WIDTH * (1 + 0.12 * min(max(ring, 0.0), 1.0))
    far = smooth(ring, 1, 14)
    grown = max(ring - 1, 0.0) / (OUTWARD - 7) * (pi - 0.35)
    right, up = (wide + grown) * cos(angle), (flat + grown * (0.72 + 0.28 * far)) * sin(angle)
    return atan2(up, right), min(hypot(right, up), pi - 0.02)


def face_rings() -> list[float]:
    """The rings' numbers: inside the mouth, then six over each lip's red, then outwards."""
    return [-1 - float(i) for i in range(len(INSIDE))][::-1] + [i / 6 for i in range(7)] + [1 + i for i in range(1, OUTWARD - 6)]


def place(angle: float, ring: float) -> tuple[Vector, Spot]:
    """The vertex at an angle on a ring."""
    turned, away = ring_angle(angle, ring)
    x, y, z = skull(direction_of(turned, away))
    if ring < 0:
        deep, tall = INSIDE[len(INSIDE) - int(-ring)] if -ring <= len(INSIDE) else INSIDE[0]
        return (x * (1 - 0.25 * deep), y + deep, z + tall * sin(angle)), Spot(angle, ring, away)
    fullness = sin(pi * min(ring, 1.0) ** 0.8) if ring <= 1 else 0.0
    corner = 1 - abs(cos(angle)) ** 6
    pout = 0.062 * fullness * corner * (1.25 if sin(angle) < 0 else 1.0) + 0.018 * exp(-(max(ring - 1, 0) ** 2)) * corner
    groove = 0.045 * bump(x, z, (0, -0.60), (0.30, 0.05)) if ring > 1 else 0.0
    return (x, y - pout + groove, z), Spot(angle if ring <= 1 else turned, ring, away)


# How much a place follows each movement, 0..1.


def of_jaw(spot: Spot) -> float:
    """The lower lip and chin follow the jaw wholly, the corners half, the upper lip not at all."""
    side = abs(spot.above) ** 0.7 * (1 if spot.above > 0 else -1)
    followed = 0.5 - 0.5 * side
    low = smooth(-spot.above, -0.2, 0.7)
    reach = (0.15 + 0.75 * low, 0.75 + 0.75 * low)
    return followed * (1 - smooth(spot.away, *reach))


def of_lips(spot: Spot, reach: float = 0.30) -> float:
    """The lips, and less and less of what is round them."""
    inside = 1.0 if spot.ring >= -2 else 0.4
    return inside * exp(-((spot.beyond / reach) ** 2))


def opened(point: Vector, amount: float) -> Vector:
    """How far a point moves when the jaw turns by a share of `JAW_ANGLE`."""
    y, z = point[1] - HINGE[0], point[2] - HINGE[1]
    c, s = cos(JAW_ANGLE), sin(JAW_ANGLE)
    return 0.0, (c * y - s * z - y) * amount, (s * y + c * z - z) * amount


@dataclass(frozen=True)
class Pull:
    """How much a place follows each movement. side: 1 for the left half's shape key, -1 for the right's, 0 for one of both."""

    point: Vector
    spot: Spot
    side: int

    @property
    def upper(self) -> float:
        """1 on the upper lip and above."""
        return smooth(self.spot.above, 0.0, 0.5)

    @property
    def lower(self) -> float:
        """1 on the lower lip and below."""
        return smooth(-self.spot.above, 0.0, 0.5)

    @property
    def lips(self) -> float:
        """1 on the lips, less and less around them."""
        return of_lips(self.spot)

    @property
    def centre(self) -> float:
        """The lips and more of what is around them."""
        return of_lips(self.spot, 0.45)

    @property
    def red(self) -> float:
        """1 on the lips' red and inside, 0 on the skin."""
        return float(self.spot.ring <= 1)

    @property
    def corner(self) -> float:
        """The corner of the mouth on this side."""
        return max(self.spot.left * self.side, 0.0) ** 1.5 * of_lips(self.spot, 0.32)

    @property
    def half(self) -> float:
        """The lips' half on this side, softly."""
        return smooth(self.spot.left * self.side, -0.35, 0.35) * self.lips

    @property
    def below_mouth(self) -> float:
        """How far below the lip line, negative above it."""
        return MOUTH_HEIGHT - self.point[2]

    @property
    def nose(self) -> float:
        """Beside the nose on this side."""
        here = exp(-(((self.spot.away - 0.42) / 0.16) ** 2)) * abs(self.spot.above) ** 4
        return smooth(self.spot.left * self.side, -0.35, 0.35) * self.upper * here

    @property
    def close(self) -> Vector:
        """What brings lips together that the jaw has drawn apart: each half the way."""
        share = (0.5 - of_jaw(Spot(self.spot.angle, 0, 0))) * of_lips(self.spot, 0.22)
        return LIP_DROP[0] * share, LIP_DROP[1] * share, LIP_DROP[2] * share


#: The height of the lip line, and how far the middle of the lower lip moves when the jaw opens.
MOUTH_HEIGHT = place(0, 0)[0][2]
LIP_DROP = opened(place(-pi / 2, 0)[0], 1.0)

#: Shape key, without its side → how far (x, y, z) a place moves.
MOVES: dict[str, Callable[[Pull], Vector]] = {
    "jawOpen": lambda p: opened(p.point, of_jaw(p.spot)),
    "mouthClose": lambda p: p.close,
    "mouthFunnel": lambda p: (-0.34 * p.point[0] * p.centre, -0.085 * p.centre, 0.045 * p.lips * (p.upper - p.lower)),
    "mouthPucker": lambda p: (-0.46 * p.point[0] * p.centre, -0.115 * p.centre, 0.25 * p.below_mouth * p.centre),
    "mouthRollLower": lambda p: (0.0, 0.075 * p.lower * p.lips * p.red, 0.03 * p.lower * p.lips),
    "mouthRollUpper": lambda p: (0.0, 0.065 * p.upper * p.lips * p.red, -0.02 * p.upper * p.lips),
    "mouthShrugLower": lambda p: (0.0, -0.025 * p.lower * p.centre, 0.05 * p.lower * of_lips(p.spot, 0.6)),
    "mouthShrugUpper": lambda p: (0.0, -0.02 * p.upper * p.lips, 0.035 * p.upper * p.lips),
    "mouthSmile": lambda p: (p.side * 0.085 * p.corner, 0.05 * p.corner, 0.085 * p.corner),
    "mouthFrown": lambda p: (p.side * 0.02 * p.corner, 0.0, -0.075 * p.corner),
    "mouthStretch": lambda p: (p.side * 0.10 * p.corner, 0.035 * p.corner, -0.015 * p.corner),
    "mouthDimple": lambda p: (p.side * 0.03 * p.corner, 0.05 * p.corner, 0.0),
    "mouthPress": lambda p: (0.0, 0.012 * p.half, (0.028 * p.lower - 0.02 * p.upper) * p.half),
    "mouthLowerDown": lambda p: (0.0, 0.012 * p.lower * p.half, -0.115 * p.lower * p.half),
    "mouthUpperUp": lambda p: (0.0, 0.012 * p.upper * p.half, 0.105 * p.upper * p.half),
    "noseSneer": lambda p: (0.0, 0.0, 0.05 * p.nose),
}


def moved(name: str, point: Vector, spot: Spot) -> Vector:
    """Where a place is in a shape key. ARKit's names; left and right are the character's."""
    side = 1 if name.endswith("Left") else -1 if name.endswith("Right") else 0
    by = MOVES[name.removesuffix("Left").removesuffix("Right")](Pull(point, spot, side))
    return point[0] + by[0], point[1] + by[1], point[2] + by[2]


SIDED = ("mouthSmile", "mouthFrown", "mouthStretch", "mouthDimple", "mouthPress", "mouthLowerDown", "mouthUpperUp", "noseSneer")

#: The face's shape keys.
FACE_SHAPES = (
    "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    *(f"{name}{side}" for name in SIDED for side in ("Left", "Right")),
)  # fmt: skip


def face() -> Part:
    """Skin, lips and the inside of the mouth."""
    part, spots = Part("Face"), []
    rings = face_rings()
    for ring in rings:
        for i in range(AROUND):
            point, spot = place(2 * pi * i / AROUND, ring)
            part.vertices.append(point)
            spots.append(spot)
    for row in range(len(rings) - 1):
        for i in range(AROUND):
            j = (i + 1) % AROUND
            part.faces.append((row * AROUND + i, (row + 1) * AROUND + i, (row + 1) * AROUND + j, row * AROUND + j))
            part.colours.append(_face_colour(rings[row + 1]))
    part.faces.append(tuple(range(AROUND)))
    part.colours.append("mouth")
    last = (len(rings) - 1) * AROUND
    part.faces.append(tuple(last + i for i in reversed(range(AROUND))))
    part.colours.append("skin")
    for name in FACE_SHAPES:
        part.shapes[name] = [moved(name, point, spot) for point, spot in zip(part.vertices, spots, strict=True)]
    return part


def _face_colour(ring: float) -> str:
    if ring <= 1:
        return "mouth" if ring < -1 else "lips"
    return "skin"
