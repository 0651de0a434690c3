"""The search of phones in context against every string, written out, on tiny loops; its tables against the model's own."""

import itertools

import numpy as np
import pytest

from visemes.align import acoustic
from visemes.recognize import search
from visemes.recognize.search import PhoneLoop, Triphone, best_string

NAMES = ("AA", "SIL")
COLUMNS = 7


def random_loop(rng):
    n = len(NAMES)
    return PhoneLoop(
        NAMES,
        rng.integers(0, COLUMNS, (n, 3, n, n)),
        rng.integers(0, COLUMNS, n),
        np.log(rng.uniform(0.2, 0.9, (n, 3))).astype(np.float32),
        np.log(rng.uniform(0.1, 0.8, (n, 3))).astype(np.float32),
        np.log(rng.uniform(0.1, 0.9, (n, n, n))).astype(np.float32),
        np.log(rng.uniform(0.1, 0.9, n)).astype(np.float32),
    )


def inside(scores, loop, phone, left, right):
    """The best score of one phone over all of `scores`, trying every way to spend the frames in three states."""
    frames = len(scores)
    best = -np.inf
    for second, third in itertools.combinations(range(1, frames), 2):
        states = [0] * second + [1] * (third - second) + [2] * (frames - third)
        total = sum(scores[t, loop.senones[phone, s, left, right]] for t, s in enumerate(states))
        for before, after in itertools.pairwise(states):
            total += loop.stay[phone, before] if before == after else loop.leave[phone, before]
        best = max(best, total + loop.leave[phone, 2])
    return best


def every_string(scores, loop):
    """(score, triphones) of every string of phones with every choice of starts and of the last right neighbour."""
    frames, n = len(scores), len(NAMES)
    silence = NAMES.index("SIL")
    for length in range(1, frames // 3 + 1):
        for starts in itertools.combinations(range(3, frames - 2), length - 1):
            edges = (0, *starts, frames)
            if min(b - a for a, b in itertools.pairwise(edges)) < 3:
                continue
            for phones in itertools.product(range(n), repeat=length + 1):
                lefts = (silence, *phones)
                total = loop.first[phones[0]]
                for i in range(length):
                    total += inside(scores[edges[i] : edges[i + 1]], loop, phones[i], lefts[i], phones[i + 1])
                    if i + 1 < length:
                        total += loop.follow[phones[i], lefts[i], phones[i + 1]]
                yield total, [Triphone(phones[i], lefts[i], phones[i + 1], edges[i]) for i in range(length)]


@pytest.mark.parametrize("seed", range(12))
def test_the_best_of_every_string(seed):
    rng = np.random.default_rng(seed)
    loop = random_loop(rng)
    scores = rng.normal(0, 2, (10, COLUMNS)).astype(np.float32)
    ranked = sorted(every_string(scores, loop), key=lambda found: -found[0])
    assert ranked[0][0] > ranked[1][0] + 1e-4  # the best is one string
    assert best_string(scores, loop) == ranked[0][1]


def test_a_beam_that_drops_nothing_likely(monkeypatch):
    rng = np.random.default_rng(3)
    loop = random_loop(rng)
    scores = rng.normal(0, 2, (60, COLUMNS)).astype(np.float32)
    wide = best_string(scores, loop)
    monkeypatch.setattr(search, "BEAM", 25.0)
    assert best_string(scores, loop) == wide


def test_triphones_are_those_of_the_model():
    model = acoustic.english()
    loop, senones = search.english()
    rng = np.random.default_rng(1)
    silence = acoustic.SILENCE
    for phone, left, right in rng.integers(0, len(loop.names), (400, 3)):
        names = [loop.names[i] for i in (phone, left, right)]
        if names[0] == silence:
            expected = model.base_states()[model.index[silence]]
        else:
            place = {
                (False, False): acoustic.INSIDE,
                (True, False): acoustic.BEGIN,
                (False, True): acoustic.END,
                (True, True): acoustic.SINGLE,
            }[names[1] == silence, names[2] == silence]
            expected = model.states(*names, place)
        found = tuple(senones[column] for column in loop.senones[phone, :, left, right])
        assert found == expected, names


def test_trigrams_are_probabilities():
    loop, _ = search.english()
    chances = np.exp(loop.follow.astype(float) / search.LANGUAGE_WEIGHT)
    # the rest is the end of a sentence; only silence is often the last of one
    assert np.all(chances.sum(axis=2) < 1.01)
    assert np.median(chances.sum(axis=2)) > 0.95
    number = loop.names.index
    after_th = chances[number("DH"), number("SIL")]
    assert loop.names[int(after_th.argmax())] in ("AH", "IY")  # "the"
    assert chances[number("NG"), number("IH"), number("K")] > chances[number("NG"), number("IH"), number("B")]
