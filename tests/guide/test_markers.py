"""Markers: the script is run against stand-ins of both hosts, the table is read back."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import mouths
import pytest

from visemes.errors import UsageError
from visemes.guide.compare import Comparison, Moment
from visemes.guide.differences import Difference
from visemes.guide.markers import check_ending, markers
from visemes.guide.touch import Touch

AWKWARD = "it's \"odd\" \\ ''' é\u2028"


def comparison():
    def moment(kind, first, last, weight, word):
        one = Difference(kind, first - 1, last - 1, 0.5, 3 if kind == "late" else 0, weight)
        return Moment(
            one, first, last, first / 24, last / 24, 0.5, 0.0, "p", word, (Touch("jawOpen", "up", 0.2, first, last),), "do it"
        )

    moments = (moment("closure missing", 113, 115, 0.9, AWKWARD), moment("late", 40, 52, 0.3, "boat"))
    return Comparison(mouths.track(), mouths.track(), moments=moments)


class Markers(list):
    def new(self, name, frame):
        self.append(SimpleNamespace(name=name, frame=frame))


def run(script, monkeypatch, **modules):
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name.replace("__", "."), module)
    exec(compile(script.decode(), "markers.py", "exec"), {})  # noqa: S102 - what a host does with it


def test_blender_gets_timeline_markers_and_loses_the_old_ones(monkeypatch):
    kept = SimpleNamespace(name="shot 2", frame=1)
    scene = SimpleNamespace(timeline_markers=Markers([kept, SimpleNamespace(name="lips: old", frame=3)]))
    bpy = ModuleType("bpy")
    bpy.context = SimpleNamespace(scene=scene)
    run(markers(comparison(), ".py"), monkeypatch, bpy=bpy)
    run(markers(comparison(), ".py"), monkeypatch, bpy=bpy)
    assert [(m.name, m.frame) for m in scene.timeline_markers] == [
        ("shot 2", 1), ("lips: late by 3 frames boat", 40), (f"lips: does not close {AWKWARD}", 113)
    ]  # fmt: skip


def test_the_script_is_the_one_that_real_blenders_run(root):
    """tests/blender/test_markers.py runs this file in every Blender there is."""
    assert markers(comparison(), ".py") == (root / "tests/golden/markers.txt").read_bytes()


def test_maya_gets_bookmarks_of_the_time_slider(monkeypatch):
    made, deleted, loaded = [], [], []
    cmds = ModuleType("maya.cmds")
    cmds.loadPlugin = lambda name, quiet: loaded.append(name)
    cmds.ls = lambda **_: ["bookmark1", "bookmark2"]
    cmds.getAttr = lambda name: {"bookmark1.name": "lips: old", "bookmark2.name": "mine"}[name]
    cmds.delete = deleted.append
    slider = ModuleType("maya.plugin.timeSliderBookmark.timeSliderBookmark")
    slider.createBookmark = lambda **what: made.append(what)
    maya, plugin, package = ModuleType("maya"), ModuleType("maya.plugin"), ModuleType("maya.plugin.timeSliderBookmark")
    maya.cmds = cmds
    monkeypatch.setitem(sys.modules, "bpy", None)
    run(
        markers(comparison(), ".py"), monkeypatch, maya=maya, maya__cmds=cmds, maya__plugin=plugin,
        maya__plugin__timeSliderBookmark=package, maya__plugin__timeSliderBookmark__timeSliderBookmark=slider,
    )  # fmt: skip
    assert loaded == ["timeSliderBookmark"]
    assert deleted == ["bookmark1"]
    assert [(one["start"], one["stop"]) for one in made] == [(40, 52), (113, 115)]
    assert made[1]["name"].startswith("lips: does not close")
    assert made[1]["color"][0] > made[1]["color"][1]  # red: a viewer minds most


def test_the_script_is_ascii_whatever_is_said():
    assert markers(comparison(), ".py").isascii()


def test_a_table_for_everything_else():
    rows = list(csv.DictReader(io.StringIO(markers(comparison(), ".csv").decode())))
    assert [(row["frame"], row["last"], row["what"]) for row in rows] == [
        ("40", "52", "late by 3 frames"), ("113", "115", "does not close")
    ]  # fmt: skip
    assert rows[1]["word"] == AWKWARD


def test_other_endings_are_refused():
    check_ending(Path("m.PY"))
    with pytest.raises(UsageError, match="neither"):
        check_ending(Path("m.edl"))
