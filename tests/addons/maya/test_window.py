"""The window in the stand-in: what a person presses, and what the scene holds afterwards. The engine is scripted."""

from __future__ import annotations

import struct
import sys
import wave

import pytest


class Engine:
    """Answers requests as it was told: a dictionary of command → result, or an error event."""

    def __init__(self, answers):
        self.answers, self.asked, self.version, self.silent = answers, [], "0.1.0", False
        self.cancelled = []

    def request(self, command, **fields):
        self.asked.append((command, fields))
        return len(self.asked)

    def take(self, number):
        if number in self.cancelled:
            return [{"type": "error", "code": "cancelled", "message": "cancelled"}]
        if self.silent:
            return [{"type": "progress", "stage": "align", "value": 0.5}]
        answer = self.answers[self.asked[number - 1][0]]
        answer = answer(self.asked[number - 1][1]) if callable(answer) else answer
        return [answer if "type" in answer else {"type": "result", **answer}]

    def forget(self, number):
        pass

    def cancel(self, number):
        self.cancelled.append(number)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "ship oh.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<h", 0) * 9600)
    return path


@pytest.fixture
def engine(answer, host, session, monkeypatch):
    profile = {
        "schema_version": 1,
        "name": "rig",
        "viseme_map": "arkit52",
        "targets": {shape: [{"name": f"head_bs.{shape}"}] for shape in ("jawOpen", "mouthFunnel", "mouthClose")},
    }
    found = {"profile": profile, "confidence": 0.9, "missing": ["tongueOut"], "unmatched": [], "others": []}
    line = {"line": answer, "timeline": answer["timeline"]}
    scripted = Engine({"export": line, "edit": line, "guess": found, "retake": {"kept": 2, "words": 2, "line": answer}})
    monkeypatch.setattr(host("work"), "session", lambda: scripted)
    return scripted


@pytest.fixture
def window(session, host, engine, face, recording):
    """The open window, on a scene with the face and a sound."""
    return User(session, host)


class User:
    """Presses and types."""

    def __init__(self, session, host):
        from standin import windows

        self.session, self.host, self.windows = session, host, windows
        session.run_python("import visemes_maya; visemes_maya.show()")
        self.panel = host("window").PANEL

    def widget(self, label):
        return self.session.windows.labelled(label)

    def press(self, label):
        self.windows.press(self.session, self.widget(label))

    def enter(self, label, value):
        self.windows.enter(self.session, self.widget(label), value)

    def list_of(self, owner):
        return self.session.windows.one(owner._list)

    def settle(self):
        desk = self.host("work").DESK
        self.session.pump_until(lambda: not desk.is_busy)

    @property
    def status(self):
        return self.session.windows.one(self.panel._status).get("label")

    @property
    def notes(self):
        return list(self.session.windows.one(self.panel._notes).items)

    def expects(self, *answers, dialog="confirmDialog"):
        self.session.answers.setdefault(dialog, []).extend(answers)

    def ready(self, recording, words="Oh boy"):
        self.enter("File", str(recording))
        self.enter("Words", "Typed")
        page = self.session.windows.one(self.panel._form._made["typed"][1])
        self.windows.enter(self.session, page, words)
        sys.modules["maya.cmds"].select("head")
        self.press("Use Selected")
        self.press("Guess")
        self.settle()


def test_from_nothing_to_a_talking_mouth(window, cmds, recording, engine):
    window.ready(recording)
    assert "3 targets, confidence 90 %" in window.status
    assert window.notes == ["no target for tongueOut"]
    assert engine.asked[0][1]["names"] == ["head_bs.jawOpen", "head_bs.mouthFunnel", "head_bs.mouthPucker", "head_bs.mouthClose"]
    window.press("Generate")
    window.settle()
    assert window.status == "ship oh: 2 words, 3 curves in layer visemes_ship_oh"
    assert cmds.getAttr("head_bs.jawOpen", time=17) == pytest.approx(0.7)
    command, fields = engine.asked[-1]
    assert command == "export"
    assert (fields["sound"], fields["text"], fields["fps"], fields["start_frame"]) == (str(recording), "Oh boy", "24", 1)
    assert window.session.slider["sound"] == "ship_oh"
    assert any("2 words" in text for kind, text in window.session.said if kind == "info")


def test_the_words_are_listed_with_how_sure_they_are(window, recording):
    window.ready(recording)
    window.press("Generate")
    window.settle()
    rows = window.list_of(window.panel._words).items
    assert [row.split() for row in rows] == [["0.40", "Oh", "(93", "%)"], ["?", "0.62", "boy", "(31", "%)"]]


def test_a_corrected_word_is_asked_for_and_only_it(window, recording, engine):
    window.ready(recording)
    window.press("Generate")
    window.settle()
    words = window.list_of(window.panel._words)
    window.windows.enter(window.session, words, words.items[1])
    assert window.panel._words._form.get("word") == "boy"
    window.enter("Word", "buoy")
    assert words.items[1].startswith("*")
    window.press("Update Phrase")
    window.settle()
    command, fields = engine.asked[-1]
    assert command == "edit"
    assert fields["edits"] == [{"edit": "words", "word": 1, "was": "boy", "at": 0.62, "text": "buoy"}]
    assert fields["timeline"]["words"][1]["word"] == "boy"


def test_a_moved_slider_asks_with_the_times_that_are_stored(window, recording, engine):
    window.ready(recording)
    with pytest.raises(AssertionError, match="greyed out"):
        window.press("Move Anew")
    window.press("Generate")
    window.settle()
    window.enter("Jaw", 1.4)
    window.press("Move Anew")
    window.settle()
    command, fields = engine.asked[-1]
    assert command == "export"
    assert fields["sliders"] == {"jaw": 1.4, "shot": "close-up"}
    assert fields["timeline"]["words"]
    assert "text" not in fields


def test_a_new_take_is_the_lines_sound_from_then_on(window, recording, engine, tmp_path):
    window.ready(recording)
    window.press("Generate")
    window.settle()
    take = tmp_path / "take two.wav"
    take.write_bytes(recording.read_bytes())
    window.expects([str(take)], dialog="fileDialog2")
    window.press("New Take…")
    window.settle()
    assert [command for command, _ in engine.asked[-3:]] == ["export", "retake", "export"]
    assert engine.asked[-2][1]["old_sound"] == str(recording)
    assert engine.asked[-1][1]["timeline"] is not None
    assert window.panel.line.sound == str(take)
    assert window.panel.line.typed == "Oh boy"
    assert window.host("store").load(window.panel.line.key).sound == str(take)


def test_clear_ours_takes_the_layer_away(window, cmds, recording):
    window.ready(recording)
    window.press("Generate")
    window.settle()
    window.press("Clear Ours")
    assert window.status == "3 curves removed"
    assert not [layer for layer in cmds.ls(type="animLayer") if layer != "BaseAnimation"]
    assert cmds.getAttr("head_bs.jawOpen", time=17) == 0.0


def test_undo_takes_back_keys_line_and_sound_at_once(window, cmds, recording):
    window.ready(recording)
    before = sorted(cmds.ls())
    window.press("Generate")
    window.settle()
    cmds.undo()
    assert sorted(cmds.ls()) == before


def test_cancel_changes_nothing(window, cmds, recording, engine):
    window.ready(recording)
    before = sorted(cmds.ls())
    engine.silent = True
    window.press("Generate")
    window.session.pump_until(lambda: engine.asked[-1][0] == "export")
    window.session.pump_until(lambda: "…" in window.status)
    assert "Finding the sounds" in window.status
    with pytest.raises(AssertionError, match="greyed out"):
        window.press("Generate")
    window.press("Cancel")
    window.settle()
    assert window.status == "Cancelled: nothing was changed"
    assert sorted(cmds.ls()) == before
    window.widget("Generate")


def test_an_error_of_the_engine_is_a_dialog_and_a_line_in_the_script_editor(window, cmds, recording, engine):
    window.ready(recording)
    engine.answers["export"] = {"type": "error", "code": "audio", "message": "the sound is silent", "hint": "choose another"}
    before = sorted(cmds.ls())
    window.expects("OK")
    window.press("Generate")
    window.settle()
    assert window.session.dialogs[-1][1]["message"] == "ship oh: the sound is silent (choose another)"
    assert ("error", "Visemes: ship oh: the sound is silent (choose another)") in window.session.said
    assert sorted(cmds.ls()) == before


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda user, path: None, "the mapping is empty"),
        (lambda user, path: user.ready(path, ""), "type the words"),
        (lambda user, path: (user.ready(path), user.enter("File", str(path) + "x")), "is not there"),
    ],
)
def test_what_is_missing_is_said(window, recording, prepare, message):
    prepare(window, recording)
    window.expects("OK")
    window.press("Generate")
    assert message in window.session.dialogs[-1][1]["message"]


def test_a_line_is_kept_with_the_scene_and_comes_back_with_it(window, cmds, recording, session, tmp_path):
    window.ready(recording)
    window.enter("Namespace", "")
    window.press("Generate")
    window.settle()
    kept = window.panel.line
    cmds.file(rename=str(tmp_path / "shot.ma"))
    cmds.file(save=True, type="mayaAscii")
    cmds.file(new=True, force=True)
    assert window.panel.line.key != kept.key
    cmds.file(str(tmp_path / "shot.ma"), open=True, force=True)
    assert window.panel.line == kept


def test_several_lines_are_kept_apart(window, cmds, recording, answer):
    window.ready(recording)
    window.press("Generate")
    window.settle()
    first = window.panel.line
    window.press("New Line")
    assert window.panel.line.rows == first.rows
    assert window.panel.line.key != first.key
    window.enter("Start frame", 101.0)
    window.enter("File", str(recording))
    for curve in answer["curves"]:
        for key in curve["keys"]:
            key["frame"] = str(float(key["frame"] if isinstance(key["frame"], int) else 19.5) + 100)
    window.press("Generate")
    window.settle()
    assert cmds.getAttr("head_bs.jawOpen", time=17) == pytest.approx(0.7)
    assert cmds.getAttr("head_bs.jawOpen", time=117) == pytest.approx(0.7)
    window.windows.enter(window.session, window.session.windows.one(window.panel._chooser), "1: ship oh")
    assert {window.panel.line.key} | {first.key} <= set(window.panel._keys)
    window.press("Forget Line")
    assert len(window.host("store").all_lines()) == 1
    assert cmds.getAttr("head_bs.jawOpen", time=17) == pytest.approx(0.7)


def test_the_pane_comes_back_after_a_restart(window, session, staged):
    session._path.append(str(staged / "scripts"))  # as a module's folder is
    session.restart()
    assert session.windows.labelled("Generate")


def test_rows_of_the_mapping_are_set_added_and_removed(window, recording):
    window.ready(recording)
    rows = window.list_of(window.panel._mapping)
    window.windows.enter(window.session, rows, rows.items[0])
    window.enter("Weight", 10.0)
    window.enter("Maximum", 10.0)
    window.press("Set")
    assert (window.panel.line.rows[0].weight, window.panel.line.rows[0].maximum) == (10.0, 10.0)
    window.enter("Target", "jaw_ctl.open")
    window.press("Add")
    assert window.panel.line.rows[-1].name == "jaw_ctl.open"
    window.windows.enter(window.session, rows, rows.items[1])
    window.press("Remove")
    assert len(window.panel.line.rows) == 3
    window.expects("OK")
    window.enter("Maximum", -3.0)
    window.press("Add")
    assert "minimum below its maximum" in window.session.dialogs[-1][1]["message"]


def test_a_rig_profile_is_saved_without_the_namespace_and_loaded(window, recording, tmp_path):
    window.ready(recording)
    path = tmp_path / "hero.json"
    window.expects([str(path)], [str(path)], dialog="fileDialog2")
    window.press("Save…")
    kept = window.panel.line.rows
    window.panel.line = window.host("window").new_line()
    window.press("Load…")
    assert window.panel.line.rows == kept
