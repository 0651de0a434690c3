"""Commands about connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import nodetypes, units
from .attributes import elements
from .nodes import none_or, wanted_nodes
from .registry import NotModelledError, command
from .scene import Node, Plug, plug_of

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


@command("connectAttr")
def connect_attr(maya: Maya, call: Call) -> str:
    """Page "connectAttr": a driven or locked plug refuses; values of other units go through a unitConversion node."""
    scene = maya.scene
    if set(call.flags) - {"force", "nextAvailable", "lock"}:
        raise NotModelledError(f"connectAttr with {sorted(call.flags)}")
    source, target = (scene.plugs(name) for name in call.arguments[:2])
    if len(source) != 1:
        raise RuntimeError(f"The source attribute '{call.arguments[0]}' cannot be found.")
    if len(target) != 1:
        raise RuntimeError(f"The destination attribute '{call.arguments[1]}' cannot be found.")
    start, end = source[0], target[0]
    if end.attribute.multi and end.index is None:
        if not call.flags.get("nextAvailable"):
            raise RuntimeError(f"The destination attribute '{end.name}' is an array: name an element")
        end = end._replace(index=max((element.index or 0 for element in elements(maya, end)), default=-1) + 1)
    _may_connect(maya, start, end, bool(call.flags.get("force")))
    if scene.source(end):
        _disconnect(maya, end)
    scene.connect(_converted(maya, start, end), end)
    return f"Connected {start.name} to {end.name}."


def _may_connect(maya: Maya, start: Plug, end: Plug, force: bool) -> None:
    scene = maya.scene
    there = scene.source(end)
    if there == start:
        raise RuntimeError(f"'{start.name}' is already connected to '{end.name}'.")
    if scene.locked(end) or end.node.state["locked"]:
        raise RuntimeError(f"The destination attribute '{end.name}' cannot be modified: it is locked.")
    if there and not force:
        raise RuntimeError(f"'{end.name}' already has an incoming connection from '{there.name}'.")
    if not end.attribute.writable:
        raise RuntimeError(f"The attribute '{end.name}' is not writable and cannot be connected to.")
    if (start.attribute.kind in nodetypes.NUMERIC) != (end.attribute.kind in nodetypes.NUMERIC):
        raise RuntimeError(f"The attribute '{start.name}' cannot be connected to '{end.name}': the data types are not compatible.")


def _group(kind: str) -> str:
    return "angle" if "Angle" in kind else "linear" if "Linear" in kind else "time" if kind == "time" else "plain"


def _converted(maya: Maya, start: Plug, end: Plug) -> Plug:
    """Angles are radians inside, so a plain number that drives one is scaled from degrees, and the other way round."""
    groups = _group(start.attribute.kind), _group(end.attribute.kind)
    scale = {("plain", "angle"): units.ANGLES["deg"], ("angle", "plain"): 1 / units.ANGLES["deg"]}.get(groups)
    if scale is None:
        return start
    node = maya.scene.add("unitConversion1", "unitConversion")
    maya.journal.put(node.values, "conversionFactor", scale)
    into, out = plug_of(node, "input"), plug_of(node, "output")
    if into is None or out is None:
        raise RuntimeError("unitConversion lost its plugs")
    maya.scene.connect(start, into)
    return out


def _disconnect(maya: Maya, end: Plug) -> None:
    if end.attribute.kind in nodetypes.NUMERIC:
        maya.scene.write(end, maya.scene.value(end))
    maya.scene.disconnect(end)


@command("disconnectAttr")
def disconnect_attr(maya: Maya, call: Call) -> str:
    """Page "disconnectAttr"."""
    scene = maya.scene
    start, end = (scene.plug(name, RuntimeError) for name in call.arguments[:2])
    if scene.source(end) != start:
        raise RuntimeError(f"There is no connection from '{start.name}' to '{end.name}' to disconnect")
    if scene.locked(end):
        raise RuntimeError(f"The attribute '{end.name}' is locked and cannot be disconnected.")
    _disconnect(maya, end)
    return f"Disconnect {start.name} from {end.name}."


@command("isConnected", undoable=False)
def is_connected(maya: Maya, call: Call) -> bool:
    """Page "isConnected"."""
    start, end = (maya.scene.plug(name, RuntimeError) for name in call.arguments[:2])
    source = maya.scene.source(end)
    if call.flags.get("ignoreUnitConversion") and source and source.node.kind == "unitConversion":
        source = maya.scene.source(source._replace(attribute=source.node.own["input"]))
    return source == start


@command("connectionInfo", undoable=False)
def connection_info(maya: Maya, call: Call) -> Any:
    """Page "connectionInfo"."""
    plug = maya.scene.plug(call.arguments[0])
    source, destinations = maya.scene.source(plug), maya.scene.destinations(plug)
    answers = {"isDestination": source is not None, "isExactDestination": source is not None, "isSource": bool(destinations),
               "isExactSource": bool(destinations), "isLocked": maya.scene.locked(plug), "sourceFromDestination": source.name if
               source else "",
               "destinationFromSource": [each.name for each in destinations]}  # fmt: skip
    asked = [name for name in call.flags if call.flags[name]]
    if len(asked) != 1 or asked[0] not in answers:
        raise NotModelledError(f"connectionInfo with {asked}")
    return answers[asked[0]]


@command("listConnections", undoable=False)
def list_connections(maya: Maya, call: Call) -> list[str] | None:
    """Page "listConnections": nodes, or plugs; None if there are none."""
    flags = call.flags
    if set(flags) - {"source", "destination", "plugs", "connections", "type", "skipConversionNodes", "exactType", "shapes"}:
        raise NotModelledError(f"listConnections with {sorted(flags)}")
    rows: list[Any] = []
    for name in call.arguments or maya.scene.settings["selection"]:
        near = maya.scene.plugs(name) if "." in name else []
        node = None if near else maya.scene.one(name)
        if "." in name and not near:
            raise ValueError(f"No object matches name: {name}")
        for key, source in maya.scene.inputs.items():
            ends = plug_of(*key), plug_of(*source)
            if ends[0] is None or ends[1] is None:
                continue
            if flags.get("source", True) and _meant(ends[0], near, node):
                rows.append((ends[0], _through(maya, ends[1], True, flags)))
            if flags.get("destination", True) and _meant(ends[1], near, node):
                rows.append((ends[1], _through(maya, ends[0], False, flags)))
    kind = flags.get("type")
    rows = [row for row in rows if kind is None or nodetypes.is_a(row[1].node.kind, kind)]
    found: list[str] = []
    for own, other in rows:
        found += [own.name] if flags.get("connections") else []
        found += [other.name if flags.get("plugs") else other.node.name]
    return none_or(found)


@command("listHistory", undoable=False)
def list_history(maya: Maya, call: Call) -> list[str]:
    """Page "listHistory": a node and what it depends on, the nearest first; `pruneDagObjects` leaves out nodes of the hierarchy.

    A shape a blend shape deforms is found by the name the blend shape keeps of it ("blendShape" stands for its connections).
    """
    if set(call.flags) - {"pruneDagObjects", "interestLevel", "future"} or call.flags.get("future"):
        raise NotModelledError(f"listHistory with {sorted(call.flags)}")
    scene = maya.scene
    found: list[Node] = []
    queue = list(wanted_nodes(maya, call))
    queue += [each for each in scene.all() if each.state["parent"] in queue and nodetypes.is_a(each.kind, "shape")]
    while queue:
        node = queue.pop(0)
        if node in found:
            continue
        found.append(node)
        queue += [source[0] for key, source in scene.inputs.items() if key[0] is node]
        queue += [each for each in scene.all() if each.values.get("outputGeometry[0]") == node.name]
    prune = bool(call.flags.get("pruneDagObjects"))
    return [node.name for node in found if not (prune and nodetypes.is_a(node.kind, "dagNode"))]


def _meant(plug: Plug, near: list[Plug], node: Node | None) -> bool:
    if node is not None:
        return plug.node is node
    return any(
        plug.node is each.node
        and plug.attribute.long in {each.attribute.long, *each.attribute.children}
        and each.index in {None, plug.index}
        for each in near
    )


def _through(maya: Maya, plug: Plug, upstream: bool, flags: dict[str, Any]) -> Plug:
    """Past a unit conversion, if conversions are to be skipped."""
    if plug.node.kind != "unitConversion" or not flags.get("skipConversionNodes"):
        return plug
    end = plug_of(plug.node, "input" if upstream else "output")
    beyond = (maya.scene.source(end) if upstream else next(iter(maya.scene.destinations(end)), None)) if end else None
    return beyond or plug
