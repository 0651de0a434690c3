"""The set-up with the real venv and pip; the package index is a folder of small wheels, the engine a small pretended one."""

from __future__ import annotations

import os
import sys
import time
import zipfile

import pytest

#: A pretended engine: what `doctor --json` finds is in a file beside it.
ENGINE = """
import json, sys
from pathlib import Path
def main():
    if sys.argv[1:] == ["--version"]:
        print("visemes 7.1.0")
    else:
        rope = __import__("importlib.util").util.find_spec("rope") is not None
        finding = {"name": "rope", "detail": "missing; needed", "ok": rope, "needed": True, "remedy": "get one"}
        print(json.dumps({"findings": [finding]}))
        sys.exit(0 if rope else 8)
"""


@pytest.fixture(scope="module")
def setup(addon):
    return addon("engine_setup")


@pytest.fixture(scope="module")
def engine(addon):
    return addon("engine")


def write_wheel(folder, name, version, files, *requires, tag="py3-none-any"):
    folder.mkdir(parents=True, exist_ok=True)
    about = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {text}\n" for text in requires)
    files = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: asr\n{needs}",
        f"{about}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{about}/entry_points.txt": f"[console_scripts]\n{name} = {name}:main\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-{tag}.whl", "w") as archive:
        for path, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(path, text)


@pytest.fixture
def wheels(tmp_path):
    """The add-on's own folder of wheels."""
    folder = tmp_path / "engine"
    files = {"visemes/__init__.py": ENGINE, "visemes/__main__.py": "from visemes import main\nmain()\n"}
    write_wheel(folder, "visemes", "7.1.0", files, "rope>=2")
    (folder / "constraints.txt").write_text("rope==2.0\n")
    return folder


@pytest.fixture
def offline(tmp_path):
    """A folder as `visemes bundle` makes one."""
    folder = tmp_path / "offline"
    for version in ("1.0", "2.0"):
        write_wheel(folder, "rope", version, {"rope/__init__.py": ""})
    return folder


@pytest.fixture
def begin(setup, tmp_path, wheels):
    """Start a set-up in tmp_path/private."""
    started = []

    def start(**settings):
        given = {"online": False, "wheels": wheels, "candidates": [sys.executable], **settings}
        work = setup.SetUp(tmp_path / "private", given.pop("candidates"), **given)
        started.append(work)
        return work

    yield start
    for work in started:
        work.cancel()


def ended(work):
    limit = time.monotonic() + 120
    seen = []
    while not work.done:
        assert time.monotonic() < limit
        seen += [work.state] if work.state not in seen[-1:] else []
        time.sleep(0.005)
    return seen


@pytest.mark.slow
def test_from_a_folder_without_a_network(begin, engine, offline, tmp_path):
    old = tmp_path / "private" / "env1"
    old.mkdir(parents=True)
    (old / "finished.json").write_text("{}")
    work = begin(offline_folder=str(offline))
    seen = ended(work)
    assert work.error is None, work.output
    assert work.state == (1.0, "Engine 7.1.0 is ready")
    assert engine.private_program(tmp_path / "private") == work.program
    assert engine.version_of((str(work.program),)) == engine.private_version(tmp_path / "private") == "7.1.0"
    assert [path.name for path in (tmp_path / "private").iterdir()] == ["env2"]
    assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)
    assert {"Making an environment", "Fetching rope"} <= {message for _, message in seen}


@pytest.mark.slow
def test_online_takes_the_versions_everything_is_tested_with(begin, offline, tmp_path, monkeypatch):
    write_wheel(offline, "rope", "3.0", {"rope/__init__.py": ""})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(offline))
    work = begin(online=True)
    ended(work)
    assert work.error is None, work.output
    installed = {path.name for path in work.program.parents[1].rglob("rope-*.dist-info")}
    assert installed == {"rope-2.0.dist-info"}


@pytest.mark.slow
def test_an_engine_that_lacks_something_is_not_kept(begin, wheels, offline, tmp_path):
    files = {"visemes/__init__.py": ENGINE, "visemes/__main__.py": "from visemes import main\nmain()\n"}
    write_wheel(wheels, "visemes", "7.1.0", files)
    work = begin(offline_folder=str(offline))
    ended(work)
    assert work.error.message == "rope: missing; needed"
    assert work.error.hint == "get one"
    assert list((tmp_path / "private").iterdir()) == []


@pytest.mark.slow
def test_a_package_that_is_nowhere_is_named(begin, tmp_path):
    empty = tmp_path / "offline"
    write_wheel(empty, "thread", "1.0", {})
    work = begin(offline_folder=str(empty))
    ended(work)
    assert work.error.message == "pip could not install the engine"
    assert "rope" in work.error.hint
    assert list((tmp_path / "private").iterdir()) == []


@pytest.mark.slow
def test_cancelled_it_ends_what_it_started_and_leaves_nothing(begin, offline, tmp_path):
    work = begin(offline_folder=str(offline))
    limit = time.monotonic() + 60
    while not list((tmp_path / "private").glob("env1/pyvenv.cfg")):
        assert time.monotonic() < limit
        time.sleep(0.005)
    started = time.monotonic()
    work.cancel()
    assert time.monotonic() - started < 5
    assert work.done
    assert work.error.code == "cancelled"
    assert list((tmp_path / "private").iterdir()) == []


def test_not_online_and_no_folder(begin, setup):
    work = begin()
    ended(work)
    assert (work.error.message, work.error.hint) == setup.MAY_NOT
    assert "visemes bundle" in work.error.hint


def test_a_folder_without_wheels(begin, tmp_path):
    work = begin(offline_folder=str(tmp_path))
    ended(work)
    assert work.error.message == f"{tmp_path} holds no wheels"


def test_an_addon_without_its_wheels(begin, tmp_path):
    work = begin(wheels=tmp_path / "nowhere", online=True)
    ended(work)
    assert "came without" in work.error.message


def test_no_python(begin):
    work = begin(online=True, candidates=["no-such-python3"])
    ended(work)
    assert work.error.message == "no Python 3.11 or newer was found"


def test_a_folder_that_cannot_be_made(begin, tmp_path):
    (tmp_path / "private").write_text("a file")
    work = begin(online=True)
    ended(work)
    assert "private" in work.error.message


def test_only_abandoned_halves_are_removed(setup, tmp_path):
    ages = {"env1": 1000, "env2": 10, "env3": 1000, "env4": 1000}
    for name, age in ages.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / setup.MAKING).touch()
        os.utime(folder / setup.MAKING, (time.time() - age, time.time() - age))
    (tmp_path / "env3" / "finished.json").touch()
    (tmp_path / "env4" / setup.MAKING).unlink()
    os.utime(tmp_path / "env4", (time.time() - 1000, time.time() - 1000))
    (tmp_path / "mine").mkdir()
    setup.remove_abandoned(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"env2", "env3", "mine"}


def test_pip_never_builds_and_never_asks(setup, wheels, offline):
    for settings in ({"online": True, "offline_folder": ""}, {"online": False, "offline_folder": str(offline)}):
        arguments = setup.pip_arguments(wheels, **settings)
        assert {"--only-binary=:all:", "--no-input"} <= set(arguments)
        assert ("--no-index" in arguments) == (not settings["online"])
        assert arguments[-1] == "visemes[asr]==7.1.0"


@pytest.mark.parametrize("name", ["NewConnectionError", "SSLError"])
def test_a_network_that_fails_is_told_as_such(setup, name):
    lines = [f"WARNING: Retrying after connection broken by '{name}'", "ERROR: No matching distribution found for rope"]
    assert "package index cannot be reached" in setup._explained(lines[1:], lines)


def test_a_host_says_in_its_own_words_why_it_may_not(begin):
    work = begin(may_not=("This studio may not go online", "ask the administrator"))
    ended(work)
    assert (work.error.message, work.error.hint) == ("This studio may not go online", "ask the administrator")
