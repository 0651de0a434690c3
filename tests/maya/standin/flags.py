"""Every call of a command is checked before it does anything: its name, every flag, the mode each flag is used in.

`commands.json` comes from Maya's command pages by way of types-maya (tools/maya_flags.py). Real Maya raises TypeError for an
unknown flag, and RuntimeError or nothing at all for a flag in the wrong mode; here all of them raise `WrongCallError`, so that
none is overlooked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

TABLE: dict[str, dict[str, list[Any]]] = json.loads(Path(__file__).with_name("commands.json").read_text(encoding="utf-8"))

MODES = {"c": "create", "q": "query", "e": "edit"}

#: What the pages show in their examples and text though their tables of modes leave it out.
ALSO: dict[str, dict[str, str]] = {
    # "file": `reference` and `namespace` make a reference, `referenceNode` names it; `location`, `list` and such are asked alone.
    "file": {
        "reference": "c",
        "namespace": "cq",
        "type": "q",
        "rename": "c",
        "i": "c",
        "exportSelected": "c",
        "parentNamespace": "c",
    },
    # "setKeyframe", "keyframe", "keyTangent", "cutKey": which keys are meant is said alike in every mode ("In query mode, this flag
    # needs a value").
    "keyframe": dict.fromkeys(
        ("time", "index", "attribute", "float", "includeUpperBound", "absolute", "relative", "animation"), "qe"
    ),
    "keyTangent": dict.fromkeys(("time", "index", "attribute", "float", "includeUpperBound", "animation", "g"), "qe"),
    "setKeyframe": {"time": "qe", "attribute": "qe"},
    # "animLayer": "In query mode, this flag needs a value."
    "animLayer": {"findCurveForPlug": "q", "layeredPlug": "q", "attribute": "q"},
    "optionVar": {"exists": "cq", "query": "c"},
    "pluginInfo": {"loaded": "q"},
    "progressWindow": {"isCancelled": "q"},
    "workspaceControl": {"exists": "cq"},
    "window": {"exists": "cq"},
}

#: Commands whose flag `query` asks for the value named by it and is no mode ("optionVar").
QUERY_IS_A_FLAG = frozenset({"optionVar"})


class WrongCallError(TypeError):
    """A call that Maya's documentation does not allow."""


class Call(NamedTuple):
    """A checked call. mode: "c", "q" or "e". flags: by long name."""

    command: str
    mode: str
    arguments: tuple[Any, ...]
    flags: dict[str, Any]


def check(command: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Call:
    """The call with long flag names. Raises WrongCallError for what no page knows."""
    table = TABLE[command]
    given = dict(keywords)
    mode = _mode(command, given)
    shorts = {entry[0]: long for long, entry in table.items() if entry[0]}
    flags: dict[str, Any] = {}
    for name, value in given.items():
        long = name if name in table or name in ALSO.get(command, {}) else shorts.get(name)
        if command in QUERY_IS_A_FLAG and name == "q":
            long = "query"
        if long is None:
            raise WrongCallError(f"{command}: Invalid flag '{name}'")
        if long in flags:
            raise WrongCallError(f"{command}: flag '{long}' is given twice")
        flags[long] = value
    _check_modes(command, mode, flags)
    return Call(command, mode, _flat(arguments), flags)


def _mode(command: str, given: dict[str, Any]) -> str:
    """Takes the mode's own flag out of what is given."""
    found = [name for name in ("query", "q", "edit", "e") if given.get(name) is True and not _is_flag(command, name)]
    if len(found) > 1:
        raise WrongCallError(f"{command}: {' and '.join(found)} cannot be used together")
    for name in ("query", "q", "edit", "e"):
        if name in given and given[name] is False and not _is_flag(command, name):
            del given[name]
    if not found:
        return "c"
    del given[found[0]]
    return found[0][0]


def _is_flag(command: str, name: str) -> bool:
    table = TABLE[command]
    return (
        (command in QUERY_IS_A_FLAG and name in {"query", "q"}) or name in table or name in {entry[0] for entry in table.values()}
    )


def _check_modes(command: str, mode: str, flags: dict[str, Any]) -> None:
    table, also = TABLE[command], ALSO.get(command, {})
    allowed = {long: table.get(long, ["", ""])[1] + also.get(long, "") for long in flags}
    wrong = [long for long in flags if mode not in allowed[long]]
    if mode == "q" and command not in QUERY_IS_A_FLAG:
        asked = [long for long in flags if "q" in allowed[long]]
        if not asked and not flags and not any("q" in entry[1] for entry in table.values()):
            wrong = []
    if wrong:
        raise WrongCallError(f"{command}: flag '{wrong[0]}' cannot be used in {MODES[mode]} mode")
    for long, value in flags.items():
        _check_value(command, mode, long, value)


#: What Python's values may stand for a flag's type; every other type is not looked at.
FITS: dict[str, tuple[type, ...]] = {"str": (str,), "bool": (bool, int), "int": (int,), "float": (int, float)}


def _check_value(command: str, mode: str, long: str, value: Any) -> None:
    """Maya: "Invalid arguments for flag 'label'. Expected string, got NoneType"."""
    _, modes, several, kind = TABLE[command].get(long, ["", "", False, "Any"])
    if isinstance(value, (list, tuple)):
        if isinstance(value, list) and kind in FITS and not several and command not in LISTS_ALLOWED:
            raise WrongCallError(f"{command}: flag '{long}' takes one value, not a list")
        values = list(value) if several else []
    else:
        values = [] if mode == "q" and value is True else [value]
    if mode == "q" and "q" not in modes + ALSO.get(command, {}).get(long, ""):
        return
    for each in values:
        if kind in FITS and not isinstance(each, FITS[kind]):
            raise WrongCallError(f"{command}: Invalid arguments for flag '{long}'. Expected {kind}, got {type(each).__name__}")


#: Commands with flags that take lists though they cannot be given several times (columnWidth and the like).
LISTS_ALLOWED = frozenset(name for name, table in TABLE.items() if "annotation" in table)


def _flat(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Maya takes names one by one or as lists."""
    flat: list[Any] = []
    for argument in arguments:
        if isinstance(argument, (list, tuple)):
            flat.extend(argument)
        elif argument is None:
            raise WrongCallError("Invalid arguments: None is no name")
        else:
            flat.append(argument)
    return tuple(flat)
