"""The best way through a CTC network's output that spells given letters.

Connectionist temporal classification (Graves and others, 2006): every frame is a letter or the blank, a letter may last
several frames, and the same letter twice in a row needs a blank between. The search is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class LetterPath:
    """Where each letter is.

    first, last: (letters,) its first frame and the one after its last. score: (letters,) mean log probability of its frames.
    Letters that an open end left out are not among them.
    """

    first: Ints
    last: Ints
    score: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.first)


def fewest_frames(letters: Sequence[int]) -> int:
    """The fewest frames that can spell the letters."""
    return len(letters) + sum(a == b for a, b in pairwise(letters))


def letter_path(log_probabilities: Floats, letters: Sequence[int], blank: int, *, open_end: bool = False) -> LetterPath:
    """The best path that spells the letters, exactly.

    log_probabilities: (frames, vocabulary). letters: indices, none of them the blank. open_end: the sound may end after any of the
    letters. Where there are fewer frames than the letters need, every frame counts several times.
    """
    if not len(letters) or not len(log_probabilities):
        return LetterPath(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    slow = 1 if open_end else -(-fewest_frames(letters) // len(log_probabilities))
    frames = log_probabilities.repeat(slow, axis=0) if slow > 1 else log_probabilities
    states = _states(frames, np.asarray(letters), blank, open_end=open_end)
    spelt = int(states[-1] + 1) // 2
    places = [np.flatnonzero(states == 2 * i + 1) for i in range(spelt)]
    score = [float(frames[own, letters[i]].mean()) for i, own in enumerate(places)]
    first, last = np.array([own[0] for own in places], np.int64), np.array([own[-1] + 1 for own in places], np.int64)
    return LetterPath(first // slow, np.maximum(-(-last // slow), first // slow + 1), np.array(score))


def _states(frames: Floats, letters: Ints, blank: int, *, open_end: bool) -> Ints:
    """The state of every frame: 0 for the blank before the first letter, 1 for that letter, 2 for the blank after it, and so on."""
    count = 2 * len(letters) + 1
    labels = np.full(count, blank)
    labels[1::2] = letters
    may_skip = np.zeros(count, bool)
    may_skip[3::2] = letters[1:] != letters[:-1]
    best = np.full(count, -np.inf)
    best[:2] = frames[0, labels[:2]]
    steps = np.zeros((len(frames), count), np.int8)
    arriving = np.full((3, count), -np.inf)
    for frame in range(1, len(frames)):
        arriving[0] = best
        arriving[1, 1:] = best[:-1]
        arriving[2, 2:] = np.where(may_skip[2:], best[:-2], -np.inf)
        steps[frame] = arriving.argmax(axis=0)
        best = arriving.max(axis=0) + frames[frame, labels]
    state = int(best.argmax()) if open_end else count - 1 - int(best[-2] > best[-1])
    path = np.empty(len(frames), np.int64)
    for frame in range(len(frames) - 1, -1, -1):
        path[frame] = state
        state -= int(steps[frame, state])
    return path
