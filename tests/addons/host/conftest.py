"""What the add-ons share (addons/host), imported as an add-on carries it: in one package with the engine's client."""

from __future__ import annotations

import importlib
import shutil
import sys
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def addon(root, tmp_path_factory):
    """addon("engine") is the shared module `engine`, in a package of nothing else."""
    folder = tmp_path_factory.mktemp("shared") / "staged_host"
    shutil.copytree(root / "addons" / "host", folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "core" / "visemes" / "client.py", folder)
    package = ModuleType("staged_host")
    package.__path__ = [str(folder)]
    sys.modules[package.__name__] = package
    yield lambda name: importlib.import_module(f"{package.__name__}.{name}")
    for name in [name for name in sys.modules if name.split(".")[0] == package.__name__]:
        del sys.modules[name]
