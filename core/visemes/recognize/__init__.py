"""What is said in a sound nobody wrote a transcript for. The registry of recognisers; `base` says how to add one."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from visemes.align.base import Settings
from visemes.errors import NotInstalledError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.recognize.base import Recogniser
    from visemes.timeline import Timeline
    from visemes.transcript import Transcript

#: Words where their packages are installed and they can be believed, phones elsewhere.
AUTO: Final = "auto"

#: Name → where its class lives. Modules are imported when asked for: a recogniser may need heavy packages.
RECOGNISERS: Final = {
    AUTO: ("visemes.recognize.auto", "AutoRecogniser"),
    "words": ("visemes.recognize.words", "WordRecogniser"),
    "phones": ("visemes.recognize.phones", "PhoneRecogniser"),
    "whisper": ("visemes.recognize.whisper", "WhisperRecogniser"),
    "vosk": ("visemes.recognize.vosk", "VoskRecogniser"),
}

#: Every value `recognize` takes.
CHOICES: Final = tuple(RECOGNISERS)


def recogniser_named(name: str, settings: Settings | None = None, language: str = "") -> Recogniser:
    """A ready recogniser. settings, language: for those that can be set and know several languages.

    Raises UnknownNameError, or NotInstalledError when its packages or its model are not installed.
    """
    kind = _kind(name)
    check_settings(name, settings or Settings())
    recogniser: Recogniser = kind(settings or Settings(), language) if hasattr(kind, "SETTINGS") else kind()
    return recogniser


def _kind(name: str) -> Any:  # noqa: ANN401 - a class of that protocol
    if name not in RECOGNISERS:
        raise UnknownNameError("recogniser", name, CHOICES)
    module, attribute = RECOGNISERS[name]
    return getattr(import_module(module), attribute)


def check_settings(name: str, settings: Settings) -> None:
    """Raise UnknownNameError for a recogniser that does not exist or a setting it does not know, UsageError where it has none."""
    if not settings.values and name in CHOICES:
        return
    known = getattr(_kind(name), "SETTINGS", {})
    for setting in settings.values:
        if not known:
            raise UsageError(f"the recogniser {name} has no settings", "leave out --recognize-set")
        if setting not in known:
            raise UnknownNameError(f"setting of the recogniser {name}", setting, known)


def recognize(
    sound: Sound,
    how: str = AUTO,
    progress: Callable[[float], None] | None = None,
    settings: Settings | None = None,
    language: str = "",
    resume: Path | None = None,
) -> Transcript | Timeline:
    """What is said in a sound (16 kHz mono).

    A Transcript holds words without times and is aligned like one that a person wrote; a Timeline is finished, with
    phones but no words, or with nothing at all where no speech was heard. Both carry warnings a person should read.
    how: one of CHOICES. progress: called with 0..1 now and then. settings: of the recogniser. language: of what is said, where it
    is known. resume: beside this path work on a long sound is kept, see `leftovers`.
    Raises UnknownNameError or NotInstalledError.
    """
    if how != AUTO or not language or language.startswith("en"):
        return recogniser_named(how, settings, language).recognize(sound, progress, resume)
    try:  # words of other languages are for a package that somebody has, with a model that is here
        whisper = recogniser_named("whisper", settings, language)
    except NotInstalledError as missing:
        found = recogniser_named("phones").recognize(sound, progress, resume)
        told = f"recognised sounds instead of words: our words are English ones, not {language}, and {missing.message}"
        return replace(found, warnings=(told, *found.warnings))
    return whisper.recognize(sound, progress, resume)


def leftovers(resume: Path) -> tuple[Path, ...]:
    """The files in which recognisers keep their work on a long sound."""
    return tuple(resume.with_name(f"{resume.name}.{name}") for name in RECOGNISERS)
