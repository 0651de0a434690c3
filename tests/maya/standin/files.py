"""Scene files and references.

A file of the stand-in is JSON: the nodes of the scene itself, the references it has, and what the scene changed on referenced
nodes. The file of a reference is only ever read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import mayafiles
from .curve import Key
from .nodetypes import Attribute
from .registry import NotModelledError, command
from .scene import Node, plug_named

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya

MARK = "a scene of the stand-in of Maya"
SAVED = ("time", "unit", "linear", "angle", "min", "max", "start", "end")


def _node(node: Node) -> dict[str, Any]:
    return {
        "name": node.name, "kind": node.kind, "parent": node.state["parent"].name if node.state["parent"] else None,
        "values": node.values, "aliases": node.aliases, "flags": [[*place, value] for place, value in node.flags.items()],
        "dynamic": [list(attribute) for attribute in node.dynamic.values()], "keys": [list(key) for key in node.keys],
        "locked": node.state["locked"],
    }  # fmt: skip


def written(maya: Maya) -> str:
    """The scene as a file."""
    scene = maya.scene
    return json.dumps(
        {
            "mark": MARK,
            "settings": {name: scene.settings[name] for name in SAVED},
            "layers": [layer.name for layer in scene.settings["layers"]],
            "references": [
                {key: reference[key] for key in ("node", "path", "namespace")} for reference in scene.references.values()
            ],
            "nodes": [_node(node) for node in scene.all() if not node.referenced],
            "edits": [_node(node) for node in scene.all() if node.referenced],
            "inputs": [[node.name, key, source.name, output] for (node, key), (source, output) in scene.inputs.items()],
            "namespaces": list(scene.namespaces),
        },
        ensure_ascii=False,
        indent=1,
    )


def _filled(node: Node, row: dict[str, Any]) -> None:
    node.values.update(row["values"])
    node.aliases.update(row["aliases"])
    node.flags.update({(key, name): value for key, name, value in row["flags"]})
    for fields in row["dynamic"]:
        attribute = Attribute(*(tuple(field) if isinstance(field, list) else field for field in fields))
        node.dynamic[attribute.long] = attribute
    node.curve["keys"] = tuple(
        Key(*(tuple(field) if isinstance(field, list) else field for field in fields)) for fields in row["keys"]
    )


def read(path: Path) -> dict[str, Any]:
    """A file's content. Raises RuntimeError for one Maya would not read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RuntimeError(f"File not found: {path}") from error
    except ValueError as error:
        raise RuntimeError(f"Error reading file: {path}") from error
    if data.get("mark") != MARK:
        raise RuntimeError(f"Error reading file: {path}")
    return data


def put_in(maya: Maya, data: dict[str, Any], namespace: str = "", reference: str = "") -> list[Node]:
    """The nodes of a file into the scene, under a namespace; referenced if a reference node is given."""
    scene = maya.scene
    prefix = f"{namespace}:" if namespace else ""
    names: dict[str, Node] = {}
    for row in data["nodes"]:
        if row["name"] in {"time1", "BaseAnimation"} and row["name"] in scene.nodes:
            names[row["name"]] = scene.nodes[row["name"]]
            continue
        node = scene.add(f":{prefix}{row['name']}", row["kind"])
        names[row["name"]] = node
        _filled(node, row)
        node.state["locked"] = row["locked"]
        if reference:
            node.state["reference"] = reference
            node.state["file locks"] = tuple(key for key, name, value in row["flags"] if name == "locked" and value)
            node.state["file attributes"] = tuple(fields[0] for fields in row["dynamic"])
    for row in data["nodes"]:
        if row["parent"]:
            names[row["name"]].state["parent"] = names[row["parent"]]
    for name, key, source, output in data["inputs"]:
        if name in names and source in names:
            scene.inputs[names[name], key] = (names[source], output)
    return [names[row["name"]] for row in data["nodes"]]


@command("file")
def file(maya: Maya, call: Call) -> Any:
    """Page "file"."""
    flags = call.flags
    if call.mode == "q":
        return _about(maya, call)
    for flag, run in WORK.items():
        if flags.get(flag):
            return run(maya, call)
    if "modified" in flags:
        maya.scene.settings["modified"] = bool(flags["modified"])
        return None
    raise NotModelledError(f"file with {sorted(flags)}")


def _about(maya: Maya, call: Call) -> Any:
    scene, flags = maya.scene, call.flags
    name = scene.settings["name"]
    if flags.get("sceneName"):
        return (Path(name).name if flags.get("shortName") else name) if name else ""
    if flags.get("location"):
        return name or "unknown"
    if flags.get("modified") or flags.get("anyModified"):
        return scene.settings["modified"]
    if flags.get("exists"):
        return Path(call.arguments[0]).exists()
    if flags.get("reference") or flags.get("list"):
        found = [reference["path"] for reference in scene.references.values()]
        return [name, *found] if flags.get("list") else found
    if flags.get("type"):
        return ["mayaAscii"]
    raise NotModelledError(f"file -q {sorted(flags)}")


def _unsaved(maya: Maya, call: Call) -> None:
    if maya.scene.settings["modified"] and not call.flags.get("force"):
        raise RuntimeError("Unsaved changes")


def _new(maya: Maya, call: Call) -> str:
    _unsaved(maya, call)
    maya.new_scene()
    return "untitled"


def _open(maya: Maya, call: Call) -> str:
    """The scene that was open goes; callbacks hear of it before and after."""
    _unsaved(maya, call)
    path = Path(call.arguments[0])
    data = read(path)
    maya.new_scene()
    scene = maya.scene
    scene.settings.update(data["settings"])
    for name in data["namespaces"]:
        scene.namespaces[name] = True
    for reference in data["references"]:
        add_reference(maya, Path(reference["path"]), reference["namespace"], reference["node"])
    own = {**data, "nodes": [row for row in data["nodes"] if row["kind"] != "reference"]}
    put_in(maya, own)
    for row in data["edits"]:
        if row["name"] in scene.nodes:
            _filled(scene.nodes[row["name"]], row)
    for name, key, source, output in data["inputs"]:
        if name in scene.nodes and source in scene.nodes:
            scene.inputs[scene.nodes[name], key] = (scene.nodes[source], output)
    scene.settings.update({"layers": tuple(scene.nodes[name] for name in data["layers"]), "name": str(path), "modified": False})
    maya.journal.flush()
    maya.happened("SceneOpened")
    return str(path)


def _save(maya: Maya, call: Call) -> str:
    name = maya.scene.settings["name"]
    if not name:
        raise RuntimeError("The scene has no name: rename it first.")
    Path(name).write_text(written(maya), encoding="utf-8")
    maya.scene.settings["modified"] = False
    maya.happened("SceneSaved")
    return str(name)


def _rename(maya: Maya, call: Call) -> str:
    maya.scene.settings["name"] = call.flags["rename"]
    return str(call.flags["rename"])


def _reference(maya: Maya, call: Call) -> Any:
    path = Path(call.arguments[0])
    before = set(maya.scene.nodes)
    add_reference(maya, path, call.flags.get("namespace") or path.stem, "")
    return sorted(set(maya.scene.nodes) - before) if call.flags.get("returnNewNodes") else str(path)


def add_reference(maya: Maya, path: Path, namespace: str, name: str) -> None:
    """Page "file", flag `reference`: the file's nodes in a namespace of their own, read-only; a clash gets a number."""
    data = read(path)
    space, number = namespace, 0
    while space in {reference["namespace"] for reference in maya.scene.references.values()}:
        number += 1
        space = f"{namespace}{number}"
    node = maya.scene.add(name or f":{space}RN", "reference")
    node.state["locked"] = True
    maya.scene.namespaces[space] = True
    nodes = put_in(maya, data, space, node.name)
    maya.scene.references[node.name] = {"node": node.name, "path": str(path), "namespace": space, "nodes": nodes}


def _import(maya: Maya, call: Call) -> Any:
    path = Path(call.arguments[0])
    if path.suffix == ".anim":
        return _import_anim(maya, path)
    if path.is_file() and path.read_text(encoding="utf-8").startswith("//Maya ASCII"):
        return _import_ascii(maya, path, call.flags.get("namespace", ""))
    nodes = put_in(maya, read(Path(call.arguments[0])), call.flags.get("namespace", ""))
    return [node.name for node in nodes] if call.flags.get("returnNewNodes") else str(call.arguments[0])


def _import_ascii(maya: Maya, path: Path, namespace: str) -> str:
    """A scene of Maya's own kind, as far as it holds curves."""
    for read in mayafiles.maya_ascii(path.read_text(encoding="utf-8")):
        node = maya.scene.add(f"{namespace}:{read.name}" if namespace else read.name, read.kind)
        node.curve["keys"] = read.keys
        node.values["weightedTangents"] = read.weighted
        for name, text in read.strings.items():
            node.dynamic[name] = Attribute(name, name, "string", "", dynamic=True)
            node.values[name] = text
    return str(path)


def _import_anim(maya: Maya, path: Path) -> str:
    """What the plug-in animImportExport does with one selected node: keys go onto its attributes of the same names."""
    if "animImportExport" not in maya.plugins:
        raise RuntimeError(f"Unrecognized file type: {path}")
    selected = maya.scene.settings["selection"]
    if len(selected) != 1:
        raise RuntimeError("Nothing is selected for the animation to be put on")
    for read in mayafiles.anim(path.read_text(encoding="utf-8"), maya.scene.settings["unit"]):
        for plug in maya.scene.plugs(f"{selected[0]}.{read.name}"):
            node = maya.scene.add(f"{selected[0].replace(':', '_')}_{read.name}", read.kind)
            node.curve["keys"] = read.keys
            node.values["weightedTangents"] = read.weighted
            maya.scene.connect(plug_named(node, "output"), plug)
    return str(path)


def _named_reference(maya: Maya, call: Call) -> dict[str, Any]:
    wanted = call.flags.get("referenceNode") or (call.arguments[0] if call.arguments else "")
    for reference in maya.scene.references.values():
        if wanted in {reference["node"], reference["path"]}:
            return reference
    raise RuntimeError(f"Reference '{wanted}' not found")


def _unreference(maya: Maya, call: Call) -> None:
    reference = _named_reference(maya, call)
    for node in reference["nodes"]:
        if maya.scene.nodes.get(node.name) is node:
            node.state["reference"] = None
            maya.scene.remove(node)
    del maya.scene.references[reference["node"]]
    maya.scene.remove(maya.scene.nodes[reference["node"]])


def _import_reference(maya: Maya, call: Call) -> None:
    reference = _named_reference(maya, call)
    for node in reference["nodes"]:
        node.state["reference"] = None
    del maya.scene.references[reference["node"]]
    maya.scene.remove(maya.scene.nodes[reference["node"]])


#: What a flag of "file" does.
WORK = {
    "newFile": _new,
    "open": _open,
    "save": _save,
    "reference": _reference,
    "i": _import,
    "rename": _rename,
    "removeReference": _unreference,
    "importReference": _import_reference,
}


@command("referenceQuery", undoable=False)
def reference_query(maya: Maya, call: Call) -> Any:
    """Page "referenceQuery": about a reference by its node, its file or one of its nodes; RuntimeError if there is none."""
    flags = call.flags
    target = call.arguments[0].split(".")[0]
    node = next(iter(maya.scene.matching(target)), None)
    if flags.get("isNodeReferenced"):
        if node is None:
            raise RuntimeError(f"No object matches name: {target}")
        return bool(node.referenced)
    wanted = node.referenced if node is not None and node.referenced else target
    found = [reference for reference in maya.scene.references.values() if wanted in {reference["node"], reference["path"]}]
    if not found:
        raise RuntimeError(f"'{target}' is not from a referenced file.")
    reference = found[0]
    if flags.get("referenceNode"):
        return reference["node"]
    if flags.get("filename"):
        return Path(reference["path"]).name if flags.get("shortName") else reference["path"]
    if flags.get("namespace"):
        return f":{reference['namespace']}" if not flags.get("shortName") else reference["namespace"]
    if flags.get("isLoaded"):
        return True
    if flags.get("nodes"):
        return [each.name for each in reference["nodes"]]
    raise NotModelledError(f"referenceQuery with {sorted(flags)}")
