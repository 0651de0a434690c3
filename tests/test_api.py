"""The one-liners of `import visemes`."""

from __future__ import annotations

import pytest

import visemes
from visemes import errors


def test_a_line_from_a_sound_and_back_from_its_file(harbour, tmp_path):
    line = visemes.animate_sound(harbour, map="preston_blair", fps=12, step=2, sliders={"jaw": 1.2})
    assert line.viseme_map == "preston_blair"
    assert (line.grid.fps, line.grid.step) == (12, 2)
    visemes.save_line(line, tmp_path / "a.json", format="json")
    assert visemes.read_line(tmp_path / "a.json") == line


def test_files_by_their_endings(harbour, tmp_path):
    line = visemes.animate_sound(harbour)
    visemes.save_line(line, tmp_path / "a.csv", str(tmp_path / "a.TextGrid"))
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "a.TextGrid"}
    with pytest.raises(errors.UsageError, match=r"\.json"):
        visemes.save_line(line, tmp_path / "b.csv", tmp_path / "b.json")
    assert not (tmp_path / "b.csv").exists()


def test_a_timeline_from_a_sound(harbour, tmp_path):
    (tmp_path / "words.txt").write_text("The old boat drifted past the harbour, and nobody waved.")
    timeline = visemes.align_sound(harbour, transcript=tmp_path / "words.txt")
    assert len(timeline.words) == 10
    assert timeline == visemes.align_sound(str(harbour))


def test_a_misspelt_setting_is_told():
    with pytest.raises(errors.UnknownNameError) as caught:
        visemes.animate_sound("a.wav", fsp=12)
    assert caught.value.hint == "did you mean 'fps'?"
