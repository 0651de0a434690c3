"""Speech becomes mouth states at a film's frame rate, in the ways that mouths are animated.

curves: this project's own motion, in a random style, on any rig. cells: its exposure sheet over a set of drawings. hand: drawings
as a person keys them: some sounds skipped or merged, frames a little off, the mouth a little ahead. flap: cheap television, a few
sizes of mouth that follow loudness or syllables. The same seed gives the same states.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from visemes.errors import UnknownNameError
from visemes.frames import FrameGrid, parse_fps
from visemes.guide.states import in_range

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from visemes.train.world.speech import Spoken

Kind = Literal["curves", "cells", "hand", "flap"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

#: Share of drawn mouths that a rig blends from one drawing to the next, over this many frames.
BLENDED: Final = 0.25
BLEND: Final = (2, 3)


@dataclass(frozen=True, slots=True, eq=False)
class Drive:
    """What a mouth does on every frame of a line.

    fps: frames a second; frame i is shown from i / fps on. states: float32 (T, 7), see `guide.states.CHANNELS`. cells: the drawing
    on each frame, None where there are no drawings.
    """

    fps: float
    states: NDArray[np.float32]
    cells: tuple[str, ...] | None = None


def drive(spoken: Spoken, fps: float, step: int, kind: str, seed: int) -> Drive:
    """The states of a line.

    fps: 6 to 240. step: frames a state is held (on twos: 2). kind: one of KINDS. seed: of the style, the drawings and the
    animator's hand. Raises UnknownNameError for another kind, UsageError for a rate or step no film has.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of motion", kind, KINDS)
    grid = FrameGrid(parse_fps(fps), start_frame=0, step=step)
    rng = random.Random(f"{kind} {seed}")  # noqa: S311 (seeded on purpose)
    frames = grid.last_frame(spoken.timeline.duration) + 1
    if kind == "curves":
        from visemes.train.world.curves import curved

        return Drive(float(grid.fps), in_range(held(curved(spoken, grid, rng), step, frames)))
    cells, poses = _drawn(kind)(spoken, grid, rng)
    labels = tuple(cells[frame // step] for frame in range(frames))
    states = np.array([poses[label] for label in labels], dtype=np.float32)
    if rng.random() < BLENDED:
        return Drive(float(grid.fps), in_range(blended(states, rng.randint(*BLEND))))
    return Drive(float(grid.fps), in_range(states), labels)


def _drawn(kind: str) -> Callable[[Spoken, FrameGrid, random.Random], tuple[Sequence[str], dict[str, NDArray[np.float32]]]]:
    """What gives the drawing of every exposure, and the state each drawing shows."""
    from visemes.train.world.cells import by_hand, sheeted
    from visemes.train.world.flap import flapped

    return {"cells": sheeted, "hand": by_hand, "flap": flapped}[kind]


def held(states: NDArray[np.floating], step: int, frames: int) -> NDArray[np.floating]:
    """States of exposures as states of frames."""
    return np.repeat(states, step, axis=0)[:frames]


def blended(states: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """States that change over some frames instead of at once, centred on the change (even numbers: half a frame late)."""
    before, after = frames // 2, (frames - 1) // 2
    padded = np.pad(states, ((before, after), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, frames, axis=0)
    mean: NDArray[np.float32] = windows.mean(axis=-1, dtype=np.float32)
    return mean
