"""Where a rig's mouth and a guide's differ so that a viewer would notice.

Both are looked at with a little patience: a frame differs only where nothing the other shows within `reach` frames is like it. How
far it has to differ follows how far the two differ everywhere, so that two characters who open differently are not a list of
complaints. Closures have their own rule, since what is closed is read most surely of all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from visemes.sync.base import stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.guide.together import Matched

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

Kind = Literal[
    "closure missing", "closure added", "open in silence", "late", "early", "too small", "too open", "too wide", "too round"
]

#: How much a viewer minds, for a difference as large as the mouth's range over a quarter of a second.
WEIGHTS: Final[dict[Kind, float]] = {
    "closure missing": 1.0, "closure added": 0.8, "open in silence": 0.7, "late": 0.6, "early": 0.5, "too small": 0.45,
    "too open": 0.45, "too wide": 0.2, "too round": 0.2,
}  # fmt: skip
#: Lips up to this far apart are seen as closed, on the scale of `Viseme.opening`.
CLOSED: Final = 0.1
#: A single frame is closed up to this only: readings of one frame are the least sure.
BRIEFLY: Final = 0.05
#: A closure is missing where the other mouth stays open by this much more, and by this share of what is usual for the two.
#: For one character, and for two, whose mouths are read less alike.
MARGIN: Final = (0.11, 0.14)
CLOSELY: Final = 0.5
#: A closure counts where the mouth opens by this much beside it, within BESIDE seconds.
OPENS: Final = 0.1
BESIDE: Final = 0.3
#: Closed longer than this (seconds) is silence; its ends, TRIM seconds each, may differ.
SILENCE: Final = 0.36
TRIM: Final = 0.08
#: Elsewhere mouths differ from this share of the range on (one character, two), or USUAL times what QUANTILE per cent of frames
#: stay under.
DIFFERS: Final = (0.24, 0.34)
QUANTILE: Final = 80
USUAL: Final = 3.0
#: Frames closer than this (seconds) belong to one moment; a moment has to differ by this many seconds times shares of the range.
TOGETHER: Final = 0.09
AREA: Final = 0.02
#: Widths differ from this on, for so many seconds, where the lips are apart.
WIDTHS: Final = 0.45
LASTS: Final = 0.12
#: What is early or late is so by at least LEAST and at most MOST seconds; moved there, this share of the difference is left.
LEAST_SHIFT: Final = 0.06
MOST_SHIFT: Final = 0.26
EXPLAINS: Final = 0.5
#: Seconds that are looked at together for that, and how far they have to differ on average, a share of the range.
LOOK: Final = 0.48
LATE_FROM, LATE_USUAL = 0.07, 2.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A moment at which the mouths differ.

    first, last: frames of the rig, from 0. size: how far they differ, a share of the range. frames: by how many it is late (early:
    negative), 0 for other kinds. weight: how much a viewer minds.
    """

    kind: Kind
    first: int
    last: int
    size: float
    frames: int = 0
    weight: float = 0.0


def differences(matched: Matched) -> list[Difference]:
    """Everything a viewer would notice, what matters most first."""
    seen = _Seen(matched)
    found = [*seen.closures(), *seen.open_in_silence()]
    found += [one for one in seen.sizes() if not any(_overlap(one, other) for other in found)]
    found = _timed(seen, found)
    found += [one for one in seen.widths() if not any(_overlap(one, other) for other in found)]
    weighed = [replace(one, weight=_weight(one, matched.frame)) for one in found]
    return sorted(weighed, key=lambda one: (-one.weight, one.first))


def _overlap(one: Difference, other: Difference) -> bool:
    return one.first <= other.last and other.first <= one.last


def _weight(one: Difference, frame: float) -> float:
    seconds = (one.last - one.first + 1) * frame
    lasting = 1.0 if one.kind.startswith("closure") else float(np.clip(seconds / 0.25, 0.4, 2.0)) ** 0.5
    return round(WEIGHTS[one.kind] * (0.4 + 0.6 * min(1.0, one.size)) * lasting, 4)


class _Seen:
    """Two mouths and how much they usually differ."""

    def __init__(self, matched: Matched) -> None:
        self.matched, self.frame, self.unit = matched, matched.frame, matched.unit
        self.rig, self.guide, self.both = matched.rig, matched.guide, matched.both
        two = int(not matched.alike)
        self.margin, self.differs = MARGIN[two], DIFFERS[two]
        self.rig_least, self.rig_most = around(self.rig, matched.reach)
        self.guide_least, self.guide_most = around(self.guide, matched.reach)
        #: How far the guide is outside what the rig shows nearby, and the rig outside what the guide shows.
        self.lacks = beyond(self.guide, self.rig_least, self.rig_most) * self.both
        self.adds = beyond(self.rig, self.guide_least, self.guide_most) * self.both
        far = np.maximum(np.abs(self.lacks), np.abs(self.adds))[self.both]
        self.usual = float(np.percentile(far, QUANTILE)) if len(far) else 0.0

    def closures(self) -> Iterator[Difference]:
        """Short closures that only one of the two has."""
        yield from self._closed("closure missing", self.guide, self.rig_least)
        yield from self._closed("closure added", self.rig, self.guide_least)

    def _closed(self, kind: Kind, one: Floats, other_least: Floats) -> Iterator[Difference]:
        margin = self.margin + CLOSELY * self.usual
        for first, last in runs((one <= CLOSED) & self.both):
            long = (last - first + 1) * self.frame > SILENCE
            stays = float(other_least[first : last + 1].min())
            least = float(one[first : last + 1].min())
            if first == last and least > BRIEFLY:
                continue
            if not long and stays > CLOSED and stays - max(least, 0.0) > margin and self._opens(one, first, last):
                yield Difference(kind, first, last, min(1.0, (stays - max(least, 0.0)) / self.unit))

    def _opens(self, one: Floats, first: int, last: int) -> bool:
        """Whether a mouth opens on both sides of a closure."""
        near = round(BESIDE / self.frame)
        before, after = one[max(0, first - near) : first], one[last + 1 : last + 1 + near]
        return all(len(side) and side.max() > CLOSED + OPENS for side in (before, after))

    def open_in_silence(self) -> Iterator[Difference]:
        """Stretches in which the guide rests and the rig does not."""
        trim, margin = round(TRIM / self.frame), self.margin + CLOSELY * self.usual
        rests = (self.guide <= CLOSED) & self.both
        for first, last in runs(rests):
            if (last - first + 1) * self.frame <= SILENCE:
                continue
            inner = np.zeros(len(rests), bool)
            inner[first + trim : last + 1 - trim] = True
            is_open = inner & (self.rig - np.maximum(self.guide_most, 0) > margin)
            for start, end in joined(runs(is_open), round(TOGETHER / self.frame)):
                if (end - start + 1) * self.frame >= TRIM:
                    yield Difference("open in silence", start, end, min(1.0, float(self.rig[start : end + 1].max()) / self.unit))

    def sizes(self) -> Iterator[Difference]:
        """Stretches in which one mouth is open further than the other."""
        limit = max(self.differs * self.unit, USUAL * self.usual)
        small = np.maximum(self.lacks, -self.adds)
        large = np.maximum(self.adds, -self.lacks)
        for kind, far in (("too small", small), ("too open", large)):
            for first, last in joined(runs(far > limit), round(TOGETHER / self.frame)):
                peak = float(far[first : last + 1].max()) / self.unit
                if float(far[first : last + 1].sum()) / self.unit * self.frame >= AREA:
                    yield Difference("too small" if kind == "too small" else "too open", first, last, min(1.0, peak))

    def widths(self) -> Iterator[Difference]:
        """Stretches in which one mouth is rounder than the other."""
        matched = self.matched
        if not matched.widths:
            return
        least, most = around(matched.guide_width, 2 * matched.reach)
        far = beyond(matched.rig_width, least, most) * self.both * (self.rig > CLOSED) * (self.guide > CLOSED)
        usual = float(np.percentile(np.abs(far), 90))
        for kind, side in (("too wide", far), ("too round", -far)):
            for first, last in joined(runs(side > max(WIDTHS, USUAL * usual)), round(TOGETHER / self.frame)):
                if (last - first + 1) * self.frame >= LASTS:
                    size = min(1.0, float(side[first : last + 1].max()) / 2)
                    yield Difference("too wide" if kind == "too wide" else "too round", first, last, size)


def _timed(seen: _Seen, found: Sequence[Difference]) -> list[Difference]:
    """The same, with stretches that one mouth does a little later than the other as one moment each."""
    moved = list(_moved(seen, found))
    return [*moved, *(one for one in found if not any(_overlap(one, other) for other in moved))]


def _moved(seen: _Seen, found: Sequence[Difference]) -> Iterator[Difference]:
    """Stretches in which the rig does what the guide does some frames earlier or later.

    For every frame and every shift the mean difference over LOOK seconds around it: where a shift explains nearly all of what is
    there, the mouth is late or early.
    """
    half, most, least = (max(1, round(seconds / seen.frame)) for seconds in (LOOK / 2, MOST_SHIFT, LEAST_SHIFT))
    least = max(2, least)
    lags = [lag for lag in range(-most, most + 1) if lag == 0 or abs(lag) >= least]
    costs = np.stack([_mean(_apart(seen, lag), half) for lag in lags])
    stays = costs[lags.index(0)]
    best = costs.argmin(axis=0)
    usual = float(np.median(stays))
    is_moved = (costs.min(axis=0) <= EXPLAINS * stays) & (stays >= max(LATE_FROM * seen.unit, LATE_USUAL * usual))
    for first, last in joined(runs(is_moved), half // 2):
        rows = np.arange(first, last + 1)
        lag = _lag(np.array(lags)[best[rows]])
        low, high = max(0, first - half // 2), min(len(stays), last + half // 2 + 1)
        if lag and high - low > abs(lag) and not _stays_open(seen, found, low, high, lag):
            size = min(1.0, float(np.abs(seen.rig - seen.guide)[low:high].max()) / seen.unit)
            yield Difference("late" if lag > 0 else "early", low, high - 1, size, lag)


def _lag(lags: NDArray[np.int_]) -> int:
    """By how many frames a stretch is moved, of what each of its frames says: nearer to the most, since its ends are held."""
    side = 75 if np.median(lags) > 0 else 25
    return round(float(np.percentile(lags, side)))


def _apart(seen: _Seen, lag: int) -> Floats:
    """How far the rig is on each frame from the guide `lag` frames before; the whole range where one is not seen."""
    rows = np.arange(len(seen.rig)) - lag
    inside = (rows >= 0) & (rows < len(rows))
    rows = np.clip(rows, 0, len(rows) - 1)
    apart: Floats = np.where(inside & seen.both & seen.both[rows], np.abs(seen.rig - seen.guide[rows]), seen.unit)
    return apart


def _mean(values: Floats, half: int) -> Floats:
    """The mean over `half` frames to either side."""
    padded = np.pad(values, half, mode="edge")
    total = np.concatenate([[0.0], np.cumsum(padded)])
    mean: Floats = (total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1)
    return mean


def _stays_open(seen: _Seen, found: Sequence[Difference], low: int, high: int, lag: int) -> bool:
    """Whether a closure of a stretch is missing wherever it may have moved to, which no shift explains."""
    for one in found:
        if one.kind in {"closure missing", "closure added"} and low <= one.last and one.first < high:
            other, away = (seen.rig, lag) if one.kind == "closure missing" else (seen.guide, -lag)
            near = other[max(0, one.first + away - 1) : max(0, one.last + away + 2)]
            if not len(near) or near.min() > CLOSED + seen.margin / 2:
                return True
    return False


def around(values: Floats, reach: int) -> tuple[Floats, Floats]:
    """The least and the most of each value and `reach` neighbours to either side."""
    padded = np.pad(values, reach, mode="edge")
    views = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return views.min(axis=1), views.max(axis=1)


def beyond(values: Floats, least: Floats, most: Floats) -> Floats:
    """How far values are above what is allowed (positive) or under it (negative)."""
    above: Floats = np.maximum(0.0, values - most) - np.maximum(0.0, least - values)
    return above


def runs(flags: Bools) -> list[tuple[int, int]]:
    """The first and last index of every run of true values."""
    return [(first, end - 1) for first, end in stretches(flags)]


def joined(found: Sequence[tuple[int, int]], apart: int) -> list[tuple[int, int]]:
    """Runs with no more than `apart` between them as one."""
    kept = list(found[:1])
    for (_, _), (first, last) in pairwise(found):
        if first - kept[-1][1] - 1 <= apart:
            kept[-1] = (kept[-1][0], last)
        else:
            kept.append((first, last))
    return kept
