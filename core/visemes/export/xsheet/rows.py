"""The rows of an exposure sheet, one a frame, and the sheet as a table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from visemes.timeline import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.line import Line
    from visemes.timeline import Interval

#: Rows of a page at most; a page holds as many whole seconds as fit.
MOST_ROWS: Final = 100

#: What stands where something goes on.
HELD: Final = "│"


@dataclass(frozen=True, slots=True)
class Row:
    """One frame. time: whole seconds and frames since the sound started ("0+08"), negative frames before it with a sign.

    word, phone: what begins on this frame (several with a space between), HELD while it goes on, empty in a pause.
    drawing: its name where it is new, HELD while it stays. viseme: its name in any case. is_second: a second begins here.
    """

    frame: int
    time: str
    word: str
    phone: str
    drawing: str
    viseme: str
    is_second: bool


def rows(line: Line) -> Iterator[Row]:
    """Every frame that is on show while the sound plays, in order."""
    grid, timeline = line.grid, line.timeline
    first = grid.shown_at(0)
    frames = range(first, grid.last_frame(timeline.duration) + 1)
    words, phones = ([_begins(tier, line, frame) for frame in frames] for tier in (timeline.words, timeline.phones))
    rate = nominal(line)
    before = None
    for number, (frame, word, phone) in enumerate(zip(frames, words, phones, strict=True)):
        viseme = line.drawing_at(frame)
        seconds, rest = divmod(number, rate)
        yield Row(frame, f"{seconds}+{rest:02}", word, phone, HELD if viseme == before else viseme, viseme, rest == 0)
        before = viseme


def nominal(line: Line) -> int:
    """Frames a sheet counts in a second: 24 at 23.976 fps."""
    return max(1, round(line.grid.fps))


def _begins(tier: Sequence[Interval], line: Line, frame: int) -> str:
    """What begins while a frame is on show; HELD if something goes on through its middle; empty in a pause."""
    start, end = (float(line.grid.seconds_at(frame + part)) for part in (0, 1))
    is_first = frame == line.grid.shown_at(0)
    new = [i.label for i in tier if (start - SAME_TIME <= i.start or is_first) and i.start < end - SAME_TIME and i.end > start]
    if new:
        return " ".join(new)
    middle = (start + end) / 2
    return HELD if any(i.start <= middle < i.end for i in tier) else ""


def pages(line: Line) -> list[list[Row]]:
    """The rows by pages of whole seconds, of parts of a second at rates no page holds a second of."""
    all_rows, rate = list(rows(line)), nominal(line)
    size = MOST_ROWS // rate * rate or -(-rate // -(-rate // MOST_ROWS))
    return [all_rows[start : start + size] for start in range(0, len(all_rows), size)]


def table(line: Line) -> bytes:
    """The sheet as CSV: frame, seconds+frames, action (left to the animator), dialogue, phone, drawing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["frame", "time", "action", "dialogue", "phone", "drawing"])
    writer.writerows([row.frame, row.time, "", row.word, row.phone, row.drawing] for row in rows(line))
    return out.getvalue().encode()


def heading(line: Line) -> tuple[tuple[str, str], ...]:
    """What stands above every page: names and values; values that only people know are left empty."""
    steps = {1: "on ones", 2: "on twos", 3: "on threes"}
    rate = f"{float(line.grid.fps):g} fps, {steps.get(line.grid.step, f'every {line.grid.step} frames')}"
    return (
        ("line", line.sound),
        ("rate", rate),
        ("mouths", line.viseme_map),
        ("scene", ""),
        ("shot", ""),
        ("animator", ""),
        ("date", ""),
    )
