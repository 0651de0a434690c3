"""`visemes guide --compare`: a rig's film beside its guide, or beside keys."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visemes.cli import options as opt
from visemes.cli.films import FOUND, UNREAD, Telling, check_place, check_targets, place_of
from visemes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from visemes.guide.compare import Comparison
    from visemes.guide.seeing import Look
    from visemes.guide.touch import Keys
    from visemes.guide.tracks import Track
    from visemes.line import Line
    from visemes.sync.boxes import BoxTrack
    from visemes.sync.expert import RenderedExpert
    from visemes.sync.run import Request
    from visemes.timeline import Timeline

_COMPARED = "Comparing"

Compare = Annotated[
    bool,
    typer.Option(
        "--compare", help="Where does a rig's film differ from its guide, or from keys (.json)?", rich_help_panel=_COMPARED
    ),
]
GuideRoi = Annotated[
    str | None, typer.Option("--guide-roi", metavar="X,Y,W,H", help="Where the guide's mouth is.", rich_help_panel=_COMPARED)
]
KeysFile = Annotated[
    Path | None,
    typer.Option("--keys", metavar="FILE.json", help="What the rig was rendered from: names shapes.", rich_help_panel=_COMPARED),
]
Rig = Annotated[
    Path | None,
    typer.Option("--rig", metavar="PROFILE", help="The rig's profile: names its own controls.", rich_help_panel=_COMPARED),
]
StartFrame = Annotated[
    int | None,
    typer.Option("--start-frame", metavar="N", help="Number of the rig film's first frame. Default: 1.", rich_help_panel=_COMPARED),
]
NoShift = Annotated[
    bool, typer.Option("--no-shift", help="Leave an offset between the two in the comparison.", rich_help_panel=_COMPARED)
]
Strip = Annotated[
    Path | None,
    typer.Option("--strip", metavar="FILE.png", help="Both mouths and their openings as a picture.", rich_help_panel=_COMPARED),
]
Markers = Annotated[
    Path | None,
    typer.Option("--markers", metavar="FILE", help=".py puts markers in Blender or Maya; .csv.", rich_help_panel=_COMPARED),
]
EveryMoment = Annotated[bool, typer.Option("--all", help="List every moment.", rich_help_panel=_COMPARED)]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help=f"Exit status {FOUND} where they differ, {UNREAD} where nothing is told.", rich_help_panel=_COMPARED
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.", rich_help_panel=_COMPARED)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of a comparison, as they were given."""

    audio: Path | None = None
    timeline: Path | None = None
    fps: str | None = None
    roi: str | None = None
    guide_roi: str | None = None
    boxes: Path | None = None
    keys: Path | None = None
    rig: Path | None = None
    start_frame: int | None = None
    strip: Path | None = None
    markers: Path | None = None
    no_shift: bool = False
    every: bool = False
    as_json: bool = False


def compare_films(files: list[Path], wanted: Wanted, progress: opt.ProgressKind) -> int:
    """Compare a rig's film with a guide, tell what was found, write what was asked for. Returns the status --strict gives."""
    from visemes.sync.expert import load_expert

    _check(files, wanted)
    teller = _Teller(progress, wanted)
    film, other = files
    keys, line, timeline = _known(other, wanted)
    rig_request = _request(film, wanted, wanted.roi)
    # the guide's own sound goes before the line's: a take of its own may begin elsewhere
    guide_request = None if _is_keys(other) else _request(other, replace(wanted, audio=None), wanted.guide_roi)
    expert = load_expert()
    rig, guide = _tracks(rig_request, guide_request, other, line, expert, teller)
    found = _compared(rig, guide, timeline, keys, wanted)
    _write(found, rig_request, guide_request, wanted, timeline)
    teller.done(found)
    return UNREAD if found.verdict == "unreadable" else FOUND if found.verdict == "differs" else 0


def refuse(wanted: Wanted, *, strict: bool) -> None:
    """Raise UsageError for options that only a comparison has a use for."""
    given = {
        "--keys": wanted.keys, "--rig": wanted.rig, "--guide-roi": wanted.guide_roi, "--start-frame": wanted.start_frame,
        "--no-shift": wanted.no_shift, "--strip": wanted.strip, "--markers": wanted.markers, "--all": wanted.every,
        "--json": wanted.as_json, "--strict": strict,
    }  # fmt: skip
    name = next((name for name, value in given.items() if value is not None and value is not False), None)
    if name:
        raise UsageError(f"{name} goes with --compare", "visemes guide --compare rig.mp4 guide.mp4")


def _is_keys(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _check(files: list[Path], wanted: Wanted) -> None:
    """Raise what is wrong with the options before any work is done."""
    from visemes.guide.markers import check_ending

    if len(files) != 2:
        raise UsageError("--compare takes two: the rig's film, and its guide or keys", "visemes guide --compare rig.mp4 guide.mp4")
    if _is_keys(files[0]):
        raise UsageError(
            f"{files[0]}: the first is the rig's film", "give the keys second: visemes guide --compare rig.mp4 line.json"
        )
    check_place(wanted.roi, wanted.boxes)
    if wanted.rig and not (wanted.keys or _is_keys(files[1])):
        raise UsageError("--rig names a rig's controls for shapes that keys name", "give the rig's keys with --keys line.json")
    if wanted.strip and wanted.strip.suffix.lower() != ".png":
        raise UsageError(f"--strip {wanted.strip}: is no .png", "name it like compare.png")
    if wanted.markers:
        check_ending(wanted.markers)
    inputs = (*files, wanted.audio, wanted.timeline, wanted.keys, wanted.rig, wanted.boxes)
    check_targets((wanted.strip, wanted.markers), inputs)


def _known(other: Path, wanted: Wanted) -> "tuple[Keys | None, Line | None, Timeline | None]":
    """What the rig was keyed with, the line that is the guide, and what is said."""
    from visemes.guide.touch import Keys
    from visemes.imports import read_timeline
    from visemes.imports.json import read_line
    from visemes.maps import load_map

    line = read_line(other) if _is_keys(other) else None
    keyed = read_line(wanted.keys) if wanted.keys else line
    profile = None
    if wanted.rig:
        from visemes.rigs import load_profile

        profile = load_profile(wanted.rig)
    keys = Keys(keyed, load_map(keyed.viseme_map), profile) if keyed else None
    timeline = read_timeline(wanted.timeline) if wanted.timeline else keyed.timeline if keyed else None
    return keys, line, timeline


def _request(path: Path, wanted: Wanted, roi: str | None) -> "Request":
    from visemes.frames import parse_fps
    from visemes.sync.run import Request

    where = place_of(roi, None if roi else wanted.boxes)
    return Request(path, wanted.audio, parse_fps(wanted.fps) if wanted.fps else None, where)


def _tracks(
    rig: "Request", guide: "Request | None", other: Path, line: "Line | None", expert: "RenderedExpert", teller: "_Teller"
) -> "tuple[Track, Track]":
    """Both mouths. One that is not found is looked for where the other's is, in pictures of one size."""
    from visemes.guide.seeing import look_at, sound_for

    def seen(request: "Request", beside: "Request | None", stage: str) -> "Look":
        sound = sound_for(request, beside)
        return look_at(request, expert, expert, sound, lambda value: teller.progress(stage, value))

    one = seen(rig, guide, "rig")
    if guide is None and line is not None:
        from visemes.guide.told_tracks import track_of
        from visemes.maps import load_map

        return one.track, track_of(line, load_map(line.viseme_map), other.name)
    if guide is None:
        raise UsageError("a guide is a film or keys")
    two = seen(guide, rig, "guide")
    if not _same_size(rig, guide):
        return one.track, two.track
    return _at_one_place(one, two, lambda is_rig, boxes: seen(*_placed(rig, guide, boxes, is_rig=is_rig)))


def _placed(rig: "Request", guide: "Request", boxes: "BoxTrack", *, is_rig: bool) -> "tuple[Request, Request, str]":
    first, second, stage = (rig, guide, "rig") if is_rig else (guide, rig, "guide")
    return replace(first, where=replace(first.where, region=None, track=boxes)), second, stage


def _at_one_place(one: "Look", two: "Look", seen: "Callable[[bool, BoxTrack], Look]") -> "tuple[Track, Track]":
    """Both mouths of pictures of one size: one that was not found, or a part of one, is looked for where the other's is.

    What is kept is what goes together better. seen: looks at the rig's film (or else the guide's) at some boxes.
    """
    from visemes.guide.together import match, same_place

    if one.boxes and two.boxes and same_place(one.track, two.track):
        return one.track, two.track
    pairs = [(one.track, two.track)]
    if two.boxes and (one.boxes is None or _wider(two, one)):
        pairs.append((seen(True, two.boxes).track, two.track))
    elif one.boxes:
        pairs.append((one.track, seen(False, one.boxes).track))
    able = [pair for pair in pairs if not any(track.problem for track in pair)]
    return max(able, key=lambda pair: match(*pair).likeness) if able else pairs[0]


def _wider(one: "Look", other: "Look") -> bool:
    import numpy as np

    widths = [float(np.nanmedian(look.boxes.boxes[:, 2])) if look.boxes else 0.0 for look in (one, other)]
    return widths[0] > widths[1]


def _same_size(rig: "Request", guide: "Request") -> bool:
    from visemes.sync.film import open_film

    one, two = (open_film(request.film, request.fps) for request in (rig, guide))
    return (one.width, one.height) == (two.width, two.height)


def _compared(rig: "Track", guide: "Track", timeline: "Timeline | None", keys: "Keys | None", wanted: Wanted) -> "Comparison":
    from visemes.guide.compare import compare

    first = wanted.start_frame if wanted.start_frame is not None else keys.line.grid.start_frame if keys else 1
    return compare(rig, guide, timeline=timeline, keys=keys, keep_shift=wanted.no_shift, start_frame=first)


def _write(found: "Comparison", rig: "Request", guide: "Request | None", wanted: Wanted, timeline: "Timeline | None") -> None:
    """The files that were asked for, all or none."""
    from visemes.files import write_all

    outputs: list[tuple[Path, bytes]] = []
    if wanted.strip:
        from visemes.guide.compare_strip import comparison_strip

        outputs.append((wanted.strip, comparison_strip(found, rig, guide, timeline)))
    if wanted.markers:
        from visemes.guide.markers import markers

        outputs.append((wanted.markers, markers(found, wanted.markers.suffix.lower())))
    write_all(outputs)


class _Teller(Telling):
    """Tells what is going on and what was found: to people, or with ndjson to programs."""

    def __init__(self, progress: opt.ProgressKind, wanted: Wanted) -> None:
        super().__init__(progress)
        self._wanted = wanted

    def done(self, found: "Comparison") -> None:
        """The films are compared and the files are written."""
        from visemes.guide.compare_told import lines

        outputs = [str(target) for target in (self._wanted.strip, self._wanted.markers) if target is not None]
        document: dict[str, Any] = found.document()
        if self.events:
            for note in document["notes"]:
                self.events.warning(note)
            self.events.result(path=outputs[0] if outputs else None, outputs=outputs, report=document)
        elif self._wanted.as_json:
            typer.echo(json.dumps(document, indent=2))
        else:
            for text in (*lines(found, all_of_them=self._wanted.every), *(f"  written: {target}" for target in outputs)):
                typer.echo(text)
