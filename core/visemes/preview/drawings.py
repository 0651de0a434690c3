"""The user's own mouth drawings from a folder: PNG or SVG, named by viseme."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    Image = NDArray[np.uint8]

#: Endings of drawings, the first found is taken.
ENDINGS: Final = (".png", ".svg", ".webp", ".jpg", ".jpeg")

#: Pixels of a picture's side, at most, and bytes of its file.
LARGEST_SIDE, LARGEST_FILE = 16384, 1 << 28


def read_drawings(folder: Path, visemes: Iterable[str], width: int, height: int) -> dict[str, Image]:
    """The drawing of each viseme as RGBA of the picture's size, in its middle, made smaller where it is larger.

    Raises UsageError for a folder that lacks drawings or has some of different sizes (the most common size is meant),
    MissingExtraError for SVG without its reader.
    """
    wanted = list(visemes)
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder", "give a folder with one drawing for each mouth")
    files = {name: _find(folder, name) for name in wanted}
    missing = [name for name, path in files.items() if path is None]
    if missing:
        raise UsageError(
            f"{folder}: has no drawing for {', '.join(missing)}", f"name them like {missing[0]}.png or {missing[0]}.svg"
        )
    pictures = {name: read_picture(path, height) for name, path in files.items() if path is not None}
    sizes = Counter(picture.shape[:2] for picture in pictures.values())
    usual = sizes.most_common(1)[0][0]
    odd = [name for name, picture in pictures.items() if picture.shape[:2] != usual]
    if odd:
        others = ", ".join(f"{name} ({pictures[name].shape[1]}x{pictures[name].shape[0]})" for name in odd)
        raise UsageError(f"{folder}: drawings are {usual[1]}x{usual[0]} but for {others}", "draw all mouths on the same canvas")
    return {name: fitted(picture, width, height) for name, picture in pictures.items()}


def _find(folder: Path, name: str) -> Path | None:
    """A viseme's file; names differ in case between systems."""
    files = {path.name.lower(): path for path in sorted(folder.iterdir(), reverse=True) if path.is_file()}
    return next((files[f"{name}{ending}".lower()] for ending in ENDINGS if f"{name}{ending}".lower() in files), None)


def read_picture(path: Path, height: int) -> Image:
    """A picture as RGBA. height: in pixels, of an SVG, which has none of its own. Raises UsageError or MissingExtraError."""
    from PIL import Image as Pictures

    if not path.is_file():
        raise UsageError(f"{path}: no such picture", "check the name")
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError(f"{path}: {path.stat().st_size / 1e6:.0f} MB are too much for a drawing", "make it smaller")
    source: Any = io.BytesIO(_rendered(path, height)) if path.suffix.lower() == ".svg" else path
    try:
        with Pictures.open(source) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise UsageError(f"{path}: {picture.width}x{picture.height} pixels are too many", f"at most {LARGEST_SIDE} a side")
            return np.asarray(picture.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, Pictures.DecompressionBombError) as error:
        raise UsageError(f"{path}: cannot be read as a picture ({error})", "save it anew as PNG") from None


def _rendered(path: Path, height: int) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise MissingExtraError("resvg-py", "svg") from None
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=path.read_text(encoding="utf-8"), height=height))
    except (ValueError, RuntimeError, OSError) as error:
        raise UsageError(f"{path}: cannot be read as SVG ({error})", "save it anew, or as PNG") from None


def fitted(picture: Image, width: int, height: int) -> Image:
    """A picture in the middle of a transparent one, made smaller to fit but never larger."""
    from PIL import Image as Pictures

    scale = min(width / picture.shape[1], height / picture.shape[0], 1.0)
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    small = picture if scale == 1 else np.asarray(Pictures.fromarray(picture).resize(size, Pictures.Resampling.LANCZOS))
    canvas = np.zeros((height, width, 4), dtype=np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
    return canvas


def background_of(text: str, width: int, height: int) -> Image:
    """What is behind the drawings: a colour ("#203040", "white"), a picture's file, filling the frame, or "none" (RGBA).

    Raises UsageError.
    """
    from pathlib import Path

    from PIL import Image as Pictures
    from PIL import ImageColor, ImageOps

    if text.lower() == "none":
        return np.zeros((height, width, 4), dtype=np.uint8)
    try:
        colour = ImageColor.getrgb(text)[:3]
    except ValueError:
        picture = Pictures.fromarray(read_picture(Path(text), height)).convert("RGB")
        return np.asarray(ImageOps.fit(picture, (width, height), Pictures.Resampling.LANCZOS))
    return np.full((height, width, 3), colour, dtype=np.uint8)
