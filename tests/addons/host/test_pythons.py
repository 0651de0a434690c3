from __future__ import annotations

import json
import shutil
import sys

import pytest


@pytest.fixture(scope="module")
def pythons(addon):
    return addon("pythons")


def test_the_hosts_own_python_is_tried_first(pythons):
    assert pythons.python_candidates("/blender/4.5/python/bin/python3.11", "/blender/4.5/python", windows=False)[0].endswith(
        "python3.11"
    )


def test_blender_itself_is_never_started(pythons):
    for executable in (
        "/usr/bin/blender",
        "/Applications/Blender.app/Contents/MacOS/Blender",
        "C:\\Blender\\blender.exe",
        "",
        "pythonw.exe",
    ):
        assert executable not in pythons.python_candidates(executable, "/usr", windows="\\" in executable)


def test_windows_pythons_end_in_exe(pythons):
    found = pythons.python_candidates("C:\\Blender 4.5\\4.5\\python\\bin\\python.exe", "C:\\Blender 4.5\\4.5\\python", windows=True)
    assert found[0] == "C:\\Blender 4.5\\4.5\\python\\bin\\python.exe"
    assert not any(name.startswith("/usr") for name in found)
    assert "python" in found


def test_a_prefix_holds_pythons_where_the_executable_is_none(pythons):
    found = pythons.python_candidates("/snap/blender", "/blender/4.5/python", windows=False)
    assert "/blender/4.5/python/bin/python3.11" in found
    assert len(found) == len(set(found))


@pytest.fixture
def known(pythons, monkeypatch):
    """find_python among pretended Pythons: {name: (version, whether it can make environments)}."""

    def find(table):
        monkeypatch.setattr(shutil, "which", lambda name: name if name in table else None)
        return pythons.find_python(table, lambda command: json.dumps(table[command[0]]))

    return find


def test_the_first_that_can_is_taken(known):
    assert known({"old": [[3, 9], True], "bare": [[3, 12], False], "good": [[3, 11], True], "newer": [[3, 13], True]}) == "good"


def test_none_at_all(known, pythons):
    with pytest.raises(pythons.EngineError, match=r"no Python 3\.11 or newer"):
        known({"old": [[3, 10], True], "ancient": [[2, 7], True]})


def test_one_without_its_venv_module_is_told(known, pythons):
    with pytest.raises(pythons.EngineError, match="cannot make environments") as raised:
        known({"bare": [[3, 13], False]})
    assert "python3-venv" in raised.value.hint


@pytest.mark.parametrize("said", ["", "not json", "[]", "3", '[["a"], 1]'])
def test_a_name_that_is_no_python_is_passed_over(pythons, monkeypatch, said):
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert pythons.find_python(["shim", "good"], lambda command: "[[3, 12], true]" if command[0] == "good" else said) == "good"


def test_this_very_python(pythons):
    assert pythons.find_python([sys.executable]) == sys.executable
