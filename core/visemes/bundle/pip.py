"""pip as a process, with its own words about what went wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import VisemesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: What pip says where it reaches no package index.
_NO_NETWORK: Final = (
    "ConnectionError",
    "NewConnectionError",
    "NameResolutionError",
    "Could not fetch URL",
    "ProxyError",
    "SSLError",
)

#: What pip says where the index has no fitting wheel.
_NO_WHEEL: Final = ("Could not find a version", "No matching distribution", "ResolutionImpossible")


def run_pip(arguments: Iterable[str], told: Callable[[str], None] = lambda _: None) -> None:
    """Run pip and tell every package it looks at. Raises VisemesError with pip's own reason."""
    if util.find_spec("pip") is None:
        raise VisemesError("pip is not installed beside visemes", f"{sys.executable} -m ensurepip")
    command, *rest = arguments
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own Python
        [sys.executable, "-m", "pip", command, "--disable-pip-version-check", "--no-input", "--progress-bar=off", *rest],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:
        for line in process.stdout or ():
            lines.append(line.strip())
            if line.startswith(("Collecting ", "Processing ")):
                told(package_of(line))
    if process.returncode:
        raise VisemesError(f"pip could not fetch the wheels: {reason(lines)}", remedy(lines))


def package_of(line: str) -> str:
    """The package in a line of pip's, such as "Collecting numpy>=1.26 (from visemes)" or one with the path of a wheel: "numpy"."""
    named = Path(line.partition(" ")[2].split(" (from ")[0].strip()).name
    return re.split(r"[^\w.-]|-\d", named)[0]


def reason(lines: Sequence[str]) -> str:
    """The first error of pip: those after it say the same in other words. Its last line where it called nothing an error."""
    said = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")] or lines[-1:] or ["it said nothing"]
    return said[0][:300]


def remedy(lines: Sequence[str]) -> str:
    """What to do about it, as far as pip's lines tell."""
    text = "\n".join(lines)
    if any(sign in text for sign in _NO_NETWORK):
        return "this needs the package index; run it on a machine that reaches it"
    if any(sign in text for sign in _NO_WHEEL):
        return "perhaps nobody made a wheel of this version for that system; --newest takes the newest versions instead"
    return ""
