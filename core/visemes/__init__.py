"""visemes: dialogue audio in, a talking mouth out.

    import visemes

    line = visemes.animate_sound("line.wav", text="Hello there", map="arkit52", fps=24)
    visemes.save_line(line, "line.csv", "line.TextGrid")

These few functions do whole jobs; the stages behind them are in `visemes.pipeline` (docs/api.md). Importing this module
loads nothing heavy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from visemes.line import Line
    from visemes.timeline import Timeline

__version__ = "0.1.0"

__all__ = ["__version__", "align_sound", "animate_sound", "read_line", "save_line"]


def animate_sound(sound: str | Path, **settings: Any) -> Line:
    """The finished line of a recording.

    settings: the fields of `visemes.jobs.Job`, named as the command line's options: text, transcript, timeline, map, fps,
    step, start_frame, offset, style, sliders … Without words, a transcript beside the sound is read.
    Raises the errors of `visemes.errors`.
    """
    from visemes.pipeline import run
    from visemes.requests import job_from

    return run(job_from({"sound": str(sound), **_plain(settings)}))


def align_sound(sound: str | Path, **settings: Any) -> Timeline:
    """When each word and phone of a recording is spoken, in seconds. settings: text, transcript or dictionary."""
    from visemes.pipeline import run_align
    from visemes.requests import job_from

    return run_align(job_from({"sound": str(sound), **_plain(settings)}))


def save_line(line: Line, *paths: str | Path, format: str | None = None) -> None:  # noqa: A002 - what it is called everywhere
    """Write a line to files, all or none; each format by its file's ending, or `format` for all of them."""
    from visemes.export import choose_format, export
    from visemes.files import write_all

    write_all([(path, export(line, choose_format(Path(path), format), ending=Path(path).suffix)) for path in paths])


def read_line(path: str | Path) -> Line:
    """A line from the lossless JSON it was written to."""
    from visemes.imports import read_line as read

    return read(path)


def _plain(settings: dict[str, Any]) -> dict[str, Any]:
    """Paths as text, as requests have them."""
    return {name: str(value) if isinstance(value, Path) else value for name, value in settings.items()}
