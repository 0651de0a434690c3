from __future__ import annotations

import json
from dataclasses import asdict, replace
from fractions import Fraction

import pytest


@pytest.fixture(scope="session")
def lines(addon):
    return addon("lines")


@pytest.fixture(scope="session")
def asking(addon):
    return addon("asking")


@pytest.fixture
def line(lines, addon):
    rows = (addon("profiles").Row("jawOpen", "bs.jaw", 2.0, 0.0, 2.0), addon("profiles").Row("mouthClose", "bs.close", side="left"))
    return lines.Line(
        title="One", sound="a.wav", words="typed", typed="Oh boy", nodes=("bs", "ctl"), rows=rows, style="cartoon",
        sliders={"jaw": 1.5}, step=2, fade=0.0, timeline={"words": [{"word": "Oh"}]},
    )  # fmt: skip


def test_a_line_is_the_same_from_its_json(lines, line):
    assert lines.from_data(json.loads(json.dumps(lines.as_data(line)))) == line


@pytest.mark.parametrize("data", [{}, {"version": 1}, {"version": 99, "key": "k"}, {"version": 1, "key": 3}])
def test_what_is_no_line_is_none(lines, data):
    assert lines.from_data(data) is None


def test_what_is_wrong_in_a_line_is_as_in_a_new_one(lines, line):
    data = {**lines.as_data(line), "step": -4, "words": "telepathy", "keys": 7, "sliders": {"jaw": 1.1, "wings": 2}, "fade": "soft",
            "rows": [{"shape": "jawOpen"}], "timeline": [], "nodes": "bs", "unknown": 1}  # fmt: skip
    found = lines.from_data(data)
    new = lines.Line()
    assert (found.step, found.words, found.keys, found.sliders, found.fade) == (1, new.words, new.keys, {"jaw": 1.1}, new.fade)
    assert (found.rows, found.timeline, found.nodes, found.title) == ((), None, (), "One")


def test_every_new_line_has_a_key_of_its_own(lines):
    assert len({lines.Line().key for _ in range(50)}) == 50


def test_a_slider_is_as_moved_else_as_the_style_has_it(lines, line, addon):
    tables = addon("tables")
    assert line.slider("jaw") == 1.5
    assert line.slider("hold") == tables.STYLES["cartoon"][2]["hold"]
    assert line.slider("lips") == tables.SLIDERS["lips"][2]


@pytest.fixture
def placement(addon):
    return addon("timing").Placement(Fraction(24000, 1001), Fraction(101))


def test_what_is_asked_is_a_job_the_engine_knows(asking, line, placement):
    from visemes.jobs import Job

    fields = asking.export_request(line, "/sounds/a.wav", placement).fields
    assert fields["text"] == "Oh boy"
    assert (fields["fps"], fields["start_frame"], fields["step"]) == ("24000/1001", 101, 2)
    assert fields["sliders"] == {"jaw": 1.5, "shot": "close-up"}
    known = set(Job.__dataclass_fields__) | {"inline"}
    assert set(fields) <= known


@pytest.mark.parametrize(
    ("words", "told"),
    [("typed", {"text": "Oh boy"}), ("file", {"transcript": "b.txt"}), ("none", {"recognize": "auto"}), ("beside", {})],
)
def test_where_the_words_come_from(asking, line, words, told):
    found = asking.words_of(replace(line, words=words, transcript="b.txt"))
    assert found == told
    assert asking.words_of(replace(line, words=words, transcript="b.txt", language="de")) == {**told, "language": "de"}


def test_stored_times_are_used_again(asking, line, placement):
    fields = asking.export_request(line, "a.wav", placement, again=True).fields
    assert fields["timeline"] == line.timeline
    assert "text" not in fields
    assert "timeline" not in asking.export_request(replace(line, timeline=None), "a.wav", placement, again=True).fields


def test_words_of_a_file_are_the_whole_sounds(asking, line, addon):
    part = addon("timing").Placement(Fraction(24), Fraction(1), first=Fraction(11), last=Fraction(35))
    assert asking.export_request(replace(line, words="beside"), "a.wav", part).fields["whole"] is True
    assert "whole" not in asking.export_request(line, "a.wav", part).fields
    assert asking.export_request(line, "a.wav", part).fields["start"] == pytest.approx(10 / 24)


def test_a_new_take_is_three_questions(asking, line, placement):
    before, taken, after = asking.retake_requests(line, "a.wav", placement, "b.wav", placement, "Oh girl")
    assert (before.command, taken.command, after.command) == ("export", "retake", "export")
    assert (taken.takes, after.takes) == ("line", "timeline")
    assert before.fields["timeline"] == line.timeline
    assert taken.fields == {"sound": "b.wav", "inline": True, "map": "arkit52", "old_sound": "a.wav", "text": "Oh girl"}
    assert after.fields["sound"] == "b.wav"


def test_the_text_beside_a_sound(lines, tmp_path):
    sound = tmp_path / "a.wav"
    assert lines.text_beside(sound) is None
    for ending in (".vtt", ".txt"):
        sound.with_suffix(ending).touch()
    assert lines.text_beside(sound) == tmp_path / "a.txt"


@pytest.mark.parametrize(
    ("name", "namespace", "inside"),
    [
        ("bs.jawOpen", "hero", "hero:bs.jawOpen"), ("head|jaw.ty", "hero:", "hero:head|hero:jaw.ty"),
        ("bs.jawOpen", "", "bs.jawOpen"),
        ("|top|jaw.ty", "hero", "|hero:top|hero:jaw.ty"), ("bs.jaw", "a:b", "a:b:bs.jaw"),
    ],
)  # fmt: skip
def test_a_name_goes_into_a_namespace_and_out_again(addon, name, namespace, inside):
    names = addon("names")
    assert names.in_namespace(name, namespace) == inside
    assert names.without_namespace(inside, namespace) == name


def test_a_node_that_says_its_namespace_keeps_it(addon):
    assert addon("names").in_namespace("other:bs.jaw", "hero") == "other:bs.jaw"
    assert addon("names").namespace_of("|a:top|a:b:jaw.ty") == "a:b"


def test_rows_are_plain_data(line):
    assert asdict(line)["rows"][0]["name"] == "bs.jaw"
