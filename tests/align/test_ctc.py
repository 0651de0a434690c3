"""Words placed by a network that hears letters: with outputs made so that the truth is known, and with whole tiny models."""

from __future__ import annotations

import json
import shutil
import string
import sys
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from visemes.align import aligner_named, kind_named
from visemes.align.base import Settings, SpokenWord
from visemes.align.builtin import BuiltinAligner
from visemes.align.ctc import CtcAligner, placed
from visemes.align.letters import Spelt, Vocabulary, spelt
from visemes.align.listeners import CONTEXT, CORE, FolderListener, heard
from visemes.audio import Sound, read_sound
from visemes.errors import AlignerError, NotInstalledError, UnknownNameError, UsageError
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import read_transcript

ALPHABET = Vocabulary({"<pad>": 0, "|": 1} | {c: i for i, c in enumerate(string.ascii_lowercase + "'", 2)}, 0)


class Oracle:
    """A network that hears exactly what it was told: (seconds, letter) peaks of one frame each, as such networks have."""

    name = "oracle"
    vocabulary = ALPHABET

    def __init__(self, peaks, seconds):
        frames = np.full((int((seconds * 16000 - 400) // 320 + 1), len(ALPHABET.tokens)), 1e-4)
        frames[:, 0] = 1
        for when, index in peaks:
            frame = min(round((when - 0.0125) / 0.02), len(frames) - 1)
            frames[frame, 0], frames[frame, index] = 1e-4, 1
        self.frames = np.log(frames / frames.sum(axis=1, keepdims=True)).astype(np.float32)

    def prepared(self, samples):
        return np.arange(len(samples), dtype=np.float32)

    def hear(self, samples):
        first = int(samples[0]) // 320
        return self.frames[first : first + (len(samples) - 400) // 320 + 1]


@pytest.fixture(scope="module")
def line(harbour):
    sound = read_sound(harbour)
    words, _ = pronounce(read_transcript(harbour.with_suffix(".txt")), Lexicon())
    return sound, words, BuiltinAligner().align(sound, words)


def peaks_of(words, times):
    """Each letter's peak in the middle of its share of the word, "|" between words."""
    peaks = []
    for word, (start, end) in zip(words, times, strict=True):
        indices = spelt(word, ALPHABET).indices
        if peaks:
            peaks.append((max((peaks[-1][0] + start) / 2, peaks[-1][0] + 0.02), 1))
        step = (end - start) / len(indices)
        peaks += [(start + (i + 0.5) * step, index) for i, index in enumerate(indices)]
    return peaks


def test_words_and_phones_are_where_they_are_heard(line):
    sound, words, truth = line
    oracle = Oracle(peaks_of(words, [(w.start, w.end) for w in truth.words]), sound.duration)
    found = CtcAligner(_listener=oracle).align(sound, words)
    assert [w.label for w in found.words] == [w.label for w in truth.words]
    assert [p.label for p in found.phones] == [p.label for p in truth.phones]
    assert np.mean([abs(a.start - b.start) for a, b in zip(found.words, truth.words, strict=True)]) < 0.01
    assert np.mean([abs(a.start - b.start) for a, b in zip(found.phones, truth.phones, strict=True)]) < 0.01
    assert found.aligner == "ctc:oracle"
    assert found.warnings == ()
    assert min(w.confidence for w in found.words) > 0.9


def test_where_the_network_places_words_they_are_looked_for(line):
    """The line twice: the network hears it in the second half, so that is where its phones are."""
    sound, words, truth = line
    twice = Sound(np.concatenate([sound.samples, sound.samples]), sound.rate)
    times = [(w.start + sound.duration, w.end + sound.duration) for w in truth.words]
    found = CtcAligner(_listener=Oracle(peaks_of(words, times), twice.duration)).align(twice, words)
    assert found.words[0].start == pytest.approx(times[0][0], abs=0.03)


def test_a_network_that_hears_something_else_says_so(line):
    sound, words, truth = line
    oracle = Oracle([(w.start, 2) for w in truth.words], sound.duration)
    found = CtcAligner(_listener=oracle).align(sound, words)
    assert "oracle hears something else than these words" in found.warnings[0]
    assert len(found.words) == len(words)


def test_words_no_letter_stands_for_get_the_room_between_their_neighbours(line):
    sound, words, truth = line
    strange = [SpokenWord("волна", words[2].parts, spoken=("волна",)) if i == 2 else word for i, word in enumerate(words)]
    times = [(w.start, w.end) for w in truth.words]
    vocabulary = Vocabulary({k: v for k, v in ALPHABET.tokens.items() if k not in "bcfgjkqvwxyz"}, 0)
    oracle = Oracle(peaks_of([w for i, w in enumerate(words) if i != 2], times[:2] + times[3:]), sound.duration)
    oracle.vocabulary = vocabulary  # too few letters to be Latin: nothing is spelt by how it is said
    found = CtcAligner(_listener=oracle).align(sound, strange)
    assert [w.label for w in found.words] == [w.text for w in strange]
    assert found.words[1].end <= found.words[2].start < found.words[2].end <= found.words[3].start
    assert "has no letters for" in found.warnings[0]


def test_a_vocabulary_of_another_script_is_an_error(line):
    sound, words, _ = line
    oracle = Oracle([], sound.duration)
    oracle.vocabulary = Vocabulary({"<pad>": 0} | {c: i for i, c in enumerate("абвгдежзий", 1)}, 0)
    with pytest.raises(AlignerError) as caught:
        CtcAligner(_listener=oracle).align(sound, words)
    assert caught.value.message.startswith("ctc: the vocabulary of oracle has no letters for: t h e o l d b a")
    assert "MMS_FA" in caught.value.hint


def test_windows_that_overlap_hear_what_one_would():
    """Every frame comes from one window, in order, whatever the length."""
    for seconds in (0.05, 5.0, CORE, CORE + 0.02, 2 * CORE + CONTEXT + 0.5, 95.3):
        oracle = Oracle([(t, 2 + int(t) % 26) for t in np.arange(0.5, seconds, 1.0)], seconds)
        assert (heard(oracle, np.zeros(round(seconds * 16000), np.float32)) == oracle.frames).all()


def test_a_sound_shorter_than_a_frame():
    oracle = Oracle([], 1.0)
    assert len(heard(oracle, np.zeros(100, np.float32))) in (0, 1)
    found = CtcAligner(_listener=oracle).align(Sound(np.full(100, 0.1, np.float32), 16000), [SpokenWord("a", ((("AH0",),),))])
    assert found.duration == 100 / 16000


def test_long_sounds_are_searched_in_pieces():
    """A word every 0.6 s with a pause after each tenth; every one is found at its frames."""
    words = [Spelt(tuple(2 + (n * 7 + i) % 26 for i in range(4))) for n in range(900)]
    times = [n * 0.6 + 0.5 * (n // 10) for n in range(900)]
    peaks, last = [], 0.0
    for word, start in zip(words, times, strict=True):
        if peaks:
            peaks.append(((last + start) / 2, 1))
        peaks += [(start + 0.1 * (i + 0.5), index) for i, index in enumerate(word.indices)]
        last = peaks[-1][0]
    oracle = Oracle(peaks, times[-1] + 3)
    assert len(oracle.frames) * 0.02 > 500
    found = placed(oracle.frames, words, ALPHABET)
    assert all(f is not None for f in found)
    off = [abs(f[0] * 0.02 + 0.0125 - (start + 0.05)) for f, start in zip(found, times, strict=True)]
    assert max(off) < 0.021


def test_more_words_than_were_said_end_in_order():
    words = [Spelt((2, 3))] * 900
    oracle = Oracle([(0.1 * i, 2 + i % 2) for i in range(60)], 150.0)
    found = [f for f in placed(oracle.frames, words, ALPHABET) if f]
    assert all(a[0] <= b[0] for a, b in pairwise(found))


def test_a_folder_with_a_model_end_to_end(tiny, tmp_path, visemes, harbour):
    """A network that has learned nothing: its answer is nonsense, but a whole one, and the same each time."""
    vocabulary = {"<pad>": 0, "|": 1} | {c: 2 + i % 5 for i, c in enumerate(string.ascii_lowercase)}
    folder = tiny.write_model(tmp_path / "model", vocabulary=vocabulary)
    arguments = ["align", harbour, "--text", "The old boat", "--aligner", "ctc", "--aligner-set", f"model={folder}", "-f", "json"]
    ran = visemes(*arguments, "-o", "a.json")
    assert ran.status == 0, ran.err
    document = json.loads((tmp_path / "a.json").read_text())
    assert document["aligner"] == "ctc:model"
    assert [w["word"] for w in document["words"]] == ["The", "old", "boat"]
    assert len(document["phones"]) == 8
    assert visemes(*arguments, "-o", "b.json").status == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_blank_and_phones_as_the_folder_says(tiny, tmp_path):
    folder = tiny.write_model(tmp_path / "m", vocabulary={"a": 0, "b": 1, "[PAD]": 2})
    (folder / "config.json").write_text(json.dumps(tiny.CONFIGS["base"] | {"pad_token_id": 77}))
    assert FolderListener(folder).vocabulary == Vocabulary({"a": 0, "b": 1, "[PAD]": 2}, 2)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "Wav2Vec2PhonemeCTCTokenizer"}))
    assert FolderListener(folder).vocabulary.phonetic
    (folder / "vocab.json").write_text(json.dumps({"a": "b"}))
    with pytest.raises(AlignerError, match="is no list of letters"):
        FolderListener(folder)


def test_a_model_of_many_languages_hears_with_the_adapter_of_one(tiny, tmp_path):
    folder = tiny.write_model(tmp_path / "mms", "adapter")
    listener = FolderListener(folder, "de")
    expected = np.array(tiny.golden()["adapter"]["log_probabilities"])
    assert np.abs(listener.hear(listener.prepared(tiny.sound())) - expected).max() < 1e-4
    assert listener.vocabulary.tokens == tiny.VOCABULARY
    with pytest.raises(AlignerError) as caught:
        FolderListener(folder, "fr-fr")
    assert caught.value.message.endswith("mms: does not know the language 'fr-fr'")
    assert caught.value.hint == "it knows abk, deu …"
    (folder / "adapter.deu.safetensors").unlink()
    with pytest.raises(AlignerError, match=r"adapter\.deu\.safetensors: no such file"):
        FolderListener(folder, "de")


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        ({}, UsageError, "ctc: no model was named"),
        ({"model": "no/such/folder"}, NotInstalledError, "the model no/such/folder is not installed"),
    ],
)
def test_a_model_that_is_not_there(line, values, kind, message):
    with pytest.raises(kind, match=message):
        aligner_named("ctc", Settings(values)).align(line[0], line[1])


def test_without_a_model_the_command_line_says_what_to_name(visemes, harbour):
    ran = visemes("align", harbour, "--text", "hi", "--aligner", "ctc", "-o", "a.TextGrid")
    assert ran.status == 8
    assert "--aligner-set model=FOLDER" in ran.hints[0]


def test_without_torchaudio_what_installs_it_is_named(monkeypatch, line):
    monkeypatch.setitem(sys.modules, "torchaudio", None)
    with pytest.raises(NotInstalledError) as caught:
        aligner_named("ctc", Settings({"model": "MMS_FA"})).align(line[0], line[1])
    assert caught.value.hint == "pip install torchaudio"


class FakeBundle:
    """A model of torchaudio's documented shape."""

    _path = "https://example.org/models/tide.pt"

    def get_labels(self, *, blank="-"):
        return (blank, "|", *string.ascii_uppercase)

    def get_model(self, *, dl_kwargs=None):
        return FakeModel()


class FakeModel:
    def eval(self):
        return self

    def __call__(self, waveform):
        frames = (waveform.shape[1] - 400) // 320 + 1
        return FakeTensor(np.tile(np.linspace(0, 1, 28, dtype=np.float32), (1, frames, 1))), None


class FakeTensor:
    def __init__(self, values):
        self.values, self.shape = values, values.shape

    def __getitem__(self, key):
        return FakeTensor(self.values[key])

    def numpy(self):
        return self.values


@pytest.fixture
def torchaudio(monkeypatch, tmp_path):
    """torch and torchaudio as far as they are documented and used: no more."""
    from contextlib import nullcontext

    def log_softmax(x, dim):
        return FakeTensor(x.values - np.logaddexp.reduce(x.values, axis=dim, keepdims=True))

    hub = SimpleNamespace(get_dir=lambda: str(tmp_path / "hub"))
    torch = SimpleNamespace(hub=hub, inference_mode=nullcontext, from_numpy=FakeTensor, log_softmax=log_softmax)
    pipelines = SimpleNamespace(TIDE_ASR_BASE=FakeBundle(), HUBERT_BASE=object())
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torchaudio", SimpleNamespace(pipelines=pipelines))
    return tmp_path / "hub" / "checkpoints" / "tide.pt"


def test_a_model_is_fetched_only_with_consent(torchaudio, line):
    with pytest.raises(NotInstalledError) as caught:
        aligner_named("ctc", Settings({"model": "TIDE_ASR_BASE"})).align(line[0], line[1])
    assert str(torchaudio) in caught.value.message
    assert "--download" in caught.value.hint
    found = aligner_named("ctc", Settings({"model": "TIDE_ASR_BASE"}, download=True)).align(line[0], line[1])
    assert found.aligner == "ctc:TIDE_ASR_BASE"


def test_a_model_that_was_fetched_before_is_used(torchaudio, line):
    torchaudio.parent.mkdir(parents=True)
    torchaudio.write_bytes(b"x")
    assert len(aligner_named("ctc", Settings({"model": "TIDE_ASR_BASE"})).align(line[0], line[1]).words) == len(line[1])


def test_a_name_torchaudio_does_not_have(torchaudio, line):
    with pytest.raises(UnknownNameError) as caught:
        aligner_named("ctc", Settings({"model": "TIDE_ASR_BAS"})).align(line[0], line[1])
    assert caught.value.hint == "did you mean 'TIDE_ASR_BASE'?"


def test_torchaudios_own_network_is_ours(tiny, tmp_path, monkeypatch):
    """The same weights in torchaudio's network and in ours; runs where torchaudio is installed."""
    pytest.importorskip("torchaudio", reason="torchaudio is not installed", exc_type=ImportError)
    import torch
    from torchaudio.models.wav2vec2.utils import import_huggingface_model
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    config = {k: v for k, v in tiny.CONFIGS["large"].items() if k != "model_type"}
    theirs = Wav2Vec2ForCTC(Wav2Vec2Config(**config)).eval()
    shapes = {k: tuple(v.shape) for k, v in theirs.state_dict().items() if "masked" not in k}
    theirs.load_state_dict({k: torch.from_numpy(v) for k, v in tiny.weights_of(shapes).items()}, strict=False)
    network = import_huggingface_model(theirs).eval()
    ours = FolderListener(tiny.write_model(tmp_path / "m", "large"))
    samples = ours.prepared(tiny.sound())
    with torch.inference_mode():
        expected = torch.log_softmax(network(torch.from_numpy(samples)[None])[0][0], dim=-1).numpy()
    assert np.abs(ours.hear(samples) - expected).max() < 1e-4


def test_auto_takes_a_named_model_for_other_languages(tiny, tmp_path):
    folder = tiny.write_model(tmp_path / "m")
    suits = kind_named("ctc").suits
    assert suits("de", Settings({"model": str(folder)}))
    assert not suits("en-us", Settings({"model": str(folder)}))
    assert not suits("de", Settings())
    shutil.rmtree(folder)
    assert not suits("de", Settings({"model": str(folder)}))
