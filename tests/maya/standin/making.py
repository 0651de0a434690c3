"""Commands that make rigs to try things on: groups, meshes, blend shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .nodes import wanted_nodes
from .registry import NotModelledError, command
from .scene import Node, plug_named

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


@command("group")
def group(maya: Maya, call: Call) -> str:
    """Page "group"."""
    node = maya.scene.add(call.flags.get("name", "group1"), "transform")
    if not call.flags.get("empty"):
        for child in wanted_nodes(maya, call):
            maya.journal.put(child.state, "parent", node)
    maya.scene.set("selection", (node.name,))
    return node.name


@command("spaceLocator")
def space_locator(maya: Maya, call: Call) -> list[str]:
    """Page "spaceLocator"."""
    transform = maya.scene.add(call.flags.get("name", "locator1"), "transform")
    maya.scene.add(_shape_name(transform), "locator", transform)
    maya.scene.set("selection", (transform.name,))
    return [transform.name]


def _shape_name(transform: Node) -> str:
    return f":{transform.name}Shape"


@command("polyCube")
def poly_cube(maya: Maya, call: Call) -> list[str]:
    """Page "polyCube": a transform and its construction history (which is not modelled but for its name)."""
    transform = maya.scene.add(call.flags.get("name", "pCube1"), "transform")
    maya.scene.add(_shape_name(transform), "mesh", transform)
    maya.scene.set("selection", (transform.name,))
    return [transform.name, "polyCube1"][: 2 if call.flags.get("constructionHistory", True) else 1]


@command("duplicate")
def duplicate(maya: Maya, call: Call) -> list[str]:
    """Page "duplicate": without its connections."""
    made = []
    for node in wanted_nodes(maya, call):
        copy = maya.scene.add(call.flags.get("name", node.name), node.kind, node.state["parent"])
        copy.values.update(node.values)
        for child in [each for each in maya.scene.all() if each.state["parent"] is node]:
            maya.scene.add(_shape_name(copy), child.kind, copy)
        made.append(copy.name)
    maya.scene.set("selection", tuple(made))
    return made


@command("blendShape")
def blend_shape(maya: Maya, call: Call) -> Any:
    """Page "blendShape": the last object is the base, the others are targets, whose names become aliases of the weights."""
    if call.mode == "q":
        node = maya.scene.one(call.arguments[0])
        indices = sorted(int(key[7:-1]) for key in node.aliases.values() if key.startswith("weight["))
        if call.flags.get("weightCount"):
            return len(indices)
        if call.flags.get("target"):
            return [next(alias for alias, key in node.aliases.items() if key == f"weight[{index}]") for index in indices]
        raise NotModelledError("blendShape -q")
    if call.mode == "e" or set(call.flags) - {"name", "frontOfChain"}:
        raise NotModelledError(f"blendShape with {sorted(call.flags)}")
    *targets, base = wanted_nodes(maya, call)
    node = maya.scene.add(call.flags.get("name", "blendShape1"), "blendShape")
    for index, target in enumerate(targets):
        maya.scene.write(plug_named(node, f"weight[{index}]"), 0.0)
        maya.journal.put(node.aliases, target.name.rpartition(":")[2], f"weight[{index}]")
    shape = next((each for each in maya.scene.all() if each.state["parent"] is base), base)
    maya.journal.put(node.values, "outputGeometry[0]", shape.name)
    return [node.name]
