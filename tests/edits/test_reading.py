"""Edits as JSON, there and back."""

from __future__ import annotations

import json
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.edits.model import Delete, Emphasize, Insert, Pronounce, Rewrite, SetDrawing, SetKey, SetTime, WordRef
from visemes.edits.pages import parse_edits_file
from visemes.edits.reading import edits_document
from visemes.errors import TimelineError
from visemes.line import Key


def parse_edits(text, source="edits"):
    return parse_edits_file(text, source).edits


words = st.text("abc'é ", max_size=6)
numbers = st.integers(0, 50)
refs = st.builds(WordRef, numbers, words, st.none() | st.floats(0, 100))
phones = st.lists(st.sampled_from(["", "HH AH0", "aː"]), max_size=3).map(tuple)
seconds = st.floats(0, 1000)


@st.composite
def spans(draw):
    first = draw(refs)
    return first, draw(st.just(first) | st.builds(WordRef, st.integers(first.index + 1, 99), words))


keys = st.builds(Key, st.fractions(-10000, 10000, max_denominator=9), st.floats(-1, 1), st.floats(-1, 1), by_hand=st.booleans())
edits = st.one_of(
    st.tuples(spans(), st.none() | words.filter(bool), phones, st.none() | seconds, st.none() | seconds, st.booleans()).map(
        lambda row: Rewrite(*row[0], *row[1:])
    ),
    st.builds(Rewrite, st.none(), st.none(), words.filter(bool), phones, seconds, seconds, st.booleans()),
    st.builds(Pronounce, refs, words.filter(bool)),
    st.builds(SetTime, refs, st.sampled_from(["start", "end"]), seconds, st.none() | numbers, words),
    st.builds(Emphasize, refs, st.floats(0, 3)),
    st.builds(Insert, refs, words.filter(bool), phones),
    spans().map(lambda s: Delete(*s)),
    st.builds(SetDrawing, st.integers(-100, 1000), st.integers(1, 50), words.filter(bool)),
    st.builds(SetKey, words.filter(bool), keys),
)  # fmt: skip


@pytest.fixture(scope="module")
def schema(request):
    path = request.config.rootpath / "docs" / "schema" / "edits.schema.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(edits, max_size=6).map(tuple))
def test_every_edit_reads_back_and_keeps_to_the_schema(schema, made):
    written = json.dumps(edits_document(made, "a.wav"))
    assert parse_edits(written) == made
    schema.validate(json.loads(written))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"edit": "smile"}, 'edits[0].edit should be "words" or "pronunciation" or'),
        ({"edit": "words", "text": "a"}, "edits[0].first should be a word's number, unless start and end say where"),
        ({"edit": "words", "first": 3, "last": 2}, "edits[0].last should be the same as first or more, not 2"),
        ({"edit": "emphasis", "word": -1, "emphasis": 1}, "edits[0].word should be a word's number, 0 or more, not -1"),
        ({"edit": "emphasis", "word": 1}, "edits[0].emphasis is missing"),
        ({"edit": "emphasis", "word": 1, "emphasis": 1, "size": 3}, "edits[0].size is not known here"),
        ({"edit": "time", "word": 1, "edge": "middle", "seconds": 1}, 'edits[0].edge should be "start" or "end"'),
    ],
)
def test_what_is_wrong_is_said_with_its_place(row, problem):
    text = json.dumps({"schema_version": 1, "kind": "edits", "edits": [row]})
    with pytest.raises(TimelineError) as told:
        parse_edits(text, "e.json")
    assert str(told.value).startswith(f"e.json: {problem}")


def test_a_newer_file_is_refused():
    with pytest.raises(TimelineError, match="schema 2 of edits is not known"):
        parse_edits('{"schema_version": 2, "kind": "edits", "edits": []}')


def test_a_key_by_hand_has_an_exact_frame():
    (edit,) = parse_edits(
        '{"schema_version": 1, "kind": "edits", "edits": [{"edit": "key", "shape": "jawOpen", "frame": "25/2", "value": 0.5}]}'
    )
    assert edit.key.frame == Fraction(25, 2)
