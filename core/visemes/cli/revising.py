"""`visemes apply` and `visemes retake`: a person's work on finished lines, and its way to new takes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli import options as opt
from visemes.cli.batch import run_jobs
from visemes.cli.export import check_stdout
from visemes.cli.failure import ReportedError
from visemes.cli.report import reporter_for
from visemes.cli.reviewing import names_of
from visemes.errors import UsageError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.edits.retake import Retake
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.pipeline import Progress

#: Exit status of --strict when something could not be placed.
LOST = 10

#: Bytes a file of edits may have; larger ones are something else.
LARGEST = 1 << 28

SoundFile = Annotated[
    Path | None,
    typer.Option("--sound", metavar="FILE", help="The sound of the line. Default: the one beside it.", rich_help_panel="Results"),
]
Strict = Annotated[
    bool, typer.Option("--strict", help=f"Exit status {LOST} when something could not be placed.", rich_help_panel="Results")
]
LineMap = Annotated[
    str, typer.Option("--map", "-m", metavar="NAME|FILE", help="The line's map, where only its file knows it.", show_default=False)
]
Beside = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE|FOLDER|-",
        help="Where to; may be repeated. Default: beside the line.",
        rich_help_panel="Results",
    ),
]


def apply(
    files: Annotated[
        list[Path], typer.Argument(metavar="LINE.JSON... EDITS.JSON", help="Finished lines, and the edits.", show_default=False)
    ],
    sound: SoundFile = None,
    dictionary: opt.Dictionary = None,
    viseme_map: LineMap = Job.map,
    outputs: Beside = None,
    formats: opt.Formats = None,
    strict: Strict = False,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """Edits made to finished lines: words, pronunciations, times, emphasis, keys, from a review page or another program.

    visemes apply line.json line.edits.json -o line.json
    """
    from visemes.edits.jobs import apply_job
    from visemes.edits.pages import read_edits_file
    from visemes.outputs import is_folder, plan_revised

    *lines, edits_path = sorted(files, key=_is_edits)
    if not lines or not _is_edits(edits_path):
        raise UsageError("a line and a file of edits are needed", "visemes apply line.json line.edits.json")
    if len(lines) > 1 and (sound or any(not is_folder(target) for target in outputs or ())):
        raise UsageError("several lines cannot share a sound or an output", "give -o a folder, or one line at a time")
    edits = read_edits_file(edits_path)
    names = dict(zip(lines, names_of(lines), strict=True))
    base = Job(Path(), dictionary=dictionary, map=viseme_map)
    jobs = [replace(base, sound=path, outputs=plan_revised(path, "edited", outputs or [], formats or [])) for path in lines]
    for job in jobs:
        replace(job, sound=edits_path).check_outputs()
    lost: list[str] = []

    def work(job: Job, told: "Progress") -> tuple[str, ...]:
        told("align", 0)
        revised, found = apply_job(job, edits, names[job.sound], alone=len(lines) == 1, sound=sound)
        write_revised(revised.line, found, job)
        told("export", 1)
        lost.extend(map(str, revised.unplaced))
        return (*(f"not applied: {one}" for one in revised.unplaced), *revised.warnings)

    check_stdout(jobs, progress)
    run_jobs(jobs, work, reporter_for(progress, quiet=quiet))
    if strict and lost:
        raise ReportedError(LOST)


def retake(
    line: Annotated[Path, typer.Argument(metavar="LINE.JSON", help="The line as it was, as export made it.", show_default=False)],
    take: Annotated[Path, typer.Argument(metavar="SOUND", help="The new take.", show_default=False)],
    text: opt.Text = None,
    transcript: opt.Transcript = None,
    dictionary: opt.Dictionary = None,
    sound: SoundFile = None,
    viseme_map: LineMap = Job.map,
    outputs: Beside = None,
    formats: opt.Formats = None,
    strict: Strict = False,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """A new take of a finished line: times, pronunciations, emphasis and keys set by hand are carried to its timing.

    visemes retake line.json take2.wav -o take2.json
    """
    from visemes.edits.jobs import retake_job
    from visemes.outputs import plan_revised

    planned = plan_revised(take, "visemes", outputs or [], formats or [])
    job = Job(take, text, transcript, None, dictionary, map=viseme_map, outputs=planned)
    job.check_outputs()
    made: list[Retake] = []

    def work(job: Job, told: "Progress") -> tuple[str, ...]:
        found, its_map = retake_job(job, line, sound, told)
        write_revised(found.line, its_map, job)
        told("export", 1)
        made.append(found)
        return (*(f"not carried: {one}" for one in found.unplaced), *found.changes, *found.line.warnings)

    check_stdout([job], progress)
    run_jobs([job], work, reporter_for(progress, quiet=quiet))
    for one in made:
        if not quiet and progress != opt.ProgressKind.ndjson:
            typer.echo(f"{take.name}: {one.summary}", err=True)
        if strict and one.unplaced:
            raise ReportedError(LOST)


def write_revised(line: "Line", viseme_map: "VisemeMap", job: Job) -> None:
    """A line in every output of a job, which may replace the line it was made from."""
    from visemes.export import export
    from visemes.files import write_all

    write_all([(o.target, export(line, o.format, viseme_map, Path(o.target).suffix)) for o in job.outputs])


def _is_edits(path: Path) -> bool:
    """Whether a file says that it holds edits; whatever cannot be read is told by whoever needs it."""
    try:
        found = json.loads(path.read_bytes()) if path.stat().st_size < LARGEST else None
    except (OSError, ValueError, RecursionError):
        return path.name.endswith(".edits.json")
    return isinstance(found, dict) and found.get("kind") == "edits"
