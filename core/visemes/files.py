"""Results on disk, all or nothing.

A result is written to a temporary file beside its target and renamed over it, so that a full disk, a crash or
Ctrl-C never leaves half a file, and a host that watches the target never reads one. `-` is standard output.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The target that means standard output.
STDOUT: Final = "-"

#: `os.open` flags of a file that must be new; O_BINARY exists on Windows only and keeps its line ends as they are.
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write(target: Path | str, data: bytes) -> None:
    """Write one result, see `write_all`."""
    write_all([(target, data)])


def write_all(outputs: Iterable[tuple[Path | str, bytes]]) -> None:
    """Write several results of one run: every target appears complete, or (as far as any error is foreseeable) none does.

    outputs: (target, content) pairs, taken one at a time; a target is a path or `-`. All contents reach the disk before the
    first rename, standard output comes last. Raises OutputError when a target cannot be written.
    """
    printed: list[bytes] = []
    with contextlib.ExitStack() as stack:
        ready: list[tuple[Path, Path | None]] = []
        for target, data in outputs:
            if str(target) == STDOUT:
                printed.append(data)
            else:
                ready.append((Path(target), stack.enter_context(_waiting(Path(target), data))))
        for path, waiting in ready:
            _publish(path, waiting)
    for data in printed:
        _write_stdout(data)


@contextlib.contextmanager
def making(target: Path) -> Iterator[Path]:
    """A path beside the target for whoever writes a large file piece by piece; it becomes the target when all went well.

    Devices and pipes are written to directly. Raises OutputError when the target cannot be written.
    """
    check_target(target)
    if _is_special(target):
        yield target
        return
    real = Path(os.path.realpath(target))
    waiting = real.with_name(f".visemes-{os.urandom(6).hex()}.tmp")
    try:
        yield waiting
        if real.exists():
            with _explained(target):
                waiting.chmod(stat.S_IMODE(real.stat().st_mode))
        _publish(target, waiting)
    finally:
        with contextlib.suppress(OSError):
            waiting.unlink(missing_ok=True)


def check_target(target: Path | str) -> None:
    """Raise the OutputError that writing would meet, before any work is done. Writes nothing."""
    path = Path(target)
    if str(target) == STDOUT:
        return
    if path.is_dir():
        raise OutputError(path, "is a folder", "give a file name in it")
    folder = Path(os.path.realpath(path)).parent
    if folder.exists() and not folder.is_dir():
        raise OutputError(path, f"{folder} is a file, not a folder")
    if not folder.exists():
        raise OutputError(path, "its folder does not exist", f"create {folder} first")
    if path.exists() and not os.access(path, os.W_OK):  # a rename would replace even a file its owner protected
        raise OutputError(path, "may not be written to", "it is write-protected")
    if not _is_special(path) and not os.access(folder, os.W_OK):
        raise OutputError(path, "its folder may not be written to", "choose another folder")


@contextlib.contextmanager
def _waiting(path: Path, data: bytes) -> Iterator[Path | None]:
    """The complete content in a temporary file beside the target, gone at the end; None for a device or pipe, written at once."""
    check_target(path)
    if _is_special(path):
        with _explained(path):
            path.write_bytes(data)
        yield None
        return
    # Through a link to what it points at: replacing the link itself would surprise whoever made it.
    real = Path(os.path.realpath(path))
    waiting = real.with_name(f".visemes-{os.urandom(6).hex()}.tmp")
    try:
        with _explained(path):
            # os.open rather than tempfile: the new file gets the rights every other new file gets (umask).
            with open(os.open(waiting, _NEW, 0o666), "wb") as file:  # noqa: PTH123
                file.write(data)
            if real.exists():
                waiting.chmod(stat.S_IMODE(real.stat().st_mode))
        yield waiting
    finally:
        with contextlib.suppress(OSError):
            waiting.unlink(missing_ok=True)


def _publish(path: Path, waiting: Path | None) -> None:
    if waiting is not None:
        with _explained(path):
            waiting.replace(os.path.realpath(path))


def _is_special(path: Path) -> bool:
    """Whether the target exists and is neither a file nor a folder: /dev/null, /dev/stdout, a named pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _write_stdout(data: bytes) -> None:
    with _explained("standard output"):
        binary = getattr(sys.stdout, "buffer", None)
        if binary is None:  # a host's console or a test's capture takes text alone
            sys.stdout.write(data.decode("utf-8"))
        else:
            sys.stdout.flush()
            binary.write(data)
        sys.stdout.flush()


@contextlib.contextmanager
def _explained(target: Path | str) -> Iterator[None]:
    """Turn the system's refusals into one line."""
    try:
        yield
    except OSError as error:
        raise OutputError(target, (error.strerror or str(error)).lower()) from error
