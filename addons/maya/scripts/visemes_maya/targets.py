"""What can be a target: the blend-shape weights and keyable numbers of the nodes a person chose.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name):
`listHistory`, `listAttr` (with `multi` it names the weights of a blend shape by their aliases), `listRelatives`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maya import cmds

from . import marks, scene, units
from .names import namespace_of, without_namespace

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Attributes every transform has; on controls they are what moves, but no name to guess from alone.
TRANSFORM = frozenset(f"{what}{axis}" for what in ("translate", "rotate", "scale") for axis in "XYZ") | {"visibility"}

#: The one of them along which a control of two directions does its main work.
MAIN = "translateY"


def chosen() -> list[str]:
    """The nodes that make a mouth of what is selected: blend shapes of meshes, else the nodes themselves."""
    found: list[str] = []
    for node in cmds.ls(selection=True) or []:
        node = node.partition(".")[0]
        shapes = [node] if marks.kind_of(node) == "blendShape" else blend_shapes(node)
        found += shapes or [node]
    return list(dict.fromkeys(found))


def blend_shapes(node: str) -> list[str]:
    """The blend shapes that deform a mesh, or the meshes below a transform."""
    history: Any = cmds.listHistory(node, pruneDagObjects=True)
    return list(dict.fromkeys(cmds.ls(*history, type="blendShape") or [])) if history else []


def names(nodes: Sequence[str]) -> list[str]:
    """Names of targets to guess from, as plugs: weights of blend shapes by their aliases, keyable numbers of other nodes."""
    found: list[str] = []
    for node in nodes:
        if cmds.objExists(node):
            found += [f"{node}.{attribute}" for attribute in _attributes(node)]
    return found


def _attributes(node: str) -> list[str]:
    if marks.kind_of(node) == "blendShape":
        return list(cmds.listAttr(f"{node}.weight", multi=True) or [])
    keyable = cmds.listAttr(node, keyable=True, scalar=True) or []
    own = [name for name in keyable if name not in TRANSFORM]
    main = [MAIN] if MAIN in keyable and not scene.plug_problem(f"{node}.{MAIN}") else []
    return [name for name in [*own, *main] if str(cmds.getAttr(f"{node}.{name}", type=True)) in units.CURVES]


def namespace(nodes: Sequence[str]) -> str:
    """The namespace that all of the nodes are in; empty where they differ."""
    found = {namespace_of(node) for node in nodes}
    return found.pop() if len(found) == 1 else ""


def relative(plugs: Sequence[str], space: str) -> list[str]:
    """Names of plugs as a rig profile keeps them, without the character's namespace."""
    return [without_namespace(plug, space) for plug in plugs]
