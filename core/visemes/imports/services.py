"""Speech marks of speech services: Amazon Polly's lines of JSON, and Azure's viseme and word boundary events as a JSON list.

Marks say when something begins; a mouth shape lasts until the next one. A shape stands for several sounds, of which the one
that moves the mouth most alike is taken (data/service_visemes.json). Words alone are fine: their phones are found in the sound.
Azure counts in ticks of 100 ns, its batch service in milliseconds; the lengths of words tell which.
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.fields import Fields, is_number, parse_json
from visemes.imports.tiers import Row, timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from visemes.timeline import Timeline

TABLE: Final = Path(__file__).parent / "data" / "service_visemes.json"

#: What makes the times of words that have no phones: as rough as a synthesiser's marks.
ROUGH: Final = "marks"

#: Azure's ticks and Polly's milliseconds in a second.
TICKS, MILLISECONDS = 10_000_000, 1000

#: Longer than this (in whatever unit), a word's length is in ticks.
LONG: Final = 20_000

#: Seconds a last mark lasts when nothing says when it ends.
LAST: Final = 0.3

_POLLY: Final = re.compile(r'^\s*\{[^{}\n]*"type"\s*:\s*"(?:sentence|word|viseme|ssml)"')
_AZURE: Final = re.compile(r'"(?:audio_?offset|viseme_?id)"', re.IGNORECASE)


@cache
def phones_of(service: str) -> dict[str, str]:
    """Mouth shape → a phone it is shown for, empty for silence."""
    tables: dict[str, dict[str, str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return tables[service]


def recognize_polly(text: str) -> bool:
    """Whether the first line is a speech mark."""
    return bool(_POLLY.match(text))


def recognize_azure(text: str) -> bool:
    """Whether a JSON list tells of audio offsets."""
    return text.lstrip().startswith("[") and bool(_AZURE.search(text[:100_000]))


def parse_polly(text: str, source: str) -> Timeline:
    """The timeline in Polly's speech marks. Raises TimelineError."""
    words: list[Row] = []
    marks: list[tuple[float, str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            mark = Fields(parse_json(line, f"{source}:{number}"), f"{source}:{number}")
            kind, start = mark.text("type"), mark.number("time") / MILLISECONDS
            if kind == "viseme":
                marks.append((start, mark.text("value"), number))
            elif kind == "word":
                words.append(Row(start, start, mark.text("value"), number))
    return _timeline(source, words, _shapes(marks, "polly", source))


def parse_azure(text: str, source: str) -> Timeline:
    """The timeline in Azure's events. Raises TimelineError."""
    events = parse_json(text, source)
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise TimelineError(f"{source}: is no list of events")
    fields = [Fields({_plain(name): value for name, value in e.items()}, source, f"[{i}]") for i, e in enumerate(events)]
    unit = _unit(fields)
    words: list[Row] = []
    marks: list[tuple[float, str, int]] = []
    for number, event in enumerate(fields):
        start = event.number("audiooffset") / unit
        if event.take("visemeid", None) is not None:
            marks.append((start, str(event.integer("visemeid")), number))
        elif event.text("text", "").strip() and event.text("boundarytype", "word").lower().endswith("word"):
            end = (event.number("audiooffset") + event.number("duration", 0)) / unit
            words.append(Row(start, end, event.text("text"), number))
    return _timeline(source, words, _shapes(marks, "azure", source))


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _unit(events: Iterable[Fields]) -> int:
    """Units in a second: by the lengths of words, else by the places of shapes."""
    events = list(events)
    lengths = [length for event in events if is_number(length := event.take("duration", None)) and length > 0]
    offsets = sorted(offset for event in events if is_number(offset := event.take("audiooffset", None)))
    steps: list[Any] = lengths or [b - a for a, b in pairwise(offsets) if b > a]
    return TICKS if not steps or median(steps) > LONG else MILLISECONDS


def _shapes(marks: list[tuple[float, str, int]], service: str, source: str) -> list[Row]:
    """Mouth shapes as rows of phones, each until the next."""
    known = phones_of(service)
    for _, label, number in marks:
        if label not in known:
            raise TimelineError(f"{source}:{number}: {label!r} is no viseme of {service.capitalize()}")
    marks = sorted(marks, key=lambda mark: (mark[0], mark[2]))
    ends = [*(start for start, _, _ in marks[1:]), marks[-1][0] + LAST] if marks else []
    return [Row(start, end, known[label], number) for (start, label, number), end in zip(marks, ends, strict=True) if end > start]


def _timeline(source: str, words: list[Row], shapes: list[Row]) -> Timeline:
    words = sorted(words, key=lambda row: row.start)
    latest = [row.start for row in words[1:]]
    latest += [max([words[-1].end, words[-1].start + LAST, *(shape.end for shape in shapes)])] if words else []
    closed = [
        row._replace(end=min(row.end, end) if row.end > row.start else _end(row, end, shapes))
        for row, end in zip(words, latest, strict=True)
    ]
    return timeline_of(source, 0.0, closed, shapes, aligner="given" if shapes else ROUGH)


def _end(word: Row, latest: float, shapes: list[Row]) -> float:
    """Where a word ends that only says where it begins: at the next silence, at the latest where the next word begins."""
    return next((s.start for s in shapes if not s.label and word.start < s.start < latest), latest)


POLLY: Final = Importer("Amazon Polly speech marks", (".marks",), recognize_polly, parse_polly)
AZURE: Final = Importer("Azure viseme and word events", (), recognize_azure, parse_azure)
