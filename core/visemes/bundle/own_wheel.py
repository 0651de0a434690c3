"""A wheel of the engine that is running: built from its sources, or packed again from its installed files."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Final

from visemes.bundle.pip import run_pip
from visemes.errors import VisemesError

#: What an installer adds to a package's own files.
_INSTALLERS_OWN: Final = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}

#: The top of the sources, where this module was not installed from a wheel.
SOURCES: Final = Path(__file__).resolve().parents[3]


def engine_wheel(folder: Path, sources: Path = SOURCES) -> Path:
    """Make a wheel of this engine in a folder and return it. Raises VisemesError where that cannot be."""
    if (sources / "pyproject.toml").is_file() and (sources / "core" / "visemes").is_dir():
        run_pip(("wheel", "--no-deps", f"--wheel-dir={folder}", str(sources)))
        return next(folder.glob("visemes-*.whl"))
    try:
        return repacked(metadata.distribution("visemes"), folder)
    except metadata.PackageNotFoundError:
        raise VisemesError("this visemes was not installed as a package", "install it with pip, then make the bundle") from None


def repacked(installed: metadata.Distribution, folder: Path) -> Path:
    """The wheel an installed pure Python package came from, packed again from its files. Raises VisemesError for lost files."""
    name = f"{installed.name}-{installed.version}"
    wheel = folder / f"{name}-py3-none-any.whl"
    records = []
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(filter(_belongs, installed.files or ()), key=str):
            try:
                content = Path(str(installed.locate_file(path))).read_bytes()
            except OSError as error:
                raise VisemesError(f"{path} of the installed {installed.name} is lost", "install it anew") from error
            _write(archive, path.as_posix(), content)
            records.append(f"{_quoted(path.as_posix())},sha256={_digest(content)},{len(content)}\n")
        record = f"{name}.dist-info/RECORD"
        _write(archive, record, "".join([*records, f"{record},,\n"]).encode())
    return wheel


def _belongs(path: metadata.PackagePath) -> bool:
    """Whether a file was in the wheel: not made by the installer, not outside (the program on PATH is made anew)."""
    made = path.parts[0].endswith(".dist-info") and path.name in _INSTALLERS_OWN
    return not made and ".." not in path.parts and "__pycache__" not in path.parts


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _quoted(name: str) -> str:
    """A field of a CSV file."""
    return '"' + name.replace('"', '""') + '"' if "," in name or '"' in name else name


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
