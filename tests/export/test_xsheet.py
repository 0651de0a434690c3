"""The exposure sheet's rows worked out frame by frame, its pages read back by an HTML parser and a PDF reader."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.export import choose_format, export
from visemes.export.xsheet.rows import HELD, pages, rows
from visemes.frames import FrameGrid
from visemes.line import Exposure, Line
from visemes.maps import load_map
from visemes.timeline import Phone, Timeline, Word

EVIL = '<script>alert("hi")</script> & co'


def line(fps="24", step=1, duration=1.0, start=1, words=None, exposures=None):
    words = words or (Word(0.1, 0.5, "pa"), Word(0.5, 0.55, "I"), Word(0.6, 0.9, EVIL))
    phones = (Phone(0.1, 0.2, "p"), Phone(0.2, 0.5, "ɑ"), Phone(0.5, 0.51, "a"), Phone(0.51, 0.55, "ɪ"), Phone(0.6, 0.9, "m"))
    grid = FrameGrid(Fraction(fps), start, step)
    exposures = (
        (Exposure(start, 3, "X"), Exposure(start + 3, 5, "D"), Exposure(start + 8, 4, "A")) if exposures is None else exposures
    )
    return Line("a & b.wav", "rhubarb", "X", grid, Timeline(duration, words, phones), (), exposures, ())


def test_rows_say_what_begins_goes_on_and_pauses():
    made = list(rows(line()))
    assert [row.frame for row in made] == list(range(1, 25))
    assert [row.phone for row in made[:4]] == ["", "", "p", HELD]
    # 0.5 s is frame 13: the word "I" with two phones that begin in it
    assert (made[12].word, made[12].phone) == ("I", "a ɪ")
    assert (made[13].word, made[13].phone) == ("", "")
    assert [row.drawing for row in made[:10]] == ["X", HELD, HELD, "D", HELD, HELD, HELD, HELD, "A", HELD]
    assert made[12].drawing == "X", "rest where the sheet says nothing"
    assert [row.frame for row in made if row.is_second] == [1]


@given(
    st.sampled_from(["6", "12", "24000/1001", "25", "30", "60", "120", "240"]),
    st.floats(0.05, 5),
    st.integers(-5, 1001),
    st.lists(st.floats(0.001, 0.4), min_size=1, max_size=12),
)
def test_every_phone_is_written_once_and_every_frame_is_there(fps, duration, start, lengths):
    time, phones = 0.0, []
    for number, length in enumerate(lengths):
        if time + length <= duration:
            phones.append(Phone(time, time + length, f"p{number}"))
        time += length
    grid = FrameGrid(Fraction(fps), start)
    made = Line("a.wav", "rhubarb", "X", grid, Timeline(duration, (), tuple(phones)), (), (), ())
    sheets = pages(made)
    table = [row for page in sheets for row in page]
    assert [row.frame for row in table] == list(range(start, grid.last_frame(duration) + 1))
    written = [label for row in table for label in row.phone.split() if label != HELD]
    assert written == [phone.label for phone in phones]
    rate = round(Fraction(fps))
    assert all(len(page) <= 100 for page in sheets)
    assert all(page[0].is_second or rate > 100 for page in sheets)


def test_pages_hold_whole_seconds():
    assert [len(page) for page in pages(line("24", duration=9.5))] == [96, 96, 36]
    assert [len(page) for page in pages(line("25", duration=4.04))] == [100, 1]
    assert [len(page) for page in pages(line("120", duration=1.5))] == [60, 60, 60]


def test_the_table_reads_back():
    table = list(csv.DictReader(io.StringIO(export(line(), "xsheet", ending=".csv").decode())))
    assert [int(row["frame"]) for row in table] == list(range(1, 25))
    assert table[2]["dialogue"] == "pa"
    assert [row["time"] for row in table[:2]] == ["0+00", "0+01"]
    assert {row["action"] for row in table} == {""}
    assert EVIL in {row["dialogue"] for row in table}


class Cells(HTMLParser):
    """Rows of cells by class, pictures, elements."""

    def __init__(self):
        super().__init__()
        self.rows, self.elements, self.pictures, self._cell = [], [], 0, None

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        names = dict(attrs).get("class", "").split()
        self.pictures += tag == "img" and dict(attrs)["src"].startswith("data:image/png;base64,")
        if tag == "tr":
            self.rows.append({})
        if tag == "td":
            self._cell = names[0]
            self.rows[-1][self._cell] = ""

    def handle_endtag(self, tag):
        if tag == "td":
            self._cell = None

    def handle_data(self, data):
        if self._cell:
            self.rows[-1][self._cell] += data


def test_the_html_sheet_has_every_row_and_the_chart_and_nothing_of_the_line_is_markup():
    made = line()
    parser = Cells()
    parser.feed(export(made, "xsheet", ending=".html").decode())
    found = [row for row in parser.rows if row]
    assert [(row["frame"], row["dialogue"], row["phone"], row["mouth"]) for row in found] == [
        (str(row.frame), row.word, row.phone, row.drawing) for row in rows(made)
    ]
    assert "script" not in parser.elements
    assert parser.elements.count("section") == 2
    assert parser.pictures == len(load_map("rhubarb").visemes)


def test_the_pdf_has_the_text_of_every_page():
    pytest.importorskip("matplotlib")
    reader = pytest.importorskip("pypdf")
    made = line("24", duration=5.0, start=101)
    content = export(made, "xsheet", ending=".pdf")
    assert content == export(made, "xsheet", ending=".pdf"), "the same bytes"
    sheets = [page.extract_text() for page in reader.PdfReader(io.BytesIO(content)).pages]
    assert len(sheets) == 3
    for sheet, part in zip(sheets, pages(made), strict=False):
        words = sheet.split()
        assert all(str(row.frame) in words for row in part)
        assert all(label in words for row in part for label in row.phone.split() if label != HELD)
    assert "a & b.wav" in sheets[0]
    assert '<script>alert("hi")</script>' in sheets[0]
    assert "Mouth chart" in sheets[2]
    assert all(name in sheets[2].split() for name in load_map("rhubarb").visemes)


def test_signs_that_mean_something_to_the_typesetter_are_only_signs():
    pytest.importorskip("matplotlib")
    reader = pytest.importorskip("pypdf")
    made = line(words=(Word(0.1, 0.5, "$x^2$"), Word(0.5, 0.6, r"\frac"), Word(0.6, 0.9, "日本")))
    text = reader.PdfReader(io.BytesIO(export(made, "xsheet", ending=".pdf"))).pages[0].extract_text()
    assert "$x^2$" in text
    assert r"\frac" in text


def test_a_csv_is_a_plain_table_unless_a_sheet_is_asked_for():
    assert choose_format("a.csv") == "csv"
    assert choose_format("a.csv", "xsheet") == choose_format("a.pdf") == choose_format("a.html") == "xsheet"
