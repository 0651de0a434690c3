"""Make Blender meshes of `head.py`'s head, with shape keys, and light and camera to look at it with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

sys.path.insert(0, str(Path(__file__).resolve().parent))

import head as model

if TYPE_CHECKING:
    from collections.abc import Iterable


def build_head(scene: bpy.types.Scene, parts: Iterable[model.Part] | None = None) -> dict[str, bpy.types.Object]:
    """Objects of the head in a scene, by name."""
    materials = {name: _material(name, colour) for name, colour in model.COLOURS.items()}
    return {part.name: _object(part, scene, materials) for part in parts or model.head()}


def _material(name: str, colour: tuple[float, float, float]) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    material.diffuse_color = (*colour, 1.0)
    material.roughness = 0.55
    return material


def _object(part: model.Part, scene: bpy.types.Scene, materials: dict[str, bpy.types.Material]) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(part.name)
    mesh.from_pydata(part.vertices, [], part.faces)
    slots = list(dict.fromkeys(part.colours))
    for name in slots:
        mesh.materials.append(materials[name])
    mesh.polygons.foreach_set("material_index", [slots.index(name) for name in part.colours])
    mesh.polygons.foreach_set("use_smooth", [True] * len(part.faces))
    mesh.update()
    thing = bpy.data.objects.new(part.name, mesh)
    scene.collection.objects.link(thing)
    if part.shapes:
        thing.shape_key_add(name="Basis", from_mix=False)
        for name, vertices in part.shapes.items():
            key = thing.shape_key_add(name=name, from_mix=False)
            key.value = 0.0
            key.data.foreach_set("co", [number for vertex in vertices for number in vertex])
    return thing


def add_camera(scene: bpy.types.Scene, at: tuple[float, float, float] = (0.0, -7.2, -0.12)) -> bpy.types.Object:
    """A camera that looks at the head from the front."""
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location, camera.rotation_euler = at, (1.5708, 0.0, 0.0)
    camera.data.lens = 85
    scene.collection.objects.link(camera)
    scene.camera = camera
    return camera


def set_look(scene: bpy.types.Scene, size: tuple[int, int]) -> None:
    """Workbench with studio light: needs no graphics card."""
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    shading = scene.display.shading
    shading.light, shading.color_type = "STUDIO", "MATERIAL"
    shading.studio_light = "paint.sl"
    shading.show_cavity = True
    shading.cavity_type = "BOTH"
    shading.cavity_ridge_factor, shading.cavity_valley_factor = 0.3, 0.8
    shading.show_shadows = False
    scene.display.render_aa = "FXAA"
    scene.view_settings.view_transform = "Standard"
    if scene.world is None:
        scene.world = bpy.data.worlds.new("World")
    scene.world.color = (0.42, 0.50, 0.56)
