from __future__ import annotations

import ast
import tomllib
import zipfile

import pytest


@pytest.fixture
def packed(build_blender, tmp_path):
    """An extension without the engine's wheels, as a zip."""
    target = tmp_path / "out" / "addon.zip"
    build_blender.archives.pack(build_blender.stage(tmp_path), target)
    return target


def contents(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_holds_the_addon_and_nothing_else(packed, root):
    files = contents(packed)
    folder = root / "addons" / "blender" / "visemes_blender"
    sources = {path.name for path in folder.iterdir() if path.suffix in (".py", ".toml", ".json", ".md")}
    shared = {path.name: path.read_bytes() for path in (root / "addons" / "host").glob("*.py")}
    assert sources | set(shared) | {"client.py", "LICENSE"} <= set(files)
    assert shared
    assert all(files[name] == content for name, content in shared.items())
    assert not any("__pycache__" in name or name.endswith((".pyc", ".orig")) for name in files)
    assert files["client.py"] == (root / "core" / "visemes" / "client.py").read_bytes()
    assert b"GNU GENERAL PUBLIC LICENSE" in files["LICENSE"]


def test_the_addon_has_the_engines_version(packed):
    from visemes import __version__

    manifest = tomllib.loads(contents(packed)["blender_manifest.toml"].decode())
    assert manifest["version"] == __version__
    assert manifest["blender_version_min"] == "4.2.0"
    assert len(manifest["tagline"]) <= 64
    assert manifest["tagline"][-1].isalnum()
    assert all(len(reason) <= 64 for reason in manifest["permissions"].values())


def test_same_sources_same_bytes(build_blender, tmp_path):
    for name in ("one", "two"):
        build_blender.archives.pack(build_blender.stage(tmp_path / name), tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_nothing_in_it_imports_the_engine_or_prints(build_blender, tmp_path):
    for path in build_blender.stage(tmp_path).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import visemes\n" not in text, path.name
        assert "from visemes" not in text, path.name
        for node in ast.walk(ast.parse(text)):
            assert not isinstance(node, ast.Assert), path.name
            assert not (isinstance(node, ast.Name) and node.id == "print"), path.name
