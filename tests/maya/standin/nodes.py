"""Commands about nodes, their names, and what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import layers, nodetypes
from .registry import NotModelledError, command
from .scene import Node, Plug, plug_named

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


def none_or(found: list[Any]) -> list[Any] | None:
    """Many commands say None where there is nothing."""
    return found or None


def wanted_nodes(maya: Maya, call: Call) -> list[Node]:
    """The nodes a command names, else the selected ones. Raises ValueError for a name that is none."""
    if not call.arguments:
        return [maya.scene.one(name.split(".")[0]) for name in maya.scene.settings["selection"]]
    found: list[Node] = []
    for name in call.arguments:
        nodes = maya.scene.matching(str(name).split(".")[0])
        if not nodes:
            raise ValueError(f"No object matches name: {name}")
        found += [node for node in nodes if node not in found]
    return found


@command("createNode")
def create_node(maya: Maya, call: Call) -> str:
    """Page "createNode": the new node is selected unless skipSelect; a shape gets a transform; an unknown type is an error."""
    kind = call.arguments[0]
    parent = maya.scene.one(call.flags["parent"]) if "parent" in call.flags else None
    name = call.flags.get("name")
    if call.flags.get("shared") and name in maya.scene.nodes:
        return str(name)
    attributes = nodetypes.attributes_of(kind)
    if nodetypes.is_a(kind, "shape") and parent is None and "visibility" in attributes:
        parent = maya.scene.add(_transform_name(kind, name), "transform")
    node = maya.scene.add(name or f"{kind}1", kind, parent)
    if not call.flags.get("skipSelect"):
        maya.scene.set("selection", (node.name,))
    return node.name


def _transform_name(kind: str, name: str | None) -> str:
    return name.replace("Shape", "") if name and "Shape" in name else f"{name or kind}1"


@command("delete")
def delete(maya: Maya, call: Call) -> None:
    """Page "delete". Read-only (referenced) and locked nodes cannot be deleted; a plug keeps the value that drove it."""
    if set(call.flags) - {"constructionHistory", "hierarchy"}:
        raise NotModelledError(f"delete with {sorted(call.flags)}")
    if call.flags.get("constructionHistory"):
        return
    for node in wanted_nodes(maya, call):
        if maya.scene.nodes.get(node.name) is node:
            remove(maya, node)


def remove(maya: Maya, node: Node) -> None:
    """A node with what belongs to it alone."""
    scene = maya.scene
    if node.referenced:
        raise RuntimeError(f"Cannot delete '{node.name}': it is from a referenced file and read-only")
    if node.state["locked"]:
        raise RuntimeError(f"Cannot delete locked node '{node.name}'")
    if node is scene.nodes.get("time1"):
        raise RuntimeError("Cannot delete 'time1': it is a default node")
    if node.kind == "animLayer" and node is not layers.root(scene):
        layers.delete(scene, node)
    elif nodetypes.is_a(node.kind, "animBlendNodeBase"):
        layers.remove_blend(scene, node)
    else:
        for key, source in list(scene.inputs.items()):
            if source[0] is node and key[0] is not node:
                _keep_value(maya, plug_named(*key))
        scene.remove(node)


def _keep_value(maya: Maya, plug: Plug) -> None:
    if plug.attribute.kind in nodetypes.NUMERIC:
        maya.scene.write(plug, maya.scene.value(plug))


@command("rename")
def rename(maya: Maya, call: Call) -> str:
    """Page "rename": a number is added to a name that is taken; read-only nodes cannot be renamed."""
    node = maya.scene.one(call.arguments[0], RuntimeError)
    if node.referenced or node.state["locked"]:
        raise RuntimeError(f"Cannot rename a read only node: '{node.name}'")
    new = call.arguments[1]
    space = node.name.rpartition(":")[0]
    return maya.scene.rename(node, new if ":" in new or not space else f"{space}:{new}")


@command("select")
def select(maya: Maya, call: Call) -> None:
    """Page "select"."""
    scene = maya.scene
    if call.flags.get("clear"):
        scene.set("selection", ())
        return
    if set(call.flags) - {"add", "replace", "deselect", "toggle", "noExpand", "hierarchy"}:
        raise NotModelledError(f"select with {sorted(call.flags)}")
    for name in call.arguments:
        if not scene.matching(name.split(".")[0]):
            raise ValueError(f"No object matches name: {name}")
    names = tuple(node.name for name in call.arguments for node in scene.matching(name.split(".")[0]))
    before = scene.settings["selection"]
    if call.flags.get("deselect"):
        scene.set("selection", tuple(name for name in before if name not in names))
    else:
        scene.set("selection", tuple(dict.fromkeys((*before, *names) if call.flags.get("add") else names)))


@command("nodeType", undoable=False)
def node_type(maya: Maya, call: Call) -> Any:
    """Page "nodeType": with `inherited` the types it is made from, itself last."""
    node = maya.scene.one(call.arguments[0], RuntimeError)
    if call.flags.get("inherited"):
        return [*reversed([name for name in nodetypes.TYPES[node.kind][0] if name != "node"]), node.kind]
    return node.kind


@command("objectType", undoable=False)
def object_type(maya: Maya, call: Call) -> Any:
    """Page "objectType"."""
    kind = maya.scene.one(call.arguments[0].split(".")[0], RuntimeError).kind
    if "isType" in call.flags:
        return kind == call.flags["isType"]
    if "isAType" in call.flags:
        return nodetypes.is_a(kind, call.flags["isAType"])
    return kind


@command("objExists", undoable=False)
def obj_exists(maya: Maya, call: Call) -> bool:
    """Page "objExists": of nodes and attributes."""
    name = call.arguments[0]
    return bool(maya.scene.plugs(name) if "." in name else maya.scene.matching(name))


LS = {"selection", "type", "exactType", "long", "shortNames", "dagObjects", "shapes", "transforms", "references", "uuid",
      "assemblies", "objectsOnly", "readOnly", "recursive", "noIntermediate", "flatten", "lockedNodes", "referencedNodes",
      "dependencyNodes", "visible", "orderedSelection"}  # fmt: skip


@command("ls", undoable=False)
def ls(maya: Maya, call: Call) -> list[str]:
    """Page "ls": always a list; what a name does not match is left out; `recursive` looks into all namespaces."""
    scene = maya.scene
    if set(call.flags) - LS:
        raise NotModelledError(f"ls with {sorted(set(call.flags) - LS)}")
    if call.flags.get("selection") or call.flags.get("orderedSelection"):
        found = [scene.nodes[name] for name in scene.settings["selection"] if name in scene.nodes]
    elif call.arguments:
        if any("." in name for name in call.arguments):
            return [plug.name for name in call.arguments for plug in scene.plugs(name)]
        found = [node for name in call.arguments for node in _looked_for(maya, name, bool(call.flags.get("recursive")))]
    else:
        found = list(scene.all())
    found = [node for node in dict.fromkeys(found) if _passes(maya, node, call.flags)]
    if call.flags.get("uuid"):
        return [node.uuid for node in found]
    return [scene.path(node) if call.flags.get("long") else node.name for node in found]


def _looked_for(maya: Maya, name: str, everywhere: bool) -> list[Node]:
    found = maya.scene.matching(name)
    if everywhere:
        for space in maya.scene.namespaces:
            found += maya.scene.matching(f"{space}:{name}")
    return found


def _passes(maya: Maya, node: Node, flags: Any) -> bool:
    kinds = flags.get("type") or []
    exact = flags.get("exactType") or []
    kinds, exact = ([each] if isinstance(each, str) else list(each) for each in (kinds, exact))
    for kind in [*kinds, *exact]:
        if kind not in nodetypes.TYPES and not any(kind in parents for parents, _ in nodetypes.TYPES.values()):
            raise RuntimeError(f"Unknown object type: {kind}")
    tests = {
        "dagObjects": nodetypes.is_a(node.kind, "dagNode"),
        "shapes": nodetypes.is_a(node.kind, "shape"), "transforms": nodetypes.is_a(node.kind, "transform"),
        "references": node.kind == "reference", "readOnly": bool(node.referenced), "referencedNodes": bool(node.referenced),
        "lockedNodes": bool(node.state["locked"]),
        "assemblies": nodetypes.is_a(node.kind, "transform") and node.state["parent"] is None,
    }  # fmt: skip
    if any(flags.get(name) and not passed for name, passed in tests.items()):
        return False
    return (not kinds or any(nodetypes.is_a(node.kind, kind) for kind in kinds)) and (not exact or node.kind in exact)


@command("listRelatives", undoable=False)
def list_relatives(maya: Maya, call: Call) -> list[str] | None:
    """Page "listRelatives": children unless asked for others; None if there are none."""
    scene, flags = maya.scene, call.flags
    found: list[Node] = []
    for node in wanted_nodes(maya, call):
        if flags.get("parent") or flags.get("allParents"):
            found += [node.state["parent"]] if node.state["parent"] else []
        elif flags.get("allDescendents"):
            found += [each for each in scene.all() if scene.path(each).startswith(scene.path(node) + "|")]
        else:
            found += [each for each in scene.all() if each.state["parent"] is node]
    if flags.get("shapes"):
        found = [node for node in found if nodetypes.is_a(node.kind, "shape")]
    if "type" in flags:
        found = [node for node in found if nodetypes.is_a(node.kind, flags["type"])]
    return none_or([scene.path(node) if flags.get("fullPath") or flags.get("path") else node.name for node in found])


@command("parent")
def parent(maya: Maya, call: Call) -> list[str]:
    """Page "parent": the last object is the new parent; nodes of a referenced file keep theirs if it is referenced too."""
    scene = maya.scene
    nodes = wanted_nodes(maya, call)
    target = None if call.flags.get("world") else nodes.pop()
    for node in nodes:
        if node.referenced:
            raise RuntimeError(f"'{node.name}' is from a referenced file and cannot be reparented")
        maya.journal.put(node.state, "parent", target)
        scene.touch()
    return [node.name for node in nodes]


@command("lockNode")
def lock_node(maya: Maya, call: Call) -> Any:
    """Page "lockNode": a locked node cannot be deleted or renamed, and its attributes neither set nor connected."""
    nodes = wanted_nodes(maya, call)
    if call.mode == "q":
        return [bool(node.state["locked"]) for node in nodes]
    for node in nodes:
        maya.journal.put(node.state, "locked", bool(call.flags.get("lock", True)))
    return [node.name for node in nodes]
