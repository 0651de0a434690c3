"""Words that a transcript lacks, short ones above all: could one stand between two words?

Where a short word was left out of the transcript, its neighbours stretch over its sound, and neither their evidence nor
their length gives that away for sure. So every gap is asked: how much better would the sound be explained, had one of
the commonest short words been said here? A few tenths of a second around each gap are searched with phones without
context, all gaps and all small words side by side; what looks promising is searched again with phones in context
(`visemes.align.fill`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from visemes.align import acoustic, graph
from visemes.align.acoustic import STATES
from visemes.align.decode import IMPOSSIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.align.search import Found, Stretch
    from visemes.lexicon.spoken import Pronunciation

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Seconds around a gap that are searched.
AROUND: Final = 0.5

#: Gain (nats) of the best small word from which on a gap is searched again, and how many words are tried then.
PROMISING: Final = 8.0
TRIED: Final = 6


@dataclass(frozen=True)
class SmallWords:
    """The table data/small_words.txt as one HMM of phones without context for each line.

    texts: the words; a hesitation starts with "-". phones: their pronunciations. columns: (words, states) columns of the
    scores of the phones without context, as `visemes.align.acoustic.AcousticModel.base_states` orders them. stay, leave:
    (words, states). last: (words,) the last state of each.
    """

    texts: tuple[str, ...]
    phones: tuple[Pronunciation, ...]
    columns: Ints
    stay: NDArray[np.float32]
    leave: NDArray[np.float32]
    last: Ints


@cache
def small_words() -> SmallWords:
    """The words that are tried in every gap."""
    model = acoustic.english()
    lines = files("visemes.align").joinpath("data/small_words.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    phones = tuple(tuple(spelling.split()) for _, spelling in rows)
    most = STATES * max(map(len, phones))
    columns = np.zeros((len(rows), most), np.int64)
    stay, leave = np.full((2, len(rows), most), IMPOSSIBLE, np.float32)
    for row, spelling in enumerate(phones):
        for place, phone in enumerate(spelling):
            own = slice(STATES * place, STATES * place + STATES)
            columns[row, own] = STATES * model.index[phone] + np.arange(STATES)
            stay[row, own], leave[row, own] = model.log_stay[model.index[phone]], model.log_leave[model.index[phone]]
    last = np.array([STATES * len(spelling) - 1 for spelling in phones])
    return SmallWords(tuple(text for text, _ in rows), phones, columns, stay, leave, last)


class Gap(NamedTuple):
    """A gap whose neighbours are heard without doubt.

    number: that of the word after it. border: frame. left, right: places in the best string of the last phone of the word before
    (-1 before the first) and of the first one of the word after (the string's length behind the last).
    """

    number: int
    border: int
    left: int
    right: int


class Promise(NamedTuple):
    """A gap that may hold a word. gap: number of the word after it. words: rows of `small_words`, the best first."""

    gap: int
    gain: float
    words: tuple[int, ...]


def promises(stretch: Stretch, found: Found) -> list[Promise]:
    """The gaps of a doubting path in which a small word would explain the sound better."""
    gaps = list(undoubted(found))
    if not gaps or found.slow > 1:
        return []
    gains = filled(stretch, found, gaps)
    best = np.argsort(-gains, axis=1)[:, :TRIED]
    return [
        Promise(gap.number, float(own[order[0]]), tuple(order.tolist()))
        for gap, own, order in zip(gaps, gains, best, strict=True)
        if own[order[0]] > PROMISING
    ]


def undoubted(found: Found) -> Iterator[Gap]:
    """The gaps between English words that are heard, with at most pauses between them."""
    slots = [found.nodes[node].slot for node in found.path.string]
    starts = [*found.path.starts.tolist(), len(found.scores)]
    spoken = [(i, s) for i, s in enumerate(slots) if s.word != graph.NO_WORD]
    if not spoken:
        return
    edges = [(-1, None), *spoken, (len(slots), None)]
    for (left, before), (right, after) in pairwise(edges):
        if before and after and before.word == after.word:
            continue
        if any(s.is_any_sound or s.is_foreign for s in slots[max(left, 0) : right + 1]):
            continue
        number = after.word if after else (before.word + 1 if before else 0)
        yield Gap(number, (starts[left + 1] + starts[right]) // 2, left, right)


def filled(stretch: Stretch, found: Found, gaps: Sequence[Gap]) -> NDArray[np.float32]:
    """What each small word gains in each gap over nothing at all (nats): (gaps, words)."""
    frames = min(len(found.scores), round(AROUND / stretch.step))
    borders = np.array([gap.border for gap in gaps])
    first = np.clip(borders - frames // 2, 0, len(found.scores) - frames)
    entry, exits, base = (np.asarray(scores, np.float32) for scores in chains(found, gaps, first, frames))
    table = small_words()
    loop = stretch.known[:, : STATES * len(acoustic.english().index)]
    own = loop[:, table.columns.ravel()].reshape(len(loop), *table.columns.shape)
    best = np.full((len(gaps), *table.columns.shape), IMPOSSIBLE, np.float32)
    gains = np.full(best.shape[:2], IMPOSSIBLE, np.float32)
    arriving = np.empty_like(best)
    words = np.arange(len(table.texts))
    leaving = table.leave[words, table.last]
    for frame in range(frames):
        np.add(best[:, :, :-1], table.leave[:, :-1], out=arriving[:, :, 1:])
        arriving[:, :, 0] = entry[:, frame, None]
        best += table.stay
        np.maximum(best, arriving, out=best)
        best += own[first + frame]
        np.maximum(gains, best[:, words, table.last] + leaving + exits[:, frame + 1, None], out=gains)
    return np.asarray(gains - base[:, None], np.float32)


def chains(found: Found, gaps: Sequence[Gap], first: Ints, frames: int) -> tuple[Floats, Floats, Floats]:
    """The best path's own states around each gap, searched from both sides.

    first: first frame of each window. Gives (gaps, frames + 1) scores of having left the word before at a frame, the same of
    all that follows if the word after starts there, and (gaps,) scores of the path as it is.
    """
    path, trellis = found.path, found.trellis
    place = np.searchsorted(path.starts, np.arange(len(found.scores)), side="right") - 1
    opens = place[first]
    most = STATES * int((place[first + frames - 1] - opens).max() + 1)
    string = path.string[np.minimum(opens[:, None] + np.arange(most // STATES), len(path.string) - 1)]
    columns, stay, leave = (t[string].reshape(len(gaps), most) for t in (trellis.emission, trellis.stay, trellis.leave))
    scores = found.scores[(first[:, None] + np.arange(frames))[:, :, None], columns[:, None, :]]
    rows = np.arange(len(gaps))
    begin, end = first, first + frames - 1
    ahead = np.full((len(gaps), frames, most), IMPOSSIBLE)
    ahead[rows, 0, path.state[begin]] = scores[rows, 0, path.state[begin]]
    behind = np.full((len(gaps), frames + 1, most), IMPOSSIBLE)
    final = STATES * (place[end] - opens) + path.state[end]
    behind[rows, -1, final] = 0.0  # done with the frames, in the right state
    behind[rows, -2, final] = scores[rows, -1, final]
    for frame in range(1, frames):
        ahead[:, frame] = ahead[:, frame - 1] + stay
        np.maximum(ahead[:, frame, 1:], ahead[:, frame - 1, :-1] + leave[:, :-1], out=ahead[:, frame, 1:])
        ahead[:, frame] += scores[:, frame]
        back = frames - 1 - frame
        behind[:, back] = behind[:, back + 1] + stay
        np.maximum(behind[:, back, :-1], behind[:, back + 1, 1:] + leave[:, :-1], out=behind[:, back, :-1])
        behind[:, back] += scores[:, back]
    entry, exits = np.full((2, len(gaps), frames + 1), IMPOSSIBLE)
    for row, gap in enumerate(gaps):
        for last in range(gap.left, gap.right):
            state = STATES * (last - opens[row]) + STATES - 1
            if last < 0:
                entry[row, 0] = 0.0 if first[row] == 0 else IMPOSSIBLE
            elif 0 <= state < most:
                np.maximum(entry[row, 1:], ahead[row, :, state] + leave[row, state], out=entry[row, 1:])
        for start in range(gap.left + 1, gap.right + 1):
            state = STATES * (start - opens[row])
            if start == len(path.string):
                exits[row, -1] = 0.0 if end[row] == len(found.scores) - 1 else IMPOSSIBLE
            elif state < most:
                exits[row, :-1] = np.maximum(exits[row, :-1], behind[row, :-1, state])
    return entry, exits, ahead[rows, -1, final]
