"""Words with times from WhisperX, openai-whisper and faster-whisper."""

from __future__ import annotations

import json

import pytest

from visemes.errors import TimelineError
from visemes.imports.whisper import parse, recognize

WHISPERX = {
    "segments": [
        {
            "start": 0.5, "end": 2.0, "text": " In 1984, she", "speaker": "SPEAKER_01",
            "words": [
                {"word": "In", "start": 0.5, "end": 0.6, "score": 0.9},
                {"word": "1984,"},
                {"word": "she", "start": 1.6, "end": 2.0, "score": 0.8, "speaker": "SPEAKER_02"},
            ],
        }
    ],
    "word_segments": [{"word": "never looked at", "start": 0, "end": 1}],
    "language": "en",
}  # fmt: skip

WHISPER = {
    "text": " Hi there",
    "segments": [
        {"id": 0, "text": " Hi there", "tokens": [50364], "words": [
            {"word": " Hi", "start": 0.1, "end": 0.3, "probability": 0.75},
            {"word": " there", "start": 0.3, "end": 0.6, "probability": 0.5},
        ]},
    ],
    "language": "en",
}  # fmt: skip


def test_whisperx():
    found = parse(json.dumps(WHISPERX), "a.json")
    assert [(w.label, w.start, w.end, w.confidence) for w in found.words] == [
        ("In", 0.5, 0.6, 0.9), ("1984,", 0.6, 1.6, None), ("she", 1.6, 2.0, 0.8),
    ]  # fmt: skip
    assert [w.speaker for w in found.words] == ["SPEAKER_01", "SPEAKER_01", "SPEAKER_02"]
    assert (found.phones, found.aligner) == ((), "whisper")


def test_whisper_with_word_timestamps():
    found = parse(json.dumps(WHISPER), "a.json")
    assert [(w.label, w.start, w.end, w.confidence) for w in found.words] == [("Hi", 0.1, 0.3, 0.75), ("there", 0.3, 0.6, 0.5)]


def test_word_segments_alone():
    found = parse(json.dumps({"word_segments": [{"word": "hi", "start": 0, "end": 1}]}), "a.json")
    assert [w.label for w in found.words] == ["hi"]


def test_a_word_without_time_and_room_is_left_out():
    words = [{"word": "a", "start": 0, "end": 1}, {"word": "b"}, {"word": "c", "start": 1, "end": 2}, {"word": "d"}]
    assert [w.label for w in parse(json.dumps({"segments": [{"words": words}]}), "a").words] == ["a", "c"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"segments": [{"text": "hi", "start": 0, "end": 1}]}, "a.json: has sentences but no words with times"),
        ({"segments": [{"words": [{"word": "hi"}]}]}, "a.json: none of its words has a time"),
        ({"segments": [{"words": [{"start": 0, "end": 1}]}]}, "a.json: segments[0].words[0].word is missing"),
        ({"segments": [3]}, "a.json: segments[0] should be an object, not 3"),
    ],
)
def test_mistakes_are_named(document, message):
    text = json.dumps(document)
    assert recognize(text)
    with pytest.raises(TimelineError) as caught:
        parse(text, "a.json")
    assert caught.value.message == message
