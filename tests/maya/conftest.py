"""A Maya that is none: tests/maya/standin instead of maya.cmds and maya.api."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture
def maya(tmp_path):
    """A session with windows, empty preferences and an empty scene; `maya.cmds` and its sisters can be imported while it lasts."""
    try:
        importlib.metadata.distribution("maya-stubs")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("maya-stubs is not installed: every command's flags are checked against it")
    from standin.session import Maya

    with Maya(tmp_path / "maya home") as session:
        yield session


@pytest.fixture
def cmds(maya):
    """maya.cmds."""
    return sys.modules["maya.cmds"]


@pytest.fixture(scope="session")
def scripts(root, tmp_path_factory):
    """The folder `scripts` of the staged add-on."""
    spec = importlib.util.spec_from_file_location("build_maya", root / "tools" / "build_maya.py")
    build_maya = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(root / "tools"))  # where it finds its neighbours when it is run
    try:
        spec.loader.exec_module(build_maya)
    finally:
        sys.path.remove(str(root / "tools"))
    return build_maya.stage(tmp_path_factory.mktemp("add-on")) / "scripts"
