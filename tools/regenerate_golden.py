"""Write the golden files anew: `python tools/regenerate_golden.py`, then read the diff before committing it.

Every folder in tests/golden holds a line as `json.json`, made by hand, and the same line in every other format.
"""

from __future__ import annotations

from pathlib import Path

from visemes.export import EXPORTERS, export
from visemes.imports import read_line

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"


#: Formats that hold one map's shapes only.
NEEDS = {"livelink": "arkit52"}
#: The form a person can read, where the usual one is none.
READABLE = {"xsheet": ".csv"}


def main() -> None:
    for source in sorted(GOLDEN.glob("*/json.json")):
        line = read_line(source)
        for name, exporter in EXPORTERS.items():
            if NEEDS.get(name, line.viseme_map) != line.viseme_map:
                continue
            ending = READABLE.get(name, exporter.endings[0])
            (source.parent / f"{name}{ending}").write_bytes(export(line, name, ending=ending))
        print(f"{source.parent.name}: {len(EXPORTERS)} files")


if __name__ == "__main__":
    main()
