"""Papagayo's voices."""

from __future__ import annotations

import pytest

from visemes.errors import TimelineError
from visemes.imports import read_timeline

LINE = """lipsync version 1
talk.wav
24
48
1
	Anna
	Hi mum
	1
		Hi mum
		12
		35
		2
			hi 12 17 2
				12 etc
				14 AI
			mum 24 35 3
				24 MBP
				27 AI
				33 MBP
"""


def read(tmp_path, text):
    (tmp_path / "a.pgo").write_text(text)
    return read_timeline(tmp_path / "a.pgo")


def test_words_and_shapes_at_their_frames(tmp_path):
    found = read(tmp_path, LINE)
    assert found.duration == 2.0
    assert [(w.label, w.start, w.end) for w in found.words] == [("hi", 0.5, 0.75), ("mum", 1.0, 1.5)]
    assert [(p.label, p.start, p.end) for p in found.phones] == [
        ("t", 12 / 24, 14 / 24), ("ɑ", 14 / 24, 18 / 24), ("m", 24 / 24, 27 / 24), ("ɑ", 27 / 24, 33 / 24), ("m", 33 / 24, 36 / 24),
    ]  # fmt: skip


def test_rest_is_a_pause_and_other_sets_are_known(tmp_path):
    assert [p.label for p in read(tmp_path, LINE.replace("etc", "rest")).phones] == ["ɑ", "m", "ɑ", "m"]
    dobbs = LINE.replace("MBP", "M").replace("AI", "A_I_Y").replace("etc", "S")
    assert [p.label for p in read(tmp_path, dobbs).phones] == ["s", "ɑ", "m", "ɑ", "m"]
    cmu = LINE.replace("MBP", "M").replace("AI", "AA1").replace("etc", "HH")
    assert [p.label for p in read(tmp_path, cmu).phones] == ["h", "ɑ", "m", "ɑ", "m"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LINE.replace("\n24\n", "\n0\n"), "a.pgo:3: expected a whole number, not '0'"),
        (LINE.replace("\n1\n\tAnna", "\nmany\n\tAnna"), "a.pgo:5: expected a whole number, not 'many'"),
        (LINE.replace("hi 12 17 2", "hi 12 17"), "a.pgo:13: expected 'word first last count'"),
        (LINE.replace("14 AI", "AI 14"), "a.pgo:15: expected 'frame shape'"),
        (LINE[:-40], "expected"),
        (LINE.replace("mum 24 35 3", "mum 24 35 9"), "the file ends too early"),
        (LINE.replace("AI", "YELL"), "a.pgo:12: 'YELL' is no shape of the set preston blair"),
        (LINE.replace("\n48\n1\n", "\n48\n99999999\n"), "the file ends too early"),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    with pytest.raises(TimelineError) as caught:
        read(tmp_path, text)
    assert message in caught.value.message
