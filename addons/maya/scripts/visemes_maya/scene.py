"""What a plan has to know of the scene, and nothing is changed by asking.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name):
`animLayer`, `getAttr`, `listConnections`, `attributeQuery`, `aliasAttr`, `lockNode`, `currentUnit`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from maya import cmds

from . import animcurves, marks, units
from .facts import Found, Plug, Scene
from .names import in_namespace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

#: Beginning of the types of nodes that may drive a plug without its animation being somebody else's.
ANIMATION = ("animCurveT", "animBlendNode")


def rate() -> Fraction:
    """The scene's frames a second. Raises ValueError for a time unit nobody knows."""
    return units.frame_rate(str(cmds.currentUnit(query=True, time=True)))


def read(key: str, targets: Iterable[str], nodes: Sequence[str], namespace: str, *, base: bool = False) -> Scene:
    """The facts for a line. targets: names of the mapping; nodes: where names without a node are looked for.

    base: what stands on plugs is asked for in the base animation, not in the line's layer. Raises ValueError.
    """
    layer = layer_of(key)
    unique = dict.fromkeys(targets)
    curves = _on_layer(layer) if layer else {}
    weight = _weight(layer)
    return Scene(
        rate=rate(),
        targets={name: [plug_facts(plug, layer, base=base) for plug in plugs_of(name, nodes, namespace)] for name in unique},
        ours=[found for node in marks.marked("animCurve", key) if (found := _ours(node, curves)) and found.curve != _name(weight)],
        layer=layer,
        weight=weight,
        weight_problem="" if weight is not None or not layer else driver_problem(f"{layer}.weight"),
        shared=any(curve is None or marks.get(curve, marks.LINE) != key for curve in curves.values()),
        angle=str(cmds.currentUnit(query=True, angle=True)),
        length=str(cmds.currentUnit(query=True, linear=True)),
    )


def _name(found: Found | None) -> str:
    return found.curve if found else ""


def layer_of(key: str) -> str:
    """The animation layer of a line, empty where there is none."""
    found = [layer for layer in marks.marked("animLayer", key) if not cmds.referenceQuery(layer, isNodeReferenced=True)]
    return found[0] if found else ""


def _on_layer(layer: str) -> dict[str, str | None]:
    """Plug → curve, of everything that is in a layer."""
    plugs: Any = cmds.animLayer(layer, query=True, attribute=True)
    return {plug: curve_on(plug, layer) for plug in plugs or ()}


def curve_on(plug: str, layer: str) -> str | None:
    """The curve of a plug in a layer. In query mode some Mayas find none from Python; edit mode, which changes nothing, does."""
    found: Any = cmds.animLayer(layer, query=True, findCurveForPlug=plug)
    if not found:
        with unrecorded():
            found = cmds.animLayer(layer, edit=True, findCurveForPlug=plug)
    if isinstance(found, str):
        return found or None
    return found[0] if found else None


@contextlib.contextmanager
def unrecorded() -> Iterator[None]:
    """What happens here leaves no step of undo; for questions that a command takes for changes."""
    recording = bool(cmds.undoInfo(query=True, state=True))
    cmds.undoInfo(stateWithoutFlush=False)
    try:
        yield
    finally:
        cmds.undoInfo(stateWithoutFlush=recording)


def _ours(node: str, curves: dict[str, str | None]) -> Found:
    plug = next((plug for plug, curve in curves.items() if curve == node), "")
    return found_curve(node, plug)


def found_curve(node: str, plug: str = "") -> Found:
    """What a curve is and holds. Only those of ours are read: a person's has no part in a plan."""
    line = marks.get(node, marks.LINE)
    keys = animcurves.read(node) if line else ()
    weighted = bool(line) and animcurves.is_weighted(node)
    return Found(node, marks.kind_of(node), plug, line, marks.get(node, marks.KEYS), weighted, keys)


def _weight(layer: str) -> Found | None:
    curve = source_of(f"{layer}.weight") if layer else ""
    return found_curve(curve, "weight") if curve and marks.kind_of(curve).startswith("animCurveT") else None


def source_of(plug: str) -> str:
    """The node that drives a plug, empty where none does."""
    found = cmds.listConnections(plug, source=True, destination=False, skipConversionNodes=True) or []
    return found[0] if found else ""


def driver_problem(plug: str) -> str:
    """Why what drives a plug keeps it from being keyed; empty when nothing does."""
    driver = source_of(plug)
    if not driver or marks.kind_of(driver).startswith(ANIMATION):
        return ""
    return f"it is driven by {driver}"


def plugs_of(name: str, nodes: Sequence[str], namespace: str) -> list[str]:
    """The plugs a target's name means: one of a node, in the character's namespace; without a node, one of each chosen node."""
    if "." in name:
        plugs = [in_namespace(name, namespace), name]
        return next(([plug] for plug in dict.fromkeys(plugs) if cmds.objExists(plug)), [])
    return [plug for plug in (f"{node}.{name}" for node in nodes) if cmds.objExists(plug)]


def plug_facts(plug: str, layer: str, *, base: bool) -> Plug:
    """What a plug that exists is, and why it cannot be keyed."""
    kind = str(cmds.getAttr(plug, type=True))
    low, high = limits(plug)
    problem = plug_problem(plug, base=base)
    curve = None if problem else _standing(plug, layer, base=base)
    return Plug(plug, kind, problem, low, high, found_curve(curve, plug) if curve else None)


def _standing(plug: str, layer: str, *, base: bool) -> str | None:
    if base:
        return source_of(plug) or None
    return curve_on(plug, layer) if layer else None


def plug_problem(plug: str, *, base: bool = False) -> str:
    """Why a plug cannot be keyed; empty when it can."""
    node = plug.partition(".")[0]
    locked: Any = cmds.lockNode(node, query=True, lock=True)
    if any(locked or ()):
        return f"{node} is locked"
    if cmds.getAttr(plug, lock=True):
        return "it is locked"
    driver = source_of(plug)
    if driver:  # no word about `settable`, which a plug in a layer may not be
        in_layer = base and marks.kind_of(driver).startswith("animBlendNode")
        return "it is in an animation layer: write a layer, or take it out of that one" if in_layer else driver_problem(plug)
    return "" if cmds.getAttr(plug, settable=True) else "it cannot be set: what it is a part of is locked or driven"


def limits(plug: str) -> tuple[float | None, float | None]:
    """An attribute's own limits. The weights of a blend shape have none, and are known by other names than their attribute's."""
    node, _, attribute = plug.partition(".")
    attribute = attribute.rpartition(".")[2].partition("[")[0]
    if not cmds.attributeQuery(attribute, node=node, exists=True):
        return None, None
    low: Any = cmds.attributeQuery(attribute, node=node, minExists=True) and cmds.attributeQuery(attribute, node=node, minimum=True)
    high: Any = cmds.attributeQuery(attribute, node=node, maxExists=True) and cmds.attributeQuery(
        attribute, node=node, maximum=True
    )
    return (float(low[0]) if low else None), (float(high[0]) if high else None)
