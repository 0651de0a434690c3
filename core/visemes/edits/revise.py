"""Edits made to a timeline: words replaced and aligned anew between neighbours that stay, boundaries moved, emphasis set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from visemes.edits.cells import Cell, Sheet
from visemes.edits.model import Emphasize, Insert, SetTime, Unplaced
from visemes.edits.moving import SHORTEST
from visemes.edits.realign import NO_PAUSE, Gap, aligned_anew
from visemes.edits.said import Said, said_in, timeline_with
from visemes.edits.timing import set_times
from visemes.edits.told import still_told
from visemes.errors import TimelineError, VisemesError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.audio import Sound
    from visemes.edits.cells import Speech
    from visemes.edits.model import Edit
    from visemes.timeline import Timeline

#: Seconds a phone needs to be heard at all; with less room inserted words take their neighbours along.
ROOM: Final = 0.03


@dataclass(frozen=True, slots=True)
class Revised:
    """A timeline after edits. stretches: what was aligned anew (seconds). unplaced: the edits that could not be made, and why."""

    timeline: Timeline
    stretches: tuple[tuple[float, float], ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


def revise(timeline: Timeline, edits: Sequence[Edit], speech: Speech, sound: Sound | None = None) -> Revised:
    """The timeline with every edit made that can be; keys are not its business.

    speech: for new words and pronunciations. sound: 16 kHz mono; without it nothing can be aligned anew.
    """
    said, loose = said_in(timeline)
    sheet = Sheet.of(said, speech, is_crowded=timeline.is_crowded)
    sheet.make(edits)
    stretches: list[tuple[float, float]] = []
    for first, last in reversed(list(_runs(sheet))):
        stretches += _aligned(sheet, first, last, timeline, sound)
    for edit in edits:
        if isinstance(edit, Emphasize):
            _set(sheet, edit, edits)
    set_times(sheet, [edit for edit in edits if isinstance(edit, SetTime)])
    stretches.sort()
    kept = [phone for phone in loose if not _within(phone.middle, stretches)]
    result = timeline_with(timeline, [cell.said for cell in sheet.cells if cell.said], kept)
    marks = tuple(mark for mark in timeline.marks if not _within(mark.middle, stretches))
    result = replace(result, marks=marks, warnings=still_told(timeline.warnings, stretches))
    return Revised(result, tuple(stretches), tuple(sheet.unplaced))


def _within(seconds: float, stretches: Sequence[tuple[float, float]]) -> bool:
    return any(start <= seconds <= end for start, end in stretches)


def _runs(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """First and last cell of every run that is to be aligned anew, with the neighbours that are to move."""
    while _widened(sheet):
        pass
    first = None
    for i, cell in enumerate([*sheet.cells, Cell()]):
        if cell.is_dirty and first is None:
            first = i
        elif not cell.is_dirty and first is not None:
            yield first, i - 1
            first = None


def _widened(sheet: Sheet) -> bool:
    """Take the neighbours of one run along that cannot do without; False when no run needs that."""
    cells = sheet.cells
    i = 0
    while i < len(cells):
        if not cells[i].is_dirty:
            i += 1
            continue
        last = i
        while last + 1 < len(cells) and cells[last + 1].is_dirty:
            last += 1
        if _needs_more(sheet, i, last):
            edits = [edit for cell in cells[i : last + 1] for edit in cell.edits]
            for k in (i - 1, last + 1):
                if (
                    0 <= k < len(cells)
                    and (said := cells[k].said)
                    and said.phones
                    and said in (sheet.beside(i, -1), sheet.beside(last, 1))
                ):
                    cells[k].wanted, cells[k].held = sheet.again(cells[k]), True
                    cells[k].edits = list(dict.fromkeys(edits))
            for cell in cells[i : last + 1]:
                cell.moves = False
            return True
        i = last + 1
    return False


def _needs_more(sheet: Sheet, first: int, last: int) -> bool:
    """Whether a run needs its neighbours: it was asked for, there is no room, or a hole would be left between them."""
    run = sheet.cells[first : last + 1]
    around = [said for said in (sheet.beside(first, -1), sheet.beside(last, 1)) if said is not None and said.phones]
    if not around:
        return False
    if any(cell.moves for cell in run):
        return True
    wanted = [cell.wanted for cell in run if cell.wanted]
    if not wanted:
        words = [cell.said for cell in run if cell.said]
        return any(max(one.start, other.start) - min(one.end, other.end) < NO_PAUSE for one in words for other in around)
    if all(cell.start is not None or cell.end is not None for cell in run):
        return False
    gap = _gap(sheet, first, last, float("inf"))
    is_new = any(isinstance(edit, Insert) for cell in run for edit in cell.edits)
    least = (ROOM if is_new else SHORTEST) * sum(min(map(len, variants)) for want in wanted for variants in want.spoken.parts)
    return gap.end - gap.start < least


def _gap(sheet: Sheet, first: int, last: int, duration: float) -> Gap:
    """The room a run has: up to its neighbours, and as its edits say."""
    before, after = sheet.beside(first, -1), sheet.beside(last, 1)
    run = sheet.cells[first : last + 1]
    starts, ends = [c.start for c in run if c.start is not None], [c.end for c in run if c.end is not None]
    start, end = before.end if before else 0.0, after.start if after else duration
    if len(starts) == len(run):
        start = max(start, min(starts))
    if len(ends) == len(run):
        end = min(end, max(ends))
    return Gap(start, end, before, after)


def _aligned(sheet: Sheet, first: int, last: int, timeline: Timeline, sound: Sound | None) -> list[tuple[float, float]]:
    """Align a run anew in the sheet; the stretch it took, none when it could not be done and all stays as it was."""
    run = sheet.cells[first : last + 1]
    gap = _gap(sheet, first, last, timeline.duration)
    wanted = [cell.wanted for cell in run if cell.wanted]
    try:
        if wanted and sound is None:
            raise TimelineError("the sound is needed to align it anew, and was not found")
        found = aligned_anew(sound, wanted, gap, timeline.language) if wanted and sound else []
    except VisemesError as problem:
        for edit in dict.fromkeys(edit for cell in run for edit in cell.edits):
            sheet.lose(edit, problem.message)
        for cell in run:
            cell.wanted, cell.is_deleted = None, False
        return []
    fresh = iter(_edges_kept(run, found))
    for cell in run:
        cell.said = next(fresh) if cell.wanted else None
    return [(gap.start, gap.end)]


def _edges_kept(run: Sequence[Cell], found: Sequence[Said]) -> list[Said]:
    """The words with the outer edges of neighbours that were only taken along where they were."""
    result = list(found)
    first, last = run[0], run[-1]
    if first.held and first.said:
        phones = result[0].phones
        result[0] = result[0].with_phones((phones[0].moved(first.said.start, phones[0].end), *phones[1:]))
    if last.held and last.said:
        phones = result[-1].phones
        result[-1] = result[-1].with_phones((*phones[:-1], phones[-1].moved(phones[-1].start, last.said.end)))
    return result


def _set(sheet: Sheet, edit: Emphasize, edits: Sequence[Edit]) -> None:
    """Give a word its emphasis, or list the edit."""
    later = edits[next(i for i, other in enumerate(edits) if other is edit) + 1 :]
    if any(isinstance(other, Emphasize) and other.word == edit.word for other in later):
        sheet.lose(edit, "a later edit sets the same")
        return
    try:
        cell = sheet.find(edit.word)
        if cell.said is None:
            raise TimelineError("the word is no longer there")
        cell.said = Said(replace(cell.said.word, emphasis=edit.emphasis), cell.said.phones)
    except VisemesError as problem:
        sheet.lose(edit, problem.message)
