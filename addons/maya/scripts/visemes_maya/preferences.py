"""What a person set once for all scenes: Maya's option variables, and our own folder beside Maya's preferences."""

from __future__ import annotations

from pathlib import Path

from maya import cmds

#: The engine: its program, its folder or its environment; empty for the private one, else the one on PATH.
ENGINE = "visemesEngine"

#: A folder of wheels for machines without a network.
WHEELS = "visemesWheels"

#: The key of the line that was chosen last.
CHOSEN = "visemesLine"


def get(name: str) -> str:
    """An option, empty where it was never set."""
    return str(cmds.optionVar(query=name)) if cmds.optionVar(exists=name) else ""


def put(name: str, value: str) -> None:
    """Set an option; it is kept with Maya's preferences."""
    if value:
        cmds.optionVar(stringValue=(name, value))
    else:
        cmds.optionVar(remove=name)


def own_folder() -> Path:
    """Where private environments of the engine are: the only folder we write to that is not the user's choice."""
    return Path(str(cmds.internalVar(userAppDir=True))) / "visemes" / "engine"
