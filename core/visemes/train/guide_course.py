"""A whole training of the painter of mouths: pairs in, weights out, the best by characters that were never trained on."""

from __future__ import annotations

import io
import pickle
import time
from typing import TYPE_CHECKING, Final, NamedTuple

import torch

from visemes import __version__
from visemes.errors import UsageError, WeightsError
from visemes.files import write
from visemes.guide.unet import load_painter
from visemes.safetensors import read_safetensors, to_safetensors
from visemes.train.guide import BATCH, FIT_RATE, JUDGED, Trainer, error_of
from visemes.train.guide_batches import Sampler
from visemes.train.guide_expert import Reader
from visemes.train.guide_net import folded, unfolded
from visemes.train.guide_pairs import Pair
from visemes.train.learner import course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from visemes.train.guide_batches import Batch

#: Batches that tell which weights are best.
VALID: Final = 8
#: Pairs of either kind there must be.
FEWEST: Final = 4
#: Characters in a batch when there is only one: as many stretches of its film.
FITTED: Final = (6, 4)


class Progress(NamedTuple):
    """How a training stands. done: 0..1. loss: mean since the last. error: of held-out characters, of 255, where it counts."""

    step: int
    done: float
    loss: float
    error: float


class Course(NamedTuple):
    """How long a training lasts and who hears of it.

    minutes: of training. told: called `every` such share of it. checkpoint: a file that a training goes on from where it is there,
    and that is written whenever something is told. clock: seconds.
    """

    minutes: float
    told: Callable[[Progress], None]
    every: float = 0.05
    checkpoint: Path | None = None
    clock: Callable[[], float] = time.monotonic


def train_painter(folder: Path, target: Path, seed: int, plan: Course, expert: Path | None = None) -> Progress:
    """Train on the pairs of a folder and write weights as safetensors.

    Those with the least error of held-out characters are kept; once a critic judges, the last ones: what is sharp errs more where
    it errs.

    folder: of pairs, which name their split; those for "test" are left alone. expert: weights of a lip-sync expert for the loss.
    Raises UsageError for a folder with too few pairs, WeightsError for what is no expert.
    """
    pairs = {split: [pair for pair in Pair.load_all(folder) if pair.about.get("split") == split] for split in ("train", "valid")}
    if min(len(kind) for kind in pairs.values()) < FEWEST:
        raise UsageError(f"{folder}: {len(pairs['train'])} pairs to train on and {len(pairs['valid'])} to choose with", "make more")
    trainer = Trainer(seed, reader=None if expert is None else Reader(read_safetensors(expert)))
    if plan.checkpoint is not None and plan.checkpoint.is_file():
        _take_up(trainer, plan.checkpoint)
    sampler = Sampler(pairs["train"], seed + 1 + trainer.steps)
    held = [Sampler(pairs["valid"], seed + 2, varied=False).batch(*BATCH) for _ in range(VALID)]
    return _run(trainer, sampler, held, target, plan, BATCH, seed, JUDGED)


def fit_painter(start: Path, film: Pair, target: Path, seed: int, plan: Course) -> Progress:
    """Fit a painter to one character by a film of it, and write its weights. film: of one character, `wanted` is not looked at."""
    load_painter(start)  # says what is wrong with the file, if anything is
    trainer = Trainer(seed, unfolded(read_safetensors(start)), FIT_RATE)
    sampler = Sampler([film], seed + 1, varied=False)
    held = [Sampler([film], seed + 2, varied=False).batch(*FITTED)]
    return _run(trainer, sampler, held, target, plan, FITTED, seed)


def _run(
    trainer: Trainer,
    sampler: Sampler,
    held: list[Batch],
    target: Path,
    plan: Course,
    size: tuple[int, int],
    seed: int,
    judged: float = float("inf"),
) -> Progress:
    """judged: the share of the time from which on the critic judges."""
    best = Progress(0, 0.0, 0.0, float("inf"))

    def step(done: float) -> float:
        return trainer.step(sampler, done, size, judged=done >= judged)

    for done, loss in course(step, plan.minutes, plan.every, plan.clock):
        now = Progress(trainer.steps, done, loss, error_of(trainer.averaged, held))
        plan.told(now)
        if plan.checkpoint is not None:
            write(plan.checkpoint, _checkpoint(trainer))
        if now.error <= best.error or done >= judged:
            notes = {"visemes": __version__, "seed": str(seed), "steps": str(now.step)}
            best = now
            write(target, to_safetensors(folded(trainer.averaged), notes, halved=True))
    return best


def _take_up(trainer: Trainer, path: Path) -> None:
    """Go on from a checkpoint. Raises WeightsError for a file that is none; nothing in it is run."""
    try:
        trainer.take_up(torch.load(path, weights_only=True))
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        reason = str(error).partition("\n")[0]
        raise WeightsError(
            path, f"is no checkpoint of a painter ({reason})", "begin anew: name a file that is not there"
        ) from error


def _checkpoint(trainer: Trainer) -> bytes:
    held = io.BytesIO()
    torch.save(trainer.state(), held)
    return held.getvalue()
