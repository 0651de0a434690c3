"""LSE-D, LSE-C and the offset: by hand, by brute force and by planting."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.sync.public.lse import distances, evidence, middle, score


def vectors(count, width=6, seed=0):
    return np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)


def along_a_line(places):
    return np.array(places, np.float32)[:, None]


def test_distances_by_brute_force():
    seen, heard = vectors(40), vectors(37, seed=1)
    found = distances(seen, heard)
    assert found.shape == (40, 31)
    for i in range(40):
        for k in range(31):
            j = i + k - 15
            if 0 <= j < 37:
                assert found[i, k] == pytest.approx(math.dist(seen[i].tolist(), heard[j].tolist()), rel=1e-5)
            else:
                assert math.isnan(found[i, k])


def test_scores_in_closed_form():
    """Runs at the places 0, 1, 2 … and sound 2 steps ahead of them: the distance at shift s is |s - 2|."""
    places = np.arange(100.0)
    result = score(distances(along_a_line(places), along_a_line(places - 2)))
    # shifts -15..15 have the distances 17, 16, … 0 … 13; the 16th smallest of them is 8
    assert (result.distance, result.confidence, result.offset) == (0, 8, -2)
    assert (result.runs, result.reach) == (100, 15)
    assert result.seconds == pytest.approx(-0.08)


@pytest.mark.parametrize("early", [-15, -7, -1, 0, 1, 4, 15])
def test_sound_that_is_early_has_a_positive_offset(early):
    """What is seen at i is heard at i - early."""
    content = vectors(140)
    seen, heard = content[20:120], content[20 + early : 120 + early]
    result = score(distances(seen, heard))
    assert result.offset == early
    assert result.distance == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("count", [12, 16, 20, 31, 46])
@pytest.mark.parametrize("early", [-3, 0, 2])
def test_the_ends_of_short_films_fake_no_offset(count, early):
    """Vectors far from 0 but near one another: zeros beside them would be the farthest."""
    for size in (0.01, 100):
        content = (5 + vectors(count + 40)) * size
        result = score(distances(content[20 : 20 + count], content[20 + early : 20 + early + count]))
        assert result.offset == early


def test_where_filling_up_with_zeros_fakes_an_offset_none_is_found():
    """Sound that is far from every picture, and nearest to its own: zeros are nearer than that."""
    content = vectors(60)
    seen = np.hstack([content, np.zeros((60, 1), np.float32)])
    heard = np.hstack([content, np.full((60, 1), 9, np.float32)])
    padded = np.concatenate([np.zeros((15, 7)), heard, np.zeros((15, 7))])
    usual = [np.mean([math.dist(seen[i], padded[i + k]) for i in range(60)]) for k in range(31)]
    assert np.argmin(usual) in (0, 30)
    result = score(distances(seen, heard))
    assert (result.offset, result.distance) == (0, pytest.approx(9))


def test_sound_that_goes_on_after_the_film_is_compared():
    content = vectors(100)
    result = score(distances(content[:20], content))
    assert (result.offset, result.reach) == (0, 15)
    assert np.isfinite(distances(content[:20], content)[:, 15:]).all()


@pytest.mark.parametrize(("seen", "heard"), [(1, 1), (2, 2), (1, 2), (5, 0), (0, 5), (0, 0), (40, 3)])
def test_too_little_to_tell(seen, heard):
    assert score(distances(vectors(seen), vectors(heard))) is None


def test_a_sound_that_is_always_the_same_tells_nothing():
    same = np.ones((60, 6), np.float32)
    assert score(distances(same, 3 * same)) is None


def test_what_is_no_number_is_left_out():
    content = vectors(100)
    broken = content.copy()
    broken[30:33], broken[50, 2] = np.nan, np.inf
    result = score(distances(content, broken))
    assert result.offset == 0
    assert np.isfinite([result.distance, result.confidence]).all()
    assert score(distances(content, np.full_like(content, np.nan))) is None


def test_what_fits_all_along_is_steady_and_what_fits_nowhere_is_not():
    """Of 40 films without any relation between sight and sound, hardly one may look like a steady reading."""
    for frames in (30, 100, 300):
        noise = vectors(frames + 30, seed=5)
        fits = score(distances(noise[:frames] + vectors(frames, seed=6), noise[2 : frames + 2]))
        assert (fits.offset, fits.steadiness) == (2, 1.0)
    steady = [score(distances(vectors(100, seed=2 * i), vectors(100, seed=2 * i + 1))).steadiness for i in range(40)]
    assert sum(value >= 0.9 for value in steady) <= 1
    assert np.mean(steady) < 0.5


def test_steadiness_by_drawing_films_one_by_one():
    """The same with whole films put together from pieces of twelve runs."""
    seen = vectors(120, seed=1) + 0.8 * vectors(120, seed=2)
    found = distances(seen, vectors(120, seed=1) * 0.4)
    rng = np.random.default_rng(7)
    best = score(found).offset
    shares = []
    for _ in range(400):
        film = np.concatenate([found[12 * piece : 12 * piece + 12] for piece in rng.integers(0, 10, 10)])
        shares.append(abs(15 - int(np.nanmean(film, axis=0).argmin()) - best) <= 1)
    assert score(found).steadiness == pytest.approx(np.mean(shares), abs=0.08)


def test_at_the_end_of_its_reach_nothing_is_steady():
    places = np.arange(100.0)
    result = score(distances(along_a_line(places), along_a_line(places + 40)))  # the farther the later, without end
    assert abs(result.offset) == 15
    assert result.steadiness == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=32))
def test_the_middle_is_pytorchs_median(values):
    found = middle(np.array(values))
    below, above = sum(v < found for v in values), sum(v > found for v in values)
    assert found in values
    assert below <= (len(values) - 1) // 2
    assert above <= len(values) // 2


def test_evidence_speaks_for_the_nearest_and_not_for_what_is_missing():
    content = vectors(60)
    found = evidence(distances(content[10:50], content[12:52]))
    assert found.shape == (40, 31)
    assert np.argmax(found.sum(axis=0)) == 15 + 2  # column j stands for j - 15 frames; the sound is 2 frames early
    assert found[0, 30] == 0  # 15 frames early: that sound lies before the film
    assert found[20].sum() == pytest.approx(0, abs=1e-4)
