"""The search for two voices at once, against every pair of paths written out."""

import itertools

import numpy as np
import pytest

from visemes.align import graph
from visemes.align.acoustic import SILENCE, SINGLE, STATES
from visemes.align.duet import Chain, Unit, together


def unit(phone, word, turn, entry=0.0):
    spelling = SILENCE if phone == SILENCE else phone
    return Unit(graph.Slot(phone, spelling, graph.NO_WORD if phone == SILENCE else word, SINGLE), entry, turn)


def chain(turns, frames, rng, pause=-1.5):
    """One phone a word; turns: {number: words}."""
    first = min(turns)
    units = [unit(SILENCE, 0, first - 2)]
    for number, count in turns.items():
        for word in range(count):
            units += [unit("AA", word, number), unit(SILENCE, 0, number, pause if word < count - 1 else 0.0)]
    size = len(units) * STATES
    draw = lambda low: np.log(rng.uniform(low, 0.9, size)).astype(np.float32)  # noqa: E731
    return Chain.of(units, rng.normal(0, 3, (frames, size)).astype(np.float32), draw(0.2), draw(0.2))


def paths(chain, frames):
    """Every way through a chain, as (states, score without emissions), by the words of the module's documentation."""
    quiet_unit = [u.slot.phone == SILENCE for u in chain.units]

    def go(state, left):
        if not left:
            last = len(chain.units) - 1
            if state % STATES == STATES - 1 and state // STATES in (last, last - 1):
                yield [state], float(chain.leave[state])
            return
        unit_, place = divmod(state, STATES)
        for rest, score in go(state, left - 1):
            yield [state, *rest], score + float(chain.stay[state])
        if place < STATES - 1:
            nexts = [(state + 1, 0.0)]
        else:
            nexts = [((unit_ + 1) * STATES, chain.units[unit_ + 1].entry)] if unit_ + 1 < len(chain.units) else []
            if unit_ + 2 < len(chain.units) and quiet_unit[unit_ + 1]:
                nexts.append(((unit_ + 2) * STATES, 0.0))
        for after, cost in nexts:
            for rest, score in go(after, left - 1):
                yield [state, *rest], score + float(chain.leave[state]) + cost

    for start in (0, STATES):
        yield from go(start, frames - 1)


def worth(a, b, one, two, both):
    """Emissions and prices of a pair of paths; None where turns are out of order."""
    total = 0.0
    for frame, (s, t) in enumerate(zip(a, b, strict=True)):
        turns = one.units[s // STATES].turn, two.units[t // STATES].turn
        if abs(turns[0] - turns[1]) != 1:
            return None
        speaking = [c.scores[frame, x] for c, x in ((one, s), (two, t)) if not c.quiet[x]]
        silence = max(c.scores[frame, c.quiet].max() for c in (one, two))
        total += max(speaking) if speaking else silence
        total -= both if len(speaking) == 2 else 0.0
    return total


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("one", "two"), [({0: 1}, {1: 1}), ({0: 1, 2: 1}, {1: 1}), ({0: 2}, {1: 1})])
def test_the_best_pair_is_the_best_of_all_pairs(seed, one, two):
    frames = 3 * sum(one.values()) + 1
    rng = np.random.default_rng(seed)
    first, second = chain(one, frames, rng), chain(two, frames, rng)
    both = 0.7
    best = max(
        (score + other + w, a, b)
        for (a, score), (b, other) in itertools.product(list(paths(first, frames)), list(paths(second, frames)))
        if (w := worth(a, b, first, second, both)) is not None
    )
    found = together(first, second, both)
    assert found.score == pytest.approx(best[0], abs=1e-3)
    assert (found.first.tolist(), found.second.tolist()) == (best[1], best[2])


def test_too_few_frames_have_no_pair():
    rng = np.random.default_rng(0)
    assert together(chain({0: 2}, 4, rng), chain({1: 1}, 4, rng)) is None
