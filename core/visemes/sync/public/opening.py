"""Weights of others, from files nobody vouches for: PyTorch's (its archives and those before 2020) and safetensors.

What a file is is told from its first bytes before PyTorch sees it, so that a web page, a cut-off download or a compiled model is
called what it is. PyTorch then reads it with `weights_only`, which makes tensors and plain containers and runs nothing.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import WeightsError
from visemes.safetensors import read_safetensors
from visemes.sync.public.layers import COUNTER, import_torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

#: Bytes a file may have: the largest of these checkpoints, with what its training kept, is a fifth of it.
LARGEST: Final = 1_000_000_000

#: Entries an archive and a checkpoint may have.
MOST: Final = 20_000

#: How files begin that are something else → what they are, and what to do.
BEGINNINGS: Final[dict[bytes, tuple[str, str]]] = {
    b"<": ("is a web page, not weights", "the download was answered with a page; fetch the file itself"),
    b"version https://git-lfs": ("is a pointer of Git LFS, not the weights themselves", "git lfs pull"),
    b"\x1f\x8b": ("is packed with gzip", "unpack it first"),
    b"Rar!": ("is packed with RAR", "unpack it first"),
    b"7z\xbc\xaf": ("is packed with 7-Zip", "unpack it first"),
    b"\x89HDF": ("holds weights of Keras, not of PyTorch", ""),
    b"\x08\x00\x00\x00TFL": ("holds a network of TensorFlow, not weights of PyTorch", ""),
}

PUBLISHED: Final = "give the file as its authors published it"

#: How `weights_only` names what a pickle would have called.
_CALLED: Final = re.compile(r"GLOBAL ([\w.]+)")

#: How pickles begin as PyTorch writes them; newer kinds come from elsewhere.
_PICKLE: Final = b"\x80\x02"

Tensors = dict[str, Any]


def read_tensors(path: Path) -> Tensors:
    """The tensors of a checkpoint by name, without what the training of it kept and without `module.` before their names.

    Raises WeightsError for anything else, MissingExtraError without PyTorch.
    """
    read = _reader(path)
    torch = import_torch()
    found = read(path)
    held = found.get("state_dict", found) if isinstance(found, dict) else None
    if not isinstance(held, dict) or not held or len(held) > MOST:
        raise WeightsError(path, "holds no weights by name", PUBLISHED)
    if not all(isinstance(name, str) and isinstance(value, torch.Tensor) for name, value in held.items()):
        raise WeightsError(path, "holds other things than weights by name", PUBLISHED)
    is_wrapped = all(name.startswith("module.") for name in held)
    return {name.removeprefix("module.") if is_wrapped else name: value for name, value in held.items()}


def fits(tensors: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether tensors have the names of a network, its counters or not."""
    return needed(shapes) <= tensors.keys() <= shapes.keys()


def needed(shapes: Mapping[str, tuple[int, ...]]) -> set[str]:
    """The entries that a network cannot do without."""
    return {entry for entry in shapes if not entry.endswith(COUNTER)}


def check_tensors(path: Path, tensors: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]], what: str, hint: str) -> None:
    """Every entry must be known and have its shape, none may be missing. what: whose they should be. Raises WeightsError."""
    missing, strange = sorted(needed(shapes) - tensors.keys()), sorted(tensors.keys() - shapes.keys())
    if missing or strange:
        problem = f"has no {missing[0]}" if missing else f"has a {strange[0]} too many"
        raise WeightsError(path, f"holds no {what}: it {problem}", hint)
    for entry in sorted(needed(shapes)):
        shape = tuple(tensors[entry].shape)
        if shape != shapes[entry]:
            raise WeightsError(path, f"holds no {what}: {entry} is {_told(shape)}, not {_told(shapes[entry])}")
        if not _is_plain(tensors[entry]):
            raise WeightsError(path, f"holds no {what}: {entry} is no table of real numbers")


def _is_plain(tensor: Any) -> bool:  # noqa: ANN401 - torch's
    """Whether a tensor's numbers are there, real, and one beside the other."""
    return tensor.is_floating_point() and tensor.device.type == "cpu" and str(tensor.layout) == "torch.strided"


def _told(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "one number"


def _reader(path: Path) -> Callable[[Path], Any]:
    """What reads a file that begins like this one. Raises WeightsError for what nothing reads."""
    begin = _beginning(path)
    if begin.startswith(b"PK\x03\x04"):
        _check_archive(path)
        return _with_torch
    if begin[8:9] == b"{" and int.from_bytes(begin[:8], "little") < LARGEST:
        return _safe
    stripped = begin.lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, (problem, hint) in BEGINNINGS.items():
        if stripped.startswith(sign):
            raise WeightsError(path, problem, hint)
    if not begin.startswith(_PICKLE):
        kind = "is a pickle that PyTorch did not write" if begin[:1] == _PICKLE[:1] else "is no file of PyTorch or safetensors"
        raise WeightsError(path, kind, PUBLISHED)
    return _with_torch


def _beginning(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise WeightsError(path, f"has {size / 1e9:.1f} GB: these experts have less than {LARGEST / 1e9:g}")
        with path.open("rb") as file:
            begin = file.read(64)
    except OSError as error:
        raise WeightsError(path, (error.strerror or str(error)).lower()) from error
    if not begin:
        raise WeightsError(path, "is empty", "fetch it anew")
    return begin


def _check_archive(path: Path) -> None:
    """Raises WeightsError for an archive that is not one of weights as PyTorch writes it: nothing packed, nothing compiled."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WeightsError(path, "is damaged or cut off", "fetch it anew") from error
    names = {part.filename.partition("/")[2] for part in parts}
    if "constants.pkl" in names or any(name.startswith("code/") for name in names):
        raise WeightsError(path, "is a compiled network (TorchScript), which runs code", "give the weights themselves")
    if "data.pkl" not in names:
        raise WeightsError(path, "is an archive of something else than weights", "unpack it, if the weights are in it")
    is_plain = all(part.compress_type == zipfile.ZIP_STORED for part in parts)
    if len(parts) > MOST or not is_plain or sum(part.file_size for part in parts) > path.stat().st_size:
        raise WeightsError(path, "is an archive that PyTorch did not write", "fetch it anew")


def _safe(path: Path) -> Tensors:
    torch = import_torch()
    return {name: torch.from_numpy(array) for name, array in read_safetensors(path).items()}


def _with_torch(path: Path) -> Any:  # noqa: ANN401 - whatever is in it
    torch = import_torch()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of formats that grew old
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises whatever its unpickler meets
        raise _refused(path, str(error)) from error


def _refused(path: Path, said: str) -> WeightsError:
    """What is wrong with a file that PyTorch did not read."""
    called = _CALLED.search(said)
    if called:
        return WeightsError(path, f"is a pickle that would run code ({called[1]}); nothing was run", PUBLISHED)
    return WeightsError(path, "is damaged or cut off", "fetch it anew")
