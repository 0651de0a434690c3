"""`visemes check`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from visemes.cli import options as opt
from visemes.cli.failure import ReportedError
from visemes.errors import TimelineError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.check.curves import Report

#: Exit status of --strict when a viewer would notice what was found.
FOUND = 10


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="KEYS...", help="Our JSON; Rhubarb's TSV, JSON or XML; Moho's DAT; curves as CSV.")
    ],
    timeline: Annotated[
        Path | None, typer.Option("--timeline", metavar="FILE", help="The sounds, where the keys do not bring them along.")
    ] = None,
    viseme_map: Annotated[str | None, typer.Option("--map", "-m", metavar="NAME|FILE", help="The set the keys are for.")] = None,
    fps: Annotated[str | None, typer.Option("--fps", metavar="RATE", help="The rate the keys are seen at.")] = None,
    step: opt.Step = Job.step,
    start_frame: opt.StartFrame = Job.start_frame,
    offset: opt.Offset = Job.offset,
    kind: Annotated[
        Literal["drawings", "curves"] | None, typer.Option("--as", help="What to look at in a file that holds both.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help=f"Exit status {FOUND} when a viewer would notice something.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Does the mouth say what the sound says? Closures, contacts, silences, jerk, flicker; also of work by hand or by other tools.

    visemes check line.json --strict
    """
    from visemes.check.reading import check_file
    from visemes.imports import read_timeline
    from visemes.maps import load_map

    given = read_timeline(timeline) if timeline else None
    if given and given.words and not given.phones:
        raise TimelineError(f"{timeline}: has words but no phones", f"find them first: visemes export SOUND --timeline {timeline}")
    table = load_map(viseme_map) if viseme_map else None
    grid = Job(Path(), fps=fps, step=step, start_frame=start_frame, offset=offset).grid() if fps else None
    reports = [check_file(path, given, table, grid, kind or "") for path in files]
    _print(reports, as_json=as_json)
    if strict and any(report.verdict == "fail" for report in reports):
        raise ReportedError(FOUND)


def _print(reports: "list[Report]", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"schema_version": 1, "reports": [report.document() for report in reports]}, indent=2))
        return
    for report in reports:
        for text in report.lines():
            typer.echo(text)
