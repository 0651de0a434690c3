"""Names of targets with and without the character's namespace. No Maya here."""

from __future__ import annotations


def in_namespace(name: str, namespace: str) -> str:
    """A target's name in a namespace: each node on its path that has none. `head|jaw.ty` → `hero:head|hero:jaw.ty`."""
    namespace = namespace.strip(":")
    if not namespace:
        return name
    path, dot, attribute = name.partition(".")
    nodes = [node if not node or ":" in node else f"{namespace}:{node}" for node in path.split("|")]
    return "|".join(nodes) + dot + attribute


def without_namespace(name: str, namespace: str) -> str:
    """The same name without the namespace, as a rig profile keeps it."""
    namespace = namespace.strip(":")
    path, dot, attribute = name.partition(".")
    nodes = [node[len(namespace) + 1 :] if namespace and node.startswith(f"{namespace}:") else node for node in path.split("|")]
    return "|".join(nodes) + dot + attribute


def namespace_of(name: str) -> str:
    """The namespace of a node's name, without the colon at its end; empty at the top."""
    return name.rpartition("|")[2].partition(".")[0].rpartition(":")[0]
