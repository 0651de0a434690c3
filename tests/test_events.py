"""Events: one JSON object a line."""

from __future__ import annotations

import io
import json

from visemes.errors import AudioError, CancelledError
from visemes.events import PROGRESS_STEP, Events, error_fields, line_writer


def sent(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_event_is_one_line_with_its_tags():
    stream = io.StringIO()
    events = Events(line_writer(stream)).tagged(sound="ɹ.wav")
    events.progress("align", 0.4)
    events.warning("two\nlines")
    events.result(path="a.json")
    assert stream.getvalue().isascii()
    assert sent(stream) == [
        {"type": "progress", "sound": "ɹ.wav", "stage": "align", "value": 0.4},
        {"type": "warning", "sound": "ɹ.wav", "message": "two\nlines"},
        {"type": "result", "sound": "ɹ.wav", "schema_version": 1, "path": "a.json"},
    ]


def test_progress_is_thinned_but_never_loses_a_stage_or_its_end():
    stream = io.StringIO()
    events = Events(line_writer(stream))
    for stage in ("align", "motion"):
        for i in range(1001):
            events.progress(stage, i / 1000)
    found = [(e["stage"], e["value"]) for e in sent(stream)]
    assert found[0] == ("align", 0)
    assert found[-1] == ("motion", 1)
    assert ("align", 1) in found
    assert ("motion", 0) in found
    assert len(found) <= 2 * (1 / PROGRESS_STEP + 2)


def test_an_error_is_data():
    assert error_fields(AudioError("a.wav", "is empty", "record it again")) == {
        "code": "audio",
        "message": "a.wav: is empty",
        "hint": "record it again",
        "exit_code": 3,
    }
    assert error_fields(CancelledError())["exit_code"] == 130


def test_an_unknown_exception_is_one_line():
    fields = error_fields(ValueError("first\nsecond"))
    assert fields["code"] == "internal"
    assert fields["message"] == "internal error: ValueError: first second"
    assert fields["hint"]
