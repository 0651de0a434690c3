"""Write the golden files anew: `python tools/regenerate_golden.py`, then read the diff before committing it.

Every folder in tests/golden holds a line as `json.json`, made by hand, and the same line in every other format.
"""

from __future__ import annotations

from pathlib import Path

from visemes.export import EXPORTERS, export
from visemes.imports import read_line

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"


def main() -> None:
    for source in sorted(GOLDEN.glob("*/json.json")):
        line = read_line(source)
        for name, exporter in EXPORTERS.items():
            (source.parent / f"{name}{exporter.extensions[0]}").write_bytes(export(line, name))
        print(f"{source.parent.name}: {len(EXPORTERS)} files")


if __name__ == "__main__":
    main()
