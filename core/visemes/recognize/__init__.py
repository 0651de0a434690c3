"""What is said in a sound nobody wrote a transcript for. The registry of recognisers; `base` says how to add one."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from visemes.errors import MissingExtraError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

    from visemes.audio import Sound
    from visemes.recognize.base import Recogniser
    from visemes.timeline import Timeline
    from visemes.transcript import Transcript

#: Name → where its class lives. Modules are imported when asked for: a recogniser may need heavy packages.
RECOGNISERS: Final = {
    "words": ("visemes.recognize.words", "WordRecogniser"),
    "phones": ("visemes.recognize.phones", "PhoneRecogniser"),
}

#: Words where their packages are installed, phones elsewhere.
AUTO: Final = "auto"

#: Every value `recognize` takes.
CHOICES: Final = (AUTO, *RECOGNISERS)


def recogniser_named(name: str) -> Recogniser:
    """A ready recogniser. Raises UnknownNameError, or MissingExtraError when its packages are not installed."""
    if name not in RECOGNISERS:
        raise UnknownNameError("recogniser", name, CHOICES)
    module, attribute = RECOGNISERS[name]
    recogniser: Recogniser = getattr(import_module(module), attribute)()
    return recogniser


def recognize(sound: Sound, how: str = AUTO, progress: Callable[[float], None] | None = None) -> Transcript | Timeline:
    """What is said in a sound (16 kHz mono).

    A Transcript holds words without times and is aligned like one that a person wrote; a Timeline is finished, with
    phones but no words, or with nothing at all where no speech was heard. Both carry warnings a person should read.
    how: one of CHOICES. progress: called with 0..1 now and then. Raises UnknownNameError or MissingExtraError.
    """
    if how != AUTO:
        return recogniser_named(how).recognize(sound, progress)
    try:
        recogniser = recogniser_named("words")
    except MissingExtraError as missing:
        found = recogniser_named("phones").recognize(sound, progress)
        return replace(found, warnings=(f"recognised sounds instead of words: {missing}", *found.warnings))
    return recogniser.recognize(sound, progress)
