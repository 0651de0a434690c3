"""Which part of a square around a mouth is repainted: lips, jaw and chin, softly; eyes, nose and cheeks stay as they are."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.base import AROUND, SIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pictures = NDArray[np.uint8]

#: The mask in widths of the mouth at rest, from its middle: half its width, how far it reaches up (just under the nose) and down
#: (under the chin of an open mouth).
HALF: Final = 0.98
UP: Final = 0.62
DOWN: Final = 1.2
#: How square it is: 2 would be an ellipse.
SQUARE: Final = 3.0
#: Its edge fades over this many widths, inwards.
FADE: Final = 0.16


@lru_cache(maxsize=8)
def hidden(side: int = SIDE, around: float = AROUND) -> NDArray[np.float32]:
    """How much of each pixel is repainted, (side, side), 0..1; read-only. around: the square's side over the mouth's width.

    A rounded rectangle that is 1 inside and falls smoothly to exactly 0 before the square's edges.
    """
    return rounded(side, (0.0, (DOWN - UP) / 2 / around), (HALF / around, (UP + DOWN) / 2 / around), FADE / around)


def rounded(side: int, middle: tuple[float, float], half: tuple[float, float], fade: float) -> NDArray[np.float32]:
    """A rounded rectangle of 1, (side, side), that fades to 0 inwards of its rim; read-only.

    middle: of it, right of and under the square's; half: half its width and height; fade: how far its edge reaches inwards. All in
    sides of the square.
    """
    pixels = (np.arange(side) + 0.5) / side - 0.5
    x, y = (pixels - middle[0])[None] / half[0], (pixels - middle[1])[:, None] / half[1]
    # about how far inside the rim a pixel is: the distance along the ray from the middle
    reach = (np.abs(x) ** SQUARE + np.abs(y) ** SQUARE) ** (1 / SQUARE)
    inside = np.clip((1 - reach) * min(half) / fade, 0.0, 1.0)
    mask: NDArray[np.float32] = (inside * inside * (3 - 2 * inside)).astype(np.float32)
    mask.setflags(write=False)
    return mask


def blanked(pictures: Pictures, mask: NDArray[np.float32]) -> Pictures:
    """Pictures (T, side, side, 3) with everything under the mask, however faint, in each one's mean colour of what is left.

    What a generator is shown of a frame it repaints: nothing of the mouth that is there.
    """
    under = mask > 0
    seen = pictures.copy()
    seen[:, under] = np.rint(pictures[:, ~under].mean(axis=1, dtype=np.float64))[:, None].astype(np.uint8)
    return seen
