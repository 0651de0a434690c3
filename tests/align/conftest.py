"""A stand-in for the Montreal Forced Aligner that takes nothing the real one does not take."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from pathlib import Path

import pytest

#: What each version of MFA takes, read from its source by tools/mfa_options.py.
MFA_OPTIONS = json.loads((Path(__file__).parent / "mfa_options.json").read_text(encoding="utf-8"))


class FakeMfa:
    """A folder with an `mfa` in it; `calls` is what it was called with."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "taken.json").write_text(json.dumps(MFA_OPTIONS[version]))
        shutil.copy(Path(__file__).parent / "fake_mfa.py", folder / "fake.py")
        program = folder / "mfa"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder / "fake.py"}" "$@"\n')
        program.chmod(0o755)

    @property
    def calls(self) -> list[list[str]]:
        path = self.folder / "calls.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture(scope="session")
def tiny():
    """The module of tiny networks."""
    spec = importlib.util.spec_from_file_location("tiny_wav2vec2", Path(__file__).parent / "tiny_wav2vec2.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def mfa(tmp_path, monkeypatch):
    """The newest MFA on the PATH, without any models of its own."""
    return install(tmp_path, monkeypatch, "3.4.3")


@pytest.fixture(params=sorted(MFA_OPTIONS))
def any_mfa(request, tmp_path, monkeypatch):
    """Each version in turn."""
    return install(tmp_path, monkeypatch, request.param)


def install(tmp_path, monkeypatch, version) -> FakeMfa:
    fake = FakeMfa(tmp_path / "mfa bin", version)
    monkeypatch.setenv("PATH", f"{fake.folder}:/usr/bin:/bin")
    monkeypatch.setenv("MFA_ROOT_DIR", str(tmp_path / "mfa root"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return fake
