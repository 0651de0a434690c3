"""Jobs: what they are made of and what is refused before any work."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import OutputError, UsageError
from visemes.jobs import Job, Output, parse_span

FILM = Fraction(24)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0), ("0.25", Fraction(1, 4)), ("-1.5s", Fraction(-3, 2)), ("40ms", Fraction(1, 25)), ("2f", Fraction(1, 12)),
        ("-1 F", Fraction(-1, 24)), ("1/3", Fraction(1, 3)), (" .5 ", Fraction(1, 2)), (0.5, Fraction(1, 2)), (3, 3),
    ],
)  # fmt: skip
def test_spans_are_exact(text, seconds):
    assert parse_span(text, FILM) == seconds


@pytest.mark.parametrize("text", ["", "soon", "1e3", "nan", "inf", "1/0", "2 frames", "--1", "1:30"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(UsageError, match="is not a time"):
        parse_span(text, FILM)


@given(st.integers(-(10**6), 10**6), st.fractions(6, 240))
def test_frames_of_any_rate_are_exact(frames, rate):
    assert parse_span(f"{frames}f", rate) * rate == frames


def test_offset_moves_the_grid_by_frames():
    grid = Job(Path("a.wav"), fps="23.976", offset="3f").grid()
    assert grid.frame_at(0) == 1 + 3


def test_two_sources_of_words_contradict_each_other():
    with pytest.raises(UsageError, match="both text and transcript"):
        Job(Path("a.wav"), text="a", transcript=Path("a.txt"))


def test_a_transcript_beside_the_sound_is_found_in_order(tmp_path):
    sound = tmp_path / "line.wav"
    assert Job(sound).transcript_file() is None
    (tmp_path / "line.srt").touch()
    assert Job(sound).transcript_file() == tmp_path / "line.srt"
    (tmp_path / "line.lab").touch()
    assert Job(sound).transcript_file() == tmp_path / "line.lab"
    (tmp_path / "line.txt").touch()
    assert Job(sound).transcript_file() == tmp_path / "line.txt"
    assert Job(sound, transcript=tmp_path / "other.txt").transcript_file() == tmp_path / "other.txt"


def test_an_output_never_overwrites_an_input(tmp_path):
    sound = tmp_path / "line.wav"
    words = tmp_path / "line.srt"
    sound.touch()
    words.touch()
    for target in (sound, words, tmp_path / "." / "line.srt"):
        with pytest.raises(UsageError, match="would overwrite an input"):
            Job(sound, outputs=(Output(str(target), "srt"),)).check_outputs()
    Job(sound, outputs=(Output(str(tmp_path / "line.visemes.srt"), "srt"),)).check_outputs()


def test_an_impossible_target_is_refused_early(tmp_path):
    with pytest.raises(OutputError, match="folder does not exist"):
        Job(tmp_path / "a.wav", outputs=(Output(str(tmp_path / "no" / "a.csv"), "csv"),)).check_outputs()


def test_sliders_that_are_times_take_units():
    job = Job(Path("a.wav"), sliders={"lead": "2f", "minimum_hold": "80ms", "jaw": "1.5", "seed": "3", "shot": "wide"})
    assert job.sliders_at(Fraction(25)) == {"lead": 0.08, "minimum_hold": 0.08, "jaw": 1.5, "seed": 3, "shot": "wide"}
