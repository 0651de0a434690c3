"""Tiers of other programs as JSON and CSV: what the Montreal Forced Aligner writes besides TextGrids.

JSON as praatio has it: tiers by name with entries `[start, end, label]`, or a list of tiers that know their names. CSV with the
columns Begin, End, Label, Type and Speaker.
"""

from __future__ import annotations

import csv
import io
import math
import re
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.fields import Fields, is_number, parse_json
from visemes.imports.textgrid import Tier, timeline_of_tiers
from visemes.imports.tiers import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.timeline import Timeline

_LOOK: Final = re.compile(r'"tiers"\s*:\s*[\[{]')
_COLUMNS: Final = ("begin", "end", "label", "type")


def recognize(text: str) -> bool:
    """Whether a JSON text has tiers, or the first line of a table names MFA's columns."""
    if text.lstrip().startswith("{"):
        return bool(_LOOK.search(text))
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip().lower().split(",")
    return tuple(first[: len(_COLUMNS)]) == _COLUMNS


def parse(text: str, source: str) -> Timeline:
    """The timeline in tiers. Raises TimelineError."""
    if text.lstrip().startswith("{"):
        document = Fields(parse_json(text, source), source)
        end = next((document.number(name) for name in ("end", "xmax") if document.take(name, None) is not None), 0.0)
        return timeline_of_tiers(source, end, list(_tiers(document)))
    return timeline_of_tiers(source, 0.0, _columns(text.lstrip("\ufeff"), source))


def _tiers(document: Fields) -> Iterator[Tier]:
    tiers = document.take("tiers")
    named = list(document.child("tiers").objects()) if isinstance(tiers, dict) else _unnamed(document)
    for name, tier in named:
        kind = tier.take("type", tier.take("class", "interval"))
        if "point" not in str(kind).lower() and "text" not in str(kind).lower():
            yield Tier(name, [_entry(entry, number, tier, source=document.source) for number, entry in tier.items("entries")])


def _unnamed(document: Fields) -> list[tuple[str, Fields]]:
    return [(tier.text("name", ""), tier) for tier in document.children("tiers")]


def _entry(entry: Any, number: int, tier: Fields, *, source: str) -> Row:  # noqa: ANN401 - JSON is anything
    if not (
        isinstance(entry, list) and len(entry) >= 3 and is_number(entry[0]) and is_number(entry[1]) and isinstance(entry[2], str)
    ):
        raise TimelineError(f"{source}: {tier.place('entries')}[{number}] should be [start, end, label]")
    return Row(float(entry[0]), float(entry[1]), entry[2], number)


def _columns(text: str, source: str) -> list[Tier]:
    tiers: dict[tuple[str, str], Tier] = {}
    reader = csv.reader(io.StringIO(text))
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise TimelineError(f"{source}: is no table ({error})") from error
    for line, row in rows[1:]:
        values = [_number(cell) for cell in row[:2]]
        if len(row) < len(_COLUMNS) or None in values:
            raise TimelineError(f"{source}:{line}: expected 'Begin,End,Label,Type,Speaker'")
        start, end = (float(value or 0.0) for value in values)
        speaker = row[4].strip() if len(row) > 4 else ""
        name = f"{speaker} - {row[3]}" if speaker else row[3]
        tiers.setdefault((speaker, row[3]), Tier(name, [])).rows.append(Row(start, end, row[2], line))
    return list(tiers.values())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


IMPORTER: Final = Importer("tiers as JSON or CSV, from MFA", (".csv",), recognize, parse)
