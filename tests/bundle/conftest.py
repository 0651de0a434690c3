"""Small wheels, written by hand, and a package index that is a folder of them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def make_wheel(tmp_path):
    """Write a wheel of an empty module: make_wheel("rope", "1.0", "knot>=2; python_version < '3.13'", tag="py3-none-any")."""

    def make(name: str, version: str, *requires: str, tag: str = "py3-none-any", folder: Path | None = None) -> Path:
        folder = folder or tmp_path / "index"
        folder.mkdir(exist_ok=True)
        wheel = folder / f"{name}-{version}-{tag}.whl"
        about = f"{name}-{version}.dist-info"
        needs = "".join(f"Requires-Dist: {text}\n" for text in requires)
        extras = "Provides-Extra: asr\nProvides-Extra: fine\n"
        files = {
            f"{name}/__init__.py": f"__version__ = '{version}'\n",
            f"{name}/data, odd.txt": "data\n",
            f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extras}{needs}",
            f"{about}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n",
            f"{about}/entry_points.txt": f"[console_scripts]\n{name} = {name}:main\n",
        }
        record = "".join(f'"{path}",,\n' for path in [*files, f"{about}/RECORD"])
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in {**files, f"{about}/RECORD": record}.items():
                archive.writestr(path, text)
        return wheel

    return make


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that pip takes for the only package index."""
    folder = tmp_path / "index"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder
