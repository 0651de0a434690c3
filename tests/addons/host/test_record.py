import json

import pytest


@pytest.fixture(scope="session")
def record(addon):
    return addon("record")


@pytest.fixture(scope="session")
def key(addon):
    return addon("keys").Key


def test_what_is_written_is_read(record, key):
    keys = [key(1.0, 0.5, 0.25, -0.125, "bezier"), key(3.5, -1.0, 0.0, 0.0, "stepped"), key(9.0, 0.0, 0.0, 0.0, "linear")]
    written = {"line": {('key_blocks["a"].value', 0): record.Track.of(keys, 77), ("location", 2): record.Track.of(keys[:1])}}
    found = record.read(record.text(written))
    assert {name: track.keys() for name, track in found["line"].items()} == {
        ('key_blocks["a"].value', 0): keys, ("location", 2): keys[:1],
    }  # fmt: skip
    assert [track.digest for track in found["line"].values()] == [77, 0]


def test_a_frame_of_a_long_film_is_kept_exactly(record, key):
    assert record.Track.of([key(250_000.25, 0.0)]).keys()[0].frame == 250_000.25


def test_an_empty_record_is_no_text(record):
    assert record.text({"line": {}}) == ""
    assert record.read("") == {}


@pytest.mark.parametrize(
    "spoiled",
    [
        "{", "[]", "3", '{"version": 99, "lines": {}}', '{"version": 2}', '{"version": 2, "lines": 5}',
        '{"version": 2, "lines": {"a": [["p", 0, "AAAA", 0]]}}', '{"version": 2, "lines": {"a": [["p", 0, "***", 0]]}}',
        '{"version": 2, "lines": {"a": [["p"]]}}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_no_record(record, spoiled):
    assert record.read(spoiled) == {}


def test_the_record_is_ascii_json(record, key):
    text = record.text({"line": {("p", 0): record.Track.of([key(1.0, 0.1)])}})
    assert text.isascii()
    assert json.loads(text)["version"] == record.VERSION
