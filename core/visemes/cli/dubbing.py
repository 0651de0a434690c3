"""`visemes dub`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli import options as opt
from visemes.cli.batch import run_jobs
from visemes.cli.export import check_stdout
from visemes.cli.failure import ReportedError
from visemes.cli.report import reporter_for
from visemes.cli.revising import LOST, LineMap, write_revised
from visemes.cli.tables import print_table
from visemes.errors import UsageError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.edits.dub import Dubbed
    from visemes.pipeline import Progress

Languages = Annotated[
    list[str] | None,
    typer.Option(
        "--language",
        metavar="NAME",
        help="Of each sound, in their order: ja, German, pt-br. Default: told from the words.",
        rich_help_panel="What is said",
    ),
]
Longer = Annotated[
    bool, typer.Option("--strict", help=f"Exit status {LOST} when a line is longer than the shot.", rich_help_panel="Results")
]


def dub(
    shot: Annotated[Path, typer.Argument(metavar="SHOT.JSON", help="The finished line whose shot is kept.", show_default=False)],
    sounds: Annotated[
        list[str], typer.Argument(metavar="SOUND...|TABLE.CSV", help="Dubbed sounds, or a table of them.", show_default=False)
    ],
    languages: Languages = None,
    text: opt.Text = None,
    transcript: opt.Transcript = None,
    dictionary: opt.Dictionary = None,
    viseme_map: LineMap = Job.map,
    outputs: opt.Outputs = None,
    formats: opt.Formats = None,
    strict: Longer = False,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """A finished shot in other languages: frames, map, style and sliders stay, the speech is new; says where it is too long.

    visemes dub shot.json ja.wav --language ja
    """
    from visemes.edits.dub import dub_job
    from visemes.outputs import plan_outputs
    from visemes.pipeline import check_language, finished_line

    base = Job(shot, map=viseme_map, dictionary=dictionary)
    line, found, _ = finished_line(base)
    rows = _rows(sounds, languages or [], text, transcript)
    if len(rows) > 1 and outputs and any(not Path(target).is_dir() for target in outputs):
        raise UsageError("several sounds cannot share an output", "give -o a folder")
    jobs = []
    for row in rows:
        path = Path(row["sound"])
        job = replace(
            base,
            sound=path,
            text=row.get("text"),
            transcript=Path(row["transcript"]) if "transcript" in row else None,
            language=row.get("language", Job.language),
            outputs=plan_outputs(path, outputs or [], _formats(outputs or [], formats or [])),
        )
        check_language(job)
        job.check_outputs()
        replace(job, sound=shot).check_outputs()
        jobs.append(job)
    made: list[tuple[Job, Dubbed]] = []

    def work(job: Job, told: "Progress") -> tuple[str, ...]:
        result = dub_job(job, line, found, told)
        write_revised(result.line, found, job)
        told("export", 1)
        made.append((job, result))
        return (
            *(f"{job.sound.name}: {told}" for told in result.told),
            *(f"not carried: {one}" for one in result.unplaced),
            *result.line.warnings,
        )

    taken = check_stdout(jobs, progress)
    try:
        run_jobs(jobs, work, reporter_for(progress, quiet=quiet))
    finally:
        if made and not (quiet or taken):
            print_table(HEADING, [_cells(job, result) for job, result in made])
    if strict and any(result.over for _, result in made):
        raise ReportedError(LOST)


HEADING = ("sound", "language", "words", "speech", "shot", "over", "frames")


def _cells(job: Job, result: "Dubbed") -> tuple[str, ...]:
    """A row of the table: seconds, and frames past the shot's end."""
    timeline = result.line.timeline
    times = f"{result.speech:.2f}", f"{result.shot:.2f}", f"{result.over:.2f}" if result.over else "-"
    return job.sound.name, timeline.language or "-", str(len(timeline.words)), *times, str(result.frames_over or "-")


def _rows(sounds: list[str], languages: list[str], text: str | None, transcript: Path | None) -> list[dict[str, str]]:
    """What is to be dubbed, by the columns of a table. Raises UsageError for what does not go together."""
    from visemes.edits.dub import read_dubs

    if len(sounds) == 1 and sounds[0].lower().endswith(".csv"):
        if languages or text is not None or transcript:
            raise UsageError("the table says what is said and in which language", "leave out --language, --text and --transcript")
        return list(read_dubs(Path(sounds[0])))
    paths = opt.sound_paths(sounds)
    if len(paths) > 1 and (text is not None or transcript):
        raise UsageError("--text was given for several sounds", "put a .txt beside each sound, or use a table")
    if languages and len(languages) != len(paths):
        raise UsageError(f"{len(languages)} languages for {len(paths)} sounds", "give one --language for each, in the same order")
    said = ({} if text is None else {"text": text}) | ({"transcript": str(transcript)} if transcript else {})
    named = languages or [Job.language] * len(paths)
    return [{"sound": str(path), "language": language} | said for path, language in zip(paths, named, strict=True)]


def _formats(outputs: list[str], formats: list[str]) -> list[str]:
    """The formats; our own JSON for one file that could be two kinds of it."""
    return formats or (["json"] if len(outputs) == 1 and outputs[0].lower().endswith(".json") else [])
