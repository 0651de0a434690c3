"""Which words edits are about: every word of a line as a cell, with what is to become of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from visemes.edits.model import Delete, Insert, Pronounce, Rewrite, Unplaced
from visemes.edits.realign import Wanted
from visemes.edits.said import spoken
from visemes.errors import TimelineError, VisemesError
from visemes.lexicon.spoken import SpokenWord
from visemes.timeline import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    from visemes.edits.model import Edit, WordRef
    from visemes.edits.said import Said
    from visemes.lexicon.spoken import Pronunciation

    class Speech(Protocol):
        """What is known of a language's words."""

        language: str

        def words(self, text: str) -> tuple[SpokenWord, ...]:
            """The words of a text with their pronunciations. Raises TranscriptError."""

        def phones(self, spelling: str) -> Pronunciation:
            """The pronunciation a person wrote. Raises ValueError that says what is wrong with it."""


@dataclass
class Cell:
    """A word of a line and what is to become of it.

    said: as it is, None for a new word. wanted: to be aligned anew as this. is_deleted: it goes. edits: those that are to blame.
    start, end: seconds it has to lie between, where an edit says so. moves: its neighbours may move. held: it is aligned anew only
    for its neighbours' sake, and its outer edge stays.
    """

    said: Said | None = None
    wanted: Wanted | None = None
    is_deleted: bool = False
    edits: list[Edit] = field(default_factory=list)
    start: float | None = None
    end: float | None = None
    moves: bool = False
    held: bool = False

    @property
    def is_dirty(self) -> bool:
        """Whether anything is to be aligned anew here."""
        return self.wanted is not None or self.is_deleted


@dataclass
class Sheet:
    """The cells of a line under edits.

    said: its words before the edits. old: the cell of each by its number. cells: in the order they will have. is_crowded: people
    speak at once, so that only words of one speaker are neighbours.
    """

    said: Sequence[Said]
    cells: list[Cell]
    old: list[Cell]
    speech: Speech
    unplaced: list[Unplaced] = field(default_factory=list)
    is_crowded: bool = False

    @classmethod
    def of(cls, said: Sequence[Said], speech: Speech, *, is_crowded: bool = False) -> Sheet:
        """A line before any edit."""
        cells = [Cell(word) for word in said]
        return cls(said, list(cells), cells, speech, is_crowded=is_crowded)

    def make(self, edits: Sequence[Edit]) -> None:
        """Note what every edit of words, pronunciations and emphasis asks for; what cannot be noted is unplaced."""
        for edit in edits:
            try:
                self._note(edit)
            except ValueError as problem:
                self.lose(edit, str(problem))
            except VisemesError as problem:
                self.lose(edit, problem.message)

    def lose(self, edit: Edit, why: str) -> None:
        """List an edit that is not made."""
        self.unplaced.append(Unplaced(str(edit), why))

    def _note(self, edit: Edit) -> None:
        match edit:
            case Rewrite():
                self._rewrite(edit)
            case Insert():
                self._insert(edit)
            case Pronounce():
                cell = self._untouched(edit, self.find(edit.word))
                cell.wanted = self.again(cell, self.speech.phones(edit.phones))
                cell.edits.append(edit)
            case Delete():
                for cell in self.span(edit.first, edit.last):
                    self._untouched(edit, cell)
                    cell.is_deleted = True
                    cell.edits.append(edit)
            case _:
                pass

    def beside(self, index: int, step: int) -> Said | None:
        """The word next to a cell, before (-1) or after it (1); where people speak at once, the speaker's own."""
        own = self.cells[index]
        speaker = own.said.word.speaker if own.said else own.wanted.word.speaker if own.wanted else ""
        k = index + step
        while 0 <= k < len(self.cells):
            said = self.cells[k].said
            if said is not None and (not self.is_crowded or said.word.speaker == speaker):
                return said
            k += step
        return None

    def find(self, ref: WordRef) -> Cell:
        """The cell of a word. Raises TimelineError when the line has none like it."""
        return self.old[found(ref, self.said)]

    def span(self, first: WordRef, last: WordRef) -> list[Cell]:
        """The cells from one word to another."""
        low, high = self.old.index(self.find(first)), self.old.index(self.find(last))
        if high < low:
            raise TimelineError(f"{last} is not after {first}")
        return self.old[low : high + 1]

    def _untouched(self, edit: Edit, cell: Cell) -> Cell:
        """The cell; an edit that was noted for it before and cannot stand beside this one is listed."""
        if cell.is_dirty:
            for earlier in cell.edits:
                self.lose(earlier, f"a later edit is about the same word: {edit}")
            self._undo(cell.edits)
        return cell

    def _undo(self, edits: Iterable[Edit]) -> None:
        """Take back what edits asked for."""
        gone = list(edits)
        for cell in list(self.cells):
            if any(edit in gone for edit in cell.edits):
                if cell.said is None:
                    self.cells.remove(cell)
                cell.wanted, cell.is_deleted, cell.edits, cell.start, cell.end, cell.moves = None, False, [], None, None, False

    def again(self, cell: Cell, phones: Pronunciation = (), word: SpokenWord | None = None) -> Wanted:
        """A word that is there already, to be aligned anew: with a pronunciation by hand, as another word, or as it is."""
        said = cell.said
        if said is None:
            raise TimelineError("is no word of the line")
        old = said.word
        if phones:
            kept = replace(old, pronunciation=phones)
            return Wanted(kept, SpokenWord(old.label, ((phones,),), old.speaker), pins_of(said), len(said.phones))
        if word is None or word.text == old.label:
            return Wanted(old, spoken(said, self.speech.language), pins_of(said), len(said.phones))
        changed = replace(old, label=word.text, pronunciation=(), by_hand=old.by_hand | {"text"})
        return Wanted(changed, replace(word, speaker=word.speaker or old.speaker), pins_of(said), len(said.phones))

    def _rewrite(self, edit: Rewrite) -> None:
        cells = self._meant(edit)
        words = self._words(edit.text, edit.phones) if edit.text is not None else None
        if not cells:
            self._add(edit, self._place(edit.start or 0.0), words or [])
            return
        for cell in cells:
            self._untouched(edit, cell)
        if words is None:
            for cell in cells:
                cell.wanted = self.again(cell)
        else:
            self._replace(edit, cells, words)
        for cell in self.cells:
            if cell in cells or edit in cell.edits:
                cell.edits, cell.start, cell.end, cell.moves = [edit], edit.start, edit.end, edit.move_neighbours

    def _meant(self, edit: Rewrite) -> list[Cell]:
        """The cells a rewrite is about."""
        if edit.first is not None and edit.last is not None:
            return self.span(edit.first, edit.last)
        low, high = edit.start or 0.0, edit.end or 0.0
        if high <= low:
            raise TimelineError(f"nothing lies from {low:.3f} s to {high:.3f} s")
        return [cell for cell in self.old if cell.said and low <= cell.said.word.middle <= high]

    def _replace(self, edit: Rewrite, cells: Sequence[Cell], words: Sequence[tuple[SpokenWord, Pronunciation]]) -> None:
        """Words in the place of cells: equal ones keep what was set for them, others take one's place each, the rest are new."""
        before = [cell.said.word.label.lower() for cell in cells if cell.said]
        after = [word.text.lower() for word, _ in words]
        for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            pairs = min(b - a, d - c)
            for cell, (word, phones) in zip(cells[a : a + pairs], words[c : c + pairs], strict=True):
                again = self.again(cell, () if kind != "equal" else phones, word)
                cell.wanted = as_given(again, word, phones) if phones else again
            for cell in cells[a + pairs : b]:
                cell.is_deleted = True
            anchor = self.cells.index(cells[a + pairs - 1]) + 1 if a + pairs else self.cells.index(cells[0])
            self._add(edit, anchor, words[c + pairs : d])

    def _insert(self, edit: Insert) -> None:
        words = self._words(edit.text, edit.phones)
        at_end = edit.before.index >= len(self.old) and not edit.before.was
        place = len(self.cells) if at_end else self.cells.index(self.find(edit.before))
        self._add(edit, place, words)

    def _add(self, edit: Edit, place: int, words: Sequence[tuple[SpokenWord, Pronunciation]]) -> None:
        """New words before the cell at a place of the list."""
        speakers = [cell.said.word.speaker for cell in self.cells[max(0, place - 1) : place] if cell.said]
        bounds = (edit.start, edit.end) if isinstance(edit, Rewrite) else (None, None)
        for offset, (word, phones) in enumerate(words):
            named = replace(word, speaker=word.speaker or next(iter(speakers), ""))
            base = Word(0.0, 1.0, word.text, speaker=named.speaker, pronunciation=phones, by_hand=frozenset({"text"}))
            self.cells.insert(place + offset, Cell(wanted=Wanted(base, named), edits=[edit], start=bounds[0], end=bounds[1]))

    def _place(self, seconds: float) -> int:
        """Where in the list a word at a time belongs."""
        return sum(1 for cell in self.cells if cell.said and cell.said.word.middle < seconds)

    def _words(self, text: str, phones: Sequence[str]) -> list[tuple[SpokenWord, Pronunciation]]:
        """The words of a text, each with the pronunciation given for it, or none."""
        words = self.speech.words(text)
        if len(phones) > len(words):
            raise TimelineError(f"{len(phones)} pronunciations for the {len(words)} words of '{text}'")
        given = [self.speech.phones(spelling) if spelling else () for spelling in (*phones, *[""] * (len(words) - len(phones)))]
        return [(replace(word, parts=((said,),)) if said else word, said) for word, said in zip(words, given, strict=True)]


def as_given(wanted: Wanted, word: SpokenWord, phones: Pronunciation) -> Wanted:
    """The same with a pronunciation by hand."""
    return replace(wanted, word=replace(wanted.word, pronunciation=phones), spoken=replace(word, speaker=wanted.word.speaker))


def pins_of(said: Said) -> tuple[tuple[int, str, float], ...]:
    """The times of a word's phones that were set by hand: number, edge, seconds."""
    return tuple(
        (number, edge, phone.start if edge == "start" else phone.end)
        for number, phone in enumerate(said.phones)
        for edge in sorted(phone.by_hand)
    )


def found(ref: WordRef, words: Sequence[Said]) -> int:
    """The number of the word an edit is about: its own if the text agrees, else of the nearest word with that text.

    Raises TimelineError when there is none.
    """
    if ref.index < len(words) and (not ref.was or words[ref.index].word.label == ref.was):
        return ref.index
    if not ref.was:
        raise TimelineError(f"the line has {len(words)} words", "words are numbered from 0")
    near = [i for i, said in enumerate(words) if said.word.label == ref.was]
    if not near:
        raise TimelineError(f"the line has no '{ref.was}'")
    return min(near, key=lambda i: abs(words[i].start - ref.at) if ref.at is not None else abs(i - ref.index))
