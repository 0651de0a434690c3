"""`visemes guide --compare` on films drawn from keys: what was changed in the keys is what is found in the pictures."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from visemes.audio import read_sound
from visemes.check.shown import gap_of
from visemes.export.json import line_json
from visemes.jobs import Job
from visemes.line import Curve, Key
from visemes.maps import load_map
from visemes.motion.events import events_of
from visemes.pipeline import line_of
from visemes.preview.film import Look, Preview
from visemes.preview.video import film

HARBOUR = Path(__file__).resolve().parents[2] / "examples" / "harbour.wav"
MAP = load_map("arkit52")
FPS = 24


class Shoot:
    """The harbour line as keys and as films."""

    def __init__(self, folder):
        self.folder, self.sound = folder, read_sound(HARBOUR)
        self.line, _ = line_of(Job(HARBOUR, map="arkit52", fps=str(FPS), draft=True))
        self.frames = range(self.line.grid.shown_at(0), self.line.grid.last_frame(self.line.timeline.duration) + 1)
        self.weights = {c.shape: np.array([c.value_at(f) for f in self.frames]) for c in self.line.curves}
        self.closures = [e for e in events_of(self.line.timeline) if e.kind == "closure"]

    def gap(self):
        return gap_of(self.weights, MAP, len(self.frames))

    def keyed(self, weights):
        """The line with a key on every frame."""
        curves = []
        for curve in self.line.curves:
            values = zip(self.frames, weights[curve.shape], strict=True)
            curves.append(
                Curve(curve.shape, curve.channel, tuple(Key(Fraction(f), float(v), interpolation="linear") for f, v in values))
            )
        return replace(self.line, curves=tuple(curves))

    def film(self, name, weights=None, size=(320, 240), lead=0, fps=FPS):
        """A film of the line, `lead` frames of a still mouth before it."""
        line = self.keyed(weights) if weights else self.line
        line = replace(line, grid=replace(line.grid, fps=Fraction(FPS)))
        pictures = list(Preview(line, MAP, Look(size, "head", labels=False)))
        pictures = [pictures[0]] * lead + pictures
        if fps != FPS:  # the picture on show then
            count = int(len(pictures) / FPS * fps)
            pictures = [pictures[min(len(pictures) - 1, int(i / fps * FPS + 1e-6))] for i in range(count)]
        sound = self.sound
        if lead:
            sound = replace(sound, samples=np.concatenate([np.zeros(round(lead / FPS * sound.rate), np.float32), sound.samples]))
        path = self.folder / name
        path.write_bytes(film(pictures, len(pictures), Fraction(fps), sound))
        return path

    def without_closure(self):
        """Weights that go straight across the second closure, and its frames."""
        event = self.closures[1]
        first, last = int(event.held_from * FPS) - 3, int(event.held_until * FPS) + 3
        weights = {}
        for shape, values in self.weights.items():
            weights[shape] = values.copy()
            weights[shape][first : last + 1] = np.linspace(values[first], values[last], last - first + 1)
        return weights, (int(event.held_from * FPS), int(event.held_until * FPS))


@pytest.fixture(scope="module")
def shoot(tmp_path_factory):
    return Shoot(tmp_path_factory.mktemp("shoot"))


@pytest.fixture(scope="module")
def rig(shoot):
    return shoot.film("rig.mp4")


@pytest.fixture(scope="module")
def keys(shoot):
    path = shoot.folder / "line.json"
    path.write_text(line_json(shoot.line), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def faulty(shoot):
    weights, frames = shoot.without_closure()
    return shoot.film("faulty.mp4", weights), frames


def test_a_missing_closure_is_found_named_and_marked(visemes, tmp_path, rig, faulty, keys):
    film_, (first, last) = faulty
    done = visemes(
        "guide", "--compare", film_, rig, "--keys", keys, "--strip", "s.png", "--markers", "m.csv", "--json", "--strict"
    )  # fmt: skip
    assert done.status == 10
    report = json.loads(done.out)
    assert report["verdict"] == "differs"
    (moment,) = report["moments"]
    assert moment["kind"] == "closure missing"
    assert moment["first"] - 1 <= last + 1
    assert moment["last"] - 1 >= first - 1
    assert moment["last"] - moment["first"] <= last - first + 3
    assert "p" in moment["phones"].split()
    assert moment["touch"][0]["shape"] == "mouthClose"
    assert abs(report["shift_frames"]) < 0.3
    assert (tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "m.csv").read_text("utf-8"))))
    assert [row["what"] for row in rows] == ["does not close"]


def test_a_render_agrees_with_its_own_keys_and_a_faulty_one_does_not(visemes, rig, faulty, keys):
    done = visemes("guide", "--compare", rig, keys, "--strict")
    assert (done.status, done.errors) == (0, [])
    assert "does what its guide does" in done.out
    done = visemes("guide", "--compare", faulty[0], keys, "--strict")
    assert done.status == 10
    assert "does not close" in done.out


@pytest.mark.slow
def test_another_size_rate_and_beginning_are_no_difference(visemes, shoot, rig):
    other = shoot.film("other.mp4", size=(480, 640), lead=7, fps=30)
    done = visemes("guide", "--compare", rig, other, "--json")
    report = json.loads(done.out)
    assert report["moments"] == []
    assert report["shift_frames"] == pytest.approx(-7, abs=0.5)
    assert report["correlation"] > 0.9


@pytest.mark.slow
def test_a_mouth_that_opens_a_fifth_less(visemes, shoot, rig):
    small = shoot.film("small.mp4", {shape: 0.8 * values for shape, values in shoot.weights.items()})
    report = json.loads(visemes("guide", "--compare", small, rig, "--json").out)
    assert report["is_other_size"]
    assert report["size"] < 0.95
    assert report["moments"] == []


def test_what_cannot_be_compared_is_told_in_one_line(visemes, rig, keys, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("no film")
    for arguments, said in (
        ((rig,), "--compare takes two"),
        ((keys, rig), "the first is the rig's film"),
        ((rig, rig, "--markers", "m.edl"), "neither .py nor .csv"),
        ((rig, rig, "--strip", "s.html"), "is no .png"),
        ((rig, rig, "--strip", rig.with_name("rig.png"), "--roi", "1,2,3,4", "--boxes", keys), "both say where the mouth is"),
        ((rig, rig, "--rig", keys), "names a rig's controls"),
        ((rig, text), "is no film"),
        ((rig, tmp_path / "gone.mp4"), "there is no such file"),
    ):
        done = visemes("guide", "--compare", *arguments)
        assert done.status in {2, 3}, arguments
        assert len(done.errors) == 1
        assert said in done.errors[0]


def test_options_of_a_comparison_need_one(visemes, rig):
    done = visemes("guide", rig, "--strip", "s.png")
    assert done.status == 2
    assert done.errors == ["visemes: --strip goes with --compare"]


def test_an_input_is_never_overwritten(visemes, rig, keys):
    done = visemes("guide", "--compare", rig, rig, "--keys", keys, "--markers", keys.with_suffix(".csv"))
    assert done.status == 0
    done = visemes("guide", "--compare", rig, rig, "--timeline", keys.with_suffix(".csv"), "--markers", keys.with_suffix(".csv"))
    assert "never overwritten" in done.errors[0]
