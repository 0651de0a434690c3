"""What a command tells while it works: lines for people on stderr, events for programs on stdout."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Protocol

from visemes.cli.failure import as_text
from visemes.events import Events, line_writer, result_fields

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.cli.options import ProgressKind
    from visemes.jobs import Job


class Reporter(Protocol):
    """Hears of one job after the other."""

    def start(self, sound: Path) -> None:
        """A job begins; everything until the next is about it."""

    def progress(self, stage: str, value: float) -> None:
        """How far a stage of it is, 0..1."""

    def done(self, job: Job, warnings: tuple[str, ...]) -> None:
        """It is done and its outputs are written."""

    def failed(self, error: Exception) -> None:
        """It failed, and others follow."""

    def close(self) -> None:
        """Nothing more comes."""


class ForPrograms:
    """Events on stdout."""

    def __init__(self) -> None:
        self._all = Events(line_writer(sys.stdout))
        self._events = self._all

    def start(self, sound: Path) -> None:
        """Every event names its sound."""
        self._events = self._all.tagged(sound=str(sound))

    def progress(self, stage: str, value: float) -> None:
        """A `progress` event."""
        self._events.progress(stage, value)

    def done(self, job: Job, warnings: tuple[str, ...]) -> None:
        """A `warning` event for each, then the `result`."""
        for warning in warnings:
            self._events.warning(warning)
        self._events.result(**result_fields(job.outputs))

    def failed(self, error: Exception) -> None:
        """An `error` event."""
        self._events.error(error)

    def close(self) -> None:
        """Events need no end."""


class ForPeople:
    """Lines on stderr, and a progress bar where stderr is a terminal."""

    def __init__(self, *, quiet: bool, bar: bool) -> None:
        self._quiet = quiet
        self._bar = _bar() if bar and not quiet and sys.stderr.isatty() else None
        self._task: Any = None
        self._sound = ""

    def start(self, sound: Path) -> None:
        """A new bar."""
        self._sound = sound.name
        self._clear()

    def progress(self, stage: str, value: float) -> None:
        """Move the bar; each stage fills it anew."""
        if self._bar is None:
            return
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("", total=1.0)
        self._bar.update(self._task, completed=value, description=f"{self._sound}: {stage}")

    def done(self, job: Job, warnings: tuple[str, ...]) -> None:
        """What was written, and what should be looked at."""
        self._clear()
        if self._quiet:
            return
        for warning in warnings:
            sys.stderr.write(f"warning: {warning}\n")
        written = [output.target for output in job.outputs if output.target != "-"]
        if written:
            sys.stderr.write(f"{job.sound.name} → {', '.join(written)}\n")

    def failed(self, error: Exception) -> None:
        """One line and a hint."""
        self._clear()
        sys.stderr.write(as_text(error))

    def close(self) -> None:
        """Take the bar away."""
        self._clear()

    def _clear(self) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.remove_task(self._task)
            self._bar.stop()
            self._task = None


def _bar() -> Any:  # noqa: ANN401 - rich is imported only where a bar is shown
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)


def reporter_for(kind: ProgressKind, *, quiet: bool = False) -> Reporter:
    """Who listens, by --progress."""
    return ForPrograms() if kind == "ndjson" else ForPeople(quiet=quiet, bar=kind == "auto")
