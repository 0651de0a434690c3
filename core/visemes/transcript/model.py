"""What is said, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the transcript and how a person says it.

    text: as spelled, without the punctuation around it ("1984", "Dr", "ill-disposed").
    spoken: the words to pronounce ("nineteen", "eighty", "four"), of English in small letters; a letter said by its
    name is written with a full stop ("f.", "b.", "i."), as CMUdict does.
    others: other ways to say it ("one", "thousand", …); what is heard decides.
    initials: written in capitals amid lower-case text, so that it may be said letter by letter (FBI) or as a word (NASA).
    speaker: who says it, from labels like `ANNA:`; empty when nobody is named.
    start, end: seconds of the subtitle the word belongs to, None outside subtitles.
    language: its own, as espeak-ng spells it, where it is marked as another than the line's (`<fr>croissant</fr>`).
    ends: whether a comma, a full stop or the like follows, so that it is not bound to the next word.
    """

    text: str
    spoken: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    initials: bool = False
    speaker: str = ""
    start: float | None = None
    end: float | None = None
    language: str = ""
    ends: bool = False

    @property
    def readings(self) -> tuple[tuple[str, ...], ...]:
        """Every way to say it, the likeliest first."""
        return (self.spoken, *self.others)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a line in the order they are spoken.

    warnings: lines a person should read. language: of the words, as espeak-ng spells it.
    """

    tokens: tuple[Token, ...]
    warnings: tuple[str, ...] = ()
    language: str = "en-us"

    @property
    def text(self) -> str:
        """The words as spelled, with single spaces."""
        return " ".join(token.text for token in self.tokens)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who is named, in order of appearance."""
        return tuple(dict.fromkeys(token.speaker for token in self.tokens if token.speaker))

    def of(self, speaker: str) -> Transcript:
        """Only what one speaker says."""
        return Transcript(tuple(t for t in self.tokens if t.speaker == speaker), self.warnings, self.language)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)
