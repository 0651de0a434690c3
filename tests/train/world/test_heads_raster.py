"""The rasteriser against closed forms and a pixel-by-pixel check."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.train.world.heads_raster import facing, nearest, planes, spread

SIZE = 24


def picture(points, faces, size=SIZE):
    drawn = facing(np.asarray(points, dtype=np.float32)[None], np.asarray(faces, dtype=np.int32), size)
    return drawn, nearest(drawn, 1, size)[0]


def test_a_right_triangle_covers_the_centres_inside_it():
    # legs along the picture's edges, anticlockwise as seen: the centre (i + ½, j + ½) is inside when i + j + 1 < 16
    _, seen = picture([[0, 0, 1], [0, 16, 1], [16, 0, 1]], [[0, 1, 2]])
    column, row = np.meshgrid(np.arange(SIZE), np.arange(SIZE))
    assert ((seen == 0) == (column + row + 1 < 16)).all()


def test_its_back_is_not_seen():
    drawn, seen = picture([[0, 0, 1], [0, 16, 1], [16, 0, 1]], [[0, 2, 1]])
    assert len(drawn.frame) == 0
    assert (seen == -1).all()


@given(st.lists(st.tuples(st.floats(-8, 32), st.floats(-8, 32)), min_size=3, max_size=3))
@settings(max_examples=150, deadline=None)
def test_pixels_are_those_whose_centres_are_inside(corners):
    points = np.array([[*corner, 1.0] for corner in corners], dtype=np.float32)
    _, seen = picture(points, [[0, 1, 2], [0, 2, 1]])
    a, b, c = points[:, :2].astype(float)
    x, y = np.meshgrid(np.arange(SIZE) + 0.5, np.arange(SIZE) + 0.5)
    sides = [(q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]) for p, q in ((a, b), (b, c), (c, a))]
    near_edge = np.min([np.abs(side) for side in sides], axis=0) < 1e-2
    inside = (np.min(sides, axis=0) > 0) | (np.max(sides, axis=0) < 0)
    assert ((seen >= 0) == inside)[~near_edge].all()


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_net_of_triangles_has_neither_gaps_nor_overlaps(seed):
    random = np.random.default_rng(seed)
    column, row = np.meshgrid(np.arange(5), np.arange(5))
    # moved by less than a sixth of the net's mesh, no triangle can turn over
    points = (
        np.stack([column * 5.0 + 2, row * 5.0 + 2], axis=-1)
        + random.uniform(-0.8, 0.8, (5, 5, 2)) * (((column % 4 > 0) & (row % 4 > 0))[..., None])
    )
    points = np.concatenate([points.reshape(-1, 2), np.ones((25, 1))], axis=1)
    here = (row[:4, :4] * 5 + column[:4, :4]).ravel()
    faces = np.concatenate([np.stack([here, here + 5, here + 6], 1), np.stack([here, here + 6, here + 1], 1)])
    drawn, seen = picture(points, faces)
    assert len(drawn.frame) == 32
    assert (seen[2:22, 2:22] >= 0).all()
    alone = sum((picture(points, [face])[1] >= 0).sum() for face in faces)
    assert alone == (seen >= 0).sum() == 400


def test_the_nearer_one_is_seen_also_where_two_cut_each_other():
    # inverse depth rises to the right in one and to the left in the other: they cross in the middle
    quad = [[0, 0], [0, 20], [20, 20], [20, 0]]
    rising, falling = [1, 1, 3, 3], [3, 3, 1, 1]
    points = [[*corner, depth] for depths in (rising, falling) for corner, depth in zip(quad, depths, strict=True)]
    drawn, seen = picture(points, [[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]])
    first = np.isin(drawn.face[seen[:20, :20]], [0, 1])
    assert (first == (np.arange(20) >= 10)[None, :]).all()


def test_values_run_evenly_between_corners():
    points = [[1, 2, 1], [3, 21, 1], [20, 9, 1]]
    drawn, seen = picture(points, [[0, 1, 2]])
    plane = lambda x, y: 0.25 * x - 0.5 * y + 3  # noqa: E731
    values = np.array([[[plane(x, y), 1.0] for x, y, _ in points]], dtype=np.float32)
    shown = np.moveaxis(spread(planes(drawn, values), seen[None])[:, 0], 0, -1)
    x, y = np.meshgrid(np.arange(SIZE) + 0.5, np.arange(SIZE) + 0.5)
    assert shown[seen >= 0] == pytest.approx(np.stack([plane(x, y), np.ones_like(x)], axis=-1)[seen >= 0], abs=1e-4)
    assert (shown[seen < 0] == 0).all()


def test_frames_do_not_touch_each_other():
    one = np.array([[0, 0, 1], [0, 16, 1], [16, 0, 1]], dtype=np.float32)
    frames = np.stack([one + np.array(shift, dtype=np.float32) for shift in ([0, 0, 0], [100, 0, 0], [4, 4, 0])])
    drawn = facing(frames, np.array([[0, 1, 2]], dtype=np.int32), SIZE)
    seen = nearest(drawn, 3, SIZE) >= 0
    assert (seen[0].sum(), seen[1].sum()) == (120, 0)
    assert (seen[2, 4:, 4:] == seen[0, :-4, :-4]).all()
