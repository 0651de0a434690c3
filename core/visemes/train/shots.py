"""Shots: a mouth that speaks, cut out, and its sound; what the expert is trained and measured on."""

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

#: Side of a shot's pictures (pixels) and how much of the world they show, in widths of the mouth at rest: enough for crops that are
#: half as large again as they should be, and off the mouth's middle.
SIDE: Final = 72
AROUND: Final = 2.6


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One line of a character, as the expert is trained on it.

    name, about: where it comes from, for tables. frames: uint8 (T, SIDE, SIDE), grey, RATE a second; none where nobody was filmed.
    spectra: `log_mel` of its sound from the first frame on, float16. samples: the sound itself, 16 kHz, int16; none where nobody
    was filmed. states: what the mouth does (see `guide.states`), float16 (T, 7).
    """

    name: str
    about: dict[str, str]
    frames: NDArray[np.uint8]
    spectra: NDArray[np.float16]
    samples: NDArray[np.int16]
    states: NDArray[np.float16]


def save(shot: Shot, path: Path) -> None:
    """Write a shot, whole or not at all."""
    held = io.BytesIO()
    about = np.frombuffer(json.dumps({"name": shot.name, **shot.about}).encode(), np.uint8)
    np.savez(held, about=about, frames=shot.frames, spectra=shot.spectra, samples=shot.samples, states=shot.states)
    write(path, held.getvalue())


def load(path: Path) -> Shot:
    """Read a shot. Raises UsageError for a file that is none."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            about = json.loads(held["about"].tobytes())
            return Shot(about.pop("name"), about, *(held[name] for name in ("frames", "spectra", "samples", "states")))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise UsageError(f"{path}: is no shot of the synthetic world ({error})") from error


def load_all(folder: Path) -> Iterator[Shot]:
    """Every shot of a folder and the folders in it, by name. Raises UsageError where there is none."""
    paths = sorted(folder.rglob("*.npz"))
    if not paths:
        raise UsageError(f"{folder}: no shots in it", "make some: visemes train shots")
    return (load(path) for path in paths)
