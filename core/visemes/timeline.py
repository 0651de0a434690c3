"""What was said and when: intervals, words, phones, cues, in seconds.

Everything here is frozen and knows nothing of frames, files or rigs. Times are seconds from the start of the
sound. Silence is the absence of phones: a gap between two phones is a pause.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Self, TypeVar

from visemes.errors import TimelineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Two times closer than this are the same time (seconds); boundaries from other tools carry rounding noise.
SAME_TIME = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """A label that holds from `start` to `end` (seconds, start < end).

    confidence: probability in 0..1 that label and place are right; None when nobody judged it.
    Raises TimelineError for times that are not finite, negative or not in order.
    """

    start: float
    end: float
    label: str
    confidence: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start) and math.isfinite(self.end)):
            raise TimelineError(f"'{self.label}' has a time that is not a number")
        if not 0 <= self.start < self.end:
            raise TimelineError(
                f"'{self.label}' goes from {self.start:.3f} s to {self.end:.3f} s",
                "times must be 0 or more and end after they start",
            )

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start

    @property
    def middle(self) -> float:
        """The time half-way, in seconds."""
        return (self.start + self.end) / 2

    def contains(self, seconds: float) -> bool:
        """Whether start <= seconds < end."""
        return self.start <= seconds < self.end

    def moved(self, start: float, end: float) -> Self:
        """The same thing at other times."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True, slots=True)
class Word(Interval):
    """A word as the transcript spells it.

    speaker: who says it, from labels like `ANNA:`; empty when the transcript names nobody.
    """

    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Phone(Interval):
    """A spoken sound; `label` is IPA without stress marks (see `visemes.phones`).

    stress: 1 primary, 2 secondary, 0 unstressed, None unknown or not a vowel.
    """

    stress: int | None = None


@dataclass(frozen=True, slots=True)
class Cue(Interval):
    """A viseme that is meant to be seen from `start` to `end`; `label` is its name in the map.

    phone: the IPA phone behind it, empty for rest. weight: how strongly it is meant, 0..1.
    """

    phone: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Words and phones of one sound, each sorted and without overlaps.

    duration: length of the sound in seconds. language: a BCP 47-like tag as espeak-ng spells it ("en-us").
    aligner: what made the times ("builtin", "given"). warnings: lines a person should read.
    Raises TimelineError when a tier overlaps itself or runs past the sound.
    """

    duration: float
    words: tuple[Word, ...] = ()
    phones: tuple[Phone, ...] = ()
    language: str = ""
    aligner: str = ""
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_tier(self.words, self.duration, "word")
        check_tier(self.phones, self.duration, "phone")

    def word_at(self, seconds: float) -> Word | None:
        """The word spoken at a time, or None in a pause."""
        return at(self.words, seconds)

    def phone_at(self, seconds: float) -> Phone | None:
        """The phone spoken at a time, or None in a pause."""
        return at(self.phones, seconds)

    def phones_in(self, word: Word) -> tuple[Phone, ...]:
        """The phones whose middles lie in the word."""
        return tuple(p for p in self.phones if word.contains(p.middle))

    def pauses(self) -> Iterator[tuple[float, float]]:
        """The stretches without phones, as (start, end), head and tail of the sound included."""
        edges = [0.0, *(t for p in self.phones for t in (p.start, p.end)), self.duration]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start > SAME_TIME:
                yield start, end


I = TypeVar("I", bound=Interval)


def at(tier: Sequence[I], seconds: float) -> I | None:
    """The interval of a sorted tier that holds at a time, or None. O(log n)."""
    low, high = 0, len(tier)
    while low < high:
        mid = (low + high) // 2
        if tier[mid].start <= seconds:
            low = mid + 1
        else:
            high = mid
    return tier[low - 1] if low and tier[low - 1].contains(seconds) else None


def check_tier(tier: Iterable[Interval], duration: float, kind: str) -> None:
    """Raise TimelineError unless the tier is sorted, free of overlaps and inside the sound."""
    last = None
    for first, second in pairwise(items := tuple(tier)):
        if second.start < first.end - SAME_TIME:
            raise TimelineError(
                f"{kind} '{second.label}' starts at {second.start:.3f} s, before '{first.label}' ends at {first.end:.3f} s"
            )
    last = items[-1] if items else None
    if last and last.end > duration + SAME_TIME:
        raise TimelineError(f"{kind} '{last.label}' ends at {last.end:.3f} s, after the sound ({duration:.3f} s)")
