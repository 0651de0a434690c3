"""`visemes check`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from visemes.cli import checking_films as films
from visemes.cli import options as opt
from visemes.cli.failure import ReportedError
from visemes.cli.films import FOUND, UNREAD, Boxes, Roi, use_one_thread
from visemes.errors import TimelineError, UsageError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.check.curves import Report
    from visemes.frames import FrameGrid

_KEYS = "Keys"


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILM|KEYS...",
            help="Films, folders of pictures, frames.%04d.png; or keys: our JSON, Rhubarb, DAT, CSV.",
            show_default=False,
        ),
    ],
    timeline: Annotated[
        Path | None, typer.Option("--timeline", metavar="FILE", help="The words and sounds, where keys do not bring them along.")
    ] = None,
    fps: Annotated[str | None, typer.Option("--fps", metavar="RATE", help="Of keys, or of numbered pictures.")] = None,
    viseme_map: Annotated[
        str | None, typer.Option("--map", "-m", metavar="NAME|FILE", help="The set the keys are for.", rich_help_panel=_KEYS)
    ] = None,
    step: Annotated[int, typer.Option("--step", metavar="N", help="1 on ones, 2 on twos.", rich_help_panel=_KEYS)] = Job.step,
    start_frame: Annotated[
        int, typer.Option("--start-frame", metavar="N", help="The frame at which the sound starts.", rich_help_panel=_KEYS)
    ] = Job.start_frame,
    offset: Annotated[
        str, typer.Option("--offset", metavar="TIME", help="The keys were moved by this.", rich_help_panel=_KEYS)
    ] = Job.offset,
    kind: Annotated[
        Literal["drawings", "curves"] | None,
        typer.Option("--as", help="What to look at in a file that holds both.", rich_help_panel=_KEYS),
    ] = None,
    audio: films.Audio = None,
    text: films.Text = None,
    language: films.Language = Job.language,
    roi: Roi = None,
    boxes: Boxes = None,
    expert: films.ExpertName = "auto",
    weights: films.Weights = None,
    strip: films.Strip = None,
    fix: films.Fix = None,
    mute_test: films.MuteTest = False,
    strict: Annotated[
        bool, typer.Option("--strict", help=f"Exit status {FOUND} for what a viewer would notice, {UNREAD} where nothing is told.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
) -> None:
    """Is a film in sync, and where not? Does the mouth of keys say what the sound says?

    visemes check render.mp4 --timeline line.json --strip worst.png

    visemes check line.json --strict
    """
    use_one_thread()
    from visemes.sync.run import is_film

    kinds = {is_film(path) for path in files}
    if len(kinds) > 1:
        raise UsageError("films and keys cannot be checked in one run", "check them one after the other")
    if kinds == {True}:
        wanted = films.Wanted(audio, text, language, timeline, fps, roi, boxes, expert, weights, strip, fix, mute_test=mute_test)
        status = films.check_films(files, wanted, progress, as_json=as_json)
    else:
        _no_film(
            {"--audio": audio, "--text": text, "--roi": roi, "--boxes": boxes, "--weights": weights, "--strip": strip, "--fix": fix}
        )
        grid = Job(Path(), fps=fps, step=step, start_frame=start_frame, offset=offset).grid() if fps else None
        status = _check_keys(files, timeline, viseme_map, grid, kind or "", as_json=as_json)
    if strict and status:
        raise ReportedError(status)


def _no_film(options: "dict[str, object]") -> None:
    """Raise UsageError for options that keys have no use for."""
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise UsageError(f"{given[0]} goes with films, not with keys", "is the film's name spelt right?")


def _check_keys(
    files: list[Path], timeline: Path | None, viseme_map: str | None, grid: "FrameGrid | None", kind: str, *, as_json: bool
) -> int:
    from visemes.check.reading import check_file
    from visemes.imports import read_timeline
    from visemes.maps import load_map

    given = read_timeline(timeline) if timeline else None
    if given and given.words and not given.phones:
        raise TimelineError(f"{timeline}: has words but no phones", f"find them first: visemes export SOUND --timeline {timeline}")
    table = load_map(viseme_map) if viseme_map else None
    reports = [check_file(path, given, table, grid, kind) for path in files]
    _print(reports, as_json=as_json)
    return FOUND if any(report.verdict == "fail" for report in reports) else 0


def _print(reports: "list[Report]", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"schema_version": 1, "reports": [report.document() for report in reports]}, indent=2))
        return
    for report in reports:
        for text in report.lines():
            typer.echo(text)
