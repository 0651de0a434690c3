"""A film of one character as something a painter can be fitted to: its own pictures, and what its mouth does in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import read_sound
from visemes.errors import FilmError
from visemes.guide.base import SOUND_RATE
from visemes.guide.finding import find
from visemes.guide.square import cut
from visemes.guide.takes import open_take
from visemes.sync.base import RATE
from visemes.sync.watch import Where
from visemes.train.guide_measure import grey
from visemes.train.guide_pairs import Pair

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.guide.base import Generator
    from visemes.guide.mouths import Mouths
    from visemes.guide.takes import Take
    from visemes.sync.base import Expert
    from visemes.sync.expert import RenderedExpert

    Pictures = NDArray[np.uint8]

#: Pictures that are learned from at most, a minute's; and the fewest that make sense.
MOST: Final = 60 * RATE
FEWEST: Final = 2 * RATE


def film_of(path: Path, generator: Generator, finder: Expert, seer: RenderedExpert, where: Where | None = None) -> Pair:
    """The longest stretch of a film in which one mouth is seen, RATE pictures a second, and the states that `seer` reads in it.

    Raises FilmError where there is no mouth or too little of it, AudioError where no sound tells which of what moves is a mouth.
    """
    take, samples = open_take(path), read_sound(path, SOUND_RATE).samples
    mouths = find(path, None, samples, finder, where or Where()).mouths
    if not mouths.runs:
        raise FilmError(path, "no mouth that moves with the voice was found in it", "say where it is with --roi x,y,width,height")
    frames = np.stack(squares_of(take, mouths, generator))
    if len(frames) < FEWEST:
        raise FilmError(path, f"shows a mouth for {len(frames) / RATE:.1f} s", f"{FEWEST / RATE:.0f} s are needed to learn from")
    states = seer.states(grey(frames)).astype(np.float16)
    nothing = np.zeros(0, np.int16), np.zeros(len(frames), np.bool_)
    about = {"split": "train", "family": path.stem}
    return Pair(path.stem, about, frames, frames, states, states, np.arange(len(frames), dtype=np.int32), *nothing)


def squares_of(take: Take, mouths: Mouths, generator: Generator) -> list[Pictures]:
    """The squares around the mouth in the film's longest run, each picture as long as it is on show."""
    number = int(np.bincount(mouths.of[mouths.of >= 0]).argmax())
    frames: list[Pictures] = []
    run, first = mouths.runs[number], 0.0
    for shot in take.shots():
        if mouths.at(shot.number) != number or len(frames) >= MOST:
            continue
        first = shot.time if not frames else first
        picture = cut(shot.planes, run.square(shot.time, generator, take.stretch(shot.planes)), generator.side)
        wanted = min(int((shot.time - first) * RATE + 1e-6) + 1, MOST)
        frames += [picture] * (wanted - len(frames))
    return frames
