"""Words by Vosk (Kaldi), in the language of its model; our own aligner then finds their times.

A model is a folder on this machine. Nothing is fetched: vosk's models are zip files that a person unpacks.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from visemes.align.base import Settings
from visemes.align.features import RATE
from visemes.errors import AlignerError, NotInstalledError, UsageError
from visemes.recognize.heard import transcript_of_heard
from visemes.recognize.speech import nothing
from visemes.recognize.words import int16

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from visemes.audio import Sound
    from visemes.timeline import Timeline
    from visemes.transcript import Transcript

#: Seconds of sound that are given to it at once.
STEP: Final = 1.0

#: Where models come from.
MODELS: Final = "https://alphacephei.com/vosk/models"

#: Where models are looked for by name, as vosk itself does.
FOLDERS: Final = ("/usr/share/vosk", "~/AppData/Local/vosk", "~/.cache/vosk")


class VoskRecogniser:
    """See the module; `visemes.recognize.base.Recogniser` documents the method.

    settings: `model`. language: of the model, as espeak-ng spells it; empty judges by the words. Raises NotInstalledError when vosk
    or the model is not here, UsageError when none is named.
    """

    name = "vosk"
    SETTINGS: ClassVar[Mapping[str, str]] = {"model": "a model's folder, or its name in ~/.cache/vosk"}

    def __init__(self, settings: Settings | None = None, language: str = "") -> None:
        try:
            import vosk
        except (ImportError, OSError):
            raise NotInstalledError("vosk", "pip install vosk") from None
        model = (settings or Settings()).get("model")
        if not model:
            raise UsageError("vosk: no model was named", f"--recognize-set model=FOLDER, unpacked from {MODELS}")
        folder = next((path for path in _places(model) if path.is_dir()), None)
        if folder is None:
            raise NotInstalledError(f"the vosk model {model}", f"unpack it from {MODELS} and name its folder")
        vosk.SetLogLevel(-1)
        try:
            self._model: Any = vosk.Model(str(folder))
        except Exception as error:  # vosk raises nothing more exact
            raise AlignerError("vosk", f"{folder}: is no model ({error})") from error
        self._new: Any = vosk.KaldiRecognizer
        self._language = language

    def recognize(
        self,
        sound: Sound,
        progress: Callable[[float], None] | None = None,
        resume: Path | None = None,  # noqa: ARG002 - all is done at once
    ) -> Transcript | Timeline:
        """The words, as a transcript to be aligned; an empty timeline where nobody speaks."""
        report = progress or (lambda _: None)
        report(0.0)
        texts: list[str] = []
        listening = self._new(self._model, RATE)
        for first in range(0, len(sound.samples), int(STEP * RATE)):
            if listening.AcceptWaveform(int16(sound.samples[first : first + int(STEP * RATE)])):
                texts.append(_text(listening.Result()))
            report(first / len(sound.samples))
        texts.append(_text(listening.FinalResult()))
        report(1.0)
        return transcript_of_heard(" ".join(texts), self._language) or nothing(sound, self.name)


def _places(model: str) -> list[Path]:
    named = os.environ.get("VOSK_MODEL_PATH")
    return [Path(model).expanduser(), *(Path(folder).expanduser() / model for folder in (*([named] if named else []), *FOLDERS))]


def _text(result: str) -> str:
    """The words in one of its answers."""
    found = json.loads(result)
    return str(found.get("text", ""))
