"""Keep boundaries in order after each has been moved on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: No phone becomes shorter than this (seconds), so that none vanishes.
SHORTEST: Final = 0.010


def in_order(times: NDArray[np.float64], duration: float) -> NDArray[np.float64]:
    """The nearest times (least squares) that rise by SHORTEST or more and keep that far from 0 and from duration.

    Pool-adjacent-violators on the times less their rank: where neighbours cross, both give way alike. A sound too
    short for that gets evenly smaller gaps.
    """
    gap = min(SHORTEST, duration / (len(times) + 1))
    ranks = gap * np.arange(1, len(times) + 1)
    pools: list[tuple[float, int]] = []
    for value in times - ranks:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    means = np.repeat([value for value, _ in pools], [count for _, count in pools])
    kept: NDArray[np.float64] = np.clip(means, 0.0, max(0.0, duration - gap * (len(times) + 1))) + ranks
    return kept
