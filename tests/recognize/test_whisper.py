"""Whisper and Vosk: stand-ins that take exactly what the documented interfaces take, and what is made of their answers."""

from __future__ import annotations

import json
import sys
from types import ModuleType, SimpleNamespace
from typing import ClassVar, NamedTuple

import numpy as np
import pytest

from visemes.align.base import Settings
from visemes.audio import Sound, read_sound
from visemes.errors import AlignerError, NotInstalledError, UnknownNameError, UsageError
from visemes.recognize import check_settings, recognize, whisper
from visemes.timeline import Timeline


class Segment(NamedTuple):
    """What faster-whisper yields, as far as it is used."""

    start: float
    end: float
    text: str


class Info(NamedTuple):
    language: str
    language_probability: float


SAID = (" The old boat drifted past the harbour,", " and nobody waved.")


class FasterModel:
    """faster_whisper.WhisperModel, as far as its documentation goes."""

    made: ClassVar[list[dict]] = []
    asked: ClassVar[list[dict]] = []
    fails: Exception | None = None
    language = "en"

    def __init__(
        self, model_size_or_path, device="auto", device_index=0, compute_type="default", cpu_threads=0, num_workers=1,
        download_root=None, *, local_files_only=False,
    ):  # fmt: skip
        FasterModel.made.append({"model": model_size_or_path, "local_files_only": local_files_only})
        if FasterModel.fails:
            raise FasterModel.fails

    def transcribe(self, audio, language=None, task="transcribe", beam_size=5, temperature=(0.0, 0.2), *, word_timestamps=False):
        assert audio.dtype == np.float32
        assert audio.ndim == 1
        FasterModel.asked.append({"language": language, "temperature": temperature})
        segments = (Segment(2.0 * i, 2.0 * i + 2, text) for i, text in enumerate(SAID))
        return segments, Info(language or self.language, 0.9)


@pytest.fixture
def packages(monkeypatch, tmp_path):
    """Neither package is installed until `use` says so."""
    whisper._faster.cache_clear()
    whisper._original.cache_clear()
    monkeypatch.setattr(FasterModel, "made", [])
    monkeypatch.setattr(FasterModel, "asked", [])
    monkeypatch.setattr(FasterModel, "fails", None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    here: dict[str, object] = {}
    monkeypatch.setattr(whisper, "_is_here", lambda name: name in here)

    def use(name, **contents):
        module = ModuleType(name)
        vars(module).update(contents)
        here[name] = module
        monkeypatch.setitem(sys.modules, name, module)

    yield use
    whisper._faster.cache_clear()
    whisper._original.cache_clear()


@pytest.fixture(scope="module")
def sound(harbour):
    return read_sound(harbour)


def test_faster_whispers_words_are_a_transcript(packages, sound):
    packages("faster_whisper", WhisperModel=FasterModel)
    told = []
    found = recognize(sound, "whisper", told.append)
    assert found.text == "The old boat drifted past the harbour and nobody waved"
    assert found.language == "en-us"
    assert found.warnings[0].startswith("no transcript was given; heard: The old boat")
    assert FasterModel.made == [{"model": "small", "local_files_only": True}]
    assert FasterModel.asked == [{"language": None, "temperature": 0.0}]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_nothing_is_fetched_without_consent(packages, sound):
    packages("faster_whisper", WhisperModel=FasterModel)
    recognize(sound, "whisper", settings=Settings({"model": "tiny"}, download=True))
    assert FasterModel.made == [{"model": "tiny", "local_files_only": False}]
    FasterModel.fails = RuntimeError("cannot find the snapshot folder")
    with pytest.raises(NotInstalledError) as caught:
        recognize(sound, "whisper", settings=Settings({"model": "large-v3"}))
    assert caught.value.message == "the whisper model large-v3 is not installed"
    assert caught.value.hint == "fetch it once with --download, or name a folder: --recognize-set model=FOLDER"
    with pytest.raises(AlignerError, match="cannot be loaded"):
        recognize(sound, "whisper", settings=Settings({"model": "large-v3"}, download=True))


@pytest.mark.parametrize(("language", "code"), [("de", "de"), ("en-us", "en"), ("cmn", "zh"), ("pt-br", "pt"), ("nb", "no")])
def test_a_language_that_is_known_is_told(packages, sound, language, code):
    packages("faster_whisper", WhisperModel=FasterModel)
    assert recognize(sound, "whisper", language=language).language == language
    assert FasterModel.asked[0]["language"] == code


@pytest.mark.parametrize(("code", "language"), [("en", "en-us"), ("zh", "cmn"), ("ru", "ru"), ("de", "de"), ("jw", "jv")])
def test_the_language_whisper_hears_is_the_transcripts(packages, sound, monkeypatch, code, language):
    packages("faster_whisper", WhisperModel=FasterModel)
    monkeypatch.setattr(FasterModel, "language", code)
    found = recognize(sound, "whisper").language
    assert found == language or (language == "jv" and found)


def test_one_model_hears_many_sounds(packages, sound):
    packages("faster_whisper", WhisperModel=FasterModel)
    recognize(sound, "whisper")
    recognize(sound, "whisper")
    assert len(FasterModel.made) == 1


def test_silence_is_not_given_to_whisper(packages):
    packages("faster_whisper", WhisperModel=FasterModel)
    noise = Sound(np.random.default_rng(0).normal(0, 0.01, 32000).astype(np.float32), 16000, "wind")
    found = recognize(noise, "whisper")
    assert isinstance(found, Timeline)
    assert "no speech was heard" in found.warnings[0]
    assert FasterModel.asked == []


def test_what_goes_wrong_inside_is_one_line(packages, sound, monkeypatch):
    packages("faster_whisper", WhisperModel=FasterModel)
    monkeypatch.setattr(FasterModel, "transcribe", lambda *_args, **_options: 1 / 0)
    with pytest.raises(AlignerError, match="whisper: failed: division by zero"):
        recognize(sound, "whisper")


def original(tmp_path):
    """openai-whisper's documented functions."""

    def load_model(name, device=None, download_root=None, *, in_memory=False):
        def transcribe(audio, *, verbose=None, temperature=(0.0, 0.2), **decode_options):
            assert set(decode_options) <= {"language", "beam_size", "task", "fp16"}
            assert temperature == 0.0
            return {
                "text": "".join(SAID),
                "segments": [{"end": 2.0 * i + 2, "text": t} for i, t in enumerate(SAID)],
                "language": "en",
            }

        return SimpleNamespace(transcribe=transcribe)

    return {
        "load_model": load_model,
        "_MODELS": {"small": "https://example.org/abc/small.pt", "turbo": "https://example.org/large-v3-turbo.pt"},
    }


def test_openai_whisper_where_the_other_is_not(packages, sound, tmp_path):
    packages("whisper", **original(tmp_path))
    with pytest.raises(NotInstalledError, match="the whisper model turbo"):
        recognize(sound, "whisper", settings=Settings({"model": "turbo"}))
    (tmp_path / "cache" / "whisper").mkdir(parents=True)
    (tmp_path / "cache" / "whisper" / "large-v3-turbo.pt").write_bytes(b"x")
    assert recognize(sound, "whisper", settings=Settings({"model": "turbo"})).text.startswith("The old boat")
    mine = tmp_path / "mine.pt"
    mine.write_bytes(b"x")
    assert recognize(sound, "whisper", settings=Settings({"model": str(mine)})).text.startswith("The old boat")


def test_without_a_package_the_install_line_is_told(packages, sound):
    with pytest.raises(NotInstalledError) as caught:
        recognize(sound, "whisper")
    assert (caught.value.message, caught.value.hint) == ("whisper is not installed", "pip install faster-whisper")
    packages("faster_whisper", WhisperModel=FasterModel)
    with pytest.raises(NotInstalledError, match=r"a whisper package that reads mine\.pt"):
        recognize(sound, "whisper", settings=Settings({"model": "mine.pt"}))


class KaldiRecognizer:
    """vosk.KaldiRecognizer: takes 16-bit samples, answers in JSON."""

    def __init__(self, model, frequency):
        assert frequency == 16000
        self.heard = 0

    def AcceptWaveform(self, data):  # noqa: N802 - its name
        assert isinstance(data, bytes)
        self.heard += len(data) // 2
        return self.heard == 32000

    def Result(self):  # noqa: N802
        return json.dumps({"text": "the old boat"})

    def FinalResult(self):  # noqa: N802
        return json.dumps({"text": "drifted past"})


@pytest.fixture
def vosk(monkeypatch):
    def model(model_path=None, model_name=None, lang=None):
        if model_path.endswith("bad"):
            raise Exception("Failed to create a model")  # noqa: TRY002 - so does vosk
        return SimpleNamespace(path=model_path)

    module = ModuleType("vosk")
    vars(module).update(Model=model, KaldiRecognizer=KaldiRecognizer, SetLogLevel=lambda _level: None)
    monkeypatch.setitem(sys.modules, "vosk", module)


def test_vosks_words_are_a_transcript(vosk, sound, tmp_path):
    (tmp_path / "model").mkdir()
    found = recognize(sound, "vosk", settings=Settings({"model": str(tmp_path / "model")}))
    assert (found.text, found.language) == ("the old boat drifted past", "en-us")


def test_vosks_model_by_name_where_vosk_keeps_them(vosk, sound, tmp_path, monkeypatch):
    (tmp_path / "vosk-model-small-de").mkdir()
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path))
    found = recognize(sound, "vosk", settings=Settings({"model": "vosk-model-small-de"}), language="de")
    assert found.language == "de"


def test_vosk_without_a_model(vosk, sound, tmp_path):
    with pytest.raises(UsageError, match="vosk: no model was named"):
        recognize(sound, "vosk")
    with pytest.raises(NotInstalledError, match="the vosk model nowhere"):
        recognize(sound, "vosk", settings=Settings({"model": "nowhere"}))
    (tmp_path / "bad").mkdir()
    with pytest.raises(AlignerError, match="is no model"):
        recognize(sound, "vosk", settings=Settings({"model": str(tmp_path / "bad")}))


def test_vosk_that_is_not_installed(sound, monkeypatch):
    monkeypatch.setitem(sys.modules, "vosk", None)
    with pytest.raises(NotInstalledError) as caught:
        recognize(sound, "vosk", settings=Settings({"model": "x"}))
    assert caught.value.hint == "pip install vosk"


def test_settings_are_checked_by_name():
    check_settings("whisper", Settings({"model": "small"}))
    with pytest.raises(UnknownNameError) as caught:
        check_settings("whisper", Settings({"modle": "small"}))
    assert caught.value.hint == "did you mean 'model'?"
    with pytest.raises(UsageError, match="the recogniser phones has no settings"):
        check_settings("phones", Settings({"model": "small"}))
    with pytest.raises(UnknownNameError):
        check_settings("wisper", Settings())


def test_from_the_command_line(packages, visemes, harbour, tmp_path):
    packages("faster_whisper", WhisperModel=FasterModel)
    ran = visemes("align", harbour, "--recognize", "whisper", "--recognize-set", "model=tiny", "-o", "a.json", "-f", "json")
    assert ran.status == 0, ran.err
    document = json.loads((tmp_path / "a.json").read_text())
    assert [word["word"] for word in document["words"]] == [
        "The",
        "old",
        "boat",
        "drifted",
        "past",
        "the",
        "harbour",
        "and",
        "nobody",
        "waved",
    ]
    assert FasterModel.made == [{"model": "tiny", "local_files_only": True}]
    ran = visemes("align", harbour, "--recognize", "whisper", "--recognize-set", "size=tiny", "-o", "a.TextGrid")
    assert ran.status == 2
    assert "unknown setting of the recogniser whisper 'size'" in ran.errors[0]


def test_auto_asks_whisper_for_words_of_other_languages(packages, sound):
    packages("faster_whisper", WhisperModel=FasterModel)
    assert recognize(sound, "auto", language="de").language == "de"
    assert FasterModel.made == [{"model": "small", "local_files_only": True}]
    FasterModel.fails = RuntimeError("no snapshot")
    whisper._faster.cache_clear()
    found = recognize(sound, "auto", language="de")
    assert isinstance(found, Timeline)
    assert found.phones
    assert "and the whisper model small is not installed" in found.warnings[0]
