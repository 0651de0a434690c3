"""A generator for tests: skin in the frame's own colours, and on it an ellipse as far open as the state says."""

from __future__ import annotations

import numpy as np

from visemes.guide.mask import blanked, hidden
from visemes.guide.states import CHANNELS

LIPS = (200, 40, 60)
GAP = CHANNELS.index("gap")


class Double:
    """See `visemes.guide.base.Generator`. calls: what `paint` was given."""

    name = "double"
    side = 96
    around = 2.6
    below = 0.0
    wide = 1.0
    most = 4
    from_one = True

    def __init__(self, tint=(0, 0, 0)):
        self.calls = []
        self.tint = np.array(tint)

    @property
    def hidden(self):
        return hidden(self.side, self.around)

    def fitted(self, width):
        return self

    def lacks(self, references, states):
        return ()

    def paint(self, frames, references, states, samples, fps):
        self.calls.append((frames, references, states, samples, fps))
        made = blanked(frames, self.hidden).astype(int) + self.tint
        y, x = np.mgrid[: self.side, : self.side] + 0.5 - self.side / 2
        for picture, state in zip(made, states, strict=True):
            high = 1.5 + 14 * float(state[GAP])
            picture[(x / 16) ** 2 + (y / high) ** 2 <= 1] = LIPS
        return np.clip(made, 0, 255).astype(np.uint8)


def load(path):
    return Double()
