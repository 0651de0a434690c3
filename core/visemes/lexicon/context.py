"""Words in their sentence: what espeak-ng says for a whole clause, cut at the words it was written in.

Whole clauses sound other than their words one by one: French links them, Spanish softens first letters, many languages
take stress off small words. But espeak-ng writes some words as one group (`of the`) and some numbers as several, and then
nobody knows which sounds are whose. So a clause is read once whole and once word by word, and the whole is cut where the
pieces resemble the words best: a cut costs something where espeak-ng wrote no space.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.phones import parse, plain

if TYPE_CHECKING:
    from visemes.lexicon.spoken import Pronunciation

#: Text to groups of labels.
Reader = Callable[[str], tuple[tuple[str, ...], ...]]

#: Cost of a label too many or too few, of another label of the same kind, and of a cut inside a group.
GAP: Final = 0.7
OTHER: Final = 0.5
INSIDE: Final = 0.6

#: Words are read together up to this many at once (the search grows with the square).
LONGEST_CLAUSE: Final = 24

#: A piece that differs from its word by more than this share is not believed.
TOO_DIFFERENT: Final = 0.6


def in_context(words: Sequence[str], read: Reader) -> list[tuple[tuple[Pronunciation, ...], ...]]:
    """For each word its parts, each with its ways to be said: as in the clause, then as a word alone.

    Most words are one part; a number that is read as several words is as many. A word nobody can read has no part.
    """
    alone = [read(word) for word in words]
    whole = read(" ".join(words)) if len(words) > 1 else ()
    pieces = cut(whole, [sum(groups, ()) for groups in alone]) if whole else [()] * len(words)
    return [parts(word, own, piece) for word, own, piece in zip(words, alone, pieces, strict=True)]


def parts(word: str, alone: Sequence[Pronunciation], piece: Pronunciation) -> tuple[tuple[Pronunciation, ...], ...]:
    """The parts of one word from its groups when read alone, and its piece of the clause (empty when that is not believed)."""
    flat = sum(alone, ())
    if not piece or bare(piece) == bare(flat):
        return tuple((group,) for group in alone) if len(alone) > 1 or not piece else ((piece,),)
    is_letter = sum(char.isalpha() for char in word) == 1  # alone it would be said by its name
    return ((piece,) if is_letter or not flat else (piece, flat),)


def bare(labels: Pronunciation) -> Pronunciation:
    """The labels without stress."""
    return tuple(label.lstrip("ˈˌ") for label in labels)


def cut(groups: Sequence[Pronunciation], words: Sequence[Pronunciation]) -> list[Pronunciation]:
    """The labels of a clause, cut into one piece a word; an empty piece where it does not resemble the word.

    groups: as espeak-ng wrote the clause. words: the labels of each word alone.
    """
    if len(groups) == len(words) and all(_alike(group, word) for group, word in zip(groups, words, strict=True)):
        return list(groups)
    labels = sum(groups, ())
    ends = set[int]()
    for group in groups:
        ends.add(max(ends, default=0) + len(group))
    places = _best_cuts([bare((label,))[0] for label in labels], [bare(word) for word in words], ends)
    pieces = [labels[start:end] for start, end in pairwise(places)]
    return [piece if _alike(piece, word) else () for piece, word in zip(pieces, words, strict=True)]


def _alike(piece: Pronunciation, word: Pronunciation) -> bool:
    longest = max(len(piece), len(word))
    return bool(piece) and bool(word) and costs(bare(word), bare(piece))[-1] <= TOO_DIFFERENT * longest


def _best_cuts(labels: Sequence[str], words: Sequence[Pronunciation], ends: set[int]) -> list[int]:
    """Where the pieces start and end, len(words) + 1 places; dynamic programming over words and places."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for word in words:
        reached: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            longest = min(len(labels), start + 2 * len(word) + 3)
            for size, own in enumerate(costs(word, labels[start:longest])):
                end = start + size
                total = cost + own + (0.0 if end in ends or not size else INSIDE)
                if total < reached.get(end, (float("inf"), 0))[0]:
                    reached[end] = (total, start)
        best.append(_promising(reached))
    last = min(best[-1], key=lambda end: best[-1][end][0] + GAP * (len(labels) - end))
    places = [last]
    for reached in reversed(best[1:]):
        places.append(reached[places[-1]][1])
    return places[::-1]


def _promising(reached: dict[int, tuple[float, int]]) -> dict[int, tuple[float, int]]:
    """The places worth going on from: none much worse than the best."""
    limit = min(cost for cost, _ in reached.values()) + 6.0
    return {end: found for end, found in reached.items() if found[0] <= limit}


def costs(word: Sequence[str], labels: Sequence[str]) -> list[float]:
    """How much the first 0, 1, 2 … labels differ from a word (weighted edit distance)."""
    row = [GAP * n for n in range(len(labels) + 1)]
    for sound in word:
        before, row = row, [row[0] + GAP]
        for n, label in enumerate(labels):
            row.append(min(before[n] + _differ(sound, label), before[n + 1] + GAP, row[n] + GAP))
    return row


def _differ(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if plain(one) == plain(other):
        return 0.1
    return OTHER if _vowel(one) == _vowel(other) else 2 * GAP


def _vowel(label: str) -> bool:
    sounds = parse(label)
    return bool(sounds) and sounds[0].is_vowel
