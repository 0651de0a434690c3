"""What a person has set in a line, carried to another take of it: as edits of the new timeline, and keys at their new frames."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from visemes.edits.drawings import by_hand
from visemes.edits.keys import runs_of
from visemes.edits.matching import matched_phones
from visemes.edits.model import Edit, Emphasize, SetTime, Unplaced, WordRef
from visemes.phones import is_closure, is_contact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from visemes.edits.keys import Run
    from visemes.edits.model import Edge
    from visemes.edits.warp import Warp
    from visemes.frames import FrameGrid
    from visemes.line import Exposure, Key, Line
    from visemes.timeline import Interval, Timeline


#: A key goes no further than this (places) to stay on its side of a closure's edge.
FURTHEST: Final = 0.75


@dataclass(frozen=True, slots=True)
class Carried:
    """A person's work for a new take.

    edits: of its timeline. runs: keys by shape. drawings: of the sheet. count: how much was carried.
    """

    edits: tuple[Edit, ...]
    runs: Mapping[str, tuple[Run, ...]]
    drawings: tuple[Exposure, ...]
    unplaced: tuple[Unplaced, ...]
    count: int


def carried(old: Timeline, new: Timeline, words: Mapping[int, int], warp: Warp, line: Line) -> Carried:
    """Everything a person set in a line, for the new take.

    old, new: the timelines; words: number of the new word for each old one that is still there. warp: from old to new times.
    line: the old line, for its keys and drawings. Pronunciations are not among the edits: the new take has been aligned with them.
    """
    edits: list[Edit] = []
    unplaced: list[Unplaced] = []
    for number in range(len(old.words)):
        for was, edit, problem in _word_work(old, new, number, words.get(number), warp):
            if edit is None:
                unplaced.append(Unplaced(str(was), problem))
            else:
                edits.append(edit)
    pronounced = [number for number, word in enumerate(old.words) if word.pronunciation]
    unplaced += [
        Unplaced(f"pronunciation of word {i} '{old.words[i].label}'", "the word is not in the new take")
        for i in pronounced
        if i not in words
    ]
    lost = [span for number, word in enumerate(old.words) if number not in words for span in [(word.start, word.end, word.label)]]
    moved = _Keys(line.grid, warp, old, new, lost)
    runs = {shape: tuple(moved.run(shape, run) for run in own) for shape, own in runs_of(line.curves).items()}
    runs = {shape: tuple(run for run in own if run) for shape, own in runs.items()}
    keys = sum(len(run) for own in runs.values() for run in own)
    drawings = tuple(moved.drawings(by_hand(line.exposures)))
    count = len(edits) + keys + len(drawings) + sum(1 for i in pronounced if i in words)
    return Carried(tuple(edits), {shape: own for shape, own in runs.items() if own}, drawings, (*unplaced, *moved.unplaced), count)


#: What was set, the same for the new take, and why there is no such thing.
_Work = tuple[Edit, Edit | None, str]


def _word_work(old: Timeline, new: Timeline, number: int, other: int | None, warp: Warp) -> Iterator[_Work]:
    """What was set of one word; other: its number in the new take."""
    word = old.words[number]
    was = WordRef(number, word.label, word.start)
    if other is None:
        yield from ((edit, None, "the word is not in the new take") for edit in _settings(old, number, was))
        return
    there = new.words[other]
    now = WordRef(other, there.label, there.start)
    theirs = new.phones_in(there)
    pairs = matched_phones(old.phones_in(word), theirs)
    for edit in _settings(old, number, was):
        if isinstance(edit, SetTime) and edit.phone is not None and edit.phone not in pairs:
            yield edit, None, f"the new take is pronounced {' '.join(phone.label for phone in theirs)}"
        elif isinstance(edit, SetTime):
            phone = None if edit.phone is None else pairs[edit.phone]
            label = "" if phone is None else theirs[phone].label
            yield edit, SetTime(now, edit.edge, warp(edit.seconds), phone, label), ""
        elif isinstance(edit, Emphasize):
            yield edit, Emphasize(now, edit.emphasis), ""


def _settings(timeline: Timeline, number: int, ref: WordRef) -> Iterator[Edit]:
    """What a person set of a word, as edits of its own line."""
    word = timeline.words[number]
    if word.emphasis != 1:
        yield Emphasize(ref, word.emphasis)
    for edge, seconds in _edges_of(word):
        if edge in word.by_hand:
            yield SetTime(ref, edge, seconds)
    for k, phone in enumerate(timeline.phones_in(word)):
        for edge, seconds in _edges_of(phone):
            if edge in phone.by_hand:
                yield SetTime(ref, edge, seconds, k, phone.label)


def _edges_of(thing: Interval) -> tuple[tuple[Edge, float], ...]:
    return ("start", thing.start), ("end", thing.end)


@dataclass
class _Keys:
    """Keys on their way to a new take. lost: start, end and text of words that are not in it."""

    grid: FrameGrid
    warp: Warp
    old: Timeline
    new: Timeline
    lost: Sequence[tuple[float, float, str]]

    def __post_init__(self) -> None:
        self.unplaced: list[Unplaced] = []

    def run(self, shape: str, run: Run) -> Run:
        """A run's keys at their new frames, in order and none on another's frame."""
        placed: list[Key] = []
        for key in run:
            seconds = float(self.grid.seconds_at(key.frame))
            word = self.gone(seconds)
            if word is not None:
                self.unplaced.append(Unplaced(f"key of {shape} at frame {key.frame}", f"'{word}' is not in the new take"))
                continue
            frame = self.frame(key.frame, seconds)
            while placed and frame <= placed[-1].frame:
                frame += self.unit(key.frame)
            before, after = self.warp.rate(seconds, after=False), self.warp.rate(seconds, after=True)
            placed.append(replace(key, frame=frame, slope_in=key.slope_in / before, slope_out=key.slope_out / after).tidy())
        return tuple(placed)

    def drawings(self, drawings: Sequence[Exposure]) -> Iterator[Exposure]:
        """Drawings at their new frames, in order and none over another."""
        free = -(10**12)
        for drawing in drawings:
            start = float(self.grid.seconds_at(drawing.frame))
            word = self.gone(start)
            if word is not None:
                self.unplaced.append(
                    Unplaced(f"drawing {drawing.viseme} at frame {drawing.frame}", f"'{word}' is not in the new take")
                )
                continue
            first = max(free, int(self.frame(Fraction(drawing.frame), start)))
            end = int(self.frame(Fraction(drawing.end), float(self.grid.seconds_at(drawing.end))))
            free = max(end, first + self.grid.step)
            yield replace(drawing, frame=first, frames=free - first)

    def gone(self, seconds: float) -> str | None:
        """The word at a time that is not in the new take."""
        return next((text for start, end, text in self.lost if start <= seconds < end), None)

    def unit(self, frame: Fraction) -> Fraction:
        """The distance of the places a key like this one may stand on: exposures, frames or parts of them."""
        if frame.denominator > 1:
            return Fraction(1, frame.denominator)
        return Fraction(self.grid.step if (frame - self.grid.start_frame) % self.grid.step == 0 else 1)

    def frame(self, frame: Fraction, seconds: float) -> Fraction:
        """The nearest place for a key; of the two around, one on the same side of a closure's or contact's edge as the key was."""
        target, unit = self.warp(seconds), self.unit(frame)
        exact = (self.grid.frame_at(target) - self.grid.start_frame) / unit
        around = sorted({math.floor(exact), math.ceil(exact)}, key=lambda place: (abs(place - exact), place))
        choices = [place for place in around if place == around[0] or abs(place - exact) <= FURTHEST]
        frames = [self.grid.start_frame + place * unit for place in choices]
        meant = _lips(self.new, target)
        return next((f for f in frames if _lips(self.new, float(self.grid.seconds_at(f))) == meant), frames[0])


def _lips(timeline: Timeline, seconds: float) -> str:
    """What the lips must do at a time."""
    phone = timeline.phone_at(max(0.0, seconds))
    if phone is None:
        return ""
    return "closure" if is_closure(phone.label) else "contact" if is_contact(phone.label) else ""
