r"""Unpack the speech of Flight of the Amazon Queen with its words, for `tools/human_speech.py --only queen`.

    apt-get download flight-of-the-amazon-queen
    dpkg -x flight-of-the-amazon-queen_*.deb PACKAGES
    python tools/queen_speech.py PACKAGES

A comic adventure of 1995, acted by English speakers, free to copy and change but not to be sold (its readme.txt has the terms).
Writes PACKAGES/queen/VOICE/NAME.mp3 with NAME.txt, a folder a character.

The archive queen.1c begins with a table: QTBL, a version, the number of files; of each its name, an offset and a size. Files
NAME.DOG hold dialogues: 20 bytes of header, then big-endian numbers: levels of the tree, two keys, how many lines the hero and the
other one have, and where these begin. A line is a number and its words with their length before them. A star and two letters in the
words is a gesture, and ends a recording: the recordings of a line are called by the dialogue's key, the line's number in
hexadecimal, who speaks, and their own number.
"""

from __future__ import annotations

import argparse
import re
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ARCHIVE: Final = "usr/share/scummvm/flight-of-the-amazon-queen/queen.1c"
#: The table: where the number of files stands, where the first is told, bytes of each.
COUNT, FIRST, ROW = 13, 15, 21
#: A dialogue's header, and the bytes of a level of its tree.
HEADER, TREE, LEVEL = 20, 32, 96
#: A gesture: two letters or figures after a star; walks say where to.
GESTURE: Final = re.compile(r"\*(?:XY.{11}|..)", re.DOTALL)
HERO: Final = "joe"


def files(archive: bytes) -> dict[str, bytes]:
    """The files of an archive by name. Raises ValueError for something else."""
    if archive[:4] != b"QTBL":
        raise ValueError("not the game's archive")
    found = {}
    for number in range(struct.unpack_from(">H", archive, COUNT)[0]):
        name, _, offset, size = struct.unpack_from(">12sBII", archive, FIRST + ROW * number)
        found[name.split(b"\0")[0].decode("ascii")] = archive[offset : offset + size]
    return found


def text_at(data: bytes, place: int) -> tuple[str, int]:
    """Words at a place, and where the next line begins: at a multiple of four."""
    length = data[place]
    if not length:
        return "", place + 1
    return data[place + 1 : place + 1 + length].decode("latin-1"), (place + length + 4) & ~3


def recordings(dialogue: bytes, person: str) -> Iterator[tuple[str, str, str]]:
    """Name, voice and words of every recording of a dialogue with somebody."""
    levels, _, key, hero_lines, lines = struct.unpack_from(">5h", dialogue)
    start = struct.unpack_from(">H", dialogue, 22)[0]
    for place, count, letter, voice in ((TREE + LEVEL * abs(levels), hero_lines, "J", HERO), (start, lines, "P", person)):
        at = place
        for _ in range(count):
            number = struct.unpack_from(">H", dialogue, at + 2)[0]
            text, at = text_at(dialogue, at + 4)
            for part, words in enumerate(GESTURE.split(text), 1):
                if words.strip():
                    yield f"{key:2d}{number:4X}{letter}{part:1X}".replace(" ", "0"), voice, words.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    packages = parser.parse_args().packages
    found = files((packages / ARCHIVE).read_bytes())
    count = 0
    for name, data in found.items():
        if not name.endswith(".DOG"):
            continue
        for recording, voice, words in recordings(data[HEADER:], re.sub(r"\d*\.DOG$", "", name).lower()):
            if (sound := found.get(f"{recording}.SB")) is None:
                continue
            folder = packages / "queen" / voice
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{recording}.mp3").write_bytes(sound)
            (folder / f"{recording}.txt").write_text(f"{words}\n", "utf-8")
            count += 1
    print(f"{count} recordings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
