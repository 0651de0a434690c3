"""The example head is a mesh that can be animated: whole, symmetric, and its lips do what their names say."""

from __future__ import annotations

import importlib
import sys
from math import dist

import pytest

AROUND = 64


@pytest.fixture(scope="module")
def head(root):
    folder = str(root / "examples" / "blender")
    sys.path.insert(0, folder)
    try:
        yield importlib.import_module("head")
    finally:
        sys.path.remove(folder)
        for name in ("head", "face"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def parts(head):
    return {part.name: part for part in head.head()}


@pytest.fixture(scope="module")
def pose(parts):
    """pose(jawOpen=0.5) is where the face's vertices are then."""
    face = parts["Face"]

    def posed(**weights):
        vertices = [list(vertex) for vertex in face.vertices]
        for name, weight in weights.items():
            for vertex, basis, shaped in zip(vertices, face.vertices, face.shapes[name], strict=True):
                for axis in range(3):
                    vertex[axis] += weight * (shaped[axis] - basis[axis])
        return vertices

    return posed


def lip_gap(vertices) -> float:
    """The distance between the middles of the lip lines: the sixth ring, a quarter turn above and below."""
    ring = 5 * AROUND
    return dist(vertices[ring + AROUND // 4], vertices[ring + 3 * AROUND // 4])


def test_every_mesh_is_whole(parts):
    for part in parts.values():
        assert len(part.colours) == len(part.faces)
        assert {n for face in part.faces for n in face} <= set(range(len(part.vertices)))
        assert all(len(set(face)) == len(face) for face in part.faces)
        for shape in part.shapes.values():
            assert len(shape) == len(part.vertices)


def test_it_is_symmetric(parts):
    vertices = parts["Face"].vertices
    for first in range(0, len(vertices), AROUND):
        for i in range(AROUND):
            x, y, z = vertices[first + i]
            mirrored = vertices[first + (AROUND // 2 - i) % AROUND]
            assert dist((-x, y, z), mirrored) < 1e-6


def test_left_and_right_shapes_mirror_each_other(parts):
    face = parts["Face"]
    for name in [name for name in face.shapes if name.endswith("Left")]:
        left, right = face.shapes[name], face.shapes[name.removesuffix("Left") + "Right"]
        for n, (x, y, z) in enumerate(left):
            other = right[n - n % AROUND + (AROUND // 2 - n % AROUND) % AROUND]
            assert dist((-x, y, z), other) < 1e-6


def test_the_jaw_opens_the_lips_and_mouth_close_shuts_them(pose):
    assert lip_gap(pose()) < 0.02
    assert lip_gap(pose(jawOpen=0.5)) > 0.12
    for jaw in (0.3, 0.6, 1.0):
        assert lip_gap(pose(jawOpen=jaw, mouthClose=jaw)) < 0.03


def test_puckered_lips_are_narrower_and_further_out(pose):
    ring = 5 * AROUND
    rest, puckered = pose(), pose(mouthPucker=1.0)
    assert puckered[ring][0] < 0.7 * rest[ring][0]
    assert puckered[ring + AROUND // 4][1] < rest[ring + AROUND // 4][1] - 0.08


def test_every_shape_of_the_arkit_map_that_speech_needs_is_there(parts):
    from visemes.rigs import guess

    names = {name for part in parts.values() for name in part.shapes}
    found = guess(sorted(names))
    assert found.profile.viseme_map == "arkit52"
    assert found.confidence > 0.9
