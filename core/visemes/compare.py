"""Two timelines of one sound side by side: how far apart their boundaries are, and where they disagree on what is said.

Phones are paired in order, by label and time (an edit distance in which a phone may only meet those said at about the same
time); the times compared are where paired phones and words begin. Differences are the second timeline's time less the first's.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from visemes.phones import parse, plain
from visemes.timeline import Interval, Phone, Timeline, Word, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Seconds within which boundaries are counted.
LIMITS: Final = (0.010, 0.020, 0.050)

#: Phones further apart than this (seconds, the timelines' common shift taken off) are never a pair.
FARTHEST: Final = 0.5

#: What it costs to pair two phones of other labels, of one class or of two, to leave one alone, and a second of distance.
OTHER_LABEL, OTHER_CLASS, ALONE, PER_SECOND = 0.6, 1.2, 0.75, 0.5

#: Differences that are listed as the largest.
LISTED: Final = 5


class Pair(NamedTuple):
    """The same thing in both timelines."""

    first: Interval
    second: Interval

    @property
    def difference(self) -> float:
        """Seconds by which the second begins later."""
        return self.second.start - self.first.start


@dataclass(frozen=True, slots=True)
class Statistics:
    """How far boundaries are apart, in seconds. within: the share of them within each of LIMITS."""

    count: int
    mean_absolute: float
    median_absolute: float
    mean: float
    within: tuple[float, ...]

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Statistics | None:
        """None where there is nothing to compare."""
        differences = [pair.difference for pair in pairs]
        sizes = [abs(d) for d in differences]
        if not sizes:
            return None
        # what is written in hundredths may differ by exactly a limit: rounding must not decide
        within = tuple(sum(size <= limit + 1e-6 for size in sizes) / len(sizes) for limit in LIMITS)
        return cls(len(sizes), fmean(sizes), median(sizes), fmean(differences), within)

    def document(self) -> dict[str, Any]:
        """For JSON: milliseconds and shares."""
        shares = {f"within_{round(limit * 1000)}_ms": tidy(share) for limit, share in zip(LIMITS, self.within, strict=True)}
        times = {"mean_absolute_ms": self.mean_absolute, "median_absolute_ms": self.median_absolute, "mean_ms": self.mean}
        return {"count": self.count, **{name: round(value * 1000, 3) + 0.0 for name, value in times.items()}, **shares}


@dataclass(frozen=True)
class Comparison:
    """What two timelines have in common. pairs may have two labels; only_first, only_second are phones without a partner."""

    words: tuple[Pair, ...]
    words_only_first: tuple[Word, ...]
    words_only_second: tuple[Word, ...]
    phones: tuple[Pair, ...]
    only_first: tuple[Phone, ...]
    only_second: tuple[Phone, ...]

    @property
    def relabelled(self) -> tuple[Pair, ...]:
        """Pairs of phones that are not called the same."""
        return tuple(pair for pair in self.phones if not _same(pair.first.label, pair.second.label))

    def by_class(self) -> dict[str, Statistics]:
        """The phones' boundaries by the class of the first timeline's phone, the most frequent first."""
        groups: dict[str, list[Pair]] = {}
        for pair in self.phones:
            groups.setdefault(class_of(pair.first.label), []).append(pair)
        ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
        return {name: found for name, pairs in ordered if (found := Statistics.of(pairs))}

    def largest(self) -> list[Pair]:
        """The pairs of phones that are furthest apart."""
        return sorted(self.phones, key=lambda pair: (-abs(pair.difference), pair.first.start))[:LISTED]

    def document(self) -> dict[str, Any]:
        """Everything as plain data, for JSON."""
        phones, words = Statistics.of(self.phones), Statistics.of(self.words)
        return {
            "phones": phones.document() if phones else None,
            "classes": {name: found.document() for name, found in self.by_class().items()},
            "words": words.document() if words else None,
            "relabelled": [{"at": tidy(p.first.start), "first": p.first.label, "second": p.second.label} for p in self.relabelled],
            "only_first": _listed(self.only_first), "only_second": _listed(self.only_second),
            "words_only_first": _listed(self.words_only_first), "words_only_second": _listed(self.words_only_second),
            "largest": [
                {"at": tidy(pair.first.start), "label": pair.first.label, "difference_ms": round(pair.difference * 1000, 3)}
                for pair in self.largest()
            ],
        }  # fmt: skip


def _listed(intervals: Iterable[Interval]) -> list[dict[str, Any]]:
    return [{"at": tidy(interval.start), "label": interval.label} for interval in intervals]


def compare(first: Timeline, second: Timeline) -> Comparison:
    """What two timelines of the same sound have in common."""
    words, alone = _words(first.words, second.words)
    shift = median(pair.difference for pair in words) if words else 0.0
    phones, left, right = _phones(first.phones, second.phones, shift)
    return Comparison(tuple(words), *alone, phones, left, right)


def _words(first: Sequence[Word], second: Sequence[Word]) -> tuple[list[Pair], tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """Words that are spelt alike and stand in the same order, and the others."""
    ours, theirs = [_spelt(word) for word in first], [_spelt(word) for word in second]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    places = [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]
    own, others = {a for a, _ in places}, {b for _, b in places}
    left = tuple(word for i, word in enumerate(first) if i not in own)
    right = tuple(word for i, word in enumerate(second) if i not in others)
    return [Pair(first[a], second[b]) for a, b in places], (left, right)


def _spelt(word: Word) -> str:
    return "".join(c for c in word.label.casefold() if c.isalnum()) or word.label


def _phones(
    first: Sequence[Phone], second: Sequence[Phone], shift: float
) -> tuple[tuple[Pair, ...], tuple[Phone, ...], tuple[Phone, ...]]:
    """The cheapest way to pair phones in order: pairs, and those left alone in each. shift: how much later the second is."""
    rows: list[dict[int, tuple[float, str]]] = []
    for i, (low, high) in enumerate(_band(first, second, shift)):
        row: dict[int, tuple[float, str]] = {} if i else {0: (0.0, "")}
        for j in range(low, high + 1):
            ways = []
            if i and j in rows[-1]:
                ways.append((rows[-1][j][0] + ALONE, "first"))
            if j - 1 in row:
                ways.append((row[j - 1][0] + ALONE, "second"))
            if i and j - 1 in rows[-1]:
                ways.append((rows[-1][j - 1][0] + _cost(first[i - 1], second[j - 1], shift), "pair"))
            if ways:
                row[j] = min(ways)
        rows.append(row)
    return _traced(first, second, rows)


def _band(first: Sequence[Phone], second: Sequence[Phone], shift: float) -> list[tuple[int, int]]:
    """For each number of the first's phones, how many of the second's may lie before: those that are not far from it in time."""
    middles = [phone.middle - shift for phone in second]
    lows = [0, *(bisect_left(middles, phone.middle - FARTHEST) for phone in first)]
    highs = [bisect_left(middles, phone.middle + FARTHEST) for phone in first] + [len(second)]
    # neighbouring rows have to meet, also where nobody speaks for long
    highs = [max(high, low) for high, low in zip(highs, [*lows[1:], 0], strict=True)]
    return list(zip(lows, highs, strict=True))


def _cost(first: Phone, second: Phone, shift: float) -> float:
    """What pairing two phones costs; more than leaving both alone where they are far apart."""
    distance = abs(second.middle - shift - first.middle)
    if distance > FARTHEST:
        return 4 * ALONE
    if _same(first.label, second.label):
        return PER_SECOND * distance
    return PER_SECOND * distance + (OTHER_LABEL if class_of(first.label) == class_of(second.label) else OTHER_CLASS)


def _traced(
    first: Sequence[Phone], second: Sequence[Phone], rows: Sequence[dict[int, tuple[float, str]]]
) -> tuple[tuple[Pair, ...], tuple[Phone, ...], tuple[Phone, ...]]:
    pairs: list[Pair] = []
    left: list[Phone] = []
    right: list[Phone] = []
    i, j = len(first), len(second)
    while i or j:
        step = rows[i][j][1]
        if step == "pair":
            pairs.append(Pair(first[i - 1], second[j - 1]))
        elif step == "first":
            left.append(first[i - 1])
        else:
            right.append(second[j - 1])
        i, j = i - (step != "second"), j - (step != "first")
    return tuple(reversed(pairs)), tuple(reversed(left)), tuple(reversed(right))


def _same(first: str, second: str) -> bool:
    return plain(first) == plain(second)


@cache
def class_of(label: str) -> str:
    """What kind of sound a phone is: vowel, stop, affricate, fricative, nasal … by its articulation."""
    sounds = parse(label)
    if not sounds:
        return "other"
    if sounds[0].is_vowel:
        return "vowel"
    if len(sounds) > 1 and sounds[0].manner == "stop" and "fricative" in sounds[-1].manner:
        return "affricate"
    return sounds[0].manner.removeprefix("lateral ")
