"""Lines asked of the engine and written into the scene, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import apply, doing, work
from .client import EngineError
from .sounds import SoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .jobs import Job, Request
    from .lines import Line


class Writing:
    """Some lines on their way. ask: what the engine is asked for a line, raises SoundError; change: the line as it is afterwards.

    refused: why lines are not asked for, a row each. requests: of all others. told, failed: filled in by `finish`.
    """

    def __init__(
        self, lines: Sequence[Line], ask: Callable[[Line], list[Request]], change: Callable[[Line], Line] = lambda line: line
    ) -> None:
        self.told: list[doing.Told] = []
        self.refused: list[str] = []
        self.failed: list[str] = []
        self._change = change
        self._asked: list[tuple[Line, list[Request]]] = []
        for line in lines:
            self._ask(line, ask)

    def _ask(self, line: Line, ask: Callable[[Line], list[Request]]) -> None:
        reason = doing.problem(line)
        try:
            requests = [] if reason else ask(line)
        except SoundError as error:
            requests, reason = [], str(error)
        if reason:
            self.refused.append(f"{line.title or 'this line'}: {reason}")
        else:
            self._asked.append((line, requests))

    @property
    def requests(self) -> list[Request]:
        """Everything the engine is asked."""
        return [request for _, requests in self._asked for request in requests]

    def finish(self, _job: Job) -> None:
        """Write what was answered; a line that fails stops none of the others."""
        self.failed = list(self.refused)
        for line, requests in self._asked:
            self._write(line, requests)

    def _write(self, line: Line, requests: Sequence[Request]) -> None:
        try:
            self.told.append(doing.write(self._change(line), *_answer(requests)))
        except EngineError as error:
            self.failed.append(f"{line.title}: {work.explained(error)}")
        except (apply.ApplyError, SoundError, ValueError) as error:
            self.failed.append(f"{line.title}: {error}")

    @property
    def text(self) -> str:
        """What was written, in a few words; empty for nothing."""
        if len(self.told) > 1:
            return f"{len(self.told)} lines written"
        return f"{self.told[0].line.title}: {self.told[0].text}" if self.told else ""

    @property
    def rows(self) -> list[str]:
        """What else is worth reading: failures first."""
        return [*self.failed, *(row for told in self.told for row in told.rows)]


def _answer(requests: Sequence[Request]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The line and the whole timeline of the last answer. Raises EngineError for the first error."""
    for request in requests:
        if request.error:
            raise request.error
    result = requests[-1].result or {}
    return result["line"], result.get("timeline")
