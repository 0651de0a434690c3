"""The record of the keys we wrote, as text on their Action. No bpy here.

It names the line a key belongs to, so that several lines share an Action; it travels with an Action that is copied or appended.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .keys import BEZIER, LINEAR, STEPPED, Key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The name of the custom property that holds the record.
PROPERTY = "visemes_keys"

#: Counts up when the record changes its form; another one is not read.
VERSION = 1

_KINDS = (STEPPED, LINEAR, BEZIER)

#: A curve of an Action: its data path and index.
CurveName = tuple[str, int]

#: What we wrote of one line.
Written = dict[CurveName, list[Key]]


def read(text: str) -> dict[str, Written]:
    """Line → curve → keys. What cannot be read is no record: its keys are the user's."""
    try:
        data = json.loads(text) if text else {}
        if not data or data["version"] != VERSION:
            return {}
        return {line: {(path, index): _keys(numbers) for path, index, numbers in curves} for line, curves in data["lines"].items()}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}


def _keys(numbers: Sequence[float]) -> list[Key]:
    rows = (numbers[start : start + 5] for start in range(0, len(numbers), 5))
    return [Key(frame, value, slope_in, slope_out, _KINDS[int(kind)]) for frame, value, slope_in, slope_out, kind in rows]


def text(lines: Mapping[str, Mapping[CurveName, Sequence[Key]]]) -> str:
    """The record as text, empty when there is nothing in it."""
    kept = {line: curves for line, curves in lines.items() if curves}
    if not kept:
        return ""
    rows = {line: [[path, index, _numbers(keys)] for (path, index), keys in curves.items()] for line, curves in kept.items()}
    return json.dumps({"version": VERSION, "lines": rows}, separators=(",", ":"))


def _numbers(keys: Sequence[Key]) -> list[float]:
    return [
        number
        for key in keys
        for number in (
            key.frame,
            round(key.value, 7),
            round(key.slope_in, 7),
            round(key.slope_out, 7),
            _KINDS.index(key.interpolation),
        )
    ]
