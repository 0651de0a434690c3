"""A closed mouth made to speak: the lips part along their line, the jaw goes down, and what is behind them is drawn.

As a cut-out animator would do it with one drawing and scissors. There is nothing to train, and one picture is enough, so a still
can speak; of a film, its pictures with closed mouths are taken, the likest to each frame, moved to where the head is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from visemes.guide.base import AROUND, SIDE, References
from visemes.guide.layers import bent
from visemes.guide.mask import DOWN, HALF, hidden
from visemes.guide.own import CLOSED, FINER, GAP, STAYS, OwnMouths, turned
from visemes.guide.states import CHANNELS
from visemes.sync.base import GREY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Pictures = NDArray[np.uint8]

#: Pictures are at most so many times finer than our network's.
FINEST: Final = 8

#: Lengths are in widths of the mouth at rest, places right of and under its middle.
#:
#: How far above and below the middle the line between the lips is looked for; it is darker than what is so far above and below it.
REACH: Final = 0.3
BESIDE: Final = 0.09
#: What each pixel that the line rises or falls costs, and each width that it is away from the middle, in grey levels.
STEEP: Final = 8.0
AWAY: Final = 40.0
#: The line is a mean over so much to either side.
SMOOTH: Final = 0.08
#: How far a loud "ah" parts the lips, the upper lip's share of that, and how far the chin goes down: by the jaw, by the gap.
OPEN: Final = 0.56
UPPER: Final = 0.16
CHIN: Final = 0.36
CHIN_OF_GAP: Final = 0.54
#: How far above the lips the skin gives way, how far below them only the chin moves, and where under the middle all is still.
ABOVE: Final = 0.42
JAW: Final = 0.42
BELOW: Final = DOWN + 0.02
#: How much wider a mouth is that is spread, narrower one that is rounded or pushed forward, and how narrow at most; how much
#: thicker lips are that are pushed forward, thinner those that are pressed.
WIDER: Final = 0.14
ROUNDER: Final = 0.3
FORWARD: Final = 0.18
NARROWEST: Final = 0.66
THICKER: Final = 0.3
THINNER: Final = 0.3
#: How far aside (from the first on less and less), and up and down from the line, the skin goes along with that.
ALONG: Final = (0.3, 0.68)
UP_DOWN: Final = 0.45
#: Teeth: their height, that as a share of the opening, what a lip at them adds, what is left of them behind lips that are pushed
#: forward, half their width, and the opening that shows them.
TEETH: Final = 0.12
TEETH_OF_GAP: Final = 0.42
BITTEN: Final = 0.6
COVERED: Final = 0.3
TEETH_WIDE: Final = 0.42
SHOWS: Final = 0.06
#: The tongue's height as a share of the opening, and what its tip adds when it is up; half its width.
TONGUE: Final = 0.3
TIP: Final = 0.45
TONGUE_WIDE: Final = 0.36
#: The line around the opening, and how soft edges are.
INK: Final = 0.022
SOFT: Final = 0.012


class Lips(NamedTuple):
    """What is known of a closed mouth.

    line: the height of the line between its lips at each column of the picture, widths under the middle. dark, teeth, tongue:
    colours (3) of what is behind them, 0..255.
    """

    line: Array
    dark: Array
    teeth: Array
    tongue: Array

    def at(self, x: Array) -> Array:
        """The line's height at places right of the middle; it goes on level outside of the picture."""
        side = len(self.line)
        column = np.clip(x * np.float32(side / AROUND) + np.float32((side - 1) / 2), 0, side - 1)
        left = np.minimum(column.astype(np.intp), side - 2)
        height: Array = self.line[left] + (column - left).astype(np.float32) * (self.line[left + 1] - self.line[left])
        return height


class SplitMouth(OwnMouths):
    """Parts the lips of the closed ones of a film's own mouths; `visemes.guide.base.Generator` says what its members mean."""

    name = "split"
    from_one = True
    finest = FINEST

    def __init__(self, finer: int = FINER) -> None:
        super().__init__(finer)
        self._parted: tuple[References, dict[int, Lips]] | None = None

    def lacks(self, references: References, states: NDArray[np.float32]) -> tuple[str, ...]:
        """Whether the lips never meet, as far as it can be seen."""
        if references.states is None or not len(states) or references.states[:, GAP].min() < CLOSED:
            return ()
        return ("no mouth looks quite closed: where lips do not meet, p, b and m stay open, and what opens looks odd",)

    def paint(
        self, frames: Pictures, references: References, states: NDArray[np.float32], samples: NDArray[np.float32] | None, fps: float
    ) -> Pictures:
        """See `visemes.guide.base.Generator.paint`; the sound is not heard."""
        del samples, fps
        chosen = self.chosen(frames, references, np.zeros_like(states))
        return np.stack(
            [
                parted(frame, references.pictures[number], self._lips(references, number), state, turn)
                for frame, (number, turn), state in zip(frames, chosen, states, strict=True)
            ]
        )

    def _lips(self, references: References, number: int) -> Lips:
        """Of a reference; known from one piece of a film to the next."""
        if self._parted is None or self._parted[0] is not references:
            self._parted = (references, {})
        known = self._parted[1]
        if number not in known:
            known[number] = lips_of(references.pictures[number])
        return known[number]


def lips_of(picture: Pictures) -> Lips:
    """The line between the lips of a picture (side, side, 3) of a closed mouth, and colours for what is behind them."""
    side, unit = len(picture), len(picture) / AROUND
    middle, half, reach = side // 2, round(unit / 2), round(REACH * unit)
    rows, columns = np.arange(middle - reach, middle + reach), np.arange(middle - half, middle + half)
    cost = AWAY * np.abs(rows - middle)[:, None] / unit - _darker(picture @ GREY, round(BESIDE * unit))[np.ix_(rows, columns)]
    found = _smooth(rows[_path(cost)].astype(float), round(SMOOTH * unit))
    line = (np.interp(np.arange(side), columns, found) - (side - 1) / 2) / unit
    around = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].reshape(-1, 3).astype(np.float64)
    return Lips(line.astype(np.float32), *_colours(around))


def _darker(grey: NDArray[np.floating], beside: int) -> NDArray[np.floating]:
    """How much darker each pixel is than the darker of what is above and below it."""
    darker: NDArray[np.floating] = np.minimum(np.roll(grey, beside, axis=0), np.roll(grey, -beside, axis=0)) - grey
    return darker


def _path(cost: NDArray[np.floating]) -> NDArray[np.intp]:
    """For each column the row of the cheapest line through all of them; a row up or down costs STEEP."""
    rows, columns = cost.shape
    came = np.zeros(cost.shape, np.intp)
    least = cost[:, 0]
    for column in range(1, columns):
        beside = np.pad(least, 1, constant_values=np.inf)
        steps = np.stack([beside[:-2] + STEEP, least, beside[2:] + STEEP])
        came[:, column] = np.arange(rows) + steps.argmin(axis=0) - 1
        least = steps.min(axis=0) + cost[:, column]
    found = np.empty(columns, np.intp)
    found[-1] = least.argmin()
    for column in range(columns - 1, 0, -1):
        found[column - 1] = came[found[column], column]
    return found


def _smooth(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    count = 2 * reach + 1
    return np.convolve(np.pad(values, reach, mode="edge"), np.full(count, 1 / count), "valid")


def _colours(around: NDArray[np.float64]) -> tuple[Array, Array, Array]:
    """Darkness, teeth and tongue that suit the colours around a mouth (n, 3): black and white where these are."""
    bright = around @ GREY
    skin = np.median(around[bright >= np.percentile(bright, 60)], axis=0)
    ink = np.median(around[bright <= np.percentile(bright, 3)], axis=0)
    is_coloured = np.ptp(skin) > 12
    dark = 0.45 * ink * ([1.0, 0.7, 0.7] if is_coloured else 1.0)
    teeth = min(250.0, 40 + 0.9 * skin.max()) * np.array([1.0, 0.98, 0.93] if is_coloured else [1.0, 1.0, 1.0])
    tongue = 0.55 * skin * ([1.1, 0.6, 0.6] if is_coloured else 0.9) + 0.45 * dark
    return dark.astype(np.float32), teeth.astype(np.float32), tongue.astype(np.float32)


class _Place(NamedTuple):
    """The part of a picture that is painted: its rows and columns, which of its pixels are under the mask, and their places."""

    part: tuple[slice, slice]
    under: NDArray[np.bool_]
    x: Array
    y: Array


@lru_cache(maxsize=2)
def _place(side: int) -> _Place:
    seen = hidden(side) > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    part = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    places = ((np.arange(side) - (side - 1) / 2) / (side / AROUND)).astype(np.float32)
    return _Place(part, seen[part][..., None], places[None, part[1]], places[part[0], None])


def drafted(frames: Pictures, closed: Pictures, turns: NDArray[np.floating], states: NDArray[np.floating]) -> Pictures:
    """Frames (T, side, side, 3) with one closed mouth in other states (T, 7). turns: (T, 2, 3); for the rest see `parted`."""
    lips = lips_of(closed)
    return np.stack([parted(frame, closed, lips, *to) for frame, *to in zip(frames, states, turns, strict=True)])


def parted(
    frame: Pictures, closed: Pictures, lips: Lips, state: NDArray[np.floating], turn: NDArray[np.floating] = STAYS
) -> Pictures:
    """A frame (side, side, 3) that shows, under the mask, a closed mouth (side, side, 3) in another state (7).

    state: see `visemes.guide.states`. turn: where points of the frame are in the closed one, see `visemes.guide.own.moved`.
    """
    side = len(closed)
    unit, middle = np.float32(side / AROUND), np.float32((side - 1) / 2)
    part, under, x, y = _place(side)
    if not np.array_equal(turn, STAYS):
        x, y = turned(turn, x, y, SIDE / AROUND)
    now = dict(zip(CHANNELS, (float(value) for value in state), strict=True))
    # where in the closed mouth each pixel's column and row come from: first narrower or wider, then apart
    wide = max(NARROWEST, 1 + WIDER * max(now["width"], 0.0) + ROUNDER * min(now["width"], 0.0) - FORWARD * now["pucker"])
    along = _fading((np.abs(x) - ALONG[0]) / (ALONG[1] - ALONG[0])) * _fading(np.abs(y - lips.at(x)) / UP_DOWN)
    across = x * (1 + np.float32(1 / wide - 1) * along)
    level = lips.at(across)
    gap = OPEN * max(now["gap"], 0.0)
    shape = np.float32(gap) * _arch(2 * across)
    top, bottom = level - np.float32(UPPER) * shape, level + np.float32(1 - UPPER) * shape
    chin = np.float32(max(CHIN * now["jaw"], CHIN_OF_GAP * gap)) * _fading(np.abs(x) / HALF)
    alone = 1 - _fading((y - bottom) / JAW)
    lowered = (bottom - level + alone * (chin - bottom + level)) * np.clip((BELOW - y) / (BELOW - bottom), 0, 1)
    raised = (level - top) * np.clip(1 - (top - y) / np.float32(ABOVE), 0, 1)
    down = y - level + np.where(y >= bottom, -lowered, np.where(y <= top, raised, level - y))
    thick = 1 + THICKER * now["pucker"] - THINNER * now["press"]
    down *= 1 + np.float32(1 / thick - 1) * along
    made = bent(closed, (across * unit + middle)[None], ((level + down) * unit + middle)[None])[0]
    opening = _Opening(y - top, bottom - y, shape, across)
    inside = np.clip(np.minimum(opening.under, opening.over) * unit + 0.5, 0, 1) * np.float32(min(1.0, gap * float(unit) / 2))
    inside *= shape > 0
    made += inside[..., None] * (_behind(lips, now, opening) - made)
    result = frame.copy()
    result[part] = np.where(under, np.clip(np.rint(made), 0, 255).astype(np.uint8), frame[part])
    return result


class _Opening(NamedTuple):
    """Where pixels are in the opening of a mouth: under its upper lip, over its lower one, how high it is there, how far aside."""

    under: Array
    over: Array
    high: Array
    aside: Array


def _behind(lips: Lips, now: dict[str, float], at: _Opening) -> Array:
    """What is seen between the lips, (rows, columns, 3): darkness with a line around it, over tongue and teeth."""
    seen = np.broadcast_to(lips.dark, (*at.under.shape, 3))
    tip = at.high * _arch(at.aside / np.float32(TONGUE_WIDE)) * np.float32(TONGUE + TIP * now["tongue"])
    tongue: Array = _step(tip - at.over) * (1 - np.clip(at.over, 0, 0.2))
    seen = seen + tongue[..., None] * (lips.tongue - seen)
    most = at.high * np.float32((TEETH_OF_GAP + BITTEN * now["contact"]) * (1 - (1 - COVERED) * now["pucker"]))
    teeth = _step(np.minimum(np.float32(TEETH), most) - at.under) * _step(TEETH_WIDE - np.abs(at.aside)) * _step(at.high - SHOWS)
    seen = seen + teeth[..., None] * (lips.teeth - seen)
    line = np.clip(1 - np.minimum(at.under, at.over) / np.float32(INK), 0, 1)
    return seen + line[..., None] * (lips.dark - seen)


def _arch(aside: Array) -> Array:
    """Half a circle over -1 .. 1."""
    arch: Array = np.sqrt(np.maximum(0, 1 - aside**2))
    return arch


def _step(inside: NDArray[np.floating]) -> Array:
    """1 from a soft edge on."""
    step: Array = np.clip(inside / SOFT, 0, 1).astype(np.float32, copy=False)
    return step


def _fading(away: NDArray[np.floating]) -> Array:
    """1 up to 0, smoothly 0 from 1 on."""
    near = np.clip(1 - away, 0, 1)
    fading: Array = (near * near * (3 - 2 * near)).astype(np.float32, copy=False)
    return fading
