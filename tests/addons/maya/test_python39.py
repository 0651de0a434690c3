"""The add-on in the Python of Maya 2023, where this machine has one: every assertion of tests/maya, on the stand-in."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
from pathlib import Path

import pytest

#: Run by the older Python: arguments are tests/maya, the folder `scripts` of the staged add-on, and an empty folder.
STORIES = """
import inspect, pathlib, sys
tests, scripts, empty = map(pathlib.Path, sys.argv[1:])
sys.path[:0] = [str(tests), str(scripts)]
import behaviour, scenarios
from standin.session import Maya

for number, story in enumerate([*behaviour.ALL, *scenarios.ALL]):
    folder = empty / str(number)
    folder.mkdir()
    with Maya(folder / "home"):
        story(*([folder.as_posix()] if inspect.signature(story).parameters else []))
    for name in [name for name in sys.modules if name.split(".")[0] == "visemes_maya"]:
        del sys.modules[name]
with Maya(empty / "home"):
    for path in (scripts / "visemes_maya").glob("*.py"):
        if path.stem != "__main__":
            __import__(f"visemes_maya.{path.stem}")
print("python", *sys.version_info[:2], "stories", len(scenarios.ALL))
"""


def old_python() -> str:
    """A Python 3.9 that starts; a name on PATH may be an empty shim."""
    homes = sorted(Path("~/.pyenv/versions").expanduser().glob("3.9.*/bin/python"))
    for candidate in (shutil.which("python3.9"), *map(str, homes)):
        if candidate:
            done = subprocess.run(
                [candidate, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, text=True, check=False
            )
            if done.stdout.strip() == "(3, 9)":
                return candidate
    pytest.skip("there is no Python 3.9 here")


@pytest.fixture
def stubs(tmp_path):
    """A folder that holds maya-stubs and nothing else of this environment."""
    try:
        found = importlib.metadata.distribution("maya-stubs")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("maya-stubs is not installed: every command's flags are checked against it")
    folder = tmp_path / "stubs"
    for file in found.files or ():
        if file.suffix in {".pyi", ""} or file.parts[0].endswith(".dist-info"):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(found.locate_file(file), folder / file)
    return folder


def test_every_story_holds_in_python_39(staged, stubs, root, tmp_path):
    python = old_python()
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONPATH"] = str(stubs)
    arguments = ["-W", "error", "-c", STORIES, str(root / "tests" / "maya"), str(staged / "scripts"), str(empty)]
    done = subprocess.run([python, *arguments], capture_output=True, text=True, check=False, env=environment, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith("python 3 9 stories ")
    assert int(done.stdout.split()[-1]) > 5
