"""What is asked of the scene: targets, namespaces, sounds; and the thread that waits for the engine."""

from __future__ import annotations

import struct
import threading
import wave
from fractions import Fraction

import pytest


def test_names_to_guess_from(host, cmds, face):
    cmds.select("head", "jaw_ctl")
    targets = host("targets")
    assert targets.chosen() == ["head_bs", "jaw_ctl"]
    assert targets.names(["head_bs", "jaw_ctl", "ghost"]) == [
        "head_bs.jawOpen", "head_bs.mouthFunnel", "head_bs.mouthPucker", "head_bs.mouthClose",
        "jaw_ctl.open", "jaw_ctl.shut", "jaw_ctl.held", "jaw_ctl.led", "jaw_ctl.mouth", "jaw_ctl.translateY",
    ]  # fmt: skip


def test_a_namespace_is_put_before_a_targets_name(host, cmds, face):
    cmds.namespace(add="hero")
    cmds.rename("jaw_ctl", "hero:jaw_ctl")
    scene = host("scene")
    assert scene.plugs_of("jaw_ctl.open", (), "hero") == ["hero:jaw_ctl.open"]
    assert scene.plugs_of("jaw_ctl.open", (), "") == []
    assert scene.plugs_of("open", ("hero:jaw_ctl",), "hero") == ["hero:jaw_ctl.open"]
    assert host("targets").namespace(["hero:jaw_ctl"]) == "hero"
    assert host("targets").namespace(["hero:jaw_ctl", "head_bs"]) == ""


def test_limits_of_attributes(host, face):
    scene = host("scene")
    assert scene.limits("jaw_ctl.open") == (0.0, 5.0)
    assert scene.limits("jaw_ctl.shut") == (None, None)
    assert scene.limits("head_bs.jawOpen") == (None, None)


def test_asking_leaves_no_step_of_undo(host, cmds, face):
    cmds.setAttr("jaw_ctl.shut", 1.0)
    cmds.animLayer("mine")
    last = cmds.undoInfo(query=True, undoName=True)
    host("scene").read("one", ["head_bs.jawOpen", "jaw_ctl.open", "jaw_ctl.held"], (), "")
    assert cmds.undoInfo(query=True, undoName=True) == last
    assert cmds.undoInfo(query=True, state=True)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<h", 0) * 16000)
    return str(path)


def test_a_sound_lies_where_its_offset_says(host, cmds, recording):
    node = cmds.sound(file=recording, offset=11)
    placement = host("sounds").placement_of(node, Fraction(24))
    assert (placement.zero, placement.is_part) == (11, False)
    assert placement.frame_at(1.0) == 35


def test_a_trimmed_sound_is_a_part(host, cmds, recording):
    node = cmds.sound(file=recording, offset=11, sourceStart=12, sourceEnd=36)
    placement = host("sounds").placement_of(node, Fraction(24))
    assert placement.start == Fraction(1, 2)
    assert placement.end == Fraction(3, 2)
    assert placement.frame_at(0.0) == 11


def test_a_sound_is_brought_in_once(host, cmds, recording):
    sounds = host("sounds")
    first = sounds.bring_in(recording, 5.0, "2 takes!")
    assert first == "sound_2_takes_"
    assert sounds.bring_in(recording, 5.0, "again") == first
    assert sounds.bring_in(recording, 6.0, "later") != first


def test_a_missing_sound_is_said(host, cmds, recording, tmp_path):
    sounds = host("sounds")
    for path in ("", str(tmp_path / "none.wav"), "none.wav"):
        with pytest.raises(sounds.SoundError):
            sounds.checked(path)
    with pytest.raises(sounds.SoundError, match="no sound called"):
        sounds.file_of("ghost")


def test_the_range_grows_and_never_shrinks(host, cmds):
    cmds.playbackOptions(edit=True, animationStartTime=1, minTime=5, maxTime=20, animationEndTime=30)
    host("sounds").extend_range(3, 25)
    asked = ("animationStartTime", "minTime", "maxTime", "animationEndTime")
    assert [cmds.playbackOptions(query=True, **{flag: True}) for flag in asked] == [1, 3, 25, 30]


def test_a_ticker_calls_on_the_main_thread_until_it_is_done(host, session):
    seen = []

    def step():
        seen.append(threading.current_thread())
        return len(seen) == 3

    ticker = host("work").Ticker(step, pause=0.01)
    session.pump_until(lambda: len(seen) == 3)
    ticker._thread.join(5)
    assert not ticker._thread.is_alive()
    session.pump()
    assert seen == [threading.main_thread()] * 3


def test_a_ticker_that_is_stopped_calls_no_more(host, session):
    seen = []
    ticker = host("work").Ticker(lambda: seen.append(1), pause=0.01)
    session.pump_until(lambda: bool(seen))
    ticker.stop()
    ticker._thread.join(5)
    count = len(seen)
    session.pump()
    assert len(seen) == count


def test_no_engine_is_said_with_what_to_do(host, session, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VISEMES", raising=False)
    with pytest.raises(host("client").EngineError) as raised:
        host("work").session()
    assert "Set Up Engine" in raised.value.hint
