"""Whatever happens to a file, it is a timeline or one clear line."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.errors import InputError
from visemes.imports import IMPORTERS, read_timeline

GOOD = {
    "gentle": json.dumps(
        {"words": [{"case": "success", "word": "hi", "start": 0.1, "end": 0.3, "phones": [{"phone": "hh_B", "duration": 0.1}]}]}
    ),
    "whisper": json.dumps({"segments": [{"words": [{"word": "hi", "start": 0.1, "end": 0.3, "score": 0.5}, {"word": "you"}]}]}),
    "tiers": json.dumps({"start": 0, "end": 1, "tiers": {"words": {"type": "interval", "entries": [[0.1, 0.2, "hi"]]}}}),
    "table": "Begin,End,Label,Type,Speaker\n0.1,0.4,hi,words,anna\n0.1,0.2,h,phones,anna\n",
    "htk": "0 1000000 sil\n1000000 1800000 hh -3.5 HI\n1800000 4000000 ay\n",
    "eaf": '<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="1"/>'
    '<TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="9"/></TIME_ORDER><TIER TIER_ID="phones">'
    '<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="x" TIME_SLOT_REF1="a" TIME_SLOT_REF2="b">'
    "<ANNOTATION_VALUE>p</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>",
    "pgo": "lipsync version 1\na.wav\n24\n48\n1\nA\nhi\n1\nhi\n1\n9\n1\nhi 1 9 2\n1 etc\n4 AI\n",
    "polly": '{"time":6,"type":"word","start":0,"end":2,"value":"Hi"}\n{"time":6,"type":"viseme","value":"k"}\n'
    '{"time":73,"type":"viseme","value":"a"}\n',
    "azure": json.dumps([{"AudioOffset": 1000000, "VisemeId": 12}, {"AudioOffset": 1500000, "Duration": 9, "Text": "hi"}]),
    "ctm": "r 1 0.1 0.2 p\nr 1 0.3 0.2 a\n",
}  # fmt: skip


NOISE = ("", "0", "-1", "1e999", "NaN", '"', "{", "]", "\n", "\x00", "é", "9" * 30, "null", "<", "&x;", " ")


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_is_whole_is_read_by_one_format(name, tmp_path):
    assert sum(importer.recognize(GOOD[name]) for importer in IMPORTERS) >= 1
    path = tmp_path / "a"
    path.write_text(GOOD[name])
    found = read_timeline(path)
    assert found.words or found.phones


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(sorted(GOOD)))
def test_what_is_damaged_is_read_or_refused(tmp_path, data, name):
    text = GOOD[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        new = data.draw(st.sampled_from(NOISE))
        text = text[:at] + new + text[at + data.draw(st.integers(0, 6)) :]
    path = tmp_path / "a"
    path.write_text(text, encoding="utf-8")
    mistakes = []
    try:
        read_timeline(path)
    except InputError as error:
        mistakes.append(error.message)
    assert all(len(message.splitlines()) == 1 for message in mistakes)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(["gentle", "whisper", "tiers", "azure"]))
def test_json_with_values_of_any_kind(tmp_path, data, name):
    """A value somewhere becomes any other JSON value."""
    document = json.loads(GOOD[name])
    places = []

    def visit(value):
        for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            places.append((value, key))
            visit(value[key])

    visit(document)
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({}) | st.just([[1]])
    )
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document))
    mistakes = []
    try:
        read_timeline(path)
    except InputError as error:
        mistakes.append(error.message)
    assert all(len(message.splitlines()) == 1 for message in mistakes)
