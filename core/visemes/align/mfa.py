"""The Montreal Forced Aligner somebody has installed (2.2 and newer), run as a program.

One line is aligned with `mfa align_one`, or with `mfa align` where that is too old to know it; a batch is one corpus for
`mfa align`. Only options that every version has are passed. What MFA writes is read back as any TextGrid is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import wave
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

import numpy as np

from visemes.align.base import AlignerKind, Lack, Settings, Utterance
from visemes.align.mfa_errors import UNFIT, error_for
from visemes.align.program import Ended, run_program
from visemes.align.regroup import regrouped, spoken_words
from visemes.errors import AlignerError, NotInstalledError, TimelineError, UsageError
from visemes.imports.source import read_text
from visemes.imports.textgrid import parse
from visemes.imports.tiers import fitted
from visemes.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from visemes.align.base import SpokenWord, Told
    from visemes.audio import Sound

#: How MFA is installed, as its documentation says.
INSTALL: Final = "conda create -n aligner -c conda-forge montreal-forced-aligner"

#: Seconds MFA may take: to start and for each second of sound.
STARTING, PER_SECOND = 300.0, 20.0

#: Where MFA keeps its models unless this variable says otherwise.
ROOT_VARIABLE, ROOT = "MFA_ROOT_DIR", "~/Documents/MFA"

#: Endings of the two kinds of model; an acoustic model may be a folder too.
ENDINGS: Final = {"acoustic": (".zip", ""), "dictionary": (".dict", ".txt", ".yaml")}

#: Options all versions have. A word list of its own language is read by MFA itself; our own words are plain already.
OPTIONS: Final = ("--output_format", "long_textgrid", "--clean", "--overwrite")

SETTINGS: Final = {
    "model": "an acoustic model: the name of one that was downloaded, or a file",
    "dictionary": "a pronunciation dictionary: a name or a file",
    "environment": "the conda environment MFA is in: a name or a folder",
    "beam": "how many guesses are kept; wider finds more and takes longer",
    "timeout": "seconds MFA may take",
}


class Models(NamedTuple):
    """An acoustic model and a dictionary, as MFA is told them."""

    acoustic: str
    dictionary: str


@dataclass
class MfaAligner:
    """See the module; `visemes.align.base` documents the methods. Raises UsageError for settings that cannot be."""

    settings: Settings = field(default_factory=Settings)
    name: ClassVar[str] = "mfa"
    _done: dict[str, Timeline | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("beam", "timeout"):
            value = self.settings.get(name, "1")
            if not value.isdecimal() or not 0 < int(value) < 1e6:
                raise UsageError(f"{name}={value}: is no whole number above 0", f"write it like --aligner-set {name}=100")

    def align(
        self,
        sound: Sound,
        words: Sequence[SpokenWord],
        progress: Told | None = None,
        resume: Path | None = None,  # noqa: ARG002 - MFA keeps nothing
        *,
        language: str = "",
    ) -> Timeline:
        """Times for every word and phone, as MFA finds them."""
        models = models_for(language, self.settings)
        if sound.is_silent or not words:
            return Timeline(sound.duration, language=language, aligner=_label(models))
        line = Utterance(sound, words, language)
        key = _key(line)
        found = self._done[key] if key in self._done else self._one(line, models, progress)
        if found is None:
            raise AlignerError("mfa", f"found no way to fit the words to the sound with {models.acoustic}", UNFIT)
        return regrouped(fitted(found, sound.duration, "mfa"), sound, words, language or "en-us", _label(models))

    def prepared(self, lines: Iterable[Utterance], progress: Told | None = None) -> MfaAligner:
        """The same aligner with these lines done, all of one language in one run."""
        with tempfile.TemporaryDirectory(prefix="visemes-mfa-") as folder:
            corpora: dict[Models, list[str]] = {}
            seconds: dict[Models, float] = {}
            for number, line in enumerate(lines):
                models = models_for(line.language, self.settings)
                if line.words and not line.sound.is_silent:
                    keys = corpora.setdefault(models, [])
                    corpus = Path(folder, "corpora", str(list(corpora).index(models)))
                    _write(line, corpus / _speaker(line), f"line{number:06d}")
                    keys.append(_key(line))
                    seconds[models] = seconds.get(models, 0.0) + line.sound.duration
            for index, models in enumerate(corpora):
                corpus, out = Path(folder, "corpora", str(index)), Path(folder, "out", str(index))
                self._corpus(corpus, out, Path(folder, "run"), models, seconds[models], progress)
                self._done |= dict(zip(corpora[models], _results(corpus, out), strict=True))
        return self

    def _one(self, line: Utterance, models: Models, progress: Told | None) -> Timeline:
        with tempfile.TemporaryDirectory(prefix="visemes-mfa-") as folder:
            corpus, out, work = Path(folder, "corpus"), Path(folder, "out"), Path(folder, "run")
            sound, text = _write(line, corpus, "line")
            result = out / "line.TextGrid"
            out.mkdir()
            command = ["align_one", str(sound), str(text), models.dictionary, models.acoustic, str(result), *self._options(work)]
            ended = self._run(command, line.sound.duration, progress)
            if "No such command" in ended.said:
                self._corpus(corpus, out, work, models, line.sound.duration, progress)
            elif ended.status or not result.is_file():
                raise error_for(ended, models, self._prefix)
            return _read(result)

    def _corpus(self, corpus: Path, out: Path, work: Path, models: Models, seconds: float, progress: Told | None) -> None:
        command = ["align", str(corpus), models.dictionary, models.acoustic, str(out), *self._options(work)]
        ended = self._run(command, seconds, progress)
        if ended.status or not any(out.rglob("*.TextGrid")):
            raise error_for(ended, models, self._prefix)

    def _options(self, work: Path) -> list[str]:
        beam = self.settings.get("beam")
        wider = ["--beam", beam, "--retry_beam", str(4 * int(beam))] if beam else []
        return [*OPTIONS, "--temporary_directory", str(work), *wider]

    def _run(self, command: Sequence[str], seconds: float, progress: Told | None) -> Ended:
        limit = float(self.settings.get("timeout") or STARTING + PER_SECOND * seconds)
        # a wide terminal keeps messages on one line
        variables = {"COLUMNS": "2000", "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
        return run_program("mfa", [*self._prefix, *command], seconds=limit, told=progress, variables=variables, remedy=INSTALL)

    @property
    def _prefix(self) -> list[str]:
        return command_for(self.settings)


def command_for(settings: Settings) -> list[str]:
    """The command that starts MFA: on the PATH, or in a conda environment. Raises NotInstalledError."""
    environment = settings.get("environment")
    found = shutil.which("mfa")
    if found and not environment:
        return [found]
    place = environment or next((str(path) for path in environments() if _has_mfa(path)), "")
    if not place:
        raise NotInstalledError("the Montreal Forced Aligner", INSTALL)
    conda = conda_program()
    if conda is None:
        raise NotInstalledError("conda, which starts programs of its environments,", "https://conda-forge.org/download")
    return [conda, "run", "-p" if os.sep in place or "/" in place else "-n", place, "mfa"]


def conda_program() -> str | None:
    """A program that can run others in a conda environment."""
    named = (os.environ.get(name) for name in ("CONDA_EXE", "MAMBA_EXE"))
    on_path = (shutil.which(name) for name in ("conda", "mamba", "micromamba"))
    return next((path for path in (*named, *on_path) if path and Path(path).is_file()), None)


def environments() -> list[Path]:
    """The conda environments of this user, as conda lists them."""
    try:
        lines = Path("~/.conda/environments.txt").expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, RuntimeError):
        return []
    return [Path(line.strip()) for line in lines if line.strip()]


def _has_mfa(environment: Path) -> bool:
    return (environment / ("Scripts/mfa.exe" if sys.platform == "win32" else "bin/mfa")).is_file()


@cache
def known_models() -> dict[str, Models]:
    """Language → MFA's model and dictionary for it."""
    table = json.loads((Path(__file__).parent / "data" / "mfa_models.json").read_text(encoding="utf-8"))
    return {language: Models(*names) for language, names in table.items()}


def default_models(language: str) -> Models | None:
    """MFA's own models for a language, None where it has none. language: as espeak-ng spells it, "" for English."""
    tag = (language or "en").lower()
    return known_models().get(tag) or known_models().get(tag.partition("-")[0])


def models_for(language: str, settings: Settings) -> Models:
    """What MFA is told to use. Raises UsageError for a language it has nothing for."""
    default = default_models(language)
    acoustic, dictionary = settings.get("model"), settings.get("dictionary")
    if not acoustic and default is None:
        raise UsageError(f"mfa: no model is known for the language '{language}'", "name one: --aligner-set model=NAME")
    if acoustic and not dictionary:
        same = next((models for models in known_models().values() if models.acoustic == acoustic), None)
        dictionary = default.dictionary if default and default.acoustic == acoustic else same.dictionary if same else acoustic
    return Models(acoustic or (default.acoustic if default else ""), dictionary or (default.dictionary if default else ""))


def is_downloaded(kind: str, name: str) -> bool:
    """Whether MFA has a model of a kind ("acoustic", "dictionary"), by name or file."""
    folder = Path(os.environ.get(ROOT_VARIABLE) or ROOT).expanduser() / "pretrained_models" / kind
    return Path(name).exists() or any((folder / f"{name}{ending}").exists() for ending in ENDINGS[kind])


def lack(settings: Settings) -> Lack | None:
    """What is missing to run MFA."""
    try:
        command_for(settings)
    except NotInstalledError as error:
        return Lack(error.what, error.remedy)
    return None


def suits(language: str, settings: Settings) -> bool:
    """Whether MFA has what it needs for a language that is not English, which our own aligner was made for."""
    if not language or language.split("-", maxsplit=1)[0] == "en":
        return False
    if default_models(language) is None and not settings.get("model"):
        return False
    models = models_for(language, settings)
    return is_downloaded("acoustic", models.acoustic) and is_downloaded("dictionary", models.dictionary)


def _label(models: Models) -> str:
    return f"mfa:{Path(models.acoustic).stem}"


def _key(line: Utterance) -> str:
    text = " ".join([line.language, *(word for word, _ in spoken_words(line.words))])
    return hashlib.sha256(text.encode() + b"\0" + np.ascontiguousarray(line.sound.samples).tobytes()).hexdigest()


def _speaker(line: Utterance) -> str:
    """The folder of a line's speaker: MFA adapts to each; lines of nobody are taken for one voice."""
    name = "".join(c for c in next((w.speaker for w in line.words if w.speaker), "") if c.isalnum())
    return name or "speaker"


def _write(line: Utterance, folder: Path, name: str) -> tuple[Path, Path]:
    """The sound and the words of a line as files MFA reads."""
    folder.mkdir(parents=True, exist_ok=True)
    sound, text = folder / f"{name}.wav", folder / f"{name}.lab"
    samples = np.clip(np.rint(line.sound.samples * 32768), -32768, 32767).astype("<i2")
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, line.sound.rate, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    text.write_text(" ".join(word for word, _ in spoken_words(line.words)), encoding="utf-8")
    return sound, text


def _results(corpus: Path, out: Path) -> list[Timeline | None]:
    """What MFA wrote for every line of a corpus, in the lines' order; None for one it could not align."""
    sounds = sorted(corpus.rglob("*.wav"), key=lambda path: path.name)
    grids = {path.stem: path for path in out.rglob("*.TextGrid")}
    return [_read(grids[sound.stem]) if sound.stem in grids else None for sound in sounds]


def _read(path: Path) -> Timeline:
    try:
        return parse(read_text(path), path.name)
    except TimelineError as error:
        raise AlignerError("mfa", f"wrote what cannot be read: {error.message}", error.hint) from error


ALIGNER: Final = AlignerKind("mfa", "models of 40 languages", SETTINGS, MfaAligner, lack, suits, batches=True)
