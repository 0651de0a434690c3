"""The engine's work inside Maya: which engine, and jobs that are asked after without blocking.

Maya's commands may be called on its main thread alone, and it has no timer that a script can set. A thread of ours therefore does
nothing but sleep and ask Maya to call us on its main thread when it is idle (`maya.utils.executeDeferred`; the help's page "Python
and threading"). Without windows we simply wait.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from maya.api import OpenMaya

from maya import cmds, utils

from . import __version__, engine, preferences
from .client import EngineError
from .jobs import Job
from .session import KEEPER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .jobs import Request
    from .session import Session

#: Seconds between two looks at the engine.
PULSE = 0.1

#: What a stage is called.
STAGES = {
    "read": "Reading the sound", "words": "Looking words up", "recognize": "Recognising what is said",
    "align": "Finding the sounds", "motion": "Moving the mouth", "export": "Writing", "learn": "Learning the voice",
}  # fmt: skip


def found(named: str = "") -> engine.Engine:
    """The engine to use. named: another than the preferences name. Raises EngineError when there is none."""
    return engine.locate(named or preferences.get(preferences.ENGINE), preferences.own_folder())


def session(named: str = "") -> Session:
    """The warm engine. named: as in `found`. Raises EngineError when there is none."""
    try:
        return KEEPER.session(found(named).command, __version__)
    except EngineError as error:
        hint = error.hint if error.code != "engine" else "press Set Up Engine in the Visemes window, or name the program there"
        raise EngineError(error.message, hint, error.code) from error


def ask(request: Request, named: str = "") -> dict[str, Any]:
    """Wait for the answer to a request: for scripts. named: as in `found`. Raises EngineError."""
    job = Job(lambda: session(named), [request])
    job.wait()
    if request.error or request.result is None:
        raise request.error or EngineError("the engine said nothing")
    return request.result


def stage_name(job: Job) -> str:
    """What a job is doing, as a person calls it."""
    return "Starting the engine" if job.is_starting else STAGES.get(job.stage, "Asking the engine")


def explained(error: EngineError) -> str:
    """An error as one line."""
    return f"{error.message} ({error.hint})" if error.hint else error.message


def say(text: str, *, error: bool = False) -> None:
    """A line in the script editor, and in the bar below Maya's window."""
    (OpenMaya.MGlobal.displayError if error else OpenMaya.MGlobal.displayInfo)(f"Visemes: {text}")


class Ticker:
    """Calls a function on Maya's main thread again and again, until it says that it is done."""

    def __init__(self, step: Callable[[], bool], pause: float = PULSE) -> None:
        self._step, self._pause = step, pause
        self._done, self._looked = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="visemes ticker", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._done.wait(self._pause):
            self._looked.clear()
            utils.executeDeferred(self._look)
            while not (self._looked.wait(1.0) or self._done.is_set()):
                pass  # Maya is busy, with a dialog perhaps: one call at a time waits for it

    def _look(self) -> None:
        try:
            if not self._done.is_set() and self._step():
                self._done.set()
        except BaseException:
            self._done.set()
            raise
        finally:
            self._looked.set()

    def stop(self) -> None:
        """Call it no more."""
        self._done.set()


class Desk:
    """The one job at work. shown: is called with every change of its progress."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self._ticker: Ticker | None = None
        self._finish: Callable[[Job], None] = lambda _: None
        self._shown: Callable[[Job | None], None] = lambda _: None

    @property
    def is_busy(self) -> bool:
        """Whether a job is at work."""
        return self.job is not None

    def start(
        self, requests: Sequence[Request], finish: Callable[[Job], None], shown: Callable[[Job | None], None] = lambda _: None
    ) -> None:
        """Begin a job; finish is called with it on the main thread when it is done. Waits for it where Maya has no windows.

        Raises EngineError while another is at work.
        """
        if self.is_busy:
            raise EngineError("the engine is at work", "wait, or press Cancel", "busy")
        self.job, self._finish, self._shown = Job(session, requests), finish, shown
        if cmds.about(batch=True):
            self.job.wait()
            self._end()
        else:
            self._ticker = Ticker(self._poll)

    def _poll(self) -> bool:
        if self.job is None:
            return True
        done = self.job.poll()
        if done:
            self._end()
        else:
            self._shown(self.job)
        return done

    def _end(self) -> None:
        job, self.job = self.job, None
        self._shown(None)
        if job is not None:
            self._finish(job)

    def cancel(self) -> None:
        """Ask the engine to stop; what it did so far changes nothing."""
        if self.job is not None:
            self.job.cancel()

    def close(self) -> None:
        """Stop what is at work, and end the engine."""
        if self._ticker is not None:
            self._ticker.stop()
        job, self.job = self.job, None
        if job is not None:
            job.cancel()
        KEEPER.close()


#: The work of this Maya.
DESK = Desk()
