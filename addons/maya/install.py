"""Drag this file into Maya's viewport: the module is registered, and the shelf that is open gets a Visemes button.

Maya calls `onMayaDroppedPythonFile` (the help's page "Drag and drop Python scripts"). The files stay where they are: their folder
is written into `visemes.mod` in the modules folder of the user, which Maya reads when it starts; moved folders are dragged in
again.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

#: The folder this file is in.
HERE = Path(__file__).resolve().parent


def onMayaDroppedPythonFile(*_arguments: object) -> None:  # noqa: N802 - Maya's name
    """Maya ran this file because it was dropped into its window."""
    from maya import cmds

    try:
        shelf = install()
    except OSError as error:
        cmds.confirmDialog(title="Visemes", message=f"{error.filename}: {error.strerror}", button=["OK"], icon="critical")
        return
    said = f"The button Visemes is on the shelf {shelf}." if shelf else "Visemes is installed."
    cmds.confirmDialog(title="Visemes", message=said, button=["OK"])


def install() -> str:
    """Register the module and add the button. Returns the shelf it is on. Raises OSError where a file cannot be written."""
    from maya import cmds

    write_module(Path(str(cmds.internalVar(userAppDir=True))) / "modules")
    for name in [name for name in sys.modules if name.split(".")[0] == "visemes_maya"]:
        del sys.modules[name]  # an older version of ours
    scripts = str(HERE / "scripts")
    if scripts not in sys.path:
        sys.path.insert(0, scripts)
    return str(importlib.import_module("visemes_maya.shelf").add())


def write_module(folder: Path) -> Path:
    """Write `visemes.mod` with this folder's path, complete or not at all. Returns it."""
    version = (HERE / "visemes.mod").read_text(encoding="utf-8").split()[2]
    folder.mkdir(parents=True, exist_ok=True)
    target, part = folder / "visemes.mod", folder / ".visemes.mod.part"
    part.write_text(f"+ visemes {version} {HERE.as_posix()}\n", encoding="utf-8")
    os.replace(part, target)  # noqa: PTH105 - over an existing file
    return target
