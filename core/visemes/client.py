"""Run the engine as a process and read what it says: for hosts that must not import it (Blender, Maya, any Python).

One file, standard library only, Python 3.9 syntax, so that an add-on can carry a copy. It never blocks unless asked to:
a host calls `poll()` from its timer.

    run = Run(find_engine(), ["export", "line.wav", "--text", "Hello", "-o", "line.json", "-f", "json"])
    while not run.done:
        for event in run.poll():
            print(event)

`Server` is the same for `visemes serve`: one warm process, many requests.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The environment variable that names an engine to use.
ENGINE_VARIABLE = "VISEMES"

#: Lines of the engine's error output kept for bug reports.
TAIL_LINES = 60

#: Beginnings of the names of variables that a host sets for its own Python and libraries.
_HOSTS_OWN = ("PYTHON", "__PYVENV_LAUNCHER__", "LD_LIBRARY_PATH", "DYLD_")

#: Seconds an engine that was asked to stop gets before it is made to.
PATIENCE = 3.0

Event = dict[str, Any]


class EngineError(Exception):
    """The engine could not be started, or a request failed. code, hint: as in the `error` event."""

    def __init__(self, message: str, hint: str = "", code: str = "engine") -> None:
        super().__init__(message)
        self.message, self.hint, self.code = message, hint, code


def find_engine(explicit: str = "", extra: Iterable[str] = ()) -> list[str]:
    """The command that starts the engine: `explicit`, else $VISEMES, else an executable of `extra`, else `visemes` on PATH.

    Raises EngineError when there is none.
    """
    named = explicit or os.environ.get(ENGINE_VARIABLE, "")
    if named:
        found = shutil.which(os.path.expanduser(named))  # noqa: PTH111 - a name on PATH stays one
        if not found:
            raise EngineError(f"{named}: there is no such program", "give the path of the visemes executable")
        return [found]
    for candidate in [*extra, "visemes"]:
        found = shutil.which(candidate)
        if found:
            return [found]
    raise EngineError("the visemes engine is not installed", "pip install visemes, or give the path of its executable")


def engine_environment() -> dict[str, str]:
    """This process's environment without what a host sets for its own Python and would break another one with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_HOSTS_OWN)}
    return {**kept, "PYTHONUTF8": "1"}


def _start(command: Sequence[str]) -> subprocess.Popen[str]:
    """The process with all three streams as UTF-8 text, and no console window on Windows."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    try:
        return subprocess.Popen(  # noqa: S603 - the caller chose the program
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=engine_environment(),
            encoding="utf-8",
            errors="replace",
            creationflags=flags,
        )
    except OSError as error:
        raise EngineError(f"{command[0]}: {error.strerror or error}", "give the path of the visemes executable") from error


def _parsed(text: str) -> Event | None:
    """The event of a line, or None for a line that is none."""
    try:
        event = json.loads(text)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "type" in event else None


class _Process:
    """The engine with its output read by threads into a queue."""

    def __init__(self, command: Sequence[str]) -> None:
        self._events: queue.Queue[Event] = queue.Queue()
        self._tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._last_words = "the engine ended without a word"
        self._process = _start(command)
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._read_events, self._read_errors)]
        for thread in self._threads:
            thread.start()

    def _read_events(self) -> None:
        for text in self._process.stdout or ():
            event = _parsed(text)
            if event is None:
                self._tail.append(text.rstrip("\n"))
            else:
                self._events.put(event)

    def _read_errors(self) -> None:
        for text in self._process.stderr or ():
            self._tail.append(text.rstrip("\n"))
            self._last_words = text.strip() or self._last_words

    @property
    def error_output(self) -> str:
        """The last lines the engine wrote that are no events, for bug reports."""
        return "\n".join(self._tail)

    @property
    def is_running(self) -> bool:
        """Whether the process lives or has written something that nobody has read yet."""
        return self._process.poll() is None or any(thread.is_alive() for thread in self._threads)

    def _waiting(self) -> list[Event]:
        """Every event that has come since the last call. Never blocks."""
        events: list[Event] = []
        with contextlib.suppress(queue.Empty):
            while True:
                events.append(self._events.get_nowait())
        return events

    def stop(self) -> None:
        """End the process: politely, and after `PATIENCE` seconds for certain. Nothing half-written is left."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._close()

    def _close(self) -> None:
        """Wait for the readers and let go of the pipes."""
        for thread in self._threads:
            thread.join(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class Run(_Process):
    """One command: `Run(find_engine(), ["export", …])` adds `--progress ndjson`.

    done, exit_code, results, error (the `error` event or None) are filled in by `poll` and `wait`.
    """

    def __init__(self, engine: Sequence[str], arguments: Sequence[str]) -> None:
        super().__init__([*engine, *arguments, "--progress", "ndjson"])
        if self._process.stdin:
            self._process.stdin.close()
        self.done = False
        self.exit_code: int | None = None
        self.results: list[Event] = []
        self.error: Event | None = None

    def poll(self) -> list[Event]:
        """The events since the last call, in order; empty when there are none. Never blocks."""
        ended = not self.is_running
        events = self._waiting()
        self.results += [event for event in events if event["type"] == "result"]
        self.error = next((event for event in reversed(events) if event["type"] == "error"), self.error)
        if ended and not self.done:
            self.done, self.exit_code = True, self._process.returncode
            if self.exit_code and self.error is None:
                self.error = self._unexplained()
            self._close()
        return events

    def _unexplained(self) -> Event:
        return {"type": "error", "code": "engine", "message": self._last_words, "hint": "", "exit_code": self.exit_code}

    def wait(self, timeout: float | None = None, pause: float = 0.02) -> int:
        """Block until the command ends and return its exit code. Raises TimeoutError."""
        limit = None if timeout is None else time.monotonic() + timeout
        while not self.done:
            self.poll()
            if limit is not None and time.monotonic() > limit:
                raise TimeoutError(f"the engine is still at work after {timeout} s")
            if not self.done:
                time.sleep(pause)
        return self.exit_code or 0

    def cancel(self) -> None:
        """Stop the command. Nothing half-written is left."""
        self.stop()
        self.poll()


class Server(_Process):
    """`visemes serve`, kept warm. `request` answers at once with a number; `poll` brings events that carry it as `id`."""

    def __init__(self, engine: Sequence[str]) -> None:
        super().__init__([*engine, "serve"])
        self._numbers = itertools.count(1)
        self._kept: list[Event] = []

    def request(self, command: str, **fields: Any) -> int:
        """Send a request, such as `request("export", sound="line.wav", text="Hello", fps=24)`.

        Raises EngineError when the process is gone.
        """
        number = next(self._numbers)
        self._send({"id": number, "command": command, **fields})
        return number

    def cancel(self, number: int) -> None:
        """Stop a request that is waiting or at work; its last event is then an error of code "cancelled"."""
        self._send({"command": "cancel", "request": number})

    def _send(self, request: Event) -> None:
        pipe = self._process.stdin
        try:
            if pipe is None or pipe.closed:
                raise BrokenPipeError
            pipe.write(json.dumps(request) + "\n")
            pipe.flush()
        except OSError as error:
            raise EngineError("the engine has ended", self.error_output[-200:]) from error

    def poll(self) -> list[Event]:
        """The events since the last call, in order. Never blocks."""
        events, self._kept = self._kept + self._waiting(), []
        return events

    def answer(self, number: int, timeout: float = 60.0, pause: float = 0.01) -> Event:
        """Block until a request is answered and return its `result`. Other requests' events stay for `poll`.

        Raises EngineError for its `error`, TimeoutError when nothing comes.
        """
        limit = time.monotonic() + timeout
        while time.monotonic() < limit:
            ended = not self.is_running
            events = self.poll()
            self._kept = [event for event in events if event.get("id") != number]
            last = next((e for e in events if e.get("id") == number and e["type"] in ("result", "error")), None)
            if last is not None:
                return _accepted(last)
            if ended:
                raise EngineError("the engine has ended", self.error_output[-200:])
            time.sleep(pause)
        raise TimeoutError(f"request {number} was not answered within {timeout} s")

    def close(self) -> None:
        """Let the process end by itself: its input ends, then it does."""
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self.stop()


def _accepted(event: Event) -> Event:
    if event["type"] == "error":
        raise EngineError(event.get("message", ""), event.get("hint", ""), event.get("code", "engine"))
    return event
