"""CTM, the time-marked lists of NIST and Kaldi: `recording channel start length label [confidence]` a line.

Times are seconds; `;;` starts a comment. One file holds one recording and one kind of label, phones or words.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.labels import are_phones
from visemes.imports.tiers import Row, timeline_of, without_positions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.timeline import Timeline

#: Columns before the label, and with it.
_FEWEST: Final = 5


def recognize(text: str) -> bool:
    """Whether the first line that is no comment has the columns of a CTM."""
    first = next(_lines(text), None)
    return first is not None and len(first[1]) >= _FEWEST and all(_number(field) is not None for field in first[1][2:4])


def parse(text: str, source: str) -> Timeline:
    """The timeline in a CTM of phones or of words. Raises TimelineError."""
    lines = list(_lines(text))
    recordings = sorted({" ".join(fields[:2]) for _, fields in lines})
    if len(recordings) > 1:
        raise TimelineError(f"{source}: holds {len(recordings)} recordings ({', '.join(recordings[:4])} …)", "give a file of one")
    rows = without_positions([_row(source, line, fields) for line, fields in lines])
    if rows and not are_phones(row.label for row in rows):
        return timeline_of(source, max(row.end for row in rows), rows, ())
    return timeline_of(source, max((row.end for row in rows), default=0.0), (), rows)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith((";;", "#")):
            yield number, line.split()


def _row(source: str, line: int, fields: list[str]) -> Row:
    start, length = (_number(field) for field in [*fields, "", "", ""][2:4])
    if start is None or length is None or len(fields) < _FEWEST:
        raise TimelineError(f"{source}:{line}: expected 'recording channel start length label'")
    confidence = _number(fields[5]) if len(fields) > _FEWEST else None
    return Row(start, start + length, fields[4], line, confidence)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


IMPORTER: Final = Importer("CTM", (".ctm",), recognize, parse)
