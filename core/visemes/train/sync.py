"""Training of the lip-sync expert on shots of the synthetic world."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch.nn import functional

from visemes.sync.expert import EDGE, SHIFTS
from visemes.train.batches import MARGIN, Sampler
from visemes.train.sync_net import SyncNet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from visemes.train.batches import Batch

#: Lengths of training windows (frames) and how often each is drawn; longer ones also count in parts.
LENGTHS: Final = ((50, 0.5), (25, 0.2), (15, 0.15), (8, 0.15))
PARTS: Final = (25, 15, 9)
#: Frames in a batch, about.
BATCH: Final = 1600
#: Learning rate at its highest, steps until it is there, weight decay, and the memory of the averaged weights (steps).
RATE: Final = 2e-3
WARM: Final = 200
DECAY: Final = 0.02
MEMORY: Final = 250
#: Weight of telling the mouth's state.
LESSON: Final = 10.0
#: Weight of "another line's sound fits nowhere".
OTHERS: Final = 0.5


def loss_of(net: SyncNet, batch: Batch, rng: np.random.Generator) -> Tensor:
    """Cross entropy of the offset of whole windows and of parts of them, and of sound that belongs to others."""
    seen = net.see(batch.frames)
    heard = net.hear(batch.spectra)
    spare = MARGIN - SHIFTS - EDGE
    heard = heard[..., spare : heard.shape[2] - spare]
    evidence = net.compare(seen, heard)
    total = _entropy(net.chances(evidence), batch.wanted)
    count = 1
    for part in PARTS:
        if part < evidence.shape[1]:
            first = int(rng.integers(evidence.shape[1] - part))
            total = total + _entropy(net.chances(evidence[:, first : first + part]), batch.wanted)
            count += 1
    other = net.chances(net.compare(seen, heard.roll(1, 0)))
    nothing = torch.zeros_like(batch.wanted)
    nothing[:, -1] = 1
    return total / count + OTHERS * _entropy(other, nothing) + LESSON * _lesson(net, batch, seen, heard)


def _lesson(net: SyncNet, batch: Batch, seen: Tensor, heard: Tensor) -> Tensor:
    """How far off the mouth's state is, told from the pictures alone and from the sound alone; only readable windows count."""
    readable = batch.wanted[:, -1] < 0.5
    wanted = batch.states.transpose(1, 2)
    steps = torch.arange(wanted.shape[2])[None] + SHIFTS + EDGE - batch.early[:, None]
    told = net.ear_states(heard).gather(2, steps[:, None].expand(-1, wanted.shape[1], -1))
    errors = (net.eye_states(seen) - wanted) ** 2 + 0.5 * (told - wanted) ** 2
    return errors.mean((1, 2))[readable].sum() / max(int(readable.sum()), 1)


def _entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    return -(wanted * functional.log_softmax(logits, 1)).sum(1).mean()


class Trainer:
    """A network while it learns.

    averaged: the running mean of its weights, which is what is kept.
    """

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.net = SyncNet().to(memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.net).eval()
        self._rng = np.random.default_rng(seed)
        decayed = [p for p in self.net.parameters() if p.ndim > 1]
        plain = [p for p in self.net.parameters() if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98))
        self.steps = 0

    def step(self, sampler: Sampler, done: float) -> float:
        """One batch. done: share of the training that is over, 0..1, which the learning rate falls with. Returns the loss."""
        lengths, odds = zip(*LENGTHS, strict=True)
        length = int(self._rng.choice(lengths, p=odds))
        batch = sampler.batch(max(8, BATCH // length), length)
        rate = RATE * min(1.0, (self.steps + 1) / WARM) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self.net.train()
        loss = loss_of(self.net, batch, self._rng)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self._optimizer.step()
        self.steps += 1
        self._average()
        return float(loss.detach())

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(1 - 1 / MEMORY, self.steps / (self.steps + 10))
        mine = self.net.state_dict()
        for name, value in self.averaged.state_dict().items():
            if value.is_floating_point():
                value.mul_(keep).add_(mine[name], alpha=1 - keep)
            else:
                value.copy_(mine[name])


def accuracy(net: SyncNet, batches: Sequence[Batch]) -> float:
    """Share of windows read within one frame."""
    right = [_right(net, batch) for batch in batches]
    return float(np.concatenate(right).mean())


@torch.no_grad()
def _right(net: SyncNet, batch: Batch) -> np.ndarray:
    net.eval()
    heard = net.hear(batch.spectra)
    spare = MARGIN - SHIFTS - EDGE
    evidence = net.compare(net.see(batch.frames), heard[..., spare : heard.shape[2] - spare])
    best = evidence.sum(1).argmax(1)
    readable = batch.wanted[:, -1] < 0.5
    near = (best - batch.wanted[:, :-1].argmax(1)).abs() <= 1
    return np.asarray(near[readable])
