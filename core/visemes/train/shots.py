"""Shots: a mouth that speaks, cut out, and its sound; what the expert is trained and measured on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from visemes.train.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Side of a shot's pictures (pixels) and how much of the world they show, in widths of the mouth at rest: enough for crops that are
#: half as large again as they should be, and off the mouth's middle.
SIDE: Final = 72
AROUND: Final = 2.6


@dataclass(frozen=True, slots=True, eq=False)
class Shot(Record):
    """One line of a character, as the expert is trained on it.

    frames: uint8 (T, SIDE, SIDE), grey, RATE a second; none where nobody was filmed. spectra: `log_mel` of its sound from the first
    frame on, float16. samples: the sound itself, 16 kHz, int16; none where nobody was filmed. states: what the mouth does (see
    `guide.states`), float16 (T, 7).
    """

    frames: NDArray[np.uint8]
    spectra: NDArray[np.float16]
    samples: NDArray[np.int16]
    states: NDArray[np.float16]

    KIND: ClassVar[str] = "shot"
    MADE_BY: ClassVar[str] = "visemes train shots"
