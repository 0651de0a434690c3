"""The Maya add-on as it is shipped: what needs no Maya, imported from the staged package."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def build_maya(root) -> ModuleType:
    """tools/build_maya.py."""
    spec = importlib.util.spec_from_file_location("build_maya", root / "tools" / "build_maya.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(root / "tools"))  # where it finds its neighbours when it is run
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(root / "tools"))
    return module


@pytest.fixture(scope="session")
def staged(build_maya, tmp_path_factory):
    """The add-on laid out as in its zip, without the engine's wheels."""
    return build_maya.stage(tmp_path_factory.mktemp("maya"))


@pytest.fixture(scope="session")
def addon(staged):
    """addon("plan") is the module `plan` of the staged add-on."""
    package = ModuleType("staged_visemes_maya")
    package.__path__ = [str(staged / "scripts" / "visemes_maya")]
    sys.modules[package.__name__] = package
    yield lambda name: importlib.import_module(f"{package.__name__}.{name}")
    for name in [name for name in sys.modules if name.split(".")[0] == package.__name__]:
        del sys.modules[name]
