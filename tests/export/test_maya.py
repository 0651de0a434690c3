"""Files for Maya, read back by readers of their own, and their curves evaluated as Maya evaluates them (tests/maya/standin)."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.export import choose_format, export
from visemes.export.maya import NAMED, NUMBERED
from visemes.frames import FrameGrid, parse_fps
from visemes.line import Curve, Exposure, Key, Line
from visemes.timeline import Timeline

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "maya"))

from standin import curve as mayas
from standin import mayafiles as files
from standin import units

RATES = ["6", "12", "15", "18", "23", "23.976", "24", "25", "29.97", "30", "47.952", "48", "50", "59.94", "60", "75", "120", "240"]


def line_of(curves, fps="24", start=1, sound="a line.wav", exposures=(), viseme_map="arkit52"):
    timeline = Timeline(1.0, (), ())
    return Line(sound, viseme_map, "sil", FrameGrid(parse_fps(fps), start), timeline, (), tuple(exposures), tuple(curves))


def scene_unit(line):
    """The unit of a scene that runs at the line's rate; for rates without a name any other."""
    return NAMED.get(line.grid.fps) or NUMBERED.get(line.grid.fps)


def read_back(line, format_):
    """Shape → what Maya shows at a frame of the line."""
    text = export(line, format_).decode()
    if format_ == "maya-ascii":
        found = {each.strings["visemesShape"]: each for each in files.maya_ascii(text)}
    else:
        found = {each.name: each for each in files.anim(text, scene_unit(line) or "film")}

    def value(shape, frame):
        ticks = round(Fraction(frame) * units.TICKS / line.grid.fps)
        return mayas.evaluate(found[shape].keys, found[shape].weighted, ticks)

    return found, value


def between(curve, steps=5):
    """Frames at and between all keys and outside them; just after a step instead of on it, where a rounding decides."""
    frames = [key.frame for key in curve.keys]
    after = [right.frame + Fraction(1, 100) for left, right in pairwise(curve.keys) if left.interpolation == "stepped"]
    steps_ = {right.frame for left, right in pairwise(curve.keys) if left.interpolation == "stepped"}
    inner = [left + (right - left) * Fraction(i, steps) for left, right in pairwise(frames) for i in range(steps)]
    return [frame for frame in [frames[0] - 3, *inner, *after, frames[-1], frames[-1] + 3] if frame not in steps_]


@pytest.mark.parametrize("format_", ["maya-ascii", "maya-anim"])
def test_every_curve_is_exact(rigged, format_):
    found, value = read_back(rigged, format_)
    assert set(found) == {"jawOpen", "mouthFunnel"}
    for curve in rigged.curves[:2]:
        for frame in between(curve):
            assert value(curve.shape, frame) == pytest.approx(curve.value_at(frame), abs=1e-4)


numbers = st.floats(-2, 2, allow_nan=False)
keys = st.lists(
    st.tuples(
        st.fractions(-50, 200, max_denominator=8), numbers, numbers, numbers, st.sampled_from(["bezier", "linear", "stepped"])
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda key: key[0],
)


@given(keys=keys, fps=st.sampled_from(RATES), format_=st.sampled_from(["maya-ascii", "maya-anim"]))
def test_any_curve_at_any_rate(keys, fps, format_):
    curve = Curve("jawOpen", "jaw", tuple(Key(*key) for key in sorted(keys)))
    if len({key.value for key in curve.keys}) == 1 and len(curve.keys) > 1:
        return  # Maya takes such a curve for one value, whatever its tangents
    line = line_of([curve], fps)
    if format_ == "maya-anim" and scene_unit(line) is None:
        return
    _, value = read_back(line, format_)
    steep = max(abs(slope) for key in curve.keys for slope in (key.slope_in, key.slope_out, 1.0))
    for frame in between(curve):
        assert value("jawOpen", frame) == pytest.approx(curve.value_at(frame), abs=1e-4 * max(1.0, steep))


@pytest.mark.parametrize("fps", RATES)
def test_keys_lie_on_their_frames(fps):
    line = line_of([Curve("jawOpen", "jaw", (Key(Fraction(1), 0.0), Key(Fraction(100_001), 1.0)))], fps)
    found, _ = read_back(line, "maya-ascii")
    assert found["jawOpen"].unit == (scene_unit(line) or "sec")
    first, last = (key.time for key in found["jawOpen"].keys)
    assert first == pytest.approx(units.TICKS / line.grid.fps, abs=2)
    assert last == pytest.approx(float(100_001 * units.TICKS / line.grid.fps), abs=units.TICKS / 1e6)


def test_angles_are_those_of_the_scene():
    """45 degrees are one unit a frame, also where times are seconds for want of a name for the rate."""
    for fps in ("24", "23.976"):
        text = export(
            line_of([Curve("jawOpen", "jaw", (Key(Fraction(1), 0, 0, 1), Key(Fraction(9), 2, -1, 0)))], fps), "maya-anim"
        ).decode()
        assert [line.split()[7:] for line in text.splitlines() if "fixed" in line] == [
            ["0", "1", "45", "1;"],
            ["-45", "1", "0", "1;"],
        ]
    assert "timeUnit sec;" in text


@pytest.mark.parametrize("curves", [(), (Curve("A", "jaw", (Key(Fraction(1), 0.2, 0, 1), Key(Fraction(9), 0.7))),)])
def test_drawings_are_stepped_curves(curves):
    """Those of the exposure sheet, whether or not the set's weights have curves too."""
    exposures = (Exposure(3, 2, "A"), Exposure(5, 4, "B"), Exposure(9, 1, "sil"), Exposure(12, 2, "A"))
    line = line_of(curves, "12", exposures=exposures, viseme_map="preston_blair")
    for format_ in ("maya-ascii", "maya-anim"):
        found, value = read_back(line, format_)
        assert set(found) == {"A", "B", "sil"}
        for frame in range(-2, 20):
            for tenth in (0, Fraction(1, 2)):
                assert {name: value(name, frame + tenth) for name in found} == {
                    name: float(line.drawing_at(frame) == name) for name in found
                }


def test_steps_are_steps():
    curve = Curve("jawOpen", "jaw", tuple(Key(Fraction(f), v, interpolation="stepped") for f, v in ((1, 0.0), (3, 1.0), (6, 0.5))))
    found, value = read_back(line_of([curve]), "maya-ascii")
    assert [value("jawOpen", Fraction(f)) for f in ("0", "2.9", "3", "5.9", "6", "9")] == [0, 0, 1, 1, 0.5, 0.5]
    assert {key.type_out for key in found["jawOpen"].keys} == {mayas.STEP}


def test_names_are_names_of_nodes_and_texts_stay_texts():
    """A file of Maya is a script: nothing that a recording or a map is called may end a string or a comment."""
    evil = 'x";\npython("boom");//\\'
    flat = (Key(Fraction(1), 0.0), Key(Fraction(2), 1.0))
    shapes = [evil, "あ", "mouth.smile L", "mouth_smile_L", "1st"]
    line = line_of([Curve(shape, "lips", flat) for shape in shapes], sound='12 "Ä"\n; quit -f;.wav')
    read = files.maya_ascii(export(line, "maya-ascii").decode())
    assert len({each.name for each in read}) == len(shapes)
    assert all(each.name.isascii() and each.name.isidentifier() for each in read)
    assert [each.strings["visemesShape"] for each in read] == [evil.replace("\n", " "), *shapes[1:]]
    for each in files.anim(export(line, "maya-anim").decode(), "film"):
        assert each.name.isidentifier()


def test_a_line_without_anything_is_a_file_without_curves():
    for format_ in ("maya-ascii", "maya-anim"):
        assert read_back(line_of([Curve("jawOpen", "jaw", ())]), format_)[0] == {}


def test_which_file_means_what():
    assert choose_format("line.ma") == "maya-ascii"
    assert choose_format("line.anim") == "unity-anim"
    assert choose_format("line.anim", "maya-anim") == "maya-anim"
