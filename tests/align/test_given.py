"""Words with times but without phones: their phones are found in the sound."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from visemes.align.builtin import BuiltinAligner
from visemes.align.given import completed, pronounced
from visemes.audio import read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.timeline import Timeline, Word
from visemes.transcript import read_transcript


@pytest.fixture(scope="module")
def line(harbour):
    sound = read_sound(harbour)
    words, _ = pronounce(read_transcript(harbour.with_suffix(".txt")), Lexicon())
    return sound, BuiltinAligner().align(sound, words)


def test_words_stay_and_phones_come(line):
    sound, heard = line
    bare = Timeline(heard.duration, tuple(Word(w.start, w.end, w.label) for w in heard.words), aligner="given")
    found = completed(bare, sound, "en-us")
    assert found.words == bare.words
    assert [p.label for p in found.phones] == [p.label for p in heard.phones]
    assert found.warnings == ("the phones of all words were found within the given times of words",)


def test_only_what_is_missing_is_found(line):
    sound, heard = line
    without = heard.words[3]
    given = replace(heard, phones=tuple(p for p in heard.phones if not without.start <= p.middle < without.end), aligner="given")
    found = completed(given, sound, "en-us")
    assert [p for p in found.phones if not without.start <= p.middle < without.end] == list(given.phones)
    assert [p.label for p in found.phones_in(without)] == [p.label for p in heard.phones_in(without)]
    assert found.warnings[-1] == "the phones of 1 of 10 words were found within the given times of words"


def test_rough_words_move_to_where_they_are_heard(line):
    sound, heard = line
    rng = np.random.default_rng(2)
    rough = tuple(Word(w.start + rng.uniform(0, 0.03), w.end - rng.uniform(0, 0.03), w.label) for w in heard.words)
    found = completed(Timeline(heard.duration, rough, aligner="whisper"), sound, "en-us", rough=True)
    before = np.mean([abs(a.start - b.start) for a, b in zip(rough, heard.words, strict=True)])
    after = np.mean([abs(a.start - b.start) for a, b in zip(found.words, heard.words, strict=True)])
    assert after < before / 2


def test_labels_are_said_as_a_transcript_would_be():
    found, _ = pronounced(["1984,", "♪", "Dr."], "en-us")
    assert found[0].text == "1984,"
    assert found[0].spoken == ("nineteen", "eighty", "four")
    assert found[1] is None
    assert found[2].spoken == ("doctor",)
    assert pronounced(["♪"], "en-us") == ([None], ())


def test_a_whisper_transcription_becomes_keys(visemes, harbour, tmp_path, line):
    words = [{"word": w.label, "start": round(w.start, 2), "end": round(w.end, 2), "score": 0.9} for w in line[1].words]
    (tmp_path / "x.json").write_text(
        json.dumps({"segments": [{"start": 0, "end": 4, "text": "", "words": words}], "language": "en"})
    )
    ran = visemes("export", harbour, "--timeline", "x.json", "-o", "out.json", "-f", "json")
    assert ran.status == 0, ran.err
    document = json.loads((tmp_path / "out.json").read_text())
    assert len(document["timeline"]["phones"]) == len(line[1].phones)
    assert document["timeline"]["language"] == "en-us"
    assert {"A", "G"} <= {e["viseme"] for e in document["exposures"]}


def test_words_alone_cannot_be_checked_without_their_sound(visemes, tmp_path, request):
    (tmp_path / "x.json").write_text(json.dumps({"segments": [{"words": [{"word": "hi", "start": 0, "end": 1}]}]}))
    golden = request.config.rootpath / "tests" / "golden" / "pop_man_12fps" / "json.json"
    ran = visemes("check", golden, "--timeline", "x.json")
    assert ran.status == 4
    assert ran.errors == ["visemes: x.json: has words but no phones"]
