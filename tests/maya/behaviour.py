"""What Maya does, as far as the add-on rests on it: every function is an assertion about Maya itself.

Run by pytest on the stand-in (test_behaviour.py) and in a real Maya by run_in_maya.py. Each starts from an empty scene at 24
frames a second. Python 3.9's syntax, for Maya 2023; no pytest, which no Maya has.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any


def near(value: float, wanted: float, tolerance: float = 1e-6) -> bool:
    """Whether two numbers are the same but for rounding."""
    return abs(value - wanted) <= tolerance


def raises(kinds: Any, work: Any, *arguments: Any, **keywords: Any) -> bool:
    """Whether a call is refused."""
    try:
        work(*arguments, **keywords)
    except kinds:
        return True
    return False


def face(name: str = "face") -> str:
    """A blend shape with two targets, `jawOpen` and `pucker`."""
    from maya import cmds

    base = cmds.polyCube(name=f"{name}_head")[0]
    targets = [cmds.duplicate(base, name=target)[0] for target in ("jawOpen", "pucker")]
    node = cmds.blendShape(*targets, base, name=name)[0]
    cmds.delete(targets)
    return str(node)


def control(name: str = "jaw_ctl") -> str:
    """A control with an attribute of its own."""
    from maya import cmds

    node = cmds.createNode("transform", name=name)
    cmds.addAttr(node, longName="open", attributeType="double", minValue=0, maxValue=10, defaultValue=0, keyable=True)
    return str(node)


def keys_by_api(curve: str, keys: list[tuple[float, float, float, float]]) -> None:
    """Fixed keys (frame, value, slope in, slope out; slopes in units a frame) the way the API adds them."""
    from maya.api import OpenMaya as om
    from maya.api import OpenMayaAnim as oma

    function = oma.MFnAnimCurve(om.MSelectionList().add(curve).getDependNode(0))
    function.setIsWeighted(False)
    unit = om.MTime.uiUnit()
    times = om.MTimeArray([om.MTime(key[0], unit) for key in keys])
    function.addKeys(times, om.MDoubleArray([key[1] for key in keys]), function.kTangentFixed, function.kTangentFixed)
    for index, (_, _, slope_in, slope_out) in enumerate(keys):
        function.setTangentsLocked(index, False)
        function.setTangent(index, om.MAngle(math.atan(slope_in)), 1.0, True)
        function.setTangent(index, om.MAngle(math.atan(slope_out)), 1.0, False)


def curve_on(plug: str, keys: list[tuple[float, float, float, float]]) -> str:
    """A curve made and connected by commands, filled by the API."""
    from maya import cmds

    curve = cmds.createNode("animCurveTU", skipSelect=True)
    keys_by_api(curve, keys)
    cmds.connectAttr(curve + ".output", plug)
    return str(curve)


def hermite(t: float, v0: float, m0: float, v1: float, m1: float, length: float) -> float:
    """The cubic with given ends and slopes, by its basis functions."""
    return (
        (2 * t**3 - 3 * t**2 + 1) * v0
        + (t**3 - 2 * t**2 + t) * length * m0
        + (3 * t**2 - 2 * t**3) * v1
        + (t**3 - t**2) * length * m1
    )


# -- nodes and plugs ---------------------------------------------------------------------------------------------------------------


def aliases_of_a_blend_shape() -> None:
    from maya import cmds

    node = face()
    assert cmds.aliasAttr(node, query=True) == ["jawOpen", "weight[0]", "pucker", "weight[1]"]
    assert cmds.objExists(node + ".jawOpen")
    assert cmds.listAttr(node + ".weight", multi=True) == ["jawOpen", "pucker"]
    cmds.setAttr(node + ".jawOpen", 0.25)
    assert near(cmds.getAttr(node + ".weight[0]"), 0.25)


def a_locked_plug_refuses() -> None:
    from maya import cmds

    node = control()
    cmds.setAttr(node + ".open", lock=True)
    assert cmds.getAttr(node + ".open", lock=True)
    assert not cmds.getAttr(node + ".open", settable=True)
    assert raises(RuntimeError, cmds.setAttr, node + ".open", 1)
    curve = cmds.createNode("animCurveTU")
    assert raises(RuntimeError, cmds.connectAttr, curve + ".output", node + ".open")


def a_driven_plug_refuses_a_second_source() -> None:
    from maya import cmds

    node, other = control(), control("other_ctl")
    cmds.connectAttr(other + ".open", node + ".open")
    assert not cmds.getAttr(node + ".open", settable=True)
    curve = cmds.createNode("animCurveTU")
    assert raises(RuntimeError, cmds.connectAttr, curve + ".output", node + ".open")
    assert cmds.listConnections(node + ".open", source=True, destination=False, plugs=True) == [other + ".open"]


def a_keyed_plug_is_still_settable() -> None:
    from maya import cmds

    node = control()
    cmds.setKeyframe(node + ".open", time=1, value=2)
    assert cmds.getAttr(node + ".open", settable=True)


def limits_hold() -> None:
    from maya import cmds

    node = control()
    assert cmds.attributeQuery("open", node=node, maximum=True) == [10.0]
    assert raises(RuntimeError, cmds.setAttr, node + ".open", 11)


def names_that_are_none() -> None:
    from maya import cmds

    assert not cmds.objExists("nobody")
    assert cmds.ls("nobody") == []
    assert raises((RuntimeError, ValueError), cmds.getAttr, "nobody.open")
    assert raises((RuntimeError, ValueError), cmds.delete, "nobody")


# -- curves ------------------------------------------------------------------------------------------------------------------------


def fixed_tangents_draw_a_hermite() -> None:
    from maya import cmds

    node = control()
    curve_on(node + ".open", [(1, 0.0, 0.0, 0.5), (7, 2.0, -0.25, 0.1), (10, 1.0, 0.0, 0.0)])
    for step in range(61):
        t = step / 60
        wanted = hermite(t, 0.0, 0.5, 2.0, -0.25, 6.0)
        assert near(cmds.getAttr(node + ".open", time=1 + 6 * t), min(max(wanted, 0.0), 10.0), 1e-5)


def angles_are_units_a_frame() -> None:
    from maya import cmds

    node = control()
    curve = curve_on(node + ".open", [(1, 0.0, 0.0, 1.0), (11, 5.0, 0.5, 0.5)])
    assert near(cmds.keyTangent(curve, query=True, index=(0, 0), outAngle=True)[0], 45.0, 1e-4)
    assert near(cmds.keyTangent(curve, query=True, index=(1, 1), inAngle=True)[0], math.degrees(math.atan(0.5)), 1e-4)


def stepped_keys_hold() -> None:
    from maya import cmds

    node = control()
    for frame, value in ((1, 1.0), (5, 3.0), (9, 2.0)):
        cmds.setKeyframe(node + ".open", time=frame, value=value, outTangentType="step")
    shown = [cmds.getAttr(node + ".open", time=frame) for frame in (0, 1, 4.99, 5, 8.5, 9, 20)]
    assert [round(value, 6) for value in shown] == [1.0, 1.0, 1.0, 3.0, 3.0, 2.0, 2.0]


def linear_keys_are_straight() -> None:
    from maya import cmds

    node = control()
    for frame, value in ((1, 0.0), (9, 4.0)):
        cmds.setKeyframe(node + ".open", time=frame, value=value, inTangentType="linear", outTangentType="linear")
    assert near(cmds.getAttr(node + ".open", time=3), 1.0)


def curves_fit_their_plugs() -> None:
    from maya import cmds

    node = control()
    for attribute, kind in (
        ("translateX", "animCurveTL"),
        ("rotateX", "animCurveTA"),
        ("scaleX", "animCurveTU"),
        ("open", "animCurveTU"),
    ):
        cmds.setKeyframe(f"{node}.{attribute}", time=1, value=3)
        assert cmds.nodeType(cmds.listConnections(f"{node}.{attribute}", source=True, destination=False)[0]) == kind
    assert near(cmds.getAttr(node + ".rotateX", time=1), 3.0)


def a_new_curve_node_is_weighted() -> None:
    from maya import cmds

    assert cmds.getAttr(cmds.createNode("animCurveTU") + ".weightedTangents")


def add_keys_replaces_what_was_there() -> None:
    from maya import cmds

    curve = cmds.createNode("animCurveTU")
    keys_by_api(curve, [(1, 0.0, 0.0, 0.0), (2, 1.0, 0.0, 0.0)])
    keys_by_api(curve, [(5, 1.0, 0.0, 0.0)])
    assert cmds.keyframe(curve, query=True, timeChange=True) == [5.0]


def keys_keep_their_frames_when_the_rate_changes() -> None:
    from maya import cmds

    node = control()
    cmds.setKeyframe(node + ".open", time=[3, 6], value=1)
    cmds.currentUnit(time="ntsc")
    assert cmds.keyframe(node + ".open", query=True, timeChange=True) == [3.0, 6.0]
    cmds.currentUnit(time="film", updateAnimation=False)
    assert [round(time, 6) for time in cmds.keyframe(node + ".open", query=True, timeChange=True)] == [2.4, 4.8]


def units_of_time() -> None:
    from maya.api import OpenMaya as om

    from maya import cmds

    for name, rate in (
        ("film", 24),
        ("pal", 25),
        ("ntsc", 30),
        ("12fps", 12),
        ("23.976fps", 24000 / 1001),
        ("29.97fps", 30000 / 1001),
    ):
        cmds.currentUnit(time=name)
        assert cmds.currentUnit(query=True, time=True) == name
        assert near(om.MTime(1.0, om.MTime.kSeconds).asUnits(om.MTime.uiUnit()), rate, 1e-5)


# -- undo --------------------------------------------------------------------------------------------------------------------------


def a_chunk_is_one_undo() -> None:
    from maya import cmds

    node = control()
    cmds.undoInfo(openChunk=True, chunkName="three")
    for frame in (1, 2, 3):
        cmds.setKeyframe(node + ".open", time=frame, value=frame)
    cmds.undoInfo(closeChunk=True)
    cmds.undo()
    assert cmds.keyframe(node + ".open", query=True, keyframeCount=True) == 0
    cmds.redo()
    assert cmds.keyframe(node + ".open", query=True, valueChange=True) == [1.0, 2.0, 3.0]


def edits_of_the_api_survive_undo() -> None:
    from maya import cmds

    curve = cmds.createNode("animCurveTU", name="kept")
    cmds.setAttr(curve + ".preInfinity", 1)
    keys_by_api(curve, [(1, 0.5, 0.0, 0.0)])
    cmds.undo()
    assert cmds.keyframe(curve, query=True, keyframeCount=True) == 1


def undoing_a_node_takes_its_keys_and_redoing_brings_them() -> None:
    from maya import cmds

    node = control()
    cmds.undoInfo(openChunk=True)
    curve = curve_on(node + ".open", [(1, 0.0, 0.0, 0.0), (5, 4.0, 0.0, 0.0)])
    cmds.undoInfo(closeChunk=True)
    cmds.undo()
    assert not cmds.objExists(curve)
    assert near(cmds.getAttr(node + ".open", time=5), 0.0)
    cmds.redo()
    assert near(cmds.getAttr(node + ".open", time=5), 4.0)


# -- animation layers --------------------------------------------------------------------------------------------------------------


def the_first_layer_brings_the_base() -> None:
    from maya import cmds

    assert cmds.animLayer(query=True, root=True) is None
    layer = cmds.animLayer("line", override=True)
    assert cmds.animLayer(query=True, root=True) == "BaseAnimation"
    assert cmds.animLayer(layer, query=True, override=True)
    assert cmds.animLayer(layer, query=True, parent=True) == "BaseAnimation"


def an_override_layer_hides_the_base() -> None:
    from maya import cmds

    node = face()
    cmds.setKeyframe(node + ".jawOpen", time=1, value=0.8)
    layer = cmds.animLayer("line", override=True)
    cmds.animLayer(layer, edit=True, attribute=node + ".jawOpen")
    place = cmds.animLayer(layer, query=True, layeredPlug=node + ".jawOpen")
    curve = curve_on(place, [(1, 0.0, 0.0, 0.0), (5, 0.5, 0.0, 0.0)])
    assert near(cmds.getAttr(node + ".jawOpen", time=5), 0.5)
    assert cmds.animLayer(layer, query=True, findCurveForPlug=node + ".jawOpen") == [curve]
    cmds.animLayer(layer, edit=True, mute=True)
    assert near(cmds.getAttr(node + ".jawOpen", time=5), 0.8)
    cmds.animLayer(layer, edit=True, mute=False)
    cmds.animLayer(layer, edit=True, weight=0.5)
    assert near(cmds.getAttr(node + ".jawOpen", time=5), 0.65)


def an_additive_layer_adds() -> None:
    from maya import cmds

    node = control()
    cmds.setKeyframe(node + ".open", time=1, value=2)
    layer = cmds.animLayer("more")
    cmds.animLayer(layer, edit=True, attribute=node + ".open")
    curve_on(cmds.animLayer(layer, query=True, layeredPlug=node + ".open"), [(1, 3.0, 0.0, 0.0)])
    assert near(cmds.getAttr(node + ".open", time=1), 5.0)


def keying_into_a_layer_gives_the_value_asked_for() -> None:
    from maya import cmds

    node = control()
    cmds.setKeyframe(node + ".open", time=1, value=2)
    for name, override in (("over", True), ("more", False)):
        layer = cmds.animLayer(name, override=override)
        cmds.animLayer(layer, edit=True, attribute=node + ".open")
        cmds.setKeyframe(node + ".open", animLayer=layer, time=1, value=7)
        assert near(cmds.getAttr(node + ".open", time=1), 7.0)


def deleting_a_layer_leaves_what_was_below() -> None:
    from maya import cmds

    node = control()
    cmds.setKeyframe(node + ".open", time=1, value=2)
    layer = cmds.animLayer("line", override=True)
    cmds.animLayer(layer, edit=True, attribute=node + ".open")
    cmds.setKeyframe(node + ".open", animLayer=layer, time=1, value=9)
    cmds.delete(layer)
    assert not cmds.objExists(layer)
    assert near(cmds.getAttr(node + ".open", time=1), 2.0)
    assert len(cmds.ls(type="animCurve")) == 1


def layers_stack() -> None:
    from maya import cmds

    node = control()
    for name, value in (("low", 3.0), ("high", 6.0)):
        layer = cmds.animLayer(name, override=True)
        cmds.animLayer(layer, edit=True, attribute=node + ".open")
        cmds.setKeyframe(node + ".open", animLayer=layer, time=1, value=value)
    assert near(cmds.getAttr(node + ".open", time=1), 6.0)
    cmds.animLayer("high", edit=True, mute=True)
    assert near(cmds.getAttr(node + ".open", time=1), 3.0)


def a_plug_outside_the_layer_ignores_it() -> None:
    from maya import cmds

    node = control()
    layer = cmds.animLayer("line", override=True)
    cmds.setKeyframe(node + ".open", animLayer=layer, time=1, value=4)
    assert cmds.animLayer(layer, query=True, attribute=True) is None
    assert near(cmds.getAttr(node + ".open", time=1), 4.0)


# -- references --------------------------------------------------------------------------------------------------------------------


def referenced(folder: str, namespace: str = "anna") -> str:
    """A control with a locked and a free attribute, in a file of its own that this scene refers to."""
    from maya import cmds

    node = control()
    cmds.addAttr(node, longName="stuck", attributeType="double", keyable=True)
    cmds.setAttr(node + ".stuck", lock=True)
    path = folder + "/rig.ma"
    cmds.file(rename=path)
    cmds.file(save=True, type="mayaAscii", force=True)
    cmds.file(newFile=True, force=True)
    cmds.file(path, reference=True, namespace=namespace)
    return f"{namespace}:{node}"


def a_referenced_node_is_protected(folder: str) -> None:
    from maya import cmds

    node = referenced(folder)
    assert cmds.referenceQuery(node, isNodeReferenced=True)
    assert raises(RuntimeError, cmds.delete, node)
    assert cmds.objExists(node)
    assert raises(RuntimeError, cmds.rename, node, "mine")
    assert raises(RuntimeError, cmds.setAttr, node + ".stuck", lock=False)


def a_referenced_node_can_be_keyed(folder: str) -> None:
    from maya import cmds

    node = referenced(folder)
    before = Path(folder, "rig.ma").read_bytes()
    layer = cmds.animLayer("line", override=True)
    cmds.animLayer(layer, edit=True, attribute=node + ".open")
    cmds.setKeyframe(node + ".open", animLayer=layer, time=1, value=4)
    assert near(cmds.getAttr(node + ".open", time=1), 4.0)
    assert Path(folder, "rig.ma").read_bytes() == before


def a_scene_keeps_layers_and_keys(folder: str) -> None:
    from maya import cmds

    node = referenced(folder)
    layer = cmds.animLayer("line", override=True)
    cmds.animLayer(layer, edit=True, attribute=node + ".open")
    cmds.setKeyframe(node + ".open", animLayer=layer, time=1, value=4)
    path = folder + "/shot.ma"
    cmds.file(rename=path)
    cmds.file(save=True, type="mayaAscii", force=True)
    cmds.file(newFile=True, force=True)
    assert not cmds.objExists(node)
    cmds.file(path, open=True, force=True)
    assert near(cmds.getAttr(node + ".open", time=1), 4.0)
    assert cmds.animLayer("line", query=True, override=True)


#: Every assertion, in the order of the file. Those that take a folder write files into it.
ALL = [
    aliases_of_a_blend_shape, a_locked_plug_refuses, a_driven_plug_refuses_a_second_source, a_keyed_plug_is_still_settable,
    limits_hold,
    names_that_are_none, fixed_tangents_draw_a_hermite, angles_are_units_a_frame, stepped_keys_hold, linear_keys_are_straight,
    curves_fit_their_plugs, a_new_curve_node_is_weighted, add_keys_replaces_what_was_there,
    keys_keep_their_frames_when_the_rate_changes,
    units_of_time, a_chunk_is_one_undo, edits_of_the_api_survive_undo, undoing_a_node_takes_its_keys_and_redoing_brings_them,
    the_first_layer_brings_the_base, an_override_layer_hides_the_base, an_additive_layer_adds,
    keying_into_a_layer_gives_the_value_asked_for, deleting_a_layer_leaves_what_was_below, layers_stack,
    a_plug_outside_the_layer_ignores_it, a_referenced_node_is_protected, a_referenced_node_can_be_keyed,
    a_scene_keeps_layers_and_keys,
]  # fmt: skip
