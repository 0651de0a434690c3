"""Pairs: a shot of a character filmed twice, saying one thing and another; what the painter of mouths learns from."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

import numpy as np

from visemes.errors import UsageError
from visemes.files import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

#: What a file of a pair holds beside what it tells about itself.
FIELDS: Final = ("frames", "wanted", "had", "want", "places", "samples", "closed")


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The same character, head and camera, with two mouths.

    frames: uint8 (T, side, side, 3), what the film shows. wanted: the same with the other mouth. had, want: float16 (S, 7), the
    states of the two mouths, RATE a second. places: int (T,), the state that each frame shows: frames may be fewer than states.
    samples: the sound of the wanted mouth, 16 kHz, int16, from its first state on. closed: bool (S,), which of `want` are in a
    p, b or m.
    """

    name: str
    about: dict[str, str]
    frames: NDArray[np.uint8]
    wanted: NDArray[np.uint8]
    had: NDArray[np.float16]
    want: NDArray[np.float16]
    places: NDArray[np.int32]
    samples: NDArray[np.int16]
    closed: NDArray[np.bool_]


def save(pair: Pair, path: Path) -> None:
    """Write a pair, whole or not at all."""
    held = io.BytesIO()
    about = np.frombuffer(json.dumps({"name": pair.name, **pair.about}).encode(), np.uint8)
    np.savez(held, about=about, **{name: getattr(pair, name) for name in FIELDS})
    write(path, held.getvalue())


def load(path: Path) -> Pair:
    """Read a pair. Raises UsageError for a file that is none."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            about = json.loads(held["about"].tobytes())
            return Pair(about.pop("name"), about, *(held[name] for name in FIELDS))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise UsageError(f"{path}: is no pair of the synthetic world ({error})") from error


def load_all(folder: Path) -> Iterator[Pair]:
    """Every pair of a folder and the folders in it, by name. Raises UsageError where there is none."""
    paths = sorted(folder.rglob("*.npz"))
    if not paths:
        raise UsageError(f"{folder}: no pairs in it", "make some: visemes train pairs")
    return (load(path) for path in paths)
