"""Set up a private engine in the background. No host here.

A thread finds a Python, makes an environment, installs the engine from the add-on's own wheels and what it stands on from a folder
of wheels or the package index, and tries it out. A host asks `state` from its timer.

    work = SetUp(private=folder, online=True, candidates=python_candidates(sys.executable, sys.prefix))
    while not work.done:
        fraction, message = work.state

Nothing half-made is ever used, see `engine`. Finished wheels only: nothing is built on the user's machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .client import EngineError, engine_environment
from .engine import FINISHED, WHEELS, bundled_version, environments, program_in, version_of
from .pythons import find_python

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Says that somebody is making an environment; touched while they do.
MAKING = "making"

#: Seconds after which an untouched half-made environment belongs to nobody.
ABANDONED = 120.0

#: How many packages the engine stands on, for the progress bar.
PACKAGES = 30


class SetUpCancelledError(EngineError):
    """The user stopped it."""

    def __init__(self) -> None:
        super().__init__("cancelled, nothing half-made is left", code="cancelled")


#: What a user is told where the host may not go online, and what can be done about it.
MAY_NOT = ("the package index may not be asked", "allow it, or choose a folder made by: visemes bundle -o FOLDER")


def pip_arguments(wheels: Path, *, online: bool, offline_folder: str, may_not: tuple[str, str] = MAY_NOT) -> list[str]:
    """What pip is told: the engine from our wheel, the rest from a folder if there is one, else from the package index.

    may_not: what a user is told where neither is allowed, as the host calls it. Raises EngineError with it, or when something is
    missing.
    """
    version = bundled_version(wheels)
    if not version:
        raise EngineError(
            "this add-on came without the engine's wheel", "install the add-on from its zip (make blender, make maya)"
        )
    fixed = [
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
        "--only-binary=:all:",
        f"--find-links={wheels}",
    ]
    if offline_folder:
        folder = Path(os.path.expanduser(offline_folder))  # noqa: PTH111 - as people type it
        if not any(folder.glob("*.whl")):
            raise EngineError(f"{folder} holds no wheels", "make the folder with: visemes bundle -o FOLDER")
        return [*fixed, "--no-index", f"--find-links={folder}", f"visemes[asr]=={version}"]
    if not online:
        raise EngineError(*may_not)
    return [*fixed, f"--constraint={wheels / 'constraints.txt'}", f"visemes[asr]=={version}"]


class SetUp:
    """One set-up at work.

    private: the folder of private environments. candidates: what `python_candidates` gives. online: whether the package index may
    be asked. offline_folder: one that `visemes bundle` made, or empty. wheels: those the add-on came with. may_not: what a user is
    told where the index may not be asked.

    done: it has ended. error: why it failed, or None. state: (fraction, message). program: the new engine.
    Call `cancel` before the host ends: the thread dies with it, but pip would not.
    """

    def __init__(
        self,
        private: Path,
        candidates: Sequence[str],
        *,
        online: bool,
        offline_folder: str = "",
        wheels: Path = WHEELS,
        may_not: tuple[str, str] = MAY_NOT,
    ) -> None:
        self.error: EngineError | None = None
        self.program: Path | None = None
        self.state = (0.0, "Looking for Python")
        self._private, self._candidates, self._wheels = private, list(candidates), wheels
        self._online, self._offline_folder, self._may_not = online, offline_folder, may_not
        self._stop = threading.Event()
        self._tail: list[str] = []
        self._thread = threading.Thread(target=self._work, name="visemes engine set-up", daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return not self._thread.is_alive()

    @property
    def output(self) -> str:
        """What the programs said last, for bug reports."""
        return "\n".join(self._tail[-60:])

    def wait(self) -> None:
        """Block until it has ended: for scripts."""
        self._thread.join()

    def cancel(self, patience: float = 20.0) -> None:
        """Stop, and wait until what was half-made is gone."""
        self._stop.set()
        self._thread.join(patience)

    def _work(self) -> None:
        environment = None
        try:
            arguments = pip_arguments(self._wheels, online=self._online, offline_folder=self._offline_folder, may_not=self._may_not)
            python = find_python(self._candidates)
            environment = self._new_folder()
            self._make(environment, python, arguments)
        except EngineError as error:
            self.error = error
        except OSError as error:
            self.error = EngineError(
                f"{error.filename or self._private}: {error.strerror or error}", "is the disk full or protected?"
            )
        if self.error and environment:
            shutil.rmtree(environment, ignore_errors=True)

    def _new_folder(self) -> Path:
        self._private.mkdir(parents=True, exist_ok=True)
        remove_abandoned(self._private)
        number = max((int(path.name.removeprefix("env")) for path in environments(self._private)), default=0) + 1
        folder = self._private / f"env{number}"
        folder.mkdir()
        (folder / MAKING).touch()
        return folder

    def _make(self, environment: Path, python: str, arguments: Sequence[str]) -> None:
        self.state = (0.02, "Making an environment")
        self._run(environment, [python, "-I", "-m", "venv", str(environment)], "Python could not make an environment")
        self.state = (0.15, "Installing")
        own_python = str(program_in(environment, "python"))
        self._run(environment, [own_python, "-I", "-m", "pip", *arguments], "pip could not install the engine", self._follow_pip)
        self.state = (0.92, "Trying it out")
        self._examine(environment, own_python)
        program = program_in(environment)
        told = {"version": version_of((str(program),)), "python": python}
        (environment / MAKING).unlink(missing_ok=True)
        (environment / FINISHED).write_text(json.dumps(told), encoding="utf-8")
        self.program, self.state = program, (1.0, f"Engine {told['version']} is ready")
        for older in environments(self._private):
            if older != environment and (older / FINISHED).is_file():
                shutil.rmtree(older, ignore_errors=True)

    def _examine(self, environment: Path, python: str) -> None:
        """Raise EngineError for an engine that lacks something."""
        lines = self._run(
            environment, [python, "-I", "-m", "visemes", "doctor", "--json"], "the engine does not start", allowed=(0, 8)
        )
        try:
            findings = json.loads("\n".join(lines))["findings"]
        except (ValueError, KeyError, TypeError):
            raise EngineError("the engine does not start", lines[-1][:200] if lines else "") from None
        bad = [finding for finding in findings if finding["needed"] and not finding["ok"]]
        if bad:
            raise EngineError(f"{bad[0]['name']}: {bad[0]['detail']}", bad[0]["remedy"])

    def _follow_pip(self, line: str) -> None:
        """Move the progress on by what pip says it does."""
        fraction, _ = self.state
        verb, _, what = line.partition(" ")
        if verb in ("Collecting", "Processing"):
            self.state = (min(fraction + 0.6 / PACKAGES, 0.75), f"Fetching {package_of(what)}")
        elif line.startswith("Installing collected packages"):
            self.state = (0.78, "Installing what was fetched")

    def _run(
        self,
        environment: Path,
        command: Sequence[str],
        failed: str,
        follow: Callable[[str], None] = lambda _: None,
        allowed: tuple[int, ...] = (0,),
    ) -> list[str]:
        """Run a program to its end and return its lines. Raises EngineError with its last words, or when the user cancels."""
        lines: list[str] = []
        process = start_group(command)
        reader = threading.Thread(target=_read_lines, args=(process, lines, follow), daemon=True)
        reader.start()
        try:
            while process.poll() is None or reader.is_alive():
                with contextlib.suppress(OSError):
                    (environment / MAKING).touch()
                if self._stop.wait(0.1):
                    raise SetUpCancelledError
        finally:
            end_group(process)
            reader.join(5)
            if process.stdout and not reader.is_alive():
                process.stdout.close()
            self._tail += lines
        if process.returncode not in allowed:
            said = [line for line in lines if line.startswith("ERROR")] or [line for line in lines if line.strip()]
            raise EngineError(failed, _explained(said, lines))
        return lines


def _explained(said: Sequence[str], lines: Sequence[str]) -> str:
    """The first error, and what it means where the network is the cause."""
    text = "\n".join(lines)
    network = ("NewConnectionError", "NameResolutionError", "ConnectionError", "ConnectTimeout", "ProxyError", "SSLError")
    if any(sign in text for sign in network):
        return "the package index cannot be reached: check the network, or choose a folder made by: visemes bundle -o FOLDER"
    return said[0].removeprefix("ERROR: ")[:200] if said else ""


def package_of(what: str) -> str:
    """The package in what pip says it collects: a requirement or the path of a wheel."""
    return re.split(r"[^\w.-]|-\d", re.split(r"[/\\]", what.split(" (from ", maxsplit=1)[0].strip())[-1])[0]


def remove_abandoned(private: Path) -> None:
    """Remove half-made environments that nobody has worked on for a while: their maker was killed."""
    for folder in environments(private):
        if not (folder / FINISHED).is_file():
            with contextlib.suppress(OSError):
                mark = folder / MAKING
                touched = (mark if mark.exists() else folder).stat().st_mtime
                if time.time() - touched > ABANDONED:
                    shutil.rmtree(folder, ignore_errors=True)


def start_group(command: Sequence[str]) -> subprocess.Popen[str]:
    """Start a program with everything it starts as one group, its output and errors as one text."""
    return subprocess.Popen(  # noqa: S603 - our own environment's Python
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=engine_environment(),
        start_new_session=os.name != "nt",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def end_group(process: subprocess.Popen[str]) -> None:
    """End a program that is still at work, with everything it started."""
    if process.poll() is None:
        if os.name == "nt":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603, S607
        else:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _read_lines(process: subprocess.Popen[str], lines: list[str], follow: Callable[[str], None]) -> None:
    with contextlib.suppress(ValueError):
        for line in process.stdout or ():
            lines.append(line.rstrip("\n"))
            follow(line)
