"""Gentle's JSON."""

from __future__ import annotations

import json

import pytest

from visemes.errors import TimelineError
from visemes.imports import read_timeline
from visemes.imports.gentle import parse, recognize


def word(case="success", **values):
    return {"case": case, "endOffset": 2, "startOffset": 0, "word": "Hi", **values}


def phones(*pairs):
    return [{"phone": phone, "duration": duration} for phone, duration in pairs]


LINE = {
    "transcript": "Hi, Brillig there",
    "words": [
        word(alignedWord="hi", start=0.5, end=0.74, phones=phones(("hh_B", 0.08), ("ay_E", 0.16))),
        word(alignedWord="<unk>", word="Brillig", start=0.8, end=1.2, phones=phones(("oov_S", 0.4))),
        word("not-found-in-audio", word="there"),
    ],
}


def test_words_and_phones(tmp_path):
    path = tmp_path / "align.json"
    path.write_text(json.dumps(LINE))
    found = read_timeline(path)
    assert [(w.label, w.start, w.end) for w in found.words] == [("Hi", 0.5, 0.74), ("Brillig", 0.8, 1.2)]
    assert [(p.label, p.start, pytest.approx(p.end)) for p in found.phones] == [("h", 0.5, 0.58), ("aɪ", 0.58, 0.74)]
    assert found.aligner == "given"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": "soon"}, 'words[0].start should be a number, not "soon"'),
        ({"phones": [{"phone": "hh_B"}]}, "words[0].phones[0].duration is missing"),
        ({"phones": phones(("h3ll0_B", 0.1))}, "'h3ll0' is no phone"),
        ({"end": 0.1}, "'Hi' goes from 0.500 s to 0.100 s"),
    ],
)
def test_mistakes_are_named(change, message):
    text = json.dumps({"words": [word(**({"start": 0.5, "end": 0.6, "phones": []} | change))]})
    assert recognize(text)
    with pytest.raises(TimelineError) as caught:
        parse(text, "a.json")
    assert message in caught.value.message
