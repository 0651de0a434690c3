"""The mute test: how much of the speech can be read from the picture alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE
from visemes.sync.offsets import SAME, read
from visemes.sync.report import MuteTest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from visemes.sync.base import Expert
    from visemes.sync.watch import Watched

#: Seconds of its windows.
MUTE: Final = 2.0


def mute_test(watched: Watched, expert: Expert, counts: NDArray[np.bool_], line: Callable[[float], float]) -> MuteTest:
    """The mute test over windows that do not overlap. counts: frames to look at. line: the offset at every time."""
    length, offsets = round(MUTE * RATE), expert.offsets
    placed: list[bool] = []
    bits: list[float] = []
    for first in range(0, len(counts) - length + 1, length):
        if counts[first : first + length].mean() < 0.5:
            continue
        evidence = watched.evidence[first : first + length].astype(np.float32)
        found = read(evidence, offsets, expert.trust)
        wanted = line((first + length / 2) / RATE)
        placed.append(abs(found.offset - wanted) <= SAME + 1e-9)
        bits.append(_bits(evidence, expert, wanted))
    wide = float(offsets[-1] - offsets[0])
    places = round(wide / SAME) + 1
    return MuteTest(
        len(placed), float(np.mean(placed)) if placed else 0.0, min(1.0, 3 / places), float(np.mean(bits)) if bits else 0.0,
        float(np.log2(places)),
    )  # fmt: skip


def _bits(evidence: NDArray[np.float32], expert: Expert, wanted: float) -> float:
    """What a window tells about where it belongs: log2 of how much likelier it makes the right frame than guessing does."""
    total = evidence.sum(axis=0, dtype=np.float64) * expert.trust.scale / len(evidence) ** expert.trust.power
    chance = np.exp(total - total.max())
    chance /= chance.sum()
    near = np.abs(expert.offsets - wanted) <= SAME / 2 + 1e-9
    places = round(float(expert.offsets[-1] - expert.offsets[0]) / SAME) + 1
    return float(np.log2(max(1e-3, float(chance[near].sum())) * places))
