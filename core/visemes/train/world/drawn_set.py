"""Drawings instead of curves: a character with only a few mouths shows, on every frame, the one nearest to the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]

#: Mouths animators draw, those no set does without first: closed, wide open, half open, rounded, pressed, spread, small round,
#: lip at the teeth, tongue up, a little open. Channels as in CHANNELS.
_SET: Final = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.8, 1.0, 0.1, 0.0, 0.0, 0.0, 0.0],
        [0.35, 0.45, 0.2, 0.0, 0.0, 0.0, 0.0],
        [0.45, 0.6, -0.7, 0.5, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        [0.15, 0.25, 0.9, 0.0, 0.0, 0.0, 0.0],
        [0.2, 0.2, -0.9, 1.0, 0.0, 0.0, 0.0],
        [0.1, 0.1, 0.1, 0.0, 1.0, 0.0, 0.0],
        [0.3, 0.4, 0.3, 0.0, 0.0, 0.0, 1.0],
        [0.1, 0.14, 0.1, 0.0, 0.0, 0.0, 0.0],
    ],
    dtype=np.float32,
)
#: How much a difference of each channel counts; the gap counts by its root, so that closed and nearly closed are far apart.
_COUNTS: Final = np.array([0.2, 2.2, 0.7, 0.5, 1.0, 0.6, 0.6], dtype=np.float32)


def drawings_of(traits: Traits, states: Plane) -> tuple[Plane, NDArray[np.int64]]:
    """The states that are shown, (T, 7), and which drawing of its set each is (0 for characters without a set)."""
    count = int(traits["drawings"])
    if count < 2:
        return states, np.zeros(len(states), dtype=np.int64)
    kept = _SET[: min(count, len(_SET))]
    marks = np.argmin(((_felt(states)[:, None] - _felt(kept)[None]) ** 2).sum(axis=2), axis=1)
    return kept[marks], marks.astype(np.int64)


def _felt(states: Plane) -> Plane:
    felt = states.copy()
    felt[:, 1] = np.sqrt(felt[:, 1])
    return felt * _COUNTS
