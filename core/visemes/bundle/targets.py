"""What a bundle is for: a system and a Python, in pip's words and in those of package metadata."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import Final

from visemes.errors import UnknownNameError, UsageError

#: The oldest Python the engine runs on.
OLDEST_PYTHON: Final = (3, 11)


@dataclass(frozen=True, slots=True)
class System:
    """An operating system. tags: what its wheels may be made for, in pip's words, newest first; markers: what metadata calls it."""

    tags: tuple[str, ...]
    sys_platform: str
    platform_system: str
    platform_machine: str

    @property
    def os_name(self) -> str:
        """As `os.name`."""
        return "nt" if self.sys_platform == "win32" else "posix"


def _manylinux(machine: str) -> tuple[str, ...]:
    """Wheels for the C library 2.28 of 2018 and older ones: what Blender 4.2 itself asks for."""
    legacy = ("manylinux2010", "manylinux1") if machine == "x86_64" else ()
    return tuple(
        f"{name}_{machine}" for name in (*(f"manylinux_2_{minor}" for minor in range(28, 4, -1)), "manylinux2014", *legacy)
    )


#: The systems a folder can be made for.
SYSTEMS: Final = {
    "linux": System(_manylinux("x86_64"), "linux", "Linux", "x86_64"),
    "linux-arm": System(_manylinux("aarch64"), "linux", "Linux", "aarch64"),
    "macos": System(("macosx_14_0_arm64",), "darwin", "Darwin", "arm64"),
    "macos-intel": System(("macosx_14_0_x86_64",), "darwin", "Darwin", "x86_64"),
    "windows": System(("win_amd64",), "win32", "Windows", "AMD64"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a bundle is for. system: a name of `SYSTEMS`, empty for this machine. python: such as "3.11", empty for this one.

    Raises UnknownNameError or UsageError for what cannot be asked for.
    """

    system: str = ""
    python: str = ""

    def __post_init__(self) -> None:
        """Check both."""
        if self.system and self.system not in SYSTEMS:
            raise UnknownNameError("platform", self.system, SYSTEMS)
        if self.python and _version(self.python) < OLDEST_PYTHON:
            raise UsageError(f"Python {self.python} is too old", "visemes needs Python 3.11 or newer")

    def pip_options(self) -> tuple[str, ...]:
        """How pip is told; nothing for this machine's own Python."""
        python = ("--python-version", self.python) if self.python else ()
        tags = SYSTEMS[self.system].tags if self.system else ()
        return python + tuple(f"--platform={tag}" for tag in tags)

    def markers(self) -> dict[str, str]:
        """The environment markers (PEP 508) that differ between systems and Pythons; those left out are this one's."""
        found: dict[str, str] = {}
        if self.python:
            major, minor, *patch = self.python.split(".")
            found |= {"python_version": f"{major}.{minor}", "python_full_version": f"{major}.{minor}.{patch[0] if patch else 0}"}
        if self.system:
            system = SYSTEMS[self.system]
            found |= {"sys_platform": system.sys_platform, "platform_system": system.platform_system,
                      "platform_machine": system.platform_machine, "os_name": system.os_name}  # fmt: skip
        return found

    def __str__(self) -> str:
        """Such as "windows, Python 3.13"."""
        return f"{self.system or sys.platform}, Python {self.python or platform.python_version()}"


def _version(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isdigit() for part in parts):
        raise UsageError(f"'{text}' is no Python version", "give one such as 3.11")
    return tuple(map(int, parts))
