"""Encodings, subtitles, unreadable files."""

from __future__ import annotations

import contextlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import TranscriptError
from visemes.transcript import parse_subtitles, read_transcript
from visemes.transcript.encoding import decode

TEXT = "Voilà – “naïve” café, señor!\r\nSecond line"
WORDS = ["Voilà", "naïve", "café", "señor", "Second", "line"]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32", b""),
        ("cp1252", b""),
    ],
)
def test_encodings(tmp_path, encoding, mark):
    path = tmp_path / "line.txt"
    path.write_bytes(mark + TEXT.encode(encoding))
    assert [token.text for token in read_transcript(path)] == WORDS


def test_latin_1(tmp_path):
    path = tmp_path / "line.lab"
    path.write_bytes("café señor".encode("latin-1"))
    assert read_transcript(path).text == "café señor"


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0xD7FF), min_size=1).map(lambda text: text.lstrip("\ufeff")))
def test_utf8_comes_back(text):
    if "\x7f" not in text:
        assert decode(text.encode()) == text


@given(st.text(alphabet=st.characters(min_codepoint=0xC0, max_codepoint=0xFF), min_size=1, max_size=5))
def test_latin_1_letters_come_back(accents):
    text = f"plain words and {accents} more"
    assert decode(text.encode("latin-1")) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_value_error(data):
    with contextlib.suppress(ValueError):
        decode(data)


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02\x03" * 30, b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"],
    ids=["binary", "wav", "png"],
)
def test_not_text(tmp_path, content):
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(TranscriptError, match="is not text") as caught:
        read_transcript(tmp_path / "a.txt")
    assert caught.value.hint


def test_missing_folder_empty_and_forbidden(tmp_path):
    with pytest.raises(TranscriptError, match="no such transcript"):
        read_transcript(tmp_path / "a.txt")
    with pytest.raises(TranscriptError, match="is a folder"):
        read_transcript(tmp_path)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(TranscriptError, match="nothing in it is spoken"):
        read_transcript(tmp_path / "empty.txt")
    if hasattr(os, "geteuid") and os.geteuid():
        (tmp_path / "a.txt").write_text("hi")
        (tmp_path / "a.txt").chmod(0)
        with pytest.raises(TranscriptError, match="cannot be read"):
            read_transcript(tmp_path / "a.txt")


SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Hello</i> {\\an8}there.

2
00:01:02,345 --> 00:01:04,000 X1:40 X2:600
- ANNA: It&apos;s late
- Bob: Now
"""

VTT = """WEBVTT - a film
STYLE
::cue { color: red }

NOTE a remark
that goes on

intro
00:01.000 --> 00:02.500 align:start
<v Anna Smith>Hello <c.loud>there</c>

01:00:00.000 --> 01:00:01.000
[music]

00:03.000 --> 00:04.000
<v Bob>Yes <00:03.500>no <v.first Eve>Maybe
"""


def rows(text: str) -> list[tuple]:
    return [(t.text, t.speaker, t.start, t.end) for t in parse_subtitles(text)]


def test_subrip():
    assert rows(SRT) == [
        ("Hello", "", 1.0, 2.5),
        ("there", "", 1.0, 2.5),
        ("It's", "ANNA", 62.345, 64.0),
        ("late", "ANNA", 62.345, 64.0),
        ("Now", "Bob", 62.345, 64.0),
    ]


def test_webvtt():
    assert rows(VTT) == [
        ("Hello", "Anna Smith", 1.0, 2.5),
        ("there", "Anna Smith", 1.0, 2.5),
        ("Yes", "Bob", 3.0, 4.0),
        ("no", "Bob", 3.0, 4.0),
        ("Maybe", "Eve", 3.0, 4.0),
    ]


def test_captions_that_roll_up_are_said_once():
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\none two\n\n00:02.000 --> 00:02.010\none two\n\n"
        "00:02.010 --> 00:04.000\none two\nthree four\n\n00:04.000 --> 00:06.000\nthree four\nfive"
    )
    assert [row[0] for row in rows(text)] == ["one", "two", "three", "four", "five"]


def test_the_same_line_in_two_subtitles_is_said_twice():
    assert len(rows("1\n00:00:01,0 --> 00:00:02,0\nNo.\n\n2\n00:00:02,0 --> 00:00:03,0\nNo.\n")) == 2


def test_subtitles_under_any_name(tmp_path):
    (tmp_path / "a.txt").write_text(SRT)
    assert read_transcript(tmp_path / "a.txt").tokens[0].start == 1.0


@pytest.mark.parametrize("name", ["a.srt", "a.vtt"])
def test_bad_subtitles(tmp_path, name):
    (tmp_path / name).write_text("just text")
    with pytest.raises(TranscriptError, match=f"{name}: has no subtitles"):
        read_transcript(tmp_path / name)
    (tmp_path / name).write_text("1\n00:00:05,000 --> 00:00:02,000\nhi\n")
    with pytest.raises(TranscriptError, match="line 2: the subtitle ends before it starts"):
        read_transcript(tmp_path / name)


def test_real_transcripts(shared_data):
    counts = {path.stem: len(read_transcript(path)) for path in (shared_data / "speech").glob("*.txt")}
    assert counts["jfk"] == 22
    assert counts["austen_0880"] == 8
    assert counts["libri_61"] == 17
    assert min(counts.values()) >= 1
