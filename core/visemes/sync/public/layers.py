"""Convolutional networks as tables: what their weights are called, what shapes they have, and how they are run.

Everything here is a plain stack of convolution, batch normalisation and rectifier, so that a network is a tuple of rows and needs
no class of its own. Normalisation is worked into the convolution when weights are taken up; layers over time see as many pictures
as their kernel is deep and leave one, so that they are run as layers over more channels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from visemes.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

Pair = tuple[int, int]

#: Added to variances by batch normalisation, PyTorch's default.
EPSILON: Final = 1e-5


class Pool(NamedTuple):
    """The largest of `size` neighbours, every `stride`."""

    size: Pair
    stride: Pair
    padding: Pair = (0, 0)


@dataclass(frozen=True, slots=True)
class Layer:
    """A row of a network.

    name, norm: what its weights and those of its normalisation begin with; without a norm there is no rectifier either.
    inputs, outputs: channels. kernel: rows and columns, None for a layer that was made as a matrix. depth: pictures its
    kernel spans, 0 for one that knows no time. adds: whether its input is added to what it makes.
    """

    name: str
    norm: str
    inputs: int
    outputs: int
    kernel: Pair | None = (3, 3)
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    depth: int = 0
    pool: Pool | None = None
    adds: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of its weights in a file."""
        return (self.outputs, self.inputs, *((self.depth,) if self.depth else ()), *(self.kernel or ()))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Every entry of a file that is its own."""
        own: dict[str, tuple[int, ...]] = {f"{self.name}.weight": self.shape, f"{self.name}.bias": (self.outputs,)}
        normal = dict.fromkeys((f"{self.norm}.{part}" for part in NORM), (self.outputs,))
        return own | normal | {f"{self.norm}.{COUNTER}": ()} if self.norm else own


#: What batch normalisation keeps, and its counter of training steps, which nothing depends on.
NORM: Final = ("weight", "bias", "running_mean", "running_var")
COUNTER: Final = "num_batches_tracked"

Network = tuple[Layer, ...]


def shapes_of(layers: Sequence[Layer]) -> dict[str, tuple[int, ...]]:
    """Every entry of a file with these layers, and its shape."""
    return {name: shape for layer in layers for name, shape in layer.shapes().items()}


class Stack:
    """A network that is ready to run."""

    def __init__(self, layers: Network, weights: Mapping[str, Any]) -> None:
        """weights: a tensor for every entry of `shapes_of(layers)`; counters may be left out."""
        self.layers = layers
        self._parts = [_folded(layer, weights) for layer in layers]

    @property
    def is_sound(self) -> bool:
        """Whether every weight is a finite number."""
        return all(bool(part.isfinite().all()) for parts in self._parts for part in parts)

    def __call__(self, values: NDArray[Any]) -> NDArray[Any]:
        """(batch, channels, rows, columns) → (batch, channels)."""
        torch = import_torch()
        functional = torch.nn.functional
        with torch.inference_mode():
            x = torch.from_numpy(np.ascontiguousarray(values)).float()
            for layer, (weight, bias) in zip(self.layers, self._parts, strict=True):
                made = functional.conv2d(x, weight, bias, layer.stride, layer.padding)
                made = made + x if layer.adds else made
                x = made.relu_() if layer.norm else made
                if layer.pool:
                    x = functional.max_pool2d(x, *layer.pool)
            found: NDArray[Any] = x.flatten(1).numpy()
        return found


def _folded(layer: Layer, weights: Mapping[str, Any]) -> tuple[Any, Any]:
    """A layer's kernel, shape (outputs, inputs x depth, rows, columns), and bias, with its normalisation worked in."""
    kernel, bias = weights[f"{layer.name}.weight"].float(), weights[f"{layer.name}.bias"].float()
    kernel = kernel.reshape(layer.outputs, layer.inputs * max(layer.depth, 1), *(layer.kernel or (1, 1)))
    if not layer.norm:
        return kernel, bias
    gain, shift, mean, variance = (weights[f"{layer.norm}.{part}"].float() for part in NORM)
    scale = gain / (variance + EPSILON).sqrt()
    return kernel * scale[:, None, None, None], (bias - mean) * scale + shift


def runs(values: NDArray[Any], length: int) -> NDArray[Any]:
    """Every run of `length` neighbours along the first axis, shape (len - length + 1, length, ...); a view, none where too few."""
    if len(values) < length:
        return np.zeros((0, length, *values.shape[1:]), values.dtype)
    return np.moveaxis(np.lib.stride_tricks.sliding_window_view(values, length, axis=0), -1, 1)


def in_batches(network: Callable[[NDArray[Any]], NDArray[Any]], values: NDArray[Any], size: int) -> NDArray[np.float32]:
    """What a network makes of values, `size` of them at once."""
    parts = [network(values[first : first + size]) for first in range(0, len(values), size)]
    return np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)


def import_torch(purpose: str = "runs the experts for human faces") -> Any:  # noqa: ANN401 - torch is not there to name its types
    """PyTorch; its `purpose` is what somebody who lacks it is told. Raises MissingExtraError."""
    try:
        import torch
    except (ImportError, OSError):  # an OSError where its libraries do not load
        raise MissingExtraError(f"PyTorch, which {purpose},", "neural") from None
    return torch
