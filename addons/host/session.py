"""The one warm engine process, shared by everything that asks it something. No host here.

It starts with the first request and is kept, because a warm engine answers a moved slider at once. Only `close` ends it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from .client import EngineError, Server
from .engine import mismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Event = dict[str, Any]


class Session:
    """A warm engine. command: how it is started; wanted: the add-on's version, which the engine must fit.

    start: makes the process; another one is given by tests. Raises EngineError when the program cannot be started.
    """

    def __init__(self, command: Sequence[str], wanted: str = "", start: Callable[[Sequence[str]], Server] = Server) -> None:
        self.command = tuple(command)
        self.version = ""
        self._wanted = wanted
        self._server = start(self.command)
        self._inbox: dict[int, list[Event]] = {}
        self._broken: EngineError | None = None

    @property
    def is_running(self) -> bool:
        """Whether it can still be asked."""
        return self._broken is None and self._server.is_running

    @property
    def error_output(self) -> str:
        """What the engine said last outside its events, for bug reports."""
        return self._server.error_output

    def request(self, command: str, **fields: Any) -> int:
        """Send a request and return its number. Raises EngineError when the process is gone."""
        number = self._server.request(command, **fields)
        self._inbox[number] = []
        return number

    def take(self, number: int) -> list[Event]:
        """What has come for a request since the last call; never blocks. Raises EngineError when the engine has broken off."""
        running = self._server.is_running
        for event in self._server.poll():
            self._sort(event)
        events, self._inbox[number] = self._inbox.get(number, []), []
        if self._broken is None and not running:
            self._broken = EngineError("the engine ended unexpectedly", _last_words(self.error_output), "crash")
        if self._broken and not any(event["type"] in ("result", "error") for event in events):
            raise self._broken
        return events

    def _sort(self, event: Event) -> None:
        if event["type"] == "ready":
            self.version = str(event.get("version", ""))
            if problem := mismatch(self.version, self._wanted):
                self._broken = EngineError(problem, code="version")
        number = event.get("id")
        if isinstance(number, int) and number in self._inbox:
            self._inbox[number].append(event)

    def forget(self, number: int) -> None:
        """Nobody asks for this request's events any more."""
        self._inbox.pop(number, None)

    def cancel(self, number: int) -> None:
        """Ask the engine to stop a request."""
        with contextlib.suppress(EngineError):
            self._server.cancel(number)

    def stop(self) -> None:
        """End the process now."""
        self._server.stop()


def _last_words(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"


class Keeper:
    """Holds the session between requests."""

    def __init__(self, start: Callable[..., Session] = Session) -> None:
        self._start = start
        self._session: Session | None = None

    def session(self, command: Sequence[str], wanted: str = "") -> Session:
        """The warm engine of this command, started anew when it has ended or another one is wanted. Raises EngineError."""
        if self._session and (self._session.command != tuple(command) or not self._session.is_running):
            self.close()
        if self._session is None:
            self._session = self._start(command, wanted)
        return self._session

    def close(self) -> None:
        """End the engine, if there is one."""
        session, self._session = self._session, None
        if session:
            session.stop()


#: The engine of this host.
KEEPER = Keeper()
