"""Commands about attributes and connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import curve, nodetypes, units
from .nodes import none_or, wanted_nodes
from .nodetypes import Attribute
from .registry import NotModelledError, command
from .scene import Node, Plug, plug_of

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


def factor(maya: Maya, kind: str) -> float:
    """Inner units in one unit of the scene."""
    settings = maya.scene.settings
    if kind in {"doubleLinear", "floatLinear"}:
        return units.LENGTHS[settings["linear"]]
    if kind in {"doubleAngle", "floatAngle"}:
        return units.ANGLES[settings["angle"]]
    return 1.0


def shown(maya: Maya, kind: str, value: Any) -> Any:
    """An inner value as commands say it."""
    if kind == "time":
        return units.in_unit(int(value), maya.scene.settings["unit"])
    return value / factor(maya, kind) if isinstance(value, float) and factor(maya, kind) != 1.0 else value


def inner(maya: Maya, kind: str, value: Any) -> Any:
    """A value as commands are told it, in inner units."""
    if kind == "time":
        return units.ticks(value, maya.scene.settings["unit"])
    if kind in nodetypes.NUMERIC and isinstance(value, (int, float)) and kind not in nodetypes.WHOLE and kind != "bool":
        return float(value) * factor(maya, kind)
    return value


def driven_by_keys(maya: Maya, plug: Plug) -> bool:
    """Whether only keyed animation drives a plug ("getAttr", flag `settable`)."""
    source = maya.scene.source(plug)
    return source is not None and (
        nodetypes.is_a(source.node.kind, "animCurve") or nodetypes.is_a(source.node.kind, "animBlendNodeBase")
    )


@command("addAttr")
def add_attr(maya: Maya, call: Call) -> Any:
    """Page "addAttr"."""
    flags = call.flags
    if call.mode != "c":
        return _added(maya, call)
    known = {"longName", "shortName", "attributeType", "dataType", "defaultValue", "minValue", "maxValue", "softMinValue",
    "softMaxValue",
             "keyable", "enumName", "hidden", "storable", "category", "niceName", "multi", "hasMinValue", "hasMaxValue", "readable",
             "writable", "usedAsFilename"}  # fmt: skip
    if set(flags) - known:
        raise NotModelledError(f"addAttr with {sorted(set(flags) - known)}")
    kind = flags.get("attributeType") or flags.get("dataType") or "double"
    for node in wanted_nodes(maya, call):
        long = flags.get("longName") or flags.get("shortName")
        if node.attribute(long) is not None or long in node.aliases:
            raise RuntimeError(f"Found no valid items to add the attribute to: '{node.name}' has an attribute '{long}'")
        if node.state["locked"]:
            raise RuntimeError(f"Cannot add an attribute to the locked node '{node.name}'")
        default = flags.get(
            "defaultValue",
            ""
            if kind == "string"
            else False
            if kind == "bool"
            else 0
            if kind in nodetypes.WHOLE
            else None
            if kind == "message"
            else 0.0,
        )
        attribute = Attribute(
            long, flags.get("shortName", long), kind, default, flags.get("minValue"), flags.get("maxValue"),
            flags.get("softMinValue"),
            flags.get("softMaxValue"), bool(flags.get("keyable")), multi=bool(flags.get("multi")), dynamic=True,
            names=tuple(str(flags.get("enumName", "")).split(":")) if "enumName" in flags else (), hidden=bool(flags.get("hidden")),
        )  # fmt: skip
        maya.journal.put(node.dynamic, long, attribute)
        maya.scene.touch()
    return None


def _added(maya: Maya, call: Call) -> Any:
    plug = maya.scene.plug(call.arguments[0], RuntimeError)
    attribute = plug.attribute
    answers = {"minValue": attribute.low, "maxValue": attribute.high, "softMinValue": attribute.soft_low, "softMaxValue":
    attribute.soft_high,
               "defaultValue": attribute.default, "attributeType": attribute.kind, "keyable": attribute.keyable, "exists": True,
               "longName": attribute.long, "shortName": attribute.short, "enumName": ":".join(attribute.names), "dataType":
               [attribute.kind],
               "hasMinValue": attribute.low is not None, "hasMaxValue": attribute.high is not None}  # fmt: skip
    if call.mode == "e" or len(call.flags) != 1 or next(iter(call.flags)) not in answers:
        raise NotModelledError(f"addAttr with {sorted(call.flags)}")
    return answers[next(iter(call.flags))]


@command("deleteAttr")
def delete_attr(maya: Maya, call: Call) -> None:
    """Page "deleteAttr": only attributes somebody added."""
    name = call.arguments[0] if "." in call.arguments[0] else f"{call.arguments[0]}.{call.flags['attribute']}"
    plug = maya.scene.plug(name, RuntimeError)
    if plug.attribute.long not in plug.node.dynamic:
        raise RuntimeError(f"'{plug.name}' is not a dynamic attribute and cannot be deleted")
    if (
        plug.node.referenced
        and plug.node.state.get("file attributes", ())
        and plug.attribute.long in plug.node.state["file attributes"]
    ):
        raise RuntimeError(f"'{plug.name}' is from a referenced file and cannot be deleted")
    if maya.scene.locked(plug) or plug.node.state["locked"]:
        raise RuntimeError(f"'{plug.name}' is locked and cannot be deleted")
    for key, source in list(maya.scene.inputs.items()):
        if (plug.node, plug.key) in {key, source}:
            maya.journal.drop(maya.scene.inputs, key)
    maya.journal.drop(plug.node.dynamic, plug.attribute.long)
    maya.scene.touch()


@command("setAttr")
def set_attr(maya: Maya, call: Call) -> None:
    """Page "setAttr": not on locked plugs, nor on driven ones unless keys drive them; a lock from a referenced file stays."""
    if set(call.flags) - {"type", "lock", "keyable", "channelBox", "clamp"}:
        raise NotModelledError(f"setAttr with {sorted(call.flags)}")
    plugs = maya.scene.plugs(call.arguments[0])
    if not plugs:
        raise RuntimeError(f"No object matches name: {call.arguments[0]}")
    for plug in plugs:
        _set_flags(maya, plug, call.flags)
        if call.arguments[1:]:
            _set_values(maya, plug, call.arguments[1:], call.flags)


def _set_flags(maya: Maya, plug: Plug, flags: dict[str, Any]) -> None:
    for flag, name in (("lock", "locked"), ("keyable", "keyable"), ("channelBox", "channelBox")):
        if flag not in flags:
            continue
        if plug.node.state["locked"]:
            raise RuntimeError(f"setAttr: The node of '{plug.name}' is locked.")
        if flag == "lock" and not flags["lock"] and plug.key in plug.node.state.get("file locks", ()):
            raise RuntimeError(f"setAttr: The attribute '{plug.name}' is from a referenced file, and cannot be unlocked.")
        maya.journal.put(plug.node.flags, (plug.key, name), bool(flags[flag]))
        maya.scene.touch()


def _set_values(maya: Maya, plug: Plug, values: Any, flags: dict[str, Any]) -> None:
    children = [plug_of(plug.node, child) for child in plug.attribute.children]
    if children:
        if len(values) != len(children):
            raise RuntimeError(f"setAttr: Error reading data element number {len(values) + 1}")
        for child, value in zip(children, values):
            if child:
                _set_values(maya, child, [value], {})
        return
    source = maya.scene.source(plug)
    if (
        maya.scene.locked(plug)
        or plug.node.state["locked"]
        or (source and not driven_by_keys(maya, plug))
        or not plug.attribute.writable
    ):
        raise RuntimeError(f"setAttr: The attribute '{plug.name}' is locked or connected and cannot be modified.")
    value = values[0]
    if plug.attribute.kind == "string":
        if flags.get("type") != "string" or not isinstance(value, str):
            raise RuntimeError(f"setAttr: '{plug.name}' is a string: say type='string'")
    elif plug.attribute.kind not in nodetypes.NUMERIC or not isinstance(value, (int, float)):
        raise RuntimeError(f"setAttr: The attribute '{plug.name}' cannot be set to {value!r}")
    attribute = plug.attribute
    low, high = attribute.low, attribute.high
    if (
        attribute.kind in nodetypes.NUMERIC
        and not flags.get("clamp")
        and ((low is not None and value < low) or (high is not None and value > high))
    ):
        raise RuntimeError(f"setAttr: Cannot set the attribute '{plug.name}' past its range.")
    maya.scene.write(plug, inner(maya, attribute.kind, value))


@command("getAttr", undoable=False)
def get_attr(maya: Maya, call: Call) -> Any:
    """Page "getAttr": with `time` the value at that frame, through curves and layers."""
    if set(call.flags) - {
        "time",
        "lock",
        "keyable",
        "settable",
        "type",
        "multiIndices",
        "size",
        "channelBox",
        "asString",
        "silent",
    }:
        raise NotModelledError(f"getAttr with {sorted(call.flags)}")
    plug = maya.scene.plug(call.arguments[0])
    asked = next(
        (name for name in ("lock", "keyable", "settable", "type", "multiIndices", "size", "channelBox") if call.flags.get(name)),
        None,
    )
    if asked:
        return _about(maya, plug, asked)
    time = units.ticks(call.flags["time"], maya.scene.settings["unit"]) if "time" in call.flags else None
    if plug.attribute.children:
        return [
            tuple(
                shown(maya, child.attribute.kind, maya.scene.value(child, time))
                for name in plug.attribute.children
                for child in [plug_of(plug.node, name)]
                if child
            )
        ]
    if plug.attribute.multi and plug.index is None:
        return [tuple(maya.scene.value(element, time) for element in elements(maya, plug))]
    if plug.attribute.kind == "message":
        raise RuntimeError("The data is not a numeric or string value, and cannot be displayed.")
    value = shown(maya, plug.attribute.kind, maya.scene.value(plug, time))
    if call.flags.get("asString") and plug.attribute.kind == "enum":
        return plug.attribute.names[int(value)]
    return value


def elements(maya: Maya, plug: Plug) -> list[Plug]:
    """The elements of a multi plug that exist: set, aliased or connected."""
    stem = f"{plug.attribute.long}["
    keys = {*plug.node.values, *plug.node.aliases.values(), *(key for node, key in maya.scene.inputs if node is plug.node)}
    indices = sorted(int(key[len(stem) : -1]) for key in keys if key.startswith(stem))
    return [plug._replace(index=index) for index in indices]


def _about(maya: Maya, plug: Plug, asked: str) -> Any:
    scene = maya.scene
    if asked == "lock":
        return scene.locked(plug)
    if asked == "keyable":
        return scene.keyable(plug)
    if asked == "channelBox":
        return bool(plug.node.flags.get((plug.key, "channelBox"), plug.attribute.channel_box))
    if asked == "type":
        return "TdataCompound" if plug.attribute.multi and plug.index is None else plug.attribute.kind
    if asked == "multiIndices":
        return none_or([element.index for element in elements(maya, plug)])
    if asked == "size":
        return len(elements(maya, plug))
    return not scene.locked(plug) and plug.attribute.writable and (scene.source(plug) is None or driven_by_keys(maya, plug))


@command("aliasAttr")
def alias_attr(maya: Maya, call: Call) -> Any:
    """Page "aliasAttr": asked for a node, aliases and attributes in turn."""
    if call.mode == "q":
        name = call.arguments[0]
        if "." in name:
            return maya.scene.plug(name).alias or ""
        node = maya.scene.one(name)
        return none_or([word for alias, key in node.aliases.items() for word in (alias, key)])
    if call.flags.get("remove"):
        for name in call.arguments:
            plug = maya.scene.plug(name)
            _not_read_only(plug.node)
            if plug.alias:
                maya.journal.drop(plug.node.aliases, plug.alias)
        return None
    names = list(call.arguments)
    if len(names) % 2:
        raise RuntimeError("aliasAttr: names and attributes come in pairs")
    for alias, target in zip(names[::2], names[1::2]):
        plug = maya.scene.plug(target, RuntimeError)
        if plug.node.attribute(alias) is not None or alias in plug.node.aliases:
            raise RuntimeError(f"aliasAttr: '{alias}' is already a name on '{plug.node.name}'")
        maya.journal.put(plug.node.aliases, alias, plug.key)
    return None


def _not_read_only(node: Node) -> None:
    if node.referenced:
        raise RuntimeError(f"'{node.name}' is from a referenced file")


ABOUT_ATTRIBUTE = {
    "keyable": lambda a: a.keyable, "multi": lambda a: a.multi, "hidden": lambda a: a.hidden, "writable": lambda a: a.writable,
    "minExists": lambda a: a.low is not None, "maxExists": lambda a: a.high is not None,
    "minimum": lambda a: [a.low] if a.low is not None else None, "maximum": lambda a: [a.high] if a.high is not None else None,
    "rangeExists": lambda a: a.low is not None and a.high is not None, "range": lambda a: [a.low, a.high],
    "softMinExists": lambda a: a.soft_low is not None, "softMaxExists": lambda a: a.soft_high is not None,
    "softMin": lambda a: [a.soft_low], "softMax": lambda a: [a.soft_high],
    "softRangeExists": lambda a: a.soft_low is not None and a.soft_high is not None, "softRange": lambda a: [a.soft_low,
    a.soft_high],
    "attributeType": lambda a: "typed" if a.kind == "string" else a.kind, "longName": lambda a: a.long, "shortName": lambda a:
    a.short,
    "niceName": lambda a: a.long[:1].upper() + a.long[1:], "listEnum": lambda a: [":".join(a.names)] if a.names else None,
    "listChildren": lambda a: list(a.children) or None, "listParent": lambda a: [a.parent] if a.parent else None,
    "message": lambda a: a.kind == "message", "enum": lambda a: a.kind == "enum", "channelBox": lambda a: a.channel_box,
    "listDefault": lambda a: [a.default], "usedAsFilename": lambda a: a.used_as_filename,
}  # fmt: skip


@command("attributeQuery", undoable=False)
def attribute_query(maya: Maya, call: Call) -> Any:
    """Page "attributeQuery": about an attribute of a node or node type. Aliases are no attributes."""
    if "node" in call.flags:
        found = maya.scene.one(call.flags["node"], RuntimeError).attribute(call.arguments[0])
    else:
        table = nodetypes.attributes_of(call.flags["type"])
        found = table.get(call.arguments[0])
    asked = [name for name in call.flags if name not in {"node", "type", "typeExact"}]
    if asked == ["exists"]:
        return found is not None
    if found is None:
        raise RuntimeError(f"Attribute '{call.arguments[0]}' not found on '{call.flags.get('node')}'")
    if len(asked) != 1 or asked[0] not in ABOUT_ATTRIBUTE:
        raise NotModelledError(f"attributeQuery with {asked}")
    return ABOUT_ATTRIBUTE[asked[0]](found)


LIST_ATTR = {"keyable", "unlocked", "locked", "userDefined", "multi", "string", "scalar", "visible", "settable", "connectable",
             "shortNames", "channelBox", "hasData", "inUse", "read", "write", "caching"}  # fmt: skip


@command("listAttr", undoable=False)
def list_attr(maya: Maya, call: Call) -> list[str] | None:
    """Page "listAttr": with `multi` also the elements there are, by their aliases; None if nothing fits."""
    flags = call.flags
    if set(flags) - LIST_ATTR:
        raise NotModelledError(f"listAttr with {sorted(set(flags) - LIST_ATTR)}")
    plugs: list[Plug] = []
    for name in call.arguments or maya.scene.settings["selection"]:
        if "." in name:
            plugs.append(maya.scene.plug(name))
        else:
            node = maya.scene.one(name)
            plugs += [Plug(node, attribute, None) for attribute in node.attributes.values()]
    if flags.get("multi"):
        plugs = [
            each
            for plug in plugs
            for each in ([plug, *elements(maya, plug)] if plug.attribute.multi and plug.index is None else [plug])
        ]
        if all("." in name for name in call.arguments):
            plugs = [plug for plug in plugs if plug.index is not None or not plug.attribute.multi]
    wanted = flags.get("string")
    names = [wanted] if isinstance(wanted, str) else wanted
    found = [
        plug for plug in plugs if _listed(maya, plug, flags) and (not names or plug.attribute.long in names or plug.alias in names)
    ]
    return none_or([plug.alias or (plug.attribute.short if flags.get("shortNames") else plug.key) for plug in found])


def _listed(maya: Maya, plug: Plug, flags: dict[str, Any]) -> bool:
    scene = maya.scene
    tests = {
        "keyable": scene.keyable(plug), "unlocked": not scene.locked(plug), "locked": scene.locked(plug),
        "userDefined": plug.attribute.dynamic, "scalar": plug.attribute.kind in nodetypes.NUMERIC and (not plug.attribute.multi or
        plug.index is not None),
        "settable": not scene.locked(plug) and plug.attribute.writable and (scene.source(plug) is None or driven_by_keys(maya,
        plug)),
        "write": plug.attribute.writable, "visible": not plug.attribute.hidden,
        "channelBox": bool(plug.node.flags.get((plug.key, "channelBox"), plug.attribute.channel_box)),
    }  # fmt: skip
    return all(passed for name, passed in tests.items() if flags.get(name))


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


def curve_kind(plug: Plug) -> str:
    """The type of the curve that fits a plug."""
    return nodetypes.CURVE_FOR.get(plug.attribute.kind, "animCurveTU")


def keys_of(node: Node) -> curve.Keys:
    return node.keys
