"""Files of `visemes export` in the stand-in of Maya, put onto a rig as docs/formats.md says."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from visemes.export import export
from visemes.frames import FrameGrid
from visemes.line import Curve, Key, Line
from visemes.timeline import Timeline

KEYS = (Key(Fraction(1), 0.0, 0, 0.2), Key(Fraction(5), 0.9, 0.05, -0.1), Key(Fraction(9), 0.1, -0.2, 0.0))


def a_line(fps="24"):
    curves = tuple(Curve(shape, "jaw", KEYS) for shape in ("jawOpen", "mouthPucker", "notOnThisRig"))
    return Line("line.wav", "arkit52", "sil", FrameGrid(Fraction(fps)), Timeline(1.0, (), ()), (), (), curves)


def a_rig(cmds):
    node = cmds.createNode("transform", name="anna:faceShapes")
    for name in ("jawOpen", "mouthPucker", "other"):
        cmds.addAttr(node, longName=name, attributeType="double", keyable=True)
    return node


def assert_moves(cmds, node):
    curve = a_line().curves[0]
    for name in ("jawOpen", "mouthPucker"):
        for quarter in range(50):
            frame = Fraction(quarter, 4)
            assert cmds.getAttr(f"{node}.{name}", time=float(frame)) == pytest.approx(curve.value_at(frame), abs=1e-6)
    assert cmds.listConnections(f"{node}.other") is None


def test_the_words_of_the_documentation_work(maya, cmds, root, tmp_path):
    node = a_rig(cmds)
    (tmp_path / "line.ma").write_bytes(export(a_line(), "maya-ascii"))
    cmds.file(str(tmp_path / "line.ma"), i=True, type="mayaAscii")
    script = next(
        code
        for code in re.findall(r"```python\n(.*?)```", (root / "docs" / "formats.md").read_text(encoding="utf-8"), re.DOTALL)
        if "visemesShape" in code
    )
    maya.run_python(script)
    assert_moves(cmds, node)


def test_a_locked_attribute_is_left_alone(maya, cmds, root, tmp_path):
    node = a_rig(cmds)
    cmds.setAttr(f"{node}.mouthPucker", lock=True)
    (tmp_path / "line.ma").write_bytes(export(a_line(), "maya-ascii"))
    cmds.file(str(tmp_path / "line.ma"), i=True, type="mayaAscii")
    code = (root / "docs" / "formats.md").read_text(encoding="utf-8")
    maya.run_python(next(each for each in re.findall(r"```python\n(.*?)```", code, re.DOTALL) if "visemesShape" in each))
    assert cmds.listConnections(f"{node}.mouthPucker") is None
    assert cmds.listConnections(f"{node}.jawOpen") == ["line_jawOpen"]


def test_a_scene_at_another_rate_keeps_the_seconds(maya, cmds, tmp_path):
    (tmp_path / "line.ma").write_bytes(export(a_line("48"), "maya-ascii"))
    cmds.file(str(tmp_path / "line.ma"), i=True, type="mayaAscii")
    assert cmds.keyframe("line_jawOpen", query=True, timeChange=True) == [0.5, 2.5, 4.5]


def test_the_plug_in_puts_a_file_on_the_selected_node(maya, cmds, tmp_path):
    node = a_rig(cmds)
    (tmp_path / "line.anim").write_bytes(export(a_line(), "maya-anim"))
    with pytest.raises(RuntimeError, match="Unrecognized"):
        cmds.file(str(tmp_path / "line.anim"), i=True, type="animImport")
    cmds.loadPlugin("animImportExport")
    cmds.select(node)
    cmds.file(str(tmp_path / "line.anim"), i=True, type="animImport")
    assert_moves(cmds, node)
