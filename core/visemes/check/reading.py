"""Keys made elsewhere, as seen on a frame grid: Rhubarb's TSV, JSON and XML, Moho's DAT, tables of curves (CSV).

Rhubarb's files and Moho's hold drawings. A table of curves has a heading row with `frame` or `time` (seconds) and one
column a shape, as ours and as what Blender's and Maya's graph editors are exported to; `frame` counts on the grid.
"""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np

from visemes.check.curves import Report, check_line, check_seen
from visemes.check.shown import Shown, seen_drawings, seen_weights
from visemes.errors import InputError, UnknownNameError, UsageError
from visemes.keys.placement import Exposures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from visemes.frames import FrameGrid
    from visemes.maps import VisemeMap
    from visemes.timeline import Timeline

#: Columns of a table that are no shapes.
NOT_SHAPES: Final = frozenset({"frame", "time", "word", "phone", "viseme"})
#: A drawing and the exact time it comes on show, seconds.
Change = tuple[float, str]


def check_file(
    path: Path | str,
    timeline: Timeline | None = None,
    viseme_map: VisemeMap | None = None,
    grid: FrameGrid | None = None,
    kind: str = "",
) -> Report:
    """The report of a file of keys.

    Our own JSON brings its timeline, map and grid along; they are needed for every other file. kind: "drawings" or "curves" for
    files that hold both. Raises InputError for a file that cannot be read, UsageError when something needed is not given.
    """
    path = Path(path)
    text = _text(path)
    if path.suffix.lower() == ".json" and '"schema_version"' in text:
        from visemes.imports.json import parse_line
        from visemes.maps import load_map

        line = parse_line(text, path.name)
        return check_line(line, viseme_map or load_map(line.viseme_map), kind)
    if timeline is None or viseme_map is None or grid is None:
        raise UsageError(f"{path.name} holds keys without sounds", "give --timeline (phones), --map and --fps as well")
    seen = read_seen(text, path.name, Exposures(grid, timeline.duration), viseme_map, kind)
    return check_seen(seen, timeline, viseme_map, path.name)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not text", "give keys as JSON, TSV, XML, DAT or CSV") from None


def read_seen(text: str, source: str, exposures: Exposures, viseme_map: VisemeMap, kind: str = "") -> Shown:
    """What a file's keys show at every exposure; its form is told by its content. Raises InputError."""
    times = [exposures.time(i) for i in range(len(exposures.frames))]
    if not text.lstrip().startswith(("{", "<", "MohoSwitch1")) and "\t" not in text.partition("\n")[0]:
        return _table(text, source, exposures, viseme_map, kind)
    try:
        changes = sorted(_changes(text, exposures.grid))
    except (ValueError, KeyError, TypeError, ET.ParseError):
        raise InputError(
            f"{source}: is in no form of keys we know", "known: our JSON, Rhubarb TSV, JSON and XML, DAT, CSV"
        ) from None
    for _, label in changes:
        if label not in viseme_map.visemes:
            raise UnknownNameError(f"viseme of {viseme_map.name} in {source}:", label, viseme_map.visemes)
    starts = [start for start, _ in changes]
    shown = [bisect_right(starts, time + 1e-6) - 1 for time in times]
    return seen_drawings(exposures.frames, times, [changes[i][1] if i >= 0 else viseme_map.rest for i in shown], viseme_map)


def _changes(text: str, grid: FrameGrid) -> list[Change]:
    """Every drawing of a Rhubarb or Moho file."""
    stripped = text.lstrip()
    reader: Callable[[str, FrameGrid], list[Change]] = _tsv
    if stripped.startswith("{"):
        reader = _json
    elif stripped.startswith("<"):
        reader = _xml
    elif stripped.startswith("MohoSwitch1"):
        reader = _dat
    return reader(stripped, grid)


def _tsv(text: str, _: FrameGrid) -> list[Change]:
    rows = (line.split("\t") for line in text.splitlines() if line.strip())
    return [(float(start), label.strip()) for start, label in rows]


def _json(text: str, _: FrameGrid) -> list[Change]:
    return [(float(cue["start"]), str(cue["value"])) for cue in json.loads(text)["mouthCues"]]


def _xml(text: str, _: FrameGrid) -> list[Change]:
    root = ET.fromstring(text)  # noqa: S314 - a local file the user names; no entities are resolved by expat's defaults here
    return [(float(cue.attrib["start"]), cue.text or "") for cue in root.iter("mouthCue")]


def _dat(text: str, grid: FrameGrid) -> list[Change]:
    rows = (line.split(maxsplit=1) for line in text.splitlines()[1:] if line.strip())
    return [(float(grid.seconds_at(int(frame))), label.strip()) for frame, label in rows]


def _table(text: str, source: str, exposures: Exposures, viseme_map: VisemeMap, kind: str) -> Shown:
    """A CSV of weights by frame or time, or of drawings where it has a `viseme` column and no shapes."""
    rows = list(csv.reader(io.StringIO(text)))
    heading = [name.strip() for name in rows[0]] if rows else []
    clock = next((name for name in ("frame", "time") if name in heading), None)
    if clock is None or len(rows) < 2:
        raise InputError(f"{source}: is in no form of keys we know", "a table of curves needs a heading with 'frame' or 'time'")
    shapes = [name for name in heading if name in viseme_map.shapes and name not in NOT_SHAPES]
    times = np.array([exposures.time(i) for i in range(len(exposures.frames))])
    if (kind == "drawings" or not shapes) and "viseme" in heading:
        return _sheet(rows, heading, clock, exposures, viseme_map)
    if not shapes:
        raise UsageError(f"{source}: none of its columns is a shape of {viseme_map.name}", "give the map the keys were made for")
    at = _column(rows, heading.index(clock), source)
    wanted = np.array(exposures.frames, dtype=float) if clock == "frame" else times
    weights = {name: np.interp(wanted, at, _column(rows, heading.index(name), source)) for name in shapes}
    return seen_weights(exposures.frames, times.tolist(), weights, viseme_map)


def _sheet(rows: Sequence[Sequence[str]], heading: list[str], clock: str, exposures: Exposures, viseme_map: VisemeMap) -> Shown:
    grid, column, place = exposures.grid, heading.index("viseme"), heading.index(clock)
    when = [float(row[place]) if clock == "time" else float(grid.seconds_at(int(row[place]))) for row in rows[1:]]
    text = "\n".join(f"{start}\t{row[column]}" for start, row in zip(when, rows[1:], strict=True))
    return read_seen(text, "the viseme column", exposures, viseme_map)


def _column(rows: Sequence[Sequence[str]], index: int, source: str) -> list[float]:
    try:
        return [float(row[index]) for row in rows[1:]]
    except (ValueError, IndexError):
        raise InputError(f"{source}: column '{rows[0][index]}' holds something that is not a number") from None
