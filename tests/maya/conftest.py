"""A Maya that is none: tests/maya/standin instead of maya.cmds and maya.api."""

from __future__ import annotations

import importlib.metadata
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
