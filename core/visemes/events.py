"""What the engine tells a program that drives it: one JSON object a line (NDJSON).

Used by `--progress ndjson` and by `visemes serve`; `visemes.client` is the other end. Types: `progress`, `warning`,
`result`, `error`, and in `serve` also `ready`. docs/cli.md documents every field.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import VisemesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from visemes.jobs import Output

#: Counts up when a field changes its meaning; new fields alone do not count.
SCHEMA_VERSION: Final = 1

#: A progress event is sent when its stage is new, finished, or this much further.
PROGRESS_STEP: Final = 0.02


class Events:
    """A stream of events.

    write: takes one line of text, line end included, and sends it off. tags: fields every event carries (`id`, `sound`).
    """

    def __init__(self, write: Callable[[str], object], **tags: Any) -> None:
        self._write, self._tags = write, tags
        self._stage, self._value = "", -1.0

    def tagged(self, **tags: Any) -> Events:
        """The same stream with more fields on every event."""
        return Events(self._write, **(self._tags | tags))

    def send(self, kind: str, **fields: Any) -> None:
        """One event. ASCII only, so that no console or pipe encoding can spoil it."""
        self._write(json.dumps({"type": kind, **self._tags, **fields}) + "\n")

    def progress(self, stage: str, value: float) -> None:
        """How far a stage is, 0..1."""
        if stage == self._stage and value < 1 and value - self._value < PROGRESS_STEP:
            return
        if (stage, value) != (self._stage, self._value):
            self._stage, self._value = stage, value
            self.send("progress", stage=stage, value=round(value, 4))

    def warning(self, message: str) -> None:
        """Something a person should read; the work goes on."""
        self.send("warning", message=message)

    def result(self, **fields: Any) -> None:
        """What a command or request came to; the last event of a request that succeeded."""
        self.send("result", schema_version=SCHEMA_VERSION, **fields)

    def error(self, error: Exception) -> None:
        """Why a command or request failed; the last event of one that did."""
        self.send("error", **error_fields(error))


def line_writer(stream: TextIO) -> Callable[[str], None]:
    """Writes to a text stream and flushes after every line, so that a reader sees it at once."""

    def write(text: str) -> None:
        stream.write(text)
        stream.flush()

    return write


def result_fields(outputs: Iterable[Output]) -> dict[str, Any]:
    """What a `result` event says of files: all of them, and as `path` the first."""
    rows = [{"path": output.target, "format": output.format} for output in outputs]
    return {"path": rows[0]["path"] if rows else None, "outputs": rows}


def error_fields(error: Exception) -> dict[str, Any]:
    """An error as data: `code`, `message`, `hint`, `exit_code`. Anything outside our tree is code "internal"."""
    if isinstance(error, VisemesError):
        return {"code": error.code, "message": error.message, "hint": error.hint, "exit_code": error.exit_code}
    message = f"internal error: {type(error).__name__}: {' '.join(str(error).split())}"
    return {"code": "internal", "message": message, "hint": "this is a mistake in visemes; please report it", "exit_code": 1}
