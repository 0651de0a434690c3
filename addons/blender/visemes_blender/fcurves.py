"""F-curves, Actions and the NLA. The only file that knows that Blender's versions differ.

4.4 gave Actions slots and layers, 5.0 took their flat list of curves away; the sequencer's strips were renamed at 4.4, 5.0 and 5.2.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from . import record
from .keys import BEZIER, LINEAR, STEPPED, Key
from .merge import admitted, standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Blender's numbers of a key's interpolation and handle type.
_NUMBERS = {STEPPED: 0, LINEAR: 1, BEZIER: 2}
_KINDS = {number: kind for kind, number in _NUMBERS.items()}
_FREE = 0

#: Options of a property that is a path, which may begin with // (the folder of the .blend): 4.5 and later want to be told.
PATH_OPTIONS = {"ANIMATABLE", "PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (4, 5) else {"ANIMATABLE"}

#: Every attribute of a key, with its numbers a key and their type, so that the user's keys are written back as they were.
_ATTRIBUTES = (
    ("co", 2, "f"), ("handle_left", 2, "f"), ("handle_right", 2, "f"), ("interpolation", 1, "i"), ("easing", 1, "i"),
    ("handle_left_type", 1, "i"), ("handle_right_type", 1, "i"), ("type", 1, "i"), ("back", 1, "f"), ("amplitude", 1, "f"),
    ("period", 1, "f"), ("select_control_point", 1, "i"), ("select_left_handle", 1, "i"), ("select_right_handle", 1, "i"),
)  # fmt: skip

#: What a new key of ours is beside place, handles and interpolation: easing automatic, type keyframe, as Blender makes them.
_PLAIN = {"easing": 0, "handle_left_type": _FREE, "handle_right_type": _FREE, "type": 0, "back": 1.70158, "amplitude": 0.0,
          "period": 0.0, "select_control_point": 0, "select_left_handle": 0, "select_right_handle": 0}  # fmt: skip


class Raw(NamedTuple):
    """A key as Blender keeps it."""

    co: tuple[float, float]
    handle_left: tuple[float, float]
    handle_right: tuple[float, float]
    interpolation: int
    easing: int
    handle_left_type: int
    handle_right_type: int
    type: int
    back: float
    amplitude: float
    period: float
    select_control_point: int
    select_left_handle: int
    select_right_handle: int


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


def read_raw(curve: Any) -> list[Raw]:
    """The keys of a curve with everything Blender keeps of them."""
    points = curve.keyframe_points
    columns = []
    for name, width, kind in _ATTRIBUTES:
        numbers = array(kind, bytes(4 * width * len(points)))
        points.foreach_get(name, numbers)
        columns.append(numbers if width == 1 else list(zip(numbers[::2], numbers[1::2], strict=True)))
    return [Raw(*row) for row in zip(*columns, strict=True)]


def write_raw(curve: Any, rows: Sequence[Raw]) -> None:
    """Replace the keys of a curve. rows: in strictly increasing frames."""
    points = curve.keyframe_points
    points.clear()
    points.add(len(rows))
    for column, (name, width, kind) in zip(zip(*rows, strict=True), _ATTRIBUTES, strict=False):
        values = column if width == 1 else [number for pair in column for number in pair]
        points.foreach_set(name, array(kind, values))
    curve.update()


def key_of(row: Raw) -> Key:
    """A key as we speak of it. One whose handles a person changed to another type is none we know."""
    kind = _KINDS.get(row.interpolation, "other")
    if kind == BEZIER and (row.handle_left_type != _FREE or row.handle_right_type != _FREE):
        kind = "other"
    return Key(row.co[0], row.co[1], _slope(row.handle_left, row.co), _slope(row.co, row.handle_right), kind)


def _slope(left: tuple[float, float], right: tuple[float, float]) -> float:
    width = right[0] - left[0]
    return (right[1] - left[1]) / width if width > 1e-6 else 0.0


def raw_of(key: Key, before: float, after: float) -> Raw:
    """A key of ours for Blender. before, after: the frames of its neighbours, a third of the way to which its handles lie."""
    reach_in, reach_out = (key.frame - before) / 3, (after - key.frame) / 3
    return Raw(
        co=(key.frame, key.value),
        handle_left=(key.frame - reach_in, key.value - key.slope_in * reach_in),
        handle_right=(key.frame + reach_out, key.value + key.slope_out * reach_out),
        interpolation=_NUMBERS[key.interpolation],
        **_PLAIN,
    )


def replace_keys(curve: Any, recorded: Sequence[Key], fresh: Sequence[Key]) -> tuple[list[Key], int]:
    """Put new keys in the place of those of ours that still are as we wrote them; all others stay.

    Returns the keys written, for the record, and how many of the user's stayed between them.
    """
    rows = read_raw(curve)
    stands = standing([key_of(row) for row in rows], recorded)
    kept = [rows[index] for index in stands.theirs]
    written = admitted(fresh, [row.co[0] for row in kept], stands.gone)
    write_raw(curve, _interleaved(kept, written))
    inside = [row for row in kept if written and written[0].frame <= row.co[0] <= written[-1].frame]
    return written, len(inside)


def _interleaved(kept: Sequence[Raw], written: Sequence[Key]) -> list[Raw]:
    places: list[tuple[float, Raw | Key]] = sorted(
        [*((row.co[0], row) for row in kept), *((key.frame, key) for key in written)], key=lambda place: place[0]
    )
    frames = [frame for frame, _ in places]
    befores = [frame - 1 for frame in frames[:1]] + frames[:-1]
    afters = frames[1:] + [frame + 1 for frame in frames[-1:]]
    return [
        item if isinstance(item, Raw) else raw_of(item, before, after)
        for (_, item), before, after in zip(places, befores, afters, strict=True)
    ]


def write_line(curves: Curves, line: str, fresh: Mapping[record.CurveName, Sequence[Key]]) -> int:
    """Write a line's keys into an Action; what we wrote of it before goes, on curves that it no longer moves as well.

    Returns how many of the user's keys stayed between ours.
    """
    lines = record.read(str(curves.action.get(record.PROPERTY, "")))
    mark = _mark(curves, line)
    before = lines.pop(mark, {})
    written: record.Written = {}
    stayed = 0
    for name in dict.fromkeys([*before, *fresh]):
        path, index = name
        keys = fresh.get(name, ())
        curve = curves.ensure(path, index) if keys else curves.find(path, index)
        if curve is None:
            continue
        written[name], inside = replace_keys(curve, before.get(name, ()), keys)
        stayed += inside
        if not written[name]:
            forget_empty(curves, path, index)
    keep_record(curves.action, lines | {mark: {name: keys for name, keys in written.items() if keys}})
    return stayed


def _mark(curves: Curves, line: str) -> str:
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


def actions_with(line: str) -> list[tuple[Any, Any]]:
    """(owner, Action) of everything in the file that has keys of a line."""
    if not line:
        return []
    marked = {action for action in bpy.data.actions if f'"{line}' in str(action.get(record.PROPERTY, ""))}
    owners = bpy.data.user_map(subset=marked) if marked else {}
    users = {user for users in owners.values() for user in users}
    users |= {user.node_tree for user in users if getattr(user, "node_tree", None)}  # a material's tree is animated itself
    users = {user for user in users if getattr(user, "animation_data", None)}
    return [(user, action) for user in users for action in marked & _actions_of(user)]


def _actions_of(owner: Any) -> set[Any]:
    data = owner.animation_data
    return {data.action} | {strip.action for track in data.nla_tracks for strip in track.strips}


# --- NLA ----------------------------------------------------------------------------------------------------------------------


def strip_curves(owner: Any, name: str) -> tuple[Curves, Any]:
    """The curves of the NLA strip of this name on an owner, and the strip; both are made if need be."""
    data = owner.animation_data or owner.animation_data_create()
    for track in data.nla_tracks:
        for strip in track.strips:
            if strip.name == name and strip.action:
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
