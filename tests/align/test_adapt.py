"""Adaptation to a voice: the closed form finds the likeliest map, undoes one that was put in, and changes little without need."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from visemes.align import acoustic
from visemes.align.adapt import FEWEST, Statistics, Voice, best_row, posterior_sums, unchanged
from visemes.align.adapting import AdaptingAligner, voice_of
from visemes.align.base import Utterance
from visemes.align.builtin import BuiltinAligner
from visemes.align.search import Stretch
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript


@pytest.fixture(scope="module")
def line(root):
    text = (root / "examples" / "harbour.txt").read_text(encoding="utf-8")
    return read_sound(root / "examples" / "harbour.wav"), pronounce(parse_transcript(text), Lexicon())[0]


def gaussians(senone, stream):
    """Weights, means and precisions of a senone's Gaussians, from the model's coefficients: (128,), (13, 128), (13, 128)."""
    model = acoustic.english()
    own = next(i for i, states in enumerate(model.base_states()) if senone in states)
    part = model.gaussians[stream, :, own * 128 : (own + 1) * 128].astype(np.float64)
    precision = -2 * part[:13]
    return np.exp(-acoustic.WEIGHT_STEP * model.weights[senone, stream]), part[13:26] / precision, precision


def test_sums_over_gaussians_are_their_direct_sums():
    senone = acoustic.english().base_states()[5][1]
    frame = np.random.default_rng(2).normal(0, 5, 13)
    weights, means, precisions = gaussians(senone, 1)
    likely = [
        w * math.prod(math.sqrt(p[i] / (2 * math.pi)) * math.exp(-0.5 * p[i] * (frame[i] - m[i]) ** 2) for i in range(13))
        for w, m, p in zip(weights, means.T, precisions.T, strict=True)
    ]
    shares = np.array(likely) / sum(likely) * 0.25
    precise, wanted = posterior_sums(acoustic.english(), senone, 1, frame[None], np.array([0.25]))
    assert precise[0] == pytest.approx(precisions @ shares, rel=1e-3)
    assert wanted[0] == pytest.approx((precisions * means) @ shares, rel=1e-3, abs=1e-6)


def test_a_row_is_the_best_that_any_search_finds():
    rng = np.random.default_rng(3)
    square = np.eye(13) + rng.normal(0, 0.05, (13, 13))
    root = rng.normal(0, 1, (14, 14))
    quadratic, linear, weight, row = root @ root.T + 5 * np.eye(14), rng.normal(0, 5, 14), 40.0, 4

    def loss(values):
        changed = square.copy()
        changed[row] = values[:13]
        return values @ quadratic @ values / 2 - linear @ values - weight * np.log(abs(np.linalg.det(changed)))

    found = best_row(square, row, np.linalg.inv(quadratic), linear, weight)
    for start in (np.append(square[row], 0.0), *rng.normal(0, 3, (5, 14))):
        assert loss(found) <= minimize(loss, start, method="BFGS").fun + 1e-6
    slope = [(loss(found + step) - loss(found - step)) / 2e-5 for step in 1e-5 * np.eye(14)]
    assert np.abs(slope).max() < 1e-3


def test_a_voice_changes_statics_and_differences_alike():
    rng = np.random.default_rng(4)
    vectors, matrix = rng.normal(0, 1, (6, 3, 13)), rng.normal(0, 1, (13, 14))
    found = Voice(matrix).adapted(vectors)
    for frame in range(6):
        assert found[frame, 0] == pytest.approx(matrix[:, :13] @ vectors[frame, 0] + matrix[:, 13])
        assert found[frame, 1] == pytest.approx(matrix[:, :13] @ vectors[frame, 1])
        assert found[frame, 2] == pytest.approx(matrix[:, :13] @ vectors[frame, 2])
    assert Voice(unchanged()).adapted(vectors) == pytest.approx(vectors)


def test_frames_of_the_model_are_left_as_they_are_and_a_shift_is_found_again():
    model = acoustic.english()
    rng = np.random.default_rng(5)
    heard, shifted = Statistics(), Statistics()
    away = np.zeros(13)
    away[2] = 4.0
    for states in model.base_states()[1:40]:
        for senone in states:
            frames = np.stack([drawn(rng, senone, stream) for stream in range(3)], axis=1)
            heard.add(frames, [(senone,)] * len(frames))
            moved = frames.copy()
            moved[:, 0] += away
            shifted.add(moved, [(senone,)] * len(frames))
    kept, found = heard.voice(), shifted.voice()
    assert np.abs(kept.matrix - unchanged())[:, :13].max() < 0.15
    assert found.matrix[2, 13] < -1.0
    assert abs(kept.matrix[2, 13]) < 0.5


def drawn(rng, senone, stream, count=12):
    """Frames as the model says this senone sounds."""
    weights, means, precisions = gaussians(senone, stream)
    chosen = rng.choice(len(weights), count, p=weights / weights.sum())
    return means.T[chosen] + rng.normal(0, 1, (count, 13)) / np.sqrt(precisions.T[chosen])


def test_too_little_speech_changes_nothing(line):
    sound, words = line
    assert Statistics().voice() is None
    assert voice_of([(Sound(sound.samples[: 16 * 9 * FEWEST], 16_000, "cut"), words[:1])]) is None
    assert voice_of([(Sound(np.zeros(16_000, np.float32), 16_000, "silence"), words)]) is None


def test_an_adapted_line_is_close_by_and_the_same_each_time(line):
    sound, words = line
    voice = voice_of([line])
    plain, adapted = Stretch.of(sound.samples, words), Stretch.of(sound.samples, words, voice=voice)
    assert np.array_equal(adapted.vectors, voice.adapted(plain.vectors))
    before, after = BuiltinAligner().align(sound, words), AdaptingAligner().align(sound, words)
    assert [p.label for p in after.phones] == [p.label for p in before.phones]
    assert max(abs(a.start - b.start) for a, b in zip(after.phones, before.phones, strict=True)) < 0.06
    assert AdaptingAligner().align(sound, words) == after
    assert AdaptingAligner().prepared([Utterance(sound, words)]).align(sound, words) == after
