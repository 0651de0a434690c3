"""Frame, time, phone, viseme and word burnt into a preview."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.timeline import at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.line import Line

    Image = NDArray[np.uint8]

#: Height of the strip and of its letters, of the picture's height; its paper and ink.
STRIP, LETTERS = 0.085, 0.042
PAPER, INK, FAINT = (24, 26, 28, 255), (244, 244, 240, 255), (156, 162, 168, 255)

#: Where each entry begins, of the picture's width.
COLUMNS: Final = (("frame", 0.02), ("time", 0.17), ("phone", 0.36), ("viseme", 0.48), ("word", 0.68))


def labelled(picture: Image, line: Line, frame: int) -> Image:
    """The picture with a strip below that says what is said on a frame."""
    height, width = picture.shape[:2]
    strip = _strip(width, round(STRIP * height), round(LETTERS * height), entries(line, frame))
    made = picture.copy()
    made[height - strip.shape[0] :] = strip[..., : picture.shape[2]]
    return made


def entries(line: Line, frame: int) -> tuple[str, ...]:
    """What the strip says: frame, time, phone, viseme, word; of the middle of the frame. Letters no font here has are left out."""
    middle = max(0.0, float(line.grid.seconds_at(frame + 0.5)))
    phone, word = line.timeline.phone_at(middle), line.timeline.word_at(middle)
    viseme = line.drawing_at(frame) if line.exposures else (cue.label if (cue := at(line.cues, middle)) else line.rest)
    seconds = max(0.0, float(line.grid.seconds_at(frame)))
    clock = f"{int(seconds // 60)}:{seconds % 60:06.3f}"
    return str(frame), clock, *(_writable(text) for text in (phone.label if phone else "", viseme, word.label if word else ""))


def _writable(text: str) -> str:
    """Text whose letters the font has; nothing of a text with others, which would be boxes."""
    return text if all(_has(letter) for letter in text) else ""


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    """Whether the font has a letter: one it lacks looks like one that nobody has."""
    known = font(24)
    return letter == " " or bytes(known.getmask(letter)) != bytes(known.getmask("\uffff"))


@lru_cache(maxsize=4)
def font(size: int) -> Any:  # noqa: ANN401 - Pillow's type
    """The sans serif that comes with visemes, IPA included. size: pixels."""
    from PIL import ImageFont

    with as_file(files("visemes.preview") / "data" / "sans.ttf") as path:
        return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=8)
def _strip(width: int, height: int, size: int, texts: tuple[str, ...]) -> Image:
    from PIL import Image as Pictures
    from PIL import ImageDraw

    canvas = Pictures.new("RGBA", (width, height), PAPER)
    pen = ImageDraw.Draw(canvas)
    for (name, place), text in zip(COLUMNS, texts, strict=True):
        x = round(place * width)
        pen.text((x, height * 0.2), name, font=font(max(8, size // 2)), fill=FAINT, anchor="lm")
        pen.text((x, height * 0.62), text, font=font(size), fill=INK, anchor="lm")
    return np.asarray(canvas)
