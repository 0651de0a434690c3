"""`visemes review`."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli import options as opt
from visemes.cli.batch import run_jobs
from visemes.cli.export import check_many, check_stdout, shared
from visemes.cli.report import Reporter, reporter_for
from visemes.cli.sources import SoundFile, Sources, is_line, like_export, source_paths
from visemes.errors import BatchError, UsageError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.pipeline import Progress
    from visemes.review import Reviewed

#: What `export` and the others put between a sound's name and their ending.
_OURS = ".visemes"

Page = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE|FOLDER|-", help="Where to. Default: beside the first sound.", rich_help_panel="Results"
    ),
]
Against = Annotated[
    Path | None,
    typer.Option(
        "--against", metavar="LINE.JSON|FOLDER", help="An earlier version to compare with; a folder for several lines.",
        rich_help_panel="Results",
    ),
]  # fmt: skip
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What the page is called.", rich_help_panel="Results")]


@like_export
def review(
    job: Job,
    sources: Sources,
    self_train: opt.SelfTrain = False,
    sound: SoundFile = None,
    against: Against = None,
    title: Title = None,
    output: Page = None,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """A page to look at, listen to and correct: sound, words, phones, drawings, curves and a mouth in one offline HTML file.

    visemes review line.wav --text "Hello there" -o review.html
    """
    from visemes.outputs import plan_shown

    paths = list(dict.fromkeys(source_paths(job, sources, sound)))
    if len(paths) > 1:
        check_many(job, [])
    page = replace(job, sound=paths[0], outputs=(plan_shown(paths[0], output, ("html",)),))
    page.check_outputs()
    check_stdout([page], progress)
    jobs = [replace(job, sound=path) for path in paths]
    if against and len(paths) > 1 and not against.is_dir():
        raise UsageError(f"{against}: several lines cannot be compared with one", "give --against a folder of finished lines")
    reporter = reporter_for(progress, quiet=quiet)
    aligner = None if all(is_line(path) for path in paths) else shared(jobs, reporter, self_train=self_train)
    names = dict(zip(paths, names_of(paths), strict=True))
    lines: list[Reviewed] = []

    def add(one: Job, told: "Progress") -> tuple[str, ...]:
        from visemes.pipeline import reviewed

        found = reviewed(one, names[one.sound], sound=sound, against=_earlier(against, one.sound), progress=told, aligner=aligner)
        lines.append(found)
        return found.line.warnings

    failure = _each(jobs, add, reporter)
    if lines:
        _write(page, lines, title or (names[paths[0]] if len(paths) == 1 else page_title(page, paths)), reporter)
    if failure:
        raise failure


def _each(jobs: list[Job], add: Callable[[Job, "Progress"], tuple[str, ...]], reporter: Reporter) -> BatchError | None:
    """Do every line; what failed is told at the end, the page of the others is worth having."""
    try:
        run_jobs(jobs, add, reporter)
    except BatchError as error:
        return error
    return None


def _write(page: Job, lines: "list[Reviewed]", title: str, reporter: Reporter) -> None:
    from visemes.files import write
    from visemes.review import review_page

    reporter.start(page.sound)
    text = review_page(lines, title, lambda value: reporter.progress("draw", value))
    write(page.outputs[0].target, text.encode())
    reporter.done(page, ())
    reporter.close()


def names_of(paths: Sequence[Path]) -> list[str]:
    """What the lines are called: their files' names without endings, with the folder where two are alike."""
    stems = [path.stem.removesuffix(_OURS) for path in paths]
    alike = Counter(stems)
    named = [f"{path.parent.name}/{stem}" if alike[stem] > 1 else stem for path, stem in zip(paths, stems, strict=True)]
    seen: Counter[str] = Counter()
    result = []
    for name in named:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def page_title(page: Job, paths: Sequence[Path]) -> str:
    """The page's name where nobody gave one: its file's, else that of the folder the lines are in."""
    target = page.outputs[0].target
    return Path(target).stem.removesuffix(_OURS) if target != "-" else paths[0].resolve().parent.name


def _earlier(against: Path | None, source: Path) -> Path | None:
    """The earlier version of a line: the file given, or the one of its name in the folder given; None where there is none."""
    if against is None or not against.is_dir():
        return against
    stem = source.stem.removesuffix(_OURS)
    return next((path for ending in (".json", f"{_OURS}.json") if (path := against / f"{stem}{ending}").is_file()), None)
