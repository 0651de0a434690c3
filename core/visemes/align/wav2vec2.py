"""The wav2vec 2.0 network (Baevski and others, 2020) and HuBERT, which has the same shape, in numpy alone.

A folder as the Hugging Face hub has it is read: config.json, preprocessor_config.json and the weights. Seven convolutions
turn 16 kHz samples into a vector every 20 ms, transformer layers look at all of them, a linear layer says what each frame
spells. Both forms are known: normalised after each block (base models) and before it (large and multilingual ones).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import erf

from visemes.align.weights import read_safetensors, read_weights
from visemes.errors import AlignerError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Rows of a convolution that are worked out at once: bounds its memory.
ROWS: Final = 4096

#: Where a model of many languages keeps what is one language's own.
ADAPTER: Final = "adapter.{}.safetensors"

#: Architectures whose names begin the weights' names.
KNOWN: Final = ("wav2vec2", "hubert")

#: The activations these networks use.
SQRT2: Final = np.float32(np.sqrt(2.0))


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit."""
    result: Floats = x * (np.float32(0.5) * (np.float32(1) + erf(x / SQRT2).astype(np.float32)))
    return result


def relu(x: Floats) -> Floats:
    """What is above zero."""
    return np.maximum(x, np.float32(0))


ACTIVATIONS: Final = {"gelu": gelu, "relu": relu}


@dataclass(frozen=True)
class Shape:
    """What config.json says of a network."""

    kernels: tuple[int, ...]
    strides: tuple[int, ...]
    layers: int
    heads: int
    position_groups: int
    epsilon: float
    normalised_first: bool
    normalised_sound: bool
    convolution: str
    hidden: str

    @classmethod
    def of(cls, config: Mapping[str, Any], preprocessor: Mapping[str, Any]) -> Shape:
        """Raises AlignerError for an architecture that is not known."""
        kind = config.get("model_type")
        if kind not in KNOWN:
            raise AlignerError(
                "ctc", f"models of the kind '{kind}' are not known", f"give one of: {', '.join(KNOWN)}, with a CTC head"
            )
        activations = config.get("feat_extract_activation", "gelu"), config.get("hidden_act", "gelu")
        if not all(name in ACTIVATIONS for name in activations) or config.get("add_adapter"):
            raise AlignerError("ctc", "the model has parts that are not known (an adapter or an unusual activation)")
        return cls(
            tuple(config.get("conv_kernel", (10, 3, 3, 3, 3, 2, 2))), tuple(config.get("conv_stride", (5, 2, 2, 2, 2, 2, 2))),
            int(config.get("num_hidden_layers", 12)), int(config.get("num_attention_heads", 12)),
            int(config.get("num_conv_pos_embedding_groups", 16)), float(config.get("layer_norm_eps", 1e-5)),
            bool(config.get("do_stable_layer_norm", False)), bool(preprocessor.get("do_normalize", True)), *activations,
        )  # fmt: skip


class Wav2Vec2:
    """A network that is ready to listen. shape, weights: as `read` finds them."""

    def __init__(self, shape: Shape, weights: Mapping[str, Floats]) -> None:
        self.shape = shape
        self._weights = dict(weights)
        self._position = _whole_kernel(self._weights)

    @classmethod
    def read(cls, folder: Path, language: str = "") -> Wav2Vec2:
        """The network in a folder. language: whose adapter it gets, in a model of many languages. Raises AlignerError."""
        config = read_json(folder / "config.json")
        preprocessor = read_json(folder / "preprocessor_config.json", optional=True)
        shape = Shape.of(config, preprocessor)
        prefix = f"{config['model_type']}."
        try:
            weights = read_weights(folder) | (read_safetensors(folder / ADAPTER.format(language)) if language else {})
            return cls(shape, {name.removeprefix(prefix): value for name, value in weights.items()})
        except KeyError as error:
            raise AlignerError("ctc", f"{folder}: has no weights called {error}", "is it a model with a CTC head?") from error

    def log_probabilities(self, samples: Floats) -> Floats:
        """What each frame spells: 16 kHz samples → (frames, vocabulary) natural logarithms.

        Raises AlignerError when the weights do not fit together.
        """
        try:
            logits = self._logits(samples)
        except KeyError as error:
            raise AlignerError("ctc", f"the model has no weights called {error}", "is it a model with a CTC head?") from error
        except ValueError as error:
            raise AlignerError("ctc", f"the model's weights do not fit together ({error})") from error
        result: Floats = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        return result

    def normalised(self, samples: Floats) -> Floats:
        """The samples as the network was trained on them: most with mean 0 and variance 1 over the whole sound."""
        if not self.shape.normalised_sound:
            return samples
        result: Floats = ((samples - samples.mean()) / np.sqrt(samples.var() + 1e-7)).astype(np.float32)
        return result

    def _logits(self, samples: Floats) -> Floats:
        frames = self._convolved(samples.astype(np.float32)[:, None])
        if not len(frames):
            return np.zeros((0, len(self._weights["lm_head.bias"])), np.float32)
        if "feature_projection.layer_norm.weight" in self._weights:
            frames = self._norm(frames, "feature_projection.layer_norm")
        hidden = self._linear(frames, "feature_projection.projection")
        hidden = hidden + ACTIVATIONS[self.shape.convolution](self._positions(hidden))
        if not self.shape.normalised_first:
            hidden = self._norm(hidden, "encoder.layer_norm")
        for layer in range(self.shape.layers):
            hidden = self._layer(hidden, f"encoder.layers.{layer}")
        if self.shape.normalised_first:
            hidden = self._norm(hidden, "encoder.layer_norm")
        return self._linear(hidden, "lm_head")

    def _convolved(self, x: Floats) -> Floats:
        """Samples → a vector every 20 ms."""
        activation = ACTIVATIONS[self.shape.convolution]
        for i, (kernel, stride) in enumerate(zip(self.shape.kernels, self.shape.strides, strict=True)):
            name = f"feature_extractor.conv_layers.{i}"
            x = strided_convolution(x, self._weights[f"{name}.conv.weight"], kernel, stride)
            if f"{name}.conv.bias" in self._weights:
                x = x + self._weights[f"{name}.conv.bias"]
            if f"{name}.layer_norm.weight" in self._weights:
                # base models have one norm only, of each channel over time; the others one of each frame over channels
                over_time = not i and f"feature_extractor.conv_layers.{1}.layer_norm.weight" not in self._weights
                x = self._norm(x, f"{name}.layer_norm", axis=0 if over_time else 1, epsilon=1e-5)
            x = activation(x)
        return x

    def _positions(self, hidden: Floats) -> Floats:
        """The grouped convolution that tells frames where they are."""
        kernel = self._position
        outputs, width, length = kernel.shape
        groups = self.shape.position_groups
        padded = np.pad(hidden, ((length // 2, length // 2), (0, 0)))
        frames = len(hidden)
        parts = []
        for group in range(groups):
            inside = np.ascontiguousarray(padded[:, group * width : (group + 1) * width])
            own = kernel[group * (outputs // groups) : (group + 1) * (outputs // groups)]
            parts.append(strided_convolution(inside, own, length, 1)[:frames])
        return np.concatenate(parts, axis=1) + self._weights["encoder.pos_conv_embed.conv.bias"]

    def _layer(self, hidden: Floats, name: str) -> Floats:
        first = self.shape.normalised_first
        attended = hidden + self._attention(self._norm(hidden, f"{name}.layer_norm") if first else hidden, f"{name}.attention")
        attended = attended if first else self._norm(attended, f"{name}.layer_norm")
        inner = self._norm(attended, f"{name}.final_layer_norm") if first else attended
        inner = ACTIVATIONS[self.shape.hidden](self._linear(inner, f"{name}.feed_forward.intermediate_dense"))
        result = attended + self._linear(inner, f"{name}.feed_forward.output_dense")
        result = result if first else self._norm(result, f"{name}.final_layer_norm")
        return self._adapted(result, f"{name}.adapter_layer") if f"{name}.adapter_layer.norm.weight" in self._weights else result

    def _adapted(self, hidden: Floats, name: str) -> Floats:
        """What a model of many languages adds for one of them (Houlsby and others, 2019)."""
        inner = relu(self._linear(self._norm(hidden, f"{name}.norm", epsilon=1e-5), f"{name}.linear_1"))
        return hidden + self._linear(inner, f"{name}.linear_2")

    def _attention(self, x: Floats, name: str) -> Floats:
        query, key, value = (self._linear(x, f"{name}.{part}_proj") for part in "qkv")
        width = query.shape[1] // self.shape.heads
        result = np.empty_like(query)
        for head in range(self.shape.heads):
            own = slice(head * width, (head + 1) * width)
            weights = query[:, own] @ key[:, own].T * np.float32(width**-0.5)
            weights = np.exp(weights - weights.max(axis=1, keepdims=True))
            result[:, own] = weights @ value[:, own] / weights.sum(axis=1, keepdims=True)
        return self._linear(result, f"{name}.out_proj")

    def _linear(self, x: Floats, name: str) -> Floats:
        result: Floats = x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _norm(self, x: Floats, name: str, axis: int = 1, epsilon: float | None = None) -> Floats:
        centred = x - x.mean(axis=axis, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=axis, keepdims=True) + np.float32(epsilon or self.shape.epsilon))
        result: Floats = centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return result


def strided_convolution(x: Floats, kernel: Floats, length: int, stride: int) -> Floats:
    """A convolution without padding. x: (time, inputs). kernel: (outputs, inputs, length). Gives (frames, outputs)."""
    inputs = x.shape[1]
    frames = max(0, (len(x) - length) // stride + 1)
    weights = np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(length * inputs, -1))
    flat = np.ascontiguousarray(x)
    step = flat.itemsize  # an array of one column may have any stride there
    windows = np.lib.stride_tricks.as_strided(flat, (frames, length * inputs), (stride * inputs * step, step), writeable=False)
    parts = [windows[i : i + ROWS] @ weights for i in range(0, frames, ROWS)]
    return np.concatenate(parts) if parts else np.zeros((0, kernel.shape[0]), np.float32)


def _whole_kernel(weights: Mapping[str, Floats]) -> Floats:
    """The positional convolution's kernel, which is stored as lengths and directions (two names are in use)."""
    name = "encoder.pos_conv_embed.conv"
    if f"{name}.weight" in weights:
        return weights[f"{name}.weight"]
    old = f"{name}.weight_g" in weights
    ends = ("weight_g", "weight_v") if old else ("parametrizations.weight.original0", "parametrizations.weight.original1")
    length, direction = (weights[f"{name}.{end}"] for end in ends)
    result: Floats = length * direction / np.sqrt((direction**2).sum(axis=(0, 1), keepdims=True))
    return result


def read_json(path: Path, *, optional: bool = False) -> dict[str, Any]:
    """The object in a JSON file; empty for an optional one that is not there. Raises AlignerError."""
    if optional and not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        hint = "give the folder of a model as the Hugging Face hub has it"
        raise AlignerError("ctc", f"{path.parent}: has no {path.name}", hint) from error
    except (OSError, ValueError, RecursionError) as error:
        raise AlignerError("ctc", f"{path}: cannot be read ({error})") from error
    if not isinstance(found, dict):
        raise AlignerError("ctc", f"{path}: is no JSON object")
    return found
