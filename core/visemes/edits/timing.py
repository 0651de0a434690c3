"""Times set by hand, many at once: whole words first, then single edges, in whatever order leaves room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from visemes.edits.moving import with_span, with_time
from visemes.errors import TimelineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.edits.cells import Cell, Sheet
    from visemes.edits.model import SetTime
    from visemes.edits.said import Said


@dataclass(frozen=True, slots=True)
class _Step:
    """Edits that are made together: both edges of a word, or one edge."""

    edits: tuple[SetTime, ...]


def set_times(sheet: Sheet, edits: Sequence[SetTime]) -> None:
    """Move every boundary to its time, and list those that cannot be; of two for one boundary the later counts."""
    before = {id(cell): cell.said for cell in sheet.cells}
    for steps in _steps(sheet, edits):
        waiting = list(steps)
        while waiting:
            problems = [(step, problem) for step in waiting if (problem := _made(sheet, step, before))]
            if len(problems) == len(waiting):
                for step, problem in problems:
                    for edit in step.edits:
                        sheet.lose(edit, problem)
                break
            waiting = [step for step, _ in problems]


def _steps(sheet: Sheet, edits: Sequence[SetTime]) -> tuple[list[_Step], list[_Step]]:
    """Words with both edges set, and all other edges."""
    chosen: dict[tuple[object, str, int | None], SetTime] = {}
    for edit in edits:
        key = (edit.word, edit.edge, edit.phone)
        if key in chosen:
            sheet.lose(chosen[key], "a later edit sets the same")
        chosen[key] = edit
    pairs = [
        _Step((edit, chosen[edit.word, "end", None]))
        for edit in chosen.values()
        if edit.edge == "start" and edit.phone is None and (edit.word, "end", None) in chosen
    ]
    paired = {edit for step in pairs for edit in step.edits}
    return pairs, [_Step((edit,)) for edit in chosen.values() if edit not in paired]


def _made(sheet: Sheet, step: _Step, before: dict[int, Said | None]) -> str:
    """Make a step; why not, if it cannot be made."""
    first = step.edits[0]
    try:
        cell = sheet.find(first.word)
        _check(cell, first)
        cells = [other for other in sheet.cells if other.said and other.said.word.speaker == _speaker(cell)]
        words = [other.said for other in cells if other.said]
        index = cells.index(cell)
        if len(step.edits) == 2:
            shape = before.get(id(cell)) or words[index]
            moved = with_span(words, index, first.seconds, step.edits[1].seconds, shape.phones)
        else:
            moved = with_time(words, index, first.edge, first.seconds, first.phone)
    except TimelineError as problem:
        return problem.message
    for other, said in zip(cells, moved, strict=True):
        other.said = said
    return ""


def _speaker(cell: Cell) -> str:
    return cell.said.word.speaker if cell.said else ""


def _check(cell: Cell, edit: SetTime) -> None:
    """Raise TimelineError when the word is gone or the phone is another one."""
    if cell.said is None:
        raise TimelineError("the word is no longer there")
    if edit.phone is not None and edit.was_phone:
        labels = [phone.label for phone in cell.said.phones]
        if labels[edit.phone : edit.phone + 1] != [edit.was_phone]:
            raise TimelineError(f"that phone is no '{edit.was_phone}' (the word's phones are {' '.join(labels)})")
