"""Retakes of the example line, made from it: a person's work lands where it should, another line is refused."""

from __future__ import annotations

import json
import shutil
import wave
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from visemes.align import aligner_named
from visemes.audio import read_sound
from visemes.edits.lines import revise_line
from visemes.edits.model import Emphasize, SetKey, SetTime, WordRef
from visemes.edits.retake import Take, retake
from visemes.errors import RetakeError
from visemes.imports import read_line
from visemes.line import Key

FRAME = 1 / 24


def ref(index):
    return WordRef(index)


def faster(sound, speed):
    """The sound as a tape that runs faster: every time is divided by `speed`, exactly."""
    count = int(len(sound.samples) / speed)
    samples = np.interp(np.arange(count) * speed, np.arange(len(sound.samples)), sound.samples)
    return replace(sound, samples=samples.astype(np.float32), name="new.wav")


@pytest.fixture(scope="module")
def worked(line, timeline, arkit):
    """The example line with times, emphasis and keys by hand."""

    def second(word, phone):
        return timeline.phones_in(timeline.words[word])[phone].start

    edits = [
        SetTime(ref(2), "start", timeline.words[2].start + 0.03),
        SetTime(ref(4), "end", timeline.words[4].end - 0.05),
        SetTime(ref(3), "start", second(3, 2) + 0.025, 2),
        SetTime(ref(8), "start", second(8, 3) - 0.03, 3),
        Emphasize(ref(6), 1.5),
        *(SetKey("jawOpen", Key(Fraction(frame), 0.3)) for frame in (12, 20, 31, 45, 52, 80, 90)),
    ]
    revised = revise_line(line, edits, arkit, speech=type("None", (), {"language": "en-us"})())
    assert revised.unplaced == ()
    return revised.line


def times_by_hand(timeline):
    words = {(i, edge): getattr(word, edge) for i, word in enumerate(timeline.words) for edge in word.by_hand}
    return words | {
        (i, k, edge): getattr(phone, edge)
        for i, word in enumerate(timeline.words)
        for k, phone in enumerate(timeline.phones_in(word))
        for edge in phone.by_hand
    }


def frames_by_hand(line):
    return [float(key.frame) for curve in line.curves for key in curve.keys if key.by_hand]


def test_the_same_take_is_the_same_line(line, sound, arkit, speech):
    again = retake(line, Take(sound), arkit, speech, aligner_named("builtin"))
    assert again.line == line
    assert (again.kept, again.changes, again.unplaced) == (10, (), ())


def test_the_same_take_keeps_all_work_where_it_was(worked, sound, arkit, speech):
    again = retake(worked, Take(sound, None, sound), arkit, speech, aligner_named("builtin"))
    assert times_by_hand(again.line.timeline) == pytest.approx(times_by_hand(worked.timeline), abs=1e-6)
    assert again.line.timeline.words[6].emphasis == 1.5
    assert frames_by_hand(again.line) == frames_by_hand(worked)
    assert again.carried == 12
    assert again.unplaced == ()


@pytest.mark.parametrize("speed", [0.88, 1.12])
@pytest.mark.parametrize("has_old", [True, False])
def test_at_another_speed_every_edit_lands_within_a_frame(worked, sound, arkit, speech, speed, has_old):
    take = Take(faster(sound, speed), None, sound if has_old else None)
    new = retake(worked, take, arkit, speech, aligner_named("builtin"))
    wanted, found = times_by_hand(worked.timeline), times_by_hand(new.line.timeline)
    assert found.keys() == wanted.keys()
    for what, seconds in wanted.items():
        assert abs(found[what] - seconds / speed) < FRAME
    for before, after in zip(frames_by_hand(worked), frames_by_hand(new.line), strict=True):
        assert abs(after - (1 + (before - 1) / speed)) <= 1
    assert new.unplaced == ()


def test_edits_of_a_changed_word_are_listed_and_all_others_land(worked, sound, arkit, speech):
    take = Take(faster(sound, 1.1), "The old boat drifted past the hangar, and nobody waved.")
    new = retake(worked, take, arkit, speech, aligner_named("builtin"))
    assert "'harbour' is now 'hangar'" in new.changes
    gone = {"word 6 'harbour' with emphasis 1.5", "key of jawOpen at frame 52"}
    assert {lost.what for lost in new.unplaced} == gone
    assert new.carried == 10
    wanted, found = times_by_hand(worked.timeline), times_by_hand(new.line.timeline)
    for what, seconds in wanted.items():
        assert abs(found[what] - seconds / 1.1) < FRAME


def test_inserted_and_deleted_words_are_told(line, sound, arkit, speech):
    take = Take(sound, "The old boat slowly drifted past harbour, and nobody waved.")
    assert retake(line, take, arkit, speech, aligner_named("builtin")).changes[:2] == ("'slowly' is new", "'the' is gone")


def test_another_line_is_refused(line, sound, arkit, speech, root):
    other = read_sound(root / "examples" / "bakery.wav")
    with pytest.raises(RetakeError, match=r"bakery.wav: does not seem to be another take of this line: \d+ of 10 words do not fit"):
        retake(line, Take(other), arkit, speech, aligner_named("builtin"))
    text = (root / "examples" / "bakery.txt").read_text()
    with pytest.raises(RetakeError, match="words are the same"):
        retake(line, Take(other, text), arkit, speech, aligner_named("builtin"))


def save(path, sound):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((np.clip(sound.samples, -1, 1) * 32767).astype("<i2").tobytes())


def test_the_command(tmp_path, harbour, sound, visemes):
    shutil.copy(harbour, tmp_path / "a.wav")
    shutil.copy(harbour.with_suffix(".txt"), tmp_path / "a.txt")
    save(tmp_path / "a2.wav", faster(sound, 1.1))
    assert visemes("export", "a.wav", "--fps", "12", "-o", "a.json", "-f", "json").status == 0
    rows = [{"edit": "emphasis", "word": 3, "emphasis": 1.5}, {"edit": "emphasis", "word": 6, "emphasis": 2}]
    (tmp_path / "e.json").write_text(json.dumps({"schema_version": 1, "kind": "edits", "edits": rows}))
    assert visemes("apply", "a.json", "e.json", "-o", "a.json").status == 0
    ran = visemes("retake", "a.json", "a2.wav")
    assert ran.status == 0, ran.err
    assert ran.err.splitlines()[-2:] == ["a2.wav → a2.visemes.json", "a2.wav: 10 of 10 words kept, 2 of 2 settings by hand carried"]
    new = read_line(tmp_path / "a2.visemes.json")
    assert (str(new.grid.fps), new.sound, new.timeline.words[3].emphasis) == ("12", "a2.wav", 1.5)
    said = "The old boat drifted past the hangar, and nobody waved."
    ran = visemes("retake", "a.json", "a2.wav", "--text", said, "--strict", "-o", "b.json")
    assert ran.status == 10
    assert "warning: not carried: word 6 'harbour' with emphasis 2: the word is not in the new take" in ran.err
    assert "warning: 'harbour' is now 'hangar'" in ran.err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["a.json", "none.wav"], "none.wav: there is no such file"),
        (["none.json", "a.wav"], "none.json: no such file"),
        (["a.json", "a.wav", "--text", "…"], "the transcript: nothing in it is spoken"),
        (["a.json", "a.wav", "-o", "a.wav"], "a.wav: would overwrite an input, a.wav"),
    ],
)
def test_bad_input(tmp_path, harbour, visemes, arguments, problem):
    shutil.copy(harbour, tmp_path / "a.wav")
    visemes("export", "a.wav", "--text", harbour.with_suffix(".txt").read_text(), "-o", "a.json", "-f", "json")
    ran = visemes("retake", *arguments)
    assert ran.status in {2, 3, 4}
    assert ran.errors == [f"visemes: {problem}"]
