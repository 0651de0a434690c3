"""The mouth-box track: where the camera sees the mouth in every frame that is rendered."""

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface as iface_
from bpy.props import FloatProperty, StringProperty
from bpy.types import Operator
from bpy_extras.io_utils import ExportHelper
from bpy_extras.object_utils import world_to_camera_view

from . import boxes, sequencer, targets, work

#: Parts of the face whose shapes say where the mouth is; the jaw moves the chin, and the tongue is inside.
LIPS = "lips"


class VISEMES_OT_mouth_boxes(Operator, ExportHelper):
    """Write where the mouth is in the rendered picture, frame by frame, for checking the finished video"""

    bl_idname = "visemes.mouth_boxes"
    bl_label = "Write Mouth Boxes"
    bl_options = {"REGISTER"}

    filename_ext = ".json"
    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})
    margin: FloatProperty(
        name="Margin",
        description="Share of the box's size that is added on every side",
        default=0.2,
        min=0.0,
        max=2.0,
        subtype="FACTOR",
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A character, a camera, and something that says where the mouth is."""
        character = context.scene.visemes.character
        reason = "" if character else iface_("There is no character: press Begin")
        reason = reason or ("" if context.scene.camera else iface_("The scene has no camera"))
        return work.refused(cls, reason or lacking(context.scene, character))

    def execute(self, context: Any) -> set[str]:
        """Go through the frames, write, and come back to where we were."""
        scene = context.scene
        character, before = scene.visemes.character, scene.frame_current
        frames = range(scene.frame_start, scene.frame_end + 1, scene.frame_step)
        vertices = {thing: mouth_vertices(scene, character, thing) for thing in meshes(character)}
        picture = picture_of(scene)
        found = []
        context.window_manager.progress_begin(0, len(frames))
        try:
            for number, frame in enumerate(frames):
                scene.frame_set(frame)
                found.append(boxes.box_of(seen(context, character, vertices), picture, self.margin))
                context.window_manager.progress_update(number)
        finally:
            scene.frame_set(before)
            context.window_manager.progress_end()
        rate = str(sequencer.rate_of(scene) / scene.frame_step)
        try:
            boxes.write(self.filepath, boxes.document(rate, frames, found, picture, character.name))
        except OSError as error:
            self.report({"ERROR"}, f"{Path(self.filepath).name}: {error.strerror or error}")
            return {"CANCELLED"}
        shown = sum(box is not None for box in found)
        self.report({"INFO"}, iface_("{shown} of {count} frames show the mouth").format(shown=shown, count=len(found)))
        return {"FINISHED"}


def lacking(scene: Any, character: Any) -> str:
    """Why nobody can tell where the mouth is; empty when it can be told."""
    if character.is_drawn or any(True for thing in meshes(character) if _group(scene, thing) or _keys(character, thing)):
        return ""
    return iface_("Name a vertex group of the mouth: this rig has no shape keys that say where it is")


def meshes(character: Any) -> list[Any]:
    """The meshes of a character; those a rig deforms, where it is made of a rig."""
    own = [thing for thing in targets.objects(character) if thing.type == "MESH"]
    rigs = {thing for thing in targets.objects(character) if thing.type == "ARMATURE"}
    deformed = [
        thing
        for thing in bpy.data.objects
        if thing.type == "MESH" and rigs & {m.object for m in thing.modifiers if m.type == "ARMATURE"}
    ]
    return list(dict.fromkeys([*own, *deformed]))


def mouth_vertices(scene: Any, character: Any, thing: Any) -> list[int]:
    """The vertices of a mesh that are its mouth: those of the group, else those that the lips' shape keys move most."""
    group = _group(scene, thing)
    if group is not None:
        return [
            vertex.index for vertex in thing.data.vertices if any(g.group == group.index and g.weight > 0 for g in vertex.groups)
        ]
    keys = _keys(character, thing)
    return boxes.moved_most([boxes.distances(_points(key.relative_key), _points(key)) for key in keys])


def _group(scene: Any, thing: Any) -> Any | None:
    return thing.vertex_groups.get(scene.visemes.mouth_group) if scene.visemes.mouth_group else None


def _keys(character: Any, thing: Any) -> list[Any]:
    """The shape keys of a mesh that move lips; all of the mapping's where nobody has told which do."""
    if character.kind != "SHAPE_KEYS" or not thing.data.shape_keys:
        return []
    blocks = thing.data.shape_keys.key_blocks
    rows = [row for row in character.mapping if row.target in blocks]
    lips = [row for row in rows if row.channel == LIPS]
    return [blocks[row.target] for row in lips or [row for row in rows if not row.channel]]


def _points(key: Any) -> array:
    numbers = array("f", bytes(12 * len(key.data)))
    key.data.foreach_get("co", numbers)
    return numbers


def seen(context: Any, character: Any, vertices: dict[Any, list[int]]) -> Iterator[tuple[float, float, float]]:
    """Where the camera sees the mouth's points now."""
    scene = context.scene
    depsgraph = context.evaluated_depsgraph_get()
    for point in _drawn_points(character, depsgraph) if character.is_drawn else _mesh_points(vertices, depsgraph):
        yield tuple(world_to_camera_view(scene, scene.camera, point))


def _mesh_points(vertices: dict[Any, list[int]], depsgraph: Any) -> Iterator[Any]:
    for thing, indices in vertices.items():
        evaluated = thing.evaluated_get(depsgraph)
        mesh = evaluated.to_mesh()
        try:
            there = len(mesh.vertices)
            yield from [evaluated.matrix_world @ mesh.vertices[index].co for index in indices if index < there]
        finally:
            evaluated.to_mesh_clear()


def _drawn_points(character: Any, depsgraph: Any) -> Iterator[Any]:
    from mathutils import Vector

    for thing in targets.objects(character):
        evaluated = thing.evaluated_get(depsgraph)
        if not thing.hide_render:
            yield from (evaluated.matrix_world @ Vector(corner) for corner in evaluated.bound_box)


def picture_of(scene: Any) -> boxes.Picture:
    """What is rendered: the size, and the border where the picture is cropped to it."""
    render = scene.render
    width = render.resolution_x * render.resolution_percentage // 100
    height = render.resolution_y * render.resolution_percentage // 100
    if not (render.use_border and render.use_crop_to_border):
        return boxes.Picture(width, height)
    return boxes.Picture(
        width, height,
        int(render.border_min_x * width), int((1 - render.border_max_y) * height),
        int(render.border_max_x * width), int((1 - render.border_min_y) * height),
    )  # fmt: skip


CLASSES = (VISEMES_OT_mouth_boxes,)
