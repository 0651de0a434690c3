from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from importlib import metadata

import pytest

from visemes.bundle.own_wheel import engine_wheel, repacked
from visemes.errors import VisemesError


def contents(wheel) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def installed(make_wheel, tmp_path):
    """A wheel, and what pip made of it."""
    wheel = make_wheel("rope", "1.0", "knot")
    place = tmp_path / "place"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-index",
        "--no-deps",
        "--disable-pip-version-check",
        "--target",
        place,
    ]
    subprocess.run([*pip, wheel], check=True)
    return wheel, metadata.Distribution.at(place / "rope-1.0.dist-info")


def test_packed_again_it_has_the_same_files(installed, tmp_path):
    wheel, distribution = installed
    (tmp_path / "again").mkdir()
    again = repacked(distribution, tmp_path / "again")
    record = "rope-1.0.dist-info/RECORD"
    mine, theirs = contents(again), contents(wheel)
    assert again.name == wheel.name
    assert {name: mine[name] for name in mine if name != record} == {name: theirs[name] for name in theirs if name != record}


def test_its_record_is_true(installed, tmp_path):
    (tmp_path / "again").mkdir()
    files = contents(repacked(installed[1], tmp_path / "again"))
    rows = list(csv.reader(io.StringIO(files["rope-1.0.dist-info/RECORD"].decode())))
    assert [row[0] for row in rows] == list(files)
    for name, digest, size in rows[:-1]:
        assert digest == "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).decode().strip("=")
        assert int(size) == len(files[name])


def test_same_files_same_bytes(installed, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        repacked(installed[1], tmp_path / name)
    assert (tmp_path / "one" / "rope-1.0-py3-none-any.whl").read_bytes() == (
        tmp_path / "two" / "rope-1.0-py3-none-any.whl"
    ).read_bytes()


def test_a_lost_file_is_told(installed, tmp_path):
    distribution = installed[1]
    (tmp_path / "place" / "rope" / "__init__.py").unlink()
    with pytest.raises(VisemesError, match=r"__init__\.py of the installed rope is lost"):
        repacked(distribution, tmp_path)


def test_neither_sources_nor_a_package(tmp_path, monkeypatch):
    def unknown(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", unknown)
    with pytest.raises(VisemesError, match="not installed as a package"):
        engine_wheel(tmp_path, sources=tmp_path)
