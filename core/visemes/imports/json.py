"""Our own JSON, read as a file that nobody vouches for: `visemes.export.json` backwards.

A whole line (`read_line`) or a timeline alone. Both are strict: a missing, misspelt or impossible value is one line
that says where it stands, and a file of a newer schema is refused rather than half understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from visemes.errors import InputError, TimelineError
from visemes.frames import FrameGrid
from visemes.imports.base import Importer
from visemes.imports.fields import Fields, parse_json
from visemes.imports.source import read_text
from visemes.imports.tiers import respelt
from visemes.line import INTERPOLATIONS, Curve, Exposure, Key, Line
from visemes.timeline import PHONE_PARTS, WORD_PARTS, Cue, Interval, Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

#: The newest schema this version reads.
NEWEST: Final = 2

_KINDS: Final = ("line", "timeline")


def read_line(path: Path | str) -> Line:
    """The line in a lossless JSON file. Raises TimelineError."""
    return parse_line(read_text(path), str(path))


def parse_line(text: str, source: str = "line") -> Line:
    """The line in a lossless JSON text; source: what error messages call it. Raises TimelineError."""
    document = _open(text, source)
    if document.choice("kind", _KINDS) != "line":
        raise TimelineError(f"{source}: holds a timeline, not a whole line", "export the sound again with --timeline and this file")
    return _explained(document, _line)


def parse_timeline(text: str, source: str = "timeline") -> Timeline:
    """The timeline in a JSON text that holds one, alone or within a line. Raises TimelineError."""
    document = _open(text, source)
    if document.choice("kind", _KINDS) == "line":
        return _explained(document, _line).timeline
    return _explained(document, _timeline)


def timeline_from(value: object, source: str = "timeline") -> Timeline:
    """The timeline in JSON that is parsed already. Raises TimelineError."""
    document = _checked(Fields(value, source))
    kind = document.choice("kind", _KINDS)
    return _explained(document, _line).timeline if kind == "line" else _explained(document, _timeline)


def line_from(value: object, source: str = "line") -> Line:
    """The line in JSON that is parsed already. Raises TimelineError."""
    document = _checked(Fields(value, source))
    document.choice("kind", ("line",))
    return _explained(document, _line)


def parse_given(text: str, source: str) -> Timeline:
    """`parse_timeline` for a file people may have made: its phones may be spelt in ARPABET or X-SAMPA too."""
    return respelt(parse_timeline(text, source), source)


def _open(text: str, source: str) -> Fields:
    return _checked(Fields(parse_json(text, source), source))


def _checked(document: Fields) -> Fields:
    """The document, if it is of a schema that can be read."""
    source = document.source
    version = document.integer("schema_version")
    if version > NEWEST:
        raise TimelineError(
            f"{source}: written by a newer version (schema {version}, this one reads up to {NEWEST})", "update visemes"
        )
    if version < 1:
        raise document.error("schema_version", "1 or more", version)
    return document


def _explained(document: Fields, build: Callable[[Fields], T]) -> T:
    """Build, and name the file in the errors of the things built."""
    try:
        built = build(document)
    except InputError as error:
        if error.message.startswith(document.source):
            raise
        raise TimelineError(f"{document.source}: {error.message}", error.hint) from error
    document.finish()
    return built


def _line(row: Fields) -> Line:
    timeline = row.child("timeline")
    return Line(
        sound=row.text("sound"),
        viseme_map=row.text("viseme_map"),
        rest=row.text("rest"),
        grid=_grid(row.child("grid")),
        settings=row.scalars("settings"),
        warnings=row.texts("warnings"),
        timeline=_explained(timeline, _timeline),
        cues=row.rows("cues", _cue),
        exposures=row.rows("exposures", _exposure),
        curves=row.rows("curves", _curve),
    )


def _grid(row: Fields) -> FrameGrid:
    grid = FrameGrid(
        fps=row.fraction("fps"),
        start_frame=row.integer("start_frame", 1),
        step=row.integer("step", 1),
        offset=row.fraction("offset", 0),
    )
    row.finish()
    return grid


def _timeline(row: Fields) -> Timeline:
    return Timeline(
        duration=row.number("duration"),
        words=row.rows("words", _word),
        phones=row.rows("phones", _phone),
        language=row.text("language", ""),
        aligner=row.text("aligner", ""),
        warnings=row.texts("warnings"),
        marks=row.rows("marks", _mark),
    )


def _mark(row: Fields) -> Interval:
    return Interval(row.number("start"), row.number("end"), row.text("mark"), row.confidence())


def _word(row: Fields) -> Word:
    return Word(
        row.number("start"),
        row.number("end"),
        row.text("word"),
        row.confidence(),
        speaker=row.text("speaker", ""),
        emphasis=row.number("emphasis", 1.0),
        pronunciation=tuple(row.text("pronunciation", "").split()),
        by_hand=_by_hand(row, WORD_PARTS),
    )


def _phone(row: Fields) -> Phone:
    stress = row.optional_integer("stress")
    if stress not in {None, 0, 1, 2}:
        raise row.error("stress", "0, 1 or 2", stress)
    times = row.number("start"), row.number("end")
    return Phone(
        *times,
        row.text("phone"),
        row.confidence(),
        stress=stress,
        speaker=row.text("speaker", ""),
        by_hand=_by_hand(row, PHONE_PARTS),
    )


def _by_hand(row: Fields, parts: frozenset[str]) -> frozenset[str]:
    """What a person has set."""
    names = frozenset(row.texts("by_hand"))
    if not names <= parts:
        raise row.error("by_hand", f"a list of {', '.join(sorted(parts))}", sorted(names))
    return names


def _cue(row: Fields) -> Cue:
    times = row.number("start"), row.number("end")
    return Cue(*times, row.text("viseme"), row.confidence(), phone=row.text("phone", ""), weight=row.number("weight", 1.0))


def _exposure(row: Fields) -> Exposure:
    return Exposure(row.integer("frame"), row.integer("frames"), row.text("viseme"), row.flag("by_hand"))


def _curve(row: Fields) -> Curve:
    return Curve(row.text("shape"), row.text("channel"), row.rows("keys", key_of))


def key_of(row: Fields) -> Key:
    """A key of a curve."""
    return Key(
        frame=row.fraction("frame"),
        value=row.number("value"),
        slope_in=row.number("slope_in", 0.0),
        slope_out=row.number("slope_out", 0.0),
        interpolation=row.choice("interpolation", INTERPOLATIONS, "bezier"),
        by_hand=row.flag("by_hand"),
    )


def recognize(text: str) -> bool:
    """Whether a text can only be JSON, and no other format of it was recognised before."""
    return text.lstrip().startswith("{")


IMPORTER: Final = Importer("visemes JSON", (".json",), recognize, parse_given)
