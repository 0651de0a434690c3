"""Preferences: which engine is used, and the button that sets one up."""

import sys
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface as iface_
from bpy.props import StringProperty
from bpy.types import AddonPreferences, Operator

from . import engine, work
from .client import EngineError
from .engine_setup import SetUp
from .pythons import python_candidates

ORIGINS = {"preferences": "named below", "private": "set up by this add-on", "path": "found on PATH"}


class _Desk:
    """The set-up at work, or the last one; its outcome is shown until Blender ends."""

    def __init__(self) -> None:
        self.work: SetUp | None = None
        self.versions: dict[tuple[str, ...], str] = {}


DESK = _Desk()


class VisemesPreferences(AddonPreferences):
    """What is not kept in .blend files."""

    bl_idname = __package__

    engine: StringProperty(
        name="Engine",
        description="The visemes program to use, or its folder; empty: the one set up here, or one on PATH",
        subtype="FILE_PATH",
    )
    offline_folder: StringProperty(
        name="Folder of Wheels",
        description="A folder made by `visemes bundle`, to set the engine up without a network; empty: from the package index",
        subtype="DIR_PATH",
    )

    def draw(self, _context: Any) -> None:
        """The engine's state, and how to get one."""
        layout = self.layout
        draw_engine(layout)
        column = layout.column()
        column.use_property_split = True
        column.prop(self, "engine")
        column.prop(self, "offline_folder")
        if not bpy.app.online_access and not self.offline_folder:
            layout.label(
                text=iface_("Blender may not go online: allow it under System, or choose a folder of wheels"),
                icon="INTERNET_OFFLINE",
            )


def draw_engine(layout: Any) -> None:
    """The engine's state with the button that fits it; also in the sidebar."""
    problem = work.look_for_engine()
    box = layout.box()
    setting_up = DESK.work is not None and not DESK.work.done
    if setting_up:
        fraction, message = DESK.work.state
        box.progress(factor=fraction, type="BAR", text=iface_(message))
        box.operator("visemes.cancel_set_up", icon="X")
        return
    if problem:
        box.label(text=iface_("No engine yet"), icon="ERROR")
        box.operator("visemes.set_up_engine", icon="IMPORT")
    else:
        version = DESK.versions.get(work.DESK.command, "")
        told = iface_("Engine {version} ({origin})").format(version=version, origin=iface_(ORIGINS.get(work.DESK.origin, "")))
        box.label(text=" ".join(told.split()), icon="CHECKMARK")
        row = box.row(align=True)
        row.operator("visemes.check_engine", icon="FILE_REFRESH")
        row.operator("visemes.set_up_engine", text=iface_("Set Up Again"), icon="IMPORT")
    if DESK.work is not None and DESK.work.error:
        for text in (DESK.work.error.message, DESK.work.error.hint):
            if text:
                box.label(text=text)


class VISEMES_OT_set_up_engine(Operator):
    """Make a private environment for the engine and install it, in the background. Only the add-on's own folder changes"""

    bl_idname = "visemes.set_up_engine"
    bl_label = "Set Up Engine"
    bl_options = {"INTERNAL"}

    _timer: Any = None

    @classmethod
    def poll(cls, _context: Any) -> bool:
        """Not while one is at work, and not without a way to get it."""
        if DESK.work is not None and not DESK.work.done:
            return work.refused(cls, iface_("The engine is being set up"))
        if not engine.bundled_version():
            return work.refused(cls, iface_("This add-on came without the engine: install it from its zip"))
        may = bpy.app.online_access or work.preferences().offline_folder
        reason = "" if may else iface_("Blender may not go online: allow it under System, or choose a folder of wheels")
        return work.refused(cls, reason)

    def execute(self, context: Any) -> set[str]:
        """Wait until it is set up."""
        self._begin()
        DESK.work.wait()
        return self._end(context)

    def invoke(self, context: Any, _event: Any) -> set[str]:
        """Set up in the background."""
        if bpy.app.background:
            return self.execute(context)
        self._begin()
        self._timer = context.window_manager.event_timer_add(0.2, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        """Show the progress until it is done."""
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        work.redraw(context)
        if DESK.work is not None and not DESK.work.done:
            return {"PASS_THROUGH"}
        context.window_manager.event_timer_remove(self._timer)
        return self._end(context)

    def _begin(self) -> None:
        told = work.preferences()
        DESK.work = SetUp(
            private=work.private_folder(),
            candidates=python_candidates(sys.executable, sys.prefix),
            online=bpy.app.online_access,
            offline_folder=bpy.path.abspath(told.offline_folder) if told.offline_folder else "",
            may_not=(
                "Blender may not go online",
                "allow it in Preferences > System > Network, or choose a folder made by: visemes bundle -o FOLDER",
            ),
        )

    def _end(self, context: Any) -> set[str]:
        error = DESK.work.error if DESK.work else None
        work.KEEPER.close()
        work.look_for_engine(anew=True)
        work.redraw(context)
        if error:
            self.report({"ERROR"}, work.explained(error))
            return {"CANCELLED"}
        self.report({"INFO"}, iface_("The engine is ready"))
        return {"FINISHED"}


class VISEMES_OT_cancel_set_up(Operator):
    """Stop setting up the engine; nothing half-made is left"""

    bl_idname = "visemes.cancel_set_up"
    bl_label = "Cancel"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Stop it."""
        if DESK.work is not None:
            DESK.work.cancel()
        work.redraw(context)
        return {"FINISHED"}


class VISEMES_OT_check_engine(Operator):
    """Start the engine, ask for its version and see whether it fits this add-on"""

    bl_idname = "visemes.check_engine"
    bl_label = "Check"
    bl_options = {"INTERNAL"}

    def execute(self, _context: Any) -> set[str]:
        """Ask it."""
        if problem := work.look_for_engine(anew=True):
            self.report({"ERROR"}, problem)
            return {"CANCELLED"}
        try:
            version = engine.version_of(work.DESK.command)
        except EngineError as error:
            self.report({"ERROR"}, work.explained(error))
            return {"CANCELLED"}
        DESK.versions[work.DESK.command] = version
        if problem := engine.mismatch(version, work.VERSION):
            self.report({"WARNING"}, problem)
            return {"FINISHED"}
        self.report({"INFO"}, iface_("Engine {version} works").format(version=version))
        return {"FINISHED"}


def stop() -> None:
    """The add-on ends: pip would not."""
    if DESK.work is not None and not DESK.work.done:
        DESK.work.cancel()
    DESK.work = None


CLASSES = (VisemesPreferences, VISEMES_OT_set_up_engine, VISEMES_OT_cancel_set_up, VISEMES_OT_check_engine)
