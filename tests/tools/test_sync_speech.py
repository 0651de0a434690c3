"""What the speech of the expert is put together from: nothing said in training is tested, people come in two sizes."""

import importlib.util
import json

import numpy as np
import pytest

from visemes.timeline import Phone, Timeline
from visemes.train.families import families
from visemes.train.world.speech import Spoken, wave_bytes, write_speech


@pytest.fixture(scope="module")
def tool(root):
    spec = importlib.util.spec_from_file_location("sync_speech", root / "tools" / "sync_speech.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def synthetic(folder, name, voice, text):
    row = {"text": text, "voice": voice, "words": [], "phones": [[0.0, 0.1, "SIL"], [0.1, 0.4, "AA"], [0.4, 0.5, "SIL"]]}
    (folder / f"{name}.json").write_text(json.dumps(row))
    samples = np.zeros(8000, np.float32)
    samples[1600:6400] = 0.2
    (folder / f"{name}.wav").write_bytes(wave_bytes(samples))


def test_words_that_are_trained_on_are_not_tested_on(tool, tmp_path):
    trained = next(text for n in range(99) if families().split_of_sentence(text := f"word {n}") == "train")
    other = next(text for n in range(99) if families().split_of_sentence(text := f"thing {n}") == "train")
    synthetic(tmp_path, "a", "festival_ked", trained)
    synthetic(tmp_path, "b", "flite_rms", trained)  # the same words by a test voice: left out
    synthetic(tmp_path, "c", "flite_rms", other)
    found = {line.name: (line, split) for line, split in tool.synthesised([tmp_path])}
    assert {name: split for name, (_, split) in found.items()} == {"a": "train", "c": "test"}
    for line, _ in found.values():  # silence around it moves its phone along
        on = np.flatnonzero(line.samples) / 16000
        assert line.timeline.phones[0].start == pytest.approx(on[0], abs=1e-3)
        assert np.abs(line.samples).max() == pytest.approx(0.5)


def test_people_who_are_trained_on_come_in_two_sizes(tool, tmp_path):
    time = np.arange(16000) / 16000
    for name, split in (("one", "train"), ("two", "test")):
        tone = np.sin(2 * np.pi * 300 * time).astype(np.float32)
        line = Spoken(name, "v", "e", "cs", "t", tone, Timeline(1.0, (), (Phone(0.2, 0.7, "a"),)), "human")
        write_speech(tmp_path / name, [(line, split)])
    found = list(tool.people([tmp_path / "one", tmp_path / "two"]))
    assert [split for _, split in found] == ["train", "train", "test"]
    own, sized = found[0][0], found[1][0]
    assert sized.name != own.name
    assert sized.voice != own.voice
    factor = sized.seconds / own.seconds
    assert 0.75 < factor < 0.95 or 1.05 < factor < 1.25
    phone = sized.timeline.phones[0]
    assert (phone.start, phone.end) == (pytest.approx(0.2 * factor), pytest.approx(0.7 * factor))
    spectrum = np.abs(np.fft.rfft(sized.samples))
    assert spectrum.argmax() / sized.seconds == pytest.approx(300 / factor, abs=2)
