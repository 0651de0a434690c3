"""Pairs: a character is filmed twice, all the same but the mouth, and cut out as the painter of mouths sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.base import AROUND, SIDE
from visemes.sync.base import RATE
from visemes.sync.crop import SPREAD, crop, squares
from visemes.train.guide_pairs import Pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.state import Character

#: Width of the mouth in pixels that is drawn for, in shares of what a picture cut out shows of it; sides of drawn pictures.
SHARP: Final = (0.6, 1.1)
SMALLEST, LARGEST = 96, 208
#: How far a finder's squares are off: their size (spread of its logarithm) and their middle, in sides.
SIZES, MIDDLES = 0.07, 0.02
#: What makes more than the mouth move with it: a head that stretches with the jaw, a picture held while the mouth holds.
FOLLOWING: Final = ("squash", "held")


def film_twice(
    name: str, about: dict[str, str], character: Character, had: NDArray[np.float32], want: NDArray[np.float32], every: int, seed: int
) -> Pair:
    """A pair without sound: every `every`-th of states (S, 7) that come RATE a second, both as many.

    The squares come from the first film's true mouth, with a finder's errors. What would change elsewhere in the picture with the mouth
    (FOLLOWING) is switched off; chins and cheeks move, as they must.
    """
    rng = np.random.default_rng(seed)
    stand_still(character)
    places = np.arange(0, len(had), every)
    side = _side(character, had, seed, rng)
    fps = RATE / every
    first, second = (character.render(states[places], fps, side, seed) for states in (had, want))
    cuts = squares(side * first.boxes, fps)
    cuts[:, 2] *= AROUND / SPREAD * float(np.exp(rng.normal(0, SIZES)))
    cuts[:, :2] += cuts[:, 2:] * rng.normal(0, MIDDLES, 2)
    frames, wanted = (cut(footage.frames, cuts) for footage in (first, second))
    nothing = np.zeros(0, np.int16), np.zeros(len(want), np.bool_)
    return Pair(name, about, frames, wanted, had.astype(np.float16), want.astype(np.float16), places.astype(np.int32), *nothing)


def stand_still(character: Character) -> None:
    """Switch off what moves the whole picture with the mouth."""
    traits = getattr(character, "traits", None)
    if traits is not None:
        traits.numbers.update({name: 0.0 for name in FOLLOWING if name in traits.numbers})


def cut(frames: NDArray[np.uint8], places: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Squares (T, 3) of pictures (T, height, width, 3) as the painter sees them."""
    return np.stack(
        [np.stack([crop(frame[..., c], place, SIDE) for c in range(3)], -1) for frame, place in zip(frames, places, strict=True)]
    )


def _side(character: Character, states: NDArray[np.float32], seed: int, rng: np.random.Generator) -> int:
    """Pixels to draw, so that a mouth is about as sharp as in the pictures cut out."""
    wide = float(np.median(character.render(states[:2], RATE, 32, seed).boxes[:, 2]))
    return int(np.clip(SIDE / AROUND * rng.uniform(*SHARP) / wide, SMALLEST, LARGEST)) // 2 * 2
