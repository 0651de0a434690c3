"""Transcripts: from text as people write it to words as people say them (docs/transcripts.md).

A word keeps its spelling and gains every way it may be spoken; what is heard decides between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from visemes.errors import TranscriptError
from visemes.transcript.encoding import read_text
from visemes.transcript.lines import Speech, speeches
from visemes.transcript.model import Token, Transcript
from visemes.transcript.subtitles import is_subtitles, read_subtitles
from visemes.transcript.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Token", "Transcript", "parse_subtitles", "parse_transcript", "read_transcript"]


def parse_transcript(text: str, language: str = "en-us", name: str = "the transcript") -> Transcript:
    """The words of a plain text. name: what to call it in errors. Raises TranscriptError when nothing of it is spoken."""
    return _transcript(speeches(text), language, name)


def parse_subtitles(text: str, language: str = "en-us", name: str = "the subtitles") -> Transcript:
    """The words of SubRip or WebVTT text, each with the times of its subtitle. Raises TranscriptError as above."""
    shown = read_subtitles(text, name)
    spoken = (speech for cue in shown for speech in speeches(cue.text, cue.start, cue.end, cue.speaker))
    return _transcript(spoken, language, name)


def read_transcript(path: Path, language: str = "en-us") -> Transcript:
    """A transcript from a text file (.txt, .lab) or subtitles (.srt, .vtt) in any common encoding.

    Raises TranscriptError when the file cannot be read, is not text, or nothing of it is spoken.
    """
    text = read_text(path)
    subtitles = path.suffix.lower() in (".srt", ".vtt") or is_subtitles(text)
    return (parse_subtitles if subtitles else parse_transcript)(text, language, str(path))


def _transcript(spoken: Iterable[Speech], language: str, name: str) -> Transcript:
    said = tuple(spoken)
    mixed = uses_small_letters(speech.text for speech in said)
    tokens = tuple(token for speech in said for token in _tokens(speech, language, mixed_case=mixed))
    if not tokens:
        raise TranscriptError(f"{name}: nothing in it is spoken", "write what is said, word for word")
    return Transcript(tokens)


def _tokens(speech: Speech, language: str, *, mixed_case: bool) -> Iterator[Token]:
    for word in words(speech.text, language, mixed_case=mixed_case):
        first, *others = word.readings
        yield Token(word.text, first, tuple(others), word.initials, speech.speaker, speech.start, speech.end)


def uses_small_letters(texts: Iterable[str]) -> bool:
    """Whether capitals mean something: a fair share of the letters is lower-case."""
    letters = [char for text in texts for char in text if char.isalpha()]
    return sum(char.islower() for char in letters) > len(letters) / 4
