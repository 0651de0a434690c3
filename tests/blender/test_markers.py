"""The script of markers that `visemes guide --compare --markers` writes, run as Blender runs it."""

from __future__ import annotations

from in_blender import ROOT


def test_markers_come_and_those_of_before_go(scene):
    script = compile((ROOT / "tests/golden/markers.txt").read_bytes(), "markers.py", "exec")
    scene.timeline_markers.new("shot 2", frame=1)
    scene.timeline_markers.new("lips: old", frame=3)
    for _ in range(2):
        exec(script, {"__name__": "__main__"})  # noqa: S102 - what Blender's text editor does
    found = sorted((marker.frame, marker.name) for marker in scene.timeline_markers)
    assert found[:2] == [(1, "shot 2"), (40, "lips: late by 3 frames boat")]
    (frame, name) = found[2]
    assert (frame, len(found)) == (113, 3)
    assert name.startswith("lips: does not close it's \"odd\" \\ ''' é")
