from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.export import export
from visemes.export.csv import sheet
from visemes.frames import FrameGrid
from visemes.line import Curve, Exposure, Key, Line
from visemes.timeline import Cue, Phone, Timeline, Word

TIMELINE = Timeline(0.5, (Word(0.1, 0.4, 'say "hi", now'),), (Phone(0.1, 0.2, "h"), Phone(0.2, 0.4, "aɪ")))
CURVE = Curve("jaw,open", "jaw", (Key(Fraction(1), 0.0, 0, 0, "linear"), Key(Fraction(7), 0.6)))

SHEET = (Exposure(1, 2, "X"), Exposure(3, 2, "D"))


def line(exposures=SHEET, cues=(), **grid):
    return Line("a.wav", "rhubarb", "X", FrameGrid(Fraction(12), **grid), TIMELINE, cues, exposures, (CURVE,))


def rows(made):
    return list(csv.DictReader(io.StringIO(export(made, "csv").decode())))


def test_every_frame_has_a_row():
    table = rows(line())
    assert [int(row["frame"]) for row in table] == [1, 2, 3, 4, 5, 6]
    assert [row["time"] for row in table] == ["0.000", "0.083", "0.167", "0.250", "0.333", "0.417"]
    assert [row["viseme"] for row in table] == ["X", "X", "D", "D", "X", "X"]
    assert [row["phone"] for row in table] == ["", "h", "aɪ", "aɪ", "aɪ", ""]
    assert [row["word"] for row in table] == ["", *['say "hi", now'] * 4, ""]
    assert [float(row["jaw,open"]) for row in table] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])


def test_on_twos_every_other_frame_has_one():
    assert [int(row["frame"]) for row in rows(line(step=2, start_frame=101, exposures=()))] == [101, 103, 105]


def test_a_line_without_a_sheet_shows_its_cues():
    table = rows(line(exposures=(), cues=(Cue(0.1, 0.4, "D"),)))
    assert [row["viseme"] for row in table] == ["X", "D", "D", "D", "D", "X"]


@given(st.sampled_from([6, 12, "24000/1001", 60, 240]), st.integers(1, 4), st.fractions(-1, 1, max_denominator=100))
def test_rows_are_the_middles_of_their_frames(fps, step, offset):
    grid = FrameGrid(Fraction(fps), 1, step, offset)
    made = Line("a.wav", "m", "X", grid, TIMELINE, (), (), ())
    for row in sheet(made):
        middle = (row.frame - 1 + Fraction(step, 2)) / grid.fps - offset
        phone = next((p.label for p in TIMELINE.phones if p.start <= middle < p.end), "")
        near_edge = any(abs(float(middle) - t) < 1e-9 for p in TIMELINE.phones for t in (p.start, p.end))
        assert row.phone == phone or near_edge
