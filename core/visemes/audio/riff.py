"""How much sound a .wav says it has: FFmpeg believes the file's size instead and hides that it breaks off."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

#: Sizes that writers leave behind when they do not know it yet (pipes, recorders that lost power).
UNKNOWN: Final = frozenset({0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0xFFFFFFFF - 36})


def promised_share(path: Path) -> float:
    """Promised bytes of sound per byte that is there: 1 for a whole file, 2 when half is missing, 1 for anything but RIFF."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF" or len(file.read(4)) < 4 or file.read(4) != b"WAVE":
            return 1.0
        promised = _data_size(file)
        there = path.stat().st_size - file.tell()
    return promised / there if promised not in UNKNOWN and 0 < there < promised else 1.0


def _data_size(file: BinaryIO) -> int:
    """Bytes of the `data` chunk, 0 when there is none; the file is left at its beginning."""
    while len(head := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", head)
        if name == b"data":
            return int(size)
        file.seek(size + size % 2, 1)
    return 0
