"""How wide a mouth that was found by its motion really is: as far as anything of it changes while it speaks.

The check needs to know about where a mouth is; who repaints one has to cover it from corner to corner.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.mouths import Mouths, Run
from visemes.sync.crop import crop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.sync.film import Film

    Pictures = NDArray[np.uint8]
    Floats = NDArray[np.float32]

#: The square that is looked at in widths of the found mouth, and its side in pixels; shares of it that are looked at one after the
#: other until what changes lies inside: a box may have been found on one corner of a mouth.
LOOKED: Final = 7.2
SIDE: Final = 144
PARTS: Final = (0.5, 0.75, 1.0)
#: Pictures of each run that are looked at, this far apart (seconds), and the fewest that tell anything.
MOST: Final = 240
APART: Final = 0.07
FEWEST: Final = 12
#: What changes by such a share of what changes most near the middle belongs to the mouth, the least share first at which it is by
#: itself and not one with the rest of the head; and by no less than so many grey levels.
SHARES: Final = (0.3, 0.4, 0.5, 0.6, 0.7)
FAINT: Final = 5.0
#: The part of the square around its middle in which the most is looked for, and shares of a found width that are believed.
NEAR: Final = 0.1
BELIEVED: Final = (0.6, 4.0)
#: Height over width of what changes from which on it is no mouth: a head that moves.
TALL: Final = 0.85
#: Found widths by which a mouth may be higher or lower than it was found.
ASTRAY: Final = 0.6
#: A mouth at rest is about this much of the widest it gets.
REST: Final = 0.92


def measured(film: Film, mouths: Mouths) -> Mouths:
    """The mouths with widths and middles that fit what changes; those that nothing can be told of stay as they are."""
    seen: list[list[Pictures]] = [[] for _ in mouths.runs]
    last = [-1.0] * len(mouths.runs)
    for number, picture in enumerate(film.pictures()):
        run = mouths.at(number)
        if run < 0 or len(seen[run]) >= MOST or picture.time < last[run] + APART:
            continue
        last[run] = picture.time
        seen[run].append(_look(film, mouths.runs[run], picture.grey, picture.time))
    runs = tuple(
        fitted(run, np.stack(looks)) if len(looks) >= FEWEST else run for run, looks in zip(mouths.runs, seen, strict=True)
    )
    return Mouths(runs, mouths.of)


def _look(film: Film, run: Run, grey: Pictures, time: float) -> Pictures:
    x, y, width, _ = film.inside((*run.place(time), run.width, 0.0))
    return crop(grey, np.array([x, y, LOOKED * width]), SIDE)


def fitted(run: Run, looks: Pictures) -> Run:
    """A run whose mouth is as wide as what changes in pictures (T, SIDE, SIDE) of LOOKED widths around it."""
    found = _extent(looks)
    if found is None:
        return run
    unit = LOOKED / SIDE  # found widths in a pixel
    left, right, level = found
    width = REST * (right - left) * unit
    if not BELIEVED[0] <= width <= BELIEVED[1]:
        return run
    aside = np.array([((left + right) / 2 - SIDE / 2) * unit, (level - SIDE / 2) * unit]) * run.width
    x, y, old, height = run.mouth
    middle = x + old / 2 + aside[0], y + height / 2 + aside[1]
    wide, high = width * old, width * height
    return replace(run, mouth=(middle[0] - wide / 2, middle[1] - high / 2, wide, high), places=run.places + aside)


def _extent(looks: Pictures) -> tuple[float, float, float] | None:
    """The left and right end of what changes around the middle, and the level at which it changes, pixels."""
    edges = [round(SIDE * (1 - part) / 2) for part in PARTS]
    changes = [_change(looks[:, edge : SIDE - edge, edge : SIDE - edge]) for edge in edges]
    for share, (edge, change) in product(SHARES, zip(edges, changes, strict=True)):
        found = _inside(change, share)
        if found is not None:
            left, right, level = found
            return edge + left, edge + right, edge + level
    return None


def _change(looks: Pictures) -> Floats:
    """How far each pixel of pictures (T, side, side) goes from what it mostly is, grey levels: (side, side)."""
    from scipy.ndimage import uniform_filter

    steady = looks.astype(np.float32) - np.median(looks, axis=(1, 2), keepdims=True).astype(np.float32)
    change: Floats = uniform_filter(np.percentile(np.abs(steady - np.median(steady, axis=0)), 90, axis=0), 3)
    return change


def _inside(change: Floats, share: float) -> tuple[float, float, float] | None:
    """The same in pixels of a part of the square (side, side); None where what changes by this share goes on outside of it."""
    from scipy.ndimage import label

    side = len(change)
    inner = slice(round(side / 2 - SIDE * NEAR / 2), round(side / 2 + SIDE * NEAR / 2) + 1)
    most = float(change[inner, inner].max())
    parts, _ = label(change >= max(FAINT, share * most))
    middle = parts[inner, inner]
    if not middle.any():
        return None
    part = parts == np.bincount(middle[middle > 0]).argmax()
    columns = np.flatnonzero(part.any(axis=0))
    rows = np.flatnonzero(part.any(axis=1))
    if columns[0] == 0 or columns[-1] == side - 1 or np.ptp(rows) > TALL * np.ptp(columns):
        return None  # a head that turns, a background, or a mouth that is wider
    weight = (change * part).sum(axis=1)
    level = float((weight * (np.arange(side) + 0.5)).sum() / weight.sum())
    if abs(level - side / 2) > ASTRAY * SIDE / LOOKED:
        return None
    return float(columns[0]), float(columns[-1] + 1), level
