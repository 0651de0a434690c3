"""Dropping install.py into Maya's window, and what is there after a restart."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys

import pytest


@pytest.fixture
def extracted(staged, tmp_path):
    """The add-on where somebody unpacked it; the path has a blank."""
    return shutil.copytree(staged, tmp_path / "my tools" / staged.name)


@pytest.fixture
def dropped(session, cmds, extracted):
    """Drop the installer."""
    session._load_shelves()
    if not session.windows.shelves.children:
        cmds.shelfLayout("Custom", parent=session.windows.shelves.path)

    def drop(folder=extracted):
        spec = importlib.util.spec_from_file_location("install", folder / "install.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        session.answers["confirmDialog"] = ["OK"]
        module.onMayaDroppedPythonFile(None)
        return module

    yield drop
    for name in [name for name in sys.modules if name.split(".")[0] == "visemes_maya"]:
        del sys.modules[name]


def buttons(session):
    return [widget for widget in session.windows.all() if widget.kind == "shelfButton" and widget.get("label") == "Visemes"]


def test_the_button_is_there_and_opens_the_window(session, dropped):
    dropped()
    assert "shelf Custom" in session.dialogs[-1][1]["message"]
    (button,) = buttons(session)
    from standin import windows

    windows.press(session, button)
    assert session.windows.labelled("Generate")


def test_a_second_drop_adds_no_second_button(session, dropped):
    dropped()
    dropped()
    assert len(buttons(session)) == 1


def test_button_and_module_survive_a_restart(session, dropped, extracted):
    dropped()
    for name in [name for name in sys.modules if name.split(".")[0] == "visemes_maya"]:
        del sys.modules[name]
    session.restart()
    assert not {name for name in sys.modules if name.split(".")[0] == "visemes_maya"}
    (button,) = buttons(session)
    from standin import windows

    windows.press(session, button)
    assert sys.modules["visemes_maya"].__file__.startswith(str(extracted))
    dropped()
    assert len(buttons(session)) == 1


def test_a_module_that_moved_is_dropped_again(session, dropped, extracted, tmp_path):
    dropped()
    moved = shutil.move(extracted, tmp_path / "elsewhere")
    dropped(tmp_path / "elsewhere")
    text = (session.home / "modules" / "visemes.mod").read_text(encoding="utf-8")
    assert text == f"+ visemes 0.1.0 {tmp_path.as_posix()}/elsewhere\n"
    assert moved
    assert len(buttons(session)) == 1


def test_without_windows_only_the_module_is_written(session, dropped, extracted):
    session.batch = True
    spec = importlib.util.spec_from_file_location("install", extracted / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.install() == ""
    assert [path.name for path in (session.home / "modules").iterdir()] == ["visemes.mod"]


def test_a_folder_that_cannot_be_written_is_said(session, dropped):
    session.home.mkdir(exist_ok=True)
    (session.home / "modules").write_text("a file", encoding="utf-8")
    session.answers["confirmDialog"] = ["OK"]
    dropped()
    assert "modules" in session.dialogs[-1][1]["message"]
    assert not buttons(session)


def test_the_module_description_has_the_addons_version_and_names_its_own_folder(staged, addon, root):
    text = (staged / "visemes.mod").read_text(encoding="utf-8")
    match = re.fullmatch(r"\+ visemes (\S+) \.\n", text)
    source = (staged / "scripts" / "visemes_maya" / "__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{match[1]}"' in source
    assert f'__version__ = "{match[1]}"' in (root / "core" / "visemes" / "__init__.py").read_text(encoding="utf-8")
