"""A whole training of the expert: shots in, weights out, the best by what was never trained on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from visemes import __version__
from visemes.errors import UsageError
from visemes.files import write
from visemes.safetensors import to_safetensors
from visemes.sync.expert import levelled
from visemes.sync.logmel import log_mel
from visemes.train.batches import Sampler
from visemes.train.learner import course
from visemes.train.shots import Shot
from visemes.train.sync import Trainer, accuracy
from visemes.train.sync_net import folded
from visemes.train.world.bank import KINDS, bed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.train.batches import Batch

#: Windows that tell when to stop: their length (frames) and how many of them a batch has, and batches.
VALID: Final = ((15, 64, 3), (50, 32, 3))
#: Seconds of a bed under the speech, and beds of each kind.
BED: Final = 20.0
BEDS: Final = 16
#: Shots of either kind there must be.
FEWEST: Final = 8
#: Share of the training after which weights are compared: before it they are certain to get better.
EARLIEST: Final = 0.5


class Progress(NamedTuple):
    """How a training stands. done: 0..1. loss: mean since the last. valid: share of windows read right, one for each of VALID."""

    step: int
    done: float
    loss: float
    valid: tuple[float, ...]


def train_expert(
    folder: Path,
    target: Path,
    minutes: float,
    seed: int,
    told: Callable[[Progress], None],
    every: float = 0.05,
    clock: Callable[[], float] = time.monotonic,
) -> Progress:
    """Train on the shots of a folder and write weights as safetensors.

    folder: of shots, which name their split; those for "test" are left alone; takes without pictures are for the ear. minutes: how
    long. told: called `every` such share of the training. The weights with the best sum of VALID are kept. Raises UsageError for a
    folder with too few shots.
    """
    shots = {split: [shot for shot in Shot.load_all(folder) if shot.about.get("split") == split] for split in ("train", "valid")}
    filmed = {split: sum(len(shot.frames) > 0 for shot in kind) for split, kind in shots.items()}
    if min(filmed.values()) < FEWEST:
        raise UsageError(f"{folder}: {filmed['train']} shots to train on and {filmed['valid']} to choose with", "make more")
    trainer, sampler = Trainer(seed), Sampler(shots["train"], beds(), seed + 1)
    held = _held(Sampler(shots["valid"], (), seed + 2))
    best, kept = Progress(0, 0.0, 0.0, ()), b""
    for done, loss in course(lambda done: trainer.step(sampler, done), minutes, every, clock, EARLIEST):
        now = Progress(trainer.steps, done, loss, tuple(accuracy(trainer.averaged, batches) for batches in held))
        told(now)
        if done >= EARLIEST and sum(now.valid) >= sum(best.valid):
            notes = {"visemes": __version__, "seed": str(seed), "steps": str(now.step), "shots": str(filmed["train"])}
            best, kept = now, to_safetensors(folded(trainer.averaged), notes, halved=True)
    write(target, kept)
    return best


def beds() -> list[NDArray[np.float32]]:
    """Spectra of music, noise, babble and effects to lay under the speech, on the network's scale."""
    # loud enough that the floor of the spectra is far below, as in a recording
    sounds = (np.float32(0.1) * bed(kind, BED, number) for kind in sorted(KINDS) for number in range(BEDS))
    return [levelled(log_mel(sound)) for sound in sounds]


def _held(sampler: Sampler) -> list[list[Batch]]:
    return [[sampler.batch(count, length) for _ in range(times)] for length, count, times in VALID]
