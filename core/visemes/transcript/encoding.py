"""Text files in whatever encoding an editor left them."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from visemes.errors import TranscriptError

if TYPE_CHECKING:
    from pathlib import Path

#: Byte order marks, the longer first: UTF-32's begins with UTF-16's.
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Control characters that no text has; bytes that decode to them are not text.
_CONTROLS: Final = frozenset(map(chr, [*range(9), *range(14, 27), *range(28, 32), 127]))


def decode(data: bytes) -> str:
    """Text from UTF-8, UTF-16 or UTF-32 (with a mark or without), else from cp1252, or Latin-1 where that has holes.

    Raises ValueError for bytes that are no text.
    """
    text = data.decode(_encoding(data)).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROLS & set(text):
        raise ValueError("not text")
    return text


def _encoding(data: bytes) -> str:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    candidates = (marked,) if marked else ("utf-8", *_unmarked_utf16(data), "cp1252")
    return next((name for name in candidates if name and _decodes(data, name)), "latin-1")


def _unmarked_utf16(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark shows as zeros in every other byte of Western text."""
    if len(data) % 2 or not data:
        return ()
    high, low = data[0::2].count(0), data[1::2].count(0)
    half = len(data) / 2
    return ("utf-16-le",) if low > 0.6 * half > high else ("utf-16-be",) if high > 0.6 * half > low else ()


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def read_text(path: Path, kind: str = "transcript") -> str:
    """The text of a file, with plain line feeds. kind: what to call it in errors.

    Raises TranscriptError when there is no such file, it cannot be opened, or it is not text.
    """
    if path.is_dir():
        raise TranscriptError(f"{path}: is a folder, not a {kind}")
    try:
        return decode(path.read_bytes())
    except FileNotFoundError:
        raise TranscriptError(f"{path}: there is no such {kind}", "check the path") from None
    except OSError as problem:
        raise TranscriptError(f"{path}: cannot be read: {problem.strerror}") from None
    except ValueError:
        raise TranscriptError(f"{path}: is not text", f"a {kind} is a text file in UTF-8, UTF-16 or Latin-1") from None
