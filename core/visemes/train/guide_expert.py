"""A frozen lip-sync expert that looks at what is painted: it should see in it what it sees in the true picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

from visemes.guide.base import AROUND
from visemes.sync.base import GREY, SIDE
from visemes.sync.crop import SPREAD
from visemes.train.sync_net import Block, Layer, SyncNet

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from torch import Tensor


def frozen(weights: Mapping[str, np.ndarray]) -> SyncNet:
    """The expert that `visemes.train.sync_net.folded` made these weights of, as far as pictures go; it learns nothing more."""
    net = SyncNet()
    net.eval().requires_grad_(requires_grad=False)
    for name, module in net.named_modules():
        if isinstance(module, (Layer, Block)) and f"{name}.weight" in weights:
            module.conv.weight.copy_(torch.from_numpy(weights[f"{name}.weight"]).reshape(module.conv.weight.shape))
            nn.init.constant_(module.norm.weight, (1 + module.norm.eps) ** 0.5)  # its statistics are 0 and 1
            module.norm.bias.copy_(torch.from_numpy(weights[f"{name}.bias"]))
    return net


class Reader:
    """What an expert makes of squares around a mouth."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self._net = frozen(weights)
        share = SPREAD / AROUND
        theta = torch.tensor([[[share, 0.0, 0.0], [0.0, share, 0.0]]])
        self._places = functional.affine_grid(theta, [1, 1, SIDE, SIDE], align_corners=False)

    def vectors(self, pictures: Tensor) -> Tensor:
        """What it sees in pictures (N, T, 3, side, side), 0..255: (N, width, T)."""
        grey = (pictures * torch.from_numpy(GREY)[:, None, None]).sum(2, keepdim=True)
        places = self._places.expand(grey.shape[0] * grey.shape[1], -1, -1, -1)
        cut = functional.grid_sample(grey.flatten(0, 1), places, align_corners=False)
        vectors: Tensor = self._net.see(cut.reshape(*pictures.shape[:2], SIDE, SIDE))
        return vectors

    def differs(self, painted: Tensor, true: Tensor) -> Tensor:
        """How differently it sees painted pictures and true ones: 0 the same, about 1 nothing in common."""
        with torch.no_grad():
            wanted = self.vectors(true)
        difference: Tensor = ((self.vectors(painted) - wanted) ** 2).mean() / (wanted**2).mean()
        return difference
