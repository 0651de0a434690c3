"""Transcripts: from text as people write it to words as people say them (docs/transcripts.md).

A word keeps its spelling and gains every way it may be spoken; what is heard decides between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from visemes.errors import TranscriptError
from visemes.languages import ENGLISH, LANGUAGES, detect, is_english, main_script
from visemes.transcript.encoding import read_text
from visemes.transcript.foreign import pieces
from visemes.transcript.lines import Speech, speeches, without_tags
from visemes.transcript.marks import kept, runs, without_marked
from visemes.transcript.model import Token, Transcript
from visemes.transcript.subtitles import is_subtitles, read_subtitles
from visemes.transcript.unspaced import unread_kanji
from visemes.transcript.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    #: A language as espeak-ng spells it, or what tells it from the text without tags and directions.
    Told = str | Callable[[str], str]

__all__ = ["Token", "Transcript", "parse_subtitles", "parse_transcript", "read_transcript"]


def parse_transcript(text: str, language: Told = "en-us", name: str = "the transcript") -> Transcript:
    """The words of a plain text. name: what to call it in errors. Raises TranscriptError when nothing of it is spoken."""
    tag = _language(text, language)
    return _transcript(speeches(kept(text), english=is_english(tag)), tag, name)


def parse_subtitles(text: str, language: Told = "en-us", name: str = "the subtitles") -> Transcript:
    """The words of SubRip or WebVTT text, each with the times of its subtitle. Raises TranscriptError as above."""
    shown = read_subtitles(text, name)
    tag = _language("\n".join(cue.text for cue in shown), language)
    spoken = (
        speech for cue in shown for speech in speeches(kept(cue.text), cue.start, cue.end, cue.speaker, english=is_english(tag))
    )
    return _transcript(spoken, tag, name)


def read_transcript(path: Path, language: Told = "en-us") -> Transcript:
    """A transcript from a text file (.txt, .lab) or subtitles (.srt, .vtt) in any common encoding.

    Raises TranscriptError when the file cannot be read, is not text, or nothing of it is spoken.
    """
    text = read_text(path)
    subtitles = path.suffix.lower() in (".srt", ".vtt") or is_subtitles(text)
    return (parse_subtitles if subtitles else parse_transcript)(text, language, str(path))


def _language(text: str, language: Told) -> str:
    return language if isinstance(language, str) else language(without_marked(without_tags(kept(text))))


def _transcript(spoken: Iterable[Speech], language: str, name: str) -> Transcript:
    said = tuple(spoken)
    mixed = uses_small_letters(speech.text for speech in said)
    tokens = tuple(token for speech in said for token in _tokens(speech, language, mixed_case=mixed))
    if not tokens:
        raise TranscriptError(f"{name}: nothing in it is spoken", "write what is said, word for word")
    return Transcript(tokens, _kanji_warning(tokens, language), language)


def _tokens(speech: Speech, language: str, *, mixed_case: bool) -> Iterator[Token]:
    for own, text in runs(speech.text, language):
        marked = own if own != language else ""
        if is_english(own):
            yield from _english(speech, text, own, marked, mixed_case=mixed_case)
        else:
            for piece in pieces(text, own, mixed_case=mixed_case):
                strange = marked or other_language(piece.text, own)
                yield Token(
                    piece.text, piece.spoken, piece.others, speaker=speech.speaker, start=speech.start, end=speech.end,
                    language=strange, ends=piece.ends,
                )  # fmt: skip


def _english(speech: Speech, text: str, own: str, marked: str, *, mixed_case: bool) -> Iterator[Token]:
    for word in words(text, own, mixed_case=mixed_case):
        strange = marked or other_language(word.text, own)
        first, *others = word.readings if is_english(strange) else ((word.text,),)
        initials = word.initials and is_english(strange)
        yield Token(word.text, first, tuple(others), initials, speech.speaker, speech.start, speech.end, strange)


def other_language(word: str, language: str) -> str:
    """The language of a word that is written in another script than its line's language; empty for every other word."""
    script = main_script(word)
    if not script or language not in LANGUAGES or script in LANGUAGES[language].scripts:
        return ""
    found = ENGLISH if script == "Latin" else detect(word).tag
    return "" if found == language or script not in LANGUAGES[found].scripts else found


def _kanji_warning(tokens: Iterable[Token], language: str) -> tuple[str, ...]:
    """Tell a person once that nobody here can read kanji."""
    japanese = (token.text for token in tokens if (token.language or language) == "ja")
    if not any(unread_kanji(text) for text in japanese):
        return ()
    return ("kanji are read as if they were Chinese; pip install 'visemes[ja]' reads them as Japanese",)


def uses_small_letters(texts: Iterable[str]) -> bool:
    """Whether capitals mean something: a fair share of the letters is lower-case, or has no case at all."""
    letters = [char for text in texts for char in text if char.isalpha()]
    return sum(char.islower() or not char.isupper() for char in letters) > len(letters) / 4
