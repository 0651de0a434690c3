"""Other people's programs: run with a list of arguments, watched, ended when they take too long or the user gives up.

No shell is ever involved. What a program says goes into files, so that no amount of it can block.
"""

from __future__ import annotations

import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.errors import AlignerError, NotInstalledError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from visemes.align.base import Told

#: Seconds between two looks at a running program, and how long it may take to end when it is asked to.
LOOK: Final = 0.1
GRACE: Final = 3.0

#: Bytes of a program's last words that are read.
TAIL: Final = 65536

#: Colours and other terminal codes, and the frames some programs draw around their errors.
_CODES: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\u2500-\u257f]")


class Ended(NamedTuple):
    """How a program ended: its exit status and the last of what it said, as plain text on one line each."""

    status: int
    said: str


def run_program(
    name: str,
    command: Sequence[str],
    *,
    seconds: float,
    told: Told | None = None,
    variables: Mapping[str, str] | None = None,
    remedy: str = "",
) -> Ended:
    """Run a program to its end.

    name: what messages call it. seconds: how long it may take; half of that is thought usual by `told`. variables: added to the
    environment. remedy: how to get it. Raises NotInstalledError when it cannot be started, AlignerError when it takes too long,
    and whatever `told` raises; the program and all it started are ended then.
    """
    with tempfile.TemporaryFile() as said:
        try:
            running = subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
                list(command), stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
                env=os.environ | dict(variables or {}),
                # at the head of a group of its own, all it starts can be ended with it
                start_new_session=True, creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )  # fmt: skip
        except OSError as error:
            raise NotInstalledError(f"{name} ({command[0]})", remedy) from error
        try:
            _watch(running, name, seconds, told)
        finally:
            if running.poll() is None:
                _end(running)
        said.seek(max(0, said.seek(0, os.SEEK_END) - TAIL))
        return Ended(running.returncode, plain(said.read().decode("utf-8", "replace")))


def _watch(running: subprocess.Popen[bytes], name: str, seconds: float, told: Told | None) -> None:
    begun = time.monotonic()
    while running.poll() is None:
        spent = time.monotonic() - begun
        if spent > seconds:
            raise AlignerError(name, f"was stopped after {seconds:.0f} s", "give it longer: --aligner-set timeout=SECONDS")
        if told:
            told(1 - math.exp(-4 * spent / seconds))
        try:
            running.wait(LOOK)
        except subprocess.TimeoutExpired:
            continue


def _end(running: subprocess.Popen[bytes]) -> None:
    """Ask the program and what it started to end, and end them when they do not."""
    for strength in ("SIGTERM", "SIGKILL"):
        if sys.platform == "win32":
            running.kill()
        else:
            try:
                os.killpg(running.pid, getattr(signal, strength))
            except ProcessLookupError:
                return
        try:
            running.wait(GRACE)
        except subprocess.TimeoutExpired:
            continue


def plain(text: str) -> str:
    """What a program said without colours, frames and empty lines."""
    lines = (" ".join(line.split()) for line in _CODES.sub(" ", text.replace("\r", "\n")).splitlines())
    return "\n".join(line for line in lines if line)
