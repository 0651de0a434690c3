"""The edits a person can make. All numbers count words and phones of the line as it was before any of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from visemes.line import Key

Edge = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class WordRef:
    """A word of a line. index: its number from 0. was, at: its text and start (seconds), by which it is found if it has moved."""

    index: int
    was: str = ""
    at: float | None = None

    def __str__(self) -> str:
        return f"word {self.index} '{self.was}'" if self.was else f"word {self.index}"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Other words from `first` to `last`, which are aligned anew between their neighbours.

    first, last: None for the words whose middles lie between `start` and `end`. text: None for the same words. phones:
    pronunciations for the words of the text in order, "" where the lexicon's are meant.
    start, end: seconds between which they are said; None for the edges of the neighbours. move_neighbours: whether the edges of
    the neighbours may move too.
    """

    kind: ClassVar[str] = "words"
    first: WordRef | None
    last: WordRef | None
    text: str | None = None
    phones: tuple[str, ...] = ()
    start: float | None = None
    end: float | None = None
    move_neighbours: bool = False

    def __str__(self) -> str:
        if self.first is None:
            where = f"the words from {self.start or 0:.3f} to {self.end or 0:.3f} s"
        else:
            where = str(self.first) if self.first == self.last else f"{self.first} to {self.last}"
        verb = "becomes" if self.first is not None and self.first == self.last else "become"
        return f"{where} {verb} '{self.text}'" if self.text is not None else f"{where} aligned anew"


@dataclass(frozen=True, slots=True)
class Pronounce:
    """How a word is pronounced. phones: ARPABET or IPA, labels parted by spaces."""

    kind: ClassVar[str] = "pronunciation"
    word: WordRef
    phones: str

    def __str__(self) -> str:
        return f"{self.word} spoken as {self.phones}"


@dataclass(frozen=True, slots=True)
class SetTime:
    """When a word, or one of its phones, starts or ends. phone: its number in the word. was_phone: its label."""

    kind: ClassVar[str] = "time"
    word: WordRef
    edge: Edge
    seconds: float
    phone: int | None = None
    was_phone: str = ""

    def __str__(self) -> str:
        sound = "" if self.phone is None else f" phone {self.phone}" + (f" '{self.was_phone}'" if self.was_phone else "")
        return f"{self.word}{sound} {self.edge}s at {self.seconds:.3f} s"


@dataclass(frozen=True, slots=True)
class Emphasize:
    """How strongly the mouth makes a word; 1 as the voice has it."""

    kind: ClassVar[str] = "emphasis"
    word: WordRef
    emphasis: float

    def __str__(self) -> str:
        return f"{self.word} with emphasis {self.emphasis:g}"


@dataclass(frozen=True, slots=True)
class Insert:
    """Words that the transcript lacks, before a word; the number after the last one puts them at the end. phones: as in Rewrite."""

    kind: ClassVar[str] = "insert"
    before: WordRef
    text: str
    phones: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"'{self.text}' before {self.before}"


@dataclass(frozen=True, slots=True)
class Delete:
    """Words that are not said."""

    kind: ClassVar[str] = "delete"
    first: WordRef
    last: WordRef

    def __str__(self) -> str:
        return (f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}") + " deleted"


@dataclass(frozen=True, slots=True)
class SetKey:
    """A key a person has set on a shape's curve."""

    kind: ClassVar[str] = "key"
    shape: str
    key: Key

    def __str__(self) -> str:
        return f"key of {self.shape} at frame {self.key.frame}"


@dataclass(frozen=True, slots=True)
class SetDrawing:
    """A drawing a person has put on the exposure sheet, from a frame for some frames."""

    kind: ClassVar[str] = "drawing"
    frame: int
    frames: int
    viseme: str

    def __str__(self) -> str:
        return f"drawing {self.viseme} at frame {self.frame}"


Edit = Rewrite | Pronounce | SetTime | Emphasize | Insert | Delete | SetKey | SetDrawing


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An edit that could not be made, in words, and why."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"
