"""The command of animation layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import layers
from .attributes import driven_by_keys
from .keying import curve_at
from .nodes import none_or
from .registry import NotModelledError, command
from .scene import Node, plug_named

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


SETTABLE = {"mute", "solo", "lock", "override", "passthrough", "preferred", "selected", "weight"}


@command("animLayer")
def anim_layer(maya: Maya, call: Call) -> Any:
    """Page "animLayer"."""
    scene, flags = maya.scene, call.flags
    if call.mode == "q":
        return _about_layers(maya, call)
    if call.mode == "c":
        layer = layers.create(scene, call.arguments[0] if call.arguments else "AnimLayer1")
    else:
        layer = scene.one(call.arguments[0])
        if layer.kind != "animLayer":
            raise RuntimeError(f"'{layer.name}' is no animation layer")
    if set(flags) - SETTABLE - {"attribute", "removeAttribute", "addSelectedObjects", "removeAllAttributes", "findCurveForPlug"}:
        raise NotModelledError(f"animLayer with {sorted(flags)}")
    if "findCurveForPlug" in flags:
        return _curve_for(maya, layer, flags["findCurveForPlug"])
    for name in SETTABLE & set(flags):
        scene.write(plug_named(layer, name), flags[name])
    for name in _several(flags.get("attribute")):
        _add(maya, layer, name)
    for name in _several(flags.get("removeAttribute")):
        blend = layers.blend_for(scene, layer, scene.plug(name))
        if blend is not None:
            layers.remove_blend(scene, blend)
    if flags.get("removeAllAttributes"):
        for blend in layers.blends_of(scene, layer):
            layers.remove_blend(scene, blend)
    if flags.get("addSelectedObjects"):
        for name in scene.settings["selection"]:
            node = scene.one(name)
            for attribute in node.attributes:
                plug = plug_named(node, attribute)
                if scene.keyable(plug) and not scene.locked(plug) and not plug.attribute.children and not plug.attribute.multi:
                    layers.add_plug(scene, layer, plug)
    return layer.name


def _add(maya: Maya, layer: Node, name: str) -> None:
    plug = maya.scene.plug(name)
    if maya.scene.locked(plug) or (maya.scene.source(plug) and not driven_by_keys(maya, plug)):
        maya.say("warning", f"{plug.name} is locked or driven and is not added to {layer.name}")
        return
    layers.add_plug(maya.scene, layer, plug)


def _several(given: Any) -> Any:
    return [] if given is None else [given] if isinstance(given, str) else list(given)


def _curve_for(maya: Maya, layer: Node, name: str) -> Any:
    place = layers.curve_plug(maya.scene, layer, maya.scene.plug(name))
    node = curve_at(maya, place) if place is not None else None
    return none_or([node.name] if node else [])


def _about_layers(maya: Maya, call: Call) -> Any:
    scene, flags = maya.scene, call.flags
    if flags.get("root"):
        base = layers.root(scene)
        return base.name if base else None
    if flags.get("exists"):
        found = scene.matching(call.arguments[0])
        return len(found) == 1 and found[0].kind == "animLayer"
    if flags.get("affectedLayers"):
        names = [
            layer.name
            for layer in layers.order(scene)
            if any(plug.node.name in scene.settings["selection"] for plug in layers.members(scene, layer))
        ]
        return none_or(([layers.BASE] if names else []) + names)
    layer = scene.one(call.arguments[0])
    if layer.kind != "animLayer":
        raise RuntimeError(f"'{layer.name}' is no animation layer")
    if "findCurveForPlug" in flags:
        return _curve_for(maya, layer, flags["findCurveForPlug"])
    if "layeredPlug" in flags:
        place = layers.curve_plug(scene, layer, scene.plug(flags["layeredPlug"]))
        return place.name if place else ""
    if flags.get("attribute"):
        return none_or([plug.name for plug in layers.members(scene, layer)])
    if flags.get("blendNodes"):
        return none_or([blend.name for blend in layers.blends_of(scene, layer)])
    if flags.get("animCurves"):
        found = [scene.source(plug_named(blend, "inputB")) for blend in layers.blends_of(scene, layer)]
        return none_or([plug.node.name for plug in found if plug])
    if flags.get("children"):
        return none_or([each.name for each in layers.order(scene)] if layer is layers.root(scene) else [])
    if flags.get("parent"):
        return None if layer is layers.root(scene) else layers.BASE
    asked = [name for name in flags if name in SETTABLE]
    if len(asked) != 1:
        raise NotModelledError(f"animLayer -q {sorted(flags)}")
    return scene.value(plug_named(layer, asked[0]))
