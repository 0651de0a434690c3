"""The forms are those of Rhubarb 1.14, checked by readers that share nothing with the writers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.export import export
from visemes.frames import FrameGrid
from visemes.line import Exposure, Line
from visemes.timeline import Cue, Timeline


def line(cues=(), duration=1.0, fps=24, exposures=(), sound="a.wav", **grid):
    made = tuple(Cue(*cue) for cue in cues)
    return Line(sound, "rhubarb", "X", FrameGrid(Fraction(fps), **grid), Timeline(duration), made, tuple(exposures), ())


MOM = line([(0, 0.1, "X"), (0.1, 0.213, "A"), (0.213, 0.3, "D"), (0.3, 0.42, "A"), (0.42, 0.567, "X")], 0.567, sound='m"o\\m é.wav')


def text(made, name):
    return export(made, name).decode()


def test_tsv_to_the_byte():
    assert text(MOM, "tsv") == "0.00\tX\n0.10\tA\n0.21\tD\n0.30\tA\n0.42\tX\n0.56\tX\n"


def test_json_to_the_byte():
    assert text(MOM, "rhubarb-json") == (
        "{\n"
        '  "metadata": {\n'
        '    "soundFile": "m\\"o\\\\m \\u00e9.wav",\n'
        '    "duration": 0.56\n'
        "  },\n"
        '  "mouthCues": [\n'
        '    { "start": 0.00, "end": 0.10, "value": "X" },\n'
        '    { "start": 0.10, "end": 0.21, "value": "A" },\n'
        '    { "start": 0.21, "end": 0.30, "value": "D" },\n'
        '    { "start": 0.30, "end": 0.42, "value": "A" },\n'
        '    { "start": 0.42, "end": 0.56, "value": "X" }\n'
        "  ]\n"
        "}\n"
    )


def test_xml_to_the_byte():
    made = replace(MOM, sound="<m&m's>.wav", cues=MOM.cues[:2])
    assert text(made, "xml") == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<rhubarbResult>\n"
        "  <metadata>\n"
        "    <soundFile>&lt;m&amp;m&apos;s&gt;.wav</soundFile>\n"
        "    <duration>0.56</duration>\n"
        "  </metadata>\n"
        "  <mouthCues>\n"
        '    <mouthCue start="0.00" end="0.10">X</mouthCue>\n'
        '    <mouthCue start="0.10" end="0.21">A</mouthCue>\n'
        '    <mouthCue start="0.21" end="0.56">X</mouthCue>\n'
        "  </mouthCues>\n"
        "</rhubarbResult>\n"
    )


def test_names_of_other_maps_are_written_as_they_are():
    assert '"value": "viseme_PP"' in text(line([(0, 1, "viseme_PP")]), "rhubarb-json")


@st.composite
def lines(draw):
    hundredths = draw(st.integers(0, 500))
    duration = hundredths / 100 + draw(st.sampled_from([0, 0.0049, 0.0099]))
    edges = sorted(draw(st.lists(st.floats(0, duration), max_size=12, unique=True)))
    spans = [(a, b, draw(st.sampled_from("ABCX"))) for a, b in pairwise(edges) if draw(st.booleans())]
    return line(spans, duration, draw(st.sampled_from([6, 12, 24, "24000/1001", 100, 240])))


def read_tsv(content):
    rows = re.findall(r"(\d+)\.(\d\d)\t(\S+)\n", content)
    assert "".join(f"{a}.{b}\t{c}\n" for a, b, c in rows) == content
    return [(int(a) * 100 + int(b), c) for a, b, c in rows]


@given(lines())
def test_tsv_begins_at_zero_goes_forward_and_closes_at_the_end(made):
    rows = read_tsv(text(made, "tsv"))
    end = int(made.timeline.duration * 100 + 1e-4)
    assert rows[0][0] == 0
    assert rows[-1] == (end, "X")
    assert all(a[0] < b[0] for a, b in pairwise(rows))
    assert all(a[1] != b[1] for a, b in pairwise(rows[:-1]))


@given(lines())
def test_tsv_shows_the_cue_of_every_hundredth(made):
    rows = read_tsv(text(made, "tsv"))
    for hundredth in range(int(made.timeline.duration * 100 + 1e-4)):
        shown = [name for start, name in rows if start <= hundredth][-1]
        # what is on show in the middle of the hundredth, unless a boundary is nearer than rounding can place it
        middle = (hundredth + 0.5) / 100
        near = {cue.label for cue in made.cues if cue.start - 0.0051 <= middle < cue.end + 0.0051}
        gap = not any(cue.start + 0.0051 <= middle < cue.end - 0.0051 for cue in made.cues)
        assert shown in near | ({"X"} if gap else set())


@given(lines())
def test_all_three_forms_say_the_same(made):
    document = json.loads(text(made, "rhubarb-json"))
    tree = ET.fromstring(text(made, "xml"))  # noqa: S314 - our own text
    cues = [(cue["start"], cue["end"], cue["value"]) for cue in document["mouthCues"]]
    assert [(float(e.get("start")), float(e.get("end")), e.text) for e in tree.iter("mouthCue")] == cues
    assert float(tree.findtext("metadata/duration")) == document["metadata"]["duration"] == pytest.approx(cues[-1][1])
    assert tree.findtext("metadata/soundFile") == document["metadata"]["soundFile"] == "a.wav"
    assert all(a[1] == b[0] for a, b in pairwise(cues))
    rows = read_tsv(text(made, "tsv"))[:-1]
    assert rows == [(round(start * 100), value) for start, end, value in cues if end > start]


def test_a_line_without_time_has_one_closed_cue():
    assert json.loads(text(line(duration=0.004), "rhubarb-json"))["mouthCues"] == [{"start": 0.0, "end": 0.0, "value": "X"}]
    assert text(line(duration=0.004), "tsv") == "0.00\tX\n"


def read_dat(content):
    first, *rows = content.splitlines()
    assert first == "MohoSwitch1"
    assert content.endswith("\n")
    found = [(int(frame), name) for frame, name in (row.split(" ") for row in rows)]
    assert all(a[0] < b[0] for a, b in pairwise(found))
    return found


def test_dat_to_the_byte():
    made = replace(MOM, grid=FrameGrid(Fraction(12)), exposures=(Exposure(1, 1, "X"), Exposure(2, 2, "A"), Exposure(4, 1, "D"), Exposure(5, 1, "A"), Exposure(6, 1, "X")))  # fmt: skip # noqa: E501
    assert text(made, "dat") == "MohoSwitch1\n1 X\n2 A\n4 D\n5 A\n6 X\n7 X\n"


@given(lines())
def test_dat_without_a_sheet_is_rhubarbs_rule(made):
    """Frame 1 + floor(fps·t), the first cue in a frame wins, the end closes the mouth."""
    made = replace(made, cues=tuple(replace(c, label=f"{c.label}{n}") for n, c in enumerate(made.cues)))
    wins = {}
    for cue in made.cues:
        wins.setdefault(1 + int(made.grid.fps * (Fraction(cue.start) + Fraction(1, 10**6))), cue.label)
    end = 1 + int(made.grid.fps * (Fraction(made.timeline.duration) + Fraction(1, 10**6)))
    if end in wins:
        end += 1
    assert read_dat(text(made, "dat")) == [*sorted(wins.items()), (end, "X")]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from("ABX")), max_size=12),
    st.integers(-50, 2000), st.sampled_from([6, 12, 24, "24000/1001", 240]), st.integers(1, 3),
)  # fmt: skip
def test_dat_shows_the_exposure_sheet_on_every_frame(steps, start, fps, step):
    sheet, frame = [], start
    for gap, frames, viseme in steps:
        sheet.append(Exposure(frame + gap, frames, viseme))
        frame += gap + frames
    made = line(duration=float((frame - start) / Fraction(fps)), fps=fps, exposures=sheet, start_frame=start, step=step)
    rows = read_dat(text(made, "dat"))
    for shown in range(sheet[0].frame if sheet else start, frame):
        assert [name for at, name in rows if at <= shown][-1] == made.drawing_at(shown)
    assert rows[-1][1] == "X"
