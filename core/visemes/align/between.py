"""Words said somewhere between two times: a stretch of a sound searched anew while everything around it stays.

What stands on either side is listened to as well, kept to its place, so that the search knows where its sounds end.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.align import graph, hear
from visemes.align.builtin import can_hold, refined
from visemes.align.features import RATE
from visemes.align.order import SHORTEST
from visemes.align.search import Stretch, best_segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.align.base import SpokenWord
    from visemes.audio import Sound
    from visemes.timeline import Phone

#: Seconds of sound that are listened to before the first and after the last word.
MARGIN: Final = 0.1

#: Seconds that a phone takes the search at least, in fluent speech; with less, the stretch is heard alone and in slow motion.
FLUENT: Final = 0.045


class Bounded(NamedTuple):
    """A word that is said somewhere from `earliest` to `latest` (seconds)."""

    word: SpokenWord
    earliest: float
    latest: float


def heard_between(
    sound: Sound, words: Sequence[Bounded], before: Bounded | None = None, after: Bounded | None = None
) -> list[list[Phone]]:
    """The phones of each word, in order and within its bounds; none for a word that was not found.

    sound: 16 kHz mono. words: in order, one at least; their bounds may overlap. before, after: the words around them, where
    there are any close by; their phones are not part of the answer.
    """
    start, end = words[0].earliest, words[-1].latest
    needed = sum(min(map(len, variants)) for w in words for variants in w.word.parts) * FLUENT
    if end - start < needed:
        return in_bounds(_heard(sound, words, start, end), words)
    around = [w for w in (before, *words, after) if w is not None]
    first, last = max(0.0, around[0].earliest - MARGIN), min(sound.duration, around[-1].latest + MARGIN)
    skipped = int(before is not None)
    return in_bounds(_heard(sound, around, first, last)[skipped : skipped + len(words)], words)


def _heard(sound: Sound, words: Sequence[Bounded], start: float, end: float) -> list[list[Phone]]:
    """The phones of each word in a part of the sound."""
    samples = sound.samples[round(start * RATE) : round(end * RATE)]
    said = [bounded.word for bounded in words]
    found: list[list[Phone]] = [[] for _ in words]
    if not can_hold(samples, said):
        return found
    stretch = Stretch.of(samples, said)
    segments = best_segments(stretch, said, spans=[(w.earliest - start, w.latest - start) for w in words])
    heard, _ = hear.heard(stretch, refined(segments, samples), said, len(samples) / RATE)
    for word, group in groupby(heard, key=lambda phone: phone.word):
        if word != graph.NO_WORD:
            found[word] = [hear.as_phone(phone.later(start, 0)) for phone in group]
    return found


def in_bounds(found: Sequence[Sequence[Phone]], words: Sequence[Bounded]) -> list[list[Phone]]:
    """The phones moved no further than it takes to keep each in its word's bounds, in order, and no shorter than SHORTEST."""
    rows = [(phone, bounds) for phones, bounds in zip(found, words, strict=True) for phone in phones]
    gap = min(SHORTEST, (words[-1].latest - words[0].earliest) / (len(rows) + 1))
    times: list[tuple[float, float]] = []
    low = 0.0
    for phone, bounds in rows:
        start = max(phone.start, bounds.earliest, low)
        low = max(phone.end, start + gap)
        times.append((start, low))
    high = words[-1].latest
    for i in range(len(rows) - 1, -1, -1):
        end = min(times[i][1], rows[i][1].latest, high)
        high = min(times[i][0], end - gap)
        times[i] = (high, end)
    moved = iter([phone.moved(start, end) for (phone, _), (start, end) in zip(rows, times, strict=True)])
    return [[next(moved) for _ in phones] for phones in found]
