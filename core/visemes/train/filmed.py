"""Clips to measure on that were not shot here: films whose mouths are known, and films whose mouth the finder finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import Sound, loudness, read_sound
from visemes.errors import UsageError
from visemes.sync.base import RATE, SOUND_RATE
from visemes.sync.crop import crop, squares
from visemes.sync.film import at_rate, open_film
from visemes.sync.follow import follow
from visemes.sync.mouth import voiced
from visemes.sync.reading import Reader
from visemes.sync.shots import pieces
from visemes.train.measure import Clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from visemes.sync.base import Expert

#: Seconds of a shot that are worth a clip.
SHORTEST: Final = 2.2


def boxed(folder: Path) -> Iterator[Clip]:
    """The films of a folder as `tools/rendered_footage.py` writes it: `index.json` says where the lips are on every frame.

    Raises UsageError for a folder without one.
    """
    try:
        films = json.loads((folder / "index.json").read_text("utf-8"))["films"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder}: holds no index.json of films ({error})", "tools/rendered_footage.py writes one") from None
    for entry in films:
        path = folder / entry["file"]
        film = open_film(path)
        frames = list(at_rate(film.pictures()))
        rows = np.minimum((np.arange(len(frames)) / RATE * float(entry["fps"]) + 1e-6).astype(int), len(entry["boxes"]) - 1)
        height, width = frames[0].shape
        boxes = np.array(entry["boxes"])[rows] * [width, height, width, height]
        seen = np.stack([crop(frame, square) for frame, square in zip(frames, squares(boxes), strict=True)])
        yield Clip(path.stem, str(entry["look"]), seen, read_sound(path, SOUND_RATE).samples, float(entry.get("offset", 0.0)))


def found(path: Path, expert: Expert, family: str = "") -> Iterator[Clip]:
    """What the finder takes for the mouth in each piece of a film, or the middle of the picture where it finds none.

    The film's own sound has to be in sync. family: of the clips; the film's name where it is empty.
    """
    film, samples = open_film(path), read_sound(path, SOUND_RATE).samples
    level = loudness(Sound(samples, SOUND_RATE), 1 / RATE)
    reader = Reader(expert, samples, level)
    for piece in pieces(at_rate(film.pictures())):
        count, start = len(piece.frames), round(piece.first / RATE * SOUND_RATE)
        spoken = voiced(level[piece.first : piece.first + count])
        if count < SHORTEST * RATE or not spoken.any():
            continue
        mouths = reader.mouths(piece.frames, piece.first)
        height, width = piece.frames.shape[1:]
        middle = (width * 0.4, height * 0.45, width * 0.2, height * 0.1)
        crops = mouths[0].crops if mouths else reader.read(piece.frames, piece.first, follow(piece.frames, middle, 0)).crops
        heard = samples[start : start + round(count / RATE * SOUND_RATE)]
        yield Clip(f"{path.stem}.{piece.first}", family or path.stem, crops, heard)
