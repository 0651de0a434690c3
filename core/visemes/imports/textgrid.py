"""Praat's TextGrid: text files, long and short.

Praat reads such a file as a sequence of free-standing numbers, strings and flags and takes everything else for a
comment (Praat manual, "TextGrid file formats"); so does this reader, which makes the long and the short form one.
Tiers are told by their names as the Montreal Forced Aligner ("words", "phones", "Anna - phones"), WebMAUS
("ORT-MAU", "MAU") and people write them; a file without such a name may have one tier of nothing but phones.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.labels import are_phones
from visemes.imports.tiers import Row, timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.timeline import Timeline

#: A comment to the end of the line, a string ("" within it is one quote), a flag, a number; each stands between blanks.
_TOKEN: Final = re.compile(
    r"""(?<!\S)(?: (?P<comment>![^\n]*)
                 | "(?P<string>(?:[^"]|"")*)"
                 | (?P<flag><[a-z]+>)
                 | (?P<number>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)s?(?!\S) )""",
    re.VERBOSE,
)

_WORDS: Final = re.compile(r"(?:word|wrd|ort|token)", re.IGNORECASE)
_PHONES: Final = re.compile(r"(?:phone|phon$|phoneme|phonetic|phn|mau$|segment|segs?$|ipa|x?-?sampa|arpa)", re.IGNORECASE)


class Token(NamedTuple):
    """A string, number or flag and the line it stands on."""

    kind: str
    text: str
    line: int


class Tier(NamedTuple):
    """An interval tier: its name and rows."""

    name: str
    rows: list[Row]

    @property
    def kind(self) -> str:
        """What the name says the tier holds, without the speaker some tools put before it."""
        return self.name.rpartition(" - ")[2].strip()

    @property
    def speaker(self) -> str:
        """The speaker the name says, if any."""
        return self.name.rpartition(" - ")[0].strip()


def recognize(text: str) -> bool:
    """Whether a text begins as Praat's objects do."""
    return "ooTextFile" in text[:200] or "ooBinaryFile" in text[:200] or text.lstrip().startswith('"Praat chronological')


def parse(text: str, source: str) -> Timeline:
    """The timeline in a TextGrid. Raises TimelineError."""
    stream = _Stream(text, source)
    duration, tiers = _tiers(stream)
    return timeline_of_tiers(source, duration, tiers)


def timeline_of_tiers(source: str, duration: float, tiers: list[Tier]) -> Timeline:
    """The timeline in the tiers that by their names hold words and phones; words alone will do. Raises TimelineError."""
    words = [tier for tier in tiers if _WORDS.match(tier.kind)]
    phones = [tier for tier in tiers if _PHONES.match(tier.kind)] or _nameless_phones(tiers, words)
    if not phones and not any(tier.rows for tier in words):
        names = ", ".join(f"{tier.name!r}" for tier in tiers) or "none"
        raise TimelineError(f"{source}: has no tier of phones (its interval tiers: {names})", "name the tier of phones 'phones'")
    return timeline_of(source, duration, _rows(words), _rows(phones))


def _nameless_phones(tiers: list[Tier], words: list[Tier]) -> list[Tier]:
    fitting = [tier for tier in tiers if tier not in words and are_phones(row.label for row in tier.rows)]
    return fitting if len(fitting) == 1 else []


def _rows(tiers: list[Tier]) -> list[Row]:
    return [row._replace(speaker=row.speaker or tier.speaker) for tier in tiers for row in tier.rows]


def _tiers(stream: _Stream) -> tuple[float, list[Tier]]:
    """The end time and the interval tiers of the file."""
    stream.header()
    stream.number()  # where the grid starts: all times count from the start of the sound
    end = stream.number()
    tiers = []
    if stream.next("flag") == "<exists>":
        stream.number()  # how many tiers: the file itself says it better
        while stream.peek() == "string":
            tier = _tier(stream)
            tiers += [tier] if tier else []
    return end, tiers


def _tier(stream: _Stream) -> Tier | None:
    """The next tier; None for a tier of points."""
    kind, name = stream.next("string"), stream.next("string")
    for _ in ("start", "end", "count"):
        stream.number()
    rows = []
    while stream.peek() == "number":
        line = stream.line
        start = stream.number()
        end = stream.number() if kind == "IntervalTier" else start
        rows.append(Row(start, end, stream.next("string"), line))
    return Tier(name, rows) if kind == "IntervalTier" else None


class _Stream:
    """The tokens of a file, asked one by one. Raises TimelineError with the line for what is not there."""

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self._tokens = deque(_tokens(text))
        self._last = text.count("\n") + 1

    @property
    def line(self) -> int:
        return self._tokens[0].line if self._tokens else self._last

    def peek(self) -> str:
        return self._tokens[0].kind if self._tokens else "end"

    def next(self, kind: str) -> str:
        if self.peek() != kind:
            found = repr(self._tokens[0].text) if self._tokens else "the end of the file"
            raise TimelineError(f"{self.source}:{self.line}: a {kind} should stand here, not {found}", "is the TextGrid complete?")
        return self._tokens.popleft().text

    def number(self) -> float:
        return float(self.next("number"))

    def header(self) -> None:
        """Read over what says that this is a TextGrid."""
        kind = self.next("string") if self.peek() == "string" else ""
        if kind != "ooTextFile" or self.next("string") != "TextGrid":
            raise TimelineError(f"{self.source}: is no TextGrid text file", "in Praat: Save, Save as text file")


def _tokens(text: str) -> Iterator[Token]:
    line, place = 1, 0
    for match in _TOKEN.finditer(text):
        line, place = line + text.count("\n", place, match.start()), match.start()
        kind = match.lastgroup or ""
        if kind == "string":
            yield Token(kind, match[kind].replace('""', '"'), line)
        elif kind != "comment":
            yield Token(kind, match[kind], line)


IMPORTER: Final = Importer("Praat TextGrid", (".textgrid",), recognize, parse)
