"""Find a Python to make the engine's environment with. No host here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .client import EngineError, engine_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: The oldest Python the engine runs on.
OLDEST_PYTHON = (3, 11)

#: Asked of a Python before it is used: its version, and whether it can make environments.
PROBE = (
    "import sys, json, importlib.util as u; "
    "print(json.dumps([list(sys.version_info[:2]), all(map(u.find_spec, ('venv', 'ensurepip')))]))"
)

_PYTHON_NAME = re.compile(r"python(3(\.\d+)?)?(\.exe)?", re.IGNORECASE)


def python_candidates(executable: str, prefix: str, *, windows: bool = os.name == "nt") -> list[str]:
    """Pythons to try, the host's own first. executable, prefix: the host's `sys.executable` and `sys.prefix`.

    `sys.executable` of an official Blender is its Python, but elsewhere it may be Blender itself, which would open a window, or any
    Python of the system: only what is named like a Python is ever started. PATH is short where a macOS desktop started the host, so
    the usual folders come last.
    """
    versions = [f"python3.{minor}" for minor in (13, 12, 11, 14)]
    inside = (
        [Path(prefix, "python.exe"), Path(prefix, "bin", "python.exe")] if windows else [Path(prefix, "bin", v) for v in versions]
    )
    elsewhere = (
        []
        if windows
        else [Path("/", *folder, v) for folder in (("usr", "local", "bin"), ("opt", "homebrew", "bin")) for v in versions]
    )
    names = [executable, *map(str, inside), *versions, "python3", "python", *map(str, elsewhere)]
    return [name for name in dict.fromkeys(names) if _PYTHON_NAME.fullmatch(re.split(r"[/\\]", name)[-1])]


def find_python(candidates: Iterable[str], run: Callable[[Sequence[str]], str] | None = None) -> str:
    """The first candidate that is new enough and can make environments. run: starts a command and returns its output.

    Raises EngineError that says what was found instead.
    """
    run, lacking = run or _output, ""
    for name in candidates:
        path = shutil.which(name)
        version, able = _probed(run, path) if path else ((), False)
        if path and version >= OLDEST_PYTHON and able:
            return path
        if path and version >= OLDEST_PYTHON and not lacking:
            lacking = path
    if lacking:
        raise EngineError(
            f"{lacking} cannot make environments", "install its venv module (Debian, Ubuntu: apt install python3-venv)"
        )
    raise EngineError("no Python 3.11 or newer was found", "install one from python.org, then set the engine up again")


def _probed(run: Callable[[Sequence[str]], str], path: str) -> tuple[tuple[int, ...], bool]:
    """Version, and whether it can make environments. No version for what is none: names on PATH may be empty shims."""
    try:
        version, able = json.loads(run([path, "-I", "-c", PROBE]))
        return tuple(int(number) for number in version), bool(able)
    except (OSError, ValueError, TypeError, subprocess.SubprocessError):
        return (), False


def _output(command: Sequence[str]) -> str:
    settings: Any = {"capture_output": True, "timeout": 20, "stdin": subprocess.DEVNULL, "env": engine_environment()}
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return str(subprocess.run(command, check=False, text=True, creationflags=flags, **settings).stdout)  # noqa: S603 - named like a Python
