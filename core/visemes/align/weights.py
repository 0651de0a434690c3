"""The weights of a network somebody has, from files nobody vouches for.

`safetensors` files are read by `visemes.safetensors`, which checks every number of them.
PyTorch's own files are read by PyTorch where it is installed, with nothing in them but numbers (`weights_only`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from visemes import safetensors
from visemes.errors import AlignerError, WeightsError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.float32]]

#: Files that hold a network in one piece or in several, best first.
SAFE, SAFE_INDEX, PICKLED = "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin"


def read_weights(folder: Path) -> Arrays:
    """Every array of the network in a folder, by name. Raises AlignerError."""
    if (folder / SAFE).is_file():
        return read_safetensors(folder / SAFE)
    if (folder / SAFE_INDEX).is_file():
        return _read_pieces(folder)
    if (folder / PICKLED).is_file():
        return _read_with_torch(folder / PICKLED)
    raise AlignerError("ctc", f"{folder}: has no {SAFE}", "give the folder of a model as the Hugging Face hub has it")


def read_safetensors(path: Path) -> Arrays:
    """The arrays of a safetensors file as float32. Raises AlignerError for one that is damaged."""
    try:
        return safetensors.read_safetensors(path)
    except WeightsError as error:
        raise AlignerError("ctc", error.message, error.hint) from error


def _read_pieces(folder: Path) -> Arrays:
    try:
        index = json.loads((folder / SAFE_INDEX).read_text(encoding="utf-8"))
        names = sorted({str(name) for name in index["weight_map"].values()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AlignerError("ctc", f"{folder / SAFE_INDEX}: cannot be read ({error})") from error
    if any("/" in name or "\\" in name or not name.endswith(".safetensors") for name in names):
        raise AlignerError("ctc", f"{folder / SAFE_INDEX}: names files outside of its folder")
    found: Arrays = {}
    for name in names:
        found |= read_safetensors(folder / name)
    return found


def _read_with_torch(path: Path) -> Arrays:
    try:
        import torch
    except ImportError:
        raise AlignerError(
            "ctc", f"{path.parent}: has no {SAFE}, and {path.name} needs PyTorch to be read", "pip install 'visemes[neural]'"
        ) from None
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
        return {name: np.ascontiguousarray(value.float().numpy()) for name, value in found.items()}
    except Exception as error:  # torch raises whatever its unpickler meets
        raise AlignerError("ctc", f"{path}: holds more than numbers, or is damaged", "convert it to safetensors") from error
