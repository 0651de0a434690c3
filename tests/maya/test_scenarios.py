"""The stories of scenarios.py on the stand-in, with the add-on as it is shipped."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from pathlib import Path

import pytest
import scenarios

DOING = Path(__file__).resolve().parents[2] / "addons" / "maya" / "scripts" / "visemes_maya" / "doing.py"
pytestmark = pytest.mark.skipif(not DOING.is_file(), reason="the add-on is not whole yet")


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


@pytest.fixture
def _addon(maya, scripts):
    """The add-on on the path, and none of it left in memory afterwards."""
    sys.path.insert(0, str(scripts))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "visemes_maya"]:
        del sys.modules[name]
    sys.path.remove(str(scripts))


@pytest.mark.usefixtures("_addon")
@pytest.mark.parametrize("story", scenarios.ALL, ids=lambda function: function.__name__)
def test_story(tmp_path, story):
    folder = tmp_path / "Ordner é あ"
    folder.mkdir()
    story(folder.as_posix())


def test_every_story_is_listed():
    helpers = {"answer", "wish", "rig", "sound", "a_line", "write", "moves", "rests", "saved_rig", "near", "raises", "replace"}
    functions = {name for name, value in vars(scenarios).items() if inspect.isfunction(value)}
    assert functions - helpers == {function.__name__ for function in scenarios.ALL}
