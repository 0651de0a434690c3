"""Tangents: angles and weights of the graph editor, and the command that speaks of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import curve, units
from .attributes import factor
from .curve import Key, stepless
from .keying import chosen, output_kind, set_keys
from .nodes import none_or
from .registry import NotModelledError, command
from .scene import Node, plug_named, weighted

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


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
        "inWeight": lambda: weight_of(maya, node, into), "outWeight": lambda: weight_of(maya, node, out),
    }  # fmt: skip
    for flag, answer in answers.items():
        if flags.get(flag):
            yield answer()


def weight_of(maya: Maya, node: Node, vector: curve.Tangent) -> float:
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
                key, from_angle(maya, node, degrees, flags.get(weight, weight_of(maya, node, old))), incoming, weighted(node)
            )
    return key


def with_type(keys: curve.Keys, index: int, key: Key, kind: int, incoming: bool) -> Key:
    """A key with a tangent of another type; made fixed, a tangent keeps the direction it had."""
    if kind == curve.FIXED:
        before = curve.unit_vector(curve.tangent(keys, index, incoming))
        return key._replace(type_in=kind, tangent_in=before) if incoming else key._replace(type_out=kind, tangent_out=before)
    return key._replace(type_in=stepless(kind)) if incoming else key._replace(type_out=kind)
