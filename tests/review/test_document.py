"""The data of the review page against the line it is made of, and the page's text against an HTML parser."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from visemes.audio import Sound, read_sound
from visemes.audio.encode import opus
from visemes.errors import OutputError
from visemes.imports.json import read_line
from visemes.review import LISTENING, line_data, review_page
from visemes.review.difference import differences
from visemes.review.document import doubts, peaks, summary


class Scripts(HTMLParser):
    """Every script element of a page by its id, and anything that would be fetched."""

    def __init__(self):
        super().__init__()
        self.found, self.fetched, self._id = {}, [], None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.fetched += [given[name] for name in ("src", "href") if name in given]
        if tag == "script":
            self._id = given.get("id")

    def handle_endtag(self, tag):
        self._id = None

    def handle_data(self, data):
        if self._id:
            self.found[self._id] = self.found.get(self._id, "") + data


def parsed(text: str) -> Scripts:
    parser = Scripts()
    parser.feed(text)
    return parser


def test_the_page_holds_the_line_as_the_json_format_has_it(reviewed, tmp_path):
    page = parsed(review_page([reviewed], "lines"))
    data = json.loads(page.found["line-0"])
    (tmp_path / "line.json").write_text(json.dumps(data), encoding="utf-8")
    kept = {name for name in data if name in json.loads(json.dumps(line_data(reviewed)))}
    assert {"timeline", "curves", "exposures", "looks", "chart", "peaks"} <= kept
    again = {
        name: data[name]
        for name in (
            "schema_version",
            "kind",
            "sound",
            "viseme_map",
            "rest",
            "grid",
            "settings",
            "warnings",
            "timeline",
            "cues",
            "exposures",
            "curves",
        )
        if name != "kind"
    }
    (tmp_path / "line.json").write_text(json.dumps({**again, "kind": "line"}), encoding="utf-8")
    assert read_line(tmp_path / "line.json") == reviewed.line


def test_the_page_asks_nobody_for_anything(reviewed):
    page = parsed(review_page([reviewed], "lines"))
    assert page.fetched == []
    assert json.loads(page.found["index"])["lines"] == [summary(reviewed)]


def test_the_same_lines_make_the_same_page(reviewed):
    assert review_page([reviewed], "lines") == review_page([reviewed], "lines")


def test_doubts_are_unsure_words_and_marks(reviewed):
    assert doubts(reviewed.line) == 2
    assert doubts(replace(reviewed.line, timeline=replace(reviewed.line.timeline, marks=()))) == 1


def test_there_is_a_look_for_every_frame_that_is_on_show(reviewed):
    data = line_data(reviewed)
    line = reviewed.line
    count = data["last_frame"] - data["first_frame"] + 1
    assert data["first_frame"] == line.grid.shown_at(0)
    assert (
        float(line.grid.seconds_at(data["last_frame"]))
        < line.timeline.duration
        <= float(line.grid.seconds_at(data["last_frame"] + 1))
    )
    assert {kind: len(rows) for kind, rows in data["looks"].items()} == {"drawings": count, "curves": count}
    chart = {entry["viseme"]: entry["look"][0] for entry in data["chart"]}
    for frame, (gap, _, _) in enumerate(data["looks"]["drawings"], data["first_frame"]):
        assert gap == pytest.approx(chart[line.drawing_at(frame)], abs=1e-3)


def test_peaks_are_the_loudest_sample_of_each_part(sound):
    found = np.frombuffer(b64decode(peaks(sound)), np.uint8)
    parts = np.array_split(np.abs(sound.samples), len(found))
    assert len(found) == 300
    assert found == pytest.approx([round(255 * float(part.max())) for part in parts], abs=1)
    assert peaks(None) == ""


def test_an_hour_has_no_more_points_than_a_page_can_hold():
    hour = Sound(np.zeros(3600 * 8000, np.float32), 8000)
    assert len(b64decode(peaks(hour))) == 120_000


def test_the_sound_in_the_page_is_neither_late_nor_early(tmp_path, harbour):
    heard = read_sound(harbour, LISTENING)
    (tmp_path / "again.opus").write_bytes(opus(heard))
    again = read_sound(tmp_path / "again.opus", LISTENING)
    assert again.duration == pytest.approx(heard.duration, abs=0.001)
    count = min(len(heard.samples), len(again.samples))
    spectra = [np.fft.rfft(s.samples[:count], 2 * count) for s in (heard, again)]
    lag = int(np.argmax(np.fft.irfft(spectra[1] * spectra[0].conj())))
    assert min(lag, 2 * count - lag) <= 48, "a millisecond"


def test_opus_takes_its_own_rates_only():
    with pytest.raises(OutputError, match="44100"):
        opus(Sound(np.zeros(100, np.float32), 44100, "a.wav"))


def test_two_versions_differ_where_they_were_made_to(line, older):
    found = differences(line, older)
    assert [(d.what, d.seconds) for d in found] == [("word", 0.1), ("word", 0.5)]
    assert found[0].text == "“pah” became “pa”"
    assert found[1].text == "“pa” ends +2.0 frames"
    assert differences(line, line) == ()


def test_drawings_and_curves_that_differ_are_named_with_their_frames(line):
    first, *rest = line.exposures
    held = replace(line, exposures=(replace(first, frames=first.frames), replace(rest[0], viseme=first.viseme), *rest[1:]))
    found = [d for d in differences(held, line) if d.what == "drawing"]
    frames = range(rest[0].frame, rest[0].end)
    span = f"frame {frames[0]}" if len(frames) == 1 else f"frames {frames[0]} to {frames[-1]}"
    assert [d.text for d in found] == [f"{span}: {rest[0].viseme} became {first.viseme}"]
    jaw = next(curve for curve in line.curves if curve.shape == "jawOpen")
    louder = replace(jaw, keys=tuple(replace(key, value=key.value + 0.1) for key in jaw.keys))
    other = replace(line, curves=tuple(louder if curve is jaw else curve for curve in line.curves))
    assert [d.text[:13] for d in differences(other, line)] == ["jawOpen +0.10"]
    assert [d.text for d in differences(replace(line, curves=line.curves[1:]), line)] == [f"{line.curves[0].shape} is gone"]
