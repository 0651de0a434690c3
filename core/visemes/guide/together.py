"""Two tracks brought together: the same moments beside each other, on one scale.

Films start at other times, run at other rates and show other characters. The offset is the one at which openings and widths go
together best; the scale is a straight line through closed lips, fitted so that moments which differ hardly count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.tracks import FEWEST, LOWEST, range_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.guide.tracks import Track

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

#: Steps a second in which offsets are looked for.
STEPS: Final = 100
#: What two tracks have to share: this much of the shorter one, and so many seconds.
SHARE: Final = 0.5
SECONDS: Final = 0.6
#: How far a longer overlap is preferred: likeness counts times the share of overlap to this power.
LONGER: Final = 0.25
#: Rounds of fitting the scale, and the difference from which on a frame counts less.
ROUNDS: Final = 12
FAR: Final = 0.08
#: The scale between two characters lies within these limits.
SCALES: Final = (0.3, 3.0)
#: Frames on which a guide is wide open: from this percentile of its openings on.
WIDE: Final = 60
#: Looks of closed mouths (moved aside by at most ASIDE pixels) that correlate at least this well are of one character.
ONE: Final = 0.9
ASIDE: Final = 6
#: Boxes of one picture have the same width within this share, and lie this near (widths).
SAME_WIDTH, SAME_PLACE = 0.03, 0.4
#: Pictures whose change goes together with the opening this well show little else that moves.
FOLLOWS: Final = 0.9
#: Widths are only compared where they go together at least this well.
ROUNDS_ALIKE: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """A rig and a guide on the rig's frames.

    rig, guide: openings, on the rig's scale. rig_width, guide_width: on one scale too. both: frames on which both are seen. reach:
    frames by which a moment may be early or late before it counts. shift: seconds by which the rig is later. removed: seconds of it
    that were taken out. scale: how far the rig opens for one of the guide. unit: how far the rig opens when it opens wide.
    likeness: correlation of the openings. widths: whether widths can be compared. likeness_of_looks: correlation of their closed
    mouths' pictures, 0 for keys. jaws: their chins. changes: how much of the pictures differs from the closed mouth, of both.
    is_one_picture: whether both show one character at one place of the picture.
    """

    times: Floats
    rig: Floats
    guide: Floats
    rig_width: Floats
    guide_width: Floats
    both: Bools
    reach: int
    shift: float
    removed: float
    scale: float
    unit: float
    likeness: float
    widths: bool
    likeness_of_looks: float
    jaws: tuple[Floats, Floats]
    changes: tuple[Floats, Floats]
    is_one_picture: bool

    @property
    def alike(self) -> bool:
        """Whether both show one character, by its looks."""
        return self.likeness_of_looks >= ONE

    @property
    def frame(self) -> float:
        """Seconds a frame of the rig is on show."""
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else 1.0


def match(rig: Track, guide: Track, *, keep_shift: bool = False) -> Matched:
    """Bring two tracks together. keep_shift: leave the offset in, so that it shows as a difference."""
    shift = shift_of(rig, guide)
    removed = 0.0 if keep_shift else _whole(shift, rig, guide)
    wanted = rig.middles - removed
    rows = np.clip(np.searchsorted(guide.times, wanted, side="right") - 1, 0, len(guide) - 1)
    inside = (wanted >= guide.times[0]) & (wanted < guide.times[-1] + 1 / float(guide.fps))
    both = inside & rig.seen & guide.seen[rows]
    mine, other = rig.opening, guide.opening[rows]
    scale = scale_of(mine[both], other[both])
    told = other * scale
    looks = _looks(rig, guide)
    widths = _correlation(rig.width[both], guide.width[rows][both])
    return Matched(
        rig.times, mine, told, rig.width, _levelled(guide.width[rows], rig.width, both), both,
        reach=max(1, round(float(rig.fps / min(rig.fps, guide.fps)))), shift=shift, removed=removed,
        scale=scale, unit=range_of(np.maximum(mine, told)[both]),
        likeness=_correlation(mine[both], other[both]),
        widths=widths >= ROUNDS_ALIKE, likeness_of_looks=looks,
        jaws=(rig.jaw, guide.jaw[rows]),
        changes=(rig.change, guide.change[rows]), is_one_picture=looks >= ONE and same_place(rig, guide),
    )  # fmt: skip


def shift_of(rig: Track, guide: Track) -> float:
    """Seconds by which the rig does later what the guide does, to a fraction of a frame."""
    one, other = _sampled(rig), _sampled(guide)
    count = len(one[0]) + len(other[0])
    size = 1 << (count - 1).bit_length()
    lags = np.concatenate([np.arange(len(one[0])), np.arange(-len(other[0]) + 1, 0)])
    place = lags % size
    together = np.maximum(0.0, np.rint(_crossed(one[2], other[2], size)[place]))
    enough = together >= min(max(SECONDS * STEPS, SHARE * min(one[2].sum(), other[2].sum())), together.max())
    score = np.zeros(len(lags))
    for a, b in zip(one[:2], other[:2], strict=True):
        score += _likenesses(a * one[2], b * other[2], (one[2], other[2]), together, size, place)
    score = np.where(enough, score * (together / max(together.max(), 1)) ** LONGER, -np.inf)
    order = np.argsort(lags)
    lags, score = lags[order], score[order]
    best = int(score.argmax())
    return float(lags[best] + _between(score, best)) / STEPS


def _sampled(track: Track) -> tuple[Floats, Floats, Floats]:
    """Opening and width at STEPS a second, 0 on average, and whether they are seen; the picture on show counts."""
    count = max(2, int(np.ceil((track.times[-1] + 1 / float(track.fps)) * STEPS)))
    rows = np.clip(np.searchsorted(track.times, (np.arange(count) + 0.5) / STEPS, side="right") - 1, 0, len(track) - 1)
    seen = track.seen[rows].astype(float)
    values = [signal[rows] - np.mean(signal[track.seen]) for signal in (track.opening, track.width)]
    return values[0], values[1], seen


def _crossed(a: Floats, b: Floats, size: int) -> Floats:
    """Sums of a(t + lag) * b(t) for every lag, wrapped around."""
    crossed: Floats = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)
    return crossed


def _likenesses(a: Floats, b: Floats, seen: tuple[Floats, Floats], together: Floats, size: int, place: NDArray[np.int_]) -> Floats:
    """The correlation of what two signals share at every lag."""
    count = np.maximum(together, 1.0)
    sum_a, sum_b = _crossed(a, seen[1], size)[place], _crossed(seen[0], b, size)[place]
    square_a, square_b = _crossed(a * a, seen[1], size)[place], _crossed(seen[0], b * b, size)[place]
    both = _crossed(a, b, size)[place] - sum_a * sum_b / count
    spread = np.maximum(square_a - sum_a**2 / count, 0) * np.maximum(square_b - sum_b**2 / count, 0)
    least = 1e-4 * count  # a mouth that hardly moves is like nothing
    likeness: Floats = both / np.sqrt(np.maximum(spread, least**2))
    return likeness


def _between(score: Floats, at: int) -> float:
    """Where between its neighbours the highest score lies, -0.5 .. 0.5."""
    if not 0 < at < len(score) - 1 or not np.isfinite(score[at - 1 : at + 2]).all():
        return 0.0
    left, middle, right = (float(score[at + step]) for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    return 0.5 * (left - right) / bend if bend < 0 else 0.0


def _whole(shift: float, rig: Track, guide: Track) -> float:
    """The offset in whole frames where both films have the same ones, so that no frame falls between two."""
    same = abs(float(rig.fps / guide.fps) - 1) < 1e-3
    return round(shift * float(rig.fps)) / float(rig.fps) if same else shift


def scale_of(rig: Floats, guide: Floats) -> float:
    """How far the rig opens for one of the guide: least squares through 0, far frames counting less and less."""
    scale = 1.0
    for _ in range(ROUNDS):
        weight = 1 / np.maximum(np.abs(rig - scale * guide), FAR)
        power = float((weight * guide * guide).sum())
        scale = float(np.clip((weight * rig * guide).sum() / power, *SCALES)) if power > 0 else 1.0
    return scale


def size_of(matched: Matched, counts: Bools) -> float:
    """How wide the rig opens beside the guide, over frames that count and on which the guide is wide open.

    Of one character in one picture, of which little else moves: by how much of the picture changes, which is finer than what is
    read. Else by what is read of lips and chin.
    """
    counts = counts & matched.both
    if counts.sum() < FEWEST:
        return 1.0
    guide = matched.guide / matched.scale
    wide = counts & (guide >= np.percentile(guide[counts], WIDE))
    changes = [change - np.percentile(change[counts], LOWEST) for change in matched.changes]
    follows = min(_correlation(changes[0][counts], matched.rig[counts]), _correlation(changes[1][counts], guide[counts]))
    if matched.is_one_picture and follows >= FOLLOWS:
        return _ratio(changes[0][wide], changes[1][wide])
    jaws = (jaw[counts] - np.percentile(jaw[counts], LOWEST) for jaw in matched.jaws)
    return float(np.sqrt(_ratio(matched.rig[wide], guide[wide]) * scale_of(*jaws)))


def _ratio(rig: Floats, guide: Floats) -> float:
    """Least squares through 0."""
    return float(np.clip((rig * guide).sum() / max(float((guide * guide).sum()), 1e-6), *SCALES))


def _levelled(guide: Floats, rig: Floats, both: Bools) -> Floats:
    """The guide's widths with the rig's middle and spread."""
    if not both.any():
        return guide
    low, middle, high = np.percentile(guide[both], (10, 50, 90))
    lowest, centre, highest = np.percentile(rig[both], (10, 50, 90))
    levelled: Floats = centre + (guide - middle) * min(2.0, (highest - lowest) / max(high - low, 0.05))
    return levelled


def _correlation(a: Floats, b: Floats) -> float:
    if len(a) < 3 or a.std() < 1e-6 or b.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _looks(rig: Track, guide: Track) -> float:
    """How alike two closed mouths look: the correlation of their pictures, one of them moved aside as suits best."""
    if rig.look.size == 0 or guide.look.size == 0:
        return 0.0
    inner = rig.look[ASIDE:-ASIDE, ASIDE:-ASIDE]
    views = np.lib.stride_tricks.sliding_window_view(guide.look, inner.shape).reshape(-1, inner.size)
    return max(_correlation(inner.ravel(), view) for view in views)


def same_place(rig: Track, guide: Track) -> bool:
    """Whether boxes of two films have one size and lie mostly at one place."""
    one, other = np.median(rig.boxes[rig.seen], axis=0), np.median(guide.boxes[guide.seen], axis=0)
    away = float(np.abs(one[:2] + one[2:] / 2 - other[:2] - other[2:] / 2).max())
    return abs(float(one[2] / other[2]) - 1) <= SAME_WIDTH and away <= SAME_PLACE * float(one[2])
