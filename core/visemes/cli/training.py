"""`visemes train`: the synthetic world, the networks learning from it, and how good they got."""

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli.options import Quiet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.train.course import Progress
    from visemes.train.world.speech import Split, Spoken

#: Share of the speech in each split.
SHARES: "dict[Split, float]" = {"train": 0.86, "valid": 0.06, "test": 0.08}

app = typer.Typer(no_args_is_help=True, help="Train the networks on a synthetic world: the lip-sync expert, the painter of mouths.")

Seed = Annotated[int, typer.Option("--seed", help="Another seed, another world or network.")]
Minutes = Annotated[float, typer.Option("--minutes", min=0.01, help="How long to train.")]
Threads = Annotated[int, typer.Option("--threads", min=0, help="0: as many as there are processors.")]
Processes = Annotated[int, typer.Option("--processes", "-j", min=1, help="Processors to use.")]


@app.command()
def speech(
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to.", show_default=False)],
    hours: Annotated[float, typer.Option("--hours", min=0.001, help="How much of it.")] = 2.0,
    seed: Seed = 0,
) -> None:
    """Lines by espeak-ng's voices in many languages, with the time of every phone.

    visemes train speech -o speech/ --hours 2
    """
    from visemes.train.world.lines import espeak_lines
    from visemes.train.world.speech import write_speech

    lines = ((line, split) for split in SHARES for line in espeak_lines(hours * SHARES[split], seed, split))
    entries = write_speech(folder, lines)
    typer.echo(f"{folder}: {len(entries)} lines, {sum(entry.seconds for entry in entries) / 3600:.2f} h")


@app.command()
def shots(
    folders: Annotated[list[Path], typer.Argument(metavar="SPEECH...", help="Folders of NAME.wav with NAME.json or NAME.txt.")],
    target: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to.", show_default=False)],
    takes: Annotated[int, typer.Option("--takes", min=1, help="How often each line is shot, by another character.")] = 1,
    unfilmed: Annotated[
        int, typer.Option("--unfilmed", min=0, help="More takes to train on, without pictures: cheap, for the ear.")
    ] = 0,
    heads: Annotated[float, typer.Option("--heads", min=0, max=1, help="Share of takes that are of lit heads.")] = 0.4,
    processes: Processes = 1,
    quiet: Quiet = False,
) -> None:
    """Drawn and rendered characters who say the lines; what is there already is kept.

    visemes train shots speech/ -o shots/ --takes 2 -j 2
    """
    from visemes.train.world.shoot import shoot_all
    from visemes.train.world.speech import read_split

    def work(count: int) -> "Iterator[tuple[Spoken, Split, int]]":
        return ((line, split, take) for take in range(count) for folder in folders for line, split in read_split(folder))

    filmed = shoot_all(work(takes), target, processes, heads=heads)
    others = shoot_all((row for row in work(unfilmed) if row[1] == "train"), target, processes, filmed=False, heads=heads)
    count = 0
    for count, path in enumerate(chain(filmed, others), 1):
        if not quiet and count % 50 == 0:
            typer.echo(f"{count} {path.name}", err=True)
    typer.echo(f"{target}: {count} new shots")


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(metavar="SHOTS", help="A folder of shots.")],
    target: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The weights.", show_default=False)],
    minutes: Minutes = 60.0,
    seed: Seed = 0,
    threads: Threads = 0,
    quiet: Quiet = False,
) -> None:
    """The network that tells whether a mouth fits a sound; needs the extra `neural`.

    visemes train sync shots/ -o expert.safetensors --minutes 60
    """
    from visemes.train.machine import use_torch

    use_torch(threads)
    from visemes.train.course import train_expert

    def told(now: "Progress") -> None:
        right = ", ".join(f"{100 * share:.1f} %" for share in now.valid)
        typer.echo(f"{100 * now.done:3.0f} %  step {now.step}  loss {now.loss:.3f}  right of 15 and 50 frames: {right}", err=True)

    best = train_expert(folder, target, minutes, seed, (lambda _: None) if quiet else told)
    typer.echo(f"{target}: of step {best.step}")


@app.command()
def measure(
    folders: Annotated[list[Path], typer.Argument(metavar="SHOTS...", help="Folders of shots; each is a set of the tables.")],
    weights: Annotated[Path | None, typer.Option("--weights", metavar="FILE", help="Instead of those that are shipped.")] = None,
    split: Annotated[str, typer.Option("--split", help="Whose shots: test, valid or train.")] = "test",
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="NAME", help="Leave shots out whose names hold this.")
    ] = None,
    boxed: Annotated[
        list[Path] | None, typer.Option("--boxed", metavar="FOLDER", help="Films with an index.json of their mouths' boxes.")
    ] = None,
    films: Annotated[list[Path] | None, typer.Option("--film", metavar="FILE", help="A film in sync, to be read.")] = None,
    faces: Annotated[
        list[Path] | None, typer.Option("--face", metavar="FILE", help="A film of a real face, not to be read.")
    ] = None,
    clips: Annotated[int, typer.Option("--clips", min=0, help="Unreadable clips of each kind and set.")] = 24,
    processes: Processes = 1,
    quiet: Quiet = False,
) -> None:
    """How many windows are read within a frame, what the expert is silent about, and how far its confidence is right.

    visemes train measure shots/ --split test -j 2
    """
    from visemes.sync.expert import SHIPPED
    from visemes.train.card import Material, page, read_all, tasks

    material = Material(folders, split, without or (), boxed or (), films or (), faces or (), clips=clips)
    work = list(tasks(material, weights or SHIPPED))
    reads = []
    for count, read in enumerate(read_all(work, processes), 1):
        reads.append(read)
        if not quiet and count % 50 == 0:
            typer.echo(f"{count} of {len(work)}", err=True)
    for line in page(reads):
        typer.echo(line)
