"""Speech marks of Amazon Polly and of Azure."""

from __future__ import annotations

import json

import pytest

from visemes.errors import TimelineError
from visemes.imports import read_timeline

POLLY = """{"time":0,"type":"sentence","start":0,"end":6,"value":"Hi mum"}
{"time":6,"type":"word","start":0,"end":2,"value":"Hi"}
{"time":6,"type":"viseme","value":"k"}
{"time":73,"type":"viseme","value":"a"}
{"time":180,"type":"viseme","value":"sil"}
{"time":373,"type":"word","start":3,"end":6,"value":"mum"}
{"time":373,"type":"viseme","value":"p"}
{"time":460,"type":"viseme","value":"E"}
{"time":604,"type":"viseme","value":"p"}
{"time":666,"type":"viseme","value":"sil"}
"""

TICKS = 10_000_000
EVENTS = [
    {"AudioOffset": 500000, "VisemeId": 0}, {"AudioOffset": 1000000, "VisemeId": 12}, {"AudioOffset": 1500000, "VisemeId": 11},
    {"AudioOffset": 3000000, "VisemeId": 0},
    {"AudioOffset": 1000000, "Duration": 2000000, "Text": "Hi", "BoundaryType": "Word"},
    {"AudioOffset": 2900000, "Duration": 100000, "Text": "!", "BoundaryType": "PunctuationBoundary"},
]  # fmt: skip
BATCH = [{"Text": "Hi", "AudioOffset": 100, "Duration": 200}, {"Text": "mum", "AudioOffset": 350, "Duration": 300}]


def read(tmp_path, text, name="a.json"):
    (tmp_path / name).write_text(text)
    return read_timeline(tmp_path / name)


@pytest.mark.parametrize("name", ["a.marks", "a.json", "a.txt"])
def test_polly(tmp_path, name):
    found = read(tmp_path, POLLY, name)
    assert [(w.label, w.start, w.end) for w in found.words] == [("Hi", 0.006, 0.18), ("mum", 0.373, 0.666)]
    assert [(p.label, p.start, p.end) for p in found.phones] == [
        ("k", 0.006, 0.073), ("a", 0.073, 0.18), ("p", 0.373, 0.46), ("ɛ", 0.46, 0.604), ("p", 0.604, 0.666),
    ]  # fmt: skip
    assert found.aligner == "given"


def test_pollys_words_alone_last_until_the_next(tmp_path):
    found = read(tmp_path, "\n".join(line for line in POLLY.splitlines() if '"viseme"' not in line))
    assert [(w.label, w.start, w.end) for w in found.words] == [("Hi", 0.006, 0.373), ("mum", 0.373, pytest.approx(0.673))]
    assert (found.phones, found.aligner) == ((), "marks")


@pytest.mark.parametrize(
    "spelling", [str, lambda name: {"AudioOffset": "audio_offset", "VisemeId": "viseme_id"}.get(name, name.lower())]
)
def test_azures_events_in_ticks(tmp_path, spelling):
    events = [{spelling(name): value for name, value in event.items()} for event in EVENTS]
    found = read(tmp_path, json.dumps(events))
    assert [(w.label, w.start, w.end) for w in found.words] == [("Hi", 0.1, 0.3)]
    assert [(p.label, p.start, p.end) for p in found.phones] == [("h", 0.1, 0.15), ("aɪ", 0.15, 0.3)]


def test_azures_batch_words_in_milliseconds(tmp_path):
    found = read(tmp_path, json.dumps(BATCH))
    assert [(w.label, w.start, w.end) for w in found.words] == [("Hi", 0.1, 0.3), ("mum", 0.35, 0.65)]
    assert found.aligner == "marks"


def test_visemes_alone_are_enough(tmp_path):
    found = read(tmp_path, json.dumps([event for event in EVENTS if "VisemeId" in event]))
    assert ([p.label for p in found.phones], found.words) == (["h", "aɪ"], ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (POLLY.replace('"k"', '"zz"'), "a.json:3: 'zz' is no viseme of Polly"),
        (POLLY.replace('"time":73,', ""), "a.json:4: time is missing"),
        (POLLY + "{", "a.json:11:1: not valid JSON"),
        (json.dumps([*EVENTS, {"AudioOffset": 1, "VisemeId": 99}]), "'99' is no viseme of Azure"),
        (json.dumps([*EVENTS, {"VisemeId": 9}]), "[6].audiooffset is missing"),
        (json.dumps([*EVENTS, 7]), "is no list of events"),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    with pytest.raises(TimelineError) as caught:
        read(tmp_path, text)
    assert message in caught.value.message
