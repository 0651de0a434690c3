"""From labelled stretches of time, as other tools write them, to a `Timeline`.

Silence labels become gaps, phone labels IPA, rounding noise between neighbours is mended; what contradicts itself is
refused with file and line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from visemes.errors import TimelineError
from visemes.imports import labels
from visemes.timeline import SAME_TIME, Interval, Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Neighbours may overlap by this much (seconds): tools that write start and length round both to hundredths.
ROUNDING: Final = 0.02 + SAME_TIME

#: A timeline that runs past the sound by more than this (seconds) is cut with a warning, by less without.
TAIL: Final = 0.05

#: Kaldi marks where in its word a phone stands: B(egin), I(nside), E(nd), S(ingle).
_POSITION: Final = re.compile(r"(.+)_[BIES]")


class Row(NamedTuple):
    """A label from `start` to `end` seconds, found on a line of a file."""

    start: float
    end: float
    label: str
    line: int
    confidence: float | None = None
    speaker: str = ""


def timeline_of(source: str, duration: float, words: Iterable[Row], phones: Iterable[Row], aligner: str = "given") -> Timeline:
    """The timeline that rows of words and rows of phones describe. aligner: what made the times. Raises TimelineError."""
    word_rows, phone_rows = _spoken(source, words), _spoken(source, without_positions(list(phones)))
    end = max([duration, *(row.end for row in (*word_rows[-1:], *phone_rows[-1:]))])
    raw = [Phone(row.start, row.end, row.label, row.confidence) for row in phone_rows]
    spelt, warnings = _in_ipa(source, raw, [f"{source}:{row.line}" for row in phone_rows])
    return Timeline(end, tuple(map(_word, word_rows)), spelt, aligner=aligner, warnings=warnings)


def respelt(timeline: Timeline, source: str) -> Timeline:
    """The timeline with its phones in IPA, however they were spelt. Raises TimelineError for what is no phone."""
    where = [f"{source}: at {phone.start:.3f} s" for phone in timeline.phones]
    phones, warnings = _in_ipa(source, timeline.phones, where)
    return replace(timeline, phones=phones, warnings=timeline.warnings + warnings)


def fitted(timeline: Timeline, duration: float, source: str) -> Timeline:
    """The timeline on a sound of another length: what lies past the sound's end is cut, with a warning if it is more than noise.

    Raises TimelineError when nothing of what was spoken would be left.
    """
    words, phones = _cut(timeline.words, duration), _cut(timeline.phones, duration)
    excess = max((tier[-1].end - duration for tier in (timeline.words, timeline.phones) if tier), default=0.0)
    if timeline.phones and not phones:
        raise TimelineError(
            f"{source}: its first phone starts at {timeline.phones[0].start:.3f} s, after the sound ({duration:.3f} s)",
            "is it the timeline of another recording?",
        )
    warning = f"{source}: runs {excess:.2f} s past the end of the sound and was cut there"
    warnings = timeline.warnings + ((warning,) if excess > TAIL else ())
    marks = _cut(timeline.marks, duration)
    return replace(timeline, duration=duration, words=words, phones=phones, marks=marks, warnings=warnings)


def without_positions(rows: Sequence[Row]) -> list[Row]:
    """The rows with Kaldi's position marks taken off, if all spoken labels carry one."""
    matches = [_POSITION.fullmatch(row.label) for row in rows]
    if not all(match or labels.is_silent(row.label) for match, row in zip(matches, rows, strict=True)):
        return list(rows)
    return [row._replace(label=match[1]) if match else row for match, row in zip(matches, rows, strict=True)]


def _word(row: Row) -> Word:
    return Word(row.start, row.end, row.label.strip(), row.confidence, speaker=row.speaker)


def _spoken(source: str, rows: Iterable[Row]) -> list[Row]:
    """The rows that say something for some time, in order."""
    return [row for row in _mended(source, [row for row in rows if not labels.is_silent(row.label)]) if _lasts(source, row)]


def _in_ipa(source: str, phones: Sequence[Phone], where: Sequence[str]) -> tuple[tuple[Phone, ...], tuple[str, ...]]:
    """The phones in IPA without silence, and a warning that lists what had to be guessed. where: the place of each in its file."""
    spelling = labels.spelling_of(phone.label for phone in phones)
    found: list[Phone] = []
    guesses: dict[str, str] = {}
    for phone, place in zip(phones, where, strict=True):
        if labels.is_silent(phone.label):
            continue
        reading = labels.read_label(phone.label, spelling)
        if reading is None:
            raise TimelineError(f"{place}: {phone.label!r} is no phone", "phones may be spelt in ARPABET, IPA or X-SAMPA")
        if reading.is_guess:
            guesses[phone.label] = " ".join(ipa for ipa, _ in reading.phones)
        found += _shared_out(phone, reading.phones)
    listed = ", ".join(f"{label!r} as {ipa}" for label, ipa in guesses.items())
    return tuple(found), ((f"{source}: unusual phones were read as their nearest: {listed}",) if guesses else ())


def _shared_out(phone: Phone, spoken: Sequence[labels.Spoken]) -> Iterator[Phone]:
    """The phone as the ones it stands for, one after the other in equal parts of its time."""
    part = phone.duration / len(spoken)
    ends = [phone.start + n * part for n in range(1, len(spoken))]
    for start, end, (ipa, stress) in zip([phone.start, *ends], [*ends, phone.end], spoken, strict=True):
        yield replace(phone, start=start, end=end, label=ipa, stress=phone.stress if stress is None else stress)


def _lasts(source: str, row: Row) -> bool:
    """Whether the row covers any time; raises for one that ends before it starts."""
    if row.end < row.start or row.start < 0:
        problem = f"{row.label!r} goes from {row.start:.3f} s to {row.end:.3f} s"
        raise TimelineError(f"{source}:{row.line}: {problem}", "times must be 0 or more and end after they start")
    return row.end > row.start


def _mended(source: str, rows: Iterable[Row]) -> list[Row]:
    """The rows in order, each ending before the next starts. Raises for overlaps that are more than rounding."""
    ordered = sorted(rows, key=lambda row: (row.start, row.end))
    for first, second in pairwise(ordered):
        if second.start < min(first.end - ROUNDING, second.end):
            raise TimelineError(
                f"{source}:{second.line}: {second.label!r} starts at {second.start:.3f} s, "
                f"before {first.label!r} (line {first.line}) ends at {first.end:.3f} s",
                "give the timeline of one speaker at a time",
            )
    shortened = [first._replace(end=min(first.end, second.start)) for first, second in pairwise(ordered)]
    return [*shortened, *ordered[-1:]]


I = TypeVar("I", bound=Interval)


def _cut(tier: Sequence[I], duration: float) -> tuple[I, ...]:
    kept = (interval for interval in tier if interval.start < duration - SAME_TIME)
    return tuple(interval.moved(interval.start, min(interval.end, duration)) for interval in kept)
