"""Words by Whisper (faster-whisper or openai-whisper), in any of its languages; our own aligner then finds their times.

A model is a folder (faster-whisper) or a .pt file (openai-whisper) on this machine, or a size such as "small" that was fetched
before; it is fetched from the network with `--download` only. Whisper invents words for silence, so a sound in which nobody
speaks is not given to it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from visemes.align.base import Settings
from visemes.errors import AlignerError, NotInstalledError, UnknownNameError
from visemes.languages import language_named
from visemes.recognize.heard import transcript_of_heard
from visemes.recognize.speech import nothing, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from visemes.audio import Sound
    from visemes.timeline import Timeline
    from visemes.transcript import Transcript

#: The size that is taken when none is named: as good as larger ones on clear dialogue, a few seconds for a line on a CPU.
SIZE: Final = "small"

#: Whisper's names of languages that espeak-ng calls otherwise.
CODES: Final = {"cmn": "zh", "nb": "no", "jv": "jw", "fil": "tl", "he": "he"}

#: How it is installed.
REMEDY: Final = "pip install faster-whisper"

#: Packages that can do it, the quicker one first.
PACKAGES: Final = ("faster_whisper", "whisper")


class WhisperRecogniser:
    """See the module; `visemes.recognize.base.Recogniser` documents the method.

    settings: `model`. language: of what is said, as espeak-ng spells it; empty lets Whisper judge. Raises NotInstalledError when no
    package or no model is here.
    """

    name = "whisper"
    SETTINGS: ClassVar[Mapping[str, str]] = {"model": "a folder, a .pt file, or a size: tiny, base, small, medium, large-v3, turbo"}

    def __init__(self, settings: Settings | None = None, language: str = "") -> None:
        settings = settings or Settings()
        model = settings.get("model", SIZE)
        package = next((name for name in PACKAGES if _is_here(name) and _reads(name, model)), None)
        if package is None:
            raise NotInstalledError(f"a whisper package that reads {model}" if model.endswith(".pt") else "whisper", REMEDY)
        self._language = language
        self._hear = (_faster if package == PACKAGES[0] else _original)(model, download=settings.download)

    def recognize(
        self,
        sound: Sound,
        progress: Callable[[float], None] | None = None,
        resume: Path | None = None,  # noqa: ARG002 - all is done at once
    ) -> Transcript | Timeline:
        """The words, as a transcript to be aligned; an empty timeline where nobody speaks."""
        report = progress or (lambda _: None)
        report(0.0)
        if sound.is_silent or not any(piece.spans for piece in pieces(sound)):
            report(1.0)
            return nothing(sound, self.name)
        texts: list[str] = []
        code = CODES.get(self._language.partition("-")[0], self._language.partition("-")[0])
        try:
            heard, language = self._hear(sound, code or None)
            for end, text in heard:
                texts.append(text)
                report(min(1.0, end / sound.duration))
        except Exception as error:
            if isinstance(error, AlignerError) or type(error).__module__.startswith("visemes"):
                raise
            raise AlignerError("whisper", f"failed: {error}") from error
        report(1.0)
        return transcript_of_heard(" ".join(texts), self._language or _tag(language)) or nothing(sound, self.name)


def _is_here(package: str) -> bool:
    return util.find_spec(package) is not None


def _reads(package: str, model: str) -> bool:
    """Whether a package reads a model: folders are faster-whisper's, .pt files openai-whisper's, sizes both's."""
    if model.endswith(".pt"):
        return package == "whisper"
    return package == "faster_whisper" or not Path(model).is_dir()


def _missing(model: str) -> NotInstalledError:
    return NotInstalledError(
        f"the whisper model {model}", "fetch it once with --download, or name a folder: --recognize-set model=FOLDER"
    )


@lru_cache(maxsize=1)  # many sounds of one run are heard by one model
def _faster(model: str, *, download: bool) -> Callable[[Sound, str | None], tuple[Iterator[tuple[float, str]], str]]:
    import faster_whisper

    try:
        loaded = faster_whisper.WhisperModel(model, device="auto", compute_type="default", local_files_only=not download)
    except Exception as error:  # the hub's client raises errors of its own
        if not download and not Path(model).is_dir():
            raise _missing(model) from error
        raise AlignerError("whisper", f"the model {model} cannot be loaded ({error})") from error

    def hear(sound: Sound, language: str | None) -> tuple[Iterator[tuple[float, str]], str]:
        # one temperature: the same sound gives the same words
        segments, info = loaded.transcribe(sound.samples, language=language, beam_size=5, temperature=0.0)
        return ((float(segment.end), str(segment.text)) for segment in segments), str(info.language)

    return hear


@lru_cache(maxsize=1)
def _original(model: str, *, download: bool) -> Callable[[Sound, str | None], tuple[Iterator[tuple[float, str]], str]]:
    import whisper

    if not (download or Path(model).is_file() or _fetched(whisper, model).is_file()):
        raise _missing(model)
    try:
        loaded = whisper.load_model(model)
    except Exception as error:  # torch, the network and the disk raise errors of their own
        raise AlignerError("whisper", f"the model {model} cannot be loaded ({error})") from error

    def hear(sound: Sound, language: str | None) -> tuple[Iterator[tuple[float, str]], str]:
        found: dict[str, Any] = loaded.transcribe(sound.samples, language=language, temperature=0.0, beam_size=5, verbose=None)
        return ((float(segment["end"]), str(segment["text"])) for segment in found["segments"]), str(found["language"])

    return hear


def _fetched(whisper: Any, model: str) -> Path:  # noqa: ANN401 - a module without types
    """Where openai-whisper keeps a model it has fetched."""
    url = str(getattr(whisper, "_MODELS", {}).get(model, f"{model}.pt"))
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return Path(cache) / "whisper" / url.rpartition("/")[2]


def _tag(code: str) -> str:
    """Whisper's name of a language as espeak-ng spells it; empty for one espeak-ng does not speak."""
    back = {theirs: ours for ours, theirs in CODES.items()}
    try:
        return language_named(back.get(code, code))
    except UnknownNameError:
        return ""
