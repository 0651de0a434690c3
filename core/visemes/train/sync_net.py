"""The expert as a PyTorch network, for training; `visemes.sync.expert` runs what is learned with numpy.

    pictures ─ eye ─┬─ vectors ┐
    states ── pose ─┘          ├─ likeness per head, frame and shift ─ head ─ evidence per frame and shift
    sound ──────────── ear ────┘

States of mouths stand in for pictures in training: they cost nothing to make, so that the ear and the head learn from much more
speech than can be filmed, and they show the eye what it should see.

Every frame is encoded once; the head looks at how likeness changes over frames and shifts, so that a match must go on to count.
Evidence is a logarithm of odds against "this sound does not belong to this mouth", which is what its sum is trained to be.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import torch
from torch import nn
from torch.nn import functional

from visemes.sync.expert import EDGE, FAINT, MEAN, SHIFTS, STATES, STRIDE

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

#: Channels of the eye's layers, each halving the picture; width of vectors; heads and the numbers in each.
EYE: Final = (3, 16, 32, 64, 96)
EAR: Final = (40, 96, 128)
WIDTH: Final = 160
HEADS: Final = 12
DEPTH: Final = 16
BLOCKS: Final = 3
#: Channels of the evidence head, and its reach over frames and over shifts.
JUDGE: Final = 16


class Block(nn.Module):
    """A residual step in time."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(width, width, 5, padding=2, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, width, time) to the same."""
        return x + functional.relu(self.norm(self.conv(x)), inplace=True)


class Layer(nn.Module):
    """Convolution, normalisation, rectifier."""

    def __init__(self, kind: type[nn.Conv1d | nn.Conv2d], into: int, out: int, size: int, stride: int, padding: int) -> None:
        super().__init__()
        self.conv = kind(into, out, size, stride=stride, padding=padding, bias=False)
        self.norm = (nn.BatchNorm2d if kind is nn.Conv2d else nn.BatchNorm1d)(out)

    def forward(self, x: Tensor) -> Tensor:
        """One step."""
        return functional.relu(self.norm(self.conv(x)), inplace=True)


class SyncNet(nn.Module):
    """Pictures and spectra to evidence."""

    def __init__(self) -> None:
        super().__init__()
        self.eye = nn.ModuleList(Layer(nn.Conv2d, a, b, 3, 2, 1) for a, b in pairwise(EYE))
        #: Left out of what is shipped.
        self.pose = nn.Sequential(nn.Conv1d(3 * STATES, WIDTH, 1), nn.ReLU(), nn.Conv1d(WIDTH, WIDTH, 1), nn.ReLU())
        self.look = Layer(nn.Conv1d, EYE[-1] * 9, WIDTH, 1, 1, 0)
        self.eye_time = nn.ModuleList(Block(WIDTH) for _ in range(BLOCKS))
        self.ear = nn.ModuleList(Layer(nn.Conv1d, a, b, 5, 1, 2) for a, b in pairwise(EAR))
        self.listen = Layer(nn.Conv1d, EAR[-1], WIDTH, 8, STRIDE, 2)
        self.ear_time = nn.ModuleList(Block(WIDTH) for _ in range(BLOCKS))
        #: What the mouth does, told from either side: a lesson that the matching profits from. The eye's is shipped.
        self.eye_states, self.ear_states = nn.Conv1d(WIDTH, STATES, 1), nn.Conv1d(WIDTH, STATES, 1)
        self.eye_heads = nn.Conv1d(WIDTH, HEADS * DEPTH, 1)
        self.ear_heads = nn.Conv1d(WIDTH, HEADS * DEPTH, 1)
        self.judge = nn.ModuleList(
            (
                nn.Conv2d(HEADS, JUDGE, (5, 3), padding=(2, 0)),
                nn.Conv2d(JUDGE, JUDGE, (5, 3), padding=(2, 0)),
                nn.Conv2d(JUDGE, 1, 1),
            )
        )
        self.direct = nn.Conv2d(HEADS, 1, 1)
        self.scale = nn.Parameter(torch.tensor(0.0))
        self.power = nn.Parameter(torch.tensor(0.5))
        self.none = nn.Parameter(torch.tensor(0.0))

    def see(self, frames: Tensor) -> Tensor:
        """Pictures (batch, time, 48, 48) in 0..255 to vectors (batch, WIDTH, time)."""
        batch, time = frames.shape[:2]
        x = views(frames).reshape(batch * time, EYE[0], *frames.shape[2:])
        for layer in self.eye:
            x = layer(x)
        return self._over_time(self.look(x.reshape(batch, time, -1).transpose(1, 2)))

    def imagine(self, states: Tensor) -> Tensor:
        """States of mouths (batch, time, STATES) to the vectors that their pictures should have: (batch, WIDTH, time)."""
        x = states.transpose(1, 2)
        before = torch.cat([x[..., :1], x[..., :-1]], 2)
        return self._over_time(self.pose(torch.cat([x, 2 * (x - x.mean(2, keepdim=True)), 2 * (x - before)], 1)))

    def _over_time(self, x: Tensor) -> Tensor:
        for block in self.eye_time:
            x = block(x)
        return x

    def hear(self, spectra: Tensor) -> Tensor:
        """Spectra (batch, 4 * steps, 40) to vectors (batch, WIDTH, steps)."""
        x = spectra.transpose(1, 2)
        for layer in self.ear:
            x = layer(x)
        x = self.listen(x)
        for block in self.ear_time:
            x = block(x)
        return x

    def compare(self, seen: Tensor, heard: Tensor) -> Tensor:
        """Evidence (batch, time, 2 * SHIFTS + 1); `heard` begins SHIFTS + EDGE steps earlier than `seen` and ends as much later."""
        batch, _, time = seen.shape
        reach = 2 * (SHIFTS + EDGE) + 1
        seen = self.eye_heads(seen).reshape(batch, HEADS, DEPTH, time)
        heard = self.ear_heads(heard).reshape(batch, HEADS, DEPTH, -1)[..., : time + reach - 1].unfold(3, reach, 1)
        like = torch.einsum("bhdt,bhdtk->bhtk", seen, heard) / DEPTH**0.5
        x = like
        for layer in self.judge[:-1]:
            x = functional.relu(layer(x))
        x = self.judge[-1](x) + self.direct(like[..., EDGE:-EDGE])
        return x[:, 0].flip(2)  # the latest sound first: offsets rise

    def chances(self, evidence: Tensor) -> Tensor:
        """Logits (batch, shifts + 1) of a window's evidence (batch, frames, shifts); the last is "none of them"."""
        total = evidence.sum(1) * self.scale.exp() / evidence.shape[1] ** self.power
        return torch.cat([total, self.none.expand(len(total), 1)], 1)


def views(frames: Tensor) -> Tensor:
    """What the eye sees of each picture: itself, its difference from the mean of about two seconds and from the one before."""
    x = frames.float()
    flat = x.flatten(1)
    x = (x - flat.mean(1)[:, None, None, None]) / (flat.std(1)[:, None, None, None] + FAINT)
    half = MEAN // 2
    total = functional.pad(x.cumsum(1), (0, 0, 0, 0, 1, 0))
    place = torch.arange(x.shape[1])
    high, low = (place + half + 1).clamp(max=x.shape[1]), (place - half).clamp(min=0)
    mean = (total[:, high] - total[:, low]) / (high - low)[None, :, None, None]
    before = torch.cat([x[:, :1], x[:, :-1]], 1)
    return torch.stack([x, 2.0 * (x - mean), 2.0 * (x - before)], 2)


def folded(net: SyncNet) -> dict[str, np.ndarray]:
    """What `visemes.sync.expert` reads: the weights by name, each normalisation worked into the convolution before it."""
    arrays = {"trust": torch.stack([net.scale.exp(), net.power, net.none])}
    for name, module in net.named_modules():
        if isinstance(module, (Layer, Block)):
            scale = module.norm.weight / (module.norm.running_var + module.norm.eps).sqrt()
            weight = module.conv.weight * scale.reshape(-1, *[1] * (module.conv.weight.ndim - 1))
            arrays[f"{name}.weight"] = weight[..., 0] if name == "look" else weight
            arrays[f"{name}.bias"] = module.norm.bias - module.norm.running_mean * scale
    for name in ("eye_heads", "ear_heads", "eye_states"):
        arrays[f"{name}.weight"], arrays[f"{name}.bias"] = getattr(net, name).weight[..., 0], getattr(net, name).bias
    for name, module in (("direct", net.direct), *((f"judge.{i}", layer) for i, layer in enumerate(net.judge))):
        arrays[f"{name}.weight"], arrays[f"{name}.bias"] = module.weight, module.bias
    return {name: array.detach().cpu().contiguous().numpy() for name, array in arrays.items()}
