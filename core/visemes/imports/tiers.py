"""From labelled stretches of time, as other tools write them, to a `Timeline`.

Silence labels become gaps, phone labels IPA, rounding noise between neighbours is mended; what contradicts itself is
refused with file and line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from visemes import phones as sounds
from visemes.errors import TimelineError
from visemes.timeline import SAME_TIME, Interval, Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Neighbours may overlap by this much (seconds): tools that write start and length round both to hundredths.
ROUNDING: Final = 0.02 + SAME_TIME

#: A timeline that runs past the sound by more than this (seconds) is cut with a warning, by less without.
TAIL: Final = 0.05

#: Sounds one phone label may spell at most: an affricate under a nasal release, a triphthong.
MOST_SOUNDS: Final = 3

#: `<unk>`, `[noise]`, `(laugh)`: what annotators write where nobody says a word.
_REMARK: Final = re.compile(r"<.*>|\[.*\]|\(.*\)")

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


def timeline_of(source: str, duration: float, words: Iterable[Row], phones: Iterable[Row]) -> Timeline:
    """The timeline that rows of words and rows of phones describe. Raises TimelineError."""
    spoken = _mended(source, [row for row in words if not _is_silent(row.label)])
    phone_rows = _mended(source, [row for row in without_positions(list(phones)) if not _is_silent(row.label)])
    end = max([duration, *(row.end for row in (*spoken[-1:], *phone_rows[-1:]))])
    return Timeline(end, _words(source, spoken), _phones(source, phone_rows), aligner="given")


def are_phones(labels: Iterable[str]) -> bool:
    """Whether every label of a tier that is not silence can be read as one phone (and there is one)."""
    spoken = {label for label in labels if not _is_silent(label)}
    spelling = sounds.phone_set(spoken)
    return bool(spoken) and all(_is_phone(sounds.to_ipa(label, spelling)[0]) for label in spoken)


def respelt(timeline: Timeline, source: str) -> Timeline:
    """The timeline with its phones in IPA, however they were spelt. Raises TimelineError for what is no phone."""
    spelling = sounds.phone_set(phone.label for phone in timeline.phones)
    spoken = [phone for phone in timeline.phones if not _is_silent(phone.label)]
    return replace(timeline, phones=tuple(_respelt(phone, spelling, f"{source}: at {phone.start:.3f} s") for phone in spoken))


def _respelt(phone: Phone, spelling: sounds.PhoneSet, where: str) -> Phone:
    ipa, stress = sounds.to_ipa(phone.label, spelling)
    if not _is_phone(ipa):
        raise TimelineError(f"{where}: {phone.label!r} is no phone", "phones may be spelt in ARPABET, IPA or X-SAMPA")
    return replace(phone, label=ipa, stress=phone.stress if stress is None else stress)


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
    return replace(timeline, duration=duration, words=words, phones=phones, warnings=warnings)


def without_positions(rows: Sequence[Row]) -> list[Row]:
    """The rows with Kaldi's position marks taken off, if all spoken labels carry one."""
    matches = [_POSITION.fullmatch(row.label) for row in rows]
    if not all(match or _is_silent(row.label) for match, row in zip(matches, rows, strict=True)):
        return list(rows)
    return [row._replace(label=match[1]) if match else row for match, row in zip(matches, rows, strict=True)]


def _is_silent(label: str) -> bool:
    return sounds.is_silence(label) or bool(_REMARK.fullmatch(label.strip()))


def _is_phone(ipa: str) -> bool:
    return 1 <= len(sounds.parse(ipa)) <= MOST_SOUNDS and not sounds.unknown_marks(ipa)


def _words(source: str, rows: Iterable[Row]) -> tuple[Word, ...]:
    return tuple(
        Word(row.start, row.end, row.label.strip(), row.confidence, speaker=row.speaker) for row in rows if _lasts(source, row)
    )


def _phones(source: str, rows: Sequence[Row]) -> tuple[Phone, ...]:
    spelling = sounds.phone_set(row.label for row in rows)
    return tuple(
        _respelt(Phone(row.start, row.end, row.label, row.confidence), spelling, f"{source}:{row.line}")
        for row in rows
        if _lasts(source, row)
    )


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
