"""Colours of what is painted brought to those of the picture around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Pictures = NDArray[np.uint8]

#: The rim on which both are compared: where the mask is above 0 and at most this.
RIM: Final = 0.6
#: Differences on the rim that are this far (grey levels) from the usual one are something else: a chin that moved.
STRANGE: Final = 20.0
#: Share of the rim that has to be usual, and the largest correction, grey levels.
ENOUGH: Final = 0.3
LARGEST: Final = 40.0
#: Seconds over which the correction follows.
FOLLOWS: Final = 0.2


class Matcher:
    """Brings the pictures of one shot to the colours around them, without flicker.

    On the rim of the mask a plane is fitted to the difference of what is painted and what is there, for each colour, and added
    everywhere. mask: (side, side).
    """

    def __init__(self, mask: Floats) -> None:
        side = len(mask)
        y, x = np.mgrid[:side, :side] / (side - 1) * 2 - 1
        self._planes = np.stack([np.ones_like(x), x, y], axis=-1)
        self._rim = (mask > 0) & (mask <= RIM)
        self._correction: NDArray[np.float64] | None = None

    def matched(self, painted: Pictures, before: Pictures, seconds: float) -> Floats:
        """A painted picture (side, side, 3) with the correction. before: what is there. seconds: since the last one."""
        found = self._found(painted, before)
        if self._correction is None:
            self._correction = np.zeros((3, 3)) if found is None else found
        elif found is not None:
            share = 1 - float(np.exp(-max(seconds, 0.0) / FOLLOWS))
            self._correction = self._correction + share * (found - self._correction)
        made: Floats = np.clip(painted + np.clip(self._planes @ self._correction, -LARGEST, LARGEST), 0, 255).astype(np.float32)
        return made

    def _found(self, painted: Pictures, before: Pictures) -> NDArray[np.float64] | None:
        """The plane (3) of each colour (3), columns of a matrix; None where most of the rim is something else."""
        difference = before[self._rim].astype(np.float64) - painted[self._rim]
        usual = np.abs(difference - np.median(difference, axis=0)).max(axis=1) <= STRANGE
        if usual.mean() < ENOUGH:
            return None
        found: NDArray[np.float64] = np.linalg.lstsq(self._planes[self._rim][usual], difference[usual], rcond=None)[0]
        return found
