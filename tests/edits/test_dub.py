"""A shot in another language: the shot stays, the speech is new."""

from __future__ import annotations

import shutil
import wave
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from visemes.edits.dub import dubbed, read_dubs
from visemes.edits.keys import with_edits
from visemes.edits.lines import revise_line
from visemes.edits.model import Emphasize, SetKey, WordRef
from visemes.errors import TimelineError
from visemes.imports import read_line
from visemes.line import Key
from visemes.pipeline import Aligned, align
from visemes.transcript import parse_transcript


def later(sound, seconds):
    """The sound after so much silence."""
    silence = np.zeros(round(seconds * sound.rate), np.float32)
    return replace(sound, samples=np.concatenate([silence, sound.samples]), name="later.wav")


@pytest.fixture(scope="module")
def spoken(sound, harbour):
    """The example line two seconds later, as a dub that is too long."""
    moved = later(sound, 2.0)
    return Aligned(moved, align(moved, parse_transcript(harbour.with_suffix(".txt").read_text())))


def test_the_same_speech_is_the_same_line(line, sound, timeline, arkit):
    same = dubbed(line, arkit, Aligned(sound, timeline))
    assert same.line == line
    assert (same.over, same.frames_over, same.late, same.told, same.unplaced) == (0, 0, (), (), ())


def test_the_shot_stays_and_what_is_too_long_is_told(line, arkit, spoken):
    made = dubbed(line, arkit, spoken)
    assert (made.line.grid, made.line.viseme_map, made.line.settings) == (line.grid, line.viseme_map, line.settings)
    assert made.line.sound == "later.wav"
    assert made.shot == line.timeline.duration
    end = made.line.timeline.phones[-1].end
    assert end == pytest.approx(line.timeline.phones[-1].end + 2, abs=0.03)
    assert made.over == pytest.approx(end - made.shot)
    frames = [f for f in range(1, 200) if float(line.grid.seconds_at(f)) < end and float(line.grid.seconds_at(f)) >= made.shot]
    assert made.frames_over == len(frames)
    assert made.late == tuple(w.label for w in made.line.timeline.words if w.end > made.shot)
    assert made.told[0].startswith(f"speaks {made.over:.2f} s ({made.frames_over} frames) longer than the shot of 4.05 s, from '")


def test_emphasis_goes_to_words_that_are_said_in_both(line, arkit, spoken, speech):
    edits = [Emphasize(WordRef(2, "boat"), 1.5), Emphasize(WordRef(6, "harbour"), 2.0)]
    shot = revise_line(line, edits, arkit, speech).line
    words = [replace(w, label="Hafen") if w.label == "harbour" else w for w in spoken.timeline.words]
    made = dubbed(shot, arkit, replace(spoken, timeline=replace(spoken.timeline, words=tuple(words))))
    assert [w.label for w in made.line.timeline.words if w.emphasis != 1] == ["boat"]
    assert [str(lost) for lost in made.unplaced] == ["emphasis 2 of 'harbour': the dubbed line has no such word"]


def test_the_shots_acting_stays_and_the_old_mouth_goes(line, arkit, spoken):
    keys = [SetKey(shape, Key(Fraction(20), 0.5)) for shape in ("browInnerUp", "jawOpen")]
    curves, _ = with_edits(line.curves, keys, arkit)
    made = dubbed(replace(line, curves=curves), arkit, spoken)
    by_hand = [(curve.shape, key.frame) for curve in made.line.curves for key in curve.keys if key.by_hand]
    assert by_hand == [("browInnerUp", 20)]
    assert [str(lost) for lost in made.unplaced] == ["1 keys of jawOpen: speech moves this shape, and it is another"]


@pytest.fixture
def shots(tmp_path, harbour, root, sound, visemes):
    """A folder with a shot and two sounds for it: one that fits, one that is too long."""
    shutil.copy(harbour, tmp_path / "a.wav")
    shutil.copy(harbour.with_suffix(".txt"), tmp_path / "a.txt")
    moved = later(sound, 2.0)
    with wave.open(str(tmp_path / "long.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((moved.samples * 32767).astype("<i2").tobytes())
    assert visemes("export", "a.wav", "--map", "preston_blair", "--fps", "12", "-o", "shot.json", "-f", "json").status == 0
    return tmp_path


def test_several_languages_in_one_table(shots, visemes):
    (shots / "long.txt").write_text("Das alte Boot trieb am Hafen vorbei, und niemand winkte.")
    ran = visemes("dub", "shot.json", "--language", "en", "a.wav", "--language", "German", "long.wav")
    assert ran.status == 0, ran.err
    rows = [line.split() for line in ran.out.splitlines()]
    assert rows[0] == ["sound", "language", "words", "speech", "shot", "over", "frames"]
    assert rows[1][:3] == ["a.wav", "en-us", "10"]
    assert rows[1][5:] == ["-", "-"]
    assert rows[2][:3] == ["long.wav", "de", "10"]
    assert float(rows[2][5]) == pytest.approx(float(rows[2][3]) - float(rows[2][4]), abs=0.011)
    assert "warning: long.wav: speaks" in ran.err
    made = read_line(shots / "long.visemes.json")
    assert (made.viseme_map, str(made.grid.fps), made.timeline.language) == ("preston_blair", "12", "de")


def test_a_table_says_the_same(shots, visemes):
    (shots / "t.csv").write_text('sound, language, text\nlong.wav, de, "Das alte Boot, und niemand winkte."\na.wav,,\n')
    (shots / "out").mkdir()
    ran = visemes("dub", "shot.json", "t.csv", "-o", "out/", "-f", "csv", "-f", "json", "--strict")
    assert ran.status == 10
    assert {path.name for path in (shots / "out").iterdir()} == {"a.csv", "a.json", "long.csv", "long.json"}
    assert [w.label for w in read_line(shots / "out" / "long.json").timeline.words][:3] == ["Das", "alte", "Boot"]
    assert read_line(shots / "out" / "a.json").timeline == read_line(shots / "shot.json").timeline


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["shot.json", "a.wav", "long.wav", "--language", "de"], "1 languages for 2 sounds"),
        (["shot.json", "a.wav", "long.wav", "--text", "Hallo"], "--text was given for several sounds"),
        (["shot.json", "a.wav", "--language", "klingonese"], "unknown language 'klingonese'"),
        (["a.wav", "a.wav"], "a.wav: is not a text file"),
        (["shot.json", "a.wav", "long.wav", "-o", "b.json"], "several sounds cannot share an output"),
        (["shot.json", "a.wav", "-o", "shot.json"], "shot.json: would overwrite an input, shot.json"),
        (["shot.json", "none.csv"], "none.csv: no such file"),
    ],
)
def test_bad_input(shots, visemes, arguments, problem):
    ran = visemes("dub", *arguments)
    assert ran.status in {2, 4}
    assert ran.errors == [f"visemes: {problem}"]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("language\nja", "has no column 'sound'"),
        ("sound,voice\na.wav,x", "has a column 'voice'"),
        ("sound,language\na.wav", "t.csv:2: has another number of cells than the heading"),
        ("sound,language\na.wav,ja,x", "t.csv:2: has another number of cells than the heading"),
        ("sound,language\n,ja", "t.csv:2: names no sound"),
    ],
)
def test_a_table_that_is_none(tmp_path, table, problem):
    (tmp_path / "t.csv").write_text(table)
    with pytest.raises(TimelineError) as told:
        read_dubs(tmp_path / "t.csv")
    assert problem in told.value.message
