import json
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.align import bias
from visemes.align.classes import CLASS_NUMBER, CLASS_OF, CLASSES, PHONE_NUMBER
from visemes.align.logmel import BANDS, FLOOR, HIGHEST, LOWEST, POINTS, RATE, SPAN, WINDOW, log_mel
from visemes.align.order import SHORTEST, in_order
from visemes.align.refine import CONTEXT, REACH, Refiner, neighbours, patches, refine, shipped
from visemes.align.self_train import HeardLine, gradients, self_train
from visemes.phones import CONSONANTS, VOWELS


def noise(seconds, seed=1):
    return np.random.default_rng(seed).standard_normal(int(seconds * RATE)).astype(np.float32) * 0.05


def hiss(seconds):
    """Like [s]: noise above 4 kHz, white noise differenced four times."""
    sound = noise(seconds + 0.01)
    for _ in range(4):
        sound = np.diff(sound)
    return sound[: int(seconds * RATE)] * 0.5


def buzz(seconds, formants=(730, 1090, 2440), pitch=110):
    """Like [ɑ]: harmonics whose strengths follow three resonances."""
    t = np.arange(int(seconds * RATE)) / RATE
    sound = np.zeros(len(t))
    for harmonic in np.arange(pitch, 5000, pitch):
        strength = sum(1 / (1 + ((harmonic - f) / 90) ** 2) for f in formants)
        sound += strength * np.cos(2 * np.pi * harmonic * t)
    return (0.05 * sound).astype(np.float32)


def test_every_arpabet_phone_has_one_class():
    phones = [p for members in CLASSES.values() for p in members]
    assert sorted(phones) == sorted({*VOWELS, *CONSONANTS, "SIL"})
    assert sorted(PHONE_NUMBER.values()) == list(range(40))


def test_log_mel_agrees_with_a_plain_fourier_sum():
    samples = noise(0.1)
    frame, half = 7, WINDOW // 2
    piece = samples[frame * 80 - half : frame * 80 + half].astype(float)
    n = np.arange(WINDOW)
    windowed = piece * np.sin(np.pi * n / WINDOW) ** 2
    power = [abs(np.sum(windowed * np.exp(-2j * np.pi * k * n / POINTS))) ** 2 for k in range(POINTS // 2 + 1)]
    hertz = np.arange(POINTS // 2 + 1) * RATE / POINTS
    edges = np.interp(
        np.linspace(2595 * np.log10(1 + LOWEST / 700), 2595 * np.log10(1 + HIGHEST / 700), BANDS + 2),
        2595 * np.log10(1 + np.arange(0, 8000.5, 0.5) / 700),
        np.arange(0, 8000.5, 0.5),
    )
    expected = []
    for low, middle, high in zip(edges, edges[1:], edges[2:], strict=False):
        weights = np.interp(hertz, [low, middle, high], [0, 1, 0])
        expected.append(np.log(weights @ power / weights.sum() + FLOOR))
    made = log_mel(samples)
    assert made.shape == (1 + len(samples) // 80, BANDS)
    assert made[frame] * SPAN - made[frame, 20] * SPAN == pytest.approx(np.array(expected) - expected[20], abs=2e-2)


def test_log_mel_maps_the_95th_percentile_to_zero_and_ignores_loudness():
    samples = noise(0.5)
    assert np.percentile(log_mel(samples), 95) == pytest.approx(0, abs=1e-6)
    assert log_mel(4 * samples) == pytest.approx(log_mel(samples), abs=0.02)


def test_log_mel_frames_are_centred_on_their_times():
    click = np.zeros(RATE, np.float32)
    click[8000] = 1
    assert log_mel(click).sum(axis=1).argmax() == 8000 // 80


@pytest.mark.parametrize("length", [0, 1, 79, 80, 161])
def test_log_mel_takes_any_length(length):
    assert log_mel(np.zeros(length, np.float32)).shape == (1 + length // 80, BANDS)


times = st.lists(st.floats(-1, 11), min_size=1, max_size=8).map(np.array)


@given(times)
def test_in_order_is_the_isotonic_regression(wanted):
    gap = min(SHORTEST, 10 / (len(wanted) + 1))
    level = wanted - gap * np.arange(1, len(wanted) + 1)
    count = range(len(level))
    means = [max(min(level[j : k + 1].mean() for k in count if k >= i) for j in count if j <= i) for i in count]
    expected = np.clip(means, 0, 10 - gap * (len(level) + 1)) + gap * np.arange(1, len(level) + 1)
    assert in_order(wanted, 10.0) == pytest.approx(expected, abs=1e-9)


@given(times, st.floats(0.001, 10))
def test_in_order_rises_and_stays_inside(wanted, duration):
    kept = in_order(wanted, duration)
    assert np.all(np.diff([0.0, *kept, duration]) > 0)


def test_times_in_order_are_left_alone():
    assert in_order(np.array([0.1, 0.2, 0.5]), 1.0) == pytest.approx([0.1, 0.2, 0.5])


def test_offsets_follow_the_formula():
    network = shipped()
    rng = np.random.default_rng(0)
    seen = rng.standard_normal((3, (2 * REACH + 1) * BANDS)).astype(np.float32)
    phones = ["SIL", "S", "AA", "T"]
    for row, (left, right) in enumerate(pairwise(phones)):
        e = np.zeros(CONTEXT)
        e[PHONE_NUMBER[left]] = e[40 + PHONE_NUMBER[right]] = 1
        e[80 + CLASS_NUMBER[CLASS_OF[left]]] = e[89 + CLASS_NUMBER[CLASS_OF[right]]] = 1
        first = np.maximum((seen[row] @ network.A + network.A0 + e @ network.C) * (1 + np.tanh(e @ network.G)), 0)
        expected = 0.01 * (np.maximum(first @ network.B + network.B0, 0) @ network.D + network.D0)
        assert network.offsets(seen, neighbours(phones))[row] == pytest.approx(expected, abs=1e-5)


def test_patches_hold_the_ends():
    spectra = np.arange(5 * BANDS, dtype=np.float32).reshape(5, BANDS)
    seen = patches(spectra, np.array([0])).reshape(2 * REACH + 1, BANDS)
    assert np.array_equal(seen[: REACH + 1], np.tile(spectra[0], (REACH + 1, 1)))
    assert np.array_equal(seen[-1], spectra[4])


@pytest.mark.parametrize("late", [-0.03, -0.015, 0.0, 0.015, 0.03])
def test_refine_finds_where_sounds_made_by_hand_meet(late):
    samples = np.concatenate([noise(0.3) * 0.003, hiss(0.15), buzz(0.2), hiss(0.15), noise(0.3) * 0.003])
    true = np.array([0.3, 0.45, 0.65, 0.8])
    found = refine(samples, ["SIL", "S", "AA", "S", "SIL"], true + late)
    assert np.abs(found - true).max() < 0.022
    assert np.abs(found - true).mean() < 0.014


def test_refine_is_deterministic_and_keeps_order():
    samples = noise(1.0)
    phones = ["SIL", *["T", "AH"] * 30, "SIL"]
    crowded = np.sort(np.random.default_rng(3).uniform(0, 1, len(phones) - 1))
    found = refine(samples, phones, crowded)
    assert np.all(np.diff([0.0, *found, 1.0]) > 0)
    assert np.array_equal(found, refine(samples, phones, crowded))


def test_refine_without_boundaries():
    assert len(refine(noise(0.2), ["SIL"], np.array([]))) == 0


def test_refine_on_silence_and_on_almost_nothing():
    for samples in (np.zeros(16000, np.float32), np.zeros(3, np.float32)):
        found = refine(samples, ["SIL", "M", "SIL"], np.array([0.3, 0.4]))
        assert np.all(np.isfinite(found))
        assert np.all(np.diff(found) > 0)


def in_double(network):
    return Refiner(**{f.name: getattr(network, f.name).astype(np.float64) for f in fields(network)})


def loss(network, seen, context, target, huber):
    error = network.offsets(seen, context) / np.float32(0.01) - target
    return float(np.mean(np.where(np.abs(error) < huber, error**2 / (2 * huber), np.abs(error) - huber / 2)))


def test_gradients_agree_with_differences():
    rng = np.random.default_rng(4)
    network = in_double(shipped())
    seen = rng.standard_normal((6, (2 * REACH + 1) * BANDS)) * 0.3
    context = neighbours(["SIL", "M", "AA", "T", "S", "IY", "SIL"])
    target = rng.uniform(-2, 2, 6)
    slopes = gradients(network, seen, context, target, 0.3)
    for field in fields(network):
        direction = rng.standard_normal(np.shape(getattr(network, field.name)))
        step = 1e-6
        shifted = [
            loss(
                replace(network, **{field.name: getattr(network, field.name) + sign * step * direction}), seen, context, target, 0.3
            )
            for sign in (1, -1)
        ]
        expected = (shifted[0] - shifted[1]) / (2 * step)
        assert np.sum(getattr(slopes, field.name) * direction) == pytest.approx(expected, rel=2e-3, abs=1e-5), field.name


def line_of_sounds(seed):
    lengths = np.random.default_rng(seed).uniform(0.1, 0.25, 5)
    makers = [lambda s: noise(s) * 0.003, hiss, buzz, hiss, lambda s: noise(s) * 0.003]
    samples = np.concatenate([make(length) for make, length in zip(makers, lengths, strict=True)])
    return HeardLine(samples, ("SIL", "S", "AA", "S", "SIL"), np.cumsum(lengths)[:-1])


def test_self_training_moves_the_refiner_towards_what_the_lines_agree_on():
    early = 0.015
    lines = [line_of_sounds(seed) for seed in range(8)]
    lines = [replace(line, boundaries=line.boundaries - early) for line in lines]
    taught = self_train(shipped(), lines)
    fresh = line_of_sounds(99)
    before = refine(fresh.samples, fresh.phones, fresh.boundaries, rounds=1)
    after = refine(fresh.samples, fresh.phones, fresh.boundaries, rounds=1, refiner=taught)
    assert np.mean(after - before) < -early / 3


def test_self_training_is_deterministic_and_leaves_the_shipped_refiner_alone():
    before = {f.name: getattr(shipped(), f.name).copy() for f in fields(shipped())}
    lines = [line_of_sounds(seed) for seed in range(2)]
    one, two = self_train(shipped(), lines), self_train(shipped(), lines)
    for name, weights in before.items():
        assert np.array_equal(getattr(one, name), getattr(two, name))
        assert np.array_equal(getattr(shipped(), name), weights)


def test_self_training_on_nothing_changes_nothing():
    assert self_train(shipped(), []) is shipped()
    assert self_train(shipped(), [HeardLine(noise(0.1), ("SIL",), np.array([]))]) is shipped()


def test_debias_takes_off_what_the_table_says():
    table = json.loads(bias.TABLE.read_text())
    late = {(left, right): seconds for left, right, seconds in table["pairs"]}
    found = bias.debias(["SIL", "M", "AA", "T", "SIL"], np.array([0.5, 0.6, 0.7, 0.8]), 1.0)
    pairs = [("silence", "nasal"), ("nasal", "vowel"), ("vowel", "voiceless stop"), ("voiceless stop", "silence")]
    assert found == pytest.approx([t - late[p] for t, p in zip((0.5, 0.6, 0.7, 0.8), pairs, strict=True)])


def test_bias_table_names_known_classes_and_is_small():
    table, median = bias.biases()
    assert {name for pair in table for name in pair} == set(CLASSES)
    assert max(map(abs, [*table.values(), median])) < 0.05
