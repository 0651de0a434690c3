"""Pairs: a shot of a character filmed twice, saying one thing and another; what the painter of mouths learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from visemes.train.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Pair(Record):
    """The same character, head and camera, with two mouths.

    frames: uint8 (T, side, side, 3), what the film shows. wanted: the same with the other mouth. had, want: float16 (S, 7), the
    states of the two mouths, RATE a second. places: int (T,), the state that each frame shows: frames may be fewer than states.
    samples: the sound of the wanted mouth, 16 kHz, int16, from its first state on. closed: bool (S,), which of `want` are in a
    p, b or m.
    """

    frames: NDArray[np.uint8]
    wanted: NDArray[np.uint8]
    had: NDArray[np.float16]
    want: NDArray[np.float16]
    places: NDArray[np.int32]
    samples: NDArray[np.int16]
    closed: NDArray[np.bool_]

    KIND: ClassVar[str] = "pair"
    MADE_BY: ClassVar[str] = "visemes train pairs"
