"""What the archives of both add-ons are made of: shared modules, the engine's wheels, and a zip of the same bytes each time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent

#: Modules that no host knows of, written once for every add-on.
HOST = ROOT / "addons" / "host"
CLIENT = ROOT / "core" / "visemes" / "client.py"

#: The date of every file in a zip, so that the same sources give the same bytes.
DATE = (2020, 1, 1, 0, 0, 0)


def copy_tree(source: Path, target: Path, shipped: Sequence[str]) -> None:
    """Copy an add-on's folder. shipped: patterns of the files that go along."""

    def unshipped(folder: str, names: list[str]) -> list[str]:
        paths = [Path(folder, name) for name in names]
        return [path.name for path in paths if path.name == "__pycache__" or (path.is_file() and not any(map(path.match, shipped)))]

    shutil.copytree(source, target, ignore=unshipped)


def shared_modules() -> list[Path]:
    """What every add-on's package carries a copy of."""
    return [*sorted(HOST.glob("*.py")), CLIENT]


def copy_shared(package: Path) -> None:
    """Put the shared modules into a staged package. Raises FileExistsError where the add-on has a module of that name."""
    for path in shared_modules():
        if (package / path.name).exists():
            raise FileExistsError(f"{package.name} has a module {path.name} of its own")
        shutil.copy(path, package / path.name)


def add_engine(package: Path) -> None:
    """Put the engine's wheels and the tested versions into a staged package. Needs the package index for the build's tools."""
    folder = package / "engine"
    folder.mkdir()
    shutil.copy(ROOT / "constraints.txt", folder)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*pip, str(ROOT)], check=True)
    subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), *source_only()], check=True)


def source_only() -> tuple[str, ...]:
    """Dependencies that the package index has no wheels of."""
    from visemes.bundle import SOURCE_ONLY

    return SOURCE_ONLY


def pack(staged: Path, target: Path) -> None:
    """Zip a folder, its contents at the top."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in staged.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(staged).as_posix(), DATE)
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    part.replace(target)
