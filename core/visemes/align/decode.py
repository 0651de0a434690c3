"""The best path through a phone graph, and how sure its boundaries are.

`viterbi` is exact: nothing is pruned, so no line can fail. `boundaries` then weighs every way of cutting the best
phone string (forward-backward) and answers with the mean entry time of each phone, which is finer than a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.acoustic import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

IMPOSSIBLE: Final = -1e30

#: Acoustic scores of neighbouring frames are far from independent; scaling them down makes posteriors honest.
ACOUSTIC_SCALE: Final = 0.2


@dataclass(frozen=True)
class Trellis:
    """A graph ready to be searched; nodes in topological order, three states each.

    emission: (nodes, 3) column of the score matrix of each state. stay, leave: (nodes, 3) log probabilities.
    before: (nodes, most) indices of preceding nodes, padded with `len(nodes)`. entry: (nodes,) log penalty for
    entering. can_start, can_end: (nodes,).
    """

    emission: Ints
    stay: Floats
    leave: Floats
    before: Ints
    entry: Floats
    can_start: NDArray[np.bool_]
    can_end: NDArray[np.bool_]

    def shortest(self) -> int:
        """The fewest frames any path needs."""
        length = np.full(len(self.stay) + 1, len(self.stay) + 1, np.int64)
        for node, before in enumerate(self.before):
            length[node] = 1 + (0 if self.can_start[node] else length[before].min())
        return STATES * int(length[:-1][self.can_end].min())


def padded(before: Sequence[Sequence[int]]) -> Ints:
    """Lists of preceding nodes as one array, padded with the number of nodes."""
    table = np.full((len(before), max(1, *map(len, before))), len(before), np.int64)
    for row, nodes in zip(table, before, strict=True):
        row[: len(nodes)] = nodes
    return table


@dataclass(frozen=True)
class Path:
    """The best way through a trellis.

    node, state: (frames,) where each frame is spent. starts: first frame of each node. score: its log likelihood.
    """

    node: Ints
    state: Ints
    starts: Ints
    score: float

    @property
    def string(self) -> Ints:
        """The nodes in order."""
        return self.node[self.starts]


def viterbi(scores: NDArray[np.float32], trellis: Trellis) -> Path:
    """The best path, exactly.

    scores: (frames, columns) log likelihoods. Needs at least `trellis.shortest()` frames.
    """
    frames, nodes = len(scores), len(trellis.stay)
    moved = np.zeros((frames, nodes, STATES), np.bool_)
    came_from = np.zeros((frames, nodes), np.int16)
    best = np.full((nodes, STATES), IMPOSSIBLE)
    best[:, 0] = np.where(trellis.can_start, trellis.entry + scores[0, trellis.emission[:, 0]], IMPOSSIBLE)
    leaving = np.full(nodes + 1, IMPOSSIBLE)
    arriving = np.empty((nodes, STATES))
    rows = np.arange(nodes)
    for frame in range(1, frames):
        out = best + trellis.leave
        leaving[:nodes] = out[:, -1]
        candidates = leaving[trellis.before]
        choice = candidates.argmax(axis=1)
        arriving[:, 0] = candidates[rows, choice] + trellis.entry
        arriving[:, 1:] = out[:, :-1]
        staying = best + trellis.stay
        np.greater(arriving, staying, out=moved[frame])
        came_from[frame] = choice
        best = np.maximum(arriving, staying) + scores[frame, trellis.emission]
    final = np.where(trellis.can_end, best[:, -1] + trellis.leave[:, -1], -np.inf)
    return trace(trellis.before, moved, came_from, int(final.argmax()), float(final.max()))


def trace(before: Ints, moved: NDArray[np.bool_], came_from: NDArray[np.int16], last: int, score: float) -> Path:
    """Walk the stored choices back from the last state of the node `last`; score: that of the path."""
    nodes, states = np.empty((2, len(moved)), np.int64)
    starts = [0]
    node, state = last, STATES - 1
    for frame in range(len(moved) - 1, -1, -1):
        nodes[frame], states[frame] = node, state
        if not frame or not moved[frame, node, state]:
            continue
        if state:
            state -= 1
        else:
            starts.append(frame)
            node, state = int(before[node, came_from[frame, node]]), STATES - 1
    return Path(nodes, states, np.array(sorted(starts)), score)


@dataclass(frozen=True)
class Boundaries:
    """Where each phone of a string starts, phones 1 … n - 1 (the first starts with the sound).

    mean: frames, fractional. spread: standard deviation in frames.
    """

    mean: Floats
    spread: Floats


def boundaries(scores: NDArray[np.float32], stay: Floats, leave: Floats) -> Boundaries:
    """Posterior entry times of the phones of a fixed string.

    scores: (frames, 3 * phones), stay and leave: (3 * phones,), all for the states of the string in order.
    """
    # Backward is forward from the end, over the string read backwards; both run side by side.
    both = np.empty((len(scores), 2, scores.shape[1]))
    both[:, 0], both[:, 1] = scores, scores[::-1, ::-1]
    both *= ACOUSTIC_SCALE
    forward(both, np.stack([stay, stay[::-1]]), np.stack([leave, np.roll(leave[::-1], -1)]))
    ahead, behind = both[:, 0], both[::-1, 1, ::-1]
    last = np.arange(STATES - 1, scores.shape[1] - 1, STATES)  # the state before each inner boundary
    entry = np.exp(ahead[:-1, last] + leave[last] + behind[1:, last + 1] - ahead[-1, -1])
    entry /= entry.sum(axis=0)
    when = np.arange(1, len(scores))[:, None]
    mean = (entry * when).sum(axis=0)
    return Boundaries(mean, np.sqrt((entry * (when - mean) ** 2).sum(axis=0)))


def forward(emissions: Floats, stay: Floats, leave: Floats) -> None:
    """Turn emissions into the log probability of being in each state after each frame, having seen the frames up to it.

    emissions: (frames, …, states), overwritten: of a long piece this is the largest array there is. stay, leave: (…, states);
    a string starts in its first state.
    """
    emissions[0, ..., 1:] = IMPOSSIBLE
    for frame in range(1, len(emissions)):
        before = emissions[frame - 1]
        now = before + stay
        now[..., 1:] = np.logaddexp(now[..., 1:], before[..., :-1] + leave[..., :-1])
        emissions[frame] += now
