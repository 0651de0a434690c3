"""Modules of the Blender add-on that need no bpy, imported from the extension as it is shipped."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

import pytest


def load_tool(root, name: str) -> ModuleType:
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, root / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(root / "tools"))  # where it finds its neighbours when it is run
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(root / "tools"))
    return module


@pytest.fixture(scope="session")
def build_blender(root) -> ModuleType:
    """tools/build_blender.py."""
    return load_tool(root, "build_blender")


@pytest.fixture(scope="session")
def addon(build_blender, tmp_path_factory):
    """addon("engine") is the module `engine` of a staged extension, whose package, which needs bpy, is never run."""
    staged = build_blender.stage(tmp_path_factory.mktemp("extension"))
    package = ModuleType("staged_visemes_blender")
    package.__path__ = [str(staged)]
    sys.modules[package.__name__] = package
    yield lambda name: importlib.import_module(f"{package.__name__}.{name}")
    for name in [name for name in sys.modules if name.split(".")[0] == package.__name__]:
        del sys.modules[name]
