"""Tables for people, and where nothing is a terminal, for `grep` and `cut` as well."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from visemes.line import Line


def print_sheet(line: Line, stream: TextIO) -> None:
    """The exposure sheet; a word, phone or drawing that goes on is shown once."""
    from visemes.export.csv import SheetRow, sheet

    rows = [[str(row.frame), f"{row.time:.3f}", row.word, row.phone, row.viseme] for row in sheet(line)]
    print_table(SheetRow._fields, _without_repeats(rows), stream)


def _without_repeats(rows: Sequence[Sequence[str]]) -> Iterable[list[str]]:
    """Frame and time as they are; the other cells empty where they repeat the row above."""
    above: Sequence[str] = ()
    for row in rows:
        yield [*row[:2], *("" if above and cell == above[i] else cell or "·" for i, cell in enumerate(row[2:], 2))]
        above = row


def print_table(heading: Sequence[str], rows: Iterable[Sequence[str]], stream: TextIO | None = None) -> None:
    """Columns as wide as their widest cell, two spaces between; the last one as long as it is."""
    stream = stream or sys.stdout
    table = [list(heading), *(list(row) for row in rows)]
    widths = [max(display_width(row[i]) for row in table) for i in range(len(heading))]
    for number, row in enumerate(table):
        text = "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        stream.write((_bold(text, stream) if number == 0 else text) + "\n")


def display_width(text: str) -> int:
    """Columns a text takes on a terminal: marks that combine take none, East Asian wide characters two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - display_width(cell))


def _bold(text: str, stream: TextIO) -> str:
    return f"\033[1m{text}\033[0m" if stream.isatty() else text
