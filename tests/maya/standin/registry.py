"""The commands there are.

A command is a function of the running Maya and a checked call; its docstring names the page it was taken from:
https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the name of the page with `.html`. Other pages
are named by their titles: those of nodes under …/Maya-Tech-Docs/Nodes/, those of API classes in the "Python API 2.0 Reference".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, NamedTuple

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya

Run = Callable[["Maya", "Call"], Any]


class Command(NamedTuple):
    """undoable: whether its changes become a step of the undo queue."""

    run: Run
    undoable: bool


COMMANDS: dict[str, Command] = {}


def command(*names: str, undoable: bool = True) -> Callable[[Run], Run]:
    """Registers a function as one or several commands."""

    def register(run: Run) -> Run:
        for name in names:
            COMMANDS[name] = Command(run, undoable)
        return run

    return register


class NotModelledError(NotImplementedError):
    """Maya can do this, the stand-in cannot yet: extend it rather than guess."""
