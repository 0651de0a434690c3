"""`visemes guide` on the command line: what people type, what goes wrong, what is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from lossless import HEAD, colours, drawn, film, heard, write
from shoots import RATE, babble

from visemes.sync.fix import wav

ROI = ",".join(f"{value:g}" for value in HEAD.mouth(0.0))
TIMELINE = {
    "words": [{"text": "map", "start": 0.2, "end": 0.8}],
    "phones": [
        {"label": "m", "start": 0.2, "end": 0.4},
        {"label": "æ", "start": 0.4, "end": 0.65},
        {"label": "p", "start": 0.65, "end": 0.8},
    ],
}


@pytest.fixture
def timeline(tmp_path):
    """Words and phones that need no aligner."""
    from visemes.export import timeline_json
    from visemes.timeline import Phone, Timeline, Word

    phones = tuple(Phone(p["start"], p["end"], p["label"]) for p in TIMELINE["phones"])
    words = tuple(Word(w["start"], w["end"], w["text"]) for w in TIMELINE["words"])
    (tmp_path / "t.json").write_text(timeline_json(Timeline(duration=1.0, words=words, phones=phones, language="en-us")))
    return "t.json"


def redness(pictures):
    """Red over blue: lips of the double."""
    whole = pictures.astype(int)
    return whole[..., 0] - whole[..., 2]


def test_a_film_becomes_a_guide(visemes, doubled, timeline, tmp_path):
    film(tmp_path / "render.mkv")
    told = visemes("guide", "render.mkv", "--timeline", timeline, "--roi", ROI, "--weights", doubled, "-o", "guide.mkv")
    assert told.status == 0, told.err
    assert "25 of 25 frames repainted" in told.out
    assert "written: guide.mkv" in told.out
    made = colours(tmp_path / "guide.mkv")
    assert len(made) == 25
    assert np.array_equal(heard(tmp_path / "guide.mkv")[:15000], heard(tmp_path / "render.mkv")[:15000])
    x, _, wide, _ = HEAD.mouth(0)
    opened = (redness(made)[:, :, round(x) : round(x + wide)] > 110).sum(axis=(1, 2))
    assert opened[int(0.5 * 25)] > 2 * opened[int(0.3 * 25)]  # æ against m
    assert opened[int(0.5 * 25)] > 2 * opened[-1]


def test_events_for_programs_and_the_name_it_gets_by_itself(visemes, doubled, timeline, tmp_path):
    film(tmp_path / "render.mkv")
    told = visemes(
        "guide", "render.mkv", "--timeline", timeline, "--roi", ROI, "--weights", doubled, "--progress", "ndjson", "--labels",
        "--layout", "side-by-side",
    )  # fmt: skip
    events = [json.loads(line) for line in told.out.splitlines()]
    assert events[-1]["type"] == "result"
    assert events[-1]["path"] == "render.guide.mp4"
    assert events[-1]["report"]["mouths"][0]["shot"] == 0
    stages = list(dict.fromkeys(event["stage"] for event in events if event["type"] == "progress"))
    assert stages[-3:] == ["find the mouth", "choose references", "paint"]
    values = [event["value"] for event in events if event.get("stage") == "paint"]
    assert values == sorted(values)
    assert values[-1] == 1
    assert colours(tmp_path / "render.guide.mp4").shape == (25, HEAD.height, 2 * HEAD.width, 3)


def test_a_line_that_was_made_by_hand_is_shown_as_it_is(visemes, doubled, timeline, tmp_path):
    """An exported line whose jaw an animator has set is not solved anew."""
    film(tmp_path / "render.mkv")
    (tmp_path / "line.wav").write_bytes(wav(babble(1.0)[None], RATE))
    assert visemes("export", "line.wav", "--timeline", timeline, "--map", "arkit52", "-f", "json", "-o", "line.json").status == 0
    line = json.loads((tmp_path / "line.json").read_text())
    for curve in line["curves"]:
        for key in curve["keys"]:
            key["value"] = 0.0
            key["slope_in"] = key["slope_out"] = 0.0
    (tmp_path / "line.json").write_text(json.dumps(line))
    for name in (timeline, "line.json"):
        told = visemes("guide", "render.mkv", "--timeline", name, "--roi", ROI, "--weights", doubled, "-o", f"{name}.mkv")
        assert told.status == 0, told.err
    opened = [int((redness(colours(tmp_path / f"{name}.mkv"))[12] > 110).sum()) for name in (timeline, "line.json")]
    assert opened[0] > 2 * opened[1]


def test_a_still_speaks(visemes, doubled, timeline, tmp_path):
    from PIL import Image

    Image.fromarray(drawn([0.0], babble(1.0))[0]).save(tmp_path / "portrait.png")
    (tmp_path / "line.wav").write_bytes(wav(babble(1.0)[None], RATE))
    still = ["guide", "portrait.png", "--timeline", timeline, "--weights", doubled]
    told = visemes(*still, "--audio", "line.wav", "--roi", ROI, "--fps", "12", "-o", "guide.mkv")
    assert told.status == 0, told.err
    assert len(colours(tmp_path / "guide.mkv")) == 12
    assert len(heard(tmp_path / "guide.mkv")) == pytest.approx(RATE, abs=1024)
    told = visemes(*still, "--audio", "line.wav", "-o", "other.mkv")
    assert told.status == 2
    assert "does not show where its mouth is" in told.err
    told = visemes(*still, "--roi", ROI, "-o", "other.mkv")
    assert told.status == 2
    assert "a still has no sound" in told.err
    assert not (tmp_path / "other.mkv").exists()


def test_without_weights_a_film_gets_its_own_mouths(visemes, timeline, tmp_path):
    film(tmp_path / "render.mkv")
    told = visemes("guide", "render.mkv", "--timeline", timeline, "--roi", ROI, "-o", "guide.mkv")
    assert told.status == 0, told.err
    assert "25 of 25 frames repainted" in told.out
    assert colours(tmp_path / "guide.mkv").shape == colours(tmp_path / "render.mkv").shape


def test_without_weights_the_lips_of_a_still_part(visemes, timeline, tmp_path):
    from PIL import Image

    picture = drawn([0.0], babble(1.0))[0]
    Image.fromarray(picture).save(tmp_path / "portrait.png")
    (tmp_path / "line.wav").write_bytes(wav(babble(1.0)[None], RATE))
    options = ["--timeline", timeline, "--audio", "line.wav", "--roi", ROI, "--fps", "12", "-o", "guide.mkv"]
    told = visemes("guide", "portrait.png", *options)
    assert told.status == 0, told.err
    made = colours(tmp_path / "guide.mkv").astype(int)
    assert len(made) == 12
    assert np.abs(made - picture).max(axis=(1, 2, 3)).max() > 60
    assert (np.abs(made - picture).max(axis=(0, 3)) > 2).mean() < 0.3


@pytest.mark.slow
def test_our_network_is_fitted_to_a_film_and_repaints_it(visemes, timeline, tmp_path):
    """From the weights that come with visemes; what is fitted errs less on this film, and paints another guide."""
    pytest.importorskip("torch")
    film(tmp_path / "render.mkv", seconds=3.0)
    options = ["--roi", ROI, "-o", "mine.safetensors", "--minutes", "0.25", "--threads", "1"]
    told = visemes("train", "guide", "--fit", "render.mkv", *options)
    assert told.status == 0, told.err
    errors = [float(line.split("held out: ")[1].split()[0]) for line in told.err.splitlines() if "held out" in line]
    assert errors[-1] < errors[0]
    made = []
    for weights in ([], ["--weights", "mine.safetensors"]):
        told = visemes(
            "guide", "render.mkv", "--timeline", timeline, "--roi", ROI, "--generator", "rendered", *weights, "-o", "guide.mkv"
        )
        assert told.status == 0, told.err
        made.append(colours(tmp_path / "guide.mkv").astype(int))
    assert np.abs(made[0] - made[1]).max() > 5


@pytest.mark.parametrize(
    ("arguments", "message", "hints"),
    [
        (["portrait.png", "--generator", "film"], "a still shows one mouth only", ("--generator split",)),
        (["render.mkv", "--generator", "wav2lip"], "the weights of wav2lip do not come with visemes", ("--weights",)),
    ],
)
def test_without_weights_one_line_says_where_they_come_from(visemes, timeline, tmp_path, arguments, message, hints):
    from PIL import Image

    film(tmp_path / "render.mkv")
    Image.fromarray(colours(tmp_path / "render.mkv")[0]).save(tmp_path / "portrait.png")
    (tmp_path / "line.wav").write_bytes(wav(babble(1.0)[None], RATE))
    told = visemes("guide", *arguments, "--audio", "line.wav", "--timeline", timeline, "--roi", ROI, "-o", "guide.mkv")
    assert told.status == 2
    (line,) = told.errors
    assert message in line
    assert all(hint in told.err for hint in hints)
    assert not (tmp_path / "guide.mkv").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["silent.mkv"], 3, "has no sound track"),
        (["line.wav"], 3, "has no picture track"),
        (["broken.mp4"], 3, "is no film"),
        (["empty.mp4"], 3, "is empty"),
        (["none.mp4"], 3, "there is no such file"),
        (["film.mkv", "other.mkv"], 2, "made of one film"),
        (["film.mkv", "--audio", "none.wav"], 3, "none.wav"),
        (["film.mkv", "--roi", "1,2,3"], 2, "is no box"),
        (["film.mkv", "--roi", "1,1,5,5", "--boxes", "b.json"], 2, "both say where"),
        (["film.mkv", "--roi", "9000,1,5,5"], 2, "outside the picture"),
        (["film.mkv", "--boxes", "broken.mp4"], 2, "is no JSON"),
        (["film.mkv", "-o", "guide.gif"], 2, "guides are written as"),
        (["film.mkv", "-o", "nowhere/guide.mp4"], 6, "its folder does not exist"),
        (["film.mkv", "-o", "film.mkv"], 2, "never overwritten"),
        (["film.mkv", "--generator", "magic"], 2, "unknown generator"),
        (["film.mkv", "--generator", "film"], 2, "has no weights"),
        (["film.mkv", "--language", "blub"], 2, "blub"),
        (["frames.%04d.png", "--audio", "line.wav"], 3, "no numbered pictures"),
        (["frames"], 2, "no rate of their own"),
        (["frames", "--fps", "12"], 3, "numbered pictures have no sound"),
        (["black.mkv"], 3, "no mouth"),
        (["one.mkv"], 3, "no mouth"),
    ],
)
def test_bad_input_is_one_clear_line(visemes, doubled, timeline, tmp_path, arguments, status, message):
    from PIL import Image

    samples, times = babble(1.0), np.arange(25) / 25
    film(tmp_path / "film.mkv")
    write(tmp_path / "silent.mkv", drawn(times[:5], samples), times[:5])
    write(tmp_path / "black.mkv", np.zeros((25, 64, 64, 3), np.uint8), times, samples)
    write(tmp_path / "one.mkv", drawn([0.0], samples), [0.0], samples)
    (tmp_path / "broken.mp4").write_bytes(b"\0\0\0\x18ftypmp42 and nothing after it")
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "line.wav").write_bytes(wav(samples[None], RATE))
    (tmp_path / "frames").mkdir()
    for i in range(3):
        Image.new("RGB", (32, 32)).save(tmp_path / "frames" / f"a.{i}.png")
    there = {path.name for path in tmp_path.iterdir()}
    told = visemes("guide", *arguments, "--timeline", timeline, "--weights", doubled)
    assert told.status == status, told.err
    (line,) = told.errors
    assert message in line
    assert "Traceback" not in told.err
    assert {path.name for path in tmp_path.iterdir()} == there


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_ctrl_c_leaves_nothing_half_written(timeline, tmp_path):
    film(tmp_path / "render.mkv", seconds=8.0)
    (tmp_path / "w").write_bytes(b"")
    code = (
        f"import sys; sys.path[:0] = [{str(Path(__file__).parent)!r}]\n"
        "import time, double\n"
        "from visemes.guide import generators\n"
        "paint = double.Double.paint\n"
        "double.Double.paint = lambda *given: (time.sleep(0.3), paint(*given))[1]\n"
        "generators.SOURCES['rendered'] = generators.Source('double', 'load', '')\n"
        "from visemes.cli import run\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    command = [
        sys.executable, "-c", code, "guide", "render.mkv", "--timeline", timeline, "--roi", ROI, "--weights", "w", "--progress",
        "ndjson", "-o", "guide.mkv",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    for line in process.stdout:
        if '"paint"' in line:
            break
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["code"] == "cancelled"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["render.mkv", "t.json", "w"]
