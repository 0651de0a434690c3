"""Viterbi and forward-backward against every path, written out, on tiny graphs."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.align import decode, loop
from visemes.align.decode import Trellis


def random_trellis(rng, nodes):
    before = [sorted(rng.choice(n, size=rng.integers(0, n + 1), replace=False).tolist()) if n else [] for n in range(nodes)]
    can_start = np.array([not b for b in before])
    return Trellis(
        emission=rng.integers(0, 5, (nodes, 3)),
        stay=np.log(rng.uniform(0.2, 0.9, (nodes, 3))),
        leave=np.log(rng.uniform(0.1, 0.8, (nodes, 3))),
        before=decode.padded(before),
        entry=rng.uniform(-2, 0, nodes),
        can_start=can_start,
        can_end=np.array([n == nodes - 1 or bool(rng.integers(2)) for n in range(nodes)]),
    ), before


def every_path(trellis, before, scores):
    """(score, [(node, state) per frame]) of each possible path."""
    frames = len(scores)

    def grow(node, state, frame, score, path):
        score += scores[frame, trellis.emission[node, state]]
        path = [*path, (node, state)]
        if frame == frames - 1:
            if state == 2 and trellis.can_end[node]:
                yield score + trellis.leave[node, 2], path
            return
        yield from grow(node, state, frame + 1, score + trellis.stay[node, state], path)
        if state < 2:
            yield from grow(node, state + 1, frame + 1, score + trellis.leave[node, state], path)
        else:
            for after in range(len(before)):
                if node in before[after]:
                    yield from grow(after, 0, frame + 1, score + trellis.leave[node, 2] + trellis.entry[after], path)

    for node in range(len(before)):
        if trellis.can_start[node]:
            yield from grow(node, 0, 0, trellis.entry[node], [])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_viterbi_finds_the_best_of_all_paths(seed):
    rng = np.random.default_rng(seed)
    trellis, before = random_trellis(rng, 4)
    frames = max(9, trellis.shortest())
    scores = rng.uniform(-5, 0, (frames, 5)).astype(np.float32)
    paths = list(every_path(trellis, before, scores))
    path = decode.viterbi(scores, trellis)
    best = max(paths)
    assert list(zip(path.node.tolist(), path.state.tolist(), strict=True)) == best[1]
    assert path.starts.tolist() == [0] + [i for i in range(1, frames) if best[1][i][1] == 0 and best[1][i - 1] != best[1][i]]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_shortest_is_the_length_of_the_shortest_path(seed):
    trellis, before = random_trellis(np.random.default_rng(seed), 5)

    def length(node):
        return 3 + (0 if trellis.can_start[node] else min(length(b) for b in before[node]))

    assert trellis.shortest() == min(length(n) for n in range(5) if trellis.can_end[n])


def every_cut(frames, states):
    """Every way to spend `frames` frames in `states` states, in order, at least one each."""
    for cuts in itertools.combinations(range(1, frames), states - 1):
        edges = [0, *cuts, frames]
        yield [s for s in range(states) for _ in range(edges[s + 1] - edges[s])], edges


@pytest.mark.parametrize("seed", range(5))
def test_boundaries_are_posterior_means_over_every_cut(seed):
    rng = np.random.default_rng(seed)
    scores = rng.uniform(-20, 0, (11, 6)).astype(np.float32)
    stay, leave = np.log(rng.uniform(0.2, 0.9, 6)), np.log(rng.uniform(0.1, 0.8, 6))
    weights, entries = [], []
    for states, edges in every_cut(11, 6):
        logs = sum(0.2 * scores[i, s] for i, s in enumerate(states))
        logs += sum(stay[a] if a == b else leave[a] for a, b in itertools.pairwise(states))
        weights.append(np.exp(logs))
        entries.append(edges[3])
    weights = np.array(weights) / np.sum(weights)
    mean = weights @ entries
    found = decode.boundaries(scores, stay, leave)
    assert found.mean == pytest.approx([mean])
    assert found.spread == pytest.approx([np.sqrt(weights @ (np.array(entries) - mean) ** 2)])


@pytest.mark.parametrize("seed", range(5))
def test_phone_loop_finds_the_best_of_all_strings(seed):
    rng = np.random.default_rng(seed)
    phones, frames = 3, 8
    model = type("Tables", (), {})()
    model.log_stay = np.log(rng.uniform(0.2, 0.9, (phones, 3)))
    model.log_leave = np.log(rng.uniform(0.1, 0.8, (phones, 3)))
    scores = rng.uniform(-5, 0, (frames, phones, 3)).astype(np.float32)

    def grow(phone, state, frame, score, path):
        score += scores[frame, phone, state]
        path = [*path, (phone, state)]
        if frame == frames - 1:
            if state == 2:
                yield score + model.log_leave[phone, 2], path
            return
        yield from grow(phone, state, frame + 1, score + model.log_stay[phone, state], path)
        out = score + model.log_leave[phone, state]
        if state < 2:
            yield from grow(phone, state + 1, frame + 1, out, path)
        else:
            for after in range(phones):
                yield from grow(after, 0, frame + 1, out + loop.PHONE_PENALTY, path)

    best = max(p for first in range(phones) for p in grow(first, 0, 0, 0.0, []))
    found = loop.best_phones(scores, model)
    assert list(zip(*(a.tolist() for a in found), strict=True)) == best[1]
