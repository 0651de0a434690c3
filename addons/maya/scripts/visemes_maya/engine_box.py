"""The part of the window that says which engine is used, and sets one up."""

from __future__ import annotations

import sys

from maya import cmds

from . import engine, preferences, work
from .client import EngineError
from .engine_setup import SetUp
from .form import FILE, FOLDER, Field, Form, button, row
from .pythons import python_candidates
from .session import KEEPER

#: Where an engine comes from, as a person calls it.
ORIGINS = {"preferences": "named below", "private": "set up here", "path": "on PATH"}

FIELDS = (
    Field(preferences.ENGINE, FILE, "Engine", "The program visemes, its folder or its environment; empty for the one set up here"),
    Field(preferences.WHEELS, FOLDER, "Folder of wheels", "Made by: visemes bundle -o FOLDER, for machines without a network"),
)


class EngineBox:
    """The engine's controls."""

    def __init__(self) -> None:
        self._form = Form(self._changed)
        self._status = ""
        self._work: SetUp | None = None

    def build(self) -> None:
        """Make the controls."""
        self._form = Form(self._changed)
        self._status = str(cmds.text(label="", align="left", wordWrap=True))
        for each in FIELDS:
            self._form.add(each)
        row(
            lambda: button("Set Up Engine", self.set_up, "Make a private environment for the engine and install it"),
            lambda: button("Cancel Set-Up", self.cancel),
            lambda: button("Check", self.check, "Start the engine and see whether it fits"),
        )

    def refresh(self) -> None:
        """Say which engine is used."""
        for each in FIELDS:
            self._form.put(each.name, preferences.get(each.name))
        try:
            found = work.found()
            self._say(f"Engine {ORIGINS[found.origin]}: {found.command[0]}")
        except EngineError as error:
            self._say(f"{error.message}: press Set Up Engine, or name the program")

    def _say(self, text: str) -> None:
        cmds.text(self._status, edit=True, label=text)

    def _changed(self, name: str) -> None:
        preferences.put(name, str(self._form.get(name)).strip())
        if name == preferences.ENGINE:
            KEEPER.close()
            self.refresh()

    def check(self) -> None:
        """Start the engine and ask for its version."""
        try:
            version = engine.version_of(work.found().command)
        except EngineError as error:
            self._say(work.explained(error))
            return
        self._say(engine.mismatch(version, _wanted()) or f"Engine {version} works")

    def set_up(self) -> None:
        """Make a private environment in the background."""
        if self._work is not None and not self._work.done:
            return
        folder = preferences.get(preferences.WHEELS)
        if not folder and not _may_go_online():
            return
        self._work = SetUp(
            preferences.own_folder(), python_candidates(sys.executable, sys.prefix), online=not folder, offline_folder=folder
        )
        if cmds.about(batch=True):
            self._work.wait()
            self._ended()
        else:
            work.Ticker(self._look)

    def _look(self) -> bool:
        if self._work is None:
            return True
        fraction, message = self._work.state
        self._say(f"{message} … {round(100 * fraction)} %")
        if self._work.done:
            self._ended()
        return self._work is None

    def _ended(self) -> None:
        made, self._work = self._work, None
        KEEPER.close()
        self.refresh()
        if made is not None and made.error:
            self._say(work.explained(made.error))
            work.say(work.explained(made.error), error=True)
        elif made is not None:
            self._say(made.state[1])

    def cancel(self) -> None:
        """Stop the set-up; nothing half-made is left."""
        if self._work is not None:
            self._work.cancel()


def _wanted() -> str:
    from . import __version__

    return __version__


def _may_go_online() -> bool:
    """The package index is asked only if a person says so now."""
    message = "The engine stands on about 140 MB of packages from the Python package index. Fetch them?"
    buttons = ["Fetch", "Cancel"]
    return cmds.confirmDialog(title="Visemes", message=message, button=buttons, defaultButton="Fetch", cancelButton="Cancel",
                              dismissString="Cancel") == "Fetch"  # fmt: skip
