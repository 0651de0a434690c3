"""What speech and characters of the synthetic world agree on: the state of a mouth, and the footage that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The columns of a mouth's state, in order.
#:
#: jaw: how far the chin is down, 0..1. gap: between the inner lips, 0 closed .. 1 a loud "ah" (up to 1.3), on the scale of
#: `Viseme.opening`. width: -1 rounded .. 1 spread, as `Viseme.width`. pucker: lips pushed forward, 0..1. contact: lower lip at the
#: upper teeth (f v), 0..1. press: lips pressed together (p b m), 0..1. tongue: its tip up and seen behind the teeth (l, th), 0..1.
CHANNELS: Final = ("jaw", "gap", "width", "pucker", "contact", "press", "tongue")
#: Lowest and highest value of each channel.
LOWEST: Final = np.array([0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0], dtype=np.float32)
HIGHEST: Final = np.array([1.0, 1.3, 1.0, 1.0, 1.0, 1.0, 1.0], dtype=np.float32)


def in_range(states: NDArray[np.floating]) -> NDArray[np.float32]:
    """States (frames, 7) with every channel inside its range."""
    clipped: NDArray[np.float32] = np.clip(states, LOWEST, HIGHEST).astype(np.float32)
    return clipped


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What a camera saw of a character.

    frames: uint8 (T, size, size, 3), RGB. boxes: float32 (T, 4), x, y, width and height of the true mouth as shares of the
    picture's side.
    """

    frames: NDArray[np.uint8]
    boxes: NDArray[np.float32]


class Character(Protocol):
    """Somebody who can be drawn with any state of the mouth; what it looks like comes from its family and its seed."""

    def render(self, states: NDArray[np.float32], fps: float, size: int, seed: int) -> Footage:
        """Footage of states (T, 7) at `fps` frames a second, `size` pixels square.

        seed: of what moves by itself: blinks, glances, the head, the camera. The same arguments give the same bytes.
        """
        ...
