"""A real Blender with the real extension: `make test-blender` runs these in each of its environments. Elsewhere none is collected.

Blender gets an empty folder for its settings before it is imported, and the zip named by VISEMES_ADDON_ZIP, else the newest built,
is installed as a user would. Each test starts from an empty file.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

HAS_BLENDER = importlib.util.find_spec("bpy") is not None
collect_ignore_glob = ["in_blender.py"] if HAS_BLENDER else ["*.py"]

if HAS_BLENDER:
    SETTINGS = tempfile.mkdtemp(prefix="visemes-blender-")
    os.environ["BLENDER_USER_RESOURCES"] = SETTINGS
    sys.path.insert(0, str(Path(__file__).parent))
    import bpy
    from in_blender import MODULE, ROOT, install, part


def pytest_sessionfinish(session, exitstatus):
    session.config.visemes_exit_status = int(exitstatus)


def pytest_unconfigure(config):
    """Leave at once: a timer or class still registered makes some Blenders crash or hang at Python's own end."""
    if HAS_BLENDER:
        shutil.rmtree(SETTINGS, ignore_errors=True)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(getattr(config, "visemes_exit_status", 1))


@pytest.fixture(scope="session")
def addon_zip() -> Path:
    """The extension as users get it."""
    named = os.environ.get("VISEMES_ADDON_ZIP")
    built = sorted((ROOT / "dist").glob("visemes_blender-*.zip"), key=lambda path: path.stat().st_mtime)
    if not named and not built:
        pytest.fail("the extension is not built: make blender")
    return Path(named) if named else built[-1]


@pytest.fixture(scope="session", autouse=True)
def _installed(addon_zip):
    install(addon_zip)
    assert MODULE in bpy.context.preferences.addons


@pytest.fixture(autouse=True)
def _empty_file(_installed):
    """An empty scene at 24 frames a second."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.scene.render.fps, bpy.context.scene.render.fps_base = 24, 1.0


@pytest.fixture(scope="session", autouse=True)
def _engine_ends(_installed):
    yield
    part("session").KEEPER.close()


@pytest.fixture
def scene():
    return bpy.context.scene


@pytest.fixture
def preferences():
    return bpy.context.preferences.addons[MODULE].preferences
