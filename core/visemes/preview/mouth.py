"""A plain drawn mouth: lips, upper teeth and a tongue, from lip gap and width alone, so that it looks alike for every map."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from visemes.check.shown import gap_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.line import Line
    from visemes.maps import VisemeMap

    Image = NDArray[np.uint8]

Kind = Literal["drawings", "curves"]

#: Pixels of the square picture.
SIZE: Final = 320
SKIN, LIP, INSIDE, TEETH, TONGUE = (238, 203, 173), (186, 84, 84), (70, 16, 22), (246, 243, 232), (196, 98, 104)
_LIP, _INSIDE, _TEETH, _TONGUE = 1, 2, 3, 4
_COLOURS: Final = np.array([SKIN, LIP, INSIDE, TEETH, TONGUE], dtype=np.uint16)
#: Half the mouth's width at rest, what a width of 1 adds, the gap at opening 1, thickness of a lip; of the picture's half.
HALF, SPREAD, OPEN, THICK = 0.58, 0.20, 0.66, 0.13
#: How far the teeth come down, how thick the line between closed lips is, the gap a contact shows its teeth in.
TEETH_HIGH, SEAM, BITE = 0.13, 0.014, 0.08
#: From this width on (rounded) lips cover the teeth.
ROUNDED: Final = -0.55


class Look(NamedTuple):
    """A mouth as it is seen.

    gap: between the lips, 0..1 and more. width: -1 rounded .. 1 spread, as `Viseme`. contact: the lower lip is at the teeth.
    """

    gap: float
    width: float
    contact: bool = False


def kind_of(line: Line, viseme_map: VisemeMap) -> Kind:
    """What a line is shown as unless asked otherwise: as its map is made for."""
    return "curves" if viseme_map.style == "3d" and line.curves else "drawings"


def looks(line: Line, viseme_map: VisemeMap, frames: Sequence[int], kind: Kind) -> list[Look]:
    """What is seen on each frame."""
    return (_drawn if kind == "drawings" else _curved)(line, viseme_map, frames)


def _drawn(line: Line, viseme_map: VisemeMap, frames: Sequence[int]) -> list[Look]:
    visemes = [viseme_map.visemes[line.drawing_at(frame)] for frame in frames]
    return [Look(viseme.opening, viseme.width, viseme.contact) for viseme in visemes]


def _curved(line: Line, viseme_map: VisemeMap, frames: Sequence[int]) -> list[Look]:
    """Gap and width as the shapes add up, on the frames that are exposed."""
    exposed = [line.grid.exposed(frame) for frame in frames]
    weights = {curve.shape: np.array([curve.value_at(frame) for frame in exposed]) for curve in line.curves}
    gap = gap_of(weights, viseme_map, len(frames))
    zero = np.zeros(len(frames))
    width = sum((viseme_map.shapes[name].width * values for name, values in weights.items() if name in viseme_map.shapes), zero)
    contact = zero
    for name in viseme_map.contacts:
        shapes = viseme_map.visemes[name].shapes
        main = max(shapes, key=lambda shape: shapes[shape])
        contact = np.maximum(contact, weights.get(main, zero) / shapes[main])
    return [Look(float(g), float(w), bool(c > 0.6)) for g, w, c in zip(gap, width, contact, strict=True)]


def mouth_picture(look: Look, size: int = SIZE) -> Image:
    """One mouth, size by size by RGB, its edges smoothed. Read-only: equal looks share a picture."""
    # two digits: far below what a pixel shows, and holds are drawn once
    return _picture(Look(round(float(look.gap), 2), round(float(look.width), 2), look.contact), size)


@lru_cache(maxsize=256)
def _picture(look: Look, size: int) -> Image:
    """Painted at twice the size; every pixel is the mean of four."""
    paint = _painted(look, 2 * size)
    quarters = [_COLOURS[paint[row::2, column::2]] for row in (0, 1) for column in (0, 1)]
    picture: Image = ((quarters[0] + quarters[1] + quarters[2] + quarters[3] + 2) // 4).astype(np.uint8)
    picture.flags.writeable = False
    return picture


def _painted(look: Look, size: int) -> NDArray[np.uint8]:
    """Numbers of colours, painted from the back to the front: skin, lips, the dark inside, tongue, teeth."""
    across, down = _plane(size)
    width = float(np.clip(look.width, -1.2, 1.2))
    half, high = HALF + SPREAD * width, OPEN * float(np.clip(look.gap, 0.0, 1.3))
    if look.contact:
        high = max(high, BITE)
    arch = np.sqrt(np.clip(1 - (across / half) ** 2, 0, 1))
    lip = THICK * (1 - 0.25 * width) * np.sqrt(np.clip(1 - (across / (half + 0.07)) ** 2, 0, 1))
    bow = 1 - 0.22 * np.exp(-((across / 0.09) ** 2))  # the dip in the middle of an upper lip
    top, bottom = -0.35 * high * arch, 0.65 * high * arch
    inner = (down > top) & (down < bottom) & (np.abs(across) < half)
    paint = np.zeros(inner.shape, dtype=np.uint8)
    paint[(down > top - lip * bow) & (down < bottom + (0.7 if look.contact else 1.15) * lip)] = _LIP
    paint[inner] = _INSIDE
    if look.contact:
        paint[inner & (down < bottom - SEAM)] = _TEETH
        return paint
    tongue = ((across / (0.62 * half)) ** 2 + ((down - 0.65 * high) / max(0.36 * high, 1e-6)) ** 2) < 1
    paint[inner & tongue] = _TONGUE
    if width > ROUNDED:
        paint[inner & (down < top + TEETH_HIGH)] = _TEETH
    if high < 2 * SEAM:
        paint[(np.abs(down) < SEAM) & (np.abs(across) < half)] = _INSIDE
    return paint


@lru_cache(maxsize=4)
def _plane(size: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Across and down, -1..1, as a row and a column that broadcast."""
    line = np.linspace(-1, 1, size, dtype=np.float32)
    return line[None, :], line[:, None]
