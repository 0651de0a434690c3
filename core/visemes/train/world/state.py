"""What characters of the synthetic world are: they show states of a mouth (`visemes.guide.states`) as footage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
