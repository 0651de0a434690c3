"""`tsv`, `xml`, `rhubarb-json` and `dat`: the forms Rhubarb Lip Sync 1.14 writes, for whatever reads those.

Times are whole hundredths of a second, as Rhubarb's are; cues that vanish in that rounding are dropped, equal
neighbours merged, gaps filled with rest. The names are those of the line's own map: choose the `rhubarb` map for
Rhubarb's letters, `preston_blair` for OpenToonz. Two things differ on purpose: the sound is named, not its path on
the machine that made the file; and `dat` takes the line's exposure sheet, at any frame rate, where Rhubarb lets the
first cue in a frame win and so loses closures.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.export.base import Exporter
from visemes.timeline import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from visemes.line import Line

#: What Rhubarb's XML writer escapes in text. (xml.sax.saxutils would do it too, and load half of urllib.)
_XML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})


class MouthCue(NamedTuple):
    """A viseme with times in hundredths of a second, start < end except in a line too short for any."""

    start: int
    end: int
    value: str


def mouth_cues(line: Line) -> tuple[MouthCue, ...]:
    """The line's cues as Rhubarb lays them out: from 0 to the end of the sound, without gaps, no two neighbours equal."""
    end = _length(line)
    changes = list(_merged(_changes(line, end)))
    cues = tuple(MouthCue(start, stop, value) for (start, value), (stop, _) in pairwise([*changes, (end, line.rest)]))
    return cues or (MouthCue(0, 0, line.rest),)


def _length(line: Line) -> int:
    """The sound's length in whole hundredths, what is left over cut off."""
    return math.floor((line.timeline.duration + SAME_TIME) * 100)


def _changes(line: Line, end: int) -> Iterator[tuple[int, str]]:
    """Every (time, viseme) at which the mouth changes, in order, each time once, before `end`."""
    at = 0
    for cue in line.cues:
        start, stop = (min(round(seconds * 100), end) for seconds in (cue.start, cue.end))
        start = max(start, at)
        if start > at:
            yield at, line.rest
        if stop > start:
            yield start, cue.label
        at = max(at, stop)
    if at < end:
        yield at, line.rest


def _merged(changes: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    last = None
    for start, value in changes:
        if value != last:
            yield start, value
        last = value


def tsv(line: Line) -> str:
    """`seconds<TAB>viseme` a line; the last one closes the mouth at the end of the sound."""
    rows = [(cue.start, cue.value) for cue in mouth_cues(line) if cue.end > cue.start]
    return "".join(f"{_seconds(start)}\t{value}\n" for start, value in [*rows, (_length(line), line.rest)])


def xml(line: Line) -> str:
    """`rhubarbResult` with metadata and one `mouthCue` element a cue."""
    cues = "".join(
        f'    <mouthCue start="{_seconds(cue.start)}" end="{_seconds(cue.end)}">{_xml(cue.value)}</mouthCue>\n'
        for cue in mouth_cues(line)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<rhubarbResult>\n"
        "  <metadata>\n"
        f"    <soundFile>{_xml(line.sound)}</soundFile>\n"
        f"    <duration>{_seconds(_length(line))}</duration>\n"
        "  </metadata>\n"
        f"  <mouthCues>\n{cues}  </mouthCues>\n"
        "</rhubarbResult>\n"
    )


def rhubarb_json(line: Line) -> str:
    """An object with `metadata` and `mouthCues`, one cue a line, everything beyond ASCII escaped."""
    cues = ",\n".join(
        f'    {{ "start": {_seconds(cue.start)}, "end": {_seconds(cue.end)}, "value": {json.dumps(cue.value)} }}'
        for cue in mouth_cues(line)
    )
    return (
        "{\n"
        '  "metadata": {\n'
        f'    "soundFile": {json.dumps(line.sound)},\n'
        f'    "duration": {_seconds(_length(line))}\n'
        "  },\n"
        f'  "mouthCues": [\n{cues}\n  ]\n'
        "}\n"
    )


def dat(line: Line) -> str:
    """Moho's switch data: a first line `MohoSwitch1`, then `frame viseme`; the last one closes the mouth."""
    rows = list(_merged(_drawings(line) if line.exposures else _first_cues(line)))
    end = line.grid.shown_at(line.timeline.duration)
    if not rows or rows[-1][0] < end:
        rows.append((end, line.rest))
    elif rows[-1][1] != line.rest:
        rows.append((rows[-1][0] + 1, line.rest))
    return "MohoSwitch1\n" + "".join(f"{frame} {viseme}\n" for frame, viseme in rows)


def _drawings(line: Line) -> Iterator[tuple[int, str]]:
    """Every (frame, viseme) of the exposure sheet, rest where it says nothing."""
    end = None
    for exposure in line.exposures:
        if end is not None and exposure.frame > end:
            yield end, line.rest
        yield exposure.frame, exposure.viseme
        end = exposure.end
    if end is not None:
        yield end, line.rest


def _first_cues(line: Line) -> Iterator[tuple[int, str]]:
    """Rhubarb's own rule, for a line without an exposure sheet: the first cue in a frame wins."""
    last = None
    for cue in line.cues:
        frame = line.grid.exposed(line.grid.shown_at(cue.start))
        if frame != last:
            yield frame, cue.label
        last = frame


def _seconds(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _xml(text: str) -> str:
    return text.translate(_XML)


TSV: Final = Exporter("tsv", (".tsv",), "Rhubarb's table of seconds and visemes", tsv)
XML: Final = Exporter("xml", (".xml",), "Rhubarb's XML: sound, duration and cues", xml)
RHUBARB_JSON: Final = Exporter("rhubarb-json", (".json",), "Rhubarb's JSON: sound, duration and cues", rhubarb_json)
DAT: Final = Exporter("dat", (".dat",), "switch data of Moho and OpenToonz: the exposure sheet's frames and visemes", dat)
