"""Who says a line, how it is animated and how it is seen: lines of speech become shots."""

from __future__ import annotations

import zlib
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from visemes.train.families import families
from visemes.train.world.footage import film, unfilmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from visemes.train.shots import Shot
    from visemes.train.world.drive import Kind
    from visemes.train.world.speech import Split, Spoken
    from visemes.train.world.state import Character

#: Frame rates, frames a pose is held for, and how often they are drawn.
RATES: Final = (
    (24, 1, 0.16),
    (24, 2, 0.26),
    (24, 3, 0.06),
    (12, 1, 0.1),
    (15, 1, 0.06),
    (25, 1, 0.1),
    (25, 2, 0.06),
    (30, 1, 0.1),
    (30, 2, 0.06),
    (60, 1, 0.04),
)
#: How mouths are animated, and how often: drawn ones mostly as sheets, heads mostly as curves.
DRAWN: Final[tuple[tuple[Kind, float], ...]] = (("hand", 0.38), ("cells", 0.3), ("flap", 0.12), ("curves", 0.2))
HEADS: Final[tuple[tuple[Kind, float], ...]] = (("curves", 0.75), ("hand", 0.13), ("cells", 0.08), ("flap", 0.04))
#: What the names of takes without pictures end with.
UNFILMED: Final = ".unfilmed.npz"
#: Share of shots that are of heads.
HEADS_SHARE: Final = 0.4


class Take(NamedTuple):
    """How a line is shot. group: "drawn" or "heads". fps, step: of the animation. seed: of everything else."""

    group: str
    family: str
    kind: Kind
    fps: int
    step: int
    seed: int


def take_of(name: str, split: Split, number: int, heads: float = HEADS_SHARE) -> Take:
    """How a line is shot the `number`-th time; the same for everyone who asks. heads: share of takes that are of heads."""
    seed = zlib.crc32(f"{name}/{split}/{number}".encode())
    rng = np.random.default_rng(seed)
    group = "heads" if rng.random() < heads else "drawn"
    table = families().table(group)
    names = table["held_out"] if split == "test" else table.get(split, table["train"])
    kinds, odds = zip(*(HEADS if group == "heads" else DRAWN), strict=True)
    rates = np.array([row[2] for row in RATES])
    fps, step, _ = RATES[int(rng.choice(len(RATES), p=rates / rates.sum()))]
    return Take(group, names[int(rng.integers(len(names)))], kinds[int(rng.choice(len(kinds), p=odds))], fps, step, seed)


def character_of(take: Take) -> Character:
    """Who is seen."""
    if take.group == "heads":
        from visemes.train.world.heads import head_character

        return head_character(take.family, take.seed)
    from visemes.train.world.drawn import drawn_character

    return drawn_character(take.family, take.seed)


def shoot(spoken: Spoken, split: Split, number: int = 0, *, filmed: bool = True, heads: float = HEADS_SHARE) -> Shot:
    """One take of a line. filmed: with pictures; without them a take costs next to nothing. heads: as `take_of` has it."""
    from visemes.train.world.drive import drive

    take = take_of(spoken.name, split, number, heads)
    driven = drive(spoken, take.fps, take.step, take.kind, take.seed)
    about = {
        "split": split,
        "group": take.group,
        "family": take.family,
        "kind": take.kind,
        "rate": f"{take.fps}/{take.step}",
        "voice": f"{spoken.engine}/{spoken.voice}",
        "language": spoken.language,
    }
    name = f"{spoken.name}.{number}"
    if not filmed:
        return unfilmed(name, about, driven, spoken.samples)
    return film(name, about, character_of(take), driven, spoken.samples, take.seed)


def shoot_all(
    work: Iterable[tuple[Spoken, Split, int]], folder: Path, processes: int = 1, *, filmed: bool = True, heads: float = HEADS_SHARE
) -> Iterator[Path]:
    """Shoot lines into a folder, one file a take (line, split, number of the take); those already there are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    ending = ".npz" if filmed else UNFILMED
    with ProcessPoolExecutor(processes) as pool:
        running: deque[Future[Path]] = deque()
        for spoken, split, number in work:
            path = folder / f"{spoken.name}.{number}{ending}"
            if not path.exists():
                running.append(pool.submit(_shot, spoken, split, number, path, filmed=filmed, heads=heads))
            while len(running) > 4 * processes:  # so that sounds are not all read at once
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _shot(spoken: Spoken, split: Split, number: int, path: Path, *, filmed: bool, heads: float) -> Path:
    shoot(spoken, split, number, filmed=filmed, heads=heads).save(path)
    return path
