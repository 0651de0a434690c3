"""Drawings a person has put on the exposure sheet, on sheets that are made anew: they stay, the engine's make room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from visemes.edits.model import Edit, SetDrawing, Unplaced
from visemes.line import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from visemes.maps import VisemeMap


def with_drawings(sheet: Sequence[Exposure], drawings: Iterable[Exposure]) -> tuple[Exposure, ...]:
    """The sheet with drawings by hand laid over it; of two that overlap the later counts."""
    result = list(sheet)
    for drawing in drawings:
        result = [left for one in result for left in _around(one, drawing)]
        result.append(replace(drawing, by_hand=True))
        result.sort(key=lambda exposure: exposure.frame)
    return tuple(result)


def _around(one: Exposure, other: Exposure) -> Iterator[Exposure]:
    """What another drawing leaves of one."""
    if one.frame < other.frame:
        yield replace(one, frames=min(one.end, other.frame) - one.frame)
    if one.end > other.end:
        start = max(one.frame, other.end)
        yield replace(one, frame=start, frames=one.end - start)


def by_hand(sheet: Iterable[Exposure]) -> tuple[Exposure, ...]:
    """The drawings that a person has put there."""
    return tuple(exposure for exposure in sheet if exposure.by_hand)


def drawn(sheet: Sequence[Exposure], edits: Sequence[Edit], viseme_map: VisemeMap) -> tuple[tuple[Exposure, ...], list[Unplaced]]:
    """The sheet with the drawings that edits put on it, and the edits that name none of the map's."""
    wanted, unplaced = [], []
    for edit in edits:
        if isinstance(edit, SetDrawing):
            if edit.viseme in viseme_map.visemes:
                wanted.append(Exposure(edit.frame, edit.frames, edit.viseme, by_hand=True))
            else:
                unplaced.append(Unplaced(str(edit), f"the map {viseme_map.name} has no drawing of that name"))
    return with_drawings(sheet, wanted), unplaced
