"""A critic of painted mouths: it learns to tell them from true ones, and the painter to please it (Goodfellow et al., 2014).

Differences from the truth alone are least for the mean of all mouths that could be there, which is blurred and pale: nobody can
know from a few references exactly how this character opens its mouth. The critic knows that no true mouth looks so. It sees a
picture beside its draft and judges patches of it (Isola et al., 2017); painted pictures should also look to its inner layers as
true ones do (Wang et al., 2018): a perceptual loss without a network that was trained on somebody's photographs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from visemes.guide.unet import MEAN, SPAN
from visemes.train.guide_net import boxed

if TYPE_CHECKING:
    from torch import Tensor

#: Layers: channels in, channels out, stride. A picture and its draft come four pixels as one.
LAYERS: Final = ((24, 48, 1), (48, 64, 2), (64, 96, 2))
SLOPE: Final = 0.2
RATE: Final = 4e-4
BETAS: Final = (0.5, 0.9)
#: How strongly the painter is to please it, in shares of the gradient of all else; the largest factor that is used for that.
PLEASE: Final = 0.4
LARGEST: Final = 2.0
#: How much likeness to its inner layers counts.
ALIKE: Final = 0.5


class CriticNet(nn.Module):
    """Pictures beside their drafts to how true each patch looks, and what its layers see."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(spectral_norm(nn.Conv2d(into, out, 3, stride, 1)) for into, out, stride in LAYERS)
        self.last = spectral_norm(nn.Conv2d(LAYERS[-1][1], 1, 3, 1, 1))

    def forward(self, pictures: Tensor, drafts: Tensor) -> tuple[Tensor, list[Tensor]]:
        """pictures, drafts: (N, 3, high, wide), what BOX shows, 0..255."""
        x = functional.pixel_unshuffle((torch.cat([pictures, drafts], 1) - MEAN) / SPAN, 2)
        seen = []
        for layer in self.layers:
            x = functional.leaky_relu(layer(x), SLOPE)
            seen.append(x)
        return self.last(x), seen


class Critic:
    """The critic while it learns."""

    def __init__(self) -> None:
        self.net = CriticNet()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=RATE, betas=BETAS)

    def learn(self, painted: Tensor, true: Tensor, drafts: Tensor) -> None:
        """One step: true pictures above 1, painted ones below -1 (the hinge of Lim and Ye, 2017). All: (N, T, 3, side, side)."""
        self.net.requires_grad_(requires_grad=True)
        real, _ = self._seen(true, drafts)
        fake, _ = self._seen(painted.detach(), drafts)
        loss = functional.relu(1 - real).mean() + functional.relu(1 + fake).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()

    def loss(self, painted: Tensor, true: Tensor, drafts: Tensor, other: Tensor, last: Tensor) -> Tensor:
        """What the painter is to make small beside the `other` loss.

        last: the weight whose gradients say how much either asks for, so that they keep their proportion (Esser et al., 2021).
        """
        self.net.requires_grad_(requires_grad=False)
        with torch.no_grad():
            _, wanted = self._seen(true, drafts)
        judged, seen = self._seen(painted, drafts)
        unlike = torch.stack([(one - two).abs().mean() / two.abs().mean() for one, two in zip(seen, wanted, strict=True)]).mean()
        unpleased = -judged.mean()
        asked, of = (torch.autograd.grad(loss, last, retain_graph=True)[0].norm() for loss in (other, unpleased))
        factor = (PLEASE * asked / (of + 1e-6)).clamp(max=LARGEST).detach()
        total: Tensor = ALIKE * unlike + factor * unpleased
        return total

    def _seen(self, pictures: Tensor, drafts: Tensor) -> tuple[Tensor, list[Tensor]]:
        result: tuple[Tensor, list[Tensor]] = self.net(*(boxed(whole.flatten(0, 1), 1) for whole in (pictures, drafts)))
        return result

    def state(self) -> dict[str, Any]:
        """All that is needed to go on later."""
        return {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict()}

    def take_up(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.net.load_state_dict(state["net"])
        self.optimizer.load_state_dict(state["optimizer"])
