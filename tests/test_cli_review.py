"""`visemes review` from end to end."""

from __future__ import annotations

import json
import re
import shutil


def index_of(page) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="index">(.*?)</script>', page.read_text(encoding="utf-8"))[1])


def test_a_sound_becomes_a_page_beside_it(visemes, harbour, tmp_path):
    shutil.copy(harbour, tmp_path / "my line's “take”.wav")
    result = visemes(
        "review", tmp_path / "my line's “take”.wav", "--text", "The old boat drifted past the harbour, and nobody waved."
    )
    assert result.status == 0
    page = index_of(tmp_path / "my line's “take”.visemes.html")
    assert page["title"] == "my line's “take”"
    assert page["lines"][0]["text"].startswith("The old boat")


def test_sounds_and_finished_lines_on_one_page(visemes, harbour, tmp_path):
    text = "The old boat drifted past the harbour, and nobody waved."
    (tmp_path / "takes").mkdir()
    for name in ("takes/one.wav", "two.wav"):
        shutil.copy(harbour, tmp_path / name)
        (tmp_path / name).with_suffix(".txt").write_text(text)
    assert visemes("export", "takes/one.wav", "-o", "takes/one.visemes.json", "-f", "json").status == 0
    assert visemes("review", "takes/one.visemes.json", "takes/one.wav", "-o", "page.html").status == 0
    assert [one["name"] for one in index_of(tmp_path / "page.html")["lines"]] == ["takes/one", "takes/one (2)"]
    assert visemes("review", "two.wav", "takes/one.wav", "-o", "both.html", "--against", "takes").status == 0
    page = (tmp_path / "both.html").read_text(encoding="utf-8")
    lines = [json.loads(found) for found in re.findall(r'id="line-\d+">(.*?)</script>', page)]
    assert [line["name"] for line in lines] == ["two", "one"]
    assert [line["old"] is None for line in lines] == [True, False]
    assert lines[1]["differences"] == []


def test_lines_that_fail_are_told_and_the_others_are_on_the_page(visemes, harbour, tmp_path):
    (tmp_path / "bad.wav").write_text("no sound")
    shutil.copy(harbour, tmp_path / "good.wav")
    (tmp_path / "good.txt").write_text("The old boat drifted past the harbour, and nobody waved.")
    result = visemes("review", "bad.wav", "good.wav", "-o", "page.html")
    assert result.status == 9
    assert "bad.wav" in result.err
    assert [one["name"] for one in index_of(tmp_path / "page.html")["lines"]] == ["good"]


def test_what_cannot_be_is_said_before_any_work(visemes, harbour, tmp_path):
    assert "folder does not exist" in visemes("review", harbour, "--text", "x", "-o", "nowhere/page.html").err
    assert ".html" in visemes("review", harbour, "--text", "x", "-o", "page.pdf").err
    assert "folder" in visemes("review", harbour, harbour.with_name("bakery.wav"), "--against", "old.json").err
    assert list(tmp_path.iterdir()) == []
