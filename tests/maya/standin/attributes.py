"""Commands about attributes and connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import nodetypes, units
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


def curve_kind(plug: Plug) -> str:
    """The type of the curve that fits a plug."""
    return nodetypes.CURVE_FOR.get(plug.attribute.kind, "animCurveTU")
