"""Commands about keys and tangents."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from . import curve, layers, nodetypes, units
from .attributes import curve_kind, factor, inner, shown
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
            return _curve_at(maya, place)
    chain = layers.chain(scene, plug)
    return _curve_at(maya, plug_named(chain[-1], "inputA") if chain else plug)


def _curve_at(maya: Maya, place: Plug) -> Node | None:
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
        if source is not None and _curve_at(maya, place) is None:
            raise RuntimeError(f"The attribute '{plug.name}' is driven by '{source.name}' and cannot be keyed.")
        value = _value_to_store(maya, plug, place, layer, moment, call)
        node = _curve_at(maya, place) or _new_curve(maya, plug, place, layer)
    types = (call.flags.get(name, default) for name, default in zip(("inTangentType", "outTangentType"), maya.default_tangents))
    type_in, type_out = (curve.TANGENTS[name] for name in types)
    set_keys(
        maya,
        node,
        curve.inserted(
            node.keys, [Key(moment, value, _made(type_in, incoming=True), type_out, breakdown=bool(call.flags.get("breakdown")))]
        ),
    )


def _made(kind: int, incoming: bool) -> int:
    """There is no step into a key ("keyTangent": step is an out tangent)."""
    return curve.FLAT if incoming and kind in {curve.STEP, curve.STEP_NEXT} else kind


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


def angle(maya: Maya, node: Node, vector: curve.Tangent) -> float:
    """Degrees in the graph editor: scene units a frame of the scene."""
    x = vector[0] * float(units.RATES[maya.scene.settings["unit"]])
    y = vector[1] / factor(maya, output_kind(node))
    return math.degrees(math.atan2(y, x)) if (x or y) else 0.0


def from_angle(maya: Maya, node: Node, degrees: float, weight: float) -> curve.Tangent:
    """The tangent of an angle and a weight, both as the graph editor says them."""
    x, y = weight * math.cos(math.radians(degrees)), weight * math.sin(math.radians(degrees))
    return x / float(units.RATES[maya.scene.settings["unit"]]), y * factor(maya, output_kind(node))


def with_tangent(key: Key, vector: curve.Tangent, incoming: bool, weighted_curve: bool) -> Key:
    """A key with one tangent set by hand.

    Tangents that are locked turn together, and both are fixed then ("MFnAnimCurve.setTangent").
    """
    vector = vector if weighted_curve else curve.unit_vector(vector)
    if not key.tangents_locked:
        return (
            key._replace(tangent_in=vector, type_in=curve.FIXED)
            if incoming
            else key._replace(tangent_out=vector, type_out=curve.FIXED)
        )
    other = key.tangent_out if incoming else key.tangent_in
    size = math.hypot(*other) / (math.hypot(*vector) or 1.0) if weighted_curve else 1.0
    turned = (vector[0] * size, vector[1] * size)
    pair = (vector, turned) if incoming else (turned, vector)
    return key._replace(tangent_in=pair[0], tangent_out=pair[1], type_in=curve.FIXED, type_out=curve.FIXED)


@command("keyTangent")
def key_tangent(maya: Maya, call: Call) -> Any:
    """Page "keyTangent". The unit of ix, iy, ox and oy is not said there, so they are not modelled."""
    flags = call.flags
    if {"ix", "iy", "ox", "oy", "stepAttributes", "unify"} & set(flags):
        raise NotModelledError(f"keyTangent with {sorted(flags)}")
    if flags.get("g"):
        return _global_tangents(maya, call)
    sets = chosen(maya, call)
    if call.mode == "q":
        return none_or(
            [answer for node, indices in sets for index in indices for answer in _tangent_answer(maya, node, index, flags)]
        )
    for node, indices in sets:
        if "weightedTangents" in flags:
            maya.scene.write(plug_named(node, "weightedTangents"), bool(flags["weightedTangents"]))
        keys = node.keys
        for index in indices:
            keys = curve.replaced(keys, index, _tangent_edit(maya, node, keys, index, flags))
        set_keys(maya, node, keys)
    return sum(len(indices) for _, indices in sets)


def _global_tangents(maya: Maya, call: Call) -> Any:
    if call.mode == "q":
        answers = [word for flag, word in zip(("inTangentType", "outTangentType"), maya.default_tangents) if call.flags.get(flag)]
        return [maya.weighted_by_default] if call.flags.get("weightedTangents") else answers
    type_in, type_out = maya.default_tangents
    maya.default_tangents = (call.flags.get("inTangentType", type_in), call.flags.get("outTangentType", type_out))
    maya.weighted_by_default = bool(call.flags.get("weightedTangents", maya.weighted_by_default))
    return None


def _tangent_answer(maya: Maya, node: Node, index: int, flags: Any) -> Iterator[Any]:
    key = node.keys[index]
    into, out = (curve.tangent(node.keys, index, incoming) for incoming in (True, False))
    answers = {
        "inAngle": lambda: angle(maya, node, into), "outAngle": lambda: angle(maya, node, out),
        "inTangentType": lambda: curve.TANGENT_NAMES[key.type_in], "outTangentType": lambda: curve.TANGENT_NAMES[key.type_out],
        "lock": lambda: key.tangents_locked, "weightLock": lambda: key.weights_locked, "weightedTangents": lambda: weighted(node),
        "inWeight": lambda: _weight(maya, node, into), "outWeight": lambda: _weight(maya, node, out),
    }  # fmt: skip
    for flag, answer in answers.items():
        if flags.get(flag):
            yield answer()


def _weight(maya: Maya, node: Node, vector: curve.Tangent) -> float:
    if not weighted(node):
        return 1.0
    return math.hypot(vector[0] * float(units.RATES[maya.scene.settings["unit"]]), vector[1] / factor(maya, output_kind(node)))


def _tangent_edit(maya: Maya, node: Node, keys: curve.Keys, index: int, flags: Any) -> Key:
    key = keys[index]
    if "lock" in flags:
        key = key._replace(tangents_locked=bool(flags["lock"]))
    if "weightLock" in flags:
        key = key._replace(weights_locked=bool(flags["weightLock"]))
    for flag, incoming in (("inTangentType", True), ("outTangentType", False)):
        if flag in flags:
            if flags[flag] not in curve.TANGENTS:
                raise RuntimeError(f"Invalid tangent type: {flags[flag]}")
            key = with_type(keys, index, key, curve.TANGENTS[flags[flag]], incoming)
    for flag, weight, incoming in (("inAngle", "inWeight", True), ("outAngle", "outWeight", False)):
        if flag in flags or weight in flags:
            old = curve.tangent(keys, index, incoming)
            degrees = flags.get(flag, angle(maya, node, old))
            key = with_tangent(
                key, from_angle(maya, node, degrees, flags.get(weight, _weight(maya, node, old))), incoming, weighted(node)
            )
    return key


def with_type(keys: curve.Keys, index: int, key: Key, kind: int, incoming: bool) -> Key:
    """A key with a tangent of another type; made fixed, a tangent keeps the direction it had."""
    if kind == curve.FIXED:
        before = curve.unit_vector(curve.tangent(keys, index, incoming))
        return key._replace(type_in=kind, tangent_in=before) if incoming else key._replace(type_out=kind, tangent_out=before)
    return key._replace(type_in=_made(kind, incoming=True)) if incoming else key._replace(type_out=kind)
