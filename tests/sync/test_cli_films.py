"""`visemes check` of films on the command line: what people type, what goes wrong, what is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import wave
from fractions import Fraction

import numpy as np
import pytest
from shoots import Head, Shoot, film, pictures, write_film


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    """A film whose sound is 200 ms late."""
    return film(tmp_path_factory.mktemp("films") / "late.mp4", early=-0.2, fps=Fraction(24), seconds=8.0)


@pytest.fixture
def roi():
    return ",".join(f"{value:g}" for value in Head().mouth(0.0))


def test_a_table_the_files_and_the_exit_status(visemes, late, roi, tmp_path):
    told = visemes(
        "check", late, "--expert", "baseline", "--roi", roi, "--strict", "--strip", "worst.png", "--fix", "fixed.wav", "--mute-test"
    )
    assert told.status == 10, told.err
    assert "late.mp4: out of sync (outside ITU-R BT.1359)" in told.out
    assert "the sound is late by" in told.out
    assert "frames earlier" in told.out
    assert "without sound: " in told.out
    assert (tmp_path / "worst.png").read_bytes().startswith(b"\x89PNG")
    with wave.open(str(tmp_path / "fixed.wav")) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(8.0 - 0.2, abs=0.05)
    assert not [path for path in tmp_path.iterdir() if path.suffix in {".tmp", ".part"}]


def test_the_fixed_sound_is_in_sync(visemes, late, roi):
    assert visemes("check", late, "--expert", "baseline", "--roi", roi, "--fix", "fixed.wav").status == 0
    told = visemes("check", late, "--audio", "fixed.wav", "--expert", "baseline", "--roi", roi, "--json", "--strict")
    assert told.status == 0
    (report,) = json.loads(told.out)["reports"]
    assert report["kind"] == "film"
    assert abs(report["offset_ms"]) < 25


def test_events_for_programs(visemes, late, roi):
    told = visemes("check", late, "--expert", "baseline", "--roi", roi, "--progress", "ndjson", "--strip", "worst.html")
    events = [json.loads(line) for line in told.out.splitlines()]
    assert {event["stage"] for event in events if event["type"] == "progress"} == {"read", "watch"}
    assert events[-1]["type"] == "result"
    assert events[-1]["path"] == "worst.html"
    assert events[-1]["report"]["verdict"] == "fail"
    values = [event["value"] for event in events if event.get("stage") == "watch"]
    assert values == sorted(values)


def test_a_track_of_boxes(visemes, late, tmp_path):
    x, y, width, height = Head().mouth(0.0)
    boxes = [{"frame": i, "box": [2 * x, 2 * y, 2 * width, 2 * height] if i < 170 else None} for i in range(1, 193)]
    track = {"schema_version": 1, "kind": "mouth_boxes", "fps": "24", "width": 320, "height": 240, "boxes": boxes}
    (tmp_path / "boxes.json").write_text(json.dumps(track))
    told = visemes("check", late, "--expert", "baseline", "--boxes", "boxes.json", "--json")
    (report,) = json.loads(told.out)["reports"]
    assert report["offset_ms"] == pytest.approx(-200, abs=40)
    assert report["mouths"][0]["x"] == pytest.approx(x, abs=1)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["silent.mp4"], 3, "has no sound track"),
        (["line.wav"], 3, "has no picture track"),
        (["broken.mp4"], 3, "is no film"),
        (["empty.mp4"], 3, "is empty"),
        (["none.mp4"], 3, "there is no such file"),
        (["film.mp4", "--audio", "none.wav"], 3, "there is no such file"),
        (["film.mp4", "--roi", "1,2,3"], 2, "is no box"),
        (["film.mp4", "--roi", "9000,1,5,5"], 2, "outside the picture"),
        (["film.mp4", "--roi", "1,1,5,5", "--boxes", "b.json"], 2, "both say where"),
        (["film.mp4", "--boxes", "broken.mp4"], 2, "is no JSON"),
        (["film.mp4", "--strip", "a.gif"], 2, "neither .png nor .html"),
        (["film.mp4", "--fix", "film.mp3"], 2, "written as .wav"),
        (["film.mp4", "--strip", "nowhere/a.png"], 6, "its folder does not exist"),
        (["film.mp4", "--expert", "magic"], 2, "unknown expert"),
        (["film.mp4", "--expert", "baseline", "--weights", "broken.mp4"], 2, "no weights"),
        (["film.mp4", "line.json"], 2, "cannot be checked in one run"),
        (["line.json", "--roi", "1,1,5,5"], 2, "goes with films"),
        (["frames.%04d.png"], 3, "no numbered pictures"),
        (["film.mp4", "--text", "a", "--timeline", "t.json"], 2, "both say what"),
    ],
)
def test_bad_input_is_one_clear_line(visemes, tmp_path, arguments, status, message):
    frames, times, samples = pictures(Shoot(seconds=1.0))
    write_film(tmp_path / "film.mp4", frames, times, samples)
    write_film(tmp_path / "silent.mp4", frames, times)
    (tmp_path / "broken.mp4").write_bytes(b"\0\0\0\x18ftypmp42 and nothing after it")
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "line.json").write_text("{}")
    from visemes.sync.fix import wav

    (tmp_path / "line.wav").write_bytes(wav(samples[None], 16000))
    extra = [] if "--expert" in arguments else ["--expert", "baseline"]
    told = visemes("check", *arguments, *(extra if "line.json" not in arguments[:1] else []))
    assert told.status == status, told.err
    (line,) = told.errors
    assert message in line
    assert "Traceback" not in told.err


def test_what_cannot_be_told_has_an_exit_status_of_its_own_and_nothing_is_fixed(visemes, tmp_path):
    frames, times, samples = pictures(Shoot(seconds=3.0))
    write_film(tmp_path / "black.mp4", [np.zeros_like(frames[0])] * len(frames), times, samples)
    assert visemes("check", "black.mp4", "--expert", "baseline", "--strict").status == 11
    assert visemes("check", "black.mp4", "--expert", "baseline").status == 0
    told = visemes("check", "black.mp4", "--expert", "baseline", "--fix", "out.wav")
    assert told.status == 2
    assert not (tmp_path / "out.wav").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_ctrl_c_leaves_nothing_half_written(late, tmp_path):
    command = [
        sys.executable,
        "-m",
        "visemes",
        "check",
        str(late),
        "--expert",
        "baseline",
        "--strip",
        "w.png",
        "--progress",
        "ndjson",
    ]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    for line in process.stdout:
        if '"watch"' in line:
            break
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < 30
    assert json.loads(out.splitlines()[-1])["code"] == "cancelled"
    assert list(tmp_path.iterdir()) == []
