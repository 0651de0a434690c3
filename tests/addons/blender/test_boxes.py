import json

import pytest


@pytest.fixture(scope="session")
def boxes(addon):
    return addon("boxes")


def test_pixels_count_from_the_top_left(boxes):
    picture = boxes.Picture(200, 100)
    points = [(0.25, 0.75, 1.0), (0.5, 0.5, 2.0)]
    assert boxes.box_of(points, picture) == (50.0, 25.0, 50.0, 25.0)
    assert boxes.box_of(points, picture, 0.1) == (45.0, 22.5, 60.0, 30.0)


def test_what_leaves_the_picture_is_cut_and_what_is_behind_the_camera_is_not_seen(boxes):
    picture = boxes.Picture(100, 100)
    assert boxes.box_of([(-0.5, 0.5, 1.0), (0.2, 0.9, 1.0)], picture) == (0.0, 10.0, 20.0, 40.0)
    assert boxes.box_of([(0.5, 0.5, -1.0)], picture) is None
    assert boxes.box_of([(1.5, 0.2, 1.0), (1.8, 0.5, 1.0)], picture) is None


def test_a_cropped_picture_has_its_own_corner(boxes):
    cropped = boxes.Picture(200, 100, 100, 20, 200, 80)
    assert cropped.size == (100, 60)
    assert boxes.box_of([(0.6, 0.7, 1.0), (0.7, 0.4, 1.0)], cropped) == (20.0, 10.0, 20.0, 30.0)


def test_the_mouth_is_what_its_shapes_move_most(boxes):
    basis = [0.0] * 12
    lip = [0, 0, 0, 0, 0, 1.0, 0, 0, 0.6, 0, 0.1, 0]
    assert boxes.distances(basis, lip) == pytest.approx([0.0, 1.0, 0.6, 0.1])
    assert boxes.moved_most([boxes.distances(basis, lip), [0.0] * 4, [0.02, 0, 0, 0.004]]) == [0, 1, 2]


def test_the_track_has_a_box_for_every_frame(boxes, tmp_path):
    track = boxes.document("30000/1001", [5, 6], [(1.0, 2.0, 3.0, 4.0), None], boxes.Picture(64, 48), "Anna")
    boxes.write(tmp_path / "track.json", track)
    found = json.loads((tmp_path / "track.json").read_text(encoding="utf-8"))
    assert found == track
    assert found["boxes"] == [{"frame": 5, "box": [1.0, 2.0, 3.0, 4.0]}, {"frame": 6, "box": None}]
    assert (found["fps"], found["width"], found["height"]) == ("30000/1001", 64, 48)
    assert [path.name for path in tmp_path.iterdir()] == ["track.json"]
