"""Which engine to use, and whether it fits this add-on. No host here.

An engine is the program `visemes` in an environment of its own: one named in the preferences, else the private one that
`engine_setup` makes in the add-on's own folder, else one on PATH.

A private environment is a folder `env1`, `env2`, … with a file `finished.json`, written last. One without that file is half-made:
nobody uses it, and the next set-up removes it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .client import EngineError, engine_environment, find_engine

#: Written last into a private environment: {"version": the engine's, "python": the path of the Python it was made with}.
FINISHED = "finished.json"

#: Where the add-on's zip keeps the engine's wheels, beside this file.
WHEELS = Path(__file__).resolve().parent / "engine"

#: Seconds an engine may take to say its version; the first start after an installation reads everything from disk.
PATIENCE = 60

_NUMBERED = re.compile(r"env(\d+)")
_WHEEL = re.compile(r"visemes-(\d+(?:\.\d+)*)[^-]*-py3-none-any\.whl")


@dataclass(frozen=True)
class Engine:
    """An engine that was found. command: how it is started; origin: "preferences", "private" or "path"."""

    command: tuple[str, ...]
    origin: str


def locate(named: str, private: Path) -> Engine:
    """The engine to use. named: what the preferences name, may be empty; private: the folder of private environments.

    Raises EngineError when there is none.
    """
    if named.strip():
        return Engine(tuple(find_engine(named_program(named.strip()))), "preferences")
    own = private_program(private)
    command = tuple(find_engine(extra=[str(own)] if own else []))
    return Engine(command, "private" if own and command == (str(own),) else "path")


def named_program(named: str) -> str:
    """The program a preference means: people choose the program itself, its folder, or its environment's folder."""
    folder = Path(os.path.expanduser(named))  # noqa: PTH111 - a bare name stays one
    if folder.is_dir():
        inside = (program_in(folder), folder / program_in(folder).name)
        return str(next((path for path in inside if path.is_file()), inside[0]))
    return named


def program_in(environment: Path, name: str = "visemes", *, windows: bool = os.name == "nt") -> Path:
    """Where an environment keeps a program."""
    return environment / "Scripts" / f"{name}.exe" if windows else environment / "bin" / name


def private_program(private: Path) -> Path | None:
    """The engine of the newest finished private environment."""
    programs = (program_in(environment) for environment in reversed(environments(private)) if (environment / FINISHED).is_file())
    return next((program for program in programs if program.is_file()), None)


def environments(private: Path) -> list[Path]:
    """Every private environment, finished or not, oldest first."""
    try:
        found = {path: _NUMBERED.fullmatch(path.name) for path in private.iterdir() if path.is_dir()}
    except OSError:
        return []
    return sorted((path for path, match in found.items() if match), key=lambda path: int(path.name.removeprefix("env")))


def private_version(private: Path) -> str:
    """The version of the private engine without starting it; empty where there is none."""
    program = private_program(private)
    if program is None:
        return ""
    try:
        told = json.loads((program.parents[1] / FINISHED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(told.get("version", "")) if isinstance(told, dict) else ""


def version_of(command: tuple[str, ...]) -> str:
    """The version an engine says it has. Takes about a third of a second. Raises EngineError when it does not start."""
    try:
        done = subprocess.run(  # noqa: S603 - the user chose the program
            [*command, "--version"],
            capture_output=True,
            check=False,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            env=engine_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"{command[0]} does not answer", "set the engine up again") from error
    except OSError as error:
        raise EngineError(f"{command[0]}: {error.strerror or error}", "set the engine up again") from error
    match = re.fullmatch(r"visemes (\d+(?:\.\d+)*\S*)", done.stdout.strip())
    if done.returncode or match is None:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise EngineError(f"{command[0]} is no working engine", said[-1][:200] if said else "set the engine up again")
    return match[1]


def bundled_version(wheels: Path = WHEELS) -> str:
    """The version of the engine that came with the add-on; empty where none did."""
    return max((match[1] for path in wheels.glob("*.whl") if (match := _WHEEL.fullmatch(path.name))), key=numbers, default="")


def numbers(version: str) -> tuple[int, ...]:
    """The numbers a version begins with, three or more: "0.12rc2" → (0, 12, 0). Empty for what is no version."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    found = tuple(map(int, match[0].split("."))) if match else ()
    return found + (0,) * (3 - len(found)) if found else ()


def mismatch(version: str, wanted: str) -> str:
    """Why an engine of a version does not fit an add-on made for the version wanted; empty when it does.

    A newer engine of the same generation (the first number; before 1.0 the first two) understands all an older one did.
    """
    mine, theirs = numbers(wanted), numbers(version)
    if not mine or not theirs:
        return ""
    generation = 2 if mine[0] == 0 else 1
    if theirs < mine:
        return f"engine {version} is older than this add-on ({wanted}): set the engine up again"
    if theirs[:generation] > mine[:generation]:
        return f"engine {version} is newer than this add-on ({wanted}): update the add-on"
    return ""
