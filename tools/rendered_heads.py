"""Render a talking head with Blender's Workbench or Cycles; `rendered_footage.py` runs this inside a Blender.

    PYTHON_WITH_BPY tools/rendered_heads.py JOB.json

The job names a look and, for every frame, the weights of shapes. Pictures go to its folder as 0000.png …; `boxes.json` says
where the lips are on each: left, top, width and height as shares of the picture.
"""

from __future__ import annotations

import json
import os
import random
import sys
from dataclasses import dataclass, field
from math import exp, pi, radians, sin
from pathlib import Path

import bpy
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Euler, Vector

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples" / "blender"))

import face
import head
from build import add_camera, build_head, set_look

Triple = tuple[float, float, float]

#: Middle of the right eye.
EYE = (0.275, -0.665, 0.19)


@dataclass(frozen=True)
class Look:
    """What a head looks like.

    wide, tall: of the head, 1 as it is. jaw: how much wider it is below. muzzle: how far the mouth is pushed forward. eyes: their
    size. mesh: vertices round the mouth and rings. colours: instead of the demonstration's. without: parts that are left out.
    """

    wide: float = 1.0
    tall: float = 1.0
    jaw: float = 0.0
    muzzle: float = 0.0
    eyes: float = 1.0
    mesh: tuple[int, int] = (64, 40)
    smooth: bool = True
    beard: bool = False
    colours: dict[str, Triple] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    engine: str = "BLENDER_WORKBENCH"
    light: str = "STUDIO"
    lamp: str = "paint.sl"
    outlines: bool = False
    behind: Triple = (0.42, 0.50, 0.56)


LOOKS = {
    "plain": Look(),
    "blue": Look(
        wide=1.22, tall=0.9, jaw=0.25, eyes=1.3, lamp="studio.sl", without=("Hair",), behind=(0.9, 0.75, 0.4),
        colours={"skin": (0.25, 0.45, 0.8), "shade": (0.2, 0.35, 0.65), "lips": (0.15, 0.25, 0.6), "hair": (0.05, 0.1, 0.3)},
    ),
    "bearded": Look(
        wide=0.92, tall=1.1, beard=True, lamp="outdoor.sl", behind=(0.2, 0.25, 0.2),
        colours={"skin": (0.36, 0.2, 0.12), "shade": (0.28, 0.15, 0.09), "lips": (0.4, 0.17, 0.15), "hair": (0.04, 0.03, 0.03)},
    ),
    "cel": Look(
        tall=0.95, eyes=1.45, light="FLAT", outlines=True, behind=(0.85, 0.9, 0.95),
        colours={"skin": (0.98, 0.8, 0.66), "lips": (0.85, 0.4, 0.4), "hair": (0.75, 0.35, 0.1), "mouth": (0.3, 0.05, 0.08)},
    ),
    "muzzle": Look(
        wide=1.08, muzzle=0.32, lamp="rim.sl", without=("Hair",), behind=(0.3, 0.2, 0.35),
        colours={"skin": (0.5, 0.33, 0.2), "shade": (0.4, 0.25, 0.15), "lips": (0.2, 0.12, 0.11), "iris": (0.5, 0.3, 0.05)},
    ),
    "facets": Look(
        mesh=(24, 20), smooth=False, jaw=-0.15, eyes=1.15, lamp="basic.sl", behind=(0.6, 0.3, 0.3),
        colours={"skin": (0.9, 0.7, 0.55), "hair": (0.5, 0.5, 0.5), "shirt": (0.7, 0.6, 0.2)},
    ),
    "clay": Look(wide=1.1, tall=0.94, jaw=0.12, eyes=1.2, light="MATCAP", lamp="clay_brown.exr", behind=(0.75, 0.72, 0.68)),
    "traced": Look(
        eyes=1.1, engine="CYCLES", behind=(0.35, 0.4, 0.5),
        colours={"skin": (0.75, 0.42, 0.3), "hair": (0.35, 0.16, 0.05), "shirt": (0.4, 0.1, 0.12)},
    ),
}  # fmt: skip


def main(job: dict[str, object]) -> None:
    """Render all frames of a job."""
    look, folder = LOOKS[str(job["look"])], Path(str(job["folder"]))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    objects = build(scene, look)
    pivot = turned_together(scene, objects)
    set_up(scene, look, int(job["size"]))
    acting = Acting(int(job["seed"]), float(job["fps"]))
    frames = job["frames"]

    def move(*_: object) -> None:
        number = scene.frame_current
        pose(objects, frames[number])
        acting.place(pivot, objects, scene.camera, number)

    bpy.app.handlers.frame_change_pre.append(move)
    scene.frame_start, scene.frame_end = 0, len(frames) - 1
    scene.render.filepath = str(folder) + os.sep
    bpy.ops.render.render(animation=True)  # one render of all: a program for the graphics is made once
    boxes = []
    for number in range(len(frames)):
        scene.frame_set(number)
        boxes.append(lips_box(scene, objects["Face"], look.mesh[0]))
    (folder / "boxes.json").write_text(json.dumps(boxes))


def build(scene: bpy.types.Scene, look: Look) -> dict[str, bpy.types.Object]:
    """The head's objects in this look."""
    face.AROUND, face.OUTWARD = look.mesh
    head.COLOURS.update(look.colours)
    objects = build_head(scene, shaped(look))
    if not look.smooth:
        for thing in objects.values():
            thing.data.polygons.foreach_set("use_smooth", [False] * len(thing.data.polygons))
    return objects


def shaped(look: Look) -> list[face.Part]:
    """The parts of the head as this look has them."""
    parts = [part for whole in head.head() if whole.name not in look.without for part in without_ears(whole)]
    for part in parts:
        if part.name in ("Eyes", "Lids"):
            part.vertices = [grown(point, look.eyes) for point in part.vertices]
        if part.name == "Face" and look.beard:
            part.colours = [bearded(part, number) for number in range(len(part.faces))]
        part.shapes = {name: [warp(point, look) for point in points] for name, points in part.shapes.items()}
        part.vertices = [warp(point, look) for point in part.vertices]
    return parts


def without_ears(part: face.Part) -> list[face.Part]:
    """The body and the ears, which turn with the head; any other part as it is."""
    if part.name != "Body":
        return [part]
    halves = face.Part("Body", part.vertices), face.Part("Ears", part.vertices)
    for corners, colour in zip(part.faces, part.colours, strict=True):
        half = halves[all(abs(part.vertices[corner][0]) > 0.65 and part.vertices[corner][2] > -0.5 for corner in corners)]
        half.faces.append(corners)
        half.colours.append(colour)
    return list(halves)


def grown(point: Triple, size: float) -> Triple:
    """A point of an eye, larger around the eye's middle."""
    x, y, z = point
    middle = EYE[0] if x > 0 else -EYE[0]
    return middle + (x - middle) * size, EYE[1] + (y - EYE[1]) * size, EYE[2] + (z - EYE[2]) * size


def warp(point: Triple, look: Look) -> Triple:
    """A point of the demonstration's head on this one."""
    x, y, z = point
    x *= look.wide * (1 + look.jaw * face.smooth(-z, 0.0, 0.8))
    ahead = face.bump(x, z, (0, face.MOUTH_HEIGHT), (0.5, 0.42)) * face.smooth(-y, 0.1, 0.6)
    return x, y - look.muzzle * ahead, z * look.tall


def bearded(part: face.Part, number: int) -> str:
    """The colour of one of the face's polygons under a beard."""
    points = [part.vertices[corner] for corner in part.faces[number]]
    x, y, z = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    below = face.MOUTH_HEIGHT - 0.15 + 0.9 * max(abs(x) - 0.28, 0.0)
    grows = part.colours[number] == "skin" and z < below and y < 0.1
    return "hair" if grows else part.colours[number]


def turned_together(scene: bpy.types.Scene, objects: dict[str, bpy.types.Object]) -> bpy.types.Object:
    """What the head's parts turn around."""
    pivot = bpy.data.objects.new("Pivot", None)
    pivot.location = (0, 0.1, -0.7)
    scene.collection.objects.link(pivot)
    bpy.context.view_layer.update()
    for name, thing in objects.items():
        if name != "Body":
            thing.parent, thing.matrix_parent_inverse = pivot, pivot.matrix_world.inverted()
    return pivot


def set_up(scene: bpy.types.Scene, look: Look, size: int) -> None:
    """Camera, light and film."""
    add_camera(scene)
    set_look(scene, (size, size))
    scene.render.image_settings.file_format = "PNG"
    shading = scene.display.shading
    shading.light = look.light
    if look.light != "FLAT":
        shading.studio_light = look.lamp
    shading.show_cavity = look.light == "STUDIO"
    scene.display.render_aa = "OFF"  # without a graphics card smooth edges and shadows take most of the time
    shading.show_object_outline = look.outlines
    scene.world.color = look.behind
    if look.engine == "CYCLES":
        trace(scene, look)


def trace(scene: bpy.types.Scene, look: Look) -> None:
    """Path tracing with a sun, a lamp at the side, and the sky."""
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples, scene.cycles.use_denoising = "CPU", 12, False
    scene.cycles.max_bounces = 3
    for material in bpy.data.materials:
        if material.node_tree is None:  # before Blender 5.0, which deprecates the switch
            material.use_nodes = True
        surface = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        surface.inputs["Base Color"].default_value = material.diffuse_color
        surface.inputs["Roughness"].default_value = 0.45
    if scene.world.node_tree is None:
        scene.world.use_nodes = True
    sky = next(node for node in scene.world.node_tree.nodes if node.type == "BACKGROUND")
    sky.inputs["Color"].default_value = (*look.behind, 1)
    sky.inputs["Strength"].default_value = 0.7
    for kind, power, turn in (("SUN", 2.5, (0.7, 0.3, 0.5)), ("SUN", 0.6, (1.2, 0, -1.1))):
        lamp = bpy.data.objects.new(kind, bpy.data.lights.new(kind, kind))
        lamp.data.energy, lamp.data.angle, lamp.rotation_euler = power, 0.2, turn
        scene.collection.objects.link(lamp)


def pose(objects: dict[str, bpy.types.Object], weights: dict[str, float]) -> None:
    """Shapes by their names, on every part that has them."""
    for thing in objects.values():
        keys = thing.data.shape_keys
        for key in keys.key_blocks[1:] if keys else ():
            key.value = weights.get(key.name, 0.0)


class Acting:
    """A camera that looks from somewhere, a head that sways, eyes that glance; all from a seed."""

    def __init__(self, seed: int, fps: float) -> None:
        draw = random.Random(seed)  # noqa: S311 - no secret
        self.fps = fps
        self.yaw = draw.choice([-38, -25, -12, 0, 8, 20, 33, 42])
        self.pitch = draw.uniform(-10, 12)
        self.whole = draw.random()
        self.waves = [[(draw.uniform(0.1, 0.5) * 2**n, draw.uniform(0, 2 * pi), 1 / (n + 1)) for n in range(3)] for _ in range(5)]

    def drift(self, which: int, second: float) -> float:
        """Smooth noise of about unit size."""
        return sum(size * sin(2 * pi * speed * second + phase) for speed, phase, size in self.waves[which])

    def place(self, pivot: bpy.types.Object, objects: dict[str, bpy.types.Object], camera: bpy.types.Object, number: int) -> None:
        """Everything that moves by itself, on one frame."""
        second = number / self.fps
        pivot.rotation_euler = tuple(radians(3.5 * self.drift(which, second)) for which in range(3))
        objects["Eyes"].location.x = 0.012 * self.drift(3, second)
        blink = exp(-((((second + 3 * self.whole) % 3.1) - 1.5) ** 2) / 0.004)
        objects["Lids"].location.z = -0.07 * blink
        far, high = 5.0 + 3.2 * self.whole, -0.34 + 0.3 * self.whole
        yaw, pitch = radians(self.yaw + 3 * self.drift(4, second / 2)), radians(self.pitch)
        camera.location = Euler((-pitch, 0, yaw)).to_matrix() @ Vector((0, -far, 0)) + Vector((0, 0, high))
        camera.rotation_euler = (pi / 2 - pitch, 0, yaw)


def lips_box(scene: bpy.types.Scene, thing: bpy.types.Object, around: int) -> list[float]:
    """Where the lips' border is on the picture."""
    shown = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    start = (len(face.INSIDE) + 6) * around
    spots = [shown.matrix_world @ vertex.co for vertex in shown.data.vertices[start : start + around]]
    seen = [world_to_camera_view(scene, scene.camera, spot) for spot in spots]
    across, down = [spot.x for spot in seen], [1 - spot.y for spot in seen]
    return [round(value, 4) for value in (min(across), min(down), max(across) - min(across), max(down) - min(down))]


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
    sys.stdout.flush()
    os._exit(0)  # some Blenders crash or hang at Python's own end
