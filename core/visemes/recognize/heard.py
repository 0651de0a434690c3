"""What a recogniser of words heard, as a transcript like one a person wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from visemes.errors import TranscriptError
from visemes.languages import detect
from visemes.lexicon import is_listed
from visemes.recognize.words import heard_as
from visemes.transcript import parse_transcript

if TYPE_CHECKING:
    from visemes.transcript import Transcript


def transcript_of_heard(text: str, language: str = "") -> Transcript | None:
    """The transcript, with a warning that shows it; None when nothing was heard. language: "" judges by the words."""
    words = text.split()
    if not words:
        return None
    try:
        found = parse_transcript(" ".join(words), language or detect(" ".join(words), is_listed).tag)
    except TranscriptError:
        return None
    return replace(found, warnings=(heard_as(words), *found.warnings))
