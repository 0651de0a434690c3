"""The painter of mouths as a PyTorch network, for training; `visemes.guide.unet` runs what is learned with numpy.

    frame with its draft ──── encoder ┐                       ┌ flow ─ warped references ┐
    reference, each ───────── encoder ┼─ for each reference ──┤                          ├─ blend ─ decoder ─ + ─ picture
    states ───────────────────────────┘                       └ share ───────────────────┘

Under the mask a frame shows a draft: the closed mouth, its lips parted. What a mouth looks like comes from the references: each is
bent to where the wanted state has its parts, and pixel by pixel those that fit best are mixed. The decoder says what of the draft
is kept instead, and adds what neither has. The order of references after the first does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch import nn
from torch.nn import functional

from visemes.guide.base import SIDE
from visemes.guide.unet import (
    BOX,
    CODE,
    ENCODER,
    FEATURES,
    FINE,
    FLOW,
    MEAN,
    MIDDLE,
    NOW,
    PAINT,
    REACH,
    SAID,
    SPAN,
    TRUNK,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from torch import Tensor

#: Cells that the deepest layer of an encoder sees a picture as.
DEEPEST: Final = (SIDE // 16) ** 2


class Conv(nn.Module):
    """A convolution, and its normalisation while it learns from the world; without one it is what is shipped."""

    def __init__(self, into: int, out: int, size: int = 3, stride: int = 1, *, normed: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(into, out, size, stride, size // 2, bias=not normed)
        self.norm = nn.BatchNorm2d(out) if normed else None

    def forward(self, x: Tensor) -> Tensor:
        """(batch, into, high, wide) to (batch, out, high / stride, wide / stride)."""
        x = self.conv(x)
        return x if self.norm is None else self.norm(x)

    def folded(self) -> tuple[Tensor, Tensor]:
        """Weight and bias with the normalisation worked in."""
        if self.norm is None:
            return self.conv.weight, self.conv.bias
        scale = self.norm.weight / (self.norm.running_var + self.norm.eps).sqrt()
        return self.conv.weight * scale[:, None, None, None], self.norm.bias - self.norm.running_mean * scale


class GuideNet(nn.Module):
    """Frames, references and states to pictures of the part that is hidden.

    normed: with normalisation, to learn from many characters; without, to be shipped or fitted to one.
    """

    def __init__(self, *, normed: bool = True) -> None:
        super().__init__()

        def conv(into: int, out: int, size: int = 3, stride: int = 1) -> Conv:
            return Conv(into, out, size, stride, normed=normed)

        for name in ("frame", "reference"):
            setattr(self, name, nn.ModuleList(conv(into, out, 3, stride) for into, out, stride in ENCODER))
        half, quarter, eighth, deepest = (ENCODER[i][1] for i in (0, 1, 3, 4))
        self.said = nn.Linear(FEATURES * (2 * REACH + 1), SAID)
        self.state = nn.Linear(SAID, CODE)
        self.pose = nn.Linear(DEEPEST * deepest, CODE)
        self.look = nn.Linear(DEEPEST * deepest, CODE)
        self.tell = nn.Linear(CODE, 4 * TRUNK)
        self.tell_paint = nn.Linear(CODE, 2 * PAINT[0])
        self.meet_frame, self.meet_reference = conv(eighth, TRUNK), conv(eighth, TRUNK)
        self.trunk = conv(TRUNK, TRUNK)
        # what is hidden has one colour: where in it something is, and what belongs there, layers of small reach cannot see
        self.lay, self.lay_paint = nn.Linear(CODE, TRUNK * DEEPEST), nn.Linear(CODE, PAINT[0] * DEEPEST)
        # which mouth a reference shows, and how much each of its numbers matters
        self.read = nn.Linear(DEEPEST * deepest, FEATURES)
        self.cares = nn.Parameter(torch.full((FEATURES,), 2.5))
        self.place = nn.Parameter(torch.zeros(TRUNK, 12, 12))
        self.place_paint = nn.Parameter(torch.zeros(PAINT[0], (BOX[1] - BOX[0]) // 4, (BOX[3] - BOX[2]) // 4))
        self.rise, self.middle_frame, self.middle_reference = (
            conv(TRUNK, MIDDLE, 1),
            conv(quarter, MIDDLE, 1),
            conv(quarter, MIDDLE, 1),
        )
        self.middle = conv(MIDDLE, MIDDLE)
        self.rise_fine, self.fine_reference = conv(MIDDLE, FINE, 1), conv(half, FINE, 1)
        self.fine = conv(FINE, FINE)
        self.flow = Conv(FINE, 3, normed=False)
        self.paint_first = conv(quarter + 12, PAINT[0])
        self.paint_rise = conv(PAINT[0], PAINT[1], 1)
        self.paint_second = conv(PAINT[1] + half + 24, PAINT[2])
        self.paint_third = conv(PAINT[2], PAINT[2])
        self.paint_last = Conv(PAINT[2], 16, normed=False)
        for last in (self.flow, self.paint_last):  # the mean of the references as they are, at first
            nn.init.zeros_(last.conv.weight)
            nn.init.zeros_(last.conv.bias)

    def forward(self, frames: Tensor, references: Tensor, said: Tensor, places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What is in BOX, what the references alone make of it, (N, T, 3, high, wide), 0..255, and what is read in them (N, R, 8).

        frames: (N, T, 3, side, side), 0..255, with their drafts. references: (N, R, 3, side, side). said: (N, T, the features of
        the states around), see `visemes.guide.unet.features`. places: (N, T, R, 2, 3), see `visemes.guide.pose.between`.
        """
        (count, time), several = frames.shape[:2], references.shape[1]
        seen = self._encoded(self.frame, frames.flatten(0, 1))
        known = self._encoded(self.reference, references.flatten(0, 1))
        code = self.state(functional.relu(self.said(said))) + self.pose(seen[3].flatten(1)).reshape(count, time, -1)
        looks = self.look(known[3].flatten(1)).reshape(count, 1, several, -1)
        both = functional.relu(code[:, :, None] + looks).flatten(0, 2)
        film = self.tell(both)[:, :, None, None].chunk(4, 1)

        def met(one: Tensor, other: Tensor) -> Tensor:
            one, other = one.unflatten(0, (count, time)), other.unflatten(0, (count, several))
            return (one[:, :, None] + other[:, None]).flatten(0, 2)

        x = met(self.meet_frame(seen[2]), self.meet_reference(known[2])) + self.place
        x = functional.relu(x * (1 + film[0]) + film[1] + doubled(self.lay(both).unflatten(1, (TRUNK, 6, 6))))
        x = functional.relu(self.trunk(x) * (1 + film[2]) + film[3])
        x = boxed(doubled(self.rise(x)), 4) + met(self.middle_frame(boxed(seen[1], 4)), self.middle_reference(boxed(known[1], 4)))
        x = functional.relu(self.middle(functional.relu(x)))
        detail = self.fine_reference(boxed(known[0], 2)).unflatten(0, (count, 1, several)).expand(-1, time, -1, -1, -1, -1)
        x = functional.relu(doubled(self.rise_fine(x)) + detail.flatten(0, 2))
        x = self.flow(functional.relu(self.fine(x)))
        x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        pictures = references[:, None].expand(-1, time, -1, -1, -1, -1).flatten(0, 2)
        bent = warped(pictures, places.flatten(0, 2), x[:, :2] * FLOW).unflatten(0, (count * time, several))
        told = self.read(known[3].flatten(1)).reshape(count, several, FEATURES)
        unlike = ((said[:, :, None, NOW] - told[:, None]) ** 2) @ self.cares.exp()
        fits = x[:, 2:].unflatten(0, (count * time, several)) - unlike.flatten(0, 1)[:, :, None, None, None]
        shares = fits.softmax(1)
        blend = (bent * shares).sum(1)
        draft = boxed(frames.flatten(0, 1), 1)
        added, kept = self._added(blend, draft, seen, functional.relu(code + looks.mean(2)).flatten(0, 1))
        painted = blend + kept * (draft - blend) + SPAN * added
        return painted.unflatten(0, (count, time)), blend.unflatten(0, (count, time)), told

    def _encoded(self, layers: nn.ModuleList, pictures: Tensor) -> list[Tensor]:
        """Pictures (N, 3, side, side) at a half, a quarter, an eighth and a sixteenth of their side."""
        x = functional.pixel_unshuffle((pictures - MEAN) / SPAN, 2)
        kept = []
        for layer in layers:
            x = functional.relu(layer(x))
            kept.append(x)
        return [kept[i] for i in (0, 1, 3, 4)]

    def _added(self, blend: Tensor, draft: Tensor, seen: list[Tensor], code: Tensor) -> tuple[Tensor, Tensor]:
        """What is added to the blend of the references, in SPANs, and how far the draft is kept instead of it, 0..1."""
        known, drawn = (functional.pixel_unshuffle((part - MEAN) / SPAN, 2) for part in (blend, draft))
        scale, shift = self.tell_paint(code)[:, :, None, None].chunk(2, 1)
        laid = boxed(doubled(doubled(self.lay_paint(code).unflatten(1, (PAINT[0], 6, 6)))), 4)
        x = self.paint_first(torch.cat([boxed(seen[1], 4), functional.avg_pool2d(known, 2)], 1)) + self.place_paint
        x = doubled(self.paint_rise(functional.relu(x * (1 + scale) + shift + laid)))
        x = functional.relu(self.paint_second(torch.cat([x, boxed(seen[0], 2), known, drawn], 1)))
        x = functional.pixel_shuffle(self.paint_last(functional.relu(self.paint_third(x))), 2)
        return x[:, :3], x[:, 3:].sigmoid()


def doubled(x: Tensor) -> Tensor:
    """Every pixel as four."""
    return functional.interpolate(x, scale_factor=2, mode="nearest")


def boxed(x: Tensor, cell: int) -> Tensor:
    """The part of a layer of `cell` pixels a cell that BOX holds."""
    top, bottom, left, right = (edge // cell for edge in BOX)
    return x[:, :, top:bottom, left:right]


def warped(pictures: Tensor, places: Tensor, flow: Tensor) -> Tensor:
    """Pixels of BOX, each from its place and so many pixels to the right and below as flow says; edges go on.

    places: matrices (N, 2, 3) on points from the middle. flow: (N, 2, high, wide).
    """
    side = pictures.shape[-1]
    top, bottom, left, right = BOX
    x = torch.arange(left, right, device=flow.device) - (side - 1) / 2
    y = torch.arange(top, bottom, device=flow.device)[:, None] - (side - 1) / 2
    turn = places[..., None, None]
    across = turn[:, 0, 0] * x + turn[:, 0, 1] * y + turn[:, 0, 2] + flow[:, 0]
    down = turn[:, 1, 0] * x + turn[:, 1, 1] * y + turn[:, 1, 2] + flow[:, 1]
    grid = torch.stack([across, down], -1) * (2 / side)
    return functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)


def folded(net: GuideNet) -> dict[str, np.ndarray]:
    """What `visemes.guide.unet` reads: weights by name, normalisations worked into the convolutions before them."""
    arrays = {}
    for name, module in net.named_modules():
        if isinstance(module, Conv):
            arrays[f"{name}.weight"], arrays[f"{name}.bias"] = module.folded()
        elif isinstance(module, nn.Linear):
            arrays[f"{name}.weight"], arrays[f"{name}.bias"] = module.weight, module.bias
    arrays |= {name: getattr(net, name) for name in ("cares", "place", "place_paint")}
    return {name: array.detach().cpu().contiguous().numpy().copy() for name, array in arrays.items()}


def unfolded(weights: Mapping[str, np.ndarray]) -> GuideNet:
    """The network without normalisation that `folded` makes these weights of."""
    net = GuideNet(normed=False)
    with torch.no_grad():
        for name, module in net.named_modules():
            target = module.conv if isinstance(module, Conv) else module
            if isinstance(module, (Conv, nn.Linear)):
                target.weight.copy_(torch.from_numpy(weights[f"{name}.weight"]))
                target.bias.copy_(torch.from_numpy(weights[f"{name}.bias"]))
        for name in ("cares", "place", "place_paint"):
            getattr(net, name).copy_(torch.from_numpy(weights[name]))
    return net
