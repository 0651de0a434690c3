"""The engine and everything it stands on as a folder of wheels, for machines that may not reach the package index.

pip does the work, as a process. It fetches finished wheels only; the few packages that the index has as source alone
(`SOURCE_ONLY`) are built here, so that nothing is built where the folder is used. The versions are those installed here: what
works here works there. Whoever uses the folder runs

    pip install --no-index --find-links FOLDER visemes

or chooses it in the preferences of the Blender add-on.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.bundle.needs import missing
from visemes.bundle.own_wheel import engine_wheel
from visemes.bundle.pip import run_pip
from visemes.bundle.targets import SYSTEMS, Target
from visemes.errors import OutputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

__all__ = ["EXTRAS", "SOURCE_ONLY", "SYSTEMS", "Target", "bundle", "engine_wheel", "installed_versions"]

#: Dependencies that the package index has no wheels of; pure Python, so that a wheel built anywhere fits everywhere.
SOURCE_ONLY: Final = ("docopt",)

#: Extras whose packages are always fetched too, where there are wheels of them.
EXTRAS: Final = ("asr",)

#: Where builds of PyTorch without CUDA are; the package index has only those with it for Linux (3 GB more).
CPU_BUILDS: Final = {"torch": "https://download.pytorch.org/whl/cpu"}


def bundle(
    folder: Path,
    targets: Sequence[Target] = (),
    told: Callable[[str], None] = lambda _: None,
    *,
    newest: bool = False,
    extras: Collection[str] = (),
) -> tuple[Path, ...]:
    """Fetch every wheel of the engine into a folder, for each target, and return their paths. No target: this machine.

    told: called with a few words about each step. newest: the newest versions the package index has instead of those installed
    here. extras: those wanted beside EXTRAS. Other files in the folder stay; all wheels appear at the end, or none. Raises
    OutputError for a folder that cannot be written to, UnknownNameError for an extra there is not, VisemesError for what pip
    cannot do.
    """
    for extra in extras:
        if extra not in known_extras():
            raise UnknownNameError("extra", extra, known_extras())
    with _beside(folder) as place:
        work = _Work(Path(place), told, newest=newest, extras=(*EXTRAS, *extras))
        for target in targets or (Target(),):
            told(str(target))
            work.fetch(target)
        return _published(work.wheels, folder)


def known_extras() -> list[str]:
    """The optional parts of visemes."""
    return metadata.metadata("visemes").get_all("Provides-Extra") or []


def installed_versions() -> list[str]:
    """`name==version` of every package beside visemes, less those that were not installed from a package index.

    Without what tells builds of one version apart (2.13.0+cpu): another system has others.
    """
    found = {
        (dist.name or "").lower(): dist.version.partition("+")[0]
        for dist in metadata.distributions()
        if dist.read_text("direct_url.json") is None
    }
    return sorted(f"{name}=={version}" for name, version in found.items() if name not in ("", "visemes"))


@dataclass
class _Work:
    """A bundle in the making. place: a folder for its files alone."""

    place: Path
    told: Callable[[str], None]
    newest: bool
    extras: Sequence[str] = EXTRAS

    def __post_init__(self) -> None:
        for folder in (self.wheels, self.links):
            folder.mkdir()
        versions = [] if self.newest else installed_versions()
        self.pins.write_text("\n".join(versions), encoding="utf-8")
        self.told("a wheel of visemes itself")
        self.engine = engine_wheel(self.wheels)
        for name in SOURCE_ONLY:
            self.told(f"a wheel of {name}")
            run_pip(("wheel", "--no-deps", f"--wheel-dir={self.links}", f"--constraint={self.pins}", name))

    @property
    def wheels(self) -> Path:
        """What will be published."""
        return self.place / "wheels"

    @property
    def links(self) -> Path:
        """Wheels built here, for pip to find."""
        return self.place / "links"

    @property
    def pins(self) -> Path:
        """The versions wanted, as constraints for pip."""
        return self.place / "constraints.txt"

    def fetch(self, target: Target) -> None:
        """Every wheel of one target. Asks again for what pip left out, see `missing`."""
        found = self.place / "found"
        found.mkdir()
        shutil.copy(self.engine, found)
        asked: set[str] = set()
        while wanted := missing(found.glob("*.whl"), {"visemes": self.extras}, target.markers()) - asked:
            self._download(found, target, wanted)
            asked |= wanted
        for wheel in found.iterdir():
            wheel.replace(self.wheels / wheel.name)
        found.rmdir()

    def _download(self, found: Path, target: Target, requirements: set[str]) -> None:
        indices = [f"--extra-index-url={url}" for name, url in CPU_BUILDS.items() if any(map(_asks_for(name), requirements))]
        options = (*indices, f"--dest={found}", f"--find-links={self.links}", "--only-binary=:all:", f"--constraint={self.pins}")
        run_pip(("download", *options, *target.pip_options(), *sorted(requirements)), self.told)


def _asks_for(package: str) -> Callable[[str], bool]:
    """Whether a requirement is for a package."""
    return lambda requirement: re.split(r"[^\w-]", requirement)[0] == package


def _beside(folder: Path) -> tempfile.TemporaryDirectory[str]:
    """A place for what is not finished, in the folder itself, so that publishing is renaming."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=".visemes-bundle-", dir=folder)
    except FileExistsError:
        raise OutputError(folder, "is a file, not a folder") from None
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error), "choose another folder") from error


def _published(wheels: Path, folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(path.replace(folder / path.name) for path in sorted(wheels.iterdir()))
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error
