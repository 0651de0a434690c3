"""Everything a speaker may have said for a transcript, as a graph of phones in context.

Words are chains of parts, parts have variants, and silence may stand between words and at the ends. Every phone
appears once for each pair of neighbours it can have, because its sound depends on them. Where doubt is allowed,
any sound may take the place of a word (it was said differently, or not at all) or stand between words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from visemes.align.acoustic import BEGIN, END, INSIDE, SILENCE, SINGLE
from visemes.align.foreign import likeness
from visemes.lexicon.spoken import is_ipa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from visemes.align.base import SpokenWord

NO_WORD = -1

#: Spellings of the slots that stand for any sound at all: in a word's place, and between words.
INSTEAD, BETWEEN = "<instead>", "<between>"


@dataclass(slots=True)
class Slot:
    """A place for one phone before its neighbours are known.

    phone: ARPABET without stress, in another language the nearest; silence for any sound, too, since that is how its
    neighbours are then heard.
    word: index of the spoken word, NO_WORD for silence. part: which of its parts, or the number of the gap. spelling: the
    phone as the dictionary has it, with stress. position: in its part, as the acoustic model numbers it. is_inner:
    between two words.
    """

    phone: str
    spelling: str
    word: int
    position: int
    part: int = 0
    is_inner: bool = False
    following: list[int] = field(default_factory=list)

    @property
    def is_any_sound(self) -> bool:
        """Whether this slot takes whatever is there."""
        return self.spelling in (INSTEAD, BETWEEN)

    @property
    def is_foreign(self) -> bool:
        """Whether this slot is for a phone of another language than English."""
        return self.word != NO_WORD and is_ipa(self.spelling) and not self.is_any_sound


@dataclass(frozen=True, slots=True)
class Node:
    """A phone in context. left, right: neighbouring phones. before: nodes it may follow."""

    slot: Slot
    left: str
    right: str
    before: tuple[int, ...]
    is_first: bool
    is_last: bool


class Freedom(NamedTuple):
    """How far sound and words may differ; `build` says what each of these means."""

    doubt: bool
    open_end: bool
    closed: frozenset[int]
    sure: frozenset[int]

    def allows_gap(self, number: int) -> bool:
        """Whether there may be any sound in a gap."""
        return self.doubt and number not in self.closed


def build(
    words: Sequence[SpokenWord],
    *,
    doubt: bool = False,
    open_end: bool = False,
    closed: AbstractSet[int] = frozenset(),
    sure: AbstractSet[int] = frozenset(),
) -> tuple[Node, ...]:
    """The graph, with every node after the ones it may follow.

    doubt: sound and words may differ, but not in the gaps whose numbers are in `closed` (0 is before the first part), nor in
    the `sure` words.
    open_end: the sound may end after any of the words.
    """
    return built(tuple(words), Freedom(doubt, open_end, frozenset(closed), frozenset(sure)))


@lru_cache(maxsize=4)
def built(words: tuple[SpokenWord, ...], freedom: Freedom) -> tuple[Node, ...]:
    """The graph; kept, since a line's is needed to score its sound and again to search it."""
    return tuple(in_context(*slots(words, freedom)))


def slots(words: Sequence[SpokenWord], freedom: Freedom) -> tuple[list[Slot], set[int], set[int]]:
    """Slots in topological order, the indices a line may start at, and those it may end at."""
    result: list[Slot] = []
    ends = add_gap(result, 0, doubt=freedom.allows_gap(0), is_inner=False)
    starts, all_ends = set(ends), set(ends)
    variants_of = [(index, part, variants) for index, word in enumerate(words) for part, variants in enumerate(word.parts)]
    for place, (index, part, variants) in enumerate(variants_of):
        entries, exits = add_variants(result, index, part, variants)
        if freedom.doubt and index not in freedom.sure:
            result.append(Slot(SILENCE, INSTEAD, index, SINGLE, part))
            entries, exits = [*entries, len(result) - 1], [*exits, len(result) - 1]
        for end in ends:
            result[end].following += entries
        if not place:
            starts |= set(entries)
        number = place + 1
        gap = add_gap(result, number, doubt=freedom.allows_gap(number), is_inner=number < len(variants_of))
        for end in exits:
            result[end].following += gap
        ends = [*exits, *gap]
        all_ends |= set(ends)
    return result, starts, all_ends if freedom.open_end else set(ends)


def add_gap(result: list[Slot], number: int, *, doubt: bool, is_inner: bool) -> list[int]:
    """Append what may stand between two parts: a pause, or any sound with or without a pause before it."""
    result.append(Slot(SILENCE, SILENCE, NO_WORD, SINGLE, is_inner=is_inner))
    pause = len(result) - 1
    if not doubt:
        return [pause]
    result.append(Slot(SILENCE, BETWEEN, NO_WORD, SINGLE, part=number, is_inner=is_inner))
    result[pause].following.append(pause + 1)
    return [pause, pause + 1]


def add_variants(result: list[Slot], word: int, part: int, variants: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """Append one chain of slots per pronunciation; gives the chains' first and last slots."""
    entries, exits = [], []
    for spelling in variants:
        entries.append(len(result))
        for place, phone in enumerate(spelling):
            if place:
                result[-1].following.append(len(result))
            result.append(Slot(english_phone(phone), phone, word, position(place, len(spelling)), part))
        exits.append(len(result) - 1)
    return entries, exits


def english_phone(spelling: str) -> str:
    """The phone of the English model that a phone of a pronunciation is heard as."""
    return likeness(spelling).phone if is_ipa(spelling) else spelling.rstrip("012")


def position(place: int, length: int) -> int:
    """Where in its word a phone stands."""
    if length == 1:
        return SINGLE
    return BEGIN if place == 0 else END if place == length - 1 else INSIDE


def in_context(places: Sequence[Slot], starts: AbstractSet[int], ends: AbstractSet[int]) -> list[Node]:
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
