"""Boundaries of words and phones moved to where a person wants them; what touches gives way."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.edits.said import Said
from visemes.errors import TimelineError
from visemes.timeline import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.edits.model import Edge
    from visemes.timeline import Phone

#: No phone becomes shorter than this (seconds).
SHORTEST: Final = 0.010


def with_time(words: Sequence[Said], index: int, edge: Edge, seconds: float, phone: int | None = None) -> list[Said]:
    """The words with one boundary at a time set by hand.

    index: the word. phone: its phone, None for the word's own edge. A sound that touches there moves along; sounds the boundary
    would pass share what is left of their word, up to the next time set by hand. Raises TimelineError where there is no room.
    """
    result = list(words)
    said = result[index]
    if not said.phones:
        start, end = (seconds, said.end) if edge == "start" else (said.start, seconds)
        result[index] = _marked(Said(said.word.moved(start, end), ()), None, edge)
        return result
    number = phone if phone is not None else (0 if edge == "start" else len(said.phones) - 1)
    if not 0 <= number < len(said.phones):
        raise TimelineError(f"'{said.word.label}' has {len(said.phones)} phones", "phones are numbered from 0")
    flat = [(w, p) for w, word in enumerate(result) for p in range(len(word.phones))]
    here = flat.index((index, number))
    other = here - 1 if edge == "start" else here + 1
    neighbour = flat[other] if 0 <= other < len(flat) else None
    left, right = (neighbour, flat[here]) if edge == "start" else (flat[here], neighbour)
    _part(result, left, right, seconds, edge)
    result[index] = _marked(result[index], None if phone is None else number, edge)
    return result


def with_span(words: Sequence[Said], index: int, start: float, end: float, shape: Sequence[Phone]) -> list[Said]:
    """The words with both edges of one at times set by hand; its phones keep the shares of the time they have in `shape`.

    Words that touch it move along, words in its way give way. Raises TimelineError where there is no room.
    """
    result = list(words)
    old = result[index]
    if end - start < max(1, len(shape)) * SHORTEST or start < 0:
        raise TimelineError(f"there is no room for '{old.word.label}' from {start:.3f} s to {end:.3f} s")
    for other, near, far, edge in ((index - 1, old.start, start, "end"), (index + 1, old.end, end, "start")):
        said = result[other] if 0 <= other < len(result) else None
        if said is None or not said.phones:
            continue
        theirs = said.end if edge == "end" else said.start
        in_the_way = theirs > far if edge == "end" else theirs < far
        if abs(theirs - near) <= SAME_TIME or in_the_way:
            result[other] = _ending(said, len(said.phones) - 1, far) if edge == "end" else _starting(said, 0, far)
    scale = (end - start) / (old.end - old.start) if not shape else (end - start) / (shape[-1].end - shape[0].start)
    first = shape[0].start if shape else old.start
    phones = [p.moved(start + (p.start - first) * scale, start + (p.end - first) * scale) for p in shape]
    if phones:
        phones[0], phones[-1] = phones[0].moved(start, phones[0].end), phones[-1].moved(phones[-1].start, end)
    result[index] = Said(replace(old.word.moved(start, end), by_hand=old.word.by_hand | {"start", "end"}), tuple(phones))
    return result


def _part(result: list[Said], left: tuple[int, int] | None, right: tuple[int, int] | None, seconds: float, edge: Edge) -> None:
    """Let `left` end and `right` start at a time; the one on the far side of the edge only if it touches or is in the way."""
    ends = result[left[0]].phones[left[1]].end if left else None
    starts = result[right[0]].phones[right[1]].start if right else None
    touching = ends is not None and starts is not None and starts - ends <= SAME_TIME
    if seconds < 0:
        raise TimelineError(f"{seconds:.3f} s is before the sound begins")
    if left and (edge == "end" or touching or (ends is not None and ends > seconds)):
        result[left[0]] = _ending(result[left[0]], left[1], seconds)
    if right and (edge == "start" or touching or (starts is not None and starts < seconds)):
        result[right[0]] = _starting(result[right[0]], right[1], seconds)


def _ending(said: Said, number: int, seconds: float) -> Said:
    """The word with a phone that ends at a time; those before it that this would swallow share what is left."""
    phones = list(said.phones)
    first = number
    while first and phones[first].start > seconds - (number - first + 1) * SHORTEST and not _is_held(phones, first):
        first -= 1
    phones[first : number + 1] = _spread(said, phones[first : number + 1], phones[first].start, seconds)
    return said.with_phones(phones)


def _starting(said: Said, number: int, seconds: float) -> Said:
    """The word with a phone that starts at a time; those after it that this would swallow share what is left."""
    phones = list(said.phones)
    last = number
    while last < len(phones) - 1 and phones[last].end < seconds + (last - number + 1) * SHORTEST and not _is_held(phones, last + 1):
        last += 1
    phones[number : last + 1] = _spread(said, phones[number : last + 1], seconds, phones[last].end)
    return said.with_phones(phones)


def _is_held(phones: Sequence[Phone], number: int) -> bool:
    """Whether the boundary before a phone of a word was set by hand."""
    return "start" in phones[number].by_hand or "end" in phones[number - 1].by_hand


def _spread(said: Said, phones: Sequence[Phone], start: float, end: float) -> list[Phone]:
    """The phones from start to end, each with its share of the time."""
    if end - start < len(phones) * SHORTEST - SAME_TIME:
        raise TimelineError(f"there is no room for '{said.word.label}' then", "move its other edge too")
    total = sum(phone.duration for phone in phones)
    spare = (end - start) - len(phones) * SHORTEST
    edges = [start]
    for phone in phones[:-1]:
        edges.append(edges[-1] + SHORTEST + spare * phone.duration / total)
    return [phone.moved(a, b) for phone, (a, b) in zip(phones, pairwise([*edges, end]), strict=True)]


def _marked(said: Said, phone: int | None, edge: Edge) -> Said:
    """The word with the edge noted as set by hand."""
    if phone is None:
        return Said(replace(said.word, by_hand=said.word.by_hand | {edge}), said.phones)
    phones = [replace(p, by_hand=p.by_hand | {edge}) if i == phone else p for i, p in enumerate(said.phones)]
    return Said(said.word, tuple(phones))
