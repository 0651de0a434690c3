"""A line's words and sounds, as the engine wrote them (the `timeline` of its JSON), and what a person corrected. No host here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Timeline = dict[str, Any]

#: The newest form of a timeline we know; a newer engine says its own.
VERSION = 2

#: A time changed by less than this (seconds) was not changed; a file holds microseconds, a property single precision.
SAME_TIME = 5e-4


def text(timeline: Mapping[str, Any], version: int = VERSION) -> str:
    """A timeline as the file `visemes align` writes, one word or sound a line. version: of the answer it came in."""
    document = {**timeline, "schema_version": version, "kind": "timeline"}
    rows = [f"  {json.dumps(name)}: {_value(value)}" for name, value in document.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _value(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n  ]"
    return json.dumps(value, ensure_ascii=False)


def read(content: str) -> Timeline | None:
    """A timeline from its text, None where it is none."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.get("kind") != "timeline" or not isinstance(data.get("words"), list):
        return None
    return data


def phones_of(timeline: Mapping[str, Any], word: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The sounds whose middles lie in a word."""
    return [phone for phone in timeline.get("phones", ()) if word["start"] <= (phone["start"] + phone["end"]) / 2 < word["end"]]


def spelled(phones: Sequence[Mapping[str, Any]]) -> str:
    """Sounds as IPA with stress marks, blanks between."""
    marks = {1: "\u02c8", 2: "\u02cc"}
    return " ".join(marks.get(phone.get("stress") or 0, "") + phone["phone"] for phone in phones)


def confidence_of(row: Mapping[str, Any]) -> float:
    """A word's or sound's confidence, -1 where nobody judged it."""
    value = row.get("confidence")
    return -1.0 if value is None else float(value)


def doubtful(timeline: Mapping[str, Any], below: float) -> list[Mapping[str, Any]]:
    """The words whose confidence lies below a limit."""
    return [word for word in timeline["words"] if 0 <= confidence_of(word) < below]


def said(timeline: Mapping[str, Any]) -> str:
    """The words of a timeline as a text."""
    return " ".join(word["word"] for word in timeline["words"])


@dataclass(frozen=True)
class Row:
    """A word as a person left it. phones: as `spelled` writes them. sounds: (start, end) of each of its sounds, where shown."""

    word: str
    start: float
    end: float
    phones: str
    emphasis: float = 1.0
    sounds: Sequence[tuple[float, float]] = field(default=())


def corrections(timeline: Mapping[str, Any], rows: Mapping[int, Row]) -> list[dict[str, Any]]:
    """What the engine is asked to edit, so that its words become the rows, by their numbers."""
    edits: list[dict[str, Any]] = []
    for number, row in sorted(rows.items()):
        if 0 <= number < len(timeline["words"]):
            edits += _corrected(timeline, number, row)
    return edits


def _corrected(timeline: Mapping[str, Any], number: int, row: Row) -> list[dict[str, Any]]:
    word = timeline["words"][number]
    mark = {"word": number, "was": word["word"], "at": word["start"]}
    wanted = " ".join(row.word.split())
    if not wanted:
        return [{"edit": "delete", **mark}]
    sounds = phones_of(timeline, word)
    said, phones = spelled(sounds), " ".join(row.phones.split())
    times = [("start", row.start)] * _moved(row.start, word["start"]) + [("end", row.end)] * _moved(row.end, word["end"])
    edits: list[dict[str, Any]] = []
    if wanted != word["word"]:
        edits.append(
            {"edit": "words", **mark, "text": wanted, **({"phones": [phones]} if phones not in (said, "") else {}), **dict(times)}
        )
        return edits
    if phones != said:
        edits.append({"edit": "pronunciation", **mark, "phones": phones} if phones else {"edit": "words", **mark, "text": wanted})
    else:
        edits += _sound_times(mark, sounds, row)
    edits += [{"edit": "time", **mark, "edge": edge, "seconds": round(seconds, 6)} for edge, seconds in times]
    if abs(row.emphasis - word.get("emphasis", 1.0)) > 1e-3:
        edits.append({"edit": "emphasis", **mark, "emphasis": round(row.emphasis, 4)})
    return edits


def _sound_times(mark: dict[str, Any], sounds: Sequence[Mapping[str, Any]], row: Row) -> list[dict[str, Any]]:
    """Boundaries between the sounds of a word; its own edges are the word's."""
    if len(row.sounds) != len(sounds):
        return []
    edits = []
    for number, (sound, (start, end)) in enumerate(zip(sounds, row.sounds)):
        inner = [("start", start, sound["start"])] * (number > 0) + [("end", end, sound["end"])] * (number + 1 < len(sounds))
        edits += [
            {"edit": "time", **mark, "phone": number, "was_phone": sound["phone"], "edge": edge, "seconds": round(now, 6)}
            for edge, now, before in inner
            if _moved(now, before)
        ]
    return edits


def _moved(now: float, before: float) -> bool:
    return abs(now - before) > SAME_TIME
