"""Two people at once: the best pair of paths, one for each voice, through a stretch in which both may speak.

Each voice is a chain of its own words with pauses between them. A frame in which both speak is explained by the voice that
explains it better (in a mixture one of the two mostly drowns the other), at a price; so voices overlap only where one after
the other would explain the sound worse. The search is exact over all pairs of states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.acoustic import SILENCE, STATES
from visemes.align.decode import IMPOSSIBLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: Nats a frame that it costs to say that both speak, and of any sound under the best free phones: no frame is explained worse.
BOTH: Final = 2.0
WORST: Final = 8.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A phone or pause of a chain. word: its word's index, NO_WORD for a pause. spelling: as the dictionary has it.

    states: its three senones. entry: cost of entering it (nats, not positive). turn: number of the turn it belongs to or, for a
    pause, follows.
    """

    phone: str
    spelling: str
    word: int
    states: tuple[int, ...]
    entry: float
    turn: int


@dataclass(frozen=True)
class Chain:
    """One voice's units with what the search needs of them.

    scores: (frames, states) log likelihoods, three states a unit. stay, leave: (states,). entry: (states,) cost of entering from the
    state before. skips: (states,) whether a state can also be entered from four states before, over a pause. quiet: (states,).
    """

    units: Sequence[Unit]
    scores: Floats
    stay: Floats
    leave: Floats
    entry: Floats
    skips: NDArray[np.bool_]
    quiet: NDArray[np.bool_]

    @classmethod
    def of(cls, units: Sequence[Unit], scores: Floats, stay: Floats, leave: Floats) -> Chain:
        """The chain of some units."""
        quiet = np.array([u.phone == SILENCE for u in units])
        first = np.arange(len(units)) * STATES
        entry = np.zeros(len(units) * STATES, np.float32)
        entry[first] = [u.entry for u in units]
        skips = np.zeros(len(entry), np.bool_)
        skips[first[2:]] = quiet[1:-1] & ~quiet[2:]
        return cls(units, scores, stay, leave, entry, skips, quiet.repeat(STATES))

    def starts(self) -> NDArray[np.bool_]:
        """The states a path may begin in: a pause, or the first phone."""
        found = np.zeros(len(self.stay), np.bool_)
        found[[0, STATES] if self.quiet[0] and len(self.units) > 1 else [0]] = True
        return found

    def ends(self) -> NDArray[np.bool_]:
        """The states a path may end in."""
        found = np.zeros(len(self.stay), np.bool_)
        last = len(found) - 1
        found[[last, last - STATES] if self.quiet[-1] and len(self.units) > 1 else [last]] = True
        return found


def moved(best: Floats, chain: Chain) -> tuple[Floats, NDArray[np.uint8]]:
    """The best way into every state of a chain along the last axis of `best`, and which: 0 stayed, 1 from before, 2 over a pause."""
    result = best + chain.stay
    how = np.zeros(best.shape, np.uint8)
    out = best + chain.leave
    step = out[..., :-1] + chain.entry[1:]
    better = step > result[..., 1:]
    np.copyto(result[..., 1:], step, where=better)
    how[..., 1:][better] = 1
    places = np.flatnonzero(chain.skips)
    if len(places):
        jump = out[..., places - STATES - 1]
        over = jump > result[..., places]
        result[..., places] = np.where(over, jump, result[..., places])
        how[..., places] = np.where(over, 2, how[..., places])
    return result, how


@dataclass(frozen=True)
class Mixed:
    """The best pair of paths. first, second: (frames,) each voice's state. score: nats."""

    first: Ints
    second: Ints
    score: float


def together(first: Chain, second: Chain, both: float = BOTH) -> Mixed:
    """The best pair of paths, exactly. Frames must suffice for both chains. both: what a frame costs in which both speak."""
    allowed = in_order(first, second)
    price = price_of(first, second, allowed, both)
    frames = len(first.scores)
    came = np.empty((frames, *price.shape), np.uint8)
    quiet = np.maximum(first.scores[:, first.quiet].max(axis=1), second.scores[:, second.quiet].max(axis=1))
    best = np.where(np.outer(first.starts(), second.starts()), np.float32(0), np.float32(IMPOSSIBLE))
    best = best + fits(first, second, quiet, 0) + price
    for frame in range(1, frames):
        best, how = moved(best, second)
        turned, other = moved(best.T, first)
        best = turned.T
        # the second voice moves first: its move stands at the state that the first voice comes from
        np.add(how, np.multiply(other.T, 3, dtype=np.uint8), out=came[frame])
        best = best + fits(first, second, quiet, frame) + price
    final = np.where(np.outer(first.ends(), second.ends()), best + first.leave[:, None] + second.leave, IMPOSSIBLE)
    return Mixed(*traced(came, final), float(final.max()))


def in_order(first: Chain, second: Chain) -> NDArray[np.bool_]:
    """Which pairs of states may be: a turn begins only after the turn before it in the transcript has begun."""
    turns = [np.array([u.turn for u in chain.units]).repeat(STATES) for chain in (first, second)]
    return np.asarray(np.abs(turns[0][:, None] - turns[1]) == 1)


def price_of(first: Chain, second: Chain, allowed: NDArray[np.bool_], both: float) -> Floats:
    """What each pair of states costs a frame."""
    speaking = np.outer(~first.quiet, ~second.quiet)
    return np.where(allowed, np.where(speaking, -both, 0.0), IMPOSSIBLE).astype(np.float32)


def fits(first: Chain, second: Chain, quiet: Floats, frame: int) -> Floats:
    """How well a frame fits each pair of states: the voice that explains it better, silence where nobody speaks."""
    own = np.where(first.quiet, np.float32(IMPOSSIBLE), first.scores[frame])
    other = np.where(second.quiet, np.float32(IMPOSSIBLE), second.scores[frame])
    fit = np.maximum(own[:, None], other)
    return np.where(fit <= IMPOSSIBLE, quiet[frame], fit)


def traced(came: NDArray[np.uint8], final: Floats) -> tuple[Ints, Ints]:
    """The states of both voices, from the last frame back."""
    first, second = np.empty((2, len(came)), np.int64)
    a, b = (int(i) for i in np.unravel_index(int(final.argmax()), final.shape))
    back = (0, 1, STATES + 1)
    for frame in range(len(came) - 1, -1, -1):
        first[frame], second[frame] = a, b
        if frame:
            a -= back[came[frame, a, b] // 3]
            b -= back[came[frame, a, b] % 3]
    return first, second
