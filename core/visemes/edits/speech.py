"""The words of a line's language, for the edits that bring new ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from visemes.lexicon import Lexicon, pronounce
from visemes.lexicon.dictionary import parse_pronunciation
from visemes.transcript import parse_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.lexicon.spoken import Pronunciation, SpokenWord

ENGLISH = "en-us"


@dataclass
class LexiconSpeech:
    """Words and pronunciations as the lexicon has them. dictionary: a file of pronunciations that win over its own.

    warnings: what had to be guessed.
    """

    language: str = ENGLISH
    dictionary: Path | None = None
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.language = self.language or ENGLISH
        self._lexicon = Lexicon(self.dictionary, self.language)

    def words(self, text: str) -> tuple[SpokenWord, ...]:
        """The words of a text with their pronunciations. Raises TranscriptError."""
        words, warnings = pronounce(parse_transcript(text, self.language), self._lexicon)
        self.warnings += warnings
        return words

    def phones(self, spelling: str) -> Pronunciation:
        """The pronunciation a person wrote: ARPABET or IPA. Raises ValueError that says what is wrong with it."""
        return parse_pronunciation(spelling.strip(), english=self._lexicon.is_english)
