"""Pictures of the same character to go by: one with its mouth as closed as it gets, and some that are open in other ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.base import References
from visemes.guide.square import Square, cut
from visemes.guide.states import CHANNELS
from visemes.sync.base import GREY, RATE
from visemes.sync.base import SIDE as LOOK
from visemes.sync.crop import SPREAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.guide.base import Generator, Seer
    from visemes.guide.mouths import Run
    from visemes.guide.planes import Planes

    Pictures = NDArray[np.uint8]
    Floats = NDArray[np.float32]

#: Seconds of a run that are looked at, from its start, and pictures of them that may be chosen.
LOOKED: Final = 40.0
MOST: Final = 120
#: Lips this far apart (gap) show what is behind them.
PARTED: Final = 0.25


@dataclass(slots=True)
class Chooser:
    """Looks at the pictures of one run as they go by, and chooses. Holds at most MOST of them and a small grey copy of others."""

    run: Run
    generator: Generator
    stretch: tuple[float, float]
    _looks: list[Pictures] = field(default_factory=list)
    _kept: list[tuple[int, Pictures]] = field(default_factory=list)

    def look(self, planes: Planes, time: float) -> None:
        """See a picture; those between two at RATE, and late ones, are passed by."""
        elapsed = time - float(self.run.times[0])
        if elapsed > LOOKED or elapsed * RATE < len(self._looks) - 0.5:
            return
        around = self.run.square(time, self.generator, self.stretch)
        while len(self._looks) <= elapsed * RATE + 0.5:
            self._looks.append(self._grey(planes, time))
        if len(self._kept) < MOST and elapsed >= len(self._kept) * self._apart:
            self._kept.append((len(self._looks) - 1, cut(planes, around, self.generator.side)))

    @property
    def _apart(self) -> float:
        """Seconds from one picture that may be chosen to the next."""
        length = min(LOOKED, len(self.run.times) / RATE)
        return max(1 / RATE, length / MOST)

    def _grey(self, planes: Planes, time: float) -> Pictures:
        """What those who read mouths see."""
        x, y = self.run.place(time)
        side = SPREAD * self.run.width
        across, down = self.stretch
        colours = cut(planes, Square(x * across, y * down, side * across, side * down), LOOK)
        grey: Pictures = np.rint(colours @ GREY).astype(np.uint8)
        return grey

    def chosen(self, seer: Seer | None) -> References:
        """The references, the most closed mouth first. seer: None where nobody can tell: the first and last."""
        numbers = [number for number, _ in self._kept]
        if seer is None:
            states, best = None, list(dict.fromkeys([0, len(numbers) - 1]))[: self.generator.most]
        else:
            states = seer.states(np.stack(self._looks))[numbers]
            best = chosen_of(states, self.generator.most)
        pictures = np.stack([self._kept[i][1] for i in best])
        return References(pictures, None if states is None else states[best])


def chosen_of(states: Floats, most: int) -> list[int]:
    """Which of some mouths to go by, by their states (n, 7): those that tell most, then, as far as more are wanted, all others."""
    order = telling(states)
    if most > len(order):
        order += range(len(states))
    return list(dict.fromkeys(order))[:most]


def telling(states: Floats) -> list[int]:
    """The states (n, 7) that tell most of how a mouth looks: most closed first, then most open, widest and roundest."""
    values = dict(zip(CHANNELS, np.asarray(states, np.float64).T, strict=True))
    closed = values["gap"] + 0.3 * values["jaw"] + 0.2 * np.abs(values["width"]) + 0.2 * values["pucker"]
    shown = values["gap"] > PARTED
    wide = np.where(shown, values["width"], -np.inf) if shown.any() else values["width"]
    return [
        int(closed.argmin()),
        int((values["gap"] + 0.5 * values["jaw"]).argmax()),
        int(wide.argmax()),
        int(values["width"].argmin()),
    ]
