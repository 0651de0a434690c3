"""`csv`: the exposure sheet as a table, one row for every frame on which a drawing may change.

Columns: frame, time (seconds from the start of the sound at which the frame comes on show), word, phone, viseme, then one
column a curve. Word and phone are those of the middle of the row's frames, empty in a pause; the viseme is the drawing
of the exposure sheet, or the cue of that middle in a line without one.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.export.base import Exporter
from visemes.timeline import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.line import Line
    from visemes.timeline import Interval


class SheetRow(NamedTuple):
    """What is on show from a frame on. time: seconds, negative before the sound starts."""

    frame: int
    time: float
    word: str
    phone: str
    viseme: str


def sheet(line: Line) -> Iterator[SheetRow]:
    """The exposure sheet's rows, in order."""
    grid, timeline = line.grid, line.timeline
    for frame in grid.exposures(timeline.duration):
        middle = float(grid.seconds_at(frame + grid.step / 2))
        word, phone = _label(timeline.word_at(middle)), _label(timeline.phone_at(middle))
        viseme = line.drawing_at(frame) if line.exposures else _label(at(line.cues, middle)) or line.rest
        yield SheetRow(frame, float(grid.seconds_at(frame)), word, phone, viseme)


def _label(interval: Interval | None) -> str:
    return interval.label if interval else ""


def text(line: Line) -> str:
    """The table with a heading row; weights to four decimals, seconds to three."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*SheetRow._fields, *(curve.shape for curve in line.curves)])
    for row in sheet(line):
        weights = [f"{curve.value_at(row.frame) + 0.0:.4f}" for curve in line.curves]
        writer.writerow([row.frame, f"{row.time:.3f}", row.word, row.phone, row.viseme, *weights])
    return out.getvalue()


EXPORTER: Final = Exporter("csv", (".csv",), "a table of frames: word, phone, viseme and every curve's weight", text)
