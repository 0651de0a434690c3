"""The best way through letters: against every possible path, and on outputs made so that it is known."""

from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.align.ctc_path import fewest_frames, letter_path

BLANK = 0


def collapsed(path):
    """What a path of one label a frame spells: repeats are one, blanks nothing."""
    return [label for label, _ in groupby(path) if label != BLANK]


def best_by_trying_everything(frames, letters):
    """The score of the best of all paths that spell the letters."""
    scores = [
        sum(frames[t, label] for t, label in enumerate(path))
        for path in product(range(frames.shape[1]), repeat=len(frames))
        if collapsed(path) == list(letters)
    ]
    return max(scores)


def score_of(frames, letters, found):
    """The score of the path that was found: blanks wherever no letter is."""
    labels = np.full(len(frames), BLANK)
    for letter, first, last in zip(letters, found.first, found.last, strict=True):
        labels[first:last] = letter
    assert collapsed(labels.tolist()) == list(letters)
    return sum(frames[t, label] for t, label in enumerate(labels))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 2), min_size=1, max_size=4), st.integers(0, 2))
def test_no_path_is_better(seed, letters, more):
    frames = np.log(np.random.default_rng(seed).dirichlet(np.ones(3), fewest_frames(letters) + more)).astype(np.float32)
    found = letter_path(frames, letters, BLANK)
    assert score_of(frames, letters, found) == pytest.approx(best_by_trying_everything(frames, letters), abs=1e-4)


def made(labels, vocabulary=6, sure=0.9):
    """The output of a network that is sure of one label a frame."""
    frames = np.full((len(labels), vocabulary), (1 - sure) / (vocabulary - 1))
    frames[np.arange(len(labels)), labels] = sure
    return np.log(frames).astype(np.float32)


def test_letters_are_where_they_were_put():
    labels = [0, 0, 1, 1, 1, 0, 2, 3, 3, 0, 0, 4, 0]
    found = letter_path(made(labels), [1, 2, 3, 4], BLANK)
    assert found.first.tolist() == [2, 6, 7, 11]
    assert found.last.tolist() == [5, 7, 9, 12]
    assert found.score == pytest.approx([np.log(0.9)] * 4)


def test_the_same_letter_twice_needs_a_blank_between():
    found = letter_path(made([1, 1, 1, 0, 1, 1]), [1, 1], BLANK)
    assert (found.first.tolist(), found.last.tolist()) == ([0, 4], [3, 6])
    found = letter_path(made([1, 1, 1, 1]), [1, 1], BLANK)  # without one in the sound, the cheapest frame becomes it
    assert found.last[0] < found.first[1]


def test_a_letter_the_network_did_not_hear_still_has_a_place():
    found = letter_path(made([1, 1, 0, 0, 3, 3]), [1, 2, 3], BLANK)
    assert 0 < found.first[1] < 4
    assert found.score[1] == pytest.approx(np.log(0.1 / 5), abs=1e-5)


def test_with_an_open_end_only_what_was_said_is_spelt():
    found = letter_path(made([0, 1, 1, 0, 2, 0, 0, 0]), [1, 2, 3, 4, 5], BLANK, open_end=True)
    assert found.first.tolist() == [1, 4]


def test_fewer_frames_than_letters_share_them():
    found = letter_path(made([1, 3]), [1, 2, 3, 4], BLANK)
    assert len(found) == 4
    assert found.first.tolist() == sorted(found.first.tolist())
    assert all(a < b for a, b in zip(found.first, found.last, strict=True))
    assert found.last.max() <= 2


def test_nothing_to_spell_or_to_hear():
    assert len(letter_path(made([0, 0]), [], BLANK)) == 0
    assert len(letter_path(np.zeros((0, 4), np.float32), [1], BLANK)) == 0


def test_a_minute_is_searched_exactly():
    """Letters at known frames far apart; the blank elsewhere."""
    labels = np.zeros(3000, int)
    places = np.arange(7, 2990, 11)
    letters = [1 + i % 5 for i in range(len(places))]
    labels[places] = letters
    found = letter_path(made(labels.tolist()), letters, BLANK)
    assert found.first.tolist() == places.tolist()


@pytest.mark.filterwarnings("ignore:.*deprecated:UserWarning")
def test_torchaudio_agrees():
    functional = pytest.importorskip("torchaudio.functional", reason="torchaudio is not installed", exc_type=ImportError)
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(5)
    for _ in range(20):
        letters = rng.integers(1, 5, rng.integers(1, 8)).tolist()
        frames = np.log(rng.dirichlet(np.ones(5), fewest_frames(letters) + int(rng.integers(0, 30)))).astype(np.float32)
        theirs, _ = functional.forced_align(torch.from_numpy(frames)[None], torch.tensor([letters]), blank=BLANK)
        found = letter_path(frames, letters, BLANK)
        labels = theirs[0].tolist()
        assert score_of(frames, letters, found) == pytest.approx(sum(frames[t, label] for t, label in enumerate(labels)), abs=1e-3)
