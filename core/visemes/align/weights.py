"""The weights of a network somebody has, from files nobody vouches for.

`safetensors` files are a length, a JSON table and raw numbers; they are read here, with every number of the table checked.
PyTorch's own files are read by PyTorch where it is installed, with nothing in them but numbers (`weights_only`).
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import AlignerError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.float32]]

#: Bytes the table of a safetensors file may have, and the number of arrays.
LARGEST_TABLE: Final = 100_000_000

#: Kinds of numbers, and what they are on disk. BF16 is the upper half of a float32.
KINDS: Final[dict[str, np.dtype[Any]]] = {
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "F64": np.dtype("<f8"),
    "BF16": np.dtype("<u2"),
}

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
        table, first = _table(path)
        data = np.memmap(path, np.uint8, "r", offset=first) if path.stat().st_size > first else np.zeros(0, np.uint8)
        return {name: _array(row, data) for name, row in table.items() if name != "__metadata__" and row["dtype"] in KINDS}
    except OSError as error:
        raise AlignerError("ctc", f"{path}: {(error.strerror or str(error)).lower()}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AlignerError("ctc", f"{path}: is no sound safetensors file ({error})", "fetch it anew") from error


def _table(path: Path) -> tuple[dict[str, Any], int]:
    """The table of a file, and where its numbers begin."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(LARGEST_TABLE, path.stat().st_size - 8):
            raise ValueError("its table is longer than the file")
        table: dict[str, Any] = json.loads(file.read(length).decode("utf-8"))
    return table, 8 + length


def _array(row: dict[str, Any], data: NDArray[np.uint8]) -> NDArray[np.float32]:
    kind, shape = KINDS[row["dtype"]], tuple(row["shape"])
    first, last = row["data_offsets"]
    if not all(isinstance(n, int) and n >= 0 for n in (first, last, *shape)) or last > len(data):
        raise ValueError("an array lies outside of it")
    if last - first != math.prod(shape) * kind.itemsize:
        raise ValueError("an array has another size than its shape")
    values = np.frombuffer(data[first:last].tobytes(), kind)
    wide = (values.astype(np.uint32) << 16).view(np.float32) if row["dtype"] == "BF16" else values.astype(np.float32)
    return wide.reshape(shape)


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
