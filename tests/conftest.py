"""What many tests need: example lines, real recordings where there are some, and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent

# Tests run side by side: a library that takes every core for one of them slows all of them down. Read when torch or numpy load.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


# How long an example takes says how busy the machine is; bench/ measures speed.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def harbour() -> Path:
    """A short spoken line; its words are in the .txt beside it."""
    return ROOT / "examples" / "harbour.wav"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real recordings, kept outside the repository; tests that need them are skipped where there are none."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no recordings beside the repository")
    return folder


@dataclass(frozen=True)
class Ran:
    """How a command line ended."""

    status: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """The error lines, without their hints."""
        return [line for line in self.err.splitlines() if line.startswith("visemes: ")]

    @property
    def hints(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("  hint: ")]


@pytest.fixture
def visemes(capfd, monkeypatch, tmp_path):
    """Run a command line in this process, in an empty folder of its own."""
    from visemes.cli import run

    monkeypatch.chdir(tmp_path)

    def call(*arguments) -> Ran:
        capfd.readouterr()
        status = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return call


@pytest.fixture
def visemes_process(tmp_path):
    """Run a command line in a process of its own."""

    def call(*arguments, **options) -> Ran:
        command = [sys.executable, "-m", "visemes", *map(str, arguments)]
        settings = {"cwd": tmp_path, "capture_output": True, "encoding": "utf-8", "timeout": 120, "stdin": subprocess.DEVNULL}
        done = subprocess.run(command, check=False, **(settings | options))
        return Ran(done.returncode, done.stdout, done.stderr)

    return call
