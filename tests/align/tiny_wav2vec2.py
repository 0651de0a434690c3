"""Tiny networks with weights anyone can compute, for tests that need a whole model.

tiny_wav2vec2.json holds what `transformers` makes of them: the truth our own forward pass is compared with.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

_SMALL = {
    "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24, "vocab_size": 7,
    "conv_dim": [8] * 7, "num_conv_pos_embeddings": 8, "num_conv_pos_embedding_groups": 2, "num_feat_extract_layers": 7,
    "pad_token_id": 0,
}  # fmt: skip

CONFIGS = {
    "base": {"model_type": "wav2vec2", **_SMALL, "feat_extract_norm": "group", "do_stable_layer_norm": False, "conv_bias": False},
    "large": {"model_type": "wav2vec2", **_SMALL, "feat_extract_norm": "layer", "do_stable_layer_norm": True, "conv_bias": True},
    "adapter": {
        "model_type": "wav2vec2",
        **_SMALL,
        "feat_extract_norm": "layer",
        "do_stable_layer_norm": True,
        "conv_bias": True,
        "adapter_attn_dim": 4,
    },
    "hubert": {"model_type": "hubert", **_SMALL, "feat_extract_norm": "group", "do_stable_layer_norm": False, "conv_bias": False},
}

VOCABULARY = {"<pad>": 0, "|": 1, "a": 2, "b": 3, "c": 4, "d": 5, "e": 6}


def weights_of(shapes):
    """Weights from nothing but names and shapes: sines, of a size that keeps every layer alive."""
    made = {}
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        phase = sum(name.encode()) % 97
        values = np.sin(np.arange(count) * 12.9898 + phase + np.arange(count) ** 2 * 0.37).astype(np.float32).reshape(shape)
        fan = int(np.prod(shape[1:])) or 1
        size = 1.0 if "norm.weight" in name or "weight_g" in name or "original0" in name else (2.0 / fan) ** 0.5
        made[name] = (values * np.float32(size) + np.float32("norm.weight" in name)).astype(np.float32)
    return made


def sound(samples=4000):
    """A quarter of a second in which every 20 ms sound different."""
    n = np.arange(samples)
    pitch = np.array([200, 900, 3100, 400, 5000, 1500, 70, 2300])[n // 320 % 8]
    loud = np.array([0.1, 0.5, 0.3, 0.02, 0.2])[n // 500 % 5]
    return (loud * np.sin(2 * np.pi * pitch * n / 16000)).astype(np.float32)


def golden():
    """What transformers says of them: shapes and log probabilities by model."""
    return json.loads((Path(__file__).parent / "tiny_wav2vec2.json").read_text(encoding="utf-8"))["models"]


def safetensors(arrays) -> bytes:
    """The bytes of a safetensors file."""
    table, data = {}, b""
    for name, values in arrays.items():
        raw = np.ascontiguousarray(values, "<f4").tobytes()
        table[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    head = json.dumps(table).encode()
    return struct.pack("<Q", len(head)) + head + data


def write_model(folder: Path, name="base", vocabulary=None) -> Path:
    """A model's folder as the Hugging Face hub has it."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(CONFIGS[name]))
    (folder / "preprocessor_config.json").write_text(json.dumps({"do_normalize": True, "sampling_rate": 16000}))
    (folder / "vocab.json").write_text(json.dumps(vocabulary or VOCABULARY))
    weights = weights_of(golden()[name]["shapes"])
    if name == "adapter":  # a model of many languages keeps what is one's own beside the rest
        own = {key: weights.pop(key) for key in list(weights) if "adapter_layer" in key or "lm_head" in key}
        (folder / "adapter.deu.safetensors").write_bytes(safetensors(own))
        (folder / "vocab.json").write_text(json.dumps({"abk": {}, "deu": vocabulary or VOCABULARY}))
        weights["lm_head.weight"], weights["lm_head.bias"] = np.zeros((3, 16)), np.zeros(3)
    (folder / "model.safetensors").write_bytes(safetensors(weights))
    return folder
