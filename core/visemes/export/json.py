"""`json`: the lossless format, everything of a `Line` and nothing else (docs/schema/line.schema.json).

Numbers are written with the fewest digits that read back as the same number; a tidy line (`Line.tidy`) therefore
gives a file a person can read. Frame rates, frames and offsets that are not whole stay fractions ("24000/1001").
What equals its default is left out where it would repeat on every row. `visemes.imports.json` reads it back.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from visemes.export.base import Exporter
from visemes.imports.json import NEWEST

if TYPE_CHECKING:
    from visemes.line import Curve, Exposure, Key, Line
    from visemes.timeline import Cue, Interval, Phone, Timeline, Word

#: Counts up with every change of the format; always the newest that can be read back.
SCHEMA_VERSION: Final = NEWEST


def line_json(line: Line) -> str:
    """A line as JSON text."""
    return _layout(line_document(line)) + "\n"


def timeline_json(timeline: Timeline) -> str:
    """A timeline alone as JSON text, as `visemes align` writes it and `--timeline` takes it."""
    return _layout({**_header("timeline"), **_timeline(timeline)}) + "\n"


def line_document(line: Line) -> dict[str, Any]:
    """A line as plain dicts, lists, strings and numbers."""
    return {
        **_header("line"),
        "sound": line.sound,
        "viseme_map": line.viseme_map,
        "rest": line.rest,
        "grid": {
            "fps": str(line.grid.fps),
            "start_frame": line.grid.start_frame,
            "step": line.grid.step,
            "offset": str(line.grid.offset),
        },
        "settings": dict(sorted(line.settings.items())),
        "warnings": list(line.warnings),
        "timeline": _timeline(line.timeline),
        "cues": [_cue(cue) for cue in line.cues],
        "exposures": [_exposure(exposure) for exposure in line.exposures],
        "curves": [_curve(curve) for curve in line.curves],
    }


def _header(kind: str) -> dict[str, Any]:
    return {"schema_version": SCHEMA_VERSION, "kind": kind}


def _timeline(timeline: Timeline) -> dict[str, Any]:
    return {
        "duration": float(timeline.duration),
        "language": timeline.language,
        "aligner": timeline.aligner,
        "warnings": list(timeline.warnings),
        "words": [_word(word) for word in timeline.words],
        "phones": [_phone(phone) for phone in timeline.phones],
        "marks": [_interval(mark, "mark") | _if_set("confidence", mark.confidence) for mark in timeline.marks],
    }


def _word(word: Word) -> dict[str, Any]:
    emphasis = None if word.emphasis == 1 else float(word.emphasis)
    return (
        _interval(word, "word")
        | _if_set("confidence", word.confidence)
        | _if_set("speaker", word.speaker)
        | _if_set("emphasis", emphasis)
        | _if_set("pronunciation", " ".join(word.pronunciation))
        | _by_hand(word)
    )


def _phone(phone: Phone) -> dict[str, Any]:
    known = _if_set("stress", phone.stress) | _if_set("confidence", phone.confidence) | _if_set("speaker", phone.speaker)
    return _interval(phone, "phone") | known | _by_hand(phone)


def _by_hand(thing: Word | Phone) -> dict[str, Any]:
    return {"by_hand": sorted(thing.by_hand)} if thing.by_hand else {}


def _cue(cue: Cue) -> dict[str, Any]:
    return _interval(cue, "viseme") | {"phone": cue.phone, "weight": float(cue.weight)} | _if_set("confidence", cue.confidence)


def _interval(interval: Interval, name: str) -> dict[str, Any]:
    return {"start": float(interval.start), "end": float(interval.end), name: interval.label}


def _if_set(name: str, value: str | float | None) -> dict[str, Any]:
    return {} if value is None or value == "" else {name: value}


def _exposure(exposure: Exposure) -> dict[str, Any]:
    shown = {"frame": int(exposure.frame), "frames": int(exposure.frames), "viseme": exposure.viseme}
    return shown | ({"by_hand": True} if exposure.by_hand else {})


def _curve(curve: Curve) -> dict[str, Any]:
    return {"shape": curve.shape, "channel": curve.channel, "keys": [key_document(key) for key in curve.keys]}


def key_document(key: Key) -> dict[str, Any]:
    """A key as plain data."""
    frame = Fraction(key.frame)
    return {
        "frame": frame.numerator if frame.denominator == 1 else str(frame),
        "value": float(key.value),
        "slope_in": float(key.slope_in),
        "slope_out": float(key.slope_out),
        "interpolation": key.interpolation,
    } | ({"by_hand": True} if key.by_hand else {})


def _layout(value: object, pad: str = "", *, is_row: bool = False) -> str:
    """JSON with one item a line; an object in a list stays on one line unless it holds a list itself."""
    inner = pad + "  "
    if isinstance(value, dict) and value and not (is_row and not _holds_list(value)):
        items = [f"{inner}{_compact(name)}: {_layout(item, inner)}" for name, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{pad}}}"
    if isinstance(value, list) and value:
        items = [inner + _layout(item, inner, is_row=True) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{pad}]"
    return _compact(value)


def _holds_list(value: dict[str, Any]) -> bool:
    """Whether an object holds a list of more than plain values."""
    return any(isinstance(item, list) and any(isinstance(one, dict | list) for one in item) for item in value.values())


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


EXPORTER: Final = Exporter(
    name="json",
    extensions=(".json",),
    description="everything: words, phones, cues, exposures and curves with tangents; reads back exactly",
    text=line_json,
    lossless=True,
)
