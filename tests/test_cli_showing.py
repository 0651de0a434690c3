"""`visemes plot` and `visemes preview` from end to end, on a short spoken line."""

from __future__ import annotations

import json
import math
import shutil
import sys

import numpy as np
import pytest

from visemes.preview.mouth import INSIDE, TEETH

av = pytest.importorskip("av")

WORDS = "The old boat drifted past the harbour, and nobody waved."


@pytest.fixture(scope="module")
def finished(tmp_path_factory, harbour):
    """A line that export made, with its sound beside it."""
    from visemes.cli import run

    folder = tmp_path_factory.mktemp("finished")
    shutil.copy(harbour, folder)
    command = ["export", harbour, "--text", WORDS, "--fps", "12", "-o", folder / "line.json", "-f", "json", "-q"]
    assert run([str(part) for part in command]) == 0
    return folder / "line.json"


def opened(picture) -> int:
    """Pixels near the mouth's middle column that are teeth or the dark behind them."""
    middle = picture[:, 120:200].astype(int)
    return sum(int((np.abs(middle - colour).sum(axis=-1) < 60).sum()) for colour in (INSIDE, TEETH))


def film(path):
    """Its frames, its rate, and the seconds its sound lasts."""
    with av.open(str(path)) as container:
        rate = container.streams.video[0].average_rate
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        heard = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0)) if container.streams.audio else 0
    return frames, rate, heard


@pytest.mark.parametrize(("viseme_map", "fps"), [("rhubarb", 12), ("arkit52", 24)])
def test_the_mouth_in_the_video_is_shut_where_the_line_says(visemes, harbour, tmp_path, viseme_map, fps):
    said = (harbour, "--text", WORDS, "--map", viseme_map, "--fps", fps)
    bare = ("--show", "mouth", "--size", "320x320", "--no-labels")
    assert visemes("preview", *said, *bare, "-o", "mouth.mp4").status == 0
    assert visemes("export", *said, "-o", "line.json", "-f", "json").status == 0
    line = json.loads((tmp_path / "line.json").read_text())
    frames, rate, heard = film(tmp_path / "mouth.mp4")
    duration = line["timeline"]["duration"]
    assert rate == fps
    assert abs(len(frames) / fps - duration) <= 1 / fps
    assert heard == pytest.approx(duration, abs=0.2)
    closed = {"rhubarb": "A", "arkit52": "PP"}[viseme_map]
    shut = [e for e in line["exposures"] if e["viseme"] == closed]
    assert len(shut) >= 4  # boat, past, harbour, nobody
    widest = max(opened(frame) for frame in frames)
    for exposure in shut:
        seen = [opened(frames[number - 1]) for number in range(exposure["frame"], exposure["frame"] + exposure["frames"])]
        assert min(seen) < 0.2 * widest
    vowels = [e for e in line["exposures"] if e["viseme"] in {"D", "aa"}]
    assert vowels
    assert all(opened(frames[e["frame"]]) > 0.4 * widest for e in vowels if e["frames"] > 1)


def test_a_picture_beside_the_sound_in_a_folder_and_on_stdout(visemes, harbour, tmp_path):
    pytest.importorskip("matplotlib")
    shutil.copy(harbour, tmp_path / "line.wav")
    (tmp_path / "out").mkdir()
    for target, name in (((), "line.visemes.png"), (("-o", "out/"), "out/line.png"), (("-o", "a.svg"), "a.svg")):
        ran = visemes("plot", "line.wav", "--text", WORDS, "--draft", *target)
        assert ran.status == 0, ran.err
        assert f"line.wav → {name}" in ran.err
        assert (tmp_path / name).stat().st_size > 1000
    assert not list(tmp_path.rglob("*.tmp"))


def test_options_of_export_reach_the_picture(visemes, finished, harbour, tmp_path, monkeypatch):
    """The same line drawn from the sound and from its JSON is the same picture."""
    pytest.importorskip("matplotlib")
    shutil.copy(harbour, tmp_path / "harbour.wav")
    assert visemes("plot", "harbour.wav", "--text", WORDS, "--fps", "12", "-o", "a.png").status == 0
    assert visemes("plot", finished, "-o", "b.png").status == 0
    assert visemes("plot", finished, "--sound", "harbour.wav", "-o", "c.png").status == 0
    assert visemes("plot", "harbour.wav", "--text", WORDS, "--fps", "12", "--step", "2", "-o", "d.png").status == 0
    a, b, c, d = ((tmp_path / f"{name}.png").read_bytes() for name in "abcd")
    assert a == b == c
    assert a != d


def test_a_line_without_its_sound_is_a_silent_film(visemes, finished, tmp_path):
    shutil.copy(finished, tmp_path / "alone.json")
    assert visemes("preview", "alone.json", "-o", "film.mov", "-q").status == 0
    frames, rate, heard = film(tmp_path / "film.mov")
    assert rate == 12
    assert len(frames) == math.ceil(12 * json.loads(finished.read_text())["timeline"]["duration"])
    assert heard == 0


def test_many_sounds_go_to_a_folder_and_a_broken_one_stops_nothing(visemes, harbour, tmp_path):
    (tmp_path / "films").mkdir()
    for name in ("a", "c"):
        shutil.copy(harbour, tmp_path / f"{name}.wav")
        shutil.copy(harbour.with_suffix(".txt"), tmp_path / f"{name}.txt")
    (tmp_path / "b.wav").write_bytes(b"")
    ran = visemes("preview", "a.wav", "b.wav", "c.wav", "-o", "films/")
    assert ran.status == 9
    assert {path.name for path in (tmp_path / "films").iterdir()} == {"a.mp4", "c.mp4"}


def test_events_for_programs(visemes, harbour, tmp_path):
    ran = visemes("preview", harbour, "--text", WORDS, "-o", "m.mp4", "--progress", "ndjson")
    events = [json.loads(line) for line in ran.out.splitlines()]
    assert events[-1]["type"] == "result"
    assert events[-1]["outputs"] == [{"path": "m.mp4", "format": "mp4"}]
    drawn = [event["value"] for event in events if event["type"] == "progress" and event["stage"] == "draw"]
    assert drawn[0] == 0
    assert drawn[-1] == 1
    assert len(drawn) > 5


def test_without_matplotlib_one_line_names_the_extra(visemes, harbour, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    ran = visemes("plot", harbour, "-o", "x.png")
    assert (ran.status, ran.errors) == (8, ["visemes: matplotlib is not installed"])
    assert "visemes[plot]" in ran.hints[0]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (("preview", "HARBOUR", "-o", "nowhere/x.mp4"), 6, "its folder does not exist"),
        (("preview", "HARBOUR", "-o", "nowhere/"), 6, "no such folder"),
        (("preview", "HARBOUR", "-o", "x.avi"), 2, "no kind of file this command makes"),
        (("plot", "HARBOUR", "-o", "x"), 2, "no kind of file this command makes"),
        (("plot", "HARBOUR", "--map", "arkit52", "--shape", "jawOpn", "-o", "x.png"), 2, "unknown shape 'jawOpn'"),
        (("plot", "HARBOUR", "--map", "nothing", "-o", "x.png"), 2, "unknown viseme map"),
        (("preview", "HARBOUR", "--fps", "0", "-o", "x.mp4"), 2, "frame rate"),
        (("preview", "HARBOUR", "--sound", "HARBOUR", "-o", "x.mp4"), 2, "--sound goes with one finished line"),
        (("preview", "FINISHED", "--fps", "24", "-o", "x.mp4"), 2, "is a finished line"),
        (("plot", "FINISHED", "--map", "preston_blair", "-o", "x.png"), 2, "is no viseme of preston_blair"),
        (("plot", "FINISHED", "--sound", "missing.wav", "-o", "x.png"), 3, "missing.wav"),
        (("plot", "missing.json", "-o", "x.png"), 4, "missing.json"),
        (("preview", "missing.wav", "-o", "x.mp4"), 3, "missing.wav"),
        (("preview", "HARBOUR", "-o", "-", "--progress", "ndjson"), 2, "standard output"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_mistakes_are_one_line_and_leave_nothing_behind(visemes, harbour, finished, tmp_path, arguments, status, part):
    pytest.importorskip("matplotlib")
    names = {"HARBOUR": harbour, "FINISHED": finished}
    ran = visemes(*(names.get(argument, argument) for argument in arguments))
    assert ran.status == status, ran.err
    if "ndjson" not in arguments:
        assert len(ran.errors) == 1
    assert part in ran.err + ran.out
    assert not list(tmp_path.iterdir())


def test_ctrl_c_leaves_nothing_behind(visemes, harbour, tmp_path, monkeypatch):
    from visemes.preview import stage

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(stage, "mouth_picture", interrupted)
    (tmp_path / "x.mp4").write_text("an older film")
    assert visemes("preview", harbour, "--text", WORDS, "-o", "x.mp4").status == 130
    assert (tmp_path / "x.mp4").read_text() == "an older film"
    assert {path.name for path in tmp_path.iterdir()} == {"x.mp4"}


def test_sheets_for_people_by_their_endings(visemes, harbour, tmp_path):
    said = (harbour, "--text", WORDS, "--map", "preston_blair", "--fps", "12")
    assert visemes("export", *said, "-o", "sheet.pdf", "-o", "sheet.html").status == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "sheet.html").read_text().startswith("<!doctype html>")
    assert visemes("export", *said, "-f", "xsheet", "-o", "sheet.csv").status == 0
    assert (tmp_path / "sheet.csv").read_text().startswith("frame,time,action")
