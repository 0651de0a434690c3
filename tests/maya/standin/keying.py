"""Commands about keys and tangents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from . import curve, layers, nodetypes, units
from .attributes import curve_kind, inner, shown
from .curve import Key
from .nodes import none_or
from .registry import NotModelledError, command
from .scene import Node, Plug, plug_named, weighted

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya

CHOICE = {
    "time",
    "index",
    "attribute",
    "animation",
    "includeUpperBound",
    "hierarchy",
    "shape",
    "controlPoints",
    "option",
    "absolute",
    "relative",
    "clear",
}


class Chosen(NamedTuple):
    """A curve and which of its keys are meant."""

    node: Node
    indices: tuple[int, ...]


def is_curve(node: Node) -> bool:
    return nodetypes.is_a(node.kind, "animCurve")


def output_kind(node: Node) -> str:
    """What a curve's values are: "doubleAngle" and so on."""
    return node.own["output"].kind


def set_keys(maya: Maya, node: Node, keys: curve.Keys) -> None:
    """All keys of a curve at once. A referenced curve's keys are part of its file."""
    if node.referenced:
        raise RuntimeError(f"The animation curve '{node.name}' is from a referenced file and cannot be edited.")
    maya.journal.put(node.curve, "keys", keys)
    maya.scene.touch()


def curves_of(maya: Maya, call: Call) -> list[Node]:
    """The curves a call means: curve nodes, what hangs on plugs, what hangs on a node's plugs."""
    found: list[Node] = []
    for name in call.arguments or maya.scene.settings["selection"]:
        for plug_or_node in _targets(maya, name, call):
            node = plug_or_node if isinstance(plug_or_node, Node) else active_curve(maya, plug_or_node)
            if node is not None and node not in found:
                found.append(node)
    return found


def _targets(maya: Maya, name: str, call: Call) -> Iterator[Any]:
    if "." in name:
        yield maya.scene.plug(name)
        return
    node = maya.scene.one(name)
    if is_curve(node):
        yield node
        return
    asked = call.flags.get("attribute")
    names = [asked] if isinstance(asked, str) else asked
    for attribute in names or list(node.attributes):
        for plug in maya.scene.plugs(f"{node.name}.{attribute}"):
            yield plug
            if not names:
                yield from (element for element in _elements(maya, plug))


def _elements(maya: Maya, plug: Plug) -> list[Plug]:
    from .attributes import elements

    return elements(maya, plug) if plug.attribute.multi and plug.index is None else []


def active_curve(maya: Maya, plug: Plug) -> Node | None:
    """The curve keys of a plug go to and are read from: the selected layer's if the plug is in it, else the base's."""
    scene = maya.scene
    for layer in reversed(layers.order(scene)):
        place = layers.curve_plug(scene, layer, plug) if scene.value(plug_named(layer, "selected")) else None
        if place is not None:
            return curve_at(maya, place)
    chain = layers.chain(scene, plug)
    return curve_at(maya, plug_named(chain[-1], "inputA") if chain else plug)


def curve_at(maya: Maya, place: Plug) -> Node | None:
    source = maya.scene.source(place)
    if source is not None and source.node.kind == "unitConversion":
        source = maya.scene.source(plug_named(source.node, "input"))
    return source.node if source is not None and is_curve(source.node) else None


def chosen(maya: Maya, call: Call) -> list[Chosen]:
    """The keys a call means ("keyframe": a keyset)."""
    return [Chosen(node, _indices(maya, node, call)) for node in curves_of(maya, call)]


def _indices(maya: Maya, node: Node, call: Call) -> tuple[int, ...]:
    keys = node.keys
    if "index" in call.flags:
        spans = _spans(call.flags["index"])
        return tuple(index for index in range(len(keys)) if any(_in(index, low, high) for low, high in spans))
    if "time" in call.flags:
        unit = maya.scene.settings["unit"]
        spans = [tuple(None if edge is None else units.ticks(edge, unit) for edge in span) for span in _spans(call.flags["time"])]
        # type: ignore[misc]
        return tuple(index for index, key in enumerate(keys) if any(_in(key.time, low, high) for low, high in spans))
    return tuple(range(len(keys)))


def _in(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _spans(given: Any) -> list[tuple[Any, Any]]:
    """Times and ranges as Maya takes them: 10, (10, 20), (10,), (None, 20), "10:20", several in a list."""
    if isinstance(given, list):
        return [span for each in given for span in _spans(each)]
    if isinstance(given, str):
        low, colon, high = given.partition(":")
        return [(float(low) if low else None, (float(high) if high else None) if colon else float(low))]
    if isinstance(given, tuple):
        if not given:
            return [(None, None)]
        return [(given[0], given[0] if len(given) == 1 else given[1])]
    return [(given, given)]


@command("setKeyframe")
def set_keyframe(maya: Maya, call: Call) -> int:
    """Page "setKeyframe": a key on every plug it means; returns how many keys were set.

    `animLayer` is ignored for plugs that are not in the layer; `value` is what shall come out at the plug, unless noResolve; a
    new curve has the tangents asked for, else the global ones.
    """
    known = {"attribute", "time", "value", "animLayer", "inTangentType", "outTangentType", "noResolve", "breakdown", "insert",
    "identity",
             "respectKeyable", "hierarchy", "controlPoints", "shape", "dirtyDG"}  # fmt: skip
    if call.mode != "c" or set(call.flags) - known or call.flags.get("insert"):
        raise NotModelledError(f"setKeyframe with {sorted(call.flags)}")
    plugs = [plug for name in call.arguments or maya.scene.settings["selection"] for plug in _to_key(maya, name, call)]
    times = call.flags.get("time")
    moments = (
        [maya.scene.settings["time"]]
        if times is None
        else [units.ticks(low, maya.scene.settings["unit"]) for low, _ in _spans(times)]
    )
    done = 0
    for plug in plugs:
        for moment in moments:
            _key(maya, plug, moment, call)
            done += 1
    return done


def _to_key(maya: Maya, name: str, call: Call) -> list[Plug]:
    if "." in name:
        return [maya.scene.plug(name)]
    node = maya.scene.one(name)
    if is_curve(node):
        return [plug_named(node, "output")]
    asked = call.flags.get("attribute")
    names = [asked] if isinstance(asked, str) else asked
    if names:
        return [maya.scene.plug(f"{node.name}.{each}") for each in names]
    plugs = [
        plug
        for each in node.attributes
        for plug in [plug_named(node, each)]
        if maya.scene.keyable(plug) and not plug.attribute.children
    ]
    return [
        each
        for plug in plugs
        for each in (_elements(maya, plug) if plug.attribute.multi else [plug])
        if not maya.scene.locked(each)
    ]


def _key(maya: Maya, plug: Plug, moment: int, call: Call) -> None:
    scene = maya.scene
    if is_curve(plug.node):
        node = plug.node
        value = (
            inner(maya, output_kind(node), call.flags["value"])
            if "value" in call.flags
            else curve.evaluate(node.keys, weighted(node), moment)
        )
    else:
        if scene.locked(plug) or plug.node.state["locked"]:
            raise RuntimeError(f"The attribute '{plug.name}' is locked and cannot be keyed.")
        layer = _layer_for(maya, plug, call.flags.get("animLayer"))
        place = layers.curve_plug(scene, layer, plug) if layer else None
        place = place or plug
        source = scene.source(place)
        if source is not None and curve_at(maya, place) is None:
            raise RuntimeError(f"The attribute '{plug.name}' is driven by '{source.name}' and cannot be keyed.")
        value = _value_to_store(maya, plug, place, layer, moment, call)
        node = curve_at(maya, place) or _new_curve(maya, plug, place, layer)
    types = (call.flags.get(name, default) for name, default in zip(("inTangentType", "outTangentType"), maya.default_tangents))
    type_in, type_out = (curve.TANGENTS[name] for name in types)
    set_keys(
        maya,
        node,
        curve.inserted(
            node.keys, [Key(moment, value, curve.stepless(type_in), type_out, breakdown=bool(call.flags.get("breakdown")))]
        ),
    )


def _layer_for(maya: Maya, plug: Plug, name: str | None) -> Node | None:
    scene = maya.scene
    if name is not None:
        layer = scene.one(name)
        if layer is layers.root(scene) or layers.blend_for(scene, layer, plug):
            return layer
    for layer in reversed(layers.order(scene)):
        if scene.value(plug_named(layer, "selected")) and layers.blend_for(scene, layer, plug):
            return layer
    return layers.root(scene)


def _value_to_store(maya: Maya, plug: Plug, place: Plug, layer: Node | None, moment: int, call: Call) -> float:
    scene = maya.scene
    value = inner(maya, plug.attribute.kind, call.flags["value"]) if "value" in call.flags else scene.value(plug, moment)
    if call.flags.get("noResolve") or place.node is plug.node or layer is layers.root(scene):
        return float(value)
    weight, below = layers.weights(scene, layer, moment) if layer else (1.0, 1.0)
    under = scene.value(plug_named(place.node, "inputA"), moment)
    return float((value - under * below) / weight) if weight else float(value)


def _new_curve(maya: Maya, plug: Plug, place: Plug, layer: Node | None) -> Node:
    label = plug.alias or plug.key.replace("[", "_").replace("]", "_")
    short = plug.node.name.rpartition(":")[2]
    name = (
        f"{short}_{label}"
        if place.node is plug.node or layer is layers.root(maya.scene)
        else f"{short}_{label}_{layer.name if layer else ''}_inputB"
    )
    node = maya.scene.add(name.replace(":", "_"), curve_kind(plug))
    maya.scene.write(plug_named(node, "weightedTangents"), maya.weighted_by_default)
    maya.scene.connect(plug_named(node, "output"), place)
    return node


@command("keyframe")
def keyframe(maya: Maya, call: Call) -> Any:
    """Page "keyframe"."""
    sets = chosen(maya, call)
    if call.mode == "q":
        return _asked(maya, sets, call)
    if set(call.flags) - CHOICE - {"valueChange", "timeChange", "tickDrawSpecial", "breakdown"} or call.mode == "c":
        raise NotModelledError(f"keyframe with {sorted(call.flags)}")
    for node, indices in sets:
        keys = list(node.keys)
        for index in indices:
            keys[index] = _moved(maya, node, keys[index], call.flags)
        set_keys(maya, node, tuple(sorted(keys)))
    return sum(len(indices) for _, indices in sets)


def _moved(maya: Maya, node: Node, key: Key, flags: Any) -> Key:
    relative = bool(flags.get("relative"))
    if "valueChange" in flags:
        change = inner(maya, output_kind(node), flags["valueChange"])
        key = key._replace(value=key.value + change if relative else change)
    if "timeChange" in flags:
        change = units.ticks(flags["timeChange"], maya.scene.settings["unit"])
        key = key._replace(time=key.time + change if relative else change)
    return key


def _asked(maya: Maya, sets: list[Chosen], call: Call) -> Any:
    unit = maya.scene.settings["unit"]
    if call.flags.get("keyframeCount"):
        return sum(len(indices) for _, indices in sets)
    if call.flags.get("name"):
        return none_or([node.name for node, indices in sets if indices])
    if call.flags.get("eval"):
        moments = (
            [units.ticks(low, unit) for low, _ in _spans(call.flags["time"])]
            if "time" in call.flags
            else [maya.scene.settings["time"]]
        )
        return [
            shown(maya, output_kind(node), curve.evaluate(node.keys, weighted(node), moment))
            for node, _ in sets
            for moment in moments
        ]
    found: list[float] = []
    for node, indices in sets:
        for index in indices:
            key = node.keys[index]
            found += [index] if call.flags.get("indexValue") else []
            found += [units.in_unit(key.time, unit)] if call.flags.get("timeChange") else []
            found += [shown(maya, output_kind(node), key.value)] if call.flags.get("valueChange") else []
    if not {"indexValue", "timeChange", "valueChange"} & set(call.flags):
        raise NotModelledError(f"keyframe -q with {sorted(call.flags)}")
    return none_or(found)


@command("cutKey")
def cut_key(maya: Maya, call: Call) -> int:
    """Page "cutKey": a curve without keys goes. Returns how many curves were cut."""
    if set(call.flags) - CHOICE:
        raise NotModelledError(f"cutKey with {sorted(call.flags)}")
    from .nodes import remove

    sets = [each for each in chosen(maya, call) if each.indices]
    for node, indices in sets:
        left = tuple(key for index, key in enumerate(node.keys) if index not in indices)
        set_keys(maya, node, left)
        if not left:
            remove(maya, node)
    return len(sets)


@command("findKeyframe", undoable=False)
def find_keyframe(maya: Maya, call: Call) -> Any:
    """Page "findKeyframe"."""
    nodes = curves_of(maya, call)
    if call.flags.get("curve"):
        return none_or([node.name for node in nodes])
    times = sorted(key.time for node in nodes for key in node.keys)
    which = call.flags.get("which")
    if which not in {"first", "last"} or not times:
        raise NotModelledError(f"findKeyframe with {sorted(call.flags)}")
    return units.in_unit(times[0] if which == "first" else times[-1], maya.scene.settings["unit"])
