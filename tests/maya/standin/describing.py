"""Commands that say what attributes there are and what they are like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import nodetypes
from .attributes import driven_by_keys, elements
from .nodes import none_or
from .registry import NotModelledError, command
from .scene import Plug

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


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
