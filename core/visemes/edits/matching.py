"""Which words of an old take are which of a new one, and which phones: the most pairs in order that are alike."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from visemes.lexicon.lexicon import plain_spelling
from visemes.phones import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.timeline import Interval, Phone, Word

#: Pairs of words among which the exact search is still quick; longer lines are matched block by block.
MOST_PAIRS: Final = 1_000_000

#: What a pair of equal words counts less the further apart they stand, as a share of the line.
DRIFT: Final = 1e-3


def matched_words(old: Sequence[Word], new: Sequence[Word]) -> dict[int, int]:
    """Number of the new word for each old one that is still there."""
    return matched([plain_spelling(w.label) for w in old], [plain_spelling(w.label) for w in new], _places(old), _places(new))


def matched_texts(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Number of the new word for each old one that is still there, where only their texts are known."""
    return matched(
        [plain_spelling(text) for text in old],
        [plain_spelling(text) for text in new],
        [i / len(old) for i in range(len(old))],
        [i / len(new) for i in range(len(new))],
    )


def matched_phones(old: Sequence[Phone], new: Sequence[Phone]) -> dict[int, int]:
    """Number of the new phone for each old one that is still there, within one word."""
    return matched([plain(p.label) for p in old], [plain(p.label) for p in new], _places(old), _places(new))


def _places(tier: Sequence[Interval]) -> list[float]:
    """Where each stands, as a share of the tier."""
    if not tier:
        return []
    start, length = tier[0].start, tier[-1].end - tier[0].start
    return [(one.middle - start) / length for one in tier]


def matched(old: Sequence[str], new: Sequence[str], old_places: Sequence[float], new_places: Sequence[float]) -> dict[int, int]:
    """The most pairs of equal labels in order; of several ways the one whose pairs stand nearest to each other."""
    if len(old) * len(new) <= MOST_PAIRS:
        return _best(old, new, old_places, new_places)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {a + k: b + k for a, b, size in blocks for k in range(size)}


def _best(old: Sequence[str], new: Sequence[str], old_places: Sequence[float], new_places: Sequence[float]) -> dict[int, int]:
    """Dynamic programming over both."""
    score = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below = score[i], score[i + 1]
        for j in range(len(new) - 1, -1, -1):
            row[j] = max(below[j], row[j + 1])
            if old[i] == new[j]:
                row[j] = max(row[j], below[j + 1] + 1 - DRIFT * abs(old_places[i] - new_places[j]))
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(old) and j < len(new):
        taken = score[i + 1][j + 1] + 1 - DRIFT * abs(old_places[i] - new_places[j])
        if old[i] == new[j] and score[i][j] == taken:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
