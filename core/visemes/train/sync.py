"""Training of the lip-sync expert on shots of the synthetic world."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch.nn import functional

from visemes.sync.expert import EDGE, SHIFTS
from visemes.train.batches import MARGIN, Sampler
from visemes.train.learner import Learner, Pace
from visemes.train.sync_net import SyncNet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from visemes.train.batches import Batch

#: Frames of training windows; the pieces they are cut into and how often, since an eye must do with what is shown; parts of pieces
#: that count, too.
LONG: Final = 60
PIECES: Final = ((60, 0.45), (30, 0.2), (15, 0.35))
PARTS: Final = (25, 15, 9, 5)
#: Windows in a batch with pictures, and in one with states in their place.
FILMED: Final = 28
TOLD: Final = 56
#: Share of batches that have pictures: first the ear learns, then the eye.
SHARES: Final = ((0.3, 0.3), (1.0, 0.75))
#: Wanted chances of "none of them" are 0 or 1.
HALF: Final = 0.5
#: See `Pace`.
RATE: Final = 2e-3
WARM: Final = 150
DECAY: Final = 0.02
MEMORY: Final = 300
CLIP: Final = 2.0
#: Weight of telling the mouth's state.
LESSON: Final = 10.0
#: Weight of "another line's sound fits nowhere", and of "pictures should look like their states".
OTHERS: Final = 0.5
LIKE: Final = 1.0


def loss_of(net: SyncNet, batch: Batch, piece: int, rng: np.random.Generator) -> Tensor:
    """Cross entropy of the offset of pieces of windows and of parts of them, and of sound that belongs to others.

    piece: their length (frames), which the length of windows is a multiple of. Sound is heard once for all pieces of a window.
    """
    count = batch.states.shape[1] // piece
    heard = _heard(net, batch)
    states = batch.states.reshape(-1, piece, batch.states.shape[2])
    wanted = batch.wanted.repeat_interleave(count, 0)
    readable = wanted[:, -1] < HALF
    seen = net.imagine(states) if batch.frames is None else net.see(batch.frames.reshape(-1, piece, *batch.frames.shape[2:]))
    sound = pieces(heard, piece)
    evidence = net.compare(seen, sound)
    entropies = [_entropy(net.chances(evidence), wanted)]
    for part in PARTS:
        if part < piece:
            first = int(rng.integers(piece - part))
            entropies.append(_entropy(net.chances(evidence[:, first : first + part]), wanted))
    other = net.chances(net.compare(seen, sound.roll(count, 0)))
    nothing = torch.zeros_like(wanted)
    nothing[:, -1] = 1
    loss = torch.stack(entropies).mean() + OTHERS * _entropy(other, nothing) + LESSON * 0.5 * _heard_lesson(net, batch, heard)
    if batch.frames is not None:
        errors = ((net.eye_states(seen) - states.transpose(1, 2)) ** 2).mean((1, 2))
        loss = loss + LESSON * _mean(errors, readable) + LIKE * _unlikeness(net, seen, states, readable)
    return loss


def _heard(net: SyncNet, batch: Batch) -> Tensor:
    """Vectors of a batch's sound, as far around its pictures as they are compared."""
    heard = net.hear(batch.spectra)
    spare = MARGIN - SHIFTS - EDGE
    return heard[..., spare : heard.shape[2] - spare]


def pieces(heard: Tensor, piece: int) -> Tensor:
    """Vectors of the sound of windows (batch, width, time + reach) as those of pieces (batch * count, width, piece + reach)."""
    reach = 2 * (SHIFTS + EDGE)
    return heard.unfold(2, piece + reach, piece).permute(0, 2, 1, 3).reshape(-1, heard.shape[1], piece + reach)


def _heard_lesson(net: SyncNet, batch: Batch, heard: Tensor) -> Tensor:
    """How far off the mouth's state is, told from the sound alone; only readable windows count."""
    steps = torch.arange(batch.states.shape[1])[None] + SHIFTS + EDGE - batch.early[:, None]
    told = net.ear_states(heard).gather(2, steps[:, None].expand(-1, batch.states.shape[2], -1))
    return _mean(((told - batch.states.transpose(1, 2)) ** 2).mean((1, 2)), batch.wanted[:, -1] < HALF)


def _unlikeness(net: SyncNet, seen: Tensor, states: Tensor, readable: Tensor) -> Tensor:
    """How far what is seen is from what should be seen, as a share of the latter's size."""
    with torch.no_grad(), keeping_statistics(net):
        wanted = net.eye_heads(net.imagine(states))
    errors = ((net.eye_heads(seen) - wanted) ** 2).mean((1, 2))
    return _mean(errors, readable) / (wanted**2).mean()


@contextmanager
def keeping_statistics(net: SyncNet) -> Iterator[None]:
    """States leave no trace in the statistics of the eye's steps in time, which belong to pictures."""
    kept = [block.norm.momentum for block in net.eye_time]
    try:
        for block in net.eye_time:
            block.norm.momentum = 0.0
        yield
    finally:
        for block, momentum in zip(net.eye_time, kept, strict=True):
            block.norm.momentum = momentum


def _mean(values: Tensor, counted: Tensor) -> Tensor:
    return values[counted].sum() / max(int(counted.sum()), 1)


def _entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    return -(wanted * functional.log_softmax(logits, 1)).sum(1).mean()


class Trainer(Learner[SyncNet]):
    """The expert's network while it learns."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        super().__init__(SyncNet(), Pace(RATE, WARM, DECAY, MEMORY, CLIP))
        self._rng = np.random.default_rng(seed)
        self._due = 1.0

    def step(self, sampler: Sampler, done: float) -> float:
        """One batch. done: share of the training that is over, 0..1, which the learning rate falls with. Returns the loss."""
        lengths, odds = zip(*PIECES, strict=True)
        piece = int(self._rng.choice(lengths, p=odds))
        self._due += next(share for until, share in SHARES if done <= until or until == 1)
        is_filmed = self._due >= 1
        self._due -= is_filmed

        def loss() -> Tensor:
            if is_filmed:
                return loss_of(self.net, sampler.batch(FILMED, LONG), piece, self._rng)
            with keeping_statistics(self.net):
                return loss_of(self.net, sampler.told(TOLD, LONG), piece, self._rng)

        return self.learn(loss, done)


def accuracy(net: SyncNet, batches: Sequence[Batch]) -> float:
    """Share of windows read within one frame."""
    right = [_right(net, batch) for batch in batches]
    return float(np.concatenate(right).mean())


@torch.no_grad()
def _right(net: SyncNet, batch: Batch) -> np.ndarray:
    net.eval()
    evidence = net.compare(net.see(batch.frames), _heard(net, batch))
    best = evidence.sum(1).argmax(1)
    readable = batch.wanted[:, -1] < HALF
    near = (best - batch.wanted[:, :-1].argmax(1)).abs() <= 1
    return np.asarray(near[readable])
