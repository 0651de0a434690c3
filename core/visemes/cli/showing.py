"""`visemes plot` and `visemes preview`."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from visemes.cli import options as opt
from visemes.cli.batch import run_jobs
from visemes.cli.export import check_many, check_stdout, export, shared
from visemes.cli.report import reporter_for
from visemes.errors import UnknownNameError, UsageError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.align.base import Aligner
    from visemes.audio import Sound as Samples
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.pipeline import Progress

#: Draws a line: map, sound if there is one, the kind of file, and whom to tell how far it is.
Draw = Callable[["Line", "VisemeMap", "Samples | None", str, Callable[[float], None]], bytes]

#: What `export` can be told about the sound and its motion; what it makes of it is its own.
_RESULTS: Final = {"sounds", "outputs", "formats", "sheet", "report", "progress", "quiet"}
_SHARED: Final = {name: option for name, option in inspect.signature(export).parameters.items() if name not in _RESULTS}
_SLIDERS: Final = ("strength", "jaw", "lips", "smoothing", "exaggeration", "lead", "minimum_hold", "shot")

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOUND|LINE.JSON...", help="Audio or video files, or lines that export made.", show_default=False),
]
SoundFile = Annotated[
    Path | None,
    typer.Option(
        "--sound", metavar="FILE", help="The sound of a finished line. Default: the one beside it.", rich_help_panel="Results"
    ),
]
As = Annotated[
    Literal["drawings", "curves"] | None,
    typer.Option("--as", help="What to look at. Default: what the map is made for.", rich_help_panel="Results"),
]
Target = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE|FOLDER|-", help="Where to. Default: beside the sound.", rich_help_panel="Results"),
]
Shapes = Annotated[
    list[str] | None,
    typer.Option("--shape", metavar="NAME", help="Only this shape's curve; may be repeated.", rich_help_panel="Results"),
]

Width = Annotated[
    int | None,
    typer.Option(
        "--width", metavar="PIXELS", min=500, max=30000, help="Of the picture. Default: 400 a second.", rich_help_panel="Results"
    ),
]


def _like_export(command: Callable[..., None]) -> Callable[..., None]:
    """The command with all of export's options about a sound and its motion, handed to it as one `job`."""

    def with_options(context: typer.Context, **given: Any) -> None:
        _check_lines(given["sources"], [name for name in _SHARED if name != "viseme_map" and _is_given(context, name)])
        command(job=_job({name: given.pop(name) for name in _SHARED if name != "self_train"}), **given)

    own = {name: option for name, option in inspect.signature(command).parameters.items() if name != "job"}
    first, rest = own.pop("sources"), own
    shared = {name: option for name, option in _SHARED.items() if name not in rest}
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    options = [context, first, *shared.values(), *rest.values()]
    signature = inspect.Signature([option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in options])
    vars(with_options).update(__signature__=signature)
    with_options.__annotations__ = {option.name: option.annotation for option in options}
    with_options.__name__, with_options.__doc__ = command.__name__, command.__doc__
    return with_options


def _is_given(context: typer.Context, name: str) -> bool:
    """Whether an option was typed rather than left at its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def _check_lines(sources: list[str], changed: list[str]) -> None:
    """Raise UsageError for finished lines that are to be made differently."""
    line = next((source for source in sources if _is_line(Path(source))), None)
    if line and changed:
        option = changed[0].replace("_", "-")
        raise UsageError(
            f"{Path(line).name}: is a finished line, {option} cannot change it", "export it anew, or give its sound instead"
        )


def _job(given: dict[str, Any]) -> Job:
    """Options as a job; but for the sliders and the map they have the names of its fields."""
    named = {name: given.pop(name) for name in _SLIDERS}
    sliders, settings = opt.slider_values(named, given.pop("sliders")), opt.aligner_values(given.pop("aligner_settings"))
    return Job(Path(), sliders=sliders, map=given.pop("viseme_map"), aligner_settings=settings, **given)


@_like_export
def plot(
    job: Job,
    sources: Sources,
    self_train: opt.SelfTrain = False,
    sound: SoundFile = None,
    kind: As = None,
    shapes: Shapes = None,
    width: Width = None,
    output: Target = None,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """A picture: curves and their keys over waveform, words and phones, and the exposure sheet. PNG, SVG or PDF.

    visemes plot line.wav --text "Hello there" --map arkit52 -o line.png
    """
    from visemes.preview.plot import PICTURES, need_matplotlib, plot_line

    need_matplotlib()

    def draw(line: "Line", viseme_map: "VisemeMap", samples: "Samples | None", ending: str, _: Callable[[float], None]) -> bytes:
        for name in shapes or ():
            if name not in {curve.shape for curve in line.curves}:
                raise UnknownNameError("shape", name, [curve.shape for curve in line.curves])
        return plot_line(line, viseme_map, samples, kind=kind, picture=ending, shapes=shapes or (), width=width)

    _show(_jobs(job, sources, output, PICTURES, sound), _Showing(draw, sound), progress, quiet=quiet, self_train=self_train)


@_like_export
def preview(
    job: Job,
    sources: Sources,
    self_train: opt.SelfTrain = False,
    sound: SoundFile = None,
    kind: As = None,
    output: Target = None,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """A video: a plain drawn mouth with the sound. MP4, MOV or MKV.

    visemes preview line.wav --text "Hello there" --fps 12 -o line.mp4
    """
    from visemes.preview.video import CONTAINERS, mouth_video

    def draw(line: "Line", viseme_map: "VisemeMap", samples: "Samples | None", ending: str, told: Callable[[float], None]) -> bytes:
        return mouth_video(line, viseme_map, samples, kind=kind, container=ending, progress=told)

    _show(
        _jobs(job, sources, output, tuple(CONTAINERS), sound), _Showing(draw, sound), progress, quiet=quiet, self_train=self_train
    )


def _jobs(job: Job, sources: list[str], target: str | None, endings: tuple[str, ...], sound: Path | None) -> list[Job]:
    """One job for each sound or line. Raises what is wrong with all of them, before any work."""
    from visemes.outputs import plan_shown

    paths = opt.sound_paths(sources)
    lines = [path for path in paths if _is_line(path)]
    if len(paths) > 1:
        check_many(job, [target] if target else [])
    if sound and (len(paths) > 1 or not lines):
        raise UsageError("--sound goes with one finished line", "leave it out: sounds bring their own")
    job.grid()
    return [replace(job, sound=path, outputs=(plan_shown(path, target, endings),)) for path in paths]


def _show(jobs: list[Job], showing: "_Showing", progress: opt.ProgressKind, *, quiet: bool, self_train: bool) -> None:
    check_stdout(jobs, progress)
    reporter = reporter_for(progress, quiet=quiet)
    if not all(_is_line(job.sound) for job in jobs):
        showing.aligner = shared(jobs, reporter, self_train=self_train)
    run_jobs(jobs, showing, reporter)


def _is_line(path: Path) -> bool:
    return path.suffix.lower() == ".json"


class _Showing:
    """Makes one job's line, or reads the finished one, and draws it."""

    def __init__(self, draw: Draw, sound: Path | None) -> None:
        self._draw, self._sound = draw, sound
        self.aligner: Aligner | None = None

    def __call__(self, job: Job, progress: "Progress") -> tuple[str, ...]:
        from visemes.files import write
        from visemes.maps import load_map
        from visemes.pipeline import finished_line, forget_partial, line_of

        if _is_line(job.sound):
            line, viseme_map, sound = finished_line(job, self._sound, progress)
        else:
            line, sound = line_of(job, progress, self.aligner)
            viseme_map = load_map(job.map)
        progress("draw", 0)
        output = job.outputs[0]
        write(output.target, self._draw(line, viseme_map, sound, output.format, lambda value: progress("draw", value)))
        forget_partial(job)
        progress("draw", 1)
        return line.warnings
