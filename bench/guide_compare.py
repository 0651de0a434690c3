"""Which planted faults does `visemes guide --compare` find, and what does it complain of where there is none?

    python bench/guide_compare.py [--lines N] [--families all]

Synthetic characters say lines of a synthetic voice, 25 pictures a second, cut out at their true boxes (so the finder has no part in
it). Without --families all only those that the expert never learned from are drawn: held-out ones and those that decided when
training stopped. Faults are made to the mouth's states before they are drawn:

    closure missing     a closure between two open sounds becomes a straight line
    closure added       an open stretch is closed for three frames
    too small           a syllable opens to 45 per cent
    late                a syllable's peak comes three frames later
    open in silence     the mouth hangs open by 0.3 for a third of a second
    smaller             a film of its own: everything opens a fifth less

Films are compared with the same character's, with the same character filmed anew (head, camera and eyes move otherwise), and with
other characters'. False alarms are those of films without faults.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

import numpy as np

from visemes.guide.compare import Comparison, compare
from visemes.guide.seeing import change_of, closed_of
from visemes.guide.tracks import Track
from visemes.sync.base import RATE
from visemes.sync.crop import crop, squares
from visemes.sync.expert import load_expert
from visemes.train.families import families
from visemes.train.world.drawn import drawn_character
from visemes.train.world.drive import drive
from visemes.train.world.footage import MOUTH_PIXELS
from visemes.train.world.heads import head_character
from visemes.train.world.lines import espeak_line

GREY = np.array([0.299, 0.587, 0.114], np.float32)
KINDS = ("closure missing", "closure added", "too small", "late", "open in silence")
#: Frames of rest put into the middle of a line, and those around a fault in which no other is planted.
REST, APART = 18, 9


@dataclass(frozen=True)
class Fault:
    """What was planted, and on which frames it is seen."""

    kind: str
    first: int
    last: int


def states_of(number: int) -> tuple[np.ndarray, int]:
    """A line's states (T, 7) with a rest in its middle, and where that begins."""
    rng, spoken = random.Random(f"compare {number}"), None  # noqa: S311 (seeded on purpose)
    while spoken is None or spoken.seconds < 7:
        spoken = espeak_line("compare", rng, "test")
    states = drive(spoken, float(RATE), 1, "curves", number).states[: 8 * RATE].astype(np.float32)
    middle = len(states) // 2
    ends = np.linspace(0, 1, 6)[1:-1, None].astype(np.float32)
    rest = np.zeros((REST, states.shape[1]), np.float32)
    return np.concatenate(
        [states[:middle], (1 - ends) * states[middle - 1], rest, ends * states[middle], states[middle:]]
    ), middle + 4


def planted(states: np.ndarray, rest: int) -> tuple[np.ndarray, list[Fault]]:
    """The states with one fault of each kind, as far as the line has a place for it."""
    states, gap = states.copy(), states[:, 1].copy()
    free = np.ones(len(states), bool)
    free[:12] = free[-12:] = free[rest - 12 : rest + REST + 12] = False
    faults = [Fault("open in silence", rest + 5, rest + 12)]
    states[rest + 5 : rest + 13, :2] = 0.3
    for kind, wanted in (("closure missing", _shut), ("closure added", _agape), ("late", _peak), ("too small", _peak)):
        place = next((n for n in range(12, len(gap) - 12) if free[n - APART : n + APART + 1].all() and wanted(gap, n)), None)
        if place is not None:
            faults.append(_planted(states, kind, place))
            free[place - APART : place + APART + 1] = False
    return states, faults


def _shut(gap: np.ndarray, n: int) -> bool:
    return gap[n] < 0.02 and gap[n - 1] >= 0.02 and max(gap[n - 5 : n]) > 0.25 and max(gap[n + 1 : n + 7]) > 0.25


def _agape(gap: np.ndarray, n: int) -> bool:
    return gap[n - 5 : n + 6].min() > 0.22


def _peak(gap: np.ndarray, n: int) -> bool:
    around = gap[n - 8 : n + 9]
    return bool(gap[n] > 0.4 and gap[n] == around.max() and around[:8].min() < gap[n] - 0.25 and around[9:].min() < gap[n] - 0.25)


def _planted(states: np.ndarray, kind: str, n: int) -> Fault:
    frames = np.arange(len(states))
    if kind == "closure missing":
        low, high = n - 4, n + 6
        states[low : high + 1] = states[low] + (states[high] - states[low]) * np.linspace(0, 1, high - low + 1)[:, None]
        return Fault(kind, n, n + 2)
    if kind == "closure added":
        share = np.clip(np.abs(frames - n) - 1, 0, 3)[:, None] / 3
        states[:, :2] *= share
        states[:, 5] = np.maximum(states[:, 5], 1 - share[:, 0])
        return Fault(kind, n - 1, n + 1)
    if kind == "too small":
        states[:, :2] *= 1 - 0.55 * np.exp(-0.5 * ((frames - n) / 3) ** 2)[:, None]
        return Fault(kind, n - 3, n + 3)
    source = np.interp(frames[n - 9 : n + 11], (n - 9, n + 3, n + 10), (n - 9, n, n + 10))
    states[n - 9 : n + 11] = np.stack([np.interp(source, frames, column) for column in states.T], axis=1)
    return Fault(kind, n - 7, n + 9)


def filmed(group: str, family: str, states: np.ndarray, seed: int) -> Track:
    """A character's mouth, drawn and read. seed: of what moves by itself."""
    character = (drawn_character if group == "drawn" else head_character)(family, 3)
    width = float(np.median(character.render(states[:2], RATE, 32, seed).boxes[:, 2]))
    side = int(np.clip(MOUTH_PIXELS / width, 64, 176)) // 2 * 2
    footage = character.render(states, RATE, side, seed)
    boxes = side * footage.boxes
    grey = (footage.frames @ GREY).astype(np.uint8)
    crops = np.stack([crop(picture, square) for picture, square in zip(grey, squares(boxes), strict=True)])
    read = load_expert().states(crops).astype(float)
    closed = closed_of(crops, read[:, 1])
    times, seen = np.arange(len(read)) / RATE, np.ones(len(read), bool)
    return Track(
        family, Fraction(RATE), times, read[:, 1], read[:, 2], read[:, 0], change_of(crops, closed), seen, boxes=boxes, look=closed
    )


class Score:
    """What was found of faults, and what without."""

    def __init__(self) -> None:
        self.planted, self.found, self.called = Counter[str](), Counter[str](), Counter[str]()
        self.alarms, self.seconds, self.films, self.quiet = 0, 0.0, 0, 0

    def clean(self, found: Comparison) -> None:
        """Count a film without faults."""
        self.alarms += len(found.moments)
        self.seconds += len(found.rig) / RATE
        self.films += 1
        self.quiet += found.verdict == "same"

    def faulty(self, found: Comparison, faults: list[Fault]) -> None:
        """Count a film with faults."""
        for fault in faults:
            near = [m for m in found.moments if m.first - 1 <= fault.last + 2 and m.last - 1 >= fault.first - 2]
            self.planted[fault.kind] += 1
            self.found[fault.kind] += bool(near)
            self.called[fault.kind] += any(m.difference.kind == fault.kind for m in near)

    def lines(self) -> list[str]:
        """The score in words."""
        alarms, quiet = 10 * self.alarms / max(1e-9, self.seconds), self.quiet / max(1, self.films)
        rows = [f"without faults: {self.films} films, {quiet:.0%} without a word, {alarms:.2f} false alarms in 10 s"]
        for kind in KINDS:
            count = max(1, self.planted[kind])
            rows.append(f"{kind:16} {self.found[kind] / count:5.0%} found, {self.called[kind] / count:5.0%} by its name ({count})")
        return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=3)
    parser.add_argument("--families", choices=("unseen", "all"), default="unseen")
    asked = parser.parse_args()
    kinds = ("held_out", "validation", "train") if asked.families == "all" else ("held_out", "validation")
    cast = [(group, name) for group in ("drawn", "heads") for kind in kinds for name in families().table(group).get(kind, ())]
    same, again, other, sizes = Score(), Score(), Score(), Counter[str]()
    for number in range(asked.lines):
        states, rest = states_of(number)
        bad, faults = planted(states, rest)
        small = states.copy()
        small[:, :2] *= 0.8
        takes = {}
        for who in cast:
            clean, anew, faulty, less = (
                filmed(*who, mouth, seed) for mouth, seed in ((states, 3), (states, 4), (bad, 3), (small, 3))
            )
            takes[who] = (clean, faulty)
            same.clean(compare(clean, clean))
            again.clean(compare(clean, anew))
            same.faulty(compare(faulty, clean), faults)
            again.faulty(compare(faulty, anew), faults)
            sizes["smaller"] += compare(less, clean).is_other_size
            sizes["faulty"] += compare(faulty, clean).is_other_size
            sizes["films"] += 1
        for one, two in permutations(cast, 2):
            other.clean(compare(takes[one][0], takes[two][0]))
            other.faulty(compare(takes[one][1], takes[two][0]), faults)
    for title, score in (("the same film", same), ("the same character anew", again), ("another character", other)):
        print(title, *score.lines(), sep="\n  ")
    print(f"smaller by a fifth: said of {sizes['smaller']} of {sizes['films']}, wrongly of {sizes['faulty']} with other faults")


if __name__ == "__main__":
    main()
