"""`visemes apply`, as people call it."""

from __future__ import annotations

import json
import shutil

import pytest

from visemes.imports import read_line


@pytest.fixture
def made(tmp_path, harbour, visemes):
    """A folder with the example line, exported."""
    shutil.copy(harbour, tmp_path / "a.wav")
    shutil.copy(harbour.with_suffix(".txt"), tmp_path / "a.txt")
    assert visemes("export", "a.wav", "--map", "arkit52", "--style", "cartoon", "-o", "a.json", "-f", "json").status == 0
    return tmp_path


def edits(folder, *rows, name="e.json", **document):
    content = {"schema_version": 1, "kind": "edits", "edits": list(rows)} | document
    (folder / name).write_text(json.dumps(content))
    return name


def keys_by_hand(path):
    return [(curve.shape, float(key.frame), key.value) for curve in read_line(path).curves for key in curve.keys if key.by_hand]


def test_no_edits_give_the_same_line_byte_for_byte(made, visemes):
    assert visemes("apply", "a.json", edits(made)).status == 0
    assert (made / "a.edited.json").read_bytes() == (made / "a.json").read_bytes()


def test_edits_are_made_and_what_does_not_fit_is_listed(made, visemes):
    rows = (
        {"edit": "words", "word": 2, "was": "boat", "text": "goat"},
        {"edit": "emphasis", "word": 3, "emphasis": 2},
        {"edit": "emphasis", "word": 3, "was": "sank", "emphasis": 2},
        {"edit": "key", "shape": "jawOpen", "frame": 12, "value": 0.9},
        {"edit": "key", "shape": "tail", "frame": 12, "value": 0.9},
    )
    ran = visemes("apply", "a.json", edits(made, *rows), "-o", "a.json", "-o", "b.csv")
    assert (ran.status, ran.err.splitlines()[-1]) == (0, "a.json → a.json, b.csv")
    assert "warning: not applied: word 3 'sank' with emphasis 2: the line has no 'sank'" in ran.err
    assert "warning: not applied: key of tail at frame 12: the map arkit52 has no shape of that name" in ran.err
    line = read_line(made / "a.json")
    assert [w.label for w in line.timeline.words][1:4] == ["old", "goat", "drifted"]
    assert line.settings["style"] == "cartoon"
    assert keys_by_hand(made / "a.json") == [("jawOpen", 12.0, 0.9)]
    assert visemes("apply", "a.json", edits(made, {"edit": "words", "word": 1, "text": "cold"}), "-o", "c.json").status == 0
    assert keys_by_hand(made / "c.json") == [("jawOpen", 12.0, 0.9)]


def test_strict_tells_by_the_status(made, visemes):
    assert visemes("apply", "a.json", edits(made, {"edit": "emphasis", "word": 99, "emphasis": 1}), "--strict").status == 10
    assert visemes("apply", "a.json", edits(made), "--strict").status == 0


def test_a_page_of_several_lines(made, visemes):
    shutil.copy(made / "a.json", made / "b.json")
    lines = [{"line": name, "words": [{"word": 0, "said": "The", "emphasis": size}]} for name, size in (("a", 2.0), ("b", 0.5))]
    (made / "out").mkdir()
    assert visemes("apply", edits(made, lines=lines), "a.json", "b.json", "-o", "out/").status == 0
    assert [read_line(made / "out" / f"{name}.json").timeline.words[0].emphasis for name in "ab"] == [2.0, 0.5]


def test_without_the_sound_it_says_what_that_costs(made, visemes):
    (made / "a.wav").unlink()
    rows = {"edit": "words", "word": 2, "text": "goat"}, {"edit": "emphasis", "word": 2, "emphasis": 2}
    ran = visemes("apply", "a.json", edits(made, *rows))
    assert ran.status == 0
    assert "not applied: word 2 becomes 'goat': the sound is needed" in ran.err
    assert "a.wav was not found beside a.json" in ran.err
    assert read_line(made / "a.edited.json").timeline.words[2].emphasis == 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["a.json"], "a line and a file of edits are needed"),
        (["e.json"], "a line and a file of edits are needed"),
        (["a.json", "b.json", "e.json", "-o", "c.json"], "several lines cannot share a sound or an output"),
        (["a.json", "none.edits.json"], "none.edits.json: no such file"),
        (["a.json", "e.json", "-o", "e.json"], "e.json: would overwrite an input, e.json"),
        (["a.json", "e.json", "-o", "nowhere/b.json"], "nowhere/b.json: its folder does not exist"),
        (["none.json", "e.json"], "none.json: no such file"),
    ],
)
def test_bad_input(made, visemes, arguments, problem):
    edits(made)
    ran = visemes("apply", *arguments)
    assert ran.status in {2, 4, 6}
    assert ran.errors == [f"visemes: {problem}"]
