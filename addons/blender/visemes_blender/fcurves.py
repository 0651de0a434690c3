"""F-curves, Actions and the NLA. The only file that knows that Blender's versions differ.

4.4 gave Actions slots and layers, 5.0 took their flat list of curves away; the sequencer's strips were renamed at 4.4, 5.0 and 5.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from . import record
from .keyframes import replace_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from .keys import Key

#: Options of a property that is a path, which may begin with // (the folder of the .blend): 4.5 and later want to be told.
PATH_OPTIONS = {"ANIMATABLE", "PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (4, 5) else {"ANIMATABLE"}


class Curves:
    """The curves of one owner (a Key, Object, NodeTree …) in one Action."""

    def __init__(self, action: Any, owner: Any, collection: Any, slot: Any = None) -> None:
        self.action, self.owner, self.collection, self.slot = action, owner, collection, slot

    def find(self, path: str, index: int = 0) -> Any | None:
        """The curve of a property, or None."""
        return self.collection.find(path, index=index)

    def ensure(self, path: str, index: int = 0) -> Any:
        """The curve of a property, made if need be."""
        return self.find(path, index) or self.collection.new(path, index=index)


def curves_in(action: Any, owner: Any, *, make: bool, slot: Any = None) -> Curves | None:
    """The curves an Action has for an owner; None where it has none and none may be made."""
    if not hasattr(action, "slots"):  # before 4.4
        return Curves(action, owner, action.fcurves)
    slot = slot or _slot_of(action, owner)
    if slot is None:
        if not make:
            return None
        slot = action.slots.new(id_type=owner.id_type, name=owner.name)
    bag = _channelbag(action, slot, make=make)
    return Curves(action, owner, bag.fcurves, slot) if bag else None


def _slot_of(action: Any, owner: Any) -> Any | None:
    """The slot an owner uses in an Action, or the one made for its like."""
    data = owner.animation_data
    if data and data.action == action and data.action_slot:
        return data.action_slot
    fitting = [slot for slot in action.slots if slot.target_id_type in (owner.id_type, "UNSPECIFIED")]
    return next((slot for slot in fitting if slot.name_display == owner.name), fitting[0] if len(fitting) == 1 else None)


def _channelbag(action: Any, slot: Any, *, make: bool) -> Any | None:
    for layer in action.layers:
        for strip in layer.strips:
            bag = strip.channelbag(slot)
            if bag:
                return bag
    if not make:
        return None
    layer = action.layers[0] if action.layers else action.layers.new("Layer")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True)


def active_curves(owner: Any, name: str) -> Curves:
    """The curves of an owner's active Action; an Action of this name is made where there is none."""
    data = owner.animation_data or owner.animation_data_create()
    if data.action is None:
        action = new_action(owner, name)
        curves = curves_in(action, owner, make=True)
        assign(data, action, owner)
    else:
        curves = curves_in(data.action, owner, make=True)
        assign(data, data.action, owner)
    return curves  # type: ignore[return-value]  # make=True always gives some


def new_action(owner: Any, name: str) -> Any:
    """A new Action for owners of this kind."""
    action = bpy.data.actions.new(name)
    if not hasattr(action, "slots"):
        action.id_root = owner.id_type
    return action


def assign(user: Any, action: Any, owner: Any) -> None:
    """Give an Action to animation data or an NLA strip, with its slot for the owner."""
    if user.action != action:
        user.action = action
    if hasattr(action, "slots"):
        slot = _slot_of(action, owner)
        if slot is not None and user.action_slot != slot:
            user.action_slot = slot


def forget_empty(curves: Curves, path: str, index: int) -> None:
    """Remove a curve that has no keys left."""
    curve = curves.find(path, index)
    if curve is not None and not curve.keyframe_points and not curve.modifiers:
        curves.collection.remove(curve)


def write_line(curves: Curves, line: str, fresh: Mapping[record.CurveName, Sequence[Key]]) -> int:
    """Write a line's keys into an Action; what we wrote of it before goes, on curves that it no longer moves as well.

    Returns how many of the user's keys stayed between ours.
    """
    lines = record.read(str(curves.action.get(record.PROPERTY, "")))
    mark = mark_of(curves, line)
    before = lines.pop(mark, {})
    written: record.Written = {}
    stayed = 0
    for name in dict.fromkeys([*before, *fresh]):
        keys = fresh.get(name, ())
        curve = curves.ensure(*name) if keys else curves.find(*name)
        if curve is None:
            continue
        track, inside = replace_keys(curve, before.get(name), keys)
        stayed += inside
        if track.numbers:
            written[name] = track
        else:
            forget_empty(curves, *name)
    keep_record(curves.action, lines | {mark: written})
    return stayed


def mark_of(curves: Curves, line: str) -> str:
    """What the record calls a line on one owner: the line alone for a first slot, so that an Action of 4.2 is known again."""
    slots = getattr(curves.action, "slots", None)
    if not slots or curves.slot is None or slots[0] == curves.slot:
        return line
    return f"{line}@{curves.slot.handle}"


def keep_record(action: Any, lines: Mapping[str, record.Written]) -> None:
    """Store the record on an Action."""
    told = record.text(lines)
    if told:
        action[record.PROPERTY] = told
    elif record.PROPERTY in action:
        del action[record.PROPERTY]


def clear_line(action: Any, line: str, keep: Collection[str] = ()) -> None:
    """Take the keys of ours that a line has in an Action away, but for those under the marks to keep."""
    for curves in _all_curves(action):
        if mark_of(curves, line) not in keep:
            write_line(curves, line, {})


def _all_curves(action: Any) -> list[Curves]:
    """The curves of every owner an Action is for."""
    if not hasattr(action, "slots"):
        return [Curves(action, None, action.fcurves)]
    bags = [(slot, _channelbag(action, slot, make=False)) for slot in action.slots]
    return [Curves(action, None, bag.fcurves, slot) for slot, bag in bags if bag]


# --- NLA ----------------------------------------------------------------------------------------------------------------------


def strip_curves(owner: Any, name: str, actions: Collection[Any]) -> tuple[Curves, Any]:
    """The curves of the NLA strip on an owner that plays one of these Actions, and the strip; both are made if there is none."""
    data = owner.animation_data or owner.animation_data_create()
    for track in data.nla_tracks:
        for strip in track.strips:
            if strip.action is not None and strip.action in actions:
                slot = getattr(strip, "action_slot", None)
                return curves_in(strip.action, owner, make=True, slot=slot), strip  # type: ignore[return-value]
    action = new_action(owner, name)
    curves = curves_in(action, owner, make=True)
    track = data.nla_tracks.new()
    track.name = name
    strip = track.strips.new(name, 1, action)
    strip.name = name
    assign(strip, action, owner)
    return curves, strip  # type: ignore[return-value]


def fit_strip(strip: Any, first: float, last: float) -> None:
    """Lay a strip over the frames of its Action, so that frame n of the Action is frame n of the scene."""
    strip.use_auto_blend = False
    strip.use_sync_length = False
    strip.scale, strip.repeat = 1.0, 1.0
    strip.extrapolation = "NOTHING"
    strip.blend_type = "REPLACE"
    # widening before narrowing: an end may never pass the other one
    strip.action_frame_start, strip.action_frame_end = min(first, strip.action_frame_start), max(last, strip.action_frame_end)
    strip.frame_start_raw, strip.frame_end_raw = first, max(last, first + 1)
    strip.action_frame_start, strip.action_frame_end = first, max(last, first + 1)
    strip.frame_start_raw, strip.frame_end_raw = first, max(last, first + 1)


# --- the sequencer ------------------------------------------------------------------------------------------------------------


def sequencer_scene(context: Any) -> Any:
    """The scene whose sequencer the workspace shows: any scene from 5.0 on, the window's before."""
    workspace = getattr(context, "workspace", None)
    return getattr(workspace, "sequencer_scene", None) or context.scene


def all_strips(scene: Any) -> list[Any]:
    """Every strip of a scene, those inside meta strips included."""
    editor = scene.sequence_editor
    if editor is None:
        return []
    return list(editor.strips_all if hasattr(editor, "strips_all") else editor.sequences_all)


def active_strip(scene: Any) -> Any | None:
    """The strip that is active in a scene's sequencer."""
    return scene.sequence_editor.active_strip if scene.sequence_editor else None


class StripTimes(NamedTuple):
    """Where a strip lies. content: the frame of its content's start; first, last: of its own; trims in frames."""

    content: float
    first: float
    last: float
    trimmed_start: float
    trimmed_end: float


def strip_times(strip: Any) -> StripTimes:
    """Where a strip lies, in frames."""
    names = ("content_start", "left_handle", "right_handle", "left_handle_offset", "right_handle_offset", "content_trim_start")
    if not hasattr(strip, "content_start"):  # before 5.2
        names = (
            "frame_start", "frame_final_start", "frame_final_end", "frame_offset_start", "frame_offset_end",
            "animation_offset_start",
        )  # fmt: skip
    content, first, last, start, end, inner = (float(getattr(strip, name, 0.0)) for name in names)
    return StripTimes(content - inner, first, last, start, end)
