"""Training of the painter of mouths on pairs of the synthetic world, and its fitting to one character."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.nn import functional

from visemes.guide.mask import hidden
from visemes.guide.unet import BOX, SPAN
from visemes.train.guide_critic import Critic
from visemes.train.guide_net import GuideNet
from visemes.train.learner import Learner, Pace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from visemes.train.guide_batches import Batch, Sampler
    from visemes.train.guide_expert import Reader

#: Characters in a batch and pictures of each.
BATCH: Final = (8, 3)
#: See `Pace`.
RATE: Final = 2e-3
WARM: Final = 150
DECAY: Final = 0.01
MEMORY: Final = 200
CLIP: Final = 1.0
#: The share of a training from which on a critic judges what is painted.
JUDGED: Final = 0.4
#: Learning rate for one character.
FIT_RATE: Final = 4e-4
#: How much edges, blurred pictures, the references' blend and what an expert reads count beside the pixels themselves.
EDGES, BLURRED, BLENDED, READ = 0.5, 0.5, 0.5, 0.1
#: How much it counts that the mouths of references are read right.
TOLD: Final = 2.0
#: Pixels of a side that a blurred picture's pixel stands for.
COARSE: Final = 4


def loss_of(painted: Tensor, blend: Tensor, told: Tensor, batch: Batch, reader: Reader | None = None) -> Tensor:
    """How far off pictures are. reader: a frozen expert that should read them as it reads the true ones."""
    error = ((painted - batch.wanted) / SPAN).flatten(0, 1)
    counts = batch.counts.expand(-1, batch.wanted.shape[1], -1, -1, -1).flatten(0, 1)
    total = (counts * error.abs()).mean()
    total = total + EDGES * (counts[..., 1:] * error.diff(dim=3).abs()).mean()
    total = total + EDGES * (counts[..., 1:, :] * error.diff(dim=2).abs()).mean()
    total = total + BLURRED * (functional.avg_pool2d(counts, COARSE) * functional.avg_pool2d(error, COARSE).abs()).mean()
    total = total + BLENDED * (batch.counts * ((blend - batch.wanted) / SPAN).abs()).mean()
    total = total + TOLD * ((told - batch.shown) ** 2).mean()
    if reader is not None:
        total = total + READ * reader.differs(composed(batch.frames, painted), composed(batch.frames, batch.wanted))
    return total


def composed(frames: Tensor, painted: Tensor) -> Tensor:
    """Blanked frames (N, T, 3, side, side) with what is painted (N, T, 3, high, wide) seen through the mask."""
    top, bottom, left, right = BOX
    mask = torch.from_numpy(np.array(hidden()[top:bottom, left:right]))
    whole = frames.clone()
    whole[..., top:bottom, left:right] = frames[..., top:bottom, left:right] * (1 - mask) + painted * mask
    return whole


class Trainer(Learner[GuideNet]):
    """The painter's network while it learns. reader: of the loss, or None."""

    def __init__(self, seed: int, net: GuideNet | None = None, rate: float = RATE, reader: Reader | None = None) -> None:
        torch.manual_seed(seed)
        super().__init__(net or GuideNet(), Pace(rate, WARM, DECAY, MEMORY, CLIP))
        self.reader = reader
        self.critic = Critic()

    def step(self, sampler: Sampler, done: float, size: tuple[int, int] = BATCH, *, judged: bool = False) -> float:
        """One batch. done: share of the training that is over, 0..1, which the learning rate falls with. Returns the loss.

        judged: by the critic, too, which learns from it.
        """
        batch = sampler.batch(*size)
        made: list[Tensor] = []

        def loss() -> Tensor:
            painted, blend, told = self.net(*batch.given)
            total = loss_of(painted, blend, told, batch, self.reader)
            if not judged:
                return total
            made.extend(composed(batch.frames, inside) for inside in (painted, batch.wanted))
            return total + self.critic.loss(made[0], made[1], batch.frames, total, self.net.paint_last.conv.weight)

        lost = self.learn(loss, done)
        if judged:
            self.critic.learn(made[0], made[1], batch.frames)
        return lost

    def state(self) -> dict[str, Any]:
        """All that is needed to go on later."""
        return {
            "net": self.net.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "critic": self.critic.state(),
            "steps": self.steps,
        }

    def take_up(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.net.load_state_dict(state["net"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.critic.take_up(state["critic"])
        self.steps = int(state["steps"])


@torch.no_grad()
def error_of(net: GuideNet, batches: Sequence[Batch]) -> float:
    """How far off it is on average, of 255, where it counts."""
    net.eval()
    errors = [float((batch.counts * (net(*batch.given)[0].clamp(0, 255) - batch.wanted).abs()).mean()) for batch in batches]
    return float(np.mean(errors))
