"""How the networks of this project learn: warm up, fall as a cosine, keep the running mean of the weights; a course of it."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

Net = TypeVar("Net", bound=nn.Module)

#: Share of the highest learning rate that is left at the end.
LEFT: Final = 0.02
#: How long the optimizer remembers gradients and their squares.
BETAS: Final = (0.9, 0.98)


class Pace(NamedTuple):
    """How fast a network learns.

    rate: learning rate at its highest. warm: steps until it is there. decay: of weights that are no biases or norms. memory: of the
    averaged weights, steps. clip: largest norm of a step's gradient.
    """

    rate: float
    warm: int
    decay: float
    memory: int
    clip: float


class Learner(Generic[Net]):
    """A network while it learns.

    averaged: the running mean of its weights, which is what is kept. steps: done so far.
    """

    def __init__(self, net: Net, pace: Pace) -> None:
        self.net: Net = net.to(memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.net).eval()
        self.steps = 0
        self._pace = pace
        decayed = [p for p in self.net.parameters() if p.ndim > 1]
        plain = [p for p in self.net.parameters() if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": pace.decay}, {"params": plain, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=pace.rate, betas=BETAS)

    def learn(self, loss_of: Callable[[], Tensor], done: float) -> float:
        """One step. done: share of the training that is over, 0..1, which the learning rate falls with. Returns the loss."""
        fallen = LEFT + (1 - LEFT) * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
        for group in self.optimizer.param_groups:
            group["lr"] = self._pace.rate * min(1.0, (self.steps + 1) / self._pace.warm) * fallen
        self.net.train()
        loss = loss_of()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), self._pace.clip)
        self.optimizer.step()
        self.steps += 1
        self._average()
        return float(loss.detach())

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(1 - 1 / self._pace.memory, self.steps / (self.steps + 10))
        mine = self.net.state_dict()
        for name, value in self.averaged.state_dict().items():
            if value.is_floating_point():
                value.mul_(keep).add_(mine[name], alpha=1 - keep)
            else:
                value.copy_(mine[name])


def course(
    step: Callable[[float], float], minutes: float, every: float, clock: Callable[[], float], earliest: float = 0.0
) -> Iterator[tuple[float, float]]:
    """Take steps for so many minutes; now and then how far it is (0..1), and the mean loss since the last time.

    step: takes what share is done, returns the loss. every: such share of the time. clock: seconds. It goes on until something was
    told from the share `earliest` on, however slow steps are.
    """
    began, losses, next_, is_told = clock(), list[float](), every, False
    while (done := (clock() - began) / (60 * minutes)) < 1 or not is_told:
        losses.append(step(done))
        if done >= next_:
            next_ = done + every
            is_told = done >= earliest
            yield done, sum(losses) / len(losses)
            losses.clear()
