"""What was said and when: intervals, words, phones, cues, in seconds.

Everything here is frozen and knows nothing of frames, files or rigs. Times are seconds from the start of the
sound. Silence is the absence of phones: a gap between two phones is a pause.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Self, TypeVar

from visemes.errors import TimelineError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Two times closer than this are the same time (seconds); boundaries from other tools carry rounding noise.
SAME_TIME: Final = 1e-6

#: The mark of a stretch in which two speak at once.
OVERLAP: Final = "overlap"

#: A pause this long (seconds) in what somebody says lets another one in where two speak at once.
BREATH: Final = 0.25

#: What of a word and of a phone a person can have set.
WORD_PARTS: Final = frozenset({"text", "start", "end"})
PHONE_PARTS: Final = frozenset({"start", "end"})

#: How far a person may turn a word's emphasis; 1 is as the voice has it.
MOST_EMPHASIS: Final = 3.0

#: Digits after the point that `tidy` keeps of times (microseconds), weights and confidences.
TIDY_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Interval:
    """A label that holds from `start` to `end` (seconds, start < end).

    confidence: probability in 0..1 that label and place are right (numbers beyond, from rounding, are clamped);
    None when nobody judged it. Raises TimelineError for times that are not finite, negative or not in order.
    """

    start: float
    end: float
    label: str
    confidence: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start) and math.isfinite(self.end)):
            raise TimelineError(f"{self.label!r} has a time that is not a number")
        if not 0 <= self.start < self.end:
            raise TimelineError(
                f"{self.label!r} goes from {self.start:.3f} s to {self.end:.3f} s",
                "times must be 0 or more and end after they start",
            )
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            # not (0 <= NaN <= 1): a judge that could not say is no judge
            clamped = None if math.isnan(self.confidence) else min(max(self.confidence, 0.0), 1.0)
            object.__setattr__(self, "confidence", clamped)

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

    def tidy(self) -> Self:
        """The same thing with times in whole microseconds, which a person can read; unchanged if nothing of it would be left."""
        start, end = tidy(self.start), tidy(self.end)
        confidence = None if self.confidence is None else tidy(self.confidence)
        return replace(self, start=start, end=end, confidence=confidence) if start < end else self


@dataclass(frozen=True, slots=True)
class Word(Interval):
    """A word as the transcript spells it.

    speaker: who says it, from labels like `ANNA:`; empty when the transcript names nobody. emphasis: how strongly the mouth
    makes it, 1 as the voice has it, at most MOST_EMPHASIS. pronunciation: the one a person gave, empty where the aligner chose
    it. by_hand: what of it a person has set, of WORD_PARTS. Raises TimelineError for an impossible emphasis.
    """

    speaker: str = ""
    emphasis: float = 1.0
    pronunciation: tuple[str, ...] = ()
    by_hand: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # super() needs its arguments: a dataclass with slots is made anew, and the bare form would name the old class
        super(Word, self).__post_init__()
        if not 0 <= self.emphasis <= MOST_EMPHASIS:
            raise TimelineError(
                f"{self.label!r} cannot have emphasis {self.emphasis:g}", f"give 0 to {MOST_EMPHASIS:g}; 1 is normal"
            )

    @property
    def is_by_hand(self) -> bool:
        """Whether anything of it is a person's work."""
        return bool(self.by_hand or self.pronunciation) or self.emphasis != 1


@dataclass(frozen=True, slots=True)
class Phone(Interval):
    """A spoken sound; `label` is IPA without stress marks (see `visemes.phones`).

    stress: 1 primary, 2 secondary, 0 unstressed, None unknown or not a vowel. speaker: its word's. by_hand: which of its times
    a person has set, of PHONE_PARTS.
    """

    stress: int | None = None
    speaker: str = ""
    by_hand: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue(Interval):
    """A viseme that is meant to be seen from `start` to `end`; `label` is its name in the map.

    phone: the IPA phone behind it, empty for rest. weight: how strongly it is meant, 0..1.
    """

    phone: str = ""
    weight: float = 1.0

    def tidy(self) -> Self:
        """The same cue with times in whole microseconds and its weight to six decimals."""
        return replace(super(Cue, self).tidy(), weight=tidy(self.weight))


@dataclass(frozen=True, slots=True)
class Timeline:
    """Words and phones of one sound, each sorted; only those of two named speakers may overlap.

    duration: length of the sound in seconds. language: a BCP 47-like tag as espeak-ng spells it ("en-us").
    aligner: what made the times ("builtin", "given"). warnings: lines a person should read. marks: stretches to look
    at, labelled "different" (sounds unlike its word), "speech" (without a word), "noise" or "overlap" (two speak at once); they
    may cover words.
    Raises TimelineError when the duration is no length, or a tier overlaps itself within one voice or runs past the sound.
    """

    duration: float
    words: tuple[Word, ...] = ()
    phones: tuple[Phone, ...] = ()
    language: str = ""
    aligner: str = ""
    warnings: tuple[str, ...] = ()
    marks: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.duration) and self.duration >= 0):
            raise TimelineError(f"a sound cannot last {self.duration} s")
        check_tier(self.words, self.duration, "word")
        check_tier(self.phones, self.duration, "phone")

    def word_at(self, seconds: float) -> Word | None:
        """The word spoken at a time, or None in a pause; of words that overlap the later one."""
        return at(self.words, seconds)

    def phone_at(self, seconds: float) -> Phone | None:
        """The phone spoken at a time, or None in a pause."""
        return at(self.phones, seconds)

    def phones_in(self, word: Word) -> tuple[Phone, ...]:
        """The phones of the word's speaker whose middles lie in it. O(log n) where nobody is named."""
        tier = self.phones if not word.speaker else tuple(p for p in self.phones if p.speaker in ("", word.speaker))
        first = bisect_left(tier, word.start, key=middle_of)
        return tier[first : bisect_left(tier, word.end, lo=first, key=middle_of)]

    def emphasis_at(self, seconds: float) -> float:
        """The emphasis of the word spoken at a time; 1 where nobody speaks."""
        word = self.word_at(seconds)
        return word.emphasis if word else 1.0

    def of(self, speaker: str) -> Timeline:
        """What one speaker says; the others' words are pauses. speaker: as the transcript names them, in any case.

        Raises UnknownNameError for a name no word has, UsageError where no word has any.
        """
        names = self.speakers
        if not names:
            raise UsageError(f"no words are marked as {speaker}'s", 'label the lines of the transcript, such as "ANNA: Hello"')
        if speaker.lower() not in {name.lower() for name in names}:
            raise UnknownNameError("speaker", speaker, names)
        words = tuple(word for word in self.words if word.speaker.lower() == speaker.lower())
        phones = tuple(phone for phone in self.phones if phone.speaker.lower() == speaker.lower())
        if not any(phone.speaker for phone in self.phones):
            phones = tuple(phone for word in words for phone in self.phones_in(word))
        marks = tuple(m for m in self.marks if m.label != OVERLAP or any(m.start < p.end and p.start < m.end for p in phones))
        return replace(self, words=words, phones=phones, marks=marks)

    def part(self, start: float, end: float) -> Timeline:
        """What has its middle between `start` and `end` (seconds), cut at both, with times counted from there."""

        def cut(tier: Iterable[I]) -> tuple[I, ...]:
            inside = (i for i in tier if start <= i.middle < end)
            return tuple(i.moved(max(i.start, start) - start, min(i.end, end) - start) for i in inside)

        marks = tuple(
            m.moved(max(m.start, start) - start, min(m.end, end) - start) for m in self.marks if m.start < end and m.end > start
        )
        return replace(self, duration=end - start, words=cut(self.words), phones=cut(self.phones), marks=marks)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who is named, in order of appearance."""
        return tuple(dict.fromkeys(word.speaker for word in self.words if word.speaker))

    @property
    def is_crowded(self) -> bool:
        """Whether anybody speaks before somebody else has ended."""
        return any(second.start < first.end - SAME_TIME for tier in (self.words, self.phones) for first, second in pairwise(tier))

    def one_mouth(self) -> Timeline:
        """The same without overlaps, for one mouth that speaks for everybody: who began first is shown until the next pause."""
        if not self.is_crowded:
            return self
        return replace(self, words=first_come(self.words), phones=first_come(self.phones))

    def pauses(self) -> Iterator[tuple[float, float]]:
        """The stretches without phones, as (start, end), head and tail of the sound included."""
        edges = [0.0, *(t for p in self.phones for t in (p.start, p.end)), self.duration]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start > SAME_TIME:
                yield start, end

    def tidy(self) -> Timeline:
        """The same timeline with times in whole microseconds; what the pipeline hands on and files hold."""
        duration = tidy(self.duration)
        return replace(
            self,
            duration=duration,
            words=tidy_tier(self.words, duration),
            phones=tidy_tier(self.phones, duration),
            marks=tidy_tier(self.marks, duration),
        )


I = TypeVar("I", bound=Interval)


def at(tier: Sequence[I], seconds: float) -> I | None:
    """The interval of a sorted tier that holds at a time, or None. O(log n)."""
    after = bisect_right(tier, seconds, key=start_of)
    return tier[after - 1] if after and tier[after - 1].contains(seconds) else None


def first_come(tier: Sequence[I]) -> tuple[I, ...]:
    """A tier without overlaps: a run of neighbours is kept, and what begins before its end is cut or left out.

    Neighbours are of one speaker and touch, or nearly so.
    """
    shown: list[I] = []
    for run in sorted(runs(tier), key=lambda run: run[0].start):
        free = shown[-1].end if shown else 0.0
        shown += [i if i.start >= free else i.moved(free, i.end) for i in run if i.end > free + SAME_TIME]
    return tuple(shown)


def runs(tier: Sequence[I]) -> Iterator[list[I]]:
    """What each speaker says without a breath."""
    open_: dict[str, list[I]] = {}
    for interval in tier:
        speaker = getattr(interval, "speaker", "")
        run = open_.get(speaker)
        if run and interval.start - run[-1].end < BREATH:
            run.append(interval)
        else:
            if run:
                yield run
            open_[speaker] = [interval]
    yield from open_.values()


def start_of(interval: Interval) -> float:
    """The start of an interval, as a sort key."""
    return interval.start


def middle_of(interval: Interval) -> float:
    """The middle of an interval, as a sort key."""
    return interval.middle


def tidy(number: float) -> float:
    """A time, weight or confidence without digits nobody can hear or see."""
    return round(float(number), TIDY_DIGITS) + 0.0  # + 0.0: no negative zero


def tidy_tier(tier: Iterable[I], duration: float) -> tuple[I, ...]:
    """The tidy intervals of a tier, none past the (tidy) duration."""
    rounded = (interval.tidy() for interval in tier)
    return tuple(i if i.end <= duration or i.start >= duration else i.moved(i.start, duration) for i in rounded)


def check_tier(tier: Iterable[Interval], duration: float, kind: str) -> None:
    """Raise TimelineError unless the tier is sorted, inside the sound, and free of overlaps but those of two named speakers."""
    last: dict[str, Interval] = {}
    before: Interval | None = None
    for item in tier:
        speaker = getattr(item, "speaker", "")
        others = last.values() if not speaker else [last[name] for name in (speaker, "") if name in last]
        first = max(others, key=lambda other: other.end, default=None)
        if first and item.start < first.end - SAME_TIME:
            raise TimelineError(
                f"{kind} {item.label!r} starts at {item.start:.3f} s, before {first.label!r} ends at {first.end:.3f} s"
            )
        if before and item.start < before.start - SAME_TIME:
            raise TimelineError(f"{kind} {item.label!r} at {item.start:.3f} s comes after {before.label!r} at {before.start:.3f} s")
        if item.end > duration + SAME_TIME:
            raise TimelineError(f"{kind} {item.label!r} ends at {item.end:.3f} s, after the sound ({duration:.3f} s)")
        last[speaker] = before = item
