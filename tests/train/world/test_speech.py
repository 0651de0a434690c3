"""Spoken lines and folders of them, against sounds whose marks are known to the sample."""

import json
import wave

import numpy as np
import pytest

from visemes.errors import InputError
from visemes.timeline import Phone, Timeline
from visemes.train.world.speech import Spoken, joined, read_entries, read_speech, write_speech

RATE = 16000


def clicks(name="a", seconds=1.0, at=(0.25, 0.5), voice="v", text="ba"):
    """A line with a click at the start of each phone."""
    samples = np.zeros(round(seconds * RATE), dtype=np.float32)
    for time in at:
        samples[round(time * RATE)] = 0.5
    phones = tuple(Phone(time, time + 0.1, "b") for time in at)
    return Spoken(name, voice, "clicker", "xx", text, samples, Timeline(seconds, (), phones, "xx"))


def found(line):
    return np.flatnonzero(np.abs(line.samples) > 0.1) / RATE


def starts(line):
    return np.array([phone.start for phone in line.timeline.phones])


def test_padding_moves_sound_and_times_together():
    line = clicks().padded(0.3, 0.7)
    assert line.seconds == line.timeline.duration == pytest.approx(2.0)
    assert found(line) == pytest.approx([0.55, 0.8])
    assert starts(line) == pytest.approx(found(line))


@pytest.mark.parametrize("size", [0.75, 1.2])
def test_another_size_moves_sound_and_times_together(size):
    line = clicks().resized(size)
    assert line.seconds == pytest.approx(size, abs=1e-3)
    peaks = [round(start * RATE) for start in starts(line)]
    for peak in peaks:  # the click is where its phone begins, to a sample or two
        around = np.abs(line.samples[peak - 200 : peak + 200])
        assert abs(int(around.argmax()) - 200) <= 2


def test_a_larger_speaker_is_lower():
    time = np.arange(RATE) / RATE
    tone = np.sin(2 * np.pi * 400 * time).astype(np.float32)
    line = Spoken("t", "v", "e", "xx", "", tone, Timeline(1.0, (), (Phone(0.0, 1.0, "a"),)))
    spectrum = np.abs(np.fft.rfft(line.resized(1.25).samples))
    assert np.fft.rfftfreq(round(1.25 * RATE), 1 / RATE)[spectrum.argmax()] == pytest.approx(320, abs=1)


def test_joined_lines_follow_one_another():
    line = joined([clicks("one"), clicks("two", 0.5, (0.1,), text="da")], [0.4])
    assert line.name == "one"
    assert line.text == "ba da"
    assert line.seconds == line.timeline.duration == pytest.approx(1.9)
    assert found(line) == pytest.approx([0.25, 0.5, 1.5])
    assert starts(line) == pytest.approx(found(line))


def test_levels_are_one():
    assert np.abs(clicks().levelled().samples).max() == pytest.approx(0.5)
    silent = Spoken("s", "v", "e", "xx", "", np.zeros(10, np.float32), Timeline(10 / RATE))
    assert not silent.levelled().samples.any()


def test_a_folder_reads_back(tmp_path):
    lines = [(clicks("a", voice="v1"), "train"), (clicks("b", 0.6, (0.3,), voice="v2"), "test")]
    write_speech(tmp_path, lines)
    back = list(read_speech(tmp_path))
    assert [line.name for line in back] == ["a", "b"]
    for (line, _), read in zip(lines, back, strict=True):
        assert (read.voice, read.engine, read.language, read.text, read.kind) == (
            "clicker" and line.voice,
            "clicker",
            "xx",
            "ba",
            "synthetic",
        )
        assert read.timeline.phones == line.timeline.phones
        assert np.abs(read.samples - line.samples).max() < 1 / 32767
    assert [line.name for line in read_speech(tmp_path, split="test")] == ["b"]


def test_the_sound_on_disk_is_a_plain_wave_file(tmp_path):
    write_speech(tmp_path, [(clicks(), "train")])
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert np.flatnonzero(samples) / RATE == pytest.approx([0.25, 0.5])
    row = json.loads((tmp_path / "index.json").read_text())["lines"][0]
    assert (row["name"], row["split"], row["seconds"]) == ("a", "train", 1.0)


def test_a_folder_without_an_index_is_read_by_its_timelines(tmp_path):
    write_speech(tmp_path, [(clicks(), "train")])
    (tmp_path / "index.json").unlink()
    (line,) = read_speech(tmp_path)
    assert line.kind == "human"
    assert starts(line) == pytest.approx([0.25, 0.5])
    assert list(read_speech(tmp_path, split="test")) == []


def test_a_folder_of_sounds_and_words_is_aligned(tmp_path, shared_data):
    for suffix in (".wav", ".txt"):
        (tmp_path / f"line{suffix}").write_bytes((shared_data / "speech" / f"austen_0880{suffix}").read_bytes())
    (tmp_path / "music.wav").write_bytes((shared_data / "speech" / "austen_0890.wav").read_bytes())  # neither times nor words
    (line,) = read_speech(tmp_path)
    assert line.name == "line"
    assert len(line.timeline.phones) > 10
    assert line.language == "en-us"


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(InputError, match="no sound"):
        list(read_speech(tmp_path))
    (tmp_path / "index.json").write_text('{"lines": [{"name": "x"}]}')
    with pytest.raises(InputError, match="not an index"):
        list(read_speech(tmp_path))
    write_speech(tmp_path, [(clicks(), "train")])
    (tmp_path / "a.wav").unlink()
    with pytest.raises(InputError, match="there is no sound"):
        list(read_speech(tmp_path))
    assert len(read_entries(tmp_path / "index.json")) == 1
