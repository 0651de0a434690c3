"""Arrays from safetensors files that nobody vouches for, in numpy alone.

A file is the length of a table (8 bytes, little-endian), the table as JSON (name → kind of number, shape, first and last byte) and
raw numbers. Nothing in it can run. Every number of the table is checked before anything is made of it: arrays lie within the file,
have the size of their shape and share no byte, so that a file never becomes more than its own size of numbers.
Format: https://huggingface.co/docs/safetensors.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import WeightsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.float32]]

#: Bytes the table may have, as in the format's description.
LARGEST_TABLE: Final = 100_000_000

#: Kinds of numbers, and what they are on disk. BF16 is the upper half of a float32.
KINDS: Final[dict[str, np.dtype[Any]]] = {
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "F64": np.dtype("<f8"),
    "BF16": np.dtype("<u2"),
}

#: What damaged or forged tables make Python raise.
_MALFORMED: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


def read_safetensors(path: Path) -> Arrays:
    """The arrays of real numbers of a file as float32, by name; others are left out. Raises WeightsError for a damaged one."""
    return read_with_notes(path)[0]


def read_with_notes(path: Path) -> tuple[Arrays, dict[str, str]]:
    """The arrays of a file, and the texts that were kept beside them. Raises WeightsError."""
    try:
        table, first = _table(path)
        notes = {str(key): str(text) for key, text in table.pop("__metadata__", {}).items()}
        data = np.memmap(path, np.uint8, "r", offset=first) if path.stat().st_size > first else np.zeros(0, np.uint8)
        _check_apart(table, len(data))
        return {name: _array(row, data) for name, row in table.items() if row["dtype"] in KINDS}, notes
    except OSError as error:
        raise WeightsError(path, (error.strerror or str(error)).lower()) from error
    except _MALFORMED as error:
        raise WeightsError(path, f"is no sound safetensors file ({error})".replace("\n", " "), "fetch it anew") from error


def to_safetensors(arrays: Mapping[str, NDArray[np.float32]], notes: Mapping[str, str], *, halved: bool = False) -> bytes:
    """Arrays as a file, in the order of their names, with texts beside them. halved: as numbers of 16 bits."""
    kind = "F16" if halved else "F32"
    table: dict[str, Any] = {"__metadata__": dict(sorted(notes.items()))}
    parts, at = [], 0
    for name in sorted(arrays):
        data = np.ascontiguousarray(arrays[name], KINDS[kind]).tobytes()
        table[name] = {"dtype": kind, "shape": list(arrays[name].shape), "data_offsets": [at, at + len(data)]}
        parts.append(data)
        at += len(data)
    text = json.dumps(table, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *parts])


def _table(path: Path) -> tuple[dict[str, Any], int]:
    """The table of a file, and where its numbers begin."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(LARGEST_TABLE, path.stat().st_size - 8):
            raise ValueError("its table is longer than the file")
        table: dict[str, Any] = json.loads(file.read(length).decode("utf-8"))
    return table, 8 + length


def _check_apart(table: dict[str, Any], size: int) -> None:
    """Raises ValueError where arrays leave the file or share bytes: a small file could claim any amount of memory."""
    end = 0
    for first, last in sorted(_place(row) for row in table.values()):
        if first < end and first < last:
            raise ValueError("arrays lie over one another")
        end = max(end, last)
    if end > size:
        raise ValueError("an array lies outside of it")


def _place(row: dict[str, Any]) -> tuple[int, int]:
    first, last = row["data_offsets"]
    if not all(isinstance(n, int) and n >= 0 for n in (first, last, *row["shape"])):
        raise ValueError("a size is no number")
    return first, last


def _array(row: dict[str, Any], data: NDArray[np.uint8]) -> NDArray[np.float32]:
    kind, shape = KINDS[row["dtype"]], tuple(row["shape"])
    first, last = row["data_offsets"]
    if last - first != math.prod(shape) * kind.itemsize:
        raise ValueError("an array has another size than its shape")
    values = np.frombuffer(data[first:last].tobytes(), kind)
    wide = (values.astype(np.uint32) << 16).view(np.float32) if row["dtype"] == "BF16" else values.astype(np.float32)
    return wide.reshape(shape)
