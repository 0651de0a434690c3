"""Every error a user can meet, as one tree.

An error carries the data it is about and builds its own message and hint, so that the command line, the
NDJSON protocol and the add-ons all show the same words. `code` is the stable name used in NDJSON, `exit_code`
the process exit status (documented in docs/cli.md).

VisemesError
├── InputError            2-6   something the user gave us cannot be used
│   ├── UsageError        2
│   ├── AudioError        3
│   ├── FilmError         3
│   ├── TranscriptError   4
│   ├── TimelineError     4
│   ├── RetakeError       4
│   ├── MapError          5
│   ├── RigError          5
│   └── WeightsError      5
├── OutputError           6
├── AlignerError          7     another aligner or recogniser could not do its work
├── NotInstalledError     8
│   └── MissingExtraError 8
├── BatchError            9
└── CancelledError        130
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class VisemesError(Exception):
    """The root of the tree.

    message: one line, what is wrong. hint: one line, what to do next (may be empty).
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        """As it comes back from another process: its own data, whatever its class is made from."""
        return _restored, (type(self), self.args), self.__dict__


def _restored(kind: type[VisemesError], args: tuple[Any, ...]) -> VisemesError:
    return kind.__new__(kind, *args)


class InputError(VisemesError):
    """Something the user gave us cannot be used."""

    code = "input"
    exit_code = 2


class UsageError(InputError):
    """An option or an argument has an impossible value."""

    code = "usage"


class UnknownNameError(UsageError):
    """A name that is none of the known ones; suggests the nearest.

    kind: what the name should be ("viseme map", "format"). known: every accepted name.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"unknown {kind} '{name}'", did_you_mean(name, self.known))


class AudioError(InputError):
    """A sound that cannot be read or has nothing in it."""

    code = "audio"
    exit_code = 3

    def __init__(self, path: Path | str, problem: str, hint: str = "") -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}", hint)


class FilmError(InputError):
    """A film that cannot be read or shows nothing."""

    code = "film"
    exit_code = 3

    def __init__(self, path: Path | str, problem: str, hint: str = "") -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}", hint)


class TranscriptError(InputError):
    """A transcript that cannot be read or says nothing."""

    code = "transcript"
    exit_code = 4


class TimelineError(InputError):
    """A timeline (ours, TextGrid, CTM) that is malformed or contradicts itself."""

    code = "timeline"
    exit_code = 4


class RetakeError(InputError):
    """A recording that is no retake of a line. problem: how that shows."""

    code = "retake"
    exit_code = 4

    def __init__(self, name: str, problem: str) -> None:
        self.name, self.problem = name, problem
        super().__init__(
            f"{name}: does not seem to be another take of this line: {problem}",
            "say what is said now with --text, or export the sound as a line of its own",
        )


class MapError(InputError):
    """A viseme map with a mistake: names the file, the key and what was expected."""

    code = "map"
    exit_code = 5

    def __init__(self, path: Path | str, key: str, expected: str, hint: str = "") -> None:
        self.path, self.key, self.expected = path, key, expected
        where = f"{path}: {key}" if key else f"{path}"
        super().__init__(f"{where}: {expected}", hint)


class RigError(InputError):
    """A rig profile or a list of target names that cannot be used."""

    code = "rig"
    exit_code = 5


class WeightsError(InputError):
    """A file that should hold a network's weights and holds something else, or is damaged."""

    code = "weights"
    exit_code = 5

    def __init__(self, path: Path | str, problem: str, hint: str = "") -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}", hint)


class OutputError(VisemesError):
    """A result that cannot be written where the user wants it."""

    code = "output"
    exit_code = 6

    def __init__(self, path: Path | str, problem: str, hint: str = "") -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}", hint)


class AlignerError(VisemesError):
    """Another program or model that aligns or recognises could not do its work."""

    code = "aligner"
    exit_code = 7

    def __init__(self, aligner: str, problem: str, hint: str = "") -> None:
        self.aligner, self.problem = aligner, problem
        super().__init__(f"{aligner}: {problem}", hint)


class NotInstalledError(VisemesError):
    """A program, package or model that is not on this machine; the hint is what gets it."""

    code = "not-installed"
    exit_code = 8

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what} is not installed", remedy)


class MissingExtraError(NotInstalledError):
    """An optional part is not installed; the hint is the command that installs it."""

    code = "missing-extra"

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(what, f"pip install 'visemes[{extra}]'")


class BatchError(VisemesError):
    """Some files of a batch failed; the others were written. failures: (path, error) pairs."""

    code = "batch"
    exit_code = 9

    def __init__(self, failures: Iterable[tuple[Path, VisemesError]], total: int) -> None:
        self.failures = tuple(failures)
        names = ", ".join(str(path) for path, _ in self.failures)
        super().__init__(f"{len(self.failures)} of {total} files failed: {names}")


class CancelledError(VisemesError):
    """The user stopped the run (Ctrl-C, Esc in a host)."""

    code = "cancelled"
    exit_code = 130

    def __init__(self) -> None:
        super().__init__("cancelled, nothing half-written is left")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that suggests the nearest known name, or lists them all."""
    names = sorted(known)
    near = get_close_matches(name.lower(), [n.lower() for n in names], n=1)
    if near:
        return f"did you mean '{next(n for n in names if n.lower() == near[0])}'?"
    return f"one of: {', '.join(names)}"
