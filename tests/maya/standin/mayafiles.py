"""Readers of Maya's own files, as far as they hold animation curves: `.ma` and `.anim`.

Pages: "ANIM file format"; "Maya ASCII file format" (createNode, setAttr with `-s` and ranges); "animCurve" for the attributes'
names: ktv time and value, kit and kot types of tangents, kix kiy kox koy their directions in seconds and inner units, ktl
tangents locked, wgt weights. In `.anim` a fixed tangent is an angle and a weight in units of the scene that reads it.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple

from . import curve, units
from .curve import Key

#: Tangent types in files, which count otherwise than the API ("animCurve", attribute tangentType).
FILE_TANGENTS = {
    1: curve.FIXED,
    2: curve.LINEAR,
    3: curve.FLAT,
    5: curve.STEP,
    9: curve.SMOOTH,
    10: curve.CLAMPED,
    16: curve.PLATEAU,
    17: curve.STEP_NEXT,
    18: curve.AUTO,
}
_STATEMENT = re.compile(r'((?:"(?:\\.|[^"\\])*"|//[^\n]*\n|[^";])*);', re.DOTALL)
_RANGE = re.compile(r"\.(\w+)\[(\d+)(?::(\d+))?\]")


class Read(NamedTuple):
    """A curve of a file. name: its node; attribute and node: what it is for, where the file says so. unit: of its key times."""

    name: str
    kind: str
    keys: curve.Keys
    weighted: bool
    unit: str
    strings: dict[str, str]


def statements(text: str) -> Iterator[list[str]]:
    """The commands of a Maya ASCII file as words, without comments."""
    bare = re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*', lambda match: match[1] or "", text)
    for match in _STATEMENT.finditer(bare):
        words = shlex.split(match[1])
        if words:
            yield words
    rest = _STATEMENT.sub("", bare).strip()
    if rest:
        raise ValueError(f"a command without an end: {rest[:40]!r}")


def maya_ascii(text: str) -> list[Read]:
    """The curves of a `.ma`. Raises ValueError for commands that stand in no such fragment."""
    if not text.startswith("//Maya ASCII "):
        raise ValueError("no Maya ASCII file")
    unit, found = "film", []
    current: dict[str, Any] = {}
    for words in statements(text):
        if words[0] == "currentUnit":
            unit = units.time_unit(words[words.index("-t") + 1])
        elif words[0] == "createNode":
            current = {"kind": words[1], "name": words[words.index("-n") + 1], "arrays": {}, "single": {}, "added": set()}
            found.append(current)
        elif words[0] == "addAttr":
            current["added"].add(words[words.index("-ln") + 1])
        elif words[0] == "setAttr":
            _set(current, words[1:])
        elif words[0] != "requires":
            raise ValueError(f"{words[0]} in a fragment")
    return [_curve(node, unit) for node in found]


def _set(node: dict[str, Any], words: list[str]) -> None:
    size = None
    if words[0] == "-s":
        size, words = int(words[1]), words[2:]
    match = _RANGE.fullmatch(words[0])
    if not match:
        values = words[3:] if words[1] == "-type" else words[1:]
        node["single"][words[0].lstrip(".")] = values[0]
        return
    first, last = int(match[2]), int(match[3] or match[2])
    width = 2 if match[1] == "ktv" else 1
    if len(words) - 1 != (last - first + 1) * width or (size is not None and last >= size):
        raise ValueError(f"{words[0]} has {len(words) - 1} values")
    node["arrays"][match[1]] = words[1:]


def _curve(node: dict[str, Any], unit: str) -> Read:
    arrays = node["arrays"]
    pairs = list(zip(arrays["ktv"][::2], arrays["ktv"][1::2]))
    count = len(pairs)
    types = [
        [FILE_TANGENTS[int(each)] for each in arrays.get(name, [node["single"].get("tan", "10")] * count)]
        for name in ("kit", "kot")
    ]
    sides = [
        [float(each) for each in arrays.get(name, ["1" if name.endswith("x") else "0"] * count)]
        for name in ("kix", "kiy", "kox", "koy")
    ]
    locks = [each in {"yes", "on", "1"} for each in arrays.get("ktl", ["yes"] * count)]
    keys = tuple(
        Key(
            units.ticks(float(time), unit),
            float(value),
            types[0][i],
            types[1][i],
            (sides[0][i], sides[1][i]),
            (sides[2][i], sides[3][i]),
            locks[i],
        )
        for i, (time, value) in enumerate(pairs)
    )
    strings = {name: value for name, value in node["single"].items() if name in node["added"]}
    return Read(node["name"], node["kind"], keys, node["single"].get("wgt", "yes") == "yes", unit, strings)


def anim(text: str, scene_unit: str) -> list[Read]:
    """The curves of a `.anim`, read in a scene with that unit of time."""
    lines = [line.split("//")[0].strip() for line in text.splitlines()]
    words_of = [line.rstrip(";").split() for line in lines if line]
    head = {words[0]: words[1] for words in words_of if len(words) == 2}
    if words_of[0][0] != "animVersion" or "mayaVersion" not in head:
        raise ValueError("no .anim file")
    unit = head.get("timeUnit", scene_unit)
    if unit not in {*units.NAMED, *units.SLOW}:
        raise ValueError(f"the plug-in knows no time unit {unit!r}")
    found: list[Read] = []
    inside: dict[str, Any] = {}
    for words in words_of:
        if words[0] == "anim":
            inside = {"name": words[2], "node": words[3], "keys": []}
        elif words[0] == "keys":
            inside["reading"] = True
        elif words == ["}"] and inside.pop("reading", False):
            found.append(_read(inside, unit))
        elif inside.get("reading"):
            inside["keys"].append(_key(words, unit, scene_unit))
        elif len(words) == 2 and inside:
            inside[words[0]] = words[1]
    return found


def _read(block: dict[str, Any], unit: str) -> Read:
    kind = {"unitless": "animCurveTU", "linear": "animCurveTL", "angular": "animCurveTA"}[block["output"]]
    return Read(block["name"], kind, tuple(block["keys"]), block["weighted"] == "1", unit, {"node": block["node"]})


def _key(words: list[str], unit: str, scene_unit: str) -> Key:
    """time value in-type out-type tangents-locked weights-locked breakdown, then angle and weight of each fixed side."""
    rest = [float(word) for word in words[7:]]
    rate = float(units.RATES[scene_unit])
    vectors = []
    for kind in words[2:4]:
        angle, weight = (rest.pop(0), rest.pop(0)) if kind == "fixed" else (0.0, 1.0)
        vectors.append((weight * math.cos(math.radians(angle)) / rate, weight * math.sin(math.radians(angle))))
    if rest:
        raise ValueError(f"too much in {' '.join(words)!r}")
    types = [curve.TANGENTS[word] for word in words[2:4]]
    return Key(
        units.ticks(float(words[0]), unit),
        float(words[1]),
        types[0],
        types[1],
        vectors[0],
        vectors[1],
        words[4] == "1",
        words[5] == "1",
    )
