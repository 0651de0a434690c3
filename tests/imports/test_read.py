"""Timelines as `--timeline` takes them: which format, which encoding, on which sound."""

from __future__ import annotations

import json
import os

import pytest

from visemes.errors import TimelineError
from visemes.export import timeline_json
from visemes.imports import read_line, read_timeline, source
from visemes.imports.tiers import Row, timeline_of
from visemes.timeline import Phone, Timeline, Word

PA = Timeline(1.0, (Word(0.2, 0.6, "pa"),), (Phone(0.2, 0.3, "p"), Phone(0.3, 0.6, "ɑ", 0.5, stress=1)), "en-us", "builtin", ("a",))


def put(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_our_own_timeline_unchanged(tmp_path):
    assert read_timeline(put(tmp_path, "a.json", timeline_json(PA))) == PA
    assert read_timeline(put(tmp_path, "a.json", timeline_json(PA)), 1.0) == PA


def test_the_timeline_of_a_whole_line(request):
    path = request.config.rootpath / "tests" / "golden" / "pop_man_12fps" / "json.json"
    assert read_timeline(path) == read_line(path).timeline


@pytest.mark.parametrize(("labels", "ipa"), [(["P", "AA1"], ["p", "ɑ"]), (["p", "A"], ["p", "ɑ"]), (["p", "ɑ"], ["p", "ɑ"])])
def test_a_timeline_by_hand_may_spell_phones_as_it_likes(tmp_path, labels, ipa):
    rows = [{"start": n / 10, "end": (n + 1) / 10, "phone": label} for n, label in enumerate([*labels, "sil"])]
    content = json.dumps({"schema_version": 1, "kind": "timeline", "duration": 1, "phones": rows})
    assert [p.label for p in read_timeline(put(tmp_path, "a.json", content)).phones] == ipa


def test_an_unknown_phone_is_named(tmp_path):
    content = timeline_json(Timeline(1.0, (), (Phone(0.25, 0.5, "h3ll0"),)))
    with pytest.raises(
        TimelineError, match=r"a\.json: at 0\.250 s: 'h3ll0' is no phone \(phones may be spelt in ARPABET, IPA or X-SAMPA\)"
    ):
        read_timeline(put(tmp_path, "a.json", content))


def test_the_content_says_the_format_whatever_the_name(tmp_path):
    assert read_timeline(put(tmp_path, "a.txt", timeline_json(PA))) == PA
    assert [p.label for p in read_timeline(put(tmp_path, "a.txt", "r 1 0 0.1 p\n")).phones] == ["p"]


def test_a_longer_sound_is_fine(tmp_path):
    assert read_timeline(put(tmp_path, "a.json", timeline_json(PA)), 2.5).duration == 2.5


@pytest.mark.parametrize(("duration", "end", "warned"), [(0.59, 0.59, False), (0.4, 0.4, True)])
def test_a_shorter_sound_cuts_the_tail_and_says_so(tmp_path, duration, end, warned):
    timeline = read_timeline(put(tmp_path, "a.json", timeline_json(PA)), duration)
    assert (timeline.duration, timeline.phones[-1].end, timeline.words[-1].end) == (duration, end, end)
    assert timeline.warnings[:1] == ("a",)
    assert any("past the end of the sound" in w for w in timeline.warnings) is warned


def test_the_timeline_of_another_recording(tmp_path):
    with pytest.raises(TimelineError, match=r"its first phone starts at 0\.200 s, after the sound \(0\.100 s\)"):
        read_timeline(put(tmp_path, "a.json", timeline_json(PA)), 0.1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"", "is empty"),
        ("a.json", b" \n\n", "is empty"),
        ("a.json", b"\x00\x01\xff\xfe\x00\xff", "is not a text file"),
        ("a.json", b"hello", "a.json:1: not valid JSON"),
        ("a.txt", b"hello there", "is no timeline in a known format"),
        ("a.TextGrid", b"hello there", "is no TextGrid text file"),
        ("a.ctm", b"hello there", "a.ctm:1: expected 'recording channel"),
    ],
)
def test_files_that_are_none(tmp_path, name, content, message):
    with pytest.raises(TimelineError) as caught:
        read_timeline(put(tmp_path, name, content))
    assert message in str(caught.value)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(TimelineError, match=r"a\.json: no such file"):
        read_timeline(tmp_path / "a.json")
    with pytest.raises(TimelineError, match="is a folder"):
        read_line(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "LARGEST_FILE", 1024)
    with pytest.raises(TimelineError, match="is larger than"):
        read_line(put(tmp_path, "a.json", timeline_json(PA) + " " * 2000))


@pytest.mark.skipif(os.name == "nt", reason="POSIX devices")
def test_an_endless_file_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(source, "LARGEST_FILE", 1024)
    with pytest.raises(TimelineError, match="is larger than"):
        read_line("/dev/zero")


def test_hand_labelled_recordings_of_several_sources(shared_data):
    """Real labels, SAMPA-like and ARPABET, with the slips real labels have."""
    for path in sorted((shared_data / "aligned").glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = [Row(start, end, label, n) for n, (start, end, label) in enumerate(content["phones"])]
        timeline = timeline_of(path.name, 0.0, (), rows)
        spoken = [row for row in rows if row.label.strip().lower() not in {"", "h#", "sil", "sp"}]
        assert len(spoken) <= len(timeline.phones) <= len(spoken) + 1
        assert timeline.phones[0].start == spoken[0].start
