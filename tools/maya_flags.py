"""Writes tests/maya/standin/commands.json: the flags of Maya's commands that the stand-in of Maya knows, by mode.

    python tools/maya_flags.py types_maya/maya-stubs/cmds.pyi maya_stubs/maya-stubs/cmds/__init__.pyi

The first is that of the package types-maya (MIT), which is made from Maya's own command pages and says of every flag, long and
short, in which modes it may be used; the second that of maya-stubs (MIT), which tells the long names from the short ones. Both
packages install into one folder, so only one of them can be installed (maya-stubs, for mypy): this reads their unpacked wheels.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "tests" / "maya" / "standin" / "commands.json"

#: The commands of a tool that reads a rig, writes keys, plays a sound and shows a window.
COMMANDS = [
    "about",
    "addAttr",
    "aliasAttr",
    "animLayer",
    "attributeQuery",
    "blendShape",
    "button",
    "checkBox",
    "columnLayout",
    "confirmDialog",
    "connectAttr",
    "connectionInfo",
    "copyKey",
    "createNode",
    "currentTime",
    "currentUnit",
    "cutKey",
    "delete",
    "deleteAttr",
    "deleteUI",
    "disconnectAttr",
    "evalDeferred",
    "file",
    "fileDialog2",
    "filterExpand",
    "floatField",
    "floatFieldGrp",
    "floatSlider",
    "floatSliderGrp",
    "formLayout",
    "frameLayout",
    "getAttr",
    "headsUpMessage",
    "inViewMessage",
    "intField",
    "intFieldGrp",
    "intSliderGrp",
    "internalVar",
    "isConnected",
    "keyTangent",
    "keyframe",
    "layout",
    "listAttr",
    "listConnections",
    "listRelatives",
    "loadPlugin",
    "lockNode",
    "ls",
    "menu",
    "menuItem",
    "namespace",
    "namespaceInfo",
    "nodeType",
    "objExists",
    "objectType",
    "optionMenu",
    "optionMenuGrp",
    "optionVar",
    "parent",
    "pasteKey",
    "paneLayout",
    "playbackOptions",
    "pluginInfo",
    "polyCube",
    "progressBar",
    "progressWindow",
    "promptDialog",
    "quit",
    "radioButtonGrp",
    "radioCollection",
    "radioButton",
    "redo",
    "refresh",
    "referenceQuery",
    "rename",
    "rowColumnLayout",
    "rowLayout",
    "scriptJob",
    "scrollField",
    "scrollLayout",
    "select",
    "separator",
    "setAttr",
    "setDrivenKeyframe",
    "setFocus",
    "setKeyframe",
    "setParent",
    "shelfButton",
    "shelfLayout",
    "shelfTabLayout",
    "sound",
    "spaceLocator",
    "sphere",
    "tabLayout",
    "text",
    "textField",
    "textFieldButtonGrp",
    "textFieldGrp",
    "textScrollList",
    "timeControl",
    "treeView",
    "undo",
    "undoInfo",
    "unloadPlugin",
    "upAxis",
    "waitCursor",
    "warning",
    "window",
    "windowPref",
    "workspace",
    "workspaceControl",
    "workspaceControlState",
    "xform",
    "dockControl",
    "error",
    "group",
    "copyAttr",
    "snapshot",
    "findKeyframe",
    "duplicate",
    "control",
    "uiTemplate",
    "showWindow",
    "popupMenu",
    "iconTextButton",
    "symbolButton",
    "cmdScrollFieldReporter",
    "saveImage",
    "help",
    "exactWorldBoundingBox",
    "sets",
    "container",
    "listHistory",
    "translator",
    "savePrefs",
    "savePrefObjects",
]

#: Short names that only their page tells (`as` and `import` are words of Python and stand in no stub).
KNOWN = {
    "ls": {"selection": "sl", "sets": "set", "shapes": "s", "assemblies": "", "geometry": "g", "ghost": "gh", "leaf": "lf",
           "long": "l", "undeletable": "ud", "untemplated": "ut", "uuid": "uid", "sceneDagObjects": ""},
    "attributeQuery": {"softMinExists": "sme", "softMaxExists": "sxe", "softMin": "smn", "softMax": "smx", "softRange": "s",
                       "softRangeExists": "se", "storable": "st"},
}  # fmt: skip


def definitions(text: str) -> dict[str, list[ast.FunctionDef]]:
    """The overloads of the wanted commands. Only their lines are parsed: the whole file takes seconds."""
    wanted = set(COMMANDS)
    found: dict[str, list[ast.FunctionDef]] = {}
    for match in re.finditer(r"^def (\w+)\(.*$", text, re.MULTILINE):
        if match[1] in wanted:
            node = ast.parse(match[0]).body[0]
            if isinstance(node, ast.FunctionDef):
                found.setdefault(match[1], []).append(node)
    return found


def mode_of(node: ast.FunctionDef) -> str:
    """The mode an overload describes: "q" or "e" if it must be called so, else "c"."""
    for argument in node.args.kwonlyargs:
        must = argument.annotation is not None and "Literal[True]" in ast.unparse(argument.annotation)
        if must and argument.arg in {"query", "q", "edit", "e"}:
            return argument.arg[0]
    return "c"


def modes_of(overloads: list[ast.FunctionDef]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Modes ("c", "q", "e") and annotation of every flag name, and what can be queried, every long name before its short one."""
    modes: dict[str, str] = {}
    types: dict[str, str] = {}
    queried: list[str] = []
    for node in overloads:
        mode = mode_of(node)
        for argument in node.args.kwonlyargs:
            name = argument.arg
            if mode != "c" and name in {"query", "q", "edit", "e"}:
                continue
            modes[name] = "".join(sorted({*modes.get(name, ""), mode}))
            if argument.annotation is not None and (mode != "q" or name not in types):
                types[name] = ast.unparse(argument.annotation)
            if mode == "q" and name not in queried:
                queried.append(name)
    return modes, types, queried


def closeness(short: str, long: str) -> float:
    """How likely a short name is that of a long one: 0 not at all."""
    rest = iter(long.lower())
    if len(short) >= len(long) or not all(letter in rest for letter in short.lower()):
        return 0.0
    initials = (long[0] + re.sub(r"[^A-Z0-9]", "", long[1:])).lower()
    same_start = short[0].lower() == long[0].lower()
    return 1.0 + 4 * (short.lower() == initials) + 2 * same_start + (long.lower().startswith(short.lower())) - 0.01 * len(long)


def flags(overloads: list[ast.FunctionDef], longs: set[str], known: dict[str, str]) -> dict[str, list[Any]]:
    """Long name → short name ("" where it is not known), modes, whether it may be given several times, type of a value."""
    modes, types, queried = modes_of(overloads)
    longs = {name for name in modes if name in longs}
    shorts = {name for name in modes if name not in longs}
    pairs = {long: short for long, short in pairwise(queried) if long in longs and short in shorts} | known
    scores = sorted(
        (-closeness(short, long), long, short)
        for long in longs - set(pairs)
        for short in shorts - set(pairs.values())
        if closeness(short, long) and modes[long] == modes[short] and types.get(long) == types.get(short)
    )
    for _, long, short in scores:
        if long not in pairs and short not in pairs.values():
            pairs[long] = short
    alone = shorts - set(pairs.values())
    return {
        name: [pairs.get(name, ""), modes[name], "list[" in types.get(name, ""), types.get(name, "Any").partition(" | list[")[0]]
        for name in sorted(longs | alone)
    }


def long_names(text: str) -> dict[str, set[str]]:
    """Command → its long flag names, from maya-stubs."""
    tree = ast.parse(text)
    return {
        node.name: {argument.arg for argument in node.args.kwonlyargs} for node in tree.body if isinstance(node, ast.FunctionDef)
    }


def main() -> None:
    """Read the stubs, write the table, a line a flag so that differences can be read."""
    found = definitions(Path(sys.argv[1]).read_text(encoding="utf-8"))
    longs = long_names(Path(sys.argv[2]).read_text(encoding="utf-8"))
    missing = sorted(set(COMMANDS) - set(found))
    rows = []
    for name in sorted(found):
        table = flags(found[name], longs.get(name, set()), KNOWN.get(name, {}))
        inner = ",\n".join(f"    {json.dumps(long)}: {json.dumps(entry)}" for long, entry in table.items())
        rows.append(f"  {json.dumps(name)}: {{\n{inner}\n  }}" if inner else f"  {json.dumps(name)}: {{}}")
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(f"{len(rows)} commands; unknown: {' '.join(missing) or 'none'}")


if __name__ == "__main__":
    main()
