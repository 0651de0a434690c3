"""Finding a mouth without knowing what mouths look like: it changes where and when there is a voice.

Three things speak for a place: it changes more while somebody speaks than in pauses, it changes most of the time somebody speaks
(eyes blink now and then), and it changes when the voice gets louder or softer, at some lag. The few best places, small and compact
before large, are handed on; which of them is a mouth, an expert says who reads it (`visemes.sync.reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE
from visemes.sync.moving import box_mean, changes, reduced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Map = NDArray[np.float32]
    Floats = NDArray[np.float64]

Box = tuple[float, float, float, float]

#: The voice is on where it is less than RANGE dB under its loud parts, and above FLOOR.
RANGE: Final = 25.0
FLOOR: Final = -55.0
#: Seconds around a voice in which what is heard may be seen, and a mouth still closes or opens.
NEAR: Final = 0.4
#: Lags between voice and motion that are tried, seconds either way, and seconds over which both are averaged.
LAG: Final = 0.6
SMOOTH: Final = 0.2
#: Widths of mouths that are tried, shares of the picture's longer side; a mouth's box is this high for its width.
WIDTHS: Final = (0.045, 0.065, 0.09, 0.13, 0.18, 0.25, 0.36)
HEIGHT: Final = 0.7
#: How much motion in the surroundings counts against a place.
AROUND: Final = 0.7
#: Seconds of the stretches that are looked at by themselves, for heads that move about, and how many of a piece.
STRETCH: Final = 4.0
STRETCHES: Final = 3
#: Places that are handed on at most.
MOST: Final = 10
#: Mouths that fill the picture move in many places, each stronger than the whole: so many places as wide as this share of the
#: picture's longer side are among those handed on.
LARGES: Final = 2
LARGE: Final = 0.18
#: Boxes that share more than this of their union are one place, and so is a box of which INSIDE lies in a better one PART as wide
#: at most.
OVERLAP: Final = 0.45
INSIDE: Final = 0.75
PART: Final = 0.4


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a mouth may be.

    box: x, y, width, height in pixels of the frames looked at. score: 0..1, what speaks for it, against the best of its map.
    first, last: the frames it was found in.
    """

    box: Box
    score: float
    first: int
    last: int


def voiced(level: Floats) -> NDArray[np.bool_]:
    """Which frames have a voice, or anything as loud. level: dB, one a frame."""
    if not len(level):
        return np.zeros(0, bool)
    on: NDArray[np.bool_] = level > max(FLOOR, float(np.percentile(level, 95)) - RANGE)
    return on


def around(on: NDArray[np.bool_], seconds: float = NEAR) -> NDArray[np.bool_]:
    """Frames near a voice: what is heard may be seen a little earlier or later."""
    reach = round(seconds * RATE)
    near: NDArray[np.bool_] = np.convolve(on, np.ones(2 * reach + 1), "same") > 0 if len(on) else on
    return near[: len(on)] if len(near) >= len(on) else np.pad(near, (0, len(on) - len(near)))


def find_places(frames: Grey, level: Floats) -> list[Place]:
    """Where a mouth may be in frames of one shot, best first; none where nothing moves or nobody speaks.

    frames: (T, height, width) at RATE a second. level: dB at each frame.
    """
    small, factor = reduced(frames)
    changed = changes(small)
    found: list[Place] = []
    for first, last in _stretches(level, len(frames)):
        for map_ in _maps(changed[first:last], level[first:last]):
            found += [_place(map_, x, y, width, value, factor, first, last) for value, x, y, width in _peaks(map_)]
    ranked = _distinct(sorted(found, key=lambda place: -place.score))
    large = [place for place in ranked[MOST:] if place.box[2] >= LARGE * max(frames.shape[1:])][:LARGES]
    return [*ranked[: MOST - len(large)], *large]


def _stretches(level: Floats, count: int) -> Iterator[tuple[int, int]]:
    """The whole piece, and where it is long its stretches with the most voice."""
    yield 0, count
    length = round(STRETCH * RATE)
    if count < 1.5 * length:
        return
    on = voiced(level).astype(float)
    starts = list(range(0, count - length + 1, length // 2))
    best = sorted(starts, key=lambda start: -on[start : start + length].sum())[:STRETCHES]
    yield from ((start, start + length) for start in sorted(best))


def _maps(changed: Map, level: Floats) -> Iterator[Map]:
    """What speaks for each place, in three ways of weighing it; each map's best is 1."""
    on = voiced(level)
    if not on.any() or not changed.any():
        return
    smooth = _smoothed(changed)
    often = np.percentile(smooth[on], 40, axis=0).astype(np.float32)
    more = changed[on].mean(axis=0)
    if not on.all():
        more = np.maximum(0.0, more - changed[~on].mean(axis=0))
    fit = np.maximum(0.0, _fit(smooth, level))
    for map_ in (more * fit, np.sqrt(often * more) * (0.2 + fit), often):
        if map_.max() > 0:
            yield map_ / map_.max()


def _smoothed(changed: Map) -> Map:
    width = max(1, round(SMOOTH * RATE))
    total = np.cumsum(np.pad(changed, ((width // 2 + 1, width - width // 2 - 1), (0, 0), (0, 0)), mode="edge"), axis=0)
    return (total[width:] - total[:-width]) / np.float32(width)


def _fit(smooth: Map, level: Floats) -> Map:
    """The correlation of motion and loudness at the lag that suits a place best, shape (height, width)."""
    lag = min(round(LAG * RATE), (len(level) - 1) // 3)
    loud = np.maximum(level, level.max() - 40)
    width = max(1, round(SMOOTH * RATE))
    loud = np.convolve(np.pad(loud, width // 2, mode="edge"), np.full(width, 1 / width), "valid")[: len(level)]
    spread = smooth.std(axis=0)
    scores = ((smooth - smooth.mean(axis=0)) / (spread + 0.02)).reshape(len(smooth), -1)
    inside = slice(lag, len(loud) - lag) if lag else slice(None)
    shifted = np.stack([np.roll(loud, shift)[inside] for shift in range(-lag, lag + 1)])
    shifted = (shifted - shifted.mean(axis=1, keepdims=True)) / (shifted.std(axis=1, keepdims=True) + 1e-6)
    best: Map = (shifted.astype(np.float32) @ scores[inside]).max(axis=0) / max(1, shifted.shape[1])
    return best.reshape(smooth.shape[1:])


def _peaks(map_: Map) -> Iterator[tuple[float, int, int, int]]:
    """The best places of a map at every width: value, centre x and y, width."""
    height, width = map_.shape
    for share in WIDTHS:
        wide = max(3, round(share * max(height, width)) | 1)
        high = max(3, round(wide * HEIGHT) | 1)
        inside, around = box_mean(map_, high, wide), box_mean(map_, 2 * high + 1, 2 * wide + 1)
        value = inside - AROUND * np.maximum(0.0, (4 * around - inside) / 3)
        for _ in range(3):
            y, x = np.unravel_index(int(value.argmax()), value.shape)
            if value[y, x] <= 0:
                break
            yield float(value[y, x]), int(x), int(y), wide
            value[max(0, y - high) : y + high + 1, max(0, x - wide) : x + wide + 1] = 0


def _place(map_: Map, x: int, y: int, wide: int, value: float, factor: int, first: int, last: int) -> Place:
    """A peak as a place in the frames' own pixels; its centre is moved to that of the motion inside it."""
    high = max(3, round(wide * HEIGHT) | 1)
    rows = slice(max(0, y - high // 2), y + high // 2 + 1)
    columns = slice(max(0, x - wide // 2), x + wide // 2 + 1)
    part = map_[rows, columns]
    total = float(part.sum()) or 1.0
    middle_x = columns.start + 0.5 + float((part.sum(axis=0) * np.arange(part.shape[1])).sum()) / total
    middle_y = rows.start + 0.5 + float((part.sum(axis=1) * np.arange(part.shape[0])).sum()) / total
    box = (middle_x - wide / 2, middle_y - high / 2, float(wide), float(high))
    return Place((box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor), value, first, last)


def _distinct(places: list[Place]) -> list[Place]:
    """The same without those that are nearly at the place of a better one."""
    kept: list[Place] = []
    for place in places:
        if not any(_is_same(place.box, other.box) for other in kept):
            kept.append(place)
    return kept


def _is_same(box: Box, better: Box) -> bool:
    """Whether a box is at the place of a better one, or a part of it."""
    return shared(box, better) > OVERLAP or (common(box, better) > INSIDE * box[2] * box[3] and box[2] > PART * better[2])


def shared(one: Box, other: Box) -> float:
    """The share of their union that two boxes have in common, 0..1."""
    area = common(one, other)
    return area / (one[2] * one[3] + other[2] * other[3] - area) if area else 0.0


def common(one: Box, other: Box) -> float:
    """The area two boxes have in common, square pixels."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)
