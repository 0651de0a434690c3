"""`visemes train`: the synthetic world, the lip-sync expert learning from it, and how good it got."""

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

app = typer.Typer(no_args_is_help=True, help="Train the lip-sync expert on a synthetic world.")

Seed = Annotated[int, typer.Option("--seed", help="Another seed, another world or network.")]
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

    filmed = shoot_all(work(takes), target, processes)
    others = shoot_all((row for row in work(unfilmed) if row[1] == "train"), target, processes, filmed=False)
    count = 0
    for count, path in enumerate(chain(filmed, others), 1):
        if not quiet and count % 50 == 0:
            typer.echo(f"{count} {path.name}", err=True)
    typer.echo(f"{target}: {count} new shots")


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(metavar="SHOTS", help="A folder of shots.")],
    target: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The weights.", show_default=False)],
    minutes: Annotated[float, typer.Option("--minutes", min=0.01, help="How long to train.")] = 60.0,
    seed: Seed = 0,
    threads: Annotated[int, typer.Option("--threads", min=0, help="0: as many as there are processors.")] = 0,
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
    folder: Annotated[Path, typer.Argument(metavar="SHOTS", help="A folder of shots.")],
    weights: Annotated[Path | None, typer.Option("--weights", metavar="FILE", help="Instead of those that are shipped.")] = None,
    split: Annotated[str, typer.Option("--split", help="Whose shots: test, valid or train.")] = "test",
    baseline: Annotated[bool, typer.Option("--baseline", help="Loudness against opening instead of the network.")] = False,
) -> None:
    """How many windows are read within a frame, by family and by the frames that are seen; and with another clip's sound.

    visemes train measure shots/ --split test
    """
    from visemes.sync.baseline import Baseline
    from visemes.sync.expert import SHIPPED, load_expert
    from visemes.train.measure import LENGTHS, area_under_curve, clip_of, measured, mismatched, right
    from visemes.train.shots import load_all

    expert = Baseline() if baseline else load_expert(weights or SHIPPED)
    clips = [clip_of(shot) for shot in load_all(folder) if shot.about.get("split") == split]
    typer.echo("frames".ljust(14) + "".join(f"{length:>16}" for length in LENGTHS))
    families = sorted({clip.family for clip in clips})
    read = {length: measured(expert, clips, length) for length in LENGTHS}
    of = {clip.name: clip.family for clip in clips}
    for name in [*families, "all"]:
        cells = (right([window for window in read[length] if name in {"all", of[window.clip]}]) for length in LENGTHS)
        typer.echo(name.ljust(14) + "".join(f"{cell!s:>16}" for cell in cells))
    wrong = measured(expert, mismatched(clips), LENGTHS[-1])
    typer.echo(f"another's sound: {right(wrong)} of {LENGTHS[-1]} frames right by chance; ", nl=False)
    area = area_under_curve([w.confidence for w in read[LENGTHS[-1]]], [w.confidence for w in wrong])
    typer.echo(f"told apart by confidence: area under the curve {area:.3f}")
