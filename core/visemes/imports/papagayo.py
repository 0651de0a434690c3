"""Papagayo's .pgo: voices, phrases, words and mouth shapes on whole frames.

A shape lasts until the next one or the end of its word. Shapes are those of Preston Blair or Fleming & Dobbs; CMU's phones are
phones. Where a shape stands for several sounds, the one that moves the mouth most alike is taken.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.services import phones_of
from visemes.imports.tiers import Row, timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from visemes.timeline import Timeline

_HEAD: Final = "lipsync version 1"

#: Sets of shapes, with names that only they have.
_SETS: Final = {"preston_blair": {"AI", "MBP", "WQ", "FV", "etc"}, "fleming_dobbs": {"A_I_Y", "F_V", "L_D_TH", "CH_SH_ZH"}}


def recognize(text: str) -> bool:
    """Whether a text begins as Papagayo's files do."""
    return text.lstrip().startswith(_HEAD)


def parse(text: str, source: str) -> Timeline:
    """The timeline in a Papagayo file. Raises TimelineError."""
    lines = _Lines(text, source)
    lines.next()
    lines.next()  # where the sound was
    fps, frames, voices = lines.number(least=1), lines.number(), lines.number()
    words: list[Row] = []
    shapes: list[Row] = []
    for _ in range(voices):
        speaker = lines.next()
        lines.next()  # the text
        for _ in range(lines.number()):
            lines.next(), lines.number(), lines.number()  # the phrase: its words know better
            for _ in range(lines.number()):
                word, own = _word(lines, fps, speaker if voices > 1 else "")
                words.append(word)
                shapes += own
    return timeline_of(source, frames / fps, words, _as_phones(shapes, source))


def _word(lines: _Lines, fps: int, speaker: str) -> tuple[Row, list[Row]]:
    """A word and its shapes. Its last frame is its own."""
    line = lines.line
    text, first, last, count = lines.fields(4)
    start, end = int(first), int(last) + 1
    marks = [lines.fields(2) for _ in range(int(count))]
    places = [*(int(frame) for frame, _ in marks), max(end, int(marks[-1][0]) + 1) if marks else end]
    shapes = [
        Row(a / fps, b / fps, label, line, speaker=speaker)
        for (a, b), (_, label) in zip(pairwise(places), marks, strict=True)
        if b > a
    ]
    return Row(start / fps, end / fps, text, line, speaker=speaker), shapes


def _as_phones(shapes: Iterable[Row], source: str) -> list[Row]:
    """The shapes as phones; labels of no set may be phones already. Raises TimelineError."""
    rows = list(shapes)
    for name, own in _SETS.items():
        known = phones_of(name)
        if all(row.label in known for row in rows):
            return [row._replace(label=known[row.label]) for row in rows]
        strange = next((row for row in rows if row.label not in known), None)
        if strange and any(row.label in own for row in rows):
            shown = f"{strange.label!r} is no shape of the set {name.replace('_', ' ')}"
            raise TimelineError(f"{source}:{strange.line}: {shown}", f"its shapes are {', '.join(known)}")
    return rows


class _Lines:
    """The lines of a file, asked one by one. Raises TimelineError with the line for what is not there."""

    def __init__(self, text: str, source: str) -> None:
        self.source, self.line = source, 0
        self._lines = text.lstrip().splitlines()

    def next(self) -> str:
        if self.line >= len(self._lines):
            raise TimelineError(f"{self.source}:{self.line}: the file ends too early", "is it complete?")
        self.line += 1
        return self._lines[self.line - 1].strip()

    def number(self, least: int = 0) -> int:
        text = self.next()
        if not (text.isdecimal() and len(text) < 9 and int(text) >= least):
            raise TimelineError(f"{self.source}:{self.line}: expected a whole number, not {text[:40]!r}")
        return int(text)

    def fields(self, count: int) -> list[str]:
        fields = self.next().split()
        numbers = fields[1:] if count > 2 else fields[:1]
        if len(fields) != count or not all(number.isdecimal() and len(number) < 9 for number in numbers):
            shape = "word first last count" if count > 2 else "frame shape"
            raise TimelineError(f"{self.source}:{self.line}: expected '{shape}'")
        return fields


IMPORTER: Final = Importer("Papagayo", (".pgo",), recognize, parse)
