"""Pairs: a character is filmed twice, all the same but the mouth, and cut out as the painter of mouths sees it."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.guide.base import AROUND, SIDE
from visemes.phones import is_closure
from visemes.sync.base import RATE
from visemes.sync.crop import SPREAD, crop, squares
from visemes.train.guide_pairs import Pair
from visemes.train.world.drive import drive
from visemes.train.world.footage import shown
from visemes.train.world.shoot import character_of, take_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.train.world.drive import Kind
    from visemes.train.world.speech import Split, Spoken
    from visemes.train.world.state import Character

#: Width of the mouth in pixels that is drawn for, in shares of what a picture cut out shows of it; sides of drawn pictures.
SHARP: Final = (0.6, 1.1)
SMALLEST, LARGEST = 96, 208
#: How far a finder's squares are off: their size (spread of its logarithm) and their middle, in sides.
SIZES, MIDDLES = 0.07, 0.02
#: What makes more than the mouth move with it: a head that stretches with the jaw, a picture held while the mouth holds.
FOLLOWING: Final = ("squash", "held")
#: Which states are filmed, one of so many, and the most states there are: few pictures of many characters to learn from, every
#: picture of those that are measured.
EVERY: Final[dict[Split, int]] = {"train": 4, "valid": 4, "test": 1}
LONGEST: Final[dict[Split, int]] = {"train": 88, "valid": 88, "test": 200}
#: Lips that are nearer than this meet.
MET: Final = 0.03
#: Of so many pairs for training one wants a mouth at rest.
AT_REST: Final = 12


def shoot_all_twice(lines: Sequence[tuple[Spoken, Split]], count: int, folder: Path) -> Iterator[Path]:
    """So many pairs of the lines of every split, in turn, into a folder; those already there are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for split in EVERY:
        said = [line for line, its in lines if its == split]
        for number in range(count if len(said) > 1 else 0):
            path = folder / f"{split}{number:05d}.npz"
            if not path.exists():
                # the other line's place moves on with every round, so that the same two do not meet again
                other = (number + 1 + number // len(said)) % len(said)
                shoot_twice(said[number % len(said)], said[other], split, number).save(path)
                yield path


def shoot_twice(shown_line: Spoken, wanted_line: Spoken, split: Split, number: int) -> Pair:
    """Somebody says one line, and should say another: what a take of the first line casts, filmed with both."""
    take = take_of(shown_line.name, split, number)
    # what is measured is moved as films are: by this project's own motion
    kind: Kind = "curves" if split == "test" else take.kind
    had = _states(shown_line, take.fps, take.step, take.kind, take.seed)
    want = _states(wanted_line, take.fps, take.step, kind, take.seed + 1)
    count = min(len(want), LONGEST[split])
    had, want = np.array(list(islice(cycle(had), count)), np.float32), want[:count]
    closed = closing(wanted_line, want)
    if split == "train" and number % AT_REST == 0:
        want, closed = np.zeros_like(want), np.zeros_like(closed)
    about = {"split": split, "group": take.group, "family": take.family, "kind": kind, "line": wanted_line.name}
    pair = film_twice(f"{split}{number:05d}", about, character_of(take), had, want, EVERY[split], take.seed)
    heard = np.rint(np.clip(wanted_line.samples[: count * 16000 // RATE], -1, 1) * 32767).astype(np.int16)
    return replace(pair, samples=heard, closed=closed)


def closing(line: Spoken, states: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which states are within a p, b or m of the line, for those of them in which the states' lips meet at all."""
    closed = np.zeros(len(states), np.bool_)
    for phone in line.timeline.phones:
        span = slice(int(np.ceil(phone.start * RATE)), int(phone.end * RATE) + 1)
        if is_closure(phone.label) and (states[span, 1] < MET).any():
            closed[span] = True
    return closed


def _states(line: Spoken, fps: int, step: int, kind: Kind, seed: int) -> NDArray[np.float32]:
    driven = drive(line, fps, step, kind, seed)
    return shown(driven.states, driven.fps, len(line.samples) / 16000)


def film_twice(
    name: str,
    about: dict[str, str],
    character: Character,
    had: NDArray[np.float32],
    want: NDArray[np.float32],
    every: int,
    seed: int,
) -> Pair:
    """A pair without sound: every `every`-th of states (S, 7) that come RATE a second, both as many.

    The squares come from the first film's true mouth, with a finder's errors. What would change elsewhere in the picture with the
    mouth (FOLLOWING) is switched off; chins and cheeks move, as they must.
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
