"""`visemes train pairs`, `guide` and `guide-measure`: the painter of mouths."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli.films import Roi, place_of
from visemes.cli.options import Quiet
from visemes.cli.training import Seed, Threads, app
from visemes.errors import UsageError

if TYPE_CHECKING:
    from visemes.train.guide_course import Course, Progress

__all__ = ["app"]


@app.command()
def pairs(
    folders: Annotated[list[Path], typer.Argument(metavar="SPEECH...", help="Folders of NAME.wav with NAME.json or NAME.txt.")],
    target: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to.", show_default=False)],
    count: Annotated[int, typer.Option("--count", min=1, help="Pairs of each split: as many characters.")] = 600,
    quiet: Quiet = False,
) -> None:
    """Characters filmed twice, saying one line and another; what is there already is kept.

    visemes train pairs speech/ -o pairs/ --count 600
    """
    from visemes.train.world.speech import read_split
    from visemes.train.world.twice import shoot_all_twice

    lines = [line for folder in folders for line in read_split(folder)]
    made = 0
    for made, path in enumerate(shoot_all_twice(lines, count, target), 1):
        if not quiet and made % 50 == 0:
            typer.echo(f"{made} {path.name}", err=True)
    typer.echo(f"{target}: {made} new pairs")


@app.command()
def guide(
    target: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The weights.", show_default=False)],
    folder: Annotated[Path | None, typer.Argument(metavar="[PAIRS]", help="A folder of pairs.", show_default=False)] = None,
    fit: Annotated[
        Path | None, typer.Option("--fit", metavar="FILM", help="Instead of PAIRS: fit --weights to the character of a film.")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option("--weights", metavar="FILE", help="What --fit begins with, instead of those that are shipped.")
    ] = None,
    roi: Roi = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.01, help="How long to train. Default: 120, with --fit 4.", show_default=False)
    ] = None,
    expert: Annotated[
        Path | None, typer.Option("--expert", metavar="FILE", help="A lip-sync expert's weights: it should see what is true.")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", metavar="FILE", help="Go on from it where it is there, and write it.")
    ] = None,
    seed: Seed = 0,
    threads: Threads = 0,
    quiet: Quiet = False,
) -> None:
    """The network that repaints mouths; needs the extra `neural`.

    visemes train guide pairs/ -o painter.safetensors --minutes 120

    visemes train guide --fit render.mp4 -o mine.safetensors
    """
    if (folder is None) == (fit is None):
        raise UsageError("give either a folder of pairs or --fit with a film", "visemes train guide --help")
    if folder is None and (expert or checkpoint):
        raise UsageError("--expert and --checkpoint are for trainings on pairs", "leave them out with --fit")
    from visemes.train.machine import use_torch

    use_torch(threads)
    from visemes.train.guide_course import Course, train_painter

    course = Course(minutes or (4.0 if fit else 120.0), (lambda _: None) if quiet else _told, checkpoint=checkpoint)
    if fit is not None:
        best = _fitted(fit, weights, roi, target, seed, course)
    elif folder is not None:
        best = train_painter(folder, target, seed, course, expert)
    typer.echo(f"{target}: of step {best.step}")


def _fitted(film: Path, weights: Path | None, roi: str | None, target: Path, seed: int, course: "Course") -> "Progress":
    from visemes.guide.generators import SHIPPED, generator_named
    from visemes.sync.expert import load_expert
    from visemes.train.guide_course import fit_painter
    from visemes.train.guide_fit import film_of

    painter, expert = generator_named("rendered", weights), load_expert()
    return fit_painter(weights or SHIPPED, film_of(film, painter, expert, expert, place_of(roi, None)), target, seed, course)


@app.command(name="guide-measure")
def guide_measure(
    folder: Annotated[Path, typer.Argument(metavar="PAIRS", help="A folder of pairs.")],
    weights: Annotated[
        Path | None, typer.Option("--weights", metavar="FILE", help="A painter's weights, instead of those that are shipped.")
    ] = None,
    expert: Annotated[
        Path | None, typer.Option("--expert", metavar="FILE", help="Who judges, instead of the expert that is shipped.")
    ] = None,
    split: Annotated[str, typer.Option("--split", help="Whose pairs: test, valid or train.")] = "test",
    sheet: Annotated[Path | None, typer.Option("--sheet", metavar="PNG", help="Ten characters side by side.")] = None,
) -> None:
    """How repainted mouths are read, and how far they are from the true ones: the film's own mouths, a painter's, the true film.

    visemes train guide-measure pairs/ --weights painter.safetensors --sheet sheet.png
    """
    from visemes.guide.generators import generator_named
    from visemes.sync.expert import SHIPPED, load_expert
    from visemes.train.guide_measure import table
    from visemes.train.guide_pairs import Pair
    from visemes.train.guide_sheet import write_sheet

    chosen = [pair for pair in Pair.load_all(folder) if pair.about.get("split") == split]
    painters = [generator_named("film"), generator_named("split"), generator_named("rendered", weights)]
    judge = load_expert(expert or SHIPPED)
    for row in table(painters, judge, chosen):
        typer.echo(row)
    if sheet:
        write_sheet(painters, judge, chosen, sheet)


def _told(now: "Progress") -> None:
    typer.echo(f"{100 * now.done:3.0f} %  step {now.step}  loss {now.loss:.4f}  held out: {now.error:.2f} of 255 off", err=True)
