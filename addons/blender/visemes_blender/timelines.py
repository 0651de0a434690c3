"""A line's words and sounds, as the engine wrote them (the `timeline` of its JSON). No bpy here."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Timeline = dict[str, Any]

VERSION = 1


def text(timeline: Mapping[str, Any]) -> str:
    """A timeline as the file `visemes align` writes, one word or sound a line."""
    document = {"schema_version": VERSION, "kind": "timeline", **timeline}
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
    except ValueError:
        return None
    if not isinstance(data, dict) or data.get("kind") != "timeline" or not isinstance(data.get("words"), list):
        return None
    return data


def file_of(content: str, folder: Path) -> Path:
    """A file with this content, named by it, so that the same timeline is the same file and a warm engine knows it again."""
    path = folder / f"visemes_{hashlib.sha256(content.encode()).hexdigest()[:24]}.json"
    if not path.is_file():
        part = path.with_suffix(".part")
        part.write_text(content, encoding="utf-8")
        part.replace(path)
    return path


def phones_of(timeline: Mapping[str, Any], word: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The sounds whose middles lie in a word."""
    return [phone for phone in timeline.get("phones", ()) if word["start"] <= (phone["start"] + phone["end"]) / 2 < word["end"]]


def spelled(phones: list[Mapping[str, Any]]) -> str:
    """Sounds as IPA with stress marks, blanks between."""
    marks = {1: "\u02c8", 2: "\u02cc"}
    return " ".join(marks.get(phone.get("stress"), "") + phone["phone"] for phone in phones)


def doubtful(timeline: Mapping[str, Any], below: float) -> list[Mapping[str, Any]]:
    """The words whose confidence lies below a limit."""
    return [word for word in timeline["words"] if word.get("confidence") is not None and word["confidence"] < below]
