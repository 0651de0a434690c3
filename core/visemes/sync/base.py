"""What every lip-sync expert answers: how well does what the mouth does fit the sound, a little earlier or later?

A new expert is one new module with a class that has these members, and one line in `visemes.sync.EXPERTS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Pictures a second that experts for rendered characters look at, and the side of their square grey pictures (pixels).
RATE: Final = 25
SIDE: Final = 48

#: Shares of red, green and blue in what they see.
GREY: Final = np.array([0.299, 0.587, 0.114], np.float32)

#: Samples a second of the sound they hear.
SOUND_RATE: Final = 16000


def stretches(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First index and the one after the last of every stretch of frames that is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class Trust:
    """How sums of evidence become chances: softmax over scale * sum / frames ** power of each offset and `none`.

    Neighbouring frames show much of the same, so the evidence of many frames counts less than their sum. none: what speaks for no
    offset at all, "this sound does not belong to this mouth". Learned with the expert.
    """

    scale: float = 1.0
    power: float = 0.5
    none: float = -float("inf")


class Expert(Protocol):
    """Reads offsets between pictures and sound.

    name: for reports. offsets: the K offsets it tells apart, seconds, rising, centred on 0; positive where the sound is early: what
    a frame shows at t is heard at t - offset.
    """

    @property
    def name(self) -> str:
        """For reports."""
        ...

    @property
    def offsets(self) -> NDArray[np.float64]:
        """The offsets told apart, seconds, shape (K,)."""
        ...

    @property
    def trust(self) -> Trust:
        """How far its evidence is to be believed."""
        ...

    def evidence(self, frames: NDArray[np.uint8], samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much each frame speaks for each offset, shape (frames, K); sums over frames are what counts.

        frames: grey mouth pictures, shape (frames, SIDE, SIDE), RATE a second. samples: 16 kHz mono; the first is heard when the
        first frame comes on show.
        """
        ...
