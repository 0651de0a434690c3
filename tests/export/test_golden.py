"""The golden lines in every format. `python tools/regenerate_golden.py` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from visemes.export import EXPORTERS, export
from visemes.imports import read_line

GOLDEN = Path(__file__).parent.parent / "golden"
LINES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


#: Formats that hold one map's shapes only.
NEEDS = {"livelink": "arkit52"}
#: The form a person can read, where the usual one is none.
READABLE = {"xsheet": ".csv"}


def ending_of(name):
    return READABLE.get(name, EXPORTERS[name].endings[0])


@pytest.mark.parametrize("name", EXPORTERS)
@pytest.mark.parametrize("line", LINES)
def test_same_line_same_bytes(line, name):
    folder = GOLDEN / line
    made = read_line(folder / "json.json")
    if NEEDS.get(name, made.viseme_map) != made.viseme_map:
        pytest.skip("another map's shapes")
    expected = (folder / f"{name}{ending_of(name)}").read_bytes()
    assert export(made, name, ending=ending_of(name)) == expected
