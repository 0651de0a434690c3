"""Tests of guides import `double`, a generator for tests, from beside themselves, and `films` and `shoots` from the check's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "sync")]


@pytest.fixture
def doubled(monkeypatch, tmp_path):
    """The test double in place of our own generator; its weights are an empty file, whose path this is."""
    from visemes.guide import generators

    monkeypatch.setitem(generators.SOURCES, "rendered", generators.Source("double", "load", ""))
    path = tmp_path / "double.weights"
    path.write_bytes(b"")
    return path
