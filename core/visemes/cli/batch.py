"""Many jobs one after the other: a failing one never stops the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visemes.errors import BatchError, CancelledError, VisemesError
from visemes.events import error_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from visemes.cli.report import Reporter
    from visemes.jobs import Job
    from visemes.pipeline import Progress


def run_jobs(jobs: Sequence[Job], work: Callable[[Job, Progress], tuple[str, ...]], reporter: Reporter) -> None:
    """Do every job. A single one raises its own error; of many, all are done and BatchError names those that failed."""
    from visemes.outputs import check_distinct

    check_distinct(output.target for job in jobs for output in job.outputs)
    failures: list[tuple[Path, VisemesError]] = []
    try:
        for job in jobs:
            reporter.start(job.sound)
            try:
                reporter.done(job, work(job, reporter.progress))
            except (CancelledError, BrokenPipeError):
                raise
            except Exception as error:
                if len(jobs) == 1:
                    raise
                reporter.failed(error)
                failures.append((job.sound, _ours(error)))
    finally:
        reporter.close()
    if failures:
        raise BatchError(failures, len(jobs))


def _ours(error: Exception) -> VisemesError:
    if isinstance(error, VisemesError):
        return error
    told = error_fields(error)
    return VisemesError(told["message"], told["hint"])
