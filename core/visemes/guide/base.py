"""What every generator answers: these pictures of a character with the mouth in another state.

A new generator is one new module with a class that has these members, and one line in `visemes.guide.generators`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Our own generator's pictures: pixels of a side, and the side over the mouth's width at rest.
SIDE: Final = 96
AROUND: Final = 2.6

#: Samples a second of the sound that generators hear.
SOUND_RATE: Final = 16000
#: Seconds of sound before the first frame that they are given.
BEFORE: Final = 0.2


class References(NamedTuple):
    """Other pictures of a character to go by.

    pictures: uint8 (R, side, side, 3), R from 1 up; the first has the most closed mouth. states: float32 (R, 7), what their mouths
    do as far as it can be read; None where nobody can tell.
    """

    pictures: NDArray[np.uint8]
    states: NDArray[np.float32] | None


class Seer(Protocol):
    """Tells what mouths do from pictures alone; `visemes.sync.expert.RenderedExpert` does."""

    def states(self, frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        """States (T, 7) of grey pictures (T, 48, 48), 25 a second."""
        ...


class Generator(Protocol):
    """Repaints mouths.

    name: for reports. side: pixels of its square pictures. around: how high what they show is, in widths of the mouth at rest.
    below: how far the mouth's middle is under theirs, in shares of that height (ours: 0). wide: width of what they show over its
    height (ours: 1; others squeeze a rectangle into a square). most: how many references it can use. from_one: whether a single
    picture of a character is enough, as of a still. hidden: float32 (side, side), 0..1, how much of what it paints is
    seen in each pixel; 0 at the edges.
    """

    @property
    def name(self) -> str:
        """For reports."""
        ...

    @property
    def side(self) -> int:
        """Pixels of a picture's side."""
        ...

    @property
    def around(self) -> float:
        """How high what its pictures show is, in widths of the mouth at rest."""
        ...

    @property
    def below(self) -> float:
        """How far the mouth's middle is under theirs, in shares of that height."""
        ...

    @property
    def wide(self) -> float:
        """Width of what they show over its height."""
        ...

    @property
    def most(self) -> int:
        """How many references it can use."""
        ...

    @property
    def from_one(self) -> bool:
        """Whether one picture of a character is enough."""
        ...

    @property
    def hidden(self) -> NDArray[np.float32]:
        """How much of what it paints is seen, (side, side), 0..1."""
        ...

    def fitted(self, width: float) -> Generator:
        """The same for mouths that are so many pixels wide at rest: itself, or one with finer pictures."""
        ...

    def lacks(self, references: References, states: NDArray[np.float32]) -> tuple[str, ...]:
        """What a person should know of what it cannot show of some wanted states (T, 7), a sentence each."""
        ...

    def paint(
        self,
        frames: NDArray[np.uint8],
        references: References,
        states: NDArray[np.float32],
        samples: NDArray[np.float32] | None,
        fps: float,
    ) -> NDArray[np.uint8]:
        """The frames with another mouth, (T, side, side, 3) red, green, blue.

        frames: uint8 (T, side, side, 3), a stretch of one shot. references: at most `most`. states: float32 (T, 7), see
        `visemes.guide.states`. samples: the sound at SOUND_RATE, from BEFORE seconds before the first frame's time until after the
        last one's, None without sound. fps: frames a second. The same arguments give the same bytes.
        """
        ...
