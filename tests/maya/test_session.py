"""A person at the stand-in of Maya with the add-on as it is shipped and a real engine: from dragging the installer in to keys."""

from __future__ import annotations

import json
import shutil
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from visemes.imports import read_line
from visemes.maps import load_map

#: How long a real engine may take on a busy machine, seconds.
PATIENCE = 120.0


@pytest.fixture
def installed(maya, scripts, tmp_path):
    """The add-on, unpacked where a path has blanks and letters of other languages; forgotten afterwards."""
    home = tmp_path / "Werkzeuge für あ" / "visemes"
    shutil.copytree(scripts.parent, home)
    yield home
    for name in [name for name in sys.modules if name.split(".")[0] == "visemes_maya"]:
        del sys.modules[name]


class Person:
    """Somebody who drags, presses and types."""

    def __init__(self, maya, home, engine):
        self.maya, self.home = maya, home
        self.cmds = sys.modules["maya.cmds"]
        self.cmds.optionVar(stringValue=("visemesEngine", str(engine)))

    def drag_in(self):
        """Maya runs a dropped file and calls its function ("onMayaDroppedPythonFile")."""
        space = {"__file__": str(self.home / "install.py"), "__name__": "install"}
        self.maya.answers["confirmDialog"] = ["OK"]
        exec(compile((self.home / "install.py").read_text(encoding="utf-8"), space["__file__"], "exec"), space)  # noqa: S102 - as Maya does
        space["onMayaDroppedPythonFile"](None)

    def buttons(self):
        from standin.windows import Widget

        shelves: Widget = self.maya.windows.shelves
        return [each for each in shelves.walk() if each.kind == "shelfButton" and each.get("label") == "Visemes"]

    def open(self):
        from standin.windows import press

        press(self.maya, self.buttons()[0])
        self.maya.pump()

    def press(self, label):
        from standin.windows import press

        press(self.maya, self.maya.windows.labelled(label))

    def type(self, label, value):
        from standin.windows import enter

        enter(self.maya, self.maya.windows.labelled(label), value)

    def wait(self):
        """Until the engine is done."""
        from visemes_maya.work import DESK

        self.maya.pump_until(lambda: not DESK.is_busy, PATIENCE)
        self.maya.pump()

    def map_by_profile(self, folder):
        """A rig profile of two shapes, chosen in a dialog."""
        targets = {shape: [{"name": f"faceShapes.{shape}"}] for shape in ("jawOpen", "mouthFunnel")}
        profile = {"schema_version": 1, "name": "é", "viseme_map": "arkit52", "targets": targets}
        (folder / "Profil é.json").write_text(json.dumps(profile), encoding="utf-8")
        self.maya.answers["fileDialog2"] = [str(folder / "Profil é.json")]
        self.press("Load…")

    def said(self, kind):
        return [text for how, text in self.maya.said if how == kind]


@pytest.fixture
def person(maya, installed):
    someone = Person(maya, installed, Path(sys.executable).with_name("visemes"))
    yield someone
    if "visemes_maya.work" in sys.modules:
        sys.modules["visemes_maya.work"].DESK.close()


def a_face(cmds):
    """A head with all shapes of arkit52."""
    base = cmds.polyCube(name="head")[0]
    targets = [cmds.duplicate(base, name=shape)[0] for shape in load_map("arkit52").shapes]
    cmds.blendShape(*targets, base, name="faceShapes")
    cmds.delete(targets)
    cmds.select(base)


def a_recording(harbour, tmp_path):
    """The example line under a name of other languages, with its words beside it."""
    folder = tmp_path / "Aufnahmen é"
    folder.mkdir()
    for ending in (".wav", ".txt"):
        shutil.copy(harbour.with_suffix(ending), folder / f"гавань 港{ending}")
    return folder / "гавань 港.wav"


def scene_of(cmds):
    return sorted(cmds.ls())


def test_dragged_in_twice_and_restarted_there_is_one_button(person):
    person.drag_in()
    person.drag_in()
    assert len(person.buttons()) == 1
    person.maya.restart()
    assert len(person.buttons()) == 1
    person.open()
    assert person.cmds.workspaceControl("visemesPane", exists=True)
    person.drag_in()
    assert len(person.buttons()) == 1
    person.maya.restart()
    assert len(person.buttons()) == 1
    assert person.maya.windows.labelled("Generate")  # the pane came back with the session


@pytest.mark.slow
def test_a_line_from_the_recording_to_keys_that_are_the_engines(person, harbour, tmp_path, visemes_process):
    cmds, sound = person.cmds, a_recording(harbour, tmp_path)
    person.drag_in()
    person.open()
    a_face(cmds)
    before = scene_of(cmds)
    person.press("Use Selected")
    person.press("Guess")
    person.wait()
    person.type("File", str(sound))
    person.type("Start frame", 11.0)
    person.press("Generate")
    person.wait()
    assert person.said("error") == []
    assert person.maya.dialogs == [("confirmDialog", person.maya.dialogs[0][1])]  # that of the installer

    ran = visemes_process(
        "export", sound, "--map", "arkit52", "--fps", "24", "--start-frame", "11", "-f", "json", "-o", "wanted.json"
    )
    assert ran.status == 0, ran.err
    wanted = read_line(tmp_path / "wanted.json")
    moving = [curve for curve in wanted.curves if curve.keys]
    assert len(moving) > 10
    for curve in moving:
        first, last = curve.keys[0].frame, curve.keys[-1].frame
        for part in range(41):
            frame = first + (last - first) * Fraction(part, 40)
            assert cmds.getAttr(f"faceShapes.{curve.shape}", time=float(frame)) == pytest.approx(curve.value_at(frame), abs=2e-3)
    (audio,) = cmds.ls(type="audio")
    assert Path(cmds.sound(audio, query=True, file=True)) == sound
    assert cmds.sound(audio, query=True, offset=True) == 11.0
    assert cmds.timeControl(person.maya.time_slider, query=True, sound=True) == audio

    cmds.undo()
    assert set(scene_of(cmds)) - set(before) <= {"BaseAnimation"}
    assert cmds.getAttr("faceShapes.jawOpen", time=40) == 0.0


@pytest.mark.slow
def test_cancelled_work_changes_nothing(person, harbour, tmp_path):
    cmds, sound = person.cmds, a_recording(harbour, tmp_path)
    person.drag_in()
    person.open()
    a_face(cmds)
    person.map_by_profile(tmp_path)
    person.type("File", str(sound))
    before = scene_of(cmds)
    person.press("Generate")
    person.press("Cancel")
    person.wait()
    assert scene_of(cmds) == before
    assert any("ancelled" in text for text in person.said("info"))
    person.press("Generate")
    person.wait()
    assert cmds.getAttr("faceShapes.jawOpen", time=40) != cmds.getAttr("faceShapes.jawOpen", time=1)


@pytest.mark.slow
@pytest.mark.parametrize("trouble", ["no engine", "no sound in the file"])
def test_trouble_is_a_dialog_and_a_line_and_no_change(person, harbour, tmp_path, trouble):
    cmds, sound = person.cmds, a_recording(harbour, tmp_path)
    person.drag_in()
    person.open()
    a_face(cmds)
    person.map_by_profile(tmp_path)
    if trouble == "no engine":
        cmds.optionVar(stringValue=("visemesEngine", str(tmp_path / "nowhere" / "visemes")))
        sys.modules["visemes_maya.work"].KEEPER.close()
    else:
        sound.write_text("no sound", encoding="utf-8")
    person.type("File", str(sound))
    before = scene_of(cmds)
    person.maya.answers["confirmDialog"] = ["OK"]
    person.press("Generate")
    person.wait()
    assert scene_of(cmds) == before
    dialog, flags = person.maya.dialogs[-1]
    assert dialog == "confirmDialog"
    assert "Traceback" not in flags["message"]
    assert len(flags["message"]) > 20
    assert any(flags["message"].splitlines()[0] in text for text in person.said("error"))


@pytest.mark.slow
def test_without_windows_a_list_of_lines_is_written_and_saved(installed, harbour, tmp_path, capsys):
    from standin.session import Maya

    sound = a_recording(harbour, tmp_path)
    scene, out = tmp_path / "Szene あ.ma", tmp_path / "sprechend.ma"
    rows = f"sound,title,start\n{sound},Eins,1\n{sound},Zwei,201\n{tmp_path / 'Aufnahmen é' / 'kaputt.wav'},Drei,401\n"
    (tmp_path / "Aufnahmen é" / "kaputt.wav").write_text("no sound", encoding="utf-8")
    (tmp_path / "lines.csv").write_text(rows, encoding="utf-8")
    with Maya(tmp_path / "batch home", batch=True):
        cmds = sys.modules["maya.cmds"]
        sys.path.insert(0, str(installed / "scripts"))
        from visemes_maya.batch import main

        a_face(cmds)
        cmds.file(rename=str(scene))
        cmds.file(save=True, type="mayaAscii")
        engine = str(Path(sys.executable).with_name("visemes"))
        ended = main(
            [
                "--list",
                str(tmp_path / "lines.csv"),
                "--scene",
                str(scene),
                "--nodes",
                "faceShapes",
                "--save",
                str(out),
                "--engine",
                engine,
            ]
        )
        told = capsys.readouterr()
        assert ended == 1
        assert "Drei" in told.err
        assert "Traceback" not in told.err
        assert json.loads(scene.read_text(encoding="utf-8"))["layers"] == []
        cmds.file(str(out), open=True, force=True)
        assert len(cmds.ls(type="animLayer")) == 3
        values = [cmds.getAttr("faceShapes.jawOpen", time=frame) for frame in range(1, 90)]
        assert max(values) > 0.1
        assert [cmds.getAttr("faceShapes.jawOpen", time=frame + 200) for frame in range(1, 90)] == pytest.approx(values, abs=1e-6)
