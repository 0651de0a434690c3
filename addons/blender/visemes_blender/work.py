"""The engine's work inside Blender: which engine, what is at work now, and operators that wait for it without blocking.

An operator that asks the engine derives from `EngineWork`. With a window it runs modal: a timer asks `Job.poll`, Esc cancels, the
panel shows the progress. Without one, or called by a script, it waits. Either way what came is applied once, at the end: one step
of undo.
"""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.app.translations import pgettext_iface as iface_

from . import engine
from .client import EngineError
from .jobs import Job
from .sequencer import SoundError
from .session import KEEPER

if TYPE_CHECKING:
    from .jobs import Request
    from .session import Session

#: Seconds between two looks at the engine.
PULSE = 0.05

#: Seconds for which a look for the engine's program holds; panels ask at every redraw.
FRESH = 3.0

#: Kind of area → kind of its region that shows our panels.
PANELS = {"VIEW_3D": "UI", "PREFERENCES": "WINDOW"}

#: What a stage is called.
STAGES = {
    "read": "Reading the sound", "words": "Looking words up", "recognize": "Recognising what is said",
    "align": "Finding the sounds", "motion": "Moving the mouth", "export": "Writing", "learn": "Learning the voice",
}  # fmt: skip

#: The add-on's version; the manifest is the only place that says it.
VERSION = str(tomllib.loads((Path(__file__).parent / "blender_manifest.toml").read_text(encoding="utf-8"))["version"])


class _Desk:
    """What is at work now; shown by panels, kept nowhere else."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.problem = ""
        self.command: tuple[str, ...] = ()
        self.origin = ""
        self.looked = -FRESH
        self.named = ""


DESK = _Desk()


def preferences() -> Any:
    """The add-on's preferences."""
    return bpy.context.preferences.addons[__package__].preferences


def private_folder() -> Path:
    """Where private environments of the engine are; the only folder we write to that is not the user's choice."""
    return Path(bpy.utils.extension_path_user(__package__, path="engine", create=False))


def look_for_engine(*, anew: bool = False) -> str:
    """Why there is no engine; empty when there is one. Cheap enough for a panel."""
    named, now = preferences().engine, time.monotonic()
    if anew or named != DESK.named or now - DESK.looked > FRESH:
        DESK.looked, DESK.named = now, named
        try:
            found = engine.locate(bpy.path.abspath(named) if named.startswith("//") else named, private_folder())
            DESK.command, DESK.origin, DESK.problem = found.command, found.origin, ""
        except EngineError as error:
            DESK.command, DESK.origin = (), ""
            DESK.problem = error.message
    return DESK.problem


def session() -> Session:
    """The warm engine. Raises EngineError when there is none."""
    if problem := look_for_engine(anew=True):
        raise EngineError(problem, iface_("press Set Up Engine in the add-on's preferences"), "missing")
    return KEEPER.session(DESK.command, VERSION)


def idle_problem() -> str:
    """Why nothing can be started now; empty when it can."""
    if DESK.job is not None:
        return iface_("The engine is at work: wait, or press Esc")
    problem = look_for_engine()
    return iface_("The engine is not set up: see the add-on's preferences") if problem else ""


def refused(operator: Any, reason: str) -> bool:
    """For an operator's poll: whether it may run, and the reason for the button's tooltip if not."""
    if reason:
        operator.poll_message_set(reason)
    return not reason


def stage_name(job: Job) -> str:
    """What a job is doing, as a person calls it."""
    return "Starting the engine" if job.is_starting else STAGES.get(job.stage, "Asking the engine")


def redraw(context: Any) -> None:
    """Draw every region again that may show our panels; the view itself, which may be slow, is left alone."""
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            for region in area.regions if area.type in PANELS else ():
                if region.type == PANELS[area.type]:
                    region.tag_redraw()


def explained(error: EngineError) -> str:
    """An error as one line."""
    return f"{error.message} ({error.hint})" if error.hint else error.message


class EngineWork:
    """Mixed into operators: `requests` says what the engine is asked, `finish` applies what it answered."""

    _timer: Any = None
    _job: Job | None = None
    _scene = ""
    _shown: tuple[str, float] = ("", -1.0)

    def requests(self, context: Any) -> list[Request]:
        """What the engine is asked. Raises SoundError."""
        raise NotImplementedError

    def finish(self, context: Any, scene: Any, job: Job) -> set[str]:
        """Apply what came; returns what an operator returns."""
        raise NotImplementedError

    def execute(self, context: Any) -> set[str]:
        """Wait for the engine."""
        job = self._start(context)
        if job is None:
            return {"CANCELLED"}
        try:
            job.wait()
        finally:
            DESK.job = None
        return self._finished(context)

    def invoke(self, context: Any, _event: Any) -> set[str]:
        """Start the engine's work and come back to it with every tick of a timer."""
        if bpy.app.background or context.window is None:
            return self.execute(context)
        if self._start(context) is None:
            return {"CANCELLED"}
        self._timer = context.window_manager.event_timer_add(PULSE, window=context.window)
        context.window_manager.modal_handler_add(self)
        redraw(context)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        """A tick, or a key: Esc cancels, everything else is Blender's."""
        if self._job is None:
            return {"CANCELLED"}
        if event.type == "ESC" and event.value == "PRESS":
            self._job.cancel()
            return {"RUNNING_MODAL"}
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        done = self._job.poll()
        shown = (stage_name(self._job), round(self._job.progress, 2))
        if shown != self._shown:
            self._shown = shown
            redraw(context)
        if not done:
            return {"PASS_THROUGH"}
        self._put_away(context)
        return self._finished(context)

    def cancel(self, context: Any) -> None:
        """Blender ends the operator: a file is loaded, or the window closed."""
        if self._job is not None:
            self._job.cancel()
        self._put_away(context)

    def _start(self, context: Any) -> Job | None:
        try:
            asked = self.requests(context)
        except SoundError as error:
            self.report({"ERROR"}, str(error))  # type: ignore[attr-defined]
            return None
        self._scene = context.scene.name
        self._job = DESK.job = Job(session, asked)
        return self._job

    def _put_away(self, context: Any) -> None:
        DESK.job = None
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            self._timer = None

    def _finished(self, context: Any) -> set[str]:
        job, self._job = self._job, None
        scene = bpy.data.scenes.get(self._scene)
        if job is None or scene is None:
            return {"CANCELLED"}
        if job.cancelled:
            self.report({"INFO"}, iface_("Cancelled: nothing was changed"))  # type: ignore[attr-defined]
            return {"CANCELLED"}
        result = self.finish(context, scene, job)
        redraw(context)
        return result


def end() -> None:
    """The add-on ends: stop what is at work, and the engine."""
    if DESK.job is not None:
        DESK.job.cancel()
        DESK.job = None
    KEEPER.close()
    DESK.looked = -FRESH
