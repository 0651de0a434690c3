"""`mayapy -m visemes_maya` in the stand-in, without windows."""

from __future__ import annotations

import csv
import json
import shutil
import struct
import sys
import wave

import pytest

PROFILE = {
    "schema_version": 1,
    "name": "rig",
    "viseme_map": "arkit52",
    "targets": {shape: [{"name": f"head_bs.{shape}"}] for shape in ("jawOpen", "mouthFunnel", "mouthClose")},
}


def write_sound(path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<h", 0) * 9600)
    return path


@pytest.fixture
def shot(session, cmds, face, tmp_path):
    """A saved scene with the face, and no windows."""
    path = tmp_path / "shot.ma"
    cmds.playbackOptions(edit=True, minTime=5, maxTime=10, animationStartTime=5, animationEndTime=10)
    cmds.file(rename=str(path))
    cmds.file(save=True, type="mayaAscii")
    cmds.file(new=True, force=True)
    session.batch = True
    return path


class Scripted:
    """A session that answers every request at once."""

    version = "0.1.0"

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def request(self, command, **fields):
        self.asked.append((command, fields))
        return len(self.asked)

    def take(self, number):
        command, fields = self.asked[number - 1]
        answer = self.answers[command]
        answer = answer(fields) if callable(answer) else answer
        return [answer if "type" in answer else {"type": "result", **answer}]

    def forget(self, number):
        pass


@pytest.fixture
def engine(host, answer, monkeypatch, tmp_path):
    scripted = Scripted(
        {
            "export": {"line": answer, "timeline": answer["timeline"]},
            "guess": {"profile": PROFILE, "confidence": 0.9, "missing": [], "unmatched": [], "others": []},
        }
    )
    program = tmp_path / "engine" / "visemes"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("VISEMES", str(program))
    monkeypatch.setattr(host("session").KEEPER, "session", lambda *_: scripted)
    return scripted


def run(host, *arguments):
    return host("batch").main([str(argument) for argument in arguments])


def test_a_line_is_written_and_the_scene_saved_under_another_name(host, cmds, shot, engine, tmp_path, capsys):
    sound = write_sound(tmp_path / "line one.wav")
    target = tmp_path / "talking.ma"
    code = run(host, sound, "--scene", shot, "--text", "Oh boy", "--nodes", "head_bs", "--save", target, "--slider", "jaw=1.2")
    out = capsys.readouterr().out
    assert code == 0
    assert out == "line one: 2 words, 3 curves in layer visemes_line_one\n"
    cmds.file(str(target), open=True, force=True)
    assert cmds.getAttr("head_bs.jawOpen", time=17) == pytest.approx(0.7)
    command, fields = engine.asked[-1]
    assert (command, fields["text"], fields["sliders"]["jaw"], fields["start_frame"]) == ("export", "Oh boy", 1.2, 5)
    cmds.file(str(shot), open=True, force=True)
    assert not cmds.ls(type="animLayer")


def test_a_list_of_lines_with_one_that_fails(host, cmds, shot, engine, answer, tmp_path, capsys):
    folder = tmp_path / "lines"
    folder.mkdir()
    (folder / "rig.json").write_text(json.dumps(PROFILE), encoding="utf-8")
    names = ("a.wav", "b.wav", "c.wav")
    for name in names:
        write_sound(folder / name)
    with (folder / "lines.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["sound", "text", "start", "title", "profile"])
        rows.writerows([name, f"words of {name}", 10 * number, f"Line {name[0]}", "rig.json"] for number, name in enumerate(names))
    broken = {"type": "error", "code": "audio", "message": "the sound is silent", "hint": ""}
    good = engine.answers["export"]
    engine.answers["export"] = lambda fields: broken if fields["sound"].endswith("b.wav") else good
    code = run(host, "--list", folder / "lines.csv", "--scene", shot, "--save", tmp_path / "out.ma")
    captured = capsys.readouterr()
    assert code == 1
    assert captured.err == "visemes_maya: Line b: the sound is silent\n"
    assert [row.split(":")[0] for row in captured.out.splitlines()] == ["Line a", "Line c"]
    assert [fields["start_frame"] for command, fields in engine.asked] == [0, 10, 20]
    assert {line.title for line in host("store").all_lines()} == {"Line a", "Line c"}
    assert (tmp_path / "out.ma").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--scene", "SHOT"], "give a sound"),
        (["none.wav", "--scene", "SHOT"], "none.wav is not there"),
        (["SOUND", "--scene", "none.ma"], "none.ma is not there"),
        (["SOUND", "--scene", "SHOT", "--slider", "jaw=9"], "jaw lies between 0 and 2"),
        (["SOUND", "--scene", "SHOT", "--slider", "jar=1"], "there is no slider 'jar'"),
        (["SOUND", "--scene", "SHOT", "--slider", "jaw"], "write NAME=VALUE"),
        (["--list", "BAD", "--scene", "SHOT"], "name the columns"),
    ],
)
def test_what_cannot_be_understood_is_one_line_and_nothing_is_done(host, shot, engine, tmp_path, capsys, arguments, said):
    (tmp_path / "bad.csv").write_text("sound,wrods\na.wav,b\n", encoding="utf-8")
    places = {"SHOT": shot, "SOUND": write_sound(tmp_path / "a.wav"), "BAD": tmp_path / "bad.csv"}
    assert run(host, *[places.get(argument, argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert not engine.asked


def test_nodes_that_are_not_there_are_said(host, shot, engine, tmp_path, capsys):
    code = run(host, write_sound(tmp_path / "a.wav"), "--scene", shot, "--nodes", "ghost", "--save", tmp_path / "out.ma")
    assert code == 1
    assert "nothing that can be keyed" in capsys.readouterr().err
    assert not (tmp_path / "out.ma").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info < (3, 11), reason="the engine runs on Python 3.11 and newer")
@pytest.mark.skipif(sys.platform == "win32", reason="the engine is started by a shell script here")
def test_with_the_real_engine(host, cmds, shot, root, tmp_path, capsys):
    """From a recording to curves that close the mouth at the p, b and m of the words."""
    program = tmp_path / "engine" / "visemes"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{root / "core"}" exec "{sys.executable}" -m visemes "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    sound = tmp_path / "harbour.wav"
    shutil.copy(root / "examples" / "harbour.wav", sound)
    shutil.copy(root / "examples" / "harbour.txt", sound.with_suffix(".txt"))
    more = ("--map", "arkit52", "--engine", program, "--start", "101", "--extend-range")
    code = run(host, sound, "--scene", shot, "--nodes", "head_bs", *more)
    assert code == 0, capsys.readouterr().err
    (line,) = host("store").all_lines()
    assert [word["word"] for word in line.timeline["words"]]
    assert cmds.playbackOptions(query=True, maxTime=True) > 101 + 24
    values = [cmds.getAttr("head_bs.jawOpen", time=frame) for frame in range(101, 160)]
    assert max(values) > 0.2
    for phone in line.timeline["phones"]:
        if phone["phone"] in {"p", "b", "m"}:
            frame = round(101 + 24 * (phone["start"] + phone["end"]) / 2)
            opened, pressed = (cmds.getAttr(f"head_bs.{shape}", time=frame) for shape in ("jawOpen", "mouthClose"))
            assert pressed >= 0.9 * opened or opened < 0.15
