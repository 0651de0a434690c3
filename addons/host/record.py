"""The record of the keys we wrote, as text that lies beside them. No host here.

It names the line a key belongs to, so that several lines share an Action; it travels with an Action that is copied or appended.
"""

from __future__ import annotations

import base64
import json
import sys
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .keys import BEZIER, LINEAR, STEPPED, Key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The name of the custom property that holds the record.
PROPERTY = "visemes_keys"

#: Counts up when the record changes its form; another one is not read.
VERSION = 2

#: Numbers kept of a key, in single precision as Blender keeps them: frame, value, slopes, interpolation.
WIDTH = 5

_KINDS = (STEPPED, LINEAR, BEZIER)

#: A curve of an Action: its data path and index.
CurveName = tuple[str, int]


@dataclass(frozen=True)
class Track:
    """What we wrote on one curve. numbers: `WIDTH` a key; digest: of all the curve's keys then, 0 where others stood among ours."""

    numbers: array[float]
    digest: int = 0

    @classmethod
    def of(cls, keys: Sequence[Key], digest: int = 0) -> Track:
        """The track of keys."""
        kinds = {kind: float(number) for number, kind in enumerate(_KINDS)}
        rows = [(key.frame, key.value, key.slope_in, key.slope_out, kinds[key.interpolation]) for key in keys]
        return cls(array("f", [number for row in rows for number in row]), digest)

    def keys(self) -> list[Key]:
        """The keys of the track."""
        columns = [self.numbers[column::WIDTH] for column in range(WIDTH)]
        return [Key(frame, value, before, after, _KINDS[int(kind)]) for frame, value, before, after, kind in zip(*columns)]

    def packed(self) -> str:
        """The numbers as text."""
        return base64.b64encode(_little(self.numbers).tobytes()).decode("ascii")


def unpacked(text: str) -> array[float]:
    """Numbers from their text. Raises ValueError."""
    numbers = array("f")
    numbers.frombytes(base64.b64decode(text, validate=True))
    if len(numbers) % WIDTH:
        raise ValueError("a key is cut off")
    return _little(numbers)


def _little(numbers: array[float]) -> array[float]:
    """Least byte first, whatever the machine has."""
    if sys.byteorder == "little":
        return numbers
    turned = array("f", numbers)
    turned.byteswap()
    return turned


#: What we wrote of one line.
Written = dict[CurveName, Track]


def read(text: str) -> dict[str, Written]:
    """Line → curve → track. What cannot be read is no record: its keys are the user's."""
    try:
        data = json.loads(text) if text else {}
        if not data or data["version"] != VERSION:
            return {}
        return {
            line: {(str(path), int(index)): Track(unpacked(numbers), int(digest)) for path, index, numbers, digest in curves}
            for line, curves in data["lines"].items()
        }
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}


def text(lines: Mapping[str, Mapping[CurveName, Track]]) -> str:
    """The record as text, empty when there is nothing in it."""
    kept = {line: curves for line, curves in lines.items() if curves}
    if not kept:
        return ""
    rows = {
        line: [[path, index, track.packed(), track.digest] for (path, index), track in curves.items()]
        for line, curves in kept.items()
    }
    return json.dumps({"version": VERSION, "lines": rows}, separators=(",", ":"))
