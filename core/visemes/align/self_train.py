"""Teach the refiner a speaker, a microphone or a room from lines nobody has labelled.

Its own boundaries are right on average and wrong at random; a network that has to find them again from places
around them, over many lines, keeps what they have in common and drops the accidents. Needs about ten lines of a
speaker; in loud noise it does not help. Same lines, same result.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.logmel import log_mel
from visemes.align.refine import STEP, UNIT, VIEWS, Refiner, neighbours, patches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Passes over all boundaries, boundaries a step, and the learning rate at the start (falls along a cosine).
EPOCHS: Final = 12
BATCH: Final = 128
LEARNING_RATE: Final = 3e-4

#: Spread of the places boundaries are looked at from (Laplace, seconds): how far off an aligner is.
JITTER: Final = 0.010

#: Frames that a boundary is never looked at from farther away.
FARTHEST: Final = 10

#: Errors above this (in units of 10 ms) count linearly: the refiner's own boundaries have outliers.
HUBER: Final = 0.3

SEED: Final = 20


@dataclass(frozen=True, eq=False)
class HeardLine:
    """A line to learn from. samples: 16 kHz mono. phones: ARPABET without stress or SIL. boundaries: refined, seconds."""

    samples: NDArray[np.float32]
    phones: Sequence[str]
    boundaries: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lessons:
    """Boundaries to find again.

    frames: spectra of all lines, one under the other. first, last: the rows of each boundary's line. wanted:
    boundaries in frames from first. context: see `neighbours`.
    """

    frames: NDArray[np.float32]
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    wanted: NDArray[np.float64]
    context: NDArray[np.intp]


def self_train(refiner: Refiner, lines: Sequence[HeardLine]) -> Refiner:
    """The refiner after EPOCHS passes over the lines' own boundaries; refine with `rounds=1` afterwards."""
    told = [line for line in lines if len(line.boundaries)]
    if not told:
        return refiner
    lessons = lessons_of(told)
    rng = np.random.default_rng(SEED)
    adam = Adam(refiner)
    batches = -(-len(lessons.wanted) // BATCH)
    for epoch in range(EPOCHS):
        for step, chosen in enumerate(np.array_split(rng.permutation(len(lessons.wanted)), batches), epoch * batches):
            rate = LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * step / (EPOCHS * batches)))
            refiner = adam.step(refiner, lesson(refiner, lessons, chosen, rng), rate)
    return refiner


def lessons_of(lines: Sequence[HeardLine]) -> Lessons:
    """All boundaries of all lines."""
    spectra = [log_mel(line.samples) for line in lines]
    ends = np.cumsum([len(s) for s in spectra])
    owner = np.repeat(np.arange(len(lines)), [len(line.boundaries) for line in lines])
    return Lessons(
        frames=np.concatenate(spectra),
        first=np.concatenate([[0], ends[:-1]])[owner],
        last=ends[owner] - 1,
        wanted=np.concatenate([line.boundaries for line in lines]) / STEP,
        context=np.concatenate([neighbours(line.phones) for line in lines]),
    )


def lesson(refiner: Refiner, all_: Lessons, chosen: NDArray[np.intp], rng: np.random.Generator) -> Refiner:
    """Slopes from some boundaries, each looked at from a place near it."""
    wanted, first, last = all_.wanted[chosen], all_.first[chosen], all_.last[chosen]
    away = rng.laplace(0, JITTER / STEP, len(chosen)) + rng.integers(VIEWS[0], VIEWS[-1] + 1, len(chosen))
    middles = np.rint(wanted + np.clip(away, -FARTHEST, FARTHEST)).astype(np.intp)
    target = ((wanted - middles) * (STEP / UNIT)).astype(np.float32)
    seen = patches(all_.frames, first + middles, first, last)
    return gradients(refiner, seen, all_.context[chosen], target, HUBER)


def gradients(
    net: Refiner, seen: NDArray[np.float32], context: NDArray[np.intp], target: NDArray[np.float32], huber: float
) -> Refiner:
    """Slopes of the mean Huber loss of a batch by back-propagation, laid out like the weights.

    seen: patches, (batch, inputs). context: (batch, 4). target: offsets in units of 10 ms. Errors beyond `huber`
    count linearly, with slope 1.
    """
    inner = seen @ net.A + net.A0 + net.C[context].sum(axis=1)
    gate = np.tanh(net.G[context].sum(axis=1))
    first = np.maximum(inner * (1 + gate), 0)
    second = np.maximum(first @ net.B + net.B0, 0)
    error = second @ net.D + net.D0 - target
    back = (np.clip(error / huber, -1, 1) / len(target)).astype(np.float32)
    back_second = np.outer(back, net.D) * (second > 0)
    back_first = (back_second @ net.B.T) * (first > 0)
    back_inner = back_first * (1 + gate)
    back_gate = back_first * inner * (1 - gate**2)
    told = one_hot(context, net.C.shape[0])
    return Refiner(
        A=seen.T @ back_inner,
        A0=back_inner.sum(axis=0),
        C=told.T @ back_inner,
        G=told.T @ back_gate,
        B=first.T @ back_second,
        B0=back_second.sum(axis=0),
        D=second.T @ back,
        D0=back.sum(),
    )


def one_hot(context: NDArray[np.intp], size: int) -> NDArray[np.float32]:
    """(batch, 4) places of ones as (batch, size)."""
    told = np.zeros((len(context), size), np.float32)
    told[np.arange(len(context))[:, None], context] = 1
    return told


class Adam:
    """Kingma and Ba (2015), with weights decaying apart from their slopes (Loshchilov and Hutter 2019)."""

    def __init__(self, start: Refiner) -> None:
        self.mean = {f.name: np.zeros_like(getattr(start, f.name)) for f in fields(start)}
        self.square = {name: value.copy() for name, value in self.mean.items()}
        self.count = 0

    def step(self, weights: Refiner, slope: Refiner, rate: float, decay: float = 0.0) -> Refiner:
        """New weights."""
        self.count += 1
        return Refiner(
            **{f.name: self.moved(f.name, getattr(weights, f.name), getattr(slope, f.name), rate, decay) for f in fields(weights)}
        )

    def moved(
        self, name: str, weight: NDArray[np.float32], slope: NDArray[np.float32], rate: float, decay: float
    ) -> NDArray[np.float32]:
        """One array of weights after a step."""
        self.mean[name] = 0.9 * self.mean[name] + 0.1 * slope
        self.square[name] = 0.999 * self.square[name] + 0.001 * slope**2
        mean = self.mean[name] / (1 - 0.9**self.count)
        square = self.square[name] / (1 - 0.999**self.count)
        result: NDArray[np.float32] = (weight - rate * mean / (np.sqrt(square) + 1e-8) - decay * weight).astype(np.float32)
        return result
