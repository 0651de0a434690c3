"""The assertions of the stand-in's tests in a real Maya, for people who have one.

    mayapy tests/maya/run_in_maya.py               # everything
    mayapy tests/maya/run_in_maya.py layers_stack  # those whose names are given

or in the script editor of a Maya with windows (Python), with the path to this folder:

    import sys; sys.path.insert(0, "…/tests/maya"); import run_in_maya; run_in_maya.run()

What the add-on does is asserted only where it can be imported: where its module is installed, or with the folder `scripts` of a
staged one (`python tools/build_maya.py --stage build`) in PYTHONPATH.

Opens new scenes: save yours before. Writes files into a temporary folder only. Ends with 0 if everything held, else with 1.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def assertions() -> list[Any]:
    """What Maya does, and what the add-on does in it if it is here."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    import behaviour
    import scenarios

    return [*behaviour.ALL, *(scenarios.ALL if has_addon() else [])]


def has_addon() -> bool:
    """Whether the add-on can be imported."""
    return importlib.util.find_spec("visemes_maya") is not None


def prepare() -> None:
    """An empty scene at 24 frames a second in centimetres and degrees, and undo, which mayapy may have switched off."""
    from maya import cmds

    cmds.file(newFile=True, force=True)
    cmds.currentUnit(time="film", linear="cm", angle="deg")
    cmds.undoInfo(state=True)
    cmds.undoInfo(state=False)  # forgets what there was
    cmds.undoInfo(state=True)


def run(names: tuple[str, ...] = ()) -> list[str]:
    """Run the assertions, all or those named, and write a line for each. Returns the names of those that failed."""
    failed = []
    for assertion in assertions():
        name = assertion.__name__
        if names and name not in names:
            continue
        try:
            with tempfile.TemporaryDirectory(prefix="visemes é ") as folder:
                prepare()
                assertion(*([Path(folder).as_posix()] if inspect.signature(assertion).parameters else []))
        except Exception:  # noqa: BLE001 - one that fails keeps none of the others from running
            failed.append(name)
            _say(f"FAILED  {name}\n{traceback.format_exc()}")
        else:
            _say(f"ok      {name}")
    _say("" if has_addon() else "The add-on is not installed here: only what Maya does was asserted, not what the add-on does.")
    _say(f"{len(failed)} failed" if failed else "everything held")
    return failed


def _say(text: str) -> None:
    if text:
        sys.stdout.write(f"{text}\n")


def main(names: list[str]) -> int:
    """Start a Maya without windows, run, and end it."""
    import maya.standalone

    maya.standalone.initialize(name="python")
    from maya import cmds

    _say(f"Maya {cmds.about(version=True)}, Python {sys.version.split()[0]}")
    unknown = set(names) - {assertion.__name__ for assertion in assertions()}
    if unknown:
        _say(f"no such assertion: {' '.join(sorted(unknown))}")
        return 1
    failed = run(tuple(names))
    maya.standalone.uninitialize()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
