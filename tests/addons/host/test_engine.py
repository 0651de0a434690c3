from __future__ import annotations

import json
import os
import sys

import pytest


@pytest.fixture(scope="module")
def engine(addon):
    return addon("engine")


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No engine anywhere: an empty PATH and no variable."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("VISEMES", raising=False)


def program(folder, text="#!/bin/sh\necho visemes 0.1.0\n"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("visemes.exe" if os.name == "nt" else "visemes")
    path.write_text(text)
    path.chmod(0o755)
    return path


def environment(private, number, *, finished=True, version="0.1.0"):
    made = program(private / f"env{number}" / ("Scripts" if os.name == "nt" else "bin"))
    if finished:
        (private / f"env{number}" / "finished.json").write_text(json.dumps({"version": version, "python": "python3"}))
    return made


def test_none_anywhere(engine, bare, tmp_path):
    with pytest.raises(engine.EngineError, match="not installed"):
        engine.locate("", tmp_path / "private")


def test_the_preference_wins_over_the_private_one_and_that_over_path(engine, bare, tmp_path, monkeypatch):
    named, private, on_path = program(tmp_path / "named"), environment(tmp_path / "private", 1), program(tmp_path / "path")
    monkeypatch.setenv("PATH", str(on_path.parent))
    assert engine.locate(str(named), tmp_path / "private") == engine.Engine((str(named),), "preferences")
    assert engine.locate("  ", tmp_path / "private") == engine.Engine((str(private),), "private")
    assert engine.locate("", tmp_path / "nowhere") == engine.Engine((str(on_path),), "path")


def test_a_preference_that_is_wrong_is_no_reason_to_use_another(engine, tmp_path):
    environment(tmp_path / "private", 1)
    with pytest.raises(engine.EngineError, match="there is no such program"):
        engine.locate(str(tmp_path / "gone"), tmp_path / "private")


def test_people_name_the_program_its_folder_or_its_environment(engine, tmp_path):
    made = environment(tmp_path, 1)
    for named in (made, made.parent, made.parents[1]):
        assert engine.locate(str(named), tmp_path / "none").command == (str(made),)


def test_the_newest_finished_environment_counts_also_after_ten(engine, tmp_path):
    for number in (2, 9, 10):
        environment(tmp_path, number, version=f"0.{number}.0")
    environment(tmp_path, 11, finished=False)
    (tmp_path / "envoy").mkdir()
    assert engine.private_program(tmp_path).parents[1].name == "env10"
    assert engine.private_version(tmp_path) == "0.10.0"
    assert [path.name for path in engine.environments(tmp_path)] == ["env2", "env9", "env10", "env11"]


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"python": 1}'])
def test_a_damaged_note_has_no_version(engine, tmp_path, content):
    environment(tmp_path, 1)
    (tmp_path / "env1" / "finished.json").write_text(content)
    assert engine.private_version(tmp_path) == ""


def test_no_private_folder_yet(engine, tmp_path):
    assert engine.private_version(tmp_path / "none") == ""
    assert engine.environments(tmp_path / "none") == []


def test_windows_keeps_programs_elsewhere(engine, tmp_path):
    assert engine.program_in(tmp_path, windows=True) == tmp_path / "Scripts" / "visemes.exe"
    assert engine.program_in(tmp_path, "python", windows=True) == tmp_path / "Scripts" / "python.exe"
    assert engine.program_in(tmp_path, windows=False) == tmp_path / "bin" / "visemes"


def test_the_engines_own_version(engine):
    from visemes import __version__

    assert engine.version_of((sys.executable, "-m", "visemes")) == __version__


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("raise SystemExit('no module named numpy')", "no module named numpy"),
        ("print('Python 3.11')", "Python 3.11"),
        ("print('visemes 1.0'); raise SystemExit(3)", "visemes 1.0"),
    ],
)
def test_what_is_no_engine_says_what_it_said(engine, code, hint):
    with pytest.raises(engine.EngineError, match="no working engine") as raised:
        engine.version_of((sys.executable, "-c", code))
    assert raised.value.hint == hint


def test_a_program_that_is_gone(engine, tmp_path):
    with pytest.raises(engine.EngineError):
        engine.version_of((str(tmp_path / "gone"),))


def test_the_version_that_came_along(engine, tmp_path):
    assert engine.bundled_version(tmp_path) == ""
    for name in ("docopt-0.6.2-py2.py3-none-any.whl", "visemes-0.9.0-py3-none-any.whl", "visemes-0.10.0-py3-none-any.whl"):
        (tmp_path / name).touch()
    assert engine.bundled_version(tmp_path) == "0.10.0"


@pytest.mark.parametrize(
    ("version", "wanted", "said"),
    [
        ("0.3.0", "0.3.0", ""),
        ("0.3", "0.3.0", ""),
        ("0.3.7", "0.3.0", ""),
        ("0.2.9", "0.3.0", "older"),
        ("0.3.0", "0.3.1", "older"),
        ("0.4.0", "0.3.9", "newer"),
        ("1.9.0", "1.2.0", ""),
        ("1.10.0", "1.9.0", ""),
        ("2.0.0", "1.9.0", "newer"),
        ("1.0.0", "0.9.0", "newer"),
        ("0.9.0", "1.0.0", "older"),
        ("odd", "1.0.0", ""),
        ("1.0.0", "", ""),
    ],
)
def test_which_versions_fit(engine, version, wanted, said):
    reason = engine.mismatch(version, wanted)
    assert bool(reason) == bool(said)
    assert said in reason
