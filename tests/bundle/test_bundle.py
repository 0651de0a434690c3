"""The whole of it, by the real pip, from an index that is a folder of wheels."""

from __future__ import annotations

import re

import pytest

from visemes import bundle as bundling
from visemes.bundle import Target, bundle, installed_versions
from visemes.bundle.pip import run_pip
from visemes.errors import OutputError, VisemesError


@pytest.fixture
def shop(index, make_wheel, monkeypatch):
    """An index with what a pretended engine needs; `ears` exists for Python 3.11 alone."""
    monkeypatch.setattr(bundling, "SOURCE_ONLY", ("tar",))
    monkeypatch.setattr(bundling, "installed_versions", lambda: ["knot==1.0"])
    needs = ("knot", "ears; extra == 'asr' and python_version == '3.11'", "glass; sys_platform == 'win32'")
    monkeypatch.setattr(bundling, "engine_wheel", lambda folder: make_wheel("visemes", "9.9", *needs, folder=folder))
    make_wheel("knot", "1.0", "tar", "hook; sys_platform == 'win32'")
    make_wheel("knot", "2.0", "tar")
    make_wheel("tar", "1.0")
    make_wheel("hook", "1.0")
    make_wheel("glass", "1.0", tag="cp311-cp311-win_amd64")
    make_wheel("glass", "1.0", tag="cp313-cp313-win_amd64")
    make_wheel("ears", "1.0", tag="cp311-cp311-win_amd64")
    return index


def names(folder) -> list[str]:
    return sorted(path.name.removesuffix(".whl").removesuffix("-py3-none-any") for path in folder.iterdir())


def test_another_system_gets_what_it_needs(shop, tmp_path):
    said = []
    wheels = bundle(tmp_path / "out", [Target("windows", "3.11")], said.append)
    expected = [
        "ears-1.0-cp311-cp311-win_amd64",
        "glass-1.0-cp311-cp311-win_amd64",
        "hook-1.0",
        "knot-1.0",
        "tar-1.0",
        "visemes-9.9",
    ]
    assert names(tmp_path / "out") == expected
    assert sorted(path.name for path in wheels) == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert "windows, Python 3.11" in said
    assert "knot" in said


def test_several_targets_share_a_folder(shop, tmp_path):
    bundle(tmp_path / "out", [Target("windows", "3.11"), Target("windows", "3.13")])
    assert {"glass-1.0-cp311-cp311-win_amd64", "glass-1.0-cp313-cp313-win_amd64"} <= set(names(tmp_path / "out"))


def test_newest_leaves_the_versions_of_here(shop, tmp_path):
    bundle(tmp_path / "out", [Target("linux", "3.13")], newest=True)
    assert names(tmp_path / "out") == ["knot-2.0", "tar-1.0", "visemes-9.9"]


def test_optional_parts_are_fetched_when_they_are_wanted(shop, make_wheel, tmp_path, monkeypatch):
    needs = ("knot", "torch; extra == 'neural'", "torchlight; extra == 'plot'")
    monkeypatch.setattr(bundling, "engine_wheel", lambda folder: make_wheel("visemes", "9.9", *needs, folder=folder))
    make_wheel("torch", "2.0")
    make_wheel("torchlight", "1.0")
    monkeypatch.setattr(bundling, "known_extras", lambda: ["neural", "plot"])
    asked = []
    monkeypatch.setattr(bundling, "run_pip", lambda arguments, *told: (asked.append(arguments), run_pip(arguments, *told)))
    bundle(tmp_path / "without", [Target("linux", "3.13")])
    bundle(tmp_path / "plot", [Target("linux", "3.13")], extras=["plot"])
    assert not any("pytorch.org" in argument for arguments in asked for argument in arguments)
    bundle(tmp_path / "neural", [Target("linux", "3.13")], extras=["neural"])
    assert names(tmp_path / "without") == ["knot-1.0", "tar-1.0", "visemes-9.9"]
    assert names(tmp_path / "plot") == ["knot-1.0", "tar-1.0", "torchlight-1.0", "visemes-9.9"]
    assert names(tmp_path / "neural") == ["knot-1.0", "tar-1.0", "torch-2.0", "visemes-9.9"]
    assert "--extra-index-url=https://download.pytorch.org/whl/cpu" in next(a for a in asked if "torch" in a)


def test_a_wheel_nobody_made_leaves_the_folder_as_it_was(shop, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(VisemesError, match="glass") as raised:
        bundle(tmp_path / "out", [Target("windows", "3.11"), Target("windows", "3.12")])
    assert "--newest" in raised.value.hint
    assert names(tmp_path / "out") == ["mine.txt"]


def test_a_folder_that_is_a_file(shop, tmp_path):
    (tmp_path / "out").write_text("no folder")
    with pytest.raises(OutputError, match="is a file"):
        bundle(tmp_path / "out")


def test_versions_here_are_pins():
    versions = installed_versions()
    assert not any("+" in line for line in versions)
    assert any(re.fullmatch(r"numpy==\d[\w.]+", line) for line in versions)
    assert not any(line.startswith("visemes=") for line in versions)


def test_the_command(shop, tmp_path, visemes):
    ran = visemes("bundle", "-o", tmp_path / "out", "--platform", "windows", "--python", "3.13")
    assert ran.status == 0
    assert ran.out.startswith("5 wheels, ")
    assert f"--find-links {tmp_path / 'out'} visemes" in ran.out
    assert "glass" in ran.err


def test_the_command_understands_a_typo(visemes, tmp_path):
    ran = visemes("bundle", "-o", tmp_path / "out", "--platform", "windwos")
    assert ran.status == 2
    assert ran.hints == ["  hint: did you mean 'windows'?"]
    assert not (tmp_path / "out").exists()


def test_an_optional_part_there_is_not(visemes, tmp_path, monkeypatch):
    monkeypatch.setattr(bundling, "known_extras", lambda: ["asr", "neural"])
    ran = visemes("bundle", "-o", tmp_path / "out", "--extra", "neutral")
    assert ran.status == 2
    assert ran.hints == ["  hint: did you mean 'neural'?"]
    assert not (tmp_path / "out").exists()
