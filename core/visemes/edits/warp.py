"""From the times of an old take to those of a new one, phone by phone."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from visemes.edits.matching import matched_phones
from visemes.timeline import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from visemes.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Warp:
    """Straight lines between pairs of (old, new) times, both rising; before the first and after the last only shifted."""

    anchors: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]]) -> Self:
        """The warp through pairs of times; those that would turn back or stand still are left out."""
        kept: list[tuple[float, float]] = []
        for old, new in sorted(pairs):
            if not kept or (old - kept[-1][0] > SAME_TIME and new - kept[-1][1] > SAME_TIME):
                kept.append((old, new))
        return cls(tuple(kept))

    @classmethod
    def between(cls, old: Timeline, new: Timeline, words: Mapping[int, int]) -> Self:
        """The warp that takes each phone of the words that are in both to itself. words: number of the new for each old one.

        What a person set in the old timeline, and what had to give way to it, says nothing about where the sounds are.
        """
        by_hand = _times_by_hand(old)
        pairs = (pair for one, other in words.items() for pair in _edges(old, new, one, other))
        return cls.of(pair for pair in pairs if not any(abs(pair[0] - time) <= SAME_TIME for time in by_hand))

    def __call__(self, seconds: float) -> float:
        """The new time for an old one; not before the sound begins."""
        if not self.anchors:
            return seconds
        (a, b), (c, d) = self._around(seconds)
        return max(0.0, b + (seconds - a) * (1.0 if c == a else (d - b) / (c - a)))

    def rate(self, seconds: float, *, after: bool) -> float:
        """New seconds for one old second, just before or after a time."""
        nudge = 10 * SAME_TIME
        (a, b), (c, d) = self._around(seconds + (nudge if after else -nudge)) if self.anchors else ((0.0, 0.0), (0.0, 0.0))
        return 1.0 if c == a else (d - b) / (c - a)

    def _around(self, seconds: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """The anchors on both sides of a time; twice the same where there is only one."""
        after = bisect_right(self.anchors, seconds, key=lambda pair: pair[0])
        if after in {0, len(self.anchors)}:
            edge = self.anchors[max(0, after - 1)]
            return edge, edge
        return self.anchors[after - 1], self.anchors[after]


def _times_by_hand(timeline: Timeline) -> list[float]:
    """Times that a person set, and the inner times of the words they are in."""
    found: list[float] = []
    for word in timeline.words:
        phones = timeline.phones_in(word)
        own = [word.start] * ("start" in word.by_hand) + [word.end] * ("end" in word.by_hand)
        if own or any(phone.by_hand for phone in phones):
            found += own
            found += [phone.end for phone in phones[:-1]]
            found += [phone.start for phone in phones if "start" in phone.by_hand]
            found += [phone.end for phone in phones if "end" in phone.by_hand]
    return found


def _edges(old: Timeline, new: Timeline, one: int, other: int) -> Iterable[tuple[float, float]]:
    """The edges of a word and of its phones in both takes."""
    before, after = old.words[one], new.words[other]
    yield before.start, after.start
    yield before.end, after.end
    mine, theirs = old.phones_in(before), new.phones_in(after)
    for k, m in matched_phones(mine, theirs).items():
        yield mine[k].start, theirs[m].start
        yield mine[k].end, theirs[m].end
