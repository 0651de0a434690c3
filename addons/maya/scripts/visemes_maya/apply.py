"""A plan, done: as one step of undo, or not at all.

How a curve gets into a layer. Which input of which blend node belongs to a plug's place in a layer is Maya's own affair, and its
documentation does not say it; so Maya is asked to do it: `setKeyframe(animLayer=…)` puts a first key there, which makes the curve
and connects it. Then a new curve of the same type is made, filled in one go through the API (`animcurves`), and connected to
whatever the first one was connected to, which is deleted. Every step but the filling is an ordinary, undoable command, and the
filling happens to a node that undo takes away whole. A second run finds our curve on the plug and changes places with it in the
same way.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name):
`animLayer`, `setKeyframe` (its flag `animLayer` counts only for plugs that are in the layer already), `createNode`,
`connectAttr`, `delete`, `undoInfo`.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maya import cmds

from . import animcurves, marks, scene
from .facts import WEIGHT, Skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .facts import Edit, Found, Plan


class ApplyError(Exception):
    """Maya refused something of a plan; nothing of it was done. The message says what."""


@dataclass
class Done:
    """What came of a plan. layer: the one it is in now, empty for none; curves: how many were written; skips: what Maya refused."""

    layer: str = ""
    curves: int = 0
    skips: list[Skip] = field(default_factory=list)


def apply(plan: Plan, also: Callable[[Done], None] = lambda _: None) -> Done:
    """Do a plan. also: what else belongs to the same step of undo. Raises ApplyError, after undoing what was done of it."""
    done = Done(plan.layer)
    name = f"Visemes: {plan.title}"
    try:
        with chunk(name), kept_choice():
            _do(plan, done)
            also(done)
    except Exception as error:
        _take_back(name)
        if isinstance(error, (RuntimeError, ValueError, TypeError)):  # what Maya raises
            raise ApplyError(str(error).strip()) from error
        raise
    return done


@contextlib.contextmanager
def chunk(name: str) -> Iterator[None]:
    """Everything done here is one step of undo."""
    cmds.undoInfo(openChunk=True, chunkName=name)
    try:
        yield
    finally:
        cmds.undoInfo(closeChunk=True)


def _take_back(name: str) -> None:
    """Undo our step, if it is the last one: an empty chunk leaves no step, and then the last one is a person's."""
    if cmds.undoInfo(query=True, state=True) and cmds.undoInfo(query=True, undoName=True) == name:
        cmds.undo()


@contextlib.contextmanager
def kept_choice() -> Iterator[None]:
    """What is selected, and which layers a person works in, stays as it is."""
    chosen = cmds.ls(selection=True, long=True) or []
    layers = {layer: _choice(layer) for layer in cmds.ls(type="animLayer") or []}
    try:
        yield
    finally:
        for layer in cmds.ls(type="animLayer") or []:
            wanted = layers.get(layer, (False, False))
            if _choice(layer) != wanted:
                cmds.animLayer(layer, edit=True, selected=wanted[0], preferred=wanted[1])
        chosen = [node for node in chosen if cmds.objExists(node)]
        if chosen:
            cmds.select(*chosen, replace=True, noExpand=True)
        else:
            cmds.select(clear=True)


def _choice(layer: str) -> tuple[bool, bool]:
    return bool(cmds.animLayer(layer, query=True, selected=True)), bool(cmds.animLayer(layer, query=True, preferred=True))


def _do(plan: Plan, done: Done) -> None:
    if plan.edits and not plan.base and not done.layer:
        done.layer = make_layer(plan)
    for edit in plan.edits:
        reason = _write(edit, plan, done.layer)
        if reason:
            done.skips.append(Skip(edit.plug, reason))
        else:
            done.curves += 1
    if plan.weight:
        _write_weight(plan.weight, plan, done.layer)
    for found in plan.removals:
        _remove(found, done.layer)
    if plan.drops_layer and done.layer:
        cmds.delete(done.layer)
        done.layer = ""


def make_layer(plan: Plan) -> str:
    """A new override layer, marked as the line's; what lies below shows through as far as its weight lets it.

    Maya makes another name of one that is taken.
    """
    made: Any = cmds.animLayer(marks.node_name(plan.title), override=True, passthrough=True)
    layer = str(made)
    marks.put(layer, marks.LINE, plan.line)
    return layer


def _write(edit: Edit, plan: Plan, layer: str) -> str:
    """Put a curve in its place. Returns why Maya would not have it, empty when it did."""
    old = edit.replaces
    if not old and not plan.base:
        old = _first_curve(edit, layer)
        if not old:
            return "Maya would not set a key on it"
        if marks.kind_of(old) != edit.kind:
            kind = marks.kind_of(old)
            _take_out(old, edit.plug, layer)
            return f"its curve in a layer is a {kind}, which is not what its type asks for"
    new = _new_curve(edit, plan)
    for socket in _sockets(old) if old else [edit.plug]:
        cmds.connectAttr(f"{new}.output", socket, force=True)
    _take_place(new, old)
    return ""


def _take_place(new: str, old: str) -> None:
    """The new curve is called what the old one was, by Maya or by a person."""
    if old:
        if cmds.objExists(old):
            cmds.delete(old)
        cmds.rename(new, old)


def _first_curve(edit: Edit, layer: str) -> str:
    """The curve that Maya makes for a plug in a layer; empty when it does not."""
    cmds.animLayer(layer, edit=True, attribute=edit.plug)
    frame: Any = (edit.keys[0].frame,)  # the stubs know of whole frames only
    cmds.setKeyframe(edit.plug, animLayer=layer, time=frame, value=edit.value, noResolve=True)
    return scene.curve_on(edit.plug, layer) or ""


def _new_curve(edit: Edit, plan: Plan) -> str:
    """A curve with its keys and our marks, connected to nothing yet."""
    name = marks.node_name(f"{plan.title}_{edit.plug.rpartition(':')[2].replace('.', '_')}")
    node = cmds.createNode(edit.kind, name=name, skipSelect=True)
    animcurves.write(node, edit.keys)
    marks.put(node, marks.LINE, plan.line)
    marks.put(node, marks.KEYS, edit.track)
    return node


def _sockets(curve: str) -> list[str]:
    """What a curve drives."""
    return cmds.listConnections(f"{curve}.output", source=False, destination=True, plugs=True) or []


def _write_weight(edit: Edit, plan: Plan, layer: str) -> None:
    new = _new_curve(edit, plan)
    cmds.connectAttr(f"{new}.output", f"{layer}.{WEIGHT}", force=True)
    _take_place(new, edit.replaces)


def _remove(found: Found, layer: str) -> None:
    """Take a curve of ours away, and its plug out of our layer: an override layer without a curve would hold the plug still."""
    if found.plug and found.plug != WEIGHT and layer:
        _take_out(found.curve, found.plug, layer)
    elif cmds.objExists(found.curve):
        cmds.delete(found.curve)


def _take_out(curve: str, plug: str, layer: str) -> None:
    cmds.animLayer(layer, edit=True, removeAttribute=plug)
    if cmds.objExists(curve):
        cmds.delete(curve)
