"""Everything a speaker may have said for a transcript, as a graph of phones in context.

Words are chains of parts, parts have variants, and silence may stand between words and at the ends. Every phone
appears once for each pair of neighbours it can have, because its sound depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from visemes.align.acoustic import BEGIN, END, INSIDE, SILENCE, SINGLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.align.base import SpokenWord

NO_WORD = -1


@dataclass(slots=True)
class Slot:
    """A place for one phone before its neighbours are known.

    phone: ARPABET without stress. word: index of the spoken word, NO_WORD for silence. spelling: the phone as the
    dictionary has it, with stress. position: in its word, as the acoustic model numbers it.
    """

    phone: str
    spelling: str
    word: int
    position: int
    following: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Node:
    """A phone in context. left, right: neighbouring phones. before: nodes it may follow."""

    slot: Slot
    left: str
    right: str
    before: tuple[int, ...]
    is_first: bool
    is_last: bool


def build(words: Sequence[SpokenWord]) -> list[Node]:
    """The graph, with every node after the ones it may follow."""
    return in_context(*slots(words))


def slots(words: Sequence[SpokenWord]) -> tuple[list[Slot], list[int], list[int]]:
    """Slots in topological order, the indices a line may start at, and those it may end at."""
    result: list[Slot] = [silence()]
    ends = [0]  # slots whose successors are still open
    starts = [0]
    for index, word in enumerate(words):
        for variants in word.parts:
            entries, exits = add_variants(result, index, variants)
            for end in ends:
                result[end].following += entries
            if index == 0 and len(starts) == 1:
                starts += entries
            result.append(silence())
            for end in exits:
                result[end].following.append(len(result) - 1)
            ends = [*exits, len(result) - 1]
    return result, starts, ends


def silence() -> Slot:
    """A slot for an optional pause."""
    return Slot(SILENCE, SILENCE, NO_WORD, SINGLE)


def add_variants(result: list[Slot], word: int, variants: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """Append one chain of slots per pronunciation; gives the chains' first and last slots."""
    entries, exits = [], []
    for spelling in variants:
        entries.append(len(result))
        for place, phone in enumerate(spelling):
            if place:
                result[-1].following.append(len(result))
            result.append(Slot(phone.rstrip("012"), phone, word, position(place, len(spelling))))
        exits.append(len(result) - 1)
    return entries, exits


def position(place: int, length: int) -> int:
    """Where in its word a phone stands."""
    if length == 1:
        return SINGLE
    return BEGIN if place == 0 else END if place == length - 1 else INSIDE


def in_context(places: Sequence[Slot], starts: Sequence[int], ends: Sequence[int]) -> list[Node]:
    """One node for every slot and pair of neighbours it can have."""
    preceding: list[list[int]] = [[] for _ in places]
    for index, slot in enumerate(places):
        for after in slot.following:
            preceding[after].append(index)
    nodes: list[Node] = []
    by_slot: list[list[int]] = [[] for _ in places]
    for index, slot in enumerate(places):
        rights = neighbours((places[i].phone for i in slot.following), is_edge=index in ends, slot=slot)
        lefts = neighbours((places[i].phone for i in preceding[index]), is_edge=index in starts, slot=slot)
        for left in lefts:
            before = tuple(
                n
                for i in preceding[index]
                if slot.phone == SILENCE or places[i].phone == left
                for n in by_slot[i]
                if nodes[n].right in (slot.phone, "")
            )
            for right in rights:
                can_start = index in starts and left in (SILENCE, "")
                if not before and not can_start:
                    continue
                by_slot[index].append(len(nodes))
                nodes.append(Node(slot, left, right, before, can_start, index in ends and right in (SILENCE, "")))
    return nodes


def neighbours(phones: Iterator[str], *, is_edge: bool, slot: Slot) -> list[str]:
    """The distinct phones that can stand beside a slot, in a fixed order; silence itself has no context ("")."""
    if slot.phone == SILENCE:
        return [""]
    found = dict.fromkeys(phones)
    if is_edge:
        found[SILENCE] = None
    return list(found)
