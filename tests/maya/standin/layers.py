"""Animation layers.

Pages: "animLayer" (command and node), "animBlendNodeBase", "Animation layer modes" and "Anim layers" in the help.

A layer's plug gets a blend node between what drove it and itself: `inputA` is what lies below, `inputB` the layer's own curve or
value, `weightA` and `weightB` come from the layer's `backgroundWeight` and `foregroundWeight`, and output = A·weightA +
B·weightB. The first layer brings `BaseAnimation`, which has no blend nodes: its curves are those that were there before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import nodetypes

if TYPE_CHECKING:
    from .scene import Node, Plug, Scene

BASE = "BaseAnimation"


def root(scene: Scene) -> Node | None:
    """The base layer, if there are layers."""
    return scene.nodes.get(BASE)


def order(scene: Scene) -> list[Node]:
    """The layers above the base, from the lowest."""
    return [node for node in scene.settings["layers"] if scene.nodes.get(node.name) is node]


def create(scene: Scene, name: str) -> Node:
    """A new layer on top of the others; BaseAnimation with the first."""
    if root(scene) is None:
        base = scene.add(BASE, "animLayer")
        scene.journal.put(base.values, "override", True)
    layer = scene.add(name, "animLayer")
    scene.set("layers", (*scene.settings["layers"], layer))
    return layer


def weights(scene: Scene, layer: Node, time: int) -> tuple[float, float]:
    """(foreground, background): how much of the layer and of what lies below it is seen.

    Additive: both whole, the layer by its weight. Override: the layer hides what is below; with passthrough as far as its weight
    goes. A muted layer, and one beside a soloed one, is not seen.
    """
    from .scene import plug_named

    def of(node: Node, name: str) -> Any:
        return scene.value(plug_named(node, name), time)

    soloed = [each for each in order(scene) if of(each, "solo")]
    if of(layer, "mute") or (soloed and layer not in soloed):
        return 0.0, 1.0
    weight = float(of(layer, "weight"))
    if not of(layer, "override"):
        return weight, 1.0
    return (weight, 1.0 - weight) if of(layer, "passthrough") else (weight, 0.0)


def blended(scene: Scene, blend: Node, time: int) -> Any:
    """The output of a blend node."""
    from .scene import plug_named

    a, b = scene.value(plug_named(blend, "inputA"), time), scene.value(plug_named(blend, "inputB"), time)
    weight_a, weight_b = scene.value(plug_named(blend, "weightA"), time), scene.value(plug_named(blend, "weightB"), time)
    if blend.kind in {"animBlendNodeBoolean", "animBlendNodeEnum"}:
        return b if weight_b > 0 else a
    if blend.kind == "animBlendNodeAdditiveScale" and weight_a == 1.0:
        return a * (1.0 + (b - 1.0) * weight_b)
    return a * weight_a + b * weight_b


def blends_of(scene: Scene, layer: Node) -> list[Node]:
    """The blend nodes a layer drives, as they were made."""
    found = []
    for (node, key), (source, output) in scene.inputs.items():
        if source is layer and output == "foregroundWeight" and key == "weightB" and node not in found:
            found.append(node)
    return found


def layer_of(scene: Scene, blend: Node) -> Node | None:
    """The layer a blend node belongs to."""
    from .scene import plug_named

    source = scene.source(plug_named(blend, "weightB"))
    return source.node if source else None


def chain(scene: Scene, plug: Plug) -> list[Node]:
    """The blend nodes above a plug, from the nearest to it (the top layer) down."""
    from .scene import plug_named

    found: list[Node] = []
    source = scene.source(plug)
    while source is not None and nodetypes.is_a(source.node.kind, "animBlendNodeBase"):
        found.append(source.node)
        source = scene.source(plug_named(source.node, "inputA"))
    return found


def blend_for(scene: Scene, layer: Node, plug: Plug) -> Node | None:
    """The blend node of a plug in a layer."""
    return next((blend for blend in chain(scene, plug) if layer_of(scene, blend) is layer), None)


def destination(scene: Scene, blend: Node) -> Plug | None:
    """The plug a blend node's chain ends in."""
    from .scene import plug_named

    plug: Plug | None = plug_named(blend, "output")
    while plug is not None and nodetypes.is_a(plug.node.kind, "animBlendNodeBase"):
        found = scene.destinations(plug_named(plug.node, "output"))
        plug = found[0] if found else None
    return plug


def members(scene: Scene, layer: Node) -> list[Plug]:
    """The plugs of a layer."""
    found = [destination(scene, blend) for blend in blends_of(scene, layer)]
    return [plug for plug in found if plug is not None]


def add_plug(scene: Scene, layer: Node, plug: Plug) -> Node:
    """Put a plug into a layer: a blend node, above those of lower layers. Its inputB holds the value there was (override) or 0."""
    from .scene import plug_named

    there = blend_for(scene, layer, plug)
    if there is not None:
        return there
    if scene.locked(plug):
        raise RuntimeError(f"The attribute '{plug.name}' is locked and cannot be added to the layer")
    kind = (
        "animBlendNodeAdditiveScale"
        if plug.attribute.parent == "scale"
        else nodetypes.BLEND_FOR.get(plug.attribute.kind, "animBlendNodeAdditive")
    )
    space, _, short = plug.node.name.rpartition(":")
    name = f"{short}_{plug.alias or plug.key.replace('[', '_').replace(']', '_')}_{layer.name.replace(':', '_')}"
    current = scene.value(plug)
    blend = scene.add(f"{space}:{name}" if space else f":{name}", kind)
    above = next((each for each in reversed(chain(scene, plug)) if _rank(scene, layer_of(scene, each)) > _rank(scene, layer)), None)
    target = plug_named(above, "inputA") if above else plug
    source = scene.source(target)
    if source is not None:
        scene.connect(source, plug_named(blend, "inputA"))
    else:
        scene.write(plug_named(blend, "inputA"), scene.value(target))
    neutral = 1.0 if kind == "animBlendNodeAdditiveScale" else 0.0
    scene.write(plug_named(blend, "inputB"), current if scene.value(plug_named(layer, "override")) else neutral)
    scene.connect(plug_named(layer, "foregroundWeight"), plug_named(blend, "weightB"))
    scene.connect(plug_named(layer, "backgroundWeight"), plug_named(blend, "weightA"))
    scene.connect(plug_named(blend, "output"), target)
    return blend


def _rank(scene: Scene, layer: Node | None) -> int:
    return order(scene).index(layer) if layer in order(scene) else -1


def remove_blend(scene: Scene, blend: Node) -> None:
    """Take a blend node out: what lay below drives what it drove, its own curve goes."""
    from .scene import plug_named

    below = scene.source(plug_named(blend, "inputA"))
    rest = scene.value(plug_named(blend, "inputA"))
    driven = scene.destinations(plug_named(blend, "output"))
    own = scene.source(plug_named(blend, "inputB"))
    scene.remove(blend)
    for plug in driven:
        if below is not None:
            scene.connect(below, plug)
        else:
            scene.write(plug, rest)
    if own is not None and nodetypes.is_a(own.node.kind, "animCurve") and not scene.destinations(own):
        scene.remove(own.node)


def delete(scene: Scene, layer: Node) -> None:
    """A layer with its blend nodes and curves. Unknown, and so not modelled: whether Maya removes BaseAnimation with the last."""
    for blend in blends_of(scene, layer):
        remove_blend(scene, blend)
    scene.set("layers", tuple(node for node in scene.settings["layers"] if node is not layer))
    if layer.name in scene.nodes:
        scene.remove(layer)


def curve_plug(scene: Scene, layer: Node, plug: Plug) -> Plug | None:
    """Where the curve of a plug hangs in a layer; for BaseAnimation below all blend nodes."""
    from .scene import plug_named

    if layer is root(scene):
        blends = chain(scene, plug)
        return plug_named(blends[-1], "inputA") if blends else plug
    blend = blend_for(scene, layer, plug)
    return plug_named(blend, "inputB") if blend else None
