"""`otio`: the recording as a clip with markers, for editorial (OpenTimelineIO, Timeline.1 and below).

Words are green markers, drawings blue ones, stretches worth a look red ones; times are exact in frames of the line's rate.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from visemes.export.base import Exporter

if TYPE_CHECKING:
    from visemes.line import Line


def text(line: Line) -> str:
    """The file's text."""
    rate, timeline = float(line.grid.fps), line.timeline
    words = [_marker(word.label, word.start, word.end, "GREEN", rate, {"speaker": word.speaker}) for word in timeline.words]
    marks = [_marker(mark.label, mark.start, mark.end, "RED", rate, {}) for mark in timeline.marks]
    drawings = []
    for one in line.exposures:
        start, end = (float(line.grid.seconds_at(frame)) for frame in (one.frame, one.end))
        if end > 0:
            drawings.append(_marker(one.viseme, max(0.0, start), end, "BLUE", rate, {"frame": one.frame, "frames": one.frames}))
    clip = {
        "OTIO_SCHEMA": "Clip.2",
        "name": line.sound,
        "source_range": _range(0, timeline.duration, rate),
        "effects": [],
        "markers": [*words, *drawings, *marks],
        "enabled": True,
        "media_references": {"DEFAULT_MEDIA": _reference(line, rate)},
        "active_media_reference_key": "DEFAULT_MEDIA",
        "metadata": {"visemes": {"viseme_map": line.viseme_map, "language": timeline.language}},
    }
    track = {"OTIO_SCHEMA": "Track.1", "name": "dialogue", "kind": "Audio", "children": [clip], **_plain()}
    stack = {"OTIO_SCHEMA": "Stack.1", "name": "tracks", "children": [track], **_plain()}
    whole = {"OTIO_SCHEMA": "Timeline.1", "name": line.sound, "global_start_time": None, "tracks": stack, "metadata": {}}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _plain() -> dict[str, Any]:
    return {"source_range": None, "effects": [], "markers": [], "enabled": True, "metadata": {}}


def _reference(line: Line, rate: float) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "ExternalReference.1",
        "name": "",
        "target_url": line.sound,
        "available_range": _range(0, line.timeline.duration, rate),
        "metadata": {},
    }


def _marker(name: str, start: float, end: float, colour: str, rate: float, more: dict[str, Any]) -> dict[str, Any]:
    metadata = {"visemes": {key: value for key, value in more.items() if value != ""}}
    found = {"OTIO_SCHEMA": "Marker.2", "name": name, "color": colour, "metadata": metadata}
    return found | {"marked_range": _range(start, end - start, rate)}


def _range(start: float, duration: float, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": _time(start, rate), "duration": _time(duration, rate)}


def _time(seconds: float, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": round(seconds * rate, 6) + 0.0}


EXPORTER: Final = Exporter("otio", (".otio",), "the recording with words and drawings as markers, for editorial", text)
