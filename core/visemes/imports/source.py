"""The text of a file somebody gave us: limited in size, in whatever encoding its program wrote."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from visemes.errors import TimelineError

#: Bytes a timeline may have; an hour of speech with fifty curves stays below.
LARGEST_FILE: Final = 256 * 1024 * 1024

#: Byte-order marks and what they mean, longest first.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path | str) -> str:
    """The text of a file. Raises TimelineError when it is missing, a folder, empty, too large or no text."""
    path = Path(path)
    data = _read(path)
    if len(data) > LARGEST_FILE:
        raise TimelineError(f"{path}: is larger than {LARGEST_FILE // 1024**2} MB, which no timeline is")
    text = decode(data, str(path))
    if not text.strip():
        raise TimelineError(f"{path}: is empty")
    return text


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except IsADirectoryError as error:
        raise TimelineError(f"{path}: is a folder, not a timeline") from error
    except FileNotFoundError as error:
        raise TimelineError(f"{path}: no such file") from error
    except OSError as error:
        raise TimelineError(f"{path}: {(error.strerror or str(error)).lower()}") from error


def decode(data: bytes, source: str) -> str:
    """Bytes as text: by byte-order mark, else UTF-16 when every other byte is zero, else UTF-8, else Latin-1 (old Praat files)."""
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise TimelineError(f"{source}: is not a text file") from error
        return data.decode("latin-1")


def _encoding(data: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        return marked
    head = data[:200]
    if len(head) >= 2 and not any(head[1::2]):
        return "utf-16-le"
    if len(head) >= 2 and not any(head[::2]):
        return "utf-16-be"
    return "utf-8"
