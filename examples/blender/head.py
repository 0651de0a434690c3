"""A head with a mouth that can talk, made of formulae: no Blender in here, `build.py` makes meshes of it.

Face, teeth, tongue, eyes, brows, hair and shoulders are meshes of their own, as characters have them.
"""

from __future__ import annotations

from math import cos, exp, pi, radians, sin

from face import MOUTH_HEIGHT, Part, Vector, face, opened, skull, smooth


def ellipsoid(part: Part, centre: Vector, size: Vector, colour: str, steps: tuple[int, int] = (24, 14)) -> range:
    """Add an ellipsoid with its poles along Z; returns its vertices' numbers."""
    first, (around, rows) = len(part.vertices), steps
    for row in range(rows + 1):
        polar = pi * row / rows
        for i in range(around):
            turn = 2 * pi * i / around
            unit = (sin(polar) * cos(turn), sin(polar) * sin(turn), cos(polar))
            part.vertices.append(tuple(c + s * u for c, s, u in zip(centre, size, unit, strict=True)))
    for row in range(rows):
        for i in range(around):
            j = (i + 1) % around
            a, b = first + row * around, first + (row + 1) * around
            part.faces.append((a + i, b + i, b + j, a + j))
            part.colours.append(colour)
    return range(first, len(part.vertices))


def eyes() -> Part:
    """Eyeballs with iris and pupil, and lids over them."""
    part = Part("Eyes")
    for side in (1, -1):
        x, y, z = side * 0.275, -0.665, 0.19
        ellipsoid(part, (x, y, z), (0.145, 0.13, 0.145), "white")
        ellipsoid(part, (x - side * 0.012, y - 0.088, z), (0.072, 0.05, 0.072), "iris")
        ellipsoid(part, (x - side * 0.012, y - 0.115, z), (0.036, 0.03, 0.036), "dark")
        ellipsoid(part, (x + 0.022, y - 0.136, z + 0.03), (0.013, 0.012, 0.013), "white", (12, 8))
    return part


def lids() -> Part:
    """Upper and lower lids: parts of a ball round each eye."""
    part = Part("Lids")
    for side in (1, -1):
        for low, high in ((radians(22), radians(112)), (radians(-62), radians(-32))):
            _lid(part, (side * 0.275, -0.665, 0.19), low, high)
    return part


def _lid(part: Part, centre: Vector, low: float, high: float) -> None:
    first, rows, columns = len(part.vertices), 8, 20
    for row in range(rows + 1):
        raised = low + (high - low) * row / rows
        for column in range(columns + 1):
            turn = pi * column / columns
            part.vertices.append(
                (
                    centre[0] + 0.160 * cos(turn),
                    centre[1] - 0.152 * sin(turn) * cos(raised),
                    centre[2] + 0.158 * sin(turn) * sin(raised),
                )
            )
    for row in range(rows):
        for column in range(columns):
            a, b = first + row * (columns + 1) + column, first + (row + 1) * (columns + 1) + column
            part.faces.append((a, a + 1, b + 1, b))
            part.colours.append("skin")


def hair() -> Part:
    """A cap of hair: high over the forehead, down to the ears and low in the neck."""
    part, around, rows = Part("Hair"), 96, 22
    for row in range(rows + 1):
        for i in range(around):
            turn = 2 * pi * i / around  # 0 in front
            back = 0.5 - 0.5 * cos(turn)
            line = 0.74 - 0.07 * cos(turn - 0.9) - 0.74 * smooth(back, 0.14, 0.36) - 0.45 * smooth(back, 0.5, 0.8)
            raised = line + (pi / 2 - line) * row / rows
            direction = (sin(turn) * cos(raised), -cos(turn) * cos(raised), sin(raised))
            thick = 1.0 + (0.075 + 0.06 * (1 - back) ** 4) * smooth(row, -0.5, 4)
            lock = 1 + 0.012 * sin(turn * 17 + 2.5 * raised) * smooth(row, 0, 3) * cos(raised) - 0.05 * sin(raised) ** 8
            part.vertices.append(tuple(c * thick * lock for c in skull(direction)))
    for row in range(rows):
        for i in range(around):
            j = (i + 1) % around
            part.faces.append((row * around + i, row * around + j, (row + 1) * around + j, (row + 1) * around + i))
            part.colours.append("hair")
    return part


def brows() -> Part:
    """Eyebrows with their shape keys."""
    part = Part("Brows")
    spots = []
    for side in (1, -1):
        for i in range(13):
            t = i / 12
            thick = 0.036 * (1 - 0.75 * t) * (0.6 + 0.4 * min(t * 5, 1))
            x, z = side * (0.12 + 0.36 * t), 0.405 + 0.07 * sin(pi * min(t * 0.85 + 0.1, 1)) - 0.035 * t
            y = skull((x, -0.8, z))[1] - 0.012
            for k in range(6):
                turn = 2 * pi * k / 6
                part.vertices.append((x, y + 0.02 * cos(turn), z + thick * sin(turn)))
                spots.append((side, t))
    for start in (0, 13 * 6):
        for i in range(12):
            for k in range(6):
                a, b = start + i * 6 + k, start + i * 6 + (k + 1) % 6
                part.faces.append((a, b, b + 6, a + 6))
                part.colours.append("hair")
    for name, side, weight in (
        ("browInnerUp", 0, lambda t: (1 - t) ** 1.5),
        ("browOuterUpLeft", 1, lambda t: t),
        ("browOuterUpRight", -1, lambda t: t),
    ):
        part.shapes[name] = [
            (x, y, z + 0.10 * weight(t) * (side in (0, own))) for (x, y, z), (own, t) in zip(part.vertices, spots, strict=True)
        ]
    return part


def _arch(part: Part, z: float, height: float, depth: float) -> None:
    """A row of teeth as one arch, its edge slightly notched between them."""
    first, steps = len(part.vertices), 64
    for i in range(steps + 1):
        t = -1 + 2 * i / steps
        x, y = 0.235 * sin(t * 1.35), -0.735 + depth + 0.21 * (1 - cos(t * 1.35))
        notch = 0.010 * abs(sin(t * 5 * pi)) ** 0.35
        for back, tall in (
            (0, height * 0.5),
            (0, -height * 0.5 * (0.85 + notch / 0.066)),
            (0.055, -height * 0.4),
            (0.055, height * 0.5),
        ):
            part.vertices.append((x * (1 - back), y + back, z + tall))
    for i in range(steps):
        for k in range(4):
            a, b = first + i * 4 + k, first + i * 4 + (k + 1) % 4
            part.faces.append((a, a + 4, b + 4, b))
            part.colours.append("teeth")


def teeth() -> Part:
    """Upper teeth, and lower ones that follow the jaw."""
    part = Part("Teeth")
    mouth = MOUTH_HEIGHT
    _arch(part, mouth + 0.030, 0.120, 0.0)
    lower_from = len(part.vertices)
    _arch(part, mouth - 0.075, -0.085, 0.03)
    part.shapes["jawOpen"] = [_with_jaw(v) if n >= lower_from else v for n, v in enumerate(part.vertices)]
    return part


def _with_jaw(point: Vector) -> Vector:
    return tuple(map(sum, zip(point, opened(point, 1.0), strict=True)))


def tongue() -> Part:
    """A tongue on the lower jaw; `tongueOut` lifts its tip to the upper teeth and a little between them."""
    part = Part("Tongue")
    mouth = MOUTH_HEIGHT
    ellipsoid(part, (0, -0.47, mouth - 0.075), (0.165, 0.25, 0.055), "tongue", (32, 12))
    part.vertices = [(x, y, z - 0.025 * exp(-((x / 0.05) ** 2)) * (z > mouth - 0.075)) for x, y, z in part.vertices]
    part.shapes["jawOpen"] = [_with_jaw(point) for point in part.vertices]
    tip = [smooth(-point[1], 0.40, 0.72) for point in part.vertices]
    part.shapes["tongueOut"] = [(x, y - 0.10 * w, z + 0.16 * w) for (x, y, z), w in zip(part.vertices, tip, strict=True)]
    return part


def body() -> Part:
    """Ears, neck and shoulders."""
    part = Part("Body")
    for side in (1, -1):
        ellipsoid(part, (side * 0.79, 0.06, 0.06), (0.07, 0.13, 0.20), "skin")
        ellipsoid(part, (side * 0.835, 0.03, 0.06), (0.035, 0.075, 0.13), "shade")
    ellipsoid(part, (0, 0.16, -1.20), (0.40, 0.40, 0.75), "skin")
    ellipsoid(part, (0, 0.20, -2.15), (1.25, 0.62, 0.80), "shirt", (48, 24))
    ellipsoid(part, (0, 0.10, -1.46), (0.47, 0.47, 0.12), "collar", (32, 12))
    return part


def head() -> list[Part]:
    """Every mesh of the head. Face, teeth and tongue share the shape key `jawOpen`."""
    return [face(), teeth(), tongue(), eyes(), lids(), brows(), hair(), body()]


#: Colours, red green blue.
COLOURS = {
    "skin": (0.86, 0.58, 0.44), "lips": (0.72, 0.30, 0.28), "mouth": (0.20, 0.045, 0.05), "teeth": (0.93, 0.91, 0.84),
    "tongue": (0.78, 0.36, 0.38), "white": (0.95, 0.95, 0.93), "iris": (0.16, 0.36, 0.46), "dark": (0.02, 0.02, 0.025),
    "hair": (0.13, 0.075, 0.05), "shade": (0.74, 0.45, 0.34), "shirt": (0.13, 0.33, 0.42), "collar": (0.10, 0.25, 0.32),
}  # fmt: skip
