"""What the acoustic model gets wrong the same way every time: a shift for each pair of phone classes.

A hidden Markov model puts the end of a nasal late and the end of a stop's silence early, whoever speaks. The table
in data/biases.json was learned by tools/learn_biases.py from synthetic speech whose phone times are exact.
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.classes import CLASS_OF
from visemes.align.order import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TABLE: Final = Path(__file__).parent / "data" / "biases.json"


@lru_cache(maxsize=1)
def biases() -> tuple[dict[tuple[str, str], float], float]:
    """Seconds the aligner is late by for each (left class, right class), and the median for every other pair."""
    stored = json.loads(TABLE.read_text(encoding="utf-8"))
    return {(left, right): seconds for left, right, seconds in stored["pairs"]}, float(stored["median"])


def lateness(phones: Sequence[str]) -> NDArray[np.float64]:
    """Seconds the aligner is usually late by at each boundary between neighbouring phones (ARPABET or SIL)."""
    by_pair, median = biases()
    return np.array([by_pair.get((CLASS_OF[left], CLASS_OF[right]), median) for left, right in pairwise(phones)])


def debias(
    phones: Sequence[str], boundaries: NDArray[np.float64], duration: float, known: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """The aligner's boundaries (seconds) less its usual lateness, in order and inside a sound of `duration` seconds.

    phones: ARPABET without stress or SIL, one more than boundaries. known: the boundaries the table speaks of; all of them unless
    given. Those beside phones of other languages are better left alone.
    """
    late = lateness(phones)
    return in_order(boundaries - (late if known is None else np.where(known, late, 0.0)), duration)
