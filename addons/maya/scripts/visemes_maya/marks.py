"""What says that something in the scene is ours: attributes on our curves and layers, and a node for each line.

A curve of ours carries the key of its line and the record of the keys we wrote on it; a layer of ours the key of its line; a node
of type `network` all that a person set of the line and what the engine said (JSON). All three are saved with the scene and travel
with nodes that are imported or renamed.
"""

from __future__ import annotations

import json
from typing import Any

from maya import cmds

#: The line something belongs to.
LINE = "visemesLine"

#: On a curve: the record of the keys we wrote.
KEYS = "visemesKeys"

#: On the node of a line: all about it.
DATA = "visemesData"


def kind_of(node: str) -> str:
    """The type of a node."""
    return str(cmds.nodeType(node))


def has(node: str, attribute: str) -> bool:
    """Whether a node has an attribute of ours."""
    return bool(cmds.attributeQuery(attribute, node=node, exists=True))


def get(node: str, attribute: str) -> str:
    """An attribute of ours, empty where a node has none."""
    return str(cmds.getAttr(f"{node}.{attribute}") or "") if has(node, attribute) else ""


def put(node: str, attribute: str, text: str) -> None:
    """Set an attribute of ours, making it if need be."""
    if not has(node, attribute):
        cmds.addAttr(node, longName=attribute, dataType="string")
    if get(node, attribute) != text:
        cmds.setAttr(f"{node}.{attribute}", text, type="string")


def marked(kind: str, key: str) -> list[str]:
    """The nodes of a type (and of those that derive from it) that are marked as a line's."""
    return [node for node in cmds.ls(type=kind) or [] if get(node, LINE) == key]


def line_nodes() -> dict[str, str]:
    """Key → node, of every line of the scene. A line that came with a reference belongs to the file it is in."""
    found: dict[str, str] = {}
    for node in cmds.ls(type="network") or []:
        if has(node, DATA) and not cmds.referenceQuery(node, isNodeReferenced=True):
            found.setdefault(get(node, LINE), node)
    found.pop("", None)
    return found


def read_line(node: str) -> dict[str, Any] | None:
    """All about a line, None where a node does not say it in a way we can read."""
    try:
        data = json.loads(get(node, DATA))
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def write_line(key: str, title: str, data: dict[str, Any]) -> str:
    """Keep all about a line on its node, which is made if need be. Returns the node."""
    node = line_nodes().get(key) or cmds.createNode("network", name=node_name(title), skipSelect=True)
    put(node, LINE, key)
    put(node, DATA, json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    return node


def node_name(title: str) -> str:
    """A name Maya takes for a node of a line."""
    return f"visemes_{legal(title)}"


def legal(text: str) -> str:
    """A text as a part of a node's name: letters, digits and underscores, and not too long."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in text)[:60]
