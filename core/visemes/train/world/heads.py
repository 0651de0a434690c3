"""Lit three-dimensional characters: heads of many kinds whose mouths follow states, for the sync expert to learn from.

Families and what they are like: `heads.toml`. `heads_traits` draws a character's traits, `heads_body` builds and moves it,
`heads_light` lights it, `heads_raster` draws it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.states import in_range
from visemes.train.world.heads_acting import act
from visemes.train.world.heads_body import Body
from visemes.train.world.heads_camera import behind, project
from visemes.train.world.heads_light import lamps
from visemes.train.world.heads_paint import Painter
from visemes.train.world.heads_traits import sample, stream
from visemes.train.world.state import Footage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_acting import Acting

    Floats = NDArray[np.floating]

#: Frames drawn at once: enough to make numpy's calls cheap, few enough to stay in the processor's memory.
_TOGETHER: Final = 6
#: Above this a character's held mouths hold the whole picture, as on twos; so many frames at most.
_HOLDS, _LONGEST = 0.65, 3


class Head:
    """One character."""

    def __init__(self, family: str, seed: int) -> None:
        self.family, self.seed = family, seed
        self.traits = sample(family, seed)
        self.body = Body(self.traits, stream(family, seed, 1))

    def render(self, states: NDArray[np.float32], fps: float, size: int, seed: int, turned: float | None = None) -> Footage:
        """Footage of states (T, 7), see `Character`. turned: degrees the head is turned by, None for what it does by itself."""
        states = in_range(states)
        random = stream(self.family, self.seed, 2, seed)
        acting = act(self.traits, len(states), fps, random, turned)
        painter = Painter(self.body, lamps(random), size)
        scene = behind(random, size, len(states), fps)
        shown = _shown(states, holds=self.traits["held"] > _HOLDS)
        frames = np.empty((len(states), size, size, 3), dtype=np.uint8)
        boxes = np.empty((len(states), 4), dtype=np.float32)
        kept = np.unique(shown)
        for start in range(0, len(kept), _TOGETHER):
            some = kept[start : start + _TOGETHER]
            frames[some], boxes[some] = self._draw(states[some], acting.at(some), painter, scene[some], size)
        return Footage(frames[shown], boxes[shown])

    def _draw(self, states: Floats, acting: Acting, painter: Painter, scene: Floats, size: int) -> tuple[NDArray[np.uint8], Floats]:
        points = self.body.points(states, acting)
        placed, screen = project(points, acting, self.body.where["neck"].start, size)
        border = self.body.border(screen)[..., :2] / size
        low, high = np.clip(border.min(axis=1), 0, 1), np.clip(border.max(axis=1), 0, 1)
        return painter.paint(states, placed, screen, acting.distance, scene), np.concatenate([low, high - low], axis=1)


def head_character(family: str, seed: int) -> Head:
    """The character with this seed of a family of heads.

    Raises:
        UnknownNameError: there is no such family.
    """
    return Head(family, seed)


def _shown(states: Floats, *, holds: bool) -> NDArray[np.intp]:
    """Which frame's picture every frame shows: with `holds`, the first of up to three frames whose mouths are the same."""
    shown = np.arange(len(states))
    if holds:
        for frame in range(1, len(states)):
            first = shown[frame - 1]
            if frame - first < _LONGEST and (states[frame] == states[first]).all():
                shown[frame] = first
    return shown
