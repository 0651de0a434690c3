"""Commands about namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .nodes import none_or, remove
from .registry import NotModelledError, command

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


@command("namespace")
def namespace(maya: Maya, call: Call) -> Any:
    """Page "namespace"."""
    scene, flags = maya.scene, call.flags
    name = str(
        next((flags[key] for key in ("addNamespace", "setNamespace", "exists", "removeNamespace") if key in flags), "")
    ).strip(":")
    parent_space = flags.get("parent", "").strip(":")
    full = f"{parent_space}:{name}" if parent_space else name
    if "exists" in flags:
        return not full or full in scene.namespaces
    if "addNamespace" in flags:
        if full in scene.namespaces:
            raise RuntimeError(f"The namespace '{full}' already exists.")
        maya.journal.put(scene.namespaces, full, True)
        return full
    if "setNamespace" in flags:
        if full and full not in scene.namespaces:
            raise RuntimeError(f"No namespace matches name: '{full}'.")
        scene.set("namespace", full)
        return full or ":"
    if "removeNamespace" in flags:
        inside = [node for node in scene.all() if node.name.startswith(f"{full}:")]
        if inside and not (flags.get("mergeNamespaceWithRoot") or flags.get("deleteNamespaceContent")):
            raise RuntimeError(f"The namespace '{full}' is not empty.")
        for node in inside:
            if flags.get("deleteNamespaceContent"):
                remove(maya, node)
            else:
                scene.rename(node, f":{node.name.rpartition(':')[2]}")
        maya.journal.drop(scene.namespaces, full)
        return None
    raise NotModelledError(f"namespace with {sorted(flags)}")


@command("namespaceInfo", undoable=False)
def namespace_info(maya: Maya, call: Call) -> Any:
    """Page "namespaceInfo": a scene always has the namespaces UI and shared."""
    scene, flags = maya.scene, call.flags
    where = str(call.arguments[0]).strip(":") if call.arguments else scene.settings["namespace"]
    if flags.get("currentNamespace"):
        return scene.settings["namespace"] or ":"
    if flags.get("listOnlyNamespaces"):
        names = ["UI", "shared", *scene.namespaces] if not where else list(scene.namespaces)
        inside = [name for name in names if not where or name.startswith(f"{where}:")]
        depth = where.count(":") + 1 if where else 0
        return none_or([name for name in inside if flags.get("recurse") or name.count(":") == depth])
    if flags.get("listNamespace") or flags.get("listOnlyDependencyNodes"):
        return none_or([node.name for node in scene.all() if node.name.rpartition(":")[0] == where])
    raise NotModelledError(f"namespaceInfo with {sorted(flags)}")
