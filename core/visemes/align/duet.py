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

    from visemes.align.graph import Slot

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: Nats that a frame costs in which both speak. Chosen on mixtures of synthetic voices: dearer, short overlaps are missed; a
#: quarter of it changes nothing.
BOTH: Final = 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """A phone or pause of a chain.

    slot: the phone and its word. entry: cost of entering it (nats, not positive). turn: number of the turn it belongs to or, for a
    pause, follows; a chain's first pause has the number of its first turn less two, since turns go to and fro.
    """

    slot: Slot
    entry: float
    turn: int


@dataclass(frozen=True)
class Chain:
    """One voice's units with what the search needs of them.

    scores: (frames, states) log likelihoods, three states a unit. stay, leave: (states,). entry: (states,) cost of entering
    from the state before. jump: (units - 2,) cost of entering the third unit and later ones over the one before. quiet: (states,).
    """

    units: Sequence[Unit]
    scores: Floats
    stay: Floats
    leave: Floats
    entry: Floats
    jump: Floats
    quiet: NDArray[np.bool_]

    @classmethod
    def of(cls, units: Sequence[Unit], scores: Floats, stay: Floats, leave: Floats) -> Chain:
        """The chain of some units, which begins and ends with a pause."""
        quiet = np.array([u.slot.phone == SILENCE for u in units])
        first = np.arange(len(units)) * STATES
        entry = np.zeros(len(units) * STATES, np.float32)
        entry[first] = [u.entry for u in units]
        jump = np.where(quiet[1:-1] & ~quiet[2:], 0, IMPOSSIBLE).astype(np.float32)
        return cls(units, scores, stay, leave, entry, jump, quiet.repeat(STATES))

    @property
    def shortest(self) -> int:
        """The fewest frames that a path through the chain needs."""
        return int(np.count_nonzero(~self.quiet))

    def starts(self) -> NDArray[np.bool_]:
        """The states a path may begin in: the first pause and the first phone."""
        return np.isin(np.arange(len(self.stay)), (0, STATES))

    def ends(self) -> NDArray[np.bool_]:
        """The states a path may end in: the last ones of the last phone and of the last pause."""
        last = len(self.stay) - 1
        return np.isin(np.arange(len(self.stay)), (last - STATES, last))

    def turns(self) -> Ints:
        """The turn of each state."""
        return np.array([u.turn for u in self.units]).repeat(STATES)


@dataclass(frozen=True)
class Pair:
    """The best pair of paths. first, second: (frames,) each voice's state. score: nats."""

    first: Ints
    second: Ints
    score: float


def together(first: Chain, second: Chain, both: float = BOTH) -> Pair | None:
    """The best pair of paths, exactly; None where there are too few frames. both: what a frame costs in which both speak."""
    price = price_of(first, second, both)
    quiet = np.maximum(first.scores[:, first.quiet].max(axis=1), second.scores[:, second.quiet].max(axis=1))
    silence = np.outer(first.quiet, second.quiet)
    one, two = spoken(first), spoken(second)
    came = np.zeros((len(quiet), *price.shape), np.uint8)
    best = np.where(np.outer(first.starts(), second.starts()), np.float32(0), np.float32(IMPOSSIBLE))
    for frame, hush in enumerate(quiet):
        if frame:
            best, how = moved(best, second)
            turned, other = moved(best.T, first)
            # The second voice moves first: its move stands at the state that the first voice comes from.
            np.add(how, other.T, out=came[frame])
            came[frame] += 2 * other.T
            best = turned.T
        fit = np.maximum(one[frame, :, None], two[frame])  # the voice that explains the frame better, where one speaks
        fit[silence] = hush
        fit += price
        best = best + fit
    final = np.where(np.outer(first.ends(), second.ends()), best + first.leave[:, None] + second.leave, IMPOSSIBLE)
    score = float(final.max())
    return Pair(*traced(came, final), score) if score > IMPOSSIBLE / 2 else None


def price_of(first: Chain, second: Chain, both: float) -> Floats:
    """What each pair of states costs a frame. A turn begins only after the turn before it in the transcript has begun."""
    in_order = np.abs(first.turns()[:, None] - second.turns()) == 1
    speaking = np.outer(~first.quiet, ~second.quiet)
    return np.where(in_order, np.where(speaking, -both, 0.0), IMPOSSIBLE).astype(np.float32)


def spoken(chain: Chain) -> Floats:
    """Scores of the states in which a voice speaks; the others explain nothing."""
    return np.where(chain.quiet, np.float32(IMPOSSIBLE), chain.scores)


def moved(best: Floats, chain: Chain) -> tuple[Floats, NDArray[np.uint8]]:
    """The best way into every state of a chain along the last axis of `best`, and which one.

    0: the state itself, 1: the one before it, 2: the one before the pause before it.
    """
    result = best + chain.stay
    how = np.zeros(best.shape, np.uint8)
    out = best + chain.leave
    step = out[..., :-1] + chain.entry[1:]
    np.greater(step, result[..., 1:], out=how[..., 1:].view(np.bool_))
    np.maximum(step, result[..., 1:], out=result[..., 1:])
    jump = out[..., STATES - 1 : -2 * STATES : STATES] + chain.jump
    first = result[..., 2 * STATES :: STATES]
    np.copyto(how[..., 2 * STATES :: STATES], 2, where=jump > first)
    np.maximum(jump, first, out=first)
    return result, how


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
