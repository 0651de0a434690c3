from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from visemes.check.curves import check_line, check_seen, jerk, rms_third
from visemes.check.reading import check_file, read_seen
from visemes.check.shown import seen_drawings, seen_weights
from visemes.errors import InputError, UnknownNameError, UsageError
from visemes.frames import FrameGrid
from visemes.keys.placement import Exposures
from visemes.line import Curve, Exposure, Key, Line
from visemes.maps import load_map
from visemes.timeline import Phone, Timeline, Word

SPOKEN = Timeline(2.0, (Word(0.8, 1.2, "map"),), (Phone(0.8, 0.9, "m"), Phone(0.9, 1.1, "æ"), Phone(1.1, 1.2, "p")))
GRID = FrameGrid(Fraction(24), start_frame=0)


def drawn(*changes):
    """A line of Rhubarb drawings from (frame, viseme) pairs."""
    ends = [*(frame for frame, _ in changes[1:]), 48]
    exposures = tuple(Exposure(f, end - f, v) for (f, v), end in zip(changes, ends, strict=True))
    return Line("map.wav", "rhubarb", "X", GRID, SPOKEN, (), exposures, ())


def test_a_good_sheet_passes():
    report = check_line(drawn((0, "X"), (20, "A"), (22, "C"), (27, "A"), (29, "X")), load_map("rhubarb"))
    assert report.verdict == "pass"
    assert [(e.frame, e.late) for e in report.events] == [(20, 0.0), (27, 0.0)]
    assert min(e.frames for e in report.events) >= 2


def test_a_lost_closure_fails_and_says_where():
    report = check_line(drawn((0, "X"), (20, "A"), (22, "C"), (32, "X")), load_map("rhubarb"))
    assert report.verdict == "fail"
    (lost,) = report.missed
    assert lost.phones == "p"
    assert "does not close for 'p' of 'map' at 1.10 s" in "\n".join(report.lines())


@pytest.mark.parametrize(("frame", "verdict"), [(19, "pass"), (17, "warn"), (14, "fail")])
def test_early_closures(frame, verdict):
    report = check_line(drawn((0, "C"), (frame, "A"), (frame + 1, "C"), (27, "A"), (29, "C")), load_map("rhubarb"))
    assert report.events[0].verdict == verdict


def test_an_open_mouth_in_silence_is_counted():
    """Frames 29..48 are silent; trimmed by 0.2 s at both ends, half of them show D."""
    report = check_line(drawn((0, "X"), (20, "A"), (22, "C"), (27, "A"), (29, "X"), (38, "D")), load_map("rhubarb"))
    assert 0.1 < report.open_silence < 0.9
    assert report.verdict == "fail"


def test_flicker():
    report = check_line(drawn((0, "X"), (20, "A"), (22, "C"), (24, "D"), (25, "C"), (27, "A"), (29, "X")), load_map("rhubarb"))
    assert report.flicker == (24,)


def test_third_derivative_of_a_cubic():
    t = np.arange(0, 1, 0.01)
    assert rms_third(t**3, 0.01) == pytest.approx(6)
    segment = Curve("s", "jaw", (Key(Fraction(0), 0.0), Key(Fraction(24), 1.0)))
    assert jerk(segment, 24) == pytest.approx(12)


def test_weights_are_seen_as_lips():
    arkit = load_map("arkit52")
    weights = {
        "jawOpen": np.array([0.3, 0.3, 0.05]),
        "mouthClose": np.array([0.0, 0.3, 0.0]),
        "mouthRollLower": np.array([0, 0, 0.5]),
    }
    seen = seen_weights([0, 1, 2], [0, 0.1, 0.2], weights, arkit)
    assert seen.closed.tolist()[:2] == [False, True]
    assert seen.touching.tolist() == [False, False, True]


FORMS = {
    "tsv": "0.00\tX\n0.83\tA\n0.93\tC\n1.12\tA\n1.21\tX\n",
    "dat": "MohoSwitch1\n0 X\n20 A\n22 C\n27 A\n29 X\n",
    "json": '{"mouthCues": [{"start": 0, "end": 0.83, "value": "X"}, {"start": 0.83, "end": 0.93, "value": "A"},'
    ' {"start": 0.93, "end": 1.12, "value": "C"}, {"start": 1.12, "end": 1.21, "value": "A"},'
    ' {"start": 1.21, "end": 2, "value": "X"}]}',
    "xml": '<rhubarbResult><mouthCues><mouthCue start="0.00" end="0.83">X</mouthCue><mouthCue start="0.83" end="0.93">A</mouthCue>'
    '<mouthCue start="0.93" end="1.12">C</mouthCue><mouthCue start="1.12" end="1.21">A</mouthCue>'
    '<mouthCue start="1.21" end="2.00">X</mouthCue></mouthCues></rhubarbResult>',
    "csv": "frame,viseme\n0,X\n20,A\n22,C\n27,A\n29,X\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_other_tools_keys(form, tmp_path):
    path = tmp_path / f"keys.{form}"
    path.write_text(FORMS[form], "utf-8")
    report = check_file(path, SPOKEN, load_map("rhubarb"), GRID)
    assert [e.frame for e in report.events] == [20, 27]
    assert report.verdict == "pass"


def test_a_table_of_curves(tmp_path):
    path = tmp_path / "curves.csv"
    path.write_text("time,jawOpen,mouthClose\n0,0,0\n0.8,0.1,0.1\n0.9,0.1,0.1\n1.0,0.5,0\n1.1,0.1,0.1\n1.25,0,0\n2,0,0\n", "utf-8")
    report = check_file(path, SPOKEN, load_map("arkit52"), GRID)
    assert report.kind == "curves"
    assert not report.missed


@pytest.mark.parametrize(
    ("text", "error"),
    [("0.0\tQ\n", UnknownNameError), ("hello", InputError), ("frame,x\n0,1\n", UsageError), ("0.0\t\n1 2\tX", InputError)],
)
def test_nonsense_is_told(text, error):
    with pytest.raises(error):
        read_seen(text, "keys", Exposures(GRID, 2.0), load_map("rhubarb"))


def test_needs_sounds(tmp_path):
    path = tmp_path / "keys.tsv"
    path.write_text(FORMS["tsv"], "utf-8")
    with pytest.raises(UsageError, match="sounds"):
        check_file(path)
    with pytest.raises(InputError):
        check_file(tmp_path / "none.tsv")


def test_drawings_of_maps_without_a_closure():
    vrm = load_map("vrm0")
    seen = seen_drawings([0, 1], [0.0, 0.1], [vrm.rest, "a"], vrm)
    assert seen.closed.tolist() == [True, False]
    assert check_seen(seen, Timeline(0.2), vrm).verdict == "pass"
