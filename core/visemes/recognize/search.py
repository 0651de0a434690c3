"""The best string of phones when nothing is known of the words: phones in context, weighed by what follows what.

Every phone is searched once for each pair of neighbours, since its sound depends on them (a triphone), and entering it
costs what the two phones before it say (a trigram). Phones far from the best are left out frame by frame; within a
phone the search is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic
from visemes.align.acoustic import BEGIN, END, INSIDE, SILENCE, SINGLE, STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from visemes.align.acoustic import AcousticModel

    Floats = NDArray[np.float32]
    Ints = NDArray[np.intp]

#: How much the trigrams count against the sound (frames of sound are not independent, so more than once).
LANGUAGE_WEIGHT: Final = 5.0

#: Nats under the best that a phone may be and stay in the search.
BEAM: Final = 60.0

IMPOSSIBLE: Final = np.float32(-1e30)


@dataclass(frozen=True)
class PhoneLoop:
    """Tables over n phones, silence among them.

    names: ARPABET without stress. senones: (phone, 3, left, right) columns of the score matrix. base: (phone,) column of the
    first state without context. stay, leave: (phone, 3) log probabilities. follow: (phone, left, right) weighted log
    probability of `right` after `left phone`. first: (phone,) the same at the start.
    """

    names: tuple[str, ...]
    senones: Ints
    base: Ints
    stay: Floats
    leave: Floats
    follow: Floats
    first: Floats


@dataclass(frozen=True, slots=True)
class Triphone:
    """A phone of the answer by its number, its neighbours' numbers, and the frame it starts at."""

    phone: int
    left: int
    right: int
    start: int


@dataclass(frozen=True, slots=True)
class Step:
    """How one frame was reached.

    active: phones in the search. moved: packed bits (active, 3, left, right), whether the state was entered now. sources:
    phones that were left. came_from: (sources, next phone), the best left neighbour of a source.
    """

    active: Ints
    moved: NDArray[np.uint8]
    sources: Ints
    came_from: NDArray[np.uint8]


@cache
def english() -> tuple[PhoneLoop, tuple[int, ...]]:
    """The loop of the US English model, and the senones its columns stand for.

    The trigrams were read from pocketsphinx's phone language model by tools/convert_sphinx_phones.py.
    """
    with files("visemes.recognize").joinpath("data/phone_trigrams.npz").open("rb") as file, np.load(file) as data:
        names, follow, first = tuple(str(n) for n in data["phones"]), data["follow"], data["first"]
    model = acoustic.english()
    used, columns = np.unique(contexts(model, names), return_inverse=True)
    numbers = [model.index[name] for name in names]
    base = [model.base_states()[i][0] for i in numbers]
    loop = PhoneLoop(
        names,
        columns.reshape(len(names), STATES, len(names), len(names)),
        np.searchsorted(used, base),
        model.log_stay[numbers].astype(np.float32),
        model.log_leave[numbers].astype(np.float32),
        LANGUAGE_WEIGHT * follow.astype(np.float32),
        LANGUAGE_WEIGHT * first.astype(np.float32),
    )
    return loop, tuple(used.tolist())


def contexts(model: AcousticModel, names: tuple[str, ...]) -> Ints:
    """Senones of every phone between every pair of neighbours, (phone, 3, left, right); `AcousticModel.states` for all at once.

    Beside silence a phone begins or ends a word; elsewhere words are not known and the model of a word's inside is used.
    """
    silence = names.index(SILENCE)
    n = len(names)
    phone, left, right = (axis.ravel() for axis in np.indices((n, n, n)))
    place = np.where(left == silence, np.where(right == silence, SINGLE, BEGIN), np.where(right == silence, END, INSIDE))
    numbers = np.array([model.index[name] for name in names])
    result = np.array(model.base_states())[numbers[phone]]
    for near, far in ((np.full_like(left, silence), np.full_like(left, silence)), (left, right)):
        for try_place in (SINGLE, END, BEGIN, INSIDE, place):  # the last one that exists wins
            key = ((numbers[phone] * len(model.index) + numbers[near]) * len(model.index) + numbers[far]) * 4 + try_place
            found = np.minimum(model.triphones.searchsorted(key.astype(np.int32)), len(model.triphones) - 1)
            exists = (model.triphones[found] == key) & (phone != silence)
            result[exists] = model.sequences[model.triphone_sequences[found[exists]]]
    columns: Ints = result.reshape(n, n, n, STATES).transpose(0, 3, 1, 2)
    return columns


def best_string(scores: Floats, loop: PhoneLoop) -> list[Triphone]:
    """The best string of phones. scores: (frames, columns) log likelihoods, at least three frames for a whole phone."""
    n = len(loop.names)
    best = np.full((n, STATES, n, n), IMPOSSIBLE)
    silence = loop.names.index(SILENCE)
    best[:, 0, silence] = loop.first[:, None] + scores[0, loop.senones[:, 0, silence]]
    steps: list[Step] = []
    active = np.arange(n)
    for frame in scores[1:]:
        step, active = advance(best, active, frame, loop)
        steps.append(step)
    ends = best[:, -1] + loop.leave[:, -1, None, None]
    phone, left, right = np.unravel_index(int(ends.argmax()), ends.shape)
    return list(trace(steps, int(phone), int(left), int(right)))[::-1]


def advance(best: Floats, active: Ints, frame: Floats, loop: PhoneLoop) -> tuple[Step, Ints]:
    """One frame further, in place: how it was reached, and the phones still in the search.

    best: (phone, 3, left, right) scores, impossible for all phones but the active ones.
    """
    n = len(loop.names)
    leaving = best[active, -1] + (loop.leave[active, -1, None, None] + loop.follow[active])
    came_from = leaving.argmax(axis=1)
    entering = np.full((n, n), IMPOSSIBLE)  # (next phone, the phone before it)
    entering[:, active] = np.take_along_axis(leaving, came_from[:, None], axis=1)[:, 0].T
    live = np.flatnonzero(hopeful(best.reshape(n, -1).max(axis=1), entering.max(axis=1), frame[loop.base]))
    old = best[live]
    arriving = np.empty_like(old)
    arriving[:, 0] = entering[live][:, :, None]
    np.add(old[:, :-1], loop.leave[live, :-1, None, None], out=arriving[:, 1:])
    old += loop.stay[live, :, None, None]
    moved = arriving > old
    np.maximum(arriving, old, out=old)
    old += frame[loop.senones[live]]
    best[active] = IMPOSSIBLE
    best[live] = old - old.max()
    return Step(live, np.packbits(moved), active, came_from.astype(np.uint8)), live


def hopeful(inside: Floats, entering: Floats, fit: Floats) -> NDArray[np.bool_]:
    """Which phones may still win: their best score so far, or on entering now, with what the frame says of them."""
    worth = np.maximum(inside, entering) + fit
    return np.asarray(worth > worth.max() - BEAM)


def trace(steps: list[Step], phone: int, left: int, right: int) -> Iterator[Triphone]:
    """The phones from the last state of a triphone back to the start, last first."""
    state = STATES - 1
    for frame in range(len(steps), 0, -1):
        step = steps[frame - 1]
        n = step.came_from.shape[1]
        bit = ((int(np.searchsorted(step.active, phone)) * STATES + state) * n + left) * n + right
        if not step.moved[bit // 8] >> (7 - bit % 8) & 1:
            continue
        if state:
            state -= 1
            continue
        yield Triphone(phone, left, right, frame)
        source = int(np.searchsorted(step.sources, left))
        phone, left, right, state = left, int(step.came_from[source, phone]), phone, STATES - 1
    yield Triphone(phone, left, right, 0)
