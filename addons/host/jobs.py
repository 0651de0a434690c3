"""Work the engine does for us, asked after by `poll` from a timer and never blocking. No host here."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .client import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .session import Session

#: How much of a line's time its stages take, about: where each begins and ends on the progress bar.
STAGES = {
    "read": (0.0, 0.08), "words": (0.08, 0.12), "recognize": (0.08, 0.3), "align": (0.12, 0.85), "motion": (0.85, 0.97),
    "export": (0.97, 1.0),
}  # fmt: skip

#: Seconds a cancelled engine gets to say so before it is ended.
PATIENCE = 3.0


@dataclass
class Request:
    """One question. name: what a person calls it; what came of it: result (the event) or error; warnings: its warnings.

    takes: the field that the `line` of the answer before it fills; if there is none, that question's error is this one's too.
    """

    command: str
    fields: dict[str, Any]
    name: str = ""
    takes: str = ""
    result: dict[str, Any] | None = None
    error: EngineError | None = None
    warnings: list[str] = field(default_factory=list)


class Job:
    """Requests, done one after the other; one that fails does not stop the others, a broken engine does.

    session: gives the warm engine. done: all are answered, or it was cancelled. progress: 0..1. message: what is being done.
    """

    def __init__(
        self, session: Callable[[], Session], requests: Sequence[Request], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.requests = list(requests)
        self.done = not self.requests
        self.cancelled = False
        self.stage = ""
        self._value = 0.0
        self._session_of, self._clock = session, clock
        self._session: Session | None = None
        self._index = 0
        self._number: int | None = None
        self._asked_to_stop: float | None = None

    @property
    def progress(self) -> float:
        """How much of everything is done, 0..1."""
        return 1.0 if self.done else (self._index + self._value) / len(self.requests)

    @property
    def is_starting(self) -> bool:
        """Whether the engine has not said yet that it is ready."""
        return not self.done and not (self._session and self._session.version)

    @property
    def current(self) -> Request | None:
        """The request at work."""
        return None if self.done else self.requests[self._index]

    @property
    def errors(self) -> list[Request]:
        """The requests that failed."""
        return [request for request in self.requests if request.error]

    def poll(self) -> bool:
        """Take in what has come and send what is next. Returns whether it is done. Never blocks, never raises."""
        while not self.done:
            try:
                if self._number is None:
                    self._send()
                elif not self._receive():
                    break
            except EngineError as error:
                self._break_off(error)
        return self.done

    def _send(self) -> None:
        request = self.requests[self._index]
        if request.takes:
            before = self.requests[self._index - 1]
            if before.result is None:
                request.error = before.error
                self._next()
                return
            request.fields[request.takes] = before.result.get("line")
        self._session = self._session_of()
        self._number = self._session.request(request.command, **request.fields)
        self.stage, self._value = "", 0.0

    def _receive(self) -> bool:
        """Whether the request at work has been answered."""
        if self._session is None or self._number is None:
            return False
        for event in self._session.take(self._number):
            if self._is_last(event):
                self._next()
                return True
        if self._asked_to_stop is not None and self._clock() - self._asked_to_stop > PATIENCE:
            self._session.stop()
            self._end_cancelled()
        return False

    def _is_last(self, event: dict[str, Any]) -> bool:
        request = self.requests[self._index]
        if event["type"] == "progress":
            self.stage = str(event.get("stage", ""))
            low, high = STAGES.get(self.stage, (0.0, 1.0))
            self._value = max(self._value, low + (high - low) * float(event.get("value", 0.0)))
        elif event["type"] == "warning":
            request.warnings.append(str(event.get("message", "")))
        elif event["type"] == "result":
            request.result = event
        elif event["type"] == "error":
            request.error = EngineError(str(event.get("message", "")), str(event.get("hint", "")), str(event.get("code", "engine")))
        return event["type"] in ("result", "error")

    def _next(self) -> None:
        if self._session and self._number is not None:
            self._session.forget(self._number)
        self._number, self._value = None, 0.0
        if self._asked_to_stop is not None:
            self._end_cancelled()
            return
        self._index += 1
        self.done = self._index == len(self.requests)

    def _break_off(self, error: EngineError) -> None:
        """The engine is gone: what was not answered will not be."""
        for request in self.requests[self._index :]:
            request.error = error
        self.done, self.cancelled = True, self._asked_to_stop is not None

    def cancel(self) -> None:
        """Ask the engine to stop. `poll` goes on until it has, and ends the engine if it does not."""
        if self.done or self._asked_to_stop is not None:
            return
        self._asked_to_stop = self._clock()
        if self._session is None or self._number is None:
            self._end_cancelled()
        else:
            self._session.cancel(self._number)

    def _end_cancelled(self) -> None:
        self.done, self.cancelled = True, True

    def wait(self, pause: float = 0.01, timeout: float | None = None) -> None:
        """Block until everything is done: for scripts and background runs. Raises TimeoutError, after cancelling."""
        started = self._clock()
        while not self.poll():
            if timeout is not None and self._clock() - started > timeout:
                self.cancel()
                raise TimeoutError(f"the engine is still at work after {timeout:g} s")
            time.sleep(pause)
