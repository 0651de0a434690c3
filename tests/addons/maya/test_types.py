"""Every command and flag of the add-on against maya-stubs, by mypy; and its syntax against the oldest Python a Maya has."""

from __future__ import annotations

import ast
import importlib.metadata
import subprocess
import sys

import pytest

#: What the stubs say wrongly. Anything else mypy finds is a mistake of ours.
SETTINGS = """
[mypy]
strict = true
python_version = {version}
warn_return_any = false
"""


def sources(staged):
    return sorted([staged / "install.py", *(staged / "scripts").rglob("*.py")])


def test_every_command_and_flag_is_one_of_mayas(staged, tmp_path):
    for package in ("maya-stubs", "mypy"):
        try:
            importlib.metadata.distribution(package)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"{package} is not installed")
    settings = tmp_path / "mypy.ini"
    settings.write_text(SETTINGS.format(version="3.10"), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(settings), "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [*command, "-p", "visemes_maya"], cwd=staged / "scripts", check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_python_of_maya_2023_can_read_it(staged):
    for path in sources(staged):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))


def test_it_needs_nothing_but_python_and_maya(staged):
    allowed = set(sys.stdlib_module_names) | {"maya", "visemes_maya"}
    for path in sources(staged):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            assert {name.split(".")[0] for name in names} <= allowed, path.name


def test_only_the_command_line_prints_and_nothing_asserts(staged):
    for path in sources(staged):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Assert), path.name
            assert path.name == "batch.py" or not (isinstance(node, ast.Name) and node.id == "print"), path.name
