"""The stories of scenarios.py on the stand-in, with the add-on as it is shipped."""

from __future__ import annotations

import inspect
import sys

import pytest
import scenarios


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
