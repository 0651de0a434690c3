"""Learn how early or late the built-in aligner is between classes of phones, from speech with exact phone times.

    python tools/synthetic_speech.py FOLDER && python tools/learn_biases.py FOLDER core/visemes/align/data/biases.json

Writes the median error of every pair of classes, shrunk towards the median of all by the weight of SHRINK boundaries.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from synthetic_corpus import NATIVE, SpokenLine, read_lines
from visemes.align.classes import CLASS_OF

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A pair seen this often counts half.
SHRINK: Final = 10


def errors_by_pair(lines: Iterable[SpokenLine]) -> dict[tuple[str, str], list[float]]:
    """The aligner's errors (seconds, late is positive) between each two classes."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in lines:
        for (left, right), late in zip(pairwise(line.phones), line.aligned - line.boundaries, strict=True):
            if not np.isnan(late):
                found[CLASS_OF[left], CLASS_OF[right]].append(float(late))
    return found


def shrunk(errors: dict[tuple[str, str], list[float]]) -> dict[str, object]:
    """The table as it is stored."""
    median = float(np.median(np.concatenate(list(errors.values()))))
    pairs = [
        (*pair, round((len(late) * float(np.median(late)) + SHRINK * median) / (len(late) + SHRINK), 4))
        for pair, late in sorted(errors.items())
    ]
    return {"unit": "seconds late", "median": round(median, 4), "pairs": pairs}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("table", type=Path)
    options = parser.parse_args()
    table = shrunk(errors_by_pair(line for line in read_lines(options.folder) if line.voice.startswith(NATIVE)))
    rows = ",\n  ".join(json.dumps(row) for row in table.pop("pairs"))
    head = json.dumps({"schema_version": 1, **table})[:-1]
    options.table.write_text(f'{head}, "pairs": [\n  {rows}\n]}}\n', encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
