"""Colours of drawn characters, drawn at random within what makes a palette; the mouth always stands out from the skin."""

from __future__ import annotations

from colorsys import hsv_to_rgb
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

    from visemes.train.world.drawn_ink import Colour
    from visemes.train.world.drawn_traits import Traits

#: What is coloured.
PARTS: Final = (
    "skin", "line", "inside", "teeth", "tongue", "lip", "hair", "white", "iris", "nose", "cheek", "cloth", "back", "behind",
)  # fmt: skip
#: Skins of people, light to dark.
_SKINS: Final[tuple[Colour, ...]] = (
    (0.99, 0.88, 0.80), (0.96, 0.80, 0.67), (0.93, 0.73, 0.55), (0.84, 0.62, 0.44), (0.72, 0.49, 0.33), (0.55, 0.36, 0.24),
    (0.40, 0.26, 0.18), (0.29, 0.19, 0.14),
)  # fmt: skip
_HAIRS: Final[tuple[Colour, ...]] = (
    (0.12, 0.09, 0.08), (0.30, 0.19, 0.12), (0.55, 0.34, 0.16), (0.92, 0.80, 0.42), (0.72, 0.25, 0.12), (0.75, 0.75, 0.77),
)  # fmt: skip
#: Hue, saturation and value a palette's skin is drawn from, low and high; palettes of people are not here.
_SKIN_RANGES: Final[dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]]] = {
    "fantasy": ((0, 1), (0.3, 0.9), (0.55, 1.0)),
    "pastel": ((0, 0.14), (0.05, 0.25), (0.92, 1.0)),
    "dark": ((0.02, 0.09), (0.4, 0.7), (0.22, 0.5)),
    "paper": ((0.1, 0.14), (0.0, 0.06), (0.94, 1.0)),
    "chalk": ((0.3, 0.62), (0.1, 0.4), (0.08, 0.24)),
    "kraft": ((0.07, 0.11), (0.2, 0.45), (0.65, 0.85)),
    "metal": ((0.5, 0.65), (0.0, 0.3), (0.35, 0.85)),
    "fur": ((0.04, 0.12), (0.15, 0.75), (0.3, 0.95)),
    "film": ((0, 0), (0, 0), (0.8, 1.0)),
    "smiley": ((0.12, 0.16), (0.6, 0.95), (0.92, 1.0)),
    "water": ((0.02, 0.12), (0.12, 0.35), (0.8, 0.95)),
    "night": ((0, 1), (0.1, 0.6), (0.03, 0.14)),
    "glow": ((0.5, 0.9), (0.3, 0.8), (0.05, 0.22)),
    "dim": ((0.5, 0.75), (0.2, 0.5), (0.2, 0.4)),
}
#: Hue, saturation and value of the inside of a mouth that is neither dark nor as the skin.
_FILLS: Final = {
    "white": ((0, 0), (0, 0), (1, 1)),
    "red": ((0.96, 1.03), (0.5, 0.9), (0.35, 0.75)),
    "lip": ((0.95, 1.05), (0.3, 0.6), (0.45, 0.7)),
    "glow": ((0, 1), (0.0, 0.7), (0.8, 1.0)),
}
#: Palettes whose lines are brighter than the skin.
_BRIGHT_LINES: Final = {"chalk", "night", "glow"}
#: Least difference of grey between skin and mouth; for palettes that are meant to be pale, less.
_APART: Final = 0.22
_APART_IN: Final = {"water": 0.14, "dim": 0.11, "night": 0.3}


def luma(colour: Colour) -> float:
    """How bright a colour is, 0..1 (ITU-R BT.601)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Between two colours."""
    red, green, blue = ((1 - share) * a + share * b for a, b in zip(one, other, strict=True))
    return red, green, blue


def darker(colour: Colour, share: float) -> Colour:
    """A colour towards black."""
    return mixed(colour, (0.0, 0.0, 0.0), share)


def palette_of(traits: Traits) -> dict[str, Colour]:
    """A colour for each of PARTS."""
    kind, rng = traits.kind("palette"), traits.dice("palette")
    skin = _skin(kind, rng)
    is_bright = kind in _BRIGHT_LINES
    line = mixed((1, 1, 1), skin, float(rng.uniform(0, 0.2))) if is_bright else darker(skin, float(rng.uniform(0.7, 1)))
    colours = {
        "skin": skin,
        "line": line,
        "inside": _inside(traits.kind("fill"), skin, line, rng),
        "teeth": mixed((1, 1, 1), (0.98, 0.9, 0.62), float(rng.uniform(0, 0.6))),
        "tongue": _hsv(rng, (0.95, 1.03), (0.35, 0.8), (0.6, 0.95)),
        "lip": mixed(darker(skin, 0.2), _hsv(rng, (0.93, 1.03), (0.4, 0.85), (0.35, 0.85)), float(rng.uniform(0.25, 1))),
        "hair": _HAIRS[rng.integers(len(_HAIRS))] if rng.random() < 0.7 else _hsv(rng, (0, 1), (0.3, 0.9), (0.2, 0.95)),
        "white": mixed((1, 1, 1), skin, float(rng.uniform(0, 0.1))),
        "iris": _hsv(rng, (0, 1), (0.2, 0.9), (0.1, 0.55)),
        "nose": mixed(skin, _hsv(rng, (0.95, 1.06), (0.4, 0.9), (0.1, 0.9)), float(rng.uniform(0.15, 0.9))),
        "cheek": mixed(skin, (0.95, 0.35, 0.35), float(rng.uniform(0.2, 0.6))),
        "cloth": _hsv(rng, (0, 1), (0, 0.9), (0.1, 0.95)),
        "back": _hsv(rng, (0, 1), (0, 0.8), (0.15, 1)),
        "behind": _hsv(rng, (0, 1), (0, 0.7), (0.15, 1)),
    }
    colours = _limited(kind, colours, rng)
    apart = _APART_IN.get(kind, _APART)
    for part in ("inside", "lip"):
        if part != "inside" or traits.kind("fill") not in {"skin", "hatch"}:
            colours[part] = _moved_from(colours[part], skin, apart if part == "inside" else 0.08)
    colours["tongue"] = _moved_from(colours["tongue"], colours["inside"], 0.12)
    colours["teeth"] = _moved_from(colours["teeth"], colours["inside"], 0.25)
    colours["line"] = _moved_from(colours["line"], skin, apart)
    if traits.has("beard") or traits.has("moustache"):  # a mouth as dark as the beard around it would not be seen
        colours["hair"] = _moved_from(colours["hair"], colours["inside"], apart)
    return colours


def _hsv(rng: np.random.Generator, *ranges: tuple[float, float]) -> Colour:
    hue, saturation, value = (float(rng.uniform(*r)) for r in ranges)
    return hsv_to_rgb(hue % 1, saturation, value)


def _skin(kind: str, rng: np.random.Generator) -> Colour:
    if kind in _SKIN_RANGES:
        return _hsv(rng, *_SKIN_RANGES[kind])
    place = rng.uniform(0, len(_SKINS) - 1.001)
    return mixed(_SKINS[int(place)], _SKINS[int(place) + 1], float(place % 1))


def _inside(fill: str, skin: Colour, line: Colour, rng: np.random.Generator) -> Colour:
    if fill in {"skin", "hatch"}:
        return skin
    if fill in _FILLS:
        return _hsv(rng, *_FILLS[fill])
    if luma(line) > luma(skin):
        return line if rng.random() < 0.7 else (0.0, 0.0, 0.0)
    return _hsv(rng, (0.95, 1.06), (0.2, 0.95), (0.02, 0.38))


def _limited(kind: str, colours: dict[str, Colour], rng: np.random.Generator) -> dict[str, Colour]:
    """Palettes of few colours: films without colour, lines on paper, dark rooms, water colours."""
    if kind == "film":
        colours = {part: (luma(c),) * 3 for part, c in colours.items()}
        colours |= {"inside": (0.03,) * 3, "line": (0.02,) * 3, "hair": (0.05,) * 3, "nose": (0.04,) * 3}
    elif kind in {"paper", "chalk", "kraft"}:
        kept = dict(colours)
        share = float(rng.choice([0.9, 1.0, 0.5]))
        colours = {part: mixed(c, colours["skin"], share) for part, c in kept.items()}
        colours |= {"line": kept["line"], "inside": kept["inside"], "iris": kept["line"], "teeth": kept["teeth"]}
        colours["tongue"] = mixed(kept["tongue"], kept["skin"], 0.4)
    elif kind in {"night", "dim", "glow"}:
        tint = _hsv(rng, (0.5, 0.8), (0.2, 0.7), (0.05, 0.3))
        for part in ("hair", "back", "behind", "cloth", "nose", "cheek", "lip", "white"):
            colours[part] = mixed(colours[part], tint, 0.75)
        if kind == "dim":
            colours["inside"], colours["line"] = darker(colours["skin"], 0.75), darker(colours["skin"], 0.7)
    elif kind == "water":
        colours = {part: mixed(c, (0.97, 0.94, 0.88), 0.25) for part, c in colours.items()}
    return colours


def _moved_from(colour: Colour, other: Colour, least: float) -> Colour:
    """A colour at least so much darker or brighter than another, moved where there is more room."""
    base, now = luma(other), luma(colour)
    if abs(now - base) >= least:
        return colour
    if base > 0.5 or (now < base and base > least):
        return mixed(colour, (0, 0, 0), min(1.0, 1 - max(0.0, base - least) / max(now, 1e-3)))
    return mixed(colour, (1, 1, 1), min(1.0, (base + least - now) / max(1e-3, 1 - now)))
