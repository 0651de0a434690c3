"""Long sounds in pieces: bounded memory, time in proportion to the length, no drift.

A window is searched for as many of the next words as it may hold, with an open end; it is cut at its best pause, and
the piece before the cut, with the words the search put there, is aligned like any line. The next window starts at
the cut, so an error cannot travel further than its piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import graph
from visemes.align.acoustic import SILENCE
from visemes.align.features import FRAMES_PER_SECOND, RATE, SHIFT
from visemes.align.search import Stretch, best_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord

    Samples = NDArray[np.float32]

#: Seconds of sound that are aligned in one go.
LONGEST: Final = 45.0

#: Seconds that are searched for a cut, and where in them it may lie.
WINDOW: Final = 36.0
EARLIEST, LATEST = 12.0, 30.0

#: Words a second nobody exceeds for long.
FASTEST: Final = 6.0

#: A window this far (dB) under the loudest second of the sound holds no speech.
SILENT_WINDOW: Final = -40.0

#: Frames a pause should last to be cut in; shorter ones only where there is no other.
GOOD_PAUSE: Final = 15


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples first … last - 1 hold the words first_word … last_word - 1."""

    first: int
    last: int
    first_word: int
    last_word: int


def pieces(samples: Samples, words: Sequence[SpokenWord], start: int = 0, word: int = 0) -> Iterator[Piece]:
    """Pieces of a sound from sample `start` and `word` on; a short sound is one piece."""
    loudest = loudest_second(samples)
    while len(samples) - start > LONGEST * RATE and word < len(words):
        window = samples[start : start + round(WINDOW * RATE)]
        if level(window) < loudest + SILENT_WINDOW:
            cut, count = len(window), 0
        else:
            cut, count = best_cut(window, words[word : word + round(WINDOW * FASTEST)])
        yield Piece(start, start + cut, word, word + count)
        start, word = start + cut, word + count
    yield Piece(start, len(samples), word, len(words))


def best_cut(window: Samples, words: Sequence[SpokenWord]) -> tuple[int, int]:
    """Where to cut a window, in samples, and how many of the words lie before."""
    found = best_path(Stretch.of(window, words, open_end=True), words, doubting=True, open_end=True)
    slots = [found.nodes[node].slot for node in found.path.string]
    starts = found.path.starts // found.slow
    ends = np.append(starts[1:], len(found.scores) // found.slow)
    middles = (starts + ends) // 2
    inside = (middles >= EARLIEST * FRAMES_PER_SECOND) & (middles <= LATEST * FRAMES_PER_SECOND)
    pauses = [i for i in np.flatnonzero(inside) if slots[i].spelling == SILENCE and ends[i] - starts[i] >= GOOD_PAUSE]
    if pauses:
        chosen = max(pauses, key=lambda i: (ends[i] - starts[i], i))
        return int(middles[chosen]) * SHIFT, words_before(slots[:chosen])
    borders = [i for i in np.flatnonzero(inside) if i and slots[i].word != slots[i - 1].word]
    if borders:
        return int(starts[borders[-1]]) * SHIFT, words_before(slots[: borders[-1]])
    frame = round(LATEST * FRAMES_PER_SECOND)
    return frame * SHIFT, words_before(slots[: int(np.searchsorted(starts, frame))])


def words_before(slots: Sequence[graph.Slot]) -> int:
    """How many words have begun in these slots; those that sounded different at the end may still come."""
    return max((s.word for s in slots if not s.is_any_sound), default=graph.NO_WORD) + 1


def loudest_second(samples: Samples) -> float:
    """The level of the loudest second, in dB."""
    return max(level(samples[i : i + RATE]) for i in range(0, max(1, len(samples)), RATE))


def level(samples: Samples) -> float:
    """Root mean square in dB; a floor far below hearing for digital silence."""
    return 10 * float(np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))
