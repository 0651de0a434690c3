"""A line of dialogue as a person set it: its sound, its words, who says it and how. No Maya here."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from . import profiles, tables
from .facts import CURVES, KEYS, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Counts up when a line's form changes; a newer one is not read.
VERSION = 1

#: Where the words of a line come from: the text beside its sound, typed, a file, or what is heard.
BESIDE, TYPED, FILE, NONE = "beside", "typed", "file", "none"
WORDS = (BESIDE, TYPED, FILE, NONE)

#: Endings of a text beside its sound, in the engine's order.
TRANSCRIPTS = (".txt", ".lab", ".srt", ".vtt")


@dataclass(frozen=True)
class Line:
    """One line. Times are frames of the scene.

    key: tells lines apart, for good; title: what a person calls it. sound: a file, or empty for that of `node`, a sound of the
    scene. start: the frame at which the file's sound begins (a node says its own). words: one of `WORDS`, typed and transcript
    hold them. namespace, nodes: the character, and nodes whose attributes the mapping names without a node. rows: the mapping to
    viseme_map. sliders: those that differ from the style's. keys, step, base, fade: as `facts.Wanted` has them. set_sound,
    extend: whether the time slider plays the sound, and the scene's range grows to hold the line. timeline: the words and sounds
    that were found (JSON of the engine).
    """

    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    title: str = ""
    sound: str = ""
    node: str = ""
    start: float = 1.0
    words: str = BESIDE
    typed: str = ""
    transcript: str = ""
    language: str = ""
    speaker: str = ""
    namespace: str = ""
    nodes: tuple[str, ...] = ()
    viseme_map: str = "arkit52"
    rows: tuple[profiles.Row, ...] = ()
    style: str = "realistic"
    shot: str = "close-up"
    sliders: dict[str, float] = field(default_factory=dict)
    keys: str = CURVES
    step: int = 1
    sub_frames: bool = False
    base: bool = False
    fade: float = 3.0
    set_sound: bool = True
    extend: bool = False
    timeline: dict[str, Any] | None = None

    def wanted(self) -> Wanted:
        """What a plan is told of the line."""
        return Wanted(self.key, self.title, self.rows, self.keys, self.step, self.base, self.fade)

    def slider(self, name: str) -> float:
        """A slider's value: as it was moved, else as the style has it."""
        return self.sliders.get(name, tables.STYLES.get(self.style, ("", "", {}))[2].get(name, tables.SLIDERS[name][2]))


def as_data(line: Line) -> dict[str, Any]:
    """A line as plain data."""
    return {"version": VERSION, **asdict(line)}


def from_data(data: Mapping[str, Any]) -> Line | None:
    """A line from plain data, None where a newer version wrote it. What it does not say, or says wrongly, is as in a new one."""
    if data.get("version") != VERSION or not isinstance(data.get("key"), str):
        return None
    plain = Line(key=data["key"])
    known = {
        each.name: data[each.name]
        for each in fields(Line)
        if each.name in data and _fits(data[each.name], getattr(plain, each.name))
    }
    known["nodes"] = tuple(str(node) for node in known.get("nodes", ()))
    known["rows"] = tuple(_rows(known.get("rows", ())))
    return _mended(replace(plain, **{**known, "timeline": _timeline(data.get("timeline"))}))


def _fits(value: Any, default: Any) -> bool:
    """Whether a value is of the kind a field holds."""
    if isinstance(default, bool) or default is None:
        return isinstance(value, bool)
    if isinstance(default, (int, float)):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, (list, tuple) if isinstance(default, tuple) else type(default))


def _rows(rows: Any) -> list[profiles.Row]:
    targets: dict[str, list[Any]] = {}
    for row in rows:
        if isinstance(row, dict):
            targets.setdefault(str(row.get("shape", "")), []).append(row)
    try:
        return profiles.rows_of({"targets": targets})
    except profiles.ProfileError:
        return []


def _timeline(data: Any) -> dict[str, Any] | None:
    return data if isinstance(data, dict) and isinstance(data.get("words"), list) else None


def _mended(line: Line) -> Line:
    """Choices that nobody offers any more are as in a new line."""
    new = Line()
    return replace(
        line,
        words=line.words if line.words in WORDS else new.words,
        keys=line.keys if line.keys in KEYS else new.keys,
        step=max(int(line.step), 1),
        sliders={name: float(value) for name, value in line.sliders.items() if name in tables.SLIDERS},
    )


def text_beside(sound: Path) -> Path | None:
    """The text beside a sound, None where there is none."""
    found = (sound.with_suffix(ending) for ending in TRANSCRIPTS)
    return next((path for path in found if path.is_file()), None)
