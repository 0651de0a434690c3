"""Files of edits: a list of edits for one line, or what a review page saved for many."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from visemes.edits.model import Delete, Edit, Emphasize, Insert, Pronounce, Rewrite, SetTime, Unplaced, WordRef
from visemes.edits.reading import NEWEST, edits_in
from visemes.edits.said import said_in
from visemes.errors import TimelineError
from visemes.imports.fields import Fields, parse_json
from visemes.imports.source import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from visemes.edits.model import Edge
    from visemes.timeline import Timeline

_EDGES: Final[tuple[Edge, ...]] = ("start", "end")

Found = tuple[tuple[Edit, ...], tuple[Unplaced, ...]]


@dataclass(frozen=True, slots=True)
class WordChange:
    """What a page says of a word. said: its text before. gone: it is not said."""

    word: int
    said: str
    text: str | None = None
    pronunciation: str | None = None
    start: float | None = None
    end: float | None = None
    emphasis: float | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """What a page says of a phone, which it numbers in the whole line."""

    phone: int
    label: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class LineChanges:
    """What a page says of one line. inserted: after which word (-1 for the beginning), and what."""

    line: str
    words: tuple[WordChange, ...] = ()
    phones: tuple[PhoneChange, ...] = ()
    inserted: tuple[tuple[int, str], ...] = ()

    def edits(self, timeline: Timeline) -> Found:
        """The same as edits of a timeline, and what does not fit it."""
        edits: list[Edit] = [edit for change in self.words for edit in _word_edits(change, timeline)]
        edits += [Insert(_after(after, timeline), text) for after, text in self.inserted]
        unplaced: list[Unplaced] = []
        for change in self.phones:
            try:
                edits += _phone_edits(change, timeline, edits)
            except TimelineError as problem:
                unplaced.append(Unplaced(f"phone {change.phone} '{change.label}'", problem.message))
        return tuple(edits), tuple(unplaced)


@dataclass(frozen=True, slots=True)
class EditsFile:
    """A file of edits. edits: for one line. lines: for several, by name."""

    source: str
    edits: tuple[Edit, ...] = ()
    lines: dict[str, LineChanges] = field(default_factory=dict)

    def of(self, name: str, timeline: Timeline, *, alone: bool) -> Found:
        """The edits for a line, and what does not fit it. alone: no other line is meant.

        Raises TimelineError for a line it lacks.
        """
        if not self.lines:
            return self.edits, ()
        changes = self.lines.get(name) or (next(iter(self.lines.values())) if alone and len(self.lines) == 1 else None)
        if changes is None:
            raise TimelineError(f"{self.source}: has no changes for the line {name}", f"it has some for: {', '.join(self.lines)}")
        return changes.edits(timeline)


def read_edits_file(path: Path | str) -> EditsFile:
    """A file of edits. Raises TimelineError."""
    return parse_edits_file(read_text(path), str(path))


def parse_edits_file(text: str, source: str = "edits") -> EditsFile:
    """The edits in a JSON text; source: what error messages call it. Raises TimelineError."""
    document = Fields(parse_json(text, source), source)
    version = document.integer("schema_version")
    document.choice("kind", ("edits",))
    if not 1 <= version <= NEWEST:
        raise TimelineError(
            f"{source}: schema {version} of edits is not known (this version reads up to {NEWEST})", "update visemes"
        )
    document.text("sound", "")
    lines = document.rows("lines", _line)
    found = EditsFile(source, edits_in(document), {changes.line: changes for changes in lines})
    document.finish()
    return found


def _line(row: Fields) -> LineChanges:
    inserted = row.rows("inserted", lambda one: (one.integer("after"), one.text("text")))
    return LineChanges(row.text("line"), row.rows("words", _word), row.rows("phones", _phone), inserted)


def _maybe(row: Fields, name: str) -> float | None:
    return None if row.take(name, None) is None else row.number(name)


def _maybe_text(row: Fields, name: str) -> str | None:
    return None if row.take(name, None) is None else row.text(name)


def _word(row: Fields) -> WordChange:
    texts = _maybe_text(row, "text"), _maybe_text(row, "pronunciation")
    numbers = _maybe(row, "start"), _maybe(row, "end"), _maybe(row, "emphasis")
    return WordChange(row.integer("word"), row.text("said", ""), *texts, *numbers, gone=row.flag("gone"))


def _phone(row: Fields) -> PhoneChange:
    return PhoneChange(row.integer("phone"), row.text("label", ""), _maybe(row, "start"), _maybe(row, "end"))


def _word_edits(change: WordChange, timeline: Timeline) -> Iterator[Edit]:
    """A word's changes one by one; one that is not said has no others."""
    known = 0 <= change.word < len(timeline.words)
    ref = WordRef(max(0, change.word), change.said, timeline.words[change.word].start if known else None)
    if change.gone:
        yield Delete(ref, ref)
        return
    if change.text is not None:
        yield Rewrite(ref, ref, change.text, (change.pronunciation,) if change.pronunciation else ())
    elif change.pronunciation:
        yield Pronounce(ref, change.pronunciation)
    for edge, seconds in zip(_EDGES, (change.start, change.end), strict=True):
        if seconds is not None:
            yield SetTime(ref, edge, seconds)
    if change.emphasis is not None:
        yield Emphasize(ref, change.emphasis)


def _after(index: int, timeline: Timeline) -> WordRef:
    """The word before which something stands that comes after another."""
    words, place = timeline.words, max(0, index + 1)
    return WordRef(place, words[place].label, words[place].start) if place < len(words) else WordRef(len(words))


def _phone_edits(change: PhoneChange, timeline: Timeline, edits: list[Edit]) -> list[Edit]:
    """A phone's changes but for those that an edge of its word says already. Raises TimelineError for another phone."""
    if not 0 <= change.phone < len(timeline.phones):
        raise TimelineError(f"the line has {len(timeline.phones)} phones")
    phone = timeline.phones[change.phone]
    if change.label and phone.label != change.label:
        raise TimelineError(f"it is '{phone.label}' in this line")
    words = said_in(timeline)[0]
    index = next((i for i, said in enumerate(words) if phone in said.phones), None)
    if index is None:
        raise TimelineError("it belongs to no word")
    own = words[index]
    number = own.phones.index(phone)
    told = {(edit.word.index, edit.edge) for edit in edits if isinstance(edit, SetTime) and edit.phone is None}
    ref = WordRef(index, own.word.label, own.start)
    found: list[Edit] = []
    for edge, seconds, outer in (("start", change.start, 0), ("end", change.end, len(own.phones) - 1)):
        if seconds is not None and not (number == outer and (index, edge) in told):
            found.append(SetTime(ref, "start" if edge == "start" else "end", seconds, number, phone.label))
    return found
