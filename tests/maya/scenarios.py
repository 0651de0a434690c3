"""What the add-on does in a Maya: every function is a story with a rig, a line and what the scene holds afterwards.

Run by pytest on the stand-in (test_scenarios.py) and in a real Maya by run_in_maya.py, as behaviour.py is. The engine is not
needed: its answer is made here. Python 3.9's syntax, no pytest.
"""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

from behaviour import near, raises

#: Frames on which curves are compared: all between the first and the last key of the answer, in quarters.
FRAMES = [frame / 4 for frame in range(40, 101)]

#: Shape → keys of the answer: frame, value, slope (a frame) before and after.
SHAPES = {
    "jawOpen": [(10, 0.0, 0.0), (14, 0.6, 0.05), (17, 0.7, 0.0), (25, 0.0, 0.0)],
    "mouthFunnel": [(11, 0.0, 0.0), (15, 0.9, -0.04), (22, 0.0, 0.0)],
    "mouthClose": [(16, 0.0, 0.0), (18, 0.5, 0.0), (19.5, 0.1, -0.02), (24, 0.0, 0.0)],
}


def answer(scale: float = 1.0, later: int = 0) -> dict[str, Any]:
    """What the engine says of a line (the `json` format) at 24 frames a second; weaker, or so many frames later."""
    curves = [
        {
            "shape": shape,
            "channel": "jaw",
            "keys": [
                {
                    "frame": frame + later,
                    "value": value * scale,
                    "slope_in": slope * scale,
                    "slope_out": slope * scale,
                    "interpolation": "bezier",
                }
                for frame, value, slope in keys
            ],
        }
        for shape, keys in SHAPES.items()
    ]
    words = [{"start": 0.4, "end": 1.0, "word": "Oh", "confidence": 0.9}]
    return {
        "schema_version": 2,
        "kind": "line",
        "sound": "line.wav",
        "viseme_map": "arkit52",
        "rest": "sil",
        "grid": {"fps": "24", "start_frame": 1, "step": 1, "offset": "0"},
        "settings": {},
        "warnings": [],
        "timeline": {
            "duration": 1.2,
            "language": "en-us",
            "aligner": "builtin",
            "warnings": [],
            "words": words,
            "phones": [],
            "marks": [],
        },
        "cues": [],
        "exposures": [{"frame": 10, "frames": 5, "viseme": "oh"}, {"frame": 15, "frames": 2, "viseme": "PP"}],
        "curves": curves,
    }


def wish(shape: str, frame: float, scale: float = 1.0) -> float:
    """A shape's weight at a frame, by the cubic's basis functions."""
    keys = SHAPES[shape]
    if frame <= keys[0][0]:
        return keys[0][1] * scale
    for (left, v0, m0), (right, v1, m1) in zip(keys, keys[1:]):
        if left <= frame <= right:
            t, length = (frame - left) / (right - left), right - left
            return scale * (
                (2 * t**3 - 3 * t**2 + 1) * v0
                + (t**3 - 2 * t**2 + t) * length * m0
                + (3 * t**2 - 2 * t**3) * v1
                + (t**3 - t**2) * length * m1
            )
    return keys[-1][1] * scale


# -- a rig, a sound, a line ----------------------------------------------------------------------------------------------------


def rig(prefix: str = "head") -> str:
    """A blend shape with the three shapes, and a control with a free and a locked attribute. Returns the blend shape's name."""
    from maya import cmds

    base = cmds.polyCube(name=prefix)[0]
    targets = [cmds.duplicate(base, name=shape)[0] for shape in SHAPES]
    node = cmds.blendShape(*targets, base, name=f"{prefix}_bs")[0]
    cmds.delete(targets)
    control = cmds.createNode("transform", name="jaw_ctl")
    for name in ("open", "held"):
        cmds.addAttr(control, longName=name, attributeType="double", keyable=True)
    cmds.setAttr("jaw_ctl.held", lock=True)
    return str(node)


def sound(folder: str, name: str = "line.wav") -> str:
    """A second and a bit of a tone."""
    path = Path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(n / 5))) for n in range(9600)))
    return path.as_posix()


def a_line(folder: str, node: str, **more: Any) -> Any:
    """A line on the three shapes of a blend shape. A node's namespace is the line's."""
    from visemes_maya.lines import Line
    from visemes_maya.profiles import Row

    namespace, _, plain = node.rpartition(":")
    rows = tuple(Row(shape, f"{plain}.{shape}") for shape in SHAPES)
    fields = {"title": "Oh", "sound": sound(folder), "rows": rows, "namespace": namespace, "start": 1.0, **more}
    return Line(**fields)


def write(line: Any, scale: float = 1.0, later: int = 0) -> Any:
    """Write the answer for a line; what the add-on tells of it."""
    from visemes_maya import doing

    return doing.write(line, answer(scale, later))


def moves(node: str, scale: float = 1.0, later: int = 0) -> bool:
    """Whether the shapes of a node move as the answer says, everywhere between its keys."""
    from maya import cmds

    return all(
        near(cmds.getAttr(f"{node}.{shape}", time=frame + later), wish(shape, frame, scale), 1e-5)
        for shape in SHAPES
        for frame in FRAMES
    )


def rests(node: str) -> bool:
    """Whether nothing of a node moves."""
    from maya import cmds

    return all(near(cmds.getAttr(f"{node}.{shape}", time=frame), 0.0) for shape in SHAPES for frame in (1, 14, 17, 30))


def saved_rig(folder: str) -> str:
    """A rig in a file of its own. Returns the file."""
    from maya import cmds

    rig()
    path = Path(folder, "rig é.ma").as_posix()
    cmds.file(rename=path)
    cmds.file(save=True, type="mayaAscii", force=True)
    cmds.file(newFile=True, force=True)
    return path


# -- stories ---------------------------------------------------------------------------------------------------------------------


def curves_are_the_engines(folder: str) -> None:
    from maya import cmds

    node = rig()
    told = write(a_line(folder, node))
    assert moves(node)
    assert told.skips == []
    layers = [layer for layer in cmds.ls(type="animLayer") if layer != "BaseAnimation"]
    assert len(layers) == 1
    assert cmds.animLayer(layers[0], query=True, override=True)


def keys_are_few_and_theirs_are_the_engines_frames(folder: str) -> None:
    from maya import cmds

    node = rig()
    write(a_line(folder, node))
    layer = next(layer for layer in cmds.ls(type="animLayer") if layer != "BaseAnimation")
    for shape, keys in SHAPES.items():
        curve = cmds.animLayer(layer, query=True, findCurveForPlug=f"{node}.{shape}")[0]
        assert cmds.keyframe(curve, query=True, timeChange=True) == [float(key[0]) for key in keys]
        assert not cmds.getAttr(curve + ".weightedTangents")


def a_second_run_replaces_only_ours(folder: str) -> None:
    from maya import cmds

    node = rig()
    cmds.setKeyframe("jaw_ctl.open", time=3, value=0.4)
    line = a_line(folder, node)
    write(line)
    before = sorted(cmds.ls(type="animCurve"))
    write(line, scale=0.5)
    assert moves(node, scale=0.5)
    assert len(cmds.ls(type="animCurve")) == len(before)
    assert len(cmds.ls(type="animLayer")) == 2
    assert near(cmds.getAttr("jaw_ctl.open", time=3), 0.4)


def hand_keys_on_other_layers_survive(folder: str) -> None:
    from maya import cmds

    node = rig()
    cmds.setKeyframe(node + ".jawOpen", time=1, value=0.2)
    mine = cmds.animLayer("mine")
    cmds.animLayer(mine, edit=True, attribute=node + ".jawOpen")
    cmds.setKeyframe(node + ".jawOpen", animLayer=mine, time=40, value=0.35)
    keys = {curve: cmds.keyframe(curve, query=True, valueChange=True) for curve in cmds.ls(type="animCurve")}
    far = cmds.getAttr(node + ".jawOpen", time=60)
    line = a_line(folder, node)
    write(line)
    write(line, scale=0.5)
    assert {curve: cmds.keyframe(curve, query=True, valueChange=True) for curve in keys} == keys
    assert near(cmds.getAttr(node + ".jawOpen", time=60), far)
    assert cmds.objExists(mine)


def locked_and_missing_plugs_are_listed_and_the_rest_is_keyed(folder: str) -> None:
    from visemes_maya.profiles import Row

    from maya import cmds

    node = rig()
    line = a_line(folder, node)
    told = write(replace(line, rows=(*line.rows, Row("jawOpen", "jaw_ctl.held"), Row("jawOpen", "jaw_ctl.gone"))))
    assert {skip.target for skip in told.skips} == {"jaw_ctl.held", "jaw_ctl.gone"}
    assert moves(node)
    assert cmds.getAttr("jaw_ctl.held", lock=True)
    assert cmds.listConnections("jaw_ctl.held", source=True, destination=False) is None


def one_undo_takes_it_back_and_redo_brings_it(folder: str) -> None:
    from maya import cmds

    node = rig()
    before = sorted(cmds.ls())
    write(a_line(folder, node, set_sound=False))
    after = sorted(cmds.ls())
    cmds.undo()
    assert sorted(cmds.ls()) == before
    assert rests(node)
    cmds.redo()
    assert sorted(cmds.ls()) == after
    assert moves(node)


def clearing_leaves_nothing_of_ours(folder: str) -> None:
    from visemes_maya import doing

    from maya import cmds

    node = rig()
    cmds.setKeyframe(node + ".jawOpen", time=1, value=0.2)
    line = a_line(folder, node)
    write(line)
    doing.clear(line)
    assert near(cmds.getAttr(node + ".jawOpen", time=17), 0.2)
    assert near(cmds.getAttr(node + ".mouthFunnel", time=15), 0.0)
    assert len(cmds.ls(type="animCurve")) == 1
    assert [layer for layer in cmds.ls(type="animLayer") if layer != "BaseAnimation"] == []


def a_referenced_rig_keeps_its_file(folder: str) -> None:
    from maya import cmds

    path = saved_rig(folder)
    bytes_before = Path(path).read_bytes()
    cmds.file(path, reference=True, namespace="anna")
    told = write(a_line(folder, "anna:head_bs"))
    assert told.skips == []
    assert moves("anna:head_bs")
    assert Path(path).read_bytes() == bytes_before
    assert cmds.referenceQuery("anna:head_bs", isNodeReferenced=True)


def two_characters_by_namespace(folder: str) -> None:
    from maya import cmds

    path = saved_rig(folder)
    for namespace in ("anna", "ben"):
        cmds.file(path, reference=True, namespace=namespace)
    anna, ben = a_line(folder, "anna:head_bs", title="Anna 1"), a_line(folder, "ben:head_bs", title="Ben 1")
    write(anna)
    assert moves("anna:head_bs")
    assert rests("ben:head_bs")
    write(ben, scale=0.5)
    assert moves("anna:head_bs")
    assert moves("ben:head_bs", scale=0.5)
    write(ben, scale=0.25)
    assert moves("anna:head_bs")
    assert moves("ben:head_bs", scale=0.25)


def two_lines_of_one_character(folder: str) -> None:
    node = rig()
    first, second = a_line(folder, node, title="one"), a_line(folder, node, title="two")
    write(first)
    write(second, scale=0.5, later=100)
    assert moves(node)
    assert moves(node, scale=0.5, later=100)


def a_saved_scene_goes_on(folder: str) -> None:
    """After it is opened again the line is known, moves the rig, and is replaced rather than doubled."""
    from visemes_maya import store

    from maya import cmds

    node = rig()
    write(a_line(folder, node, title="Ölf"))
    path = Path(folder, "Szene あ.ma").as_posix()
    cmds.file(rename=path)
    cmds.file(save=True, type="mayaAscii", force=True)
    cmds.file(newFile=True, force=True)
    cmds.file(path, open=True, force=True)
    assert moves(node)
    found = store.all_lines()
    assert [line.title for line in found] == ["Ölf"]
    write(found[0], scale=0.5)
    assert moves(node, scale=0.5)
    assert len([layer for layer in cmds.ls(type="animLayer") if layer != "BaseAnimation"]) == 1


def the_sound_is_in_the_scene_once(folder: str) -> None:
    from maya import cmds

    node = rig()
    path = sound(folder, "Töne/жук 声.wav")
    line = replace(a_line(folder, node, start=11.0), sound=path)
    write(line)
    write(line)
    nodes = cmds.ls(type="audio")
    assert len(nodes) == 1
    assert Path(cmds.sound(nodes[0], query=True, file=True)) == Path(path)
    assert near(float(cmds.sound(nodes[0], query=True, offset=True)), 11.0)


def the_range_grows_only_if_asked(folder: str) -> None:
    from maya import cmds

    node = rig()
    cmds.playbackOptions(minTime=1, maxTime=12, animationStartTime=1, animationEndTime=12)
    line = a_line(folder, node)
    write(line)
    assert cmds.playbackOptions(query=True, maxTime=True) == 12.0
    write(replace(line, extend=True))
    assert cmds.playbackOptions(query=True, maxTime=True) >= 25.0
    assert cmds.playbackOptions(query=True, minTime=True) <= 1.0


def drawings_are_held(folder: str) -> None:
    """A control whose whole numbers are the drawings of a 2D mouth."""
    from visemes_maya.profiles import Row

    from maya import cmds

    rig()
    cmds.addAttr("jaw_ctl", longName="drawing", attributeType="long", keyable=True)
    rows = (Row("oh", "jaw_ctl.drawing", 1.0, 0.0, 9.0), Row("PP", "jaw_ctl.drawing", 2.0, 0.0, 9.0))
    write(replace(a_line(folder, "head_bs"), rows=rows, keys="drawings", viseme_map="preston_blair"))
    assert [cmds.getAttr("jaw_ctl.drawing", time=frame) for frame in (5, 10, 14.75, 15, 16.75, 17, 40)] == [0, 1, 1, 2, 2, 0, 0]


def a_refusal_of_maya_leaves_the_scene_as_it_was(folder: str) -> None:
    """The sound is gone when the keys are written: nothing of the line stays."""
    from visemes_maya.apply import ApplyError
    from visemes_maya.sounds import SoundError

    from maya import cmds

    node = rig()
    line = a_line(folder, node)
    Path(line.sound).unlink()
    before = sorted(cmds.ls())
    assert raises((ApplyError, SoundError), write, line)
    assert sorted(cmds.ls()) == before
    assert rests(node)


#: Every story, in the order of the file. All take a folder they write files into.
ALL = [
    curves_are_the_engines,
    keys_are_few_and_theirs_are_the_engines_frames,
    a_second_run_replaces_only_ours,
    hand_keys_on_other_layers_survive,
    locked_and_missing_plugs_are_listed_and_the_rest_is_keyed,
    one_undo_takes_it_back_and_redo_brings_it,
    clearing_leaves_nothing_of_ours,
    a_referenced_rig_keeps_its_file,
    two_characters_by_namespace,
    two_lines_of_one_character,
    a_saved_scene_goes_on,
    the_sound_is_in_the_scene_once,
    the_range_grows_only_if_asked,
    drawings_are_held,
    a_refusal_of_maya_leaves_the_scene_as_it_was,
]
