"""What the commands that look at films share: where the mouth is, what may be written, how far it is."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli import options as opt
from visemes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from visemes.sync.watch import Where

#: Exit status of --strict when a viewer would notice what was found, and when nothing can be told of a film.
FOUND = 10
UNREAD = 11

Roi = Annotated[
    str | None,
    typer.Option(
        "--roi", metavar="X,Y,W,H", help="Where the mouth is, pixels; for syncnet and wav2lip the face.", rich_help_panel="Films"
    ),
]
Boxes = Annotated[
    Path | None,
    typer.Option("--boxes", metavar="FILE", help="The mouth-box track that the Blender add-on wrote.", rich_help_panel="Films"),
]


def use_one_thread() -> None:
    """Let numpy compute in one thread, unless the environment says how many; before numpy is imported.

    A network's products are small: two threads gain little, and where other programs are busy they wait for each other.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))


def check_place(roi: str | None, boxes: Path | None) -> None:
    """Raise UsageError where both say where the mouth is."""
    if roi and boxes:
        raise UsageError("--roi and --boxes both say where the mouth is", "give one of them")


def check_targets(targets: "Iterable[Path | None]", inputs: "Iterable[Path | None]") -> None:
    """Raise UsageError for a target that is an input, OutputError for one that cannot be written; before any work is done."""
    from visemes.files import check_target

    given = {path.resolve() for path in inputs if path is not None}
    for target in targets:
        if target is not None:
            check_target(target)
            if target.resolve() in given:
                raise UsageError(f"{target}: an input is never overwritten", "choose another name")


def place_of(roi: str | None, boxes: Path | None) -> "Where":
    """Where a film's mouth is, as far as was said. Raises UsageError for what is no box, InputError for what is no track."""
    from visemes.sync.boxes import read_boxes
    from visemes.sync.watch import Where

    return Where(region=region_of(roi) if roi else None, track=read_boxes(boxes) if boxes else None)


def region_of(text: str) -> tuple[float, float, float, float]:
    """A box (x, y, width, height) as it is typed. Raises UsageError."""
    try:
        x, y, width, height = (float(part) for part in text.replace(" ", "").split(","))
    except ValueError:
        raise UsageError(f"--roi {text}: is no box", "write it like --roi 860,540,200,120: x, y, width, height") from None
    if not all(abs(value) < 1e6 for value in (x, y, width, height)) or width <= 0 or height <= 0:
        raise UsageError(f"--roi {text}: is no box", "width and height have to be more than 0")
    return x, y, width, height


class Telling:
    """Tells how far the work is: to people on stderr, or with ndjson to programs, as `events`."""

    def __init__(self, progress: opt.ProgressKind, *, quiet: bool = False) -> None:
        from visemes.events import Events, line_writer

        self.events = Events(line_writer(sys.stdout)) if progress is opt.ProgressKind.ndjson else None
        self._shown = progress is opt.ProgressKind.auto and sys.stderr.isatty() and not quiet
        self._width = 0

    def progress(self, stage: str, value: float) -> None:
        """How far a stage is."""
        if self.events:
            self.events.progress(stage, value)
        elif self._shown:
            text = f"{stage} {value:4.0%} " if value < 1 else ""
            sys.stderr.write("\r" + text.ljust(self._width) + ("" if text else "\r"))
            sys.stderr.flush()
            self._width = len(text)
