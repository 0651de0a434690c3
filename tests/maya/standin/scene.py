"""The scene: nodes, plugs, connections, namespaces, and what a plug's value is at a time.

Names are unique in the whole scene (Maya asks that of siblings only), and a plug is named by its last part: `translateX`,
`weight[3]`.
"""

from __future__ import annotations

import fnmatch
import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from . import curve, layers, nodetypes, units
from .journal import Journal
from .nodetypes import Attribute

_PLUG = re.compile(r"^(?P<name>\w+)(?:\[(?P<index>\d+)\])?$")
_LEGAL = re.compile(r"^[A-Za-z_]\w*$", re.ASCII)


class Node:
    """A node. All that can change lies in dicts, which the journal writes."""

    def __init__(self, name: str, kind: str) -> None:
        self.kind = kind
        self.uuid = str(uuid.uuid5(uuid.NAMESPACE_OID, name)).upper()
        self.state: dict[str, Any] = {"name": name, "parent": None, "locked": False, "reference": None}
        self.values: dict[str, Any] = {}
        self.flags: dict[tuple[str, str], Any] = {}  # (plug, "locked" | "keyable" | "channelBox") → set by somebody
        self.aliases: dict[str, str] = {}  # alias → plug
        self.dynamic: dict[str, Attribute] = {}
        self.curve: dict[str, Any] = {"keys": ()}
        self.own = nodetypes.attributes_of(kind)

    @property
    def name(self) -> str:
        return str(self.state["name"])

    @property
    def referenced(self) -> str | None:
        """The reference node it came with; None for a node of this scene."""
        return self.state["reference"]

    @property
    def attributes(self) -> dict[str, Attribute]:
        return {**self.own, **self.dynamic}

    def attribute(self, name: str) -> Attribute | None:
        """By its long or short name."""
        table = self.attributes
        return table.get(name) or next((each for each in table.values() if each.short == name), None)

    @property
    def keys(self) -> curve.Keys:
        return self.curve["keys"]


class Plug(NamedTuple):
    """An attribute of a node, or an element of one."""

    node: Node
    attribute: Attribute
    index: int | None

    @property
    def key(self) -> str:
        return self.attribute.long if self.index is None else f"{self.attribute.long}[{self.index}]"

    @property
    def alias(self) -> str | None:
        return next((alias for alias, key in self.node.aliases.items() if key == self.key), None)

    @property
    def name(self) -> str:
        """As Maya says it: by its alias if there is one."""
        return f"{self.node.name}.{self.alias or self.key}"


class Scene:
    """Everything a file holds, and the undo queue."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.nodes: dict[str, Node] = {}
        self.inputs: dict[tuple[Node, str], tuple[Node, str]] = {}
        self.namespaces: dict[str, bool] = {}
        self.settings: dict[str, Any] = {
            "name": "", "modified": False, "time": 0, "unit": "film", "linear": "cm", "angle": "deg", "namespace": "", "selection":
            (),
            "min": units.ticks(1, "film"), "max": units.ticks(120, "film"), "start": units.ticks(1, "film"),
            "end": units.ticks(200, "film"), "layers": (), "step": 1.0, "speed": 1.0, "loop": "continuous",
        }  # fmt: skip
        self.references: dict[str, dict[str, Any]] = {}
        self.add("time1", "time")
        journal.put(self.settings, "time", units.ticks(1, "film"))

    # -- names -----------------------------------------------------------------------------------------------------------------

    def all(self) -> Iterator[Node]:
        return iter(list(self.nodes.values()))

    def path(self, node: Node) -> str:
        """The full path of a node of the hierarchy, the name of any other."""
        if not nodetypes.is_a(node.kind, "dagNode"):
            return node.name
        parent = node.state["parent"]
        return f"{self.path(parent) if parent else ''}|{node.name}"

    def matching(self, pattern: str) -> list[Node]:
        """Nodes by name, path, uuid or pattern; `*` does not reach into namespaces ("ls")."""
        if not isinstance(pattern, str):
            raise TypeError(f"Invalid arguments: {pattern!r} is no name")
        wanted = pattern.rsplit("|", maxsplit=1)[-1]
        wanted = wanted.removeprefix(":")
        current = self.settings["namespace"]
        exact = self.nodes.get(wanted) or self.nodes.get(f"{current}:{wanted}" if current else wanted)
        if exact is not None:
            return [exact] if "|" not in pattern.strip("|") or self.path(exact).endswith(pattern.lstrip("|")) else []
        by_uuid = [node for node in self.nodes.values() if node.uuid == pattern]
        if by_uuid or not set("*?") & set(wanted):
            return by_uuid
        return [node for node in self.all() if _fits(node.name, wanted)]

    def one(self, name: str, error: type = ValueError) -> Node:
        """The only node of a name."""
        found = self.matching(name)
        if not found:
            raise error(f"No object matches name: {name}")
        if len(found) > 1:
            raise error(f"More than one object matches name: {name}")
        return found[0]

    def free_name(self, name: str) -> str:
        """The name, or the first with a number that is free. Raises RuntimeError for letters Maya's names do not have."""
        parts = [part for part in name.split(":") if part]
        if not parts or not all(_LEGAL.match(part.replace("#", "1")) for part in parts):
            raise RuntimeError(f"New name has no legal characters: {name!r}")
        if "#" not in name and name not in self.nodes:
            return name
        stem = name.replace("#", "") if "#" in name else re.sub(r"\d+$", "", name)
        number = 1
        while f"{stem}{number}" in self.nodes:
            number += 1
        return f"{stem}{number}"

    def in_namespace(self, name: str) -> str:
        """A new node's name: in the current namespace unless it names one itself."""
        current = self.settings["namespace"]
        if name.startswith(":"):
            return name[1:]
        return f"{current}:{name}" if current and ":" not in name else name

    # -- nodes -----------------------------------------------------------------------------------------------------------------

    def add(self, name: str, kind: str, parent: Node | None = None) -> Node:
        """A new node. Namespaces it names are made."""
        full = self.free_name(self.in_namespace(name))
        space = full.rpartition(":")[0]
        while space:
            if space not in self.namespaces:
                self.journal.put(self.namespaces, space, True)
            space = space.rpartition(":")[0]
        node = Node(full, kind)
        node.state["parent"] = parent
        self.journal.put(self.nodes, full, node)
        self.touch()
        return node

    def remove(self, node: Node) -> None:
        """A node and its connections."""
        for key in [key for key, source in self.inputs.items() if node in {key[0], source[0]}]:
            self.journal.drop(self.inputs, key)
        for child in [child for child in self.all() if child.state["parent"] is node]:
            self.remove(child)
        selection = tuple(name for name in self.settings["selection"] if name.split(".")[0] != node.name)
        if selection != self.settings["selection"]:
            self.set("selection", selection)
        self.journal.drop(self.nodes, node.name)
        self.touch()

    def rename(self, node: Node, name: str) -> str:
        new = self.free_name(self.in_namespace(name))
        self.journal.drop(self.nodes, node.name)
        self.journal.put(node.state, "name", new)
        self.journal.put(self.nodes, new, node)
        self.touch()
        return new

    def set(self, name: str, value: Any) -> None:
        """A setting of the scene."""
        self.journal.put(self.settings, name, value)

    def touch(self) -> None:
        self.settings["modified"] = True

    # -- plugs -----------------------------------------------------------------------------------------------------------------

    def plugs(self, name: str) -> list[Plug]:
        """Plugs by name; the node may be a pattern."""
        if not isinstance(name, str):
            raise TypeError(f"Invalid arguments: {name!r} is no name")
        owner, dot, rest = name.partition(".")
        if not dot or not owner:
            return []
        return [plug for node in self.matching(owner) for plug in [plug_of(node, rest)] if plug]

    def plug(self, name: str, error: type = ValueError) -> Plug:
        """The only plug of a name."""
        found = self.plugs(name)
        if len(found) != 1:
            raise error(f"{'More than one object' if found else 'No object'} matches name: {name}")
        return found[0]

    def source(self, plug: Plug) -> Plug | None:
        """What drives a plug."""
        found = self.inputs.get((plug.node, plug.key))
        return plug_of(found[0], found[1]) if found else None

    def destinations(self, plug: Plug) -> list[Plug]:
        """What a plug drives."""
        found = [plug_of(*key) for key, source in self.inputs.items() if source == (plug.node, plug.key)]
        return [each for each in found if each]

    def connect(self, source: Plug, destination: Plug) -> None:
        self.journal.put(self.inputs, (destination.node, destination.key), (source.node, source.key))
        self.touch()

    def disconnect(self, destination: Plug) -> None:
        self.journal.drop(self.inputs, (destination.node, destination.key))
        self.touch()

    def locked(self, plug: Plug) -> bool:
        """Whether a plug, the whole of it or its node is locked ("setAttr", flag `lock`; "lockNode")."""
        keys = {plug.key, plug.attribute.long, plug.attribute.parent}
        return any(plug.node.flags.get((key, "locked"), False) for key in keys if key)

    def keyable(self, plug: Plug) -> bool:
        return bool(
            plug.node.flags.get(
                (plug.key, "keyable"), plug.node.flags.get((plug.attribute.long, "keyable"), plug.attribute.keyable)
            )
        )

    def write(self, plug: Plug, value: Any) -> None:
        """A stored value in inner units, within the attribute's range."""
        self.journal.put(plug.node.values, plug.key, clamped(plug.attribute, value))
        self.touch()

    def value(self, plug: Plug, time: int | None = None) -> Any:
        """A plug's value in inner units at a time in ticks, through curves, layers and conversions."""
        time = self.settings["time"] if time is None else time
        source = self.source(plug)
        if source is not None:
            got = self.value(source, time)
            return clamped(plug.attribute, got) if plug.attribute.kind in nodetypes.NUMERIC else got
        return self._made(plug, time)

    def _made(self, plug: Plug, time: int) -> Any:
        node = plug.node
        if nodetypes.is_a(node.kind, "animCurve") and plug.attribute.long == "output":
            return curve.evaluate(node.keys, weighted(node), time)
        if nodetypes.is_a(node.kind, "animBlendNodeBase") and plug.attribute.long == "output":
            return layers.blended(self, node, time)
        if node.kind == "unitConversion" and plug.attribute.long == "output":
            return self.value(plug_named(node, "input"), time) * self.value(plug_named(node, "conversionFactor"), time)
        if node.kind == "multDoubleLinear" and plug.attribute.long == "output":
            return self.value(plug_named(node, "input1"), time) * self.value(plug_named(node, "input2"), time)
        if node.kind == "time" and plug.attribute.long == "outTime":
            return time
        if node.kind == "animLayer" and plug.attribute.long in {"foregroundWeight", "backgroundWeight"}:
            return layers.weights(self, node, time)[plug.attribute.long == "backgroundWeight"]
        return node.values.get(plug.key, plug.attribute.default)


def weighted(node: Node) -> bool:
    """Whether an animation curve has weighted tangents."""
    return bool(node.values.get("weightedTangents", node.own["weightedTangents"].default))


def clamped(attribute: Attribute, value: Any) -> Any:
    """Hard limits hold; whole and yes-or-no attributes are such."""
    if attribute.kind not in nodetypes.NUMERIC or attribute.kind == "time":
        return value
    if attribute.kind == "bool":
        return bool(value)
    value = value if attribute.low is None else max(attribute.low, value)
    value = value if attribute.high is None else min(attribute.high, value)
    return round(value) if attribute.kind in nodetypes.WHOLE else float(value)


def plug_of(node: Node, text: str) -> Plug | None:
    """The plug of a node by attribute name (long, short, alias; the last part of a path). None if there is none."""
    last = text.rsplit(".", maxsplit=1)[-1]
    match = _PLUG.match(node.aliases.get(last, last))
    if not match:
        return None
    attribute = node.attribute(match["name"])
    if attribute is None or (match["index"] is not None and not attribute.multi):
        return None
    return Plug(node, attribute, int(match["index"]) if match["index"] is not None else None)


def plug_named(node: Node, text: str) -> Plug:
    """The plug of a node that is known to be there."""
    plug = plug_of(node, text)
    if plug is None:
        raise ValueError(f"No object matches name: {node.name}.{text}")
    return plug


def _fits(name: str, pattern: str) -> bool:
    """`*` and `?` stand for no colon: `*` finds no node of a namespace, `*:*` those one deep."""
    parts, wanted = name.split(":"), pattern.split(":")
    return len(parts) == len(wanted) and all(fnmatch.fnmatchcase(part, want) for part, want in zip(parts, wanted))
