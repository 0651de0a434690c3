"""The mouth-box track against a projection computed by hand."""

from __future__ import annotations

import json
import math

import bpy
import pytest
from in_blender import ARKIT, begin, generate, square, values


@pytest.fixture
def filmed(scene):
    """A square whose shape keys lift its corners, before an orthographic camera that sees 4 x 2 units of it in 200 x 100 pixels."""
    face = square("Face", *ARKIT)
    face.rotation_euler = (math.pi / 2, 0, 0)
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    scene.camera, camera.location, camera.rotation_euler = camera, (0.5, -5.0, 0.5), (math.pi / 2, 0, 0)
    camera.data.type, camera.data.ortho_scale = "ORTHO", 4.0
    scene.render.resolution_x, scene.render.resolution_y, scene.frame_end = 200, 100, 30
    begin(face)
    generate()
    return face


def track(path, **options):
    assert bpy.ops.visemes.mouth_boxes(filepath=str(path), **options) == {"FINISHED"}
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_box_is_where_the_camera_sees_the_mouths_vertices(filmed, scene, tmp_path):
    """The square lies in the picture's plane from 0 to 1 both ways: 50 pixels a unit, its middle in the middle."""
    scene.frame_set(7)
    found = track(tmp_path / "track.json", margin=0.0)
    assert scene.frame_current == 7
    assert (found["width"], found["height"], found["fps"], len(found["boxes"])) == (200, 100, "24", 30)
    for row in found["boxes"]:
        assert row["box"] == pytest.approx([75, 25, 50, 50], abs=0.02)


def test_a_named_group_is_the_mouth(filmed, scene, tmp_path):
    group = filmed.vertex_groups.new(name="Mouth")
    group.add([0, 1], 1.0, "REPLACE")
    filmed.vertex_groups.new(name="Rest").add([2, 3], 1.0, "REPLACE")
    scene.visemes.mouth_group = "Mouth"
    filmed.location = (0.0, 0.0, -0.5)
    boxes = track(tmp_path / "track.json", margin=0.5)["boxes"]
    assert {row["box"] and row["box"][2] for row in boxes} <= {100.0, None}


def test_a_mouth_that_moves_has_a_box_that_moves(filmed, scene, tmp_path):
    filmed.rotation_euler = (0.0, 0.0, 0.0)  # the shape keys lift along z, which the camera sees as up
    moved = track(tmp_path / "track.json", margin=0.0)["boxes"]
    lifts = values(filmed, range(1, 31))
    assert any(max(shown) > 0.1 for shown in lifts.values())
    tops = [row["box"][1] if row["box"] else None for row in moved]
    assert len(set(tops)) > 5


def test_steps_and_crops_of_the_render_are_the_tracks(filmed, scene, tmp_path):
    scene.frame_step = 2
    scene.render.use_border = scene.render.use_crop_to_border = True
    scene.render.border_min_x, scene.render.border_max_x = 0.25, 0.75
    scene.render.border_min_y, scene.render.border_max_y = 0.0, 1.0
    found = track(tmp_path / "track.json", margin=0.0)
    assert (found["fps"], found["width"], [row["frame"] for row in found["boxes"]]) == ("12", 100, list(range(1, 31, 2)))
    assert found["boxes"][0]["box"] == pytest.approx([25, 25, 50, 50], abs=0.02)


def test_without_a_camera_the_button_says_so(filmed, scene):
    scene.camera = None
    assert not bpy.ops.visemes.mouth_boxes.poll()
    with pytest.raises(RuntimeError, match="has no camera"):
        bpy.ops.visemes.mouth_boxes(filepath="unused.json")
