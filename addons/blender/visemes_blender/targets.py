"""What of a character can be moved: the names a mapping may use, and the properties they stand for.

A `Channel` is one animated property: its owner (the data-block whose Action moves it), data path, index, value at rest and how much
a target's weight of 1 moves it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy
from bpy.app.translations import pgettext_iface as iface_
from bpy.utils import escape_identifier

from . import fcurves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Kinds of targets whose values are drawings, one shown at a time; the others are weights.
DRAWN = frozenset({"LAYERS", "TIME_OFFSET", "IMAGE", "OBJECTS", "MATERIALS"})

#: Kinds where a mapping's target is the number of a frame.
NUMBERED = frozenset({"TIME_OFFSET", "IMAGE"})

#: The grease-pencil object's type: GPENCIL until 4.2, GREASEPENCIL since 4.3.
GREASE_PENCILS = frozenset({"GPENCIL", "GREASEPENCIL"})

#: Modifiers that show another frame of a drawing.
TIME_MODIFIERS = frozenset({"GP_TIME", "GREASE_PENCIL_TIME"})


@dataclass(frozen=True)
class Channel:
    """One property that a target moves. base: its value at weight 0; scale: what a weight of 1 adds; low, high: its hard limits."""

    owner: Any
    path: str
    index: int = 0
    base: float = 0.0
    scale: float = 1.0


def names(character: Any) -> list[str]:
    """Every name a mapping of this character may use, in the rig's order."""
    return list(dict.fromkeys(_NAMES[character.kind](character)))


def channels(character: Any, name: str) -> list[Channel]:
    """The properties a target's name stands for; empty when the rig has no such target. Driven ones are left to their drivers."""
    return [channel for channel in _CHANNELS[character.kind](character, name) if not _is_driven(channel)]


def _is_driven(channel: Channel) -> bool:
    data = channel.owner.animation_data
    return data is not None and data.drivers.find(channel.path, index=channel.index) is not None


def objects(character: Any) -> list[Any]:
    """The character's objects that are still there."""
    return [row.object for row in character.objects if row.object]


def problem(character: Any) -> str:
    """Why this character cannot be animated now; empty when it can."""
    found = objects(character)
    if not found:
        return iface_("Add the objects this character's mouth is made of")
    return next((reason for thing in found if (reason := _PROBLEMS[character.kind](thing))), "")


def note(character: Any) -> str:
    """Something a person should know of this character before it is animated; empty when there is nothing."""
    if character.kind == "SHAPE_KEYS":
        for row in character.mapping:
            if cut := _cut(character, row):
                return iface_("The slider of {name} goes from {low} to {high}: larger values are cut").format(
                    name=row.target, low=round(cut[0], 3), high=round(cut[1], 3)
                )
        for thing in objects(character):
            if thing.data and thing.data.users - thing.data.use_fake_user > 1:
                return iface_("{data} is shared by {count} objects: they will all talk").format(
                    data=thing.data.name, count=thing.data.users
                )
    return ""


def _cut(character: Any, row: Any) -> tuple[float, float] | None:
    """The range of a shape key's slider, where it is narrower than what a row of the mapping asks for."""
    for channel in channels(character, row.target):
        block = channel.owner.key_blocks[row.target]
        if block.slider_max < row.maximum or block.slider_min > row.minimum:
            return block.slider_min, block.slider_max
    return None


def locked(owner: Any, called: str = "") -> str:
    """Why a data-block cannot get animation; empty when it can. called: what a person knows it as."""
    if owner is None:
        return ""
    if not owner.is_editable:
        return iface_("{name} is linked: make a library override of it first").format(name=called or owner.name)
    data = owner.animation_data
    if data and data.action and not data.action.is_editable:
        return iface_("the Action of {name} is linked: make a local copy of it first").format(name=called or owner.name)
    return ""


# --- shape keys ---------------------------------------------------------------------------------------------------------------


def _shape_key_names(character: Any) -> Iterator[str]:
    for thing in objects(character):
        keys = getattr(thing.data, "shape_keys", None)
        if keys:
            yield from (block.name for block in keys.key_blocks if block != keys.reference_key)


def _shape_key_channels(character: Any, name: str) -> list[Channel]:
    owners = dict.fromkeys(thing.data.shape_keys for thing in objects(character) if getattr(thing.data, "shape_keys", None))
    return [Channel(keys, f'key_blocks["{escape_identifier(name)}"].value') for keys in owners if name in keys.key_blocks]


def _shape_key_problem(thing: Any) -> str:
    keys = getattr(thing.data, "shape_keys", None)
    if keys is None:
        return iface_("{name} has no shape keys").format(name=thing.name)
    if not keys.use_relative:
        return iface_("the shape keys of {name} are absolute: switch on Relative").format(name=thing.name)
    if not keys.is_editable and thing.is_editable:
        return iface_("the mesh of {name} is linked: make a library override of {data} as well").format(
            name=thing.name, data=thing.data.name
        )
    return locked(keys, thing.name)


# --- custom properties --------------------------------------------------------------------------------------------------------


def _property_holders(thing: Any) -> Iterator[tuple[str, Any, str]]:
    """(prefix of the name, holder, prefix of the data path) of everything on an object that carries custom properties."""
    yield "", thing, ""
    if thing.pose:
        for bone in thing.pose.bones:
            yield f"{bone.name}:", bone, f'pose.bones["{escape_identifier(bone.name)}"]'


def _property_names(character: Any) -> Iterator[str]:
    for thing in objects(character):
        yield from custom_names(thing)


def custom_names(thing: Any) -> list[str]:
    """The numbers among an object's custom properties and those of its bones, as a mapping names them."""
    rows = ((prefix, name, holder[name]) for prefix, holder, _ in _property_holders(thing) for name in holder.keys())  # noqa: SIM118
    return [prefix + name for prefix, name, value in rows if _is_number(value)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _property_channels(character: Any, name: str) -> list[Channel]:
    found = []
    for thing in objects(character):
        for prefix, holder, path in _property_holders(thing):
            own = name.removeprefix(prefix)
            if name.startswith(prefix) and own in holder.keys() and _is_number(holder[own]):  # noqa: SIM118 - not a dict
                found.append(Channel(thing, f'{path}["{escape_identifier(own)}"]'))
    return found


# --- pose assets --------------------------------------------------------------------------------------------------------------


def _poses() -> list[Any]:
    """Actions of this file that are poses: marked as assets, or on one frame alone."""
    return [action for action in bpy.data.actions if action.asset_data]


def _pose_names(character: Any) -> Iterator[str]:
    for thing in objects(character):
        yield from (action.name for action in _poses() if _pose_rows(thing, action))


def _pose_rows(thing: Any, action: Any) -> list[tuple[str, int, float]]:
    """(data path, index, value) of everything a pose sets on an armature's bones."""
    curves = fcurves.curves_in(action, thing, make=False)
    if curves is None:
        return []
    bones = {f'pose.bones["{escape_identifier(bone.name)}"].' for bone in (thing.pose.bones if thing.pose else ())}
    first = action.frame_range[0]
    return [
        (curve.data_path, curve.array_index, curve.evaluate(first))
        for curve in curves.collection
        if any(curve.data_path.startswith(bone) for bone in bones)
    ]


def _pose_channels(character: Any, name: str) -> list[Channel]:
    action = bpy.data.actions.get(name)
    if action is None:
        return []
    rows = [(thing, row) for thing in objects(character) for row in _pose_rows(thing, action)]
    return [
        Channel(thing, path, index, base := _at_rest(thing, path, index), value - base)
        for thing, (path, index, value) in rows
        if not math.isclose(value, _at_rest(thing, path, index), abs_tol=1e-6)
    ]


def _at_rest(thing: Any, path: str, index: int) -> float:
    """The value of a bone's property in the rest pose: none moved, scaled by 1, a quaternion of 1; a custom one's default."""
    name = path.rpartition(".")[2]
    if name == "scale":
        return 1.0
    if name in ("rotation_quaternion", "rotation_axis_angle"):
        return float(index == (0 if name == "rotation_quaternion" else 2))
    if path.endswith('"]'):
        holder_path, _, key = path[:-2].rpartition('["')
        holder = thing.path_resolve(holder_path) if holder_path else thing
        try:
            default = holder.id_properties_ui(key).as_dict().get("default", 0.0)
        except (KeyError, TypeError):
            return 0.0
        return float(default[index] if isinstance(default, list | tuple) else default)
    return 0.0


def _pose_problem(thing: Any) -> str:
    if thing.type != "ARMATURE":
        return iface_("{name} is no armature").format(name=thing.name)
    if not any(_pose_rows(thing, action) for action in _poses()):
        return iface_("There are no pose assets for {name}: make a pose of each mouth and mark it as an asset").format(
            name=thing.name
        )
    return locked(thing)


# --- drawings -----------------------------------------------------------------------------------------------------------------


def _layer_names(character: Any) -> Iterator[str]:
    for thing in objects(character):
        if thing.type in GREASE_PENCILS:
            yield from (_layer_name(layer) for layer in thing.data.layers)


def _layer_name(layer: Any) -> str:
    return str(getattr(layer, "name", None) or layer.info)


def _layer_channels(character: Any, name: str) -> list[Channel]:
    path = f'layers["{escape_identifier(name)}"].hide'
    owners = dict.fromkeys(thing.data for thing in objects(character) if thing.type in GREASE_PENCILS)
    return [Channel(owner, path, 0, 1.0, -1.0) for owner in owners if any(_layer_name(layer) == name for layer in owner.layers)]


def _pencil_problem(thing: Any) -> str:
    return (
        locked(thing.data) if thing.type in GREASE_PENCILS else iface_("{name} is no Grease Pencil object").format(name=thing.name)
    )


def _time_modifier(thing: Any) -> Any | None:
    found = [*getattr(thing, "grease_pencil_modifiers", ()), *thing.modifiers]
    return next((modifier for modifier in found if modifier.type in TIME_MODIFIERS and modifier.mode == "FIX"), None)


def _time_channels(character: Any, name: str) -> list[Channel]:
    if _frame_of(name) is None:
        return []
    found = [(thing, modifier) for thing in objects(character) if (modifier := _time_modifier(thing))]
    return [Channel(thing, f"{modifier.path_from_id()}.offset") for thing, modifier in found]


def _time_problem(thing: Any) -> str:
    if thing.type not in GREASE_PENCILS:
        return iface_("{name} is no Grease Pencil object").format(name=thing.name)
    if _time_modifier(thing) is None:
        return iface_("{name} has no Time Offset modifier in the mode Fixed Frame").format(name=thing.name)
    return locked(thing)


def _frame_of(name: str) -> int | None:
    try:
        return int(name)
    except ValueError:
        return None


def image_users(thing: Any) -> list[tuple[Any, str, Any]]:
    """(owner, data path, image user) of every image sequence an object shows: as an image empty, or in its materials."""
    found = []
    if thing.type == "EMPTY" and thing.data and thing.data.source == "SEQUENCE":
        found.append((thing, "image_user.frame_offset", thing.image_user))
    for slot in thing.material_slots:
        tree = slot.material.node_tree if slot.material else None
        found += [
            (tree, f"{node.path_from_id()}.image_user.frame_offset", node.image_user)
            for node in (tree.nodes if tree else ())
            if node.type == "TEX_IMAGE" and node.image and node.image.source == "SEQUENCE"
        ]
    return found


def _image_channels(character: Any, name: str) -> list[Channel]:
    if _frame_of(name) is None:
        return []
    # a sequence of one frame shows picture 1 + offset
    found = {(owner, path): None for thing in objects(character) for owner, path, _ in image_users(thing)}
    return [Channel(owner, path, 0, -1.0) for owner, path in found]


def hold_images(character: Any) -> None:
    """Let image sequences stand still, so that nothing but the offset we animate chooses the picture."""
    for thing in objects(character):
        for _, _, user in image_users(thing):
            user.frame_start, user.frame_duration, user.use_auto_refresh = 1, 1, True


def _image_problem(thing: Any) -> str:
    users = image_users(thing)
    if not users:
        return iface_("{name} shows no image sequence").format(name=thing.name)
    return next((reason for owner, _, _ in users if (reason := locked(owner))), "")


def _numbers(character: Any) -> Iterator[str]:
    yield from (str(number) for number in range(1, max(len(character.mapping), 12) + 1))


def _object_names(character: Any) -> Iterator[str]:
    yield from (thing.name for thing in objects(character))


def _object_channels(character: Any, name: str) -> list[Channel]:
    thing = next((thing for thing in objects(character) if thing.name == name), None)
    return [Channel(thing, path, 0, 1.0, -1.0) for path in ("hide_viewport", "hide_render")] if thing else []


def _material_names(character: Any) -> Iterator[str]:
    for thing in objects(character):
        yield from (slot.material.name for slot in thing.material_slots if slot.material)


def _material_channels(character: Any, name: str) -> list[Channel]:
    slots = [slot for thing in objects(character) for slot in thing.material_slots]
    found = dict.fromkeys(slot.material for slot in slots if slot.material and slot.material.name == name)
    return [Channel(material, "grease_pencil.hide", 0, 1.0, -1.0) for material in found if material.grease_pencil]


def _material_problem(thing: Any) -> str:
    materials = [slot.material for slot in thing.material_slots if slot.material and slot.material.grease_pencil]
    if not materials:
        return iface_("{name} has no Grease Pencil materials").format(name=thing.name)
    return next((reason for material in materials if (reason := locked(material))), "")


def _any_problem(thing: Any) -> str:
    return locked(thing)


_NAMES: dict[str, Callable[[Any], Iterator[str]]] = {
    "SHAPE_KEYS": _shape_key_names, "PROPERTIES": _property_names, "POSES": _pose_names, "LAYERS": _layer_names,
    "TIME_OFFSET": _numbers, "IMAGE": _numbers, "OBJECTS": _object_names, "MATERIALS": _material_names,
}  # fmt: skip

_CHANNELS: dict[str, Callable[[Any, str], list[Channel]]] = {
    "SHAPE_KEYS": _shape_key_channels, "PROPERTIES": _property_channels, "POSES": _pose_channels, "LAYERS": _layer_channels,
    "TIME_OFFSET": _time_channels, "IMAGE": _image_channels, "OBJECTS": _object_channels, "MATERIALS": _material_channels,
}  # fmt: skip

_PROBLEMS: dict[str, Callable[[Any], str]] = {
    "SHAPE_KEYS": _shape_key_problem, "PROPERTIES": _any_problem, "POSES": _pose_problem, "LAYERS": _pencil_problem,
    "TIME_OFFSET": _time_problem, "IMAGE": _image_problem, "OBJECTS": _any_problem, "MATERIALS": _material_problem,
}  # fmt: skip
