"""Train the refiner of phone boundaries on synthetic speech whose phone times are exact.

    python tools/synthetic_speech.py FOLDER && python tools/train_refiner.py FOLDER core/visemes/align/data/refiner.npz

Seeded, in numpy alone, a few minutes on one core. Every line is heard clean and through seeded damage (equalisation,
noise, rooms, telephone bands); every boundary is looked at from around the built-in aligner's place for it or from a
place drawn around the true one. `--without VOICE` leaves a voice out and reports how well its boundaries are found.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

from synthetic_corpus import RATE, SpokenLine, read_lines
from visemes.align.bias import lateness
from visemes.align.logmel import BANDS, log_mel
from visemes.align.order import in_order
from visemes.align.refine import CONTEXT, REACH, STEP, UNIT, Refiner, neighbours, patches, refine
from visemes.align.self_train import Adam, gradients

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Rng = np.random.Generator

#: Passes over all boundaries, boundaries a step, and the highest learning rate (falls along a cosine).
EPOCHS: Final = 16
BATCH: Final = 256
LEARNING_RATE: Final = 1.5e-3

#: Share of every weight that is lost at each step, and share of inputs left out in training; both keep it smooth.
DECAY: Final = 2e-5
DROPOUT: Final = 0.1

#: Beyond this error (units of 10 ms) the loss grows linearly: labels have outliers.
HUBER: Final = 0.3


@dataclass(frozen=True)
class Examples:
    """Boundaries to learn from.

    frames: all spectra of all lines, one under the other. start, end: first and last row of each boundary's line.
    true, aligned: frames from start, not rounded, the aligner's less its bias. context: see `neighbours`.
    """

    frames: NDArray[np.float32]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    true: NDArray[np.float64]
    aligned: NDArray[np.float64]
    context: NDArray[np.intp]


def damaged(samples: NDArray[np.float32], rng: Rng) -> NDArray[np.float32]:
    """The line through a random channel: a room, an equaliser, a telephone, noise of some colour."""
    sound = samples.astype(np.float64)
    if rng.random() < 0.3:
        sound = in_room(sound, rng)
    sound = equalised(sound, rng)
    if rng.random() < 0.2:
        sound = sosfilt(butter(4, [rng.uniform(80, 300), rng.uniform(3000, 5500)], "bandpass", fs=RATE, output="sos"), sound)
    return noisy(sound, rng.uniform(8, 40), rng).astype(np.float32)


def in_room(sound: NDArray[np.float64], rng: Rng) -> NDArray[np.float64]:
    """Direct sound and an exponentially dying tail of noise, 0.15 to 0.5 s long (60 dB), 3 to 15 dB below."""
    length = rng.uniform(0.15, 0.5)
    tail = rng.standard_normal(int(length * RATE)) * 10 ** (-3 * np.arange(int(length * RATE)) / (length * RATE))
    tail *= 10 ** (-rng.uniform(3, 15) / 20) / np.linalg.norm(tail)
    tail[0] += 1
    return fftconvolve(sound, tail)[: len(sound)]


def equalised(sound: NDArray[np.float64], rng: Rng) -> NDArray[np.float64]:
    """A smooth random response within about 10 dB, over the whole spectrum."""
    spectrum = np.fft.rfft(sound)
    places = np.linspace(0, 1, len(spectrum)) ** 0.5
    gain = rng.normal(0, 3, 6) @ np.cos(np.pi * np.outer(np.arange(6), places))
    return np.fft.irfft(spectrum * 10 ** (gain / 20), len(sound))


def noisy(sound: NDArray[np.float64], ratio: float, rng: Rng) -> NDArray[np.float64]:
    """Noise whose spectrum falls by 0 to 2 powers of frequency, `ratio` dB below the speech."""
    spectrum = np.fft.rfft(rng.standard_normal(len(sound)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20 * len(sound) / RATE) ** (rng.uniform(0, 2) / 2)
    noise = np.fft.irfft(spectrum, len(sound))
    return sound + noise * (np.sqrt(np.mean(sound**2)) * 10 ** (-ratio / 20) / np.sqrt(np.mean(noise**2)))


def examples(lines: Sequence[SpokenLine], copies: int, rng: Rng) -> Examples:
    """All boundaries of all lines, clean and in damaged copies."""
    frames, columns = [], []
    row = 0
    for line in lines:
        for copy in range(copies):
            spectra = log_mel(damaged(line.samples, rng) if copy else line.samples)
            start, end = np.full(len(line.boundaries), row), np.full(len(line.boundaries), row + len(spectra) - 1)
            aligned = line.aligned - lateness(line.phones)
            columns.append((start, end, line.boundaries / STEP, aligned / STEP, neighbours(line.phones)))
            frames.append(spectra)
            row += len(spectra)
    return Examples(np.concatenate(frames), *(np.concatenate(column) for column in zip(*columns, strict=True)))


def looked_at(batch: Examples, rng: Rng) -> NDArray[np.intp]:
    """Frames (from the line's start) to look from: as the aligner errs, or as a first pass of the refiner would."""
    count = len(batch.true)
    known = np.where(np.isnan(batch.aligned), batch.true + rng.laplace(0, 2.4, count), batch.aligned)
    first = known + rng.uniform(-2.9, 2.9, count)
    second = batch.true + rng.laplace(0, 1.2, count) + rng.uniform(-2.5, 2.5, count)
    blurred = batch.true + rng.laplace(0, 2.4, count) + rng.uniform(-2.5, 2.5, count)
    choice = rng.random(count)
    place = np.where(choice < 0.4, first, np.where(choice < 0.75, second, blurred))
    return np.rint(np.clip(place, batch.true - 11, batch.true + 11)).astype(np.intp)


def pick(everything: Examples, chosen: NDArray[np.intp]) -> Examples:
    """Some of the boundaries."""
    return replace(everything, **{f.name: getattr(everything, f.name)[chosen] for f in fields(everything) if f.name != "frames"})


def fresh(rng: Rng) -> Refiner:
    """Random weights (He et al. 2015); gates and answers begin near zero."""
    size, wide, narrow = (2 * REACH + 1) * BANDS, 128, 48
    normal = lambda scale, *shape: (rng.standard_normal(shape) * scale).astype(np.float32)  # noqa: E731
    zeros = lambda *shape: np.zeros(shape, np.float32)  # noqa: E731
    return Refiner(
        A=normal(np.sqrt(2 / size), size, wide), A0=zeros(wide), C=normal(0.1, CONTEXT, wide), G=normal(0.05, CONTEXT, wide),
        B=normal(np.sqrt(2 / wide), wide, narrow), B0=zeros(narrow), D=normal(0.05, narrow), D0=zeros(),
    )  # fmt: skip


def train(everything: Examples, rng: Rng, epochs: int) -> Refiner:
    """Adam (Kingma and Ba 2015) on a Huber loss, with the learning rate falling along a cosine."""
    network = fresh(rng)
    count = len(everything.true)
    adam = Adam(network)
    steps = epochs * (count // BATCH)
    step = 0
    for _ in range(epochs):
        order = rng.permutation(count)
        for chosen in np.array_split(order, count // BATCH):
            batch = pick(everything, np.sort(chosen))
            places = looked_at(batch, rng)
            wanted = ((batch.true - places) * (STEP / UNIT)).astype(np.float32)
            seen = patches(batch.frames, batch.start + places, batch.start, batch.end)
            seen *= (rng.random(seen.shape, dtype=np.float32) >= DROPOUT) / np.float32(1 - DROPOUT)
            slope = gradients(network, seen, batch.context, wanted, HUBER)
            rate = LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * step / steps)) * min(1, (step + 1) / 200)
            network = adam.step(network, slope, rate, DECAY)
            step += 1
    return network


def errors(network: Refiner, lines: Sequence[SpokenLine]) -> NDArray[np.float64]:
    """Distances from the true boundaries after refining the aligner's, milliseconds."""
    found = []
    for line in lines:
        known = ~np.isnan(line.aligned)
        start = in_order(np.where(known, line.aligned - lateness(line.phones), line.boundaries), len(line.samples) / RATE)
        refined = refine(line.samples, line.phones, start, refiner=network)
        found.append((refined - line.boundaries)[known])
    return np.abs(np.concatenate(found)) * 1000


def report(title: str, wrong: NDArray[np.float64]) -> None:
    within = " ".join(f"{100 * np.mean(wrong <= limit):.1f}" for limit in (10, 20, 50))
    print(f"{title}: {len(wrong)} boundaries, MAE {wrong.mean():.1f} ms, median {np.median(wrong):.1f} ms, 10/20/50 ms {within} %")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--without", action="append", default=[], help="a voice to leave out and to report on")
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    lines = list(read_lines(options.folder))
    held = [line for line in lines if line.voice in options.without]
    network = train(examples([line for line in lines if line not in held], options.copies, rng), rng, options.epochs)
    stored = {f.name: getattr(network, f.name).astype(np.float16) for f in fields(network)}
    np.savez(options.weights, allow_pickle=False, **stored)
    report("training voices", errors(network, lines[:100]))
    if held:
        report("voices left out", errors(network, held))
    return 0


if __name__ == "__main__":
    sys.exit(main())
