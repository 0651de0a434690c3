"""How fast are characters of the synthetic world drawn, in frames a second of one core?

    python bench/world.py [--size PIXELS] [--characters N] [--seconds S]

Every family with a mouth that differs on every frame, 25 a second; what is held is drawn once and costs less. Processor time.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import numpy as np

from visemes.guide.states import CHANNELS, HIGHEST, LOWEST
from visemes.train.world import drawn, heads, heads_traits

if TYPE_CHECKING:
    from collections.abc import Callable

    from visemes.train.world.state import Character

RATE = 25


def babble(count: int) -> np.ndarray:
    """States (count, 7) that go from one random mouth to another every eighth of a second."""
    rng = np.random.default_rng(0)
    corners = LOWEST + (HIGHEST - LOWEST) * rng.random((count * 8 // RATE + 2, len(CHANNELS)))
    at = np.arange(count) * 8 / RATE
    return np.stack([np.interp(at, np.arange(len(corners)), channel) for channel in corners.T], axis=1).astype(np.float32)


def speed(make: Callable[[str, int], Character], family: str, characters: int, size: int, states: np.ndarray) -> float:
    """Frames a second of processor time."""
    start = time.process_time()
    for seed in range(characters):
        make(family, seed).render(states, RATE, size, seed)
    return characters * len(states) / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--characters", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=6.0)
    asked = parser.parse_args()
    states = babble(round(RATE * asked.seconds))
    groups = (("drawn", drawn.drawn_character, drawn.families()), ("heads", heads.head_character, heads_traits.families()))
    for group, make, names in groups:
        speeds = [speed(make, name, asked.characters, asked.size, states) for name in names]
        for name, value in zip(names, speeds, strict=True):
            print(f"{group}  {name:12}{value:6.0f} frames/s")
        print(f"{group}  {'all':12}{len(speeds) / sum(1 / value for value in speeds):6.0f} frames/s")


if __name__ == "__main__":
    main()
