"""`visemes plot` and `visemes preview`."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from visemes.cli import options as opt
from visemes.cli.batch import run_jobs
from visemes.cli.export import check_many, check_stdout, shared
from visemes.cli.report import reporter_for
from visemes.cli.sources import SoundFile, Sources, is_line, like_export, source_paths
from visemes.errors import UnknownNameError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.align.base import Aligner
    from visemes.audio import Sound as Samples
    from visemes.jobs import Output
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.pipeline import Progress

#: Draws a line: map, sound if there is one, where to and as what, and whom to tell how far it is; gives files with their contents.
Draw = Callable[["Line", "VisemeMap", "Samples | None", "Output", Callable[[float], None]], "Iterable[tuple[str, bytes]]"]

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

Mouths = Annotated[
    Path | None,
    typer.Option("--mouths", metavar="FOLDER", help="Your own drawings, PNG or SVG named by viseme.", rich_help_panel="Results"),
]
Background = Annotated[
    str,
    typer.Option(
        "--background", metavar="COLOUR|FILE|none", help="Behind it; 'none' is transparent (.mov, .png).", rich_help_panel="Results"
    ),
]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="Of the picture, in pixels.", rich_help_panel="Results")]
Show = Annotated[
    Literal["head", "mouth"], typer.Option("--show", help="What is drawn without --mouths.", rich_help_panel="Results")
]
Labels = Annotated[
    bool, typer.Option("--labels/--no-labels", help="Frame, time, phone, viseme and word below.", rich_help_panel="Results")
]
Width = Annotated[
    int | None,
    typer.Option(
        "--width", metavar="PIXELS", min=500, max=30000, help="Of the picture. Default: 400 a second.", rich_help_panel="Results"
    ),
]


@like_export
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

    def draw(
        line: "Line", viseme_map: "VisemeMap", samples: "Samples | None", where: "Output", _: Callable[[float], None]
    ) -> Iterable[tuple[str, bytes]]:
        for name in shapes or ():
            if name not in {curve.shape for curve in line.curves}:
                raise UnknownNameError("shape", name, [curve.shape for curve in line.curves])
        picture = plot_line(line, viseme_map, samples, kind=kind, picture=where.format, shapes=shapes or (), width=width)
        return [(where.target, picture)]

    _show(_jobs(job, sources, output, PICTURES, sound), _Showing(draw, sound), progress, quiet=quiet, self_train=self_train)


@like_export
def preview(
    job: Job,
    sources: Sources,
    self_train: opt.SelfTrain = False,
    sound: SoundFile = None,
    kind: As = None,
    mouths: Mouths = None,
    background: Background = "",
    size: Size = "1280x720",
    show: Show = "head",
    labels: Labels = True,
    output: Target = None,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """A video with the sound: a plain head, or your own mouth drawings. MP4, MOV, MKV; PNG makes a file for each frame.

    visemes preview line.wav --text "Hello there" --fps 12 -o line.mp4
    """
    from visemes.preview.film import Look, Preview, parse_size
    from visemes.preview.video import CONTAINERS, film, sequence

    look = Look(parse_size(size), show, mouths, background, labels=labels, kind=kind)

    def draw(
        line: "Line", viseme_map: "VisemeMap", samples: "Samples | None", where: "Output", told: Callable[[float], None]
    ) -> Iterable[tuple[str, bytes]]:
        pictures = Preview(line, viseme_map, look)
        if where.format == "png":
            return sequence(pictures, pictures.frames, where.target, told)
        container = where.format
        return [(where.target, film(pictures, len(pictures), line.grid.fps, samples, container=container, progress=told))]

    endings = (*CONTAINERS, "png")
    _show(_jobs(job, sources, output, endings, sound), _Showing(draw, sound), progress, quiet=quiet, self_train=self_train)


def _jobs(job: Job, sources: list[str], target: str | None, endings: tuple[str, ...], sound: Path | None) -> list[Job]:
    """One job for each sound or line. Raises what is wrong with all of them, before any work."""
    from visemes.outputs import plan_shown

    paths = source_paths(job, sources, sound)
    if len(paths) > 1:
        check_many(job, [target] if target else [])
    return [replace(job, sound=path, outputs=(plan_shown(path, target, endings),)) for path in paths]


def _show(jobs: list[Job], showing: "_Showing", progress: opt.ProgressKind, *, quiet: bool, self_train: bool) -> None:
    check_stdout(jobs, progress)
    reporter = reporter_for(progress, quiet=quiet)
    if not all(is_line(job.sound) for job in jobs):
        showing.aligner = shared(jobs, reporter, self_train=self_train)
    run_jobs(jobs, showing, reporter)


class _Showing:
    """Makes one job's line, or reads the finished one, and draws it."""

    def __init__(self, draw: Draw, sound: Path | None) -> None:
        self._draw, self._sound = draw, sound
        self.aligner: Aligner | None = None

    def __call__(self, job: Job, progress: "Progress") -> tuple[str, ...]:
        from visemes.files import write_all
        from visemes.maps import load_map
        from visemes.pipeline import finished_line, forget_partial, line_of

        if is_line(job.sound):
            line, viseme_map, sound = finished_line(job, self._sound, progress)
        else:
            line, sound = line_of(job, progress, self.aligner)
            viseme_map = load_map(job.map)
        progress("draw", 0)
        output = job.outputs[0]
        write_all(self._draw(line, viseme_map, sound, output, lambda value: progress("draw", value)))
        forget_partial(job)
        progress("draw", 1)
        return line.warnings
