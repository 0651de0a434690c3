"""MFA's JSON and CSV."""

from __future__ import annotations

import json

import pytest

from visemes.errors import TimelineError
from visemes.imports import read_timeline

NAMED = {
    "start": 0.0, "end": 1.5,
    "tiers": {
        "words": {"type": "interval", "entries": [[0.1, 0.4, "hi"], [0.4, 1.0, "there"]]},
        "phones": {"type": "interval", "entries": [[0.1, 0.2, "HH"], [0.2, 0.4, "AY1"], [0.4, 1.0, "spn"]]},
        "marks": {"type": "point", "entries": [[0.5, "x"]]},
    },
}  # fmt: skip
LISTED = {
    "xmin": 0.0, "xmax": 1.5,
    "tiers": [
        {"class": "IntervalTier", "name": "anna - words", "xmin": 0, "xmax": 1, "entries": [[0.1, 0.4, "hi"], [0.4, 1.0, "there"]]},
        {"class": "IntervalTier", "name": "anna - phones", "xmin": 0, "xmax": 1.5, "entries": [[0.1, 0.2, "h"], [0.2, 0.4, "aj"]]},
        {"class": "TextTier", "name": "marks", "xmin": 0, "xmax": 1.5, "entries": [[0.5, "x"]]},
    ],
}  # fmt: skip
TABLE = """Begin,End,Label,Type,Speaker
0.1,0.4,hi,words,anna
0.4,1.0,"there, there",words,anna
0.1,0.2,h,phones,anna
0.2,0.4,aj,phones,anna
"""


@pytest.mark.parametrize(("name", "text"), [("a.json", json.dumps(NAMED)), ("a.json", json.dumps(LISTED)), ("a.csv", TABLE)])
def test_words_and_phones(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    found = read_timeline(tmp_path / name)
    assert [(w.start, w.end) for w in found.words] == [(0.1, 0.4), (0.4, 1.0)]
    assert [(p.label, p.start, p.end) for p in found.phones] == [("h", 0.1, 0.2), ("aɪ", 0.2, 0.4)]
    assert found.duration == (1.5 if name == "a.json" else 1.0)
    assert {w.speaker for w in found.words} == ({""} if text == json.dumps(NAMED) else {"anna"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps({"tiers": {"words": {"entries": [[0, "hi"]]}}}), "tiers.words.entries[0] should be [start, end, label]"),
        (json.dumps({"tiers": {"words": 3}}), "tiers.words should be an object, not 3"),
        (json.dumps({"tiers": [{"name": "talk", "entries": []}]}), "has no tier of phones (its interval tiers: 'talk')"),
        (TABLE.replace("0.1,0.2", "soon,0.2"), ":4: expected 'Begin,End,Label,Type,Speaker'"),
        (TABLE.replace("0.1,0.2", "nan,0.2"), ":4: expected 'Begin,End,Label,Type,Speaker'"),
        (TABLE + "1\n", ":6: expected"),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    (tmp_path / "a").write_text(text)
    with pytest.raises(TimelineError) as caught:
        read_timeline(tmp_path / "a")
    assert message in caught.value.message
