from __future__ import annotations

import zipfile

import pytest


def contents(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_holds_a_folder_with_the_addon_and_nothing_else(build_maya, staged, tmp_path, root):
    build_maya.archives.pack(staged.parent, tmp_path / "addon.zip")
    files = contents(tmp_path / "addon.zip")
    assert {name.split("/")[0] for name in files} == {staged.name}
    inside = {name.split("/", 1)[1]: content for name, content in files.items()}
    package = "scripts/visemes_maya/"
    sources = {path.relative_to(root / "addons" / "maya").as_posix() for path in (root / "addons" / "maya").rglob("*.py")}
    shared = {package + path.name: path.read_bytes() for path in (root / "addons" / "host").glob("*.py")}
    shared[package + "client.py"] = (root / "core" / "visemes" / "client.py").read_bytes()
    assert set(inside) == sources | set(shared) | {"visemes.mod", "LICENSE"}
    assert all(inside[name] == content for name, content in shared.items())
    assert b"GNU GENERAL PUBLIC LICENSE" in inside["LICENSE"]


def test_same_sources_same_bytes(build_maya, tmp_path):
    for name in ("one", "two"):
        build_maya.archives.pack(build_maya.stage(tmp_path / name).parent, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_module_that_every_addon_shares_cannot_be_shadowed(build_maya, tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "keys.py").touch()
    with pytest.raises(FileExistsError, match=r"keys\.py"):
        build_maya.archives.copy_shared(package)
