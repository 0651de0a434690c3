"""The heads of tools/rendered_heads.py: looks that the checks of renders are measured on."""

from __future__ import annotations

import sys

import bpy
import pytest
from in_blender import ROOT

sys.path.insert(0, str(ROOT / "tools"))

import rendered_heads as heads  # found beside the other tools


def boxes(look, *poses):
    """The lips' box on one frame for each pose, from each of four cameras."""
    scene = bpy.context.scene
    objects = heads.build(scene, look)
    pivot = heads.turned_together(scene, objects)
    heads.set_up(scene, look, 64)
    for seed in range(4):
        acting = heads.Acting(seed, 25)
        found = []
        for weights in poses:
            heads.pose(objects, weights)
            acting.place(pivot, objects, scene.camera, 0)
            bpy.context.view_layer.update()
            found.append(heads.lips_box(scene, objects["Face"], look.mesh[0]))
        yield found


@pytest.mark.parametrize("name", heads.LOOKS)
def test_lips_are_in_the_picture_and_move_as_the_shapes_say(name):
    for closed, open_, pursed in boxes(heads.LOOKS[name], {}, {"jawOpen": 0.7}, {"mouthPucker": 1.0}):
        for left, top, wide, high in (closed, open_, pursed):
            assert left > 0
            assert top > 0
            assert left + wide < 1
            assert top + high < 1
        assert open_[3] > 1.3 * closed[3]
        assert pursed[2] < 0.9 * closed[2]


def test_ears_turn_with_the_head_and_shoulders_stay():
    objects = heads.build(bpy.context.scene, heads.LOOKS["plain"])
    heads.turned_together(bpy.context.scene, objects)
    assert objects["Ears"].parent is not None
    assert objects["Body"].parent is None
    assert len(objects["Ears"].data.polygons) > 1000
