"""The Blender add-on's track of mouth boxes, as it is written and as it must not be."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from visemes.errors import InputError
from visemes.sync.boxes import is_track, read_boxes

TRACK = {
    "schema_version": 1, "kind": "mouth_boxes", "character": "Face", "fps": "24", "width": 200, "height": 100,
    "boxes": [{"frame": 10, "box": [10, 20, 30, 8]}, {"frame": 11, "box": None}, {"frame": 12, "box": [14, 20, 30, 8.5]}],
}  # fmt: skip


def written(path, **changes):
    path.write_text(json.dumps({**TRACK, **changes}), encoding="utf-8")
    return path


def test_boxes_are_those_of_the_frames_on_show(tmp_path):
    track = read_boxes(written(tmp_path / "boxes.json"))
    assert track.fps == Fraction(24)
    found = track.at(np.array([0.0, 1 / 24, 2 / 24, 3 / 24, -0.1]))
    assert found[[0, 2]].tolist() == [[10, 20, 30, 8], [14, 20, 30, 8.5]]
    assert np.isnan(found[[1, 3, 4]]).all()


def test_a_track_for_a_film_of_another_size(tmp_path):
    track = read_boxes(written(tmp_path / "boxes.json")).scaled(400, 300)
    assert track.at(np.array([0.0])).tolist() == [[20, 60, 60, 24]]


def test_what_the_add_on_writes_is_read(tmp_path, root):
    import importlib.util
    import sys

    spec = importlib.util.spec_from_file_location("blender_boxes", root / "addons" / "blender" / "visemes_blender" / "boxes.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["blender_boxes"] = module
    spec.loader.exec_module(module)
    picture = module.Picture(640, 480)
    document = module.document("30000/1001", [1, 2], [(1.0, 2.0, 30.0, 40.0), None], picture, "Kit")
    module.write(tmp_path / "boxes.json", document)
    track = read_boxes(tmp_path / "boxes.json")
    assert (track.fps, track.width, track.height) == (Fraction(30000, 1001), 640, 480)
    assert track.boxes[0].tolist() == [1, 2, 30, 40]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "keys"}, {"schema_version": 9}, {"boxes": []}, {"boxes": [{"frame": 1, "box": [1, 2, 3]}]}, {"fps": "x"},
        {"boxes": [{"frame": 1, "box": [1, 2, -3, 4]}]}, {"boxes": [{"frame": 1}]}, {"width": 0}, {"boxes": 7},
        {"boxes": [{"frame": 1, "box": [1, 2, 3, 4]}, {"frame": 9**12, "box": None}]},
        {"boxes": [{"frame": 1, "box": ["a", 2, 3, 4]}]},
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_line(tmp_path, changes):
    with pytest.raises(InputError, match="no track of mouth boxes"):
        read_boxes(written(tmp_path / "boxes.json", **changes))


def test_files_that_are_no_json_or_not_there(tmp_path):
    (tmp_path / "boxes.json").write_bytes(b"\xff\xfe{")
    for name in ("boxes.json", "nothing.json"):
        with pytest.raises(InputError):
            read_boxes(tmp_path / name)
    assert not is_track([1])
