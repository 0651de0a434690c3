"""The golden lines in every format. `python tools/regenerate_golden.py` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from visemes.export import EXPORTERS, export
from visemes.imports import read_line

GOLDEN = Path(__file__).parent.parent / "golden"
LINES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


#: The form a person can read, where the usual one is none.
READABLE = {"xsheet": ".csv"}


def ending_of(name):
    return READABLE.get(name, EXPORTERS[name].extensions[0])


@pytest.mark.parametrize("name", EXPORTERS)
@pytest.mark.parametrize("line", LINES)
def test_same_line_same_bytes(line, name):
    folder = GOLDEN / line
    expected = (folder / f"{name}{ending_of(name)}").read_bytes()
    assert export(read_line(folder / "json.json"), name, ending=ending_of(name)) == expected
