"""Write the golden files anew: `python tools/regenerate_golden.py`, then read the diff before committing it.

Every folder in tests/golden holds a line as `json.json`, made by hand, and the same line in every other format.
"""

from __future__ import annotations

from pathlib import Path

from visemes.export import EXPORTERS, export
from visemes.imports import read_line

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"


#: The form a person can read, where the usual one is none.
READABLE = {"xsheet": ".csv"}


def main() -> None:
    for source in sorted(GOLDEN.glob("*/json.json")):
        line = read_line(source)
        for name, exporter in EXPORTERS.items():
            ending = READABLE.get(name, exporter.extensions[0])
            (source.parent / f"{name}{ending}").write_bytes(export(line, name, ending=ending))
        print(f"{source.parent.name}: {len(EXPORTERS)} files")


if __name__ == "__main__":
    main()
