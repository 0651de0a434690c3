"""The warm server: whatever comes in, every request is answered and the process lives."""

from __future__ import annotations

import io
import json
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes import pipeline, serve
from visemes.events import Events

if TYPE_CHECKING:
    from collections.abc import Iterator


def answers(*requests: object) -> list[dict]:
    """Every event of a server that is given these requests and then no more; strings are sent as they are."""
    lines = [request if isinstance(request, str) else json.dumps(request) for request in requests]
    stream = io.StringIO()
    serve.serve(iter(lines), Events(stream.write))
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def last(events: list[dict], number: object) -> dict:
    return [event for event in events if event.get("id") == number][-1]


@pytest.fixture
def request_line(harbour) -> dict:
    return {"id": 1, "command": "export", "sound": str(harbour)}


def test_it_says_when_it_is_ready():
    assert answers()[0] == {
        "type": "ready",
        "schema_version": 1,
        "version": pytest.importorskip("visemes").__version__,
        "commands": ["align", "edit", "export", "formats", "guess", "maps", "ping", "retake", "styles"],
    }


def test_an_export_writes_its_files_and_says_so(request_line, tmp_path, visemes):
    events = answers(request_line | {"fps": 12, "map": "preston_blair", "outputs": [str(tmp_path / "a.csv")], "inline": True})
    result = last(events, 1)
    assert (result["type"], result["path"]) == ("result", str(tmp_path / "a.csv"))
    visemes(
        "export",
        request_line["sound"],
        "--fps",
        "12",
        "--map",
        "preston_blair",
        "-o",
        "b.csv",
        "-o",
        "b.json",
        "-f",
        "csv",
        "-f",
        "json",
    )
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert result["line"] == json.loads((tmp_path / "b.json").read_text())
    assert {e["stage"] for e in events if e["type"] == "progress"} == set(pipeline.STAGES)


def test_a_moved_slider_does_not_align_again(request_line, monkeypatch):
    done = []
    real = serve.align_job
    monkeypatch.setattr(serve, "align_job", lambda job, progress: done.append(job) or real(job, progress))
    events = answers(*(request_line | {"id": i, "sliders": {"jaw": i}, "map": "arkit52", "inline": True} for i in (1, 2)))
    assert len(done) == 1
    jaws = [max(key["value"] for key in curve_of(last(events, i)["line"], "jawOpen")) for i in (1, 2)]
    assert jaws[1] > jaws[0]


def curve_of(line: dict, shape: str) -> list[dict]:
    return next(curve["keys"] for curve in line["curves"] if curve["shape"] == shape)


def test_a_changed_transcript_aligns_again(request_line, tmp_path):
    words = tmp_path / "a.txt"

    def requests() -> Iterator[str]:
        for number, text in enumerate(["The old boat", "The old boat drifted past"]):
            words.write_text(text)
            yield json.dumps(request_line | {"id": number, "command": "align", "transcript": str(words), "inline": True})
            answered[number].wait(30)

    answered = [threading.Event(), threading.Event()]
    stream = io.StringIO()

    def write(line: str) -> None:
        stream.write(line)
        event = json.loads(line)
        if event["type"] == "result":
            answered[event["id"]].set()

    serve.serve(requests(), Events(write))
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [len(last(events, i)["timeline"]["words"]) for i in (0, 1)] == [3, 5]


def test_a_request_that_waits_can_be_cancelled(request_line, tmp_path):
    target = tmp_path / "b.csv"
    events = answers(request_line, request_line | {"id": 2, "outputs": [str(target)]}, {"command": "cancel", "request": 2})
    assert last(events, 1)["type"] == "result"
    assert last(events, 2)["code"] == "cancelled"
    assert not target.exists()


def test_a_request_at_work_can_be_cancelled(request_line, tmp_path):
    target, working = tmp_path / "a.csv", threading.Event()

    def requests() -> Iterator[str]:
        yield json.dumps(request_line | {"outputs": [str(target)]})
        working.wait(30)
        yield json.dumps({"command": "cancel", "request": 1})
        cancelled.set()
        yield json.dumps({"id": 2, "command": "ping"})

    cancelled = threading.Event()
    sent: list[dict] = []

    def write(line: str) -> None:
        sent.append(json.loads(line))
        if sent[-1].get("stage") == "align":
            working.set()
            cancelled.wait(30)

    serve.serve(requests(), Events(write))
    assert last(sent, 1)["code"] == "cancelled"
    assert last(sent, 2)["type"] == "result"
    assert not target.exists()


def test_an_unknown_cancel_is_no_harm():
    events = answers({"command": "cancel", "request": 99}, {"command": "cancel"}, {"id": 99, "command": "ping"})
    assert last(events, 99)["type"] == "result"


def test_shutdown_finishes_what_came_before_and_nothing_after():
    events = answers({"id": 1, "command": "ping"}, {"id": 2, "command": "shutdown"}, {"id": 3, "command": "ping"})
    assert [event.get("id") for event in events] == [None, 1]


@pytest.mark.parametrize(
    ("request_text", "code", "words"),
    [
        ("not json", "usage", "no JSON"),
        ("[1, 2]", "usage", "no JSON object"),
        ("[" * 100_000, "usage", ""),
        ('{"id": 1}', "usage", "names no command"),
        ('{"id": 1, "command": "exprot"}', "usage", "exprot"),
        ('{"id": 1, "command": ["export"]}', "usage", "names no command"),
        ('{"id": 1, "command": "export"}', "usage", "names no sound"),
        ('{"id": 1, "command": "export", "sound": "no.wav", "text": "a"}', "audio", "no.wav"),
        ('{"id": 1, "command": "export", "sound": "no.wav", "fps": 0}', "usage", "frame rate"),
        ('{"id": 1, "command": "export", "sound": "no.wav", "inline": 1}', "usage", "inline"),
        ('{"id": 1, "command": "align", "sound": "no.wav", "outputs": ["a.csv"]}', "usage", "needs animation"),
        ('{"id": 1, "command": "guess", "names": "a"}', "usage", "names"),
        ('{"id": 1, "command": "guess", "names": ["Cube", "Lamp"]}', "rig", "fit no known set"),
    ],
)
def test_a_bad_request_is_an_answer(request_text, code, words):
    events = answers(request_text, {"id": "after", "command": "ping"})
    errors = [event for event in events if event["type"] == "error"]
    assert [error["code"] for error in errors] == [code]
    assert words in errors[0]["message"]
    assert "\n" not in errors[0]["message"]
    assert last(events, "after")["type"] == "result"


def test_a_mistake_of_ours_is_an_answer_too(monkeypatch):
    monkeypatch.setitem(serve.COMMANDS, "ping", lambda *_arguments: 1 / 0)
    events = answers({"id": 1, "command": "ping"}, {"id": 2, "command": "formats"})
    assert last(events, 1)["code"] == "internal"
    assert last(events, 2)["type"] == "result"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n\r"))
        | st.dictionaries(st.sampled_from(["id", "command", "sound"]), st.text()).map(json.dumps)
    )
)
def test_whatever_comes_in_it_lives(lines):
    events = answers(*lines, {"id": "end", "command": "ping"})
    assert last(events, "end")["type"] == "result"


def test_menus():
    events = answers({"id": 1, "command": "maps"}, {"id": 2, "command": "styles"}, {"id": 3, "command": "formats"})
    maps = {row["name"]: row for row in last(events, 1)["maps"]}
    assert "jawOpen" in maps["arkit52"]["shapes"]
    assert last(events, 2)["styles"]["cartoon"]["style"] == "cartoon"
    assert last(events, 2)["ranges"]["jaw"] == [0, 2]
    assert "json" in [row["name"] for row in last(events, 3)["formats"]]


def test_guess_by_names():
    names = [f"viseme_{n}" for n in ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]]
    answer = last(answers({"id": 1, "command": "guess", "names": names}), 1)
    assert answer["profile"]["viseme_map"] == "ready_player_me"
    assert answer["confidence"] > 0.9


def test_edits_are_made_to_a_timeline_that_comes_along(request_line):
    first = last(answers(request_line | {"inline": True, "map": "arkit52"}), 1)["line"]
    edit = request_line | {
        "command": "edit",
        "map": "arkit52",
        "timeline": {"kind": "timeline", "schema_version": 2} | first["timeline"],
    }
    edits = [{"edit": "words", "word": 2, "was": "boat", "text": "goat"}, {"edit": "emphasis", "word": 99, "emphasis": 2}]
    unedited, edited, bad = (
        last(answers(edit | extra | {"inline": True}), 1) for extra in ({}, {"edits": edits}, {"timeline": None})
    )
    assert unedited["line"] == first
    assert [word["word"] for word in edited["timeline"]["words"]][1:4] == ["old", "goat", "drifted"]
    assert edited["line"]["timeline"]["words"] == edited["timeline"]["words"]
    assert edited["stretches"] == [[first["timeline"]["words"][1]["end"], first["timeline"]["words"][3]["start"]]]
    assert edited["unplaced"] == ["word 99 with emphasis 2: the line has 10 words"]
    assert (bad["code"], bad["message"]) == ("usage", "edit needs a timeline")


def test_a_slider_with_a_timeline_that_comes_along_aligns_nothing(request_line, monkeypatch):
    timeline = last(answers(request_line | {"command": "align", "inline": True}), 1)["timeline"]
    monkeypatch.setattr(serve, "align_job", None)
    asked = request_line | {"inline": True, "timeline": timeline, "map": "arkit52"}
    events = answers(*(asked | {"id": i, "sliders": {"jaw": i}} for i in (1, 2)))
    jaws = [max(key["value"] for key in curve_of(last(events, i)["line"], "jawOpen")) for i in (1, 2)]
    assert jaws[1] > jaws[0]
    broken = last(answers(request_line | {"timeline": timeline | {"words": 3}}), 1)
    assert broken["message"] == "timeline: words should be a list, not 3"


def test_a_stretch_is_a_sound_of_its_own(request_line):
    whole = last(
        answers(
            request_line | {"command": "align", "text": "The old boat drifted past the harbour and nobody waved.", "inline": True}
        ),
        1,
    )
    said = request_line | {"command": "align", "text": "and nobody waved.", "inline": True, "start": 2.5, "end": 4.0}
    part, again, later = (last(answers(*rows), 1) for rows in ([said], [said | {"id": 2}, said], [request_line | {"id": 2}, said]))
    assert part["timeline"]["duration"] == 1.5
    late = {word["word"]: word["start"] for word in whole["timeline"]["words"]}
    for word in part["timeline"]["words"]:
        assert word["start"] + 2.5 == pytest.approx(late[word["word"]], abs=0.06)
    assert part["timeline"] == again["timeline"] == later["timeline"]
    moved = last(
        answers(request_line | {"timeline": part["timeline"], "start": 2.5, "end": 4.0, "start_frame": 101, "inline": True}), 1
    )
    assert moved["line"]["timeline"]["duration"] == 1.5


@pytest.mark.parametrize(
    "stretch", [{"start": -1}, {"start": 2, "end": 2}, {"start": 99}, {"start": "0"}, {"end": True}, {"end": 1e999}]
)
def test_a_stretch_that_is_none_is_an_error(request_line, stretch):
    assert last(answers(request_line | stretch), 1)["code"] == "usage"


def test_a_stretch_of_a_sound_whose_words_are_known_as_a_whole(request_line, monkeypatch):
    text = "The old boat drifted past the harbour and nobody waved."
    asked = request_line | {"command": "align", "text": text, "inline": True}
    whole = last(answers(asked), 1)["timeline"]
    aligned = []
    monkeypatch.setattr(serve, "align_job", lambda job, progress: aligned.append(job) or pipeline.align_job(job, progress))
    stretches = [asked | {"id": i, "start": start, "end": start + 1.2, "whole": True} for i, start in enumerate((0.5, 2.5))]
    events = answers(*stretches)
    assert len(aligned) == 1
    for i, start in enumerate((0.5, 2.5)):
        inside = [word for word in whole["words"] if start <= (word["start"] + word["end"]) / 2 < start + 1.2]
        part = last(events, i)["timeline"]
        assert part["duration"] == pytest.approx(1.2)
        assert [word["word"] for word in part["words"]] == [word["word"] for word in inside]
        for word, known in zip(part["words"], inside, strict=True):
            assert word["start"] == pytest.approx(max(known["start"] - start, 0), abs=2e-6)
            assert word["end"] == pytest.approx(min(known["end"] - start, 1.2), abs=2e-6)


def test_a_new_take_of_a_line_that_comes_along(request_line, tmp_path):
    line = last(answers(request_line | {"inline": True, "map": "arkit52", "fps": 12}), 1)["line"]
    line["timeline"]["words"][3]["emphasis"] = 1.5
    asked = {"id": 1, "command": "retake", "sound": request_line["sound"], "line": line, "inline": True}
    again = last(answers(asked | {"outputs": [{"target": str(tmp_path / "b.json"), "format": "json"}]}), 1)
    assert (again["kept"], again["words"], again["carried"], again["changes"], again["unplaced"]) == (10, 10, 1, [], [])
    assert again["line"]["timeline"] == line["timeline"]
    assert json.loads((tmp_path / "b.json").read_text()) == again["line"]
    other = request_line["sound"].replace("harbour", "bakery")
    assert last(answers(asked | {"sound": other}), 1)["code"] == "retake"
    assert last(answers(asked | {"line": None}), 1)["code"] == "usage"
