"""Finished lines revised: their timelines edited, their curves made anew with the settings they were made with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from visemes.edits.drawings import by_hand, drawn, with_drawings
from visemes.edits.keys import runs_of, with_edits, with_runs
from visemes.edits.revise import revise
from visemes.errors import UnknownNameError
from visemes.motion.style import style_named
from visemes.pipeline import animate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from visemes.audio import Sound
    from visemes.edits.cells import Speech
    from visemes.edits.keys import Run
    from visemes.edits.model import Edit, Unplaced
    from visemes.line import Exposure, Line
    from visemes.maps import VisemeMap
    from visemes.motion.style import Style
    from visemes.timeline import Timeline

#: Settings of a line that are not its style's.
KINDS: Final = ("dense", "draft", "sub_frames")


@dataclass(frozen=True, slots=True)
class RevisedLine:
    """A line after edits.

    stretches: what was aligned anew (seconds). unplaced: the edits that could not be made, and why. warnings: lines a person
    should read, the line's own among them.
    """

    line: Line
    stretches: tuple[tuple[float, float], ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    warnings: tuple[str, ...] = ()


def revise_line(
    line: Line, edits: Sequence[Edit], viseme_map: VisemeMap, speech: Speech, sound: Sound | None = None
) -> RevisedLine:
    """The line with every edit made that can be, animated anew as it was before; keys set by hand stay.

    viseme_map: the line's. sound: 16 kHz mono; without it nothing can be aligned anew, and loudness counts for nothing.
    """
    revised = revise(line.timeline, edits, speech, sound)
    curves, lost = with_edits(line.curves, edits, viseme_map)
    sheet, undrawn = drawn(line.exposures, edits, viseme_map)
    fresh = animated_anew(line, revised.timeline, viseme_map, sound, runs_of(curves), by_hand(sheet))
    return RevisedLine(fresh, revised.stretches, (*revised.unplaced, *lost, *undrawn))


def animated_anew(
    line: Line,
    timeline: Timeline,
    viseme_map: VisemeMap,
    sound: Sound | None,
    runs: Mapping[str, Sequence[Run]],
    drawings: Sequence[Exposure] = (),
) -> Line:
    """Another timeline moved as a line was: on its grid, in its style, with keys and drawings set by hand in their places."""
    dense, draft, sub_frames = (bool(line.settings.get(kind)) for kind in KINDS)
    style = style_of(line)
    fresh = animate(timeline, viseme_map, line.grid, style, sound, dense=dense, draft=draft, sub_frames=sub_frames)
    sheet = with_drawings(fresh.exposures, drawings)
    return replace(fresh, sound=fresh.sound or line.sound, curves=with_runs(fresh.curves, runs, viseme_map), exposures=sheet)


def style_of(line: Line) -> Style:
    """The style that made a line. Raises UnknownNameError or UsageError for settings nobody can read."""
    sliders = {name: value for name, value in line.settings.items() if name not in {*KINDS, "style"}}
    name = line.settings.get("style", "realistic")
    if not isinstance(name, str):
        raise UnknownNameError("style", str(name), ())
    return style_named(name).with_sliders(**sliders)
