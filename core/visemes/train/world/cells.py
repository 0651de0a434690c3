"""Drawn mouths: a set of drawings, the sheet this project makes for it, and the sheet a person might key."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.cues import cues_for
from visemes.guide.states import shows_tongue
from visemes.keys.build import drawing_of, forced_drawings
from visemes.keys.exposure import sheet
from visemes.keys.placement import Exposures, place
from visemes.maps import load_map
from visemes.motion.events import events_of
from visemes.motion.style import Style
from visemes.phones import is_vowel

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.frames import FrameGrid
    from visemes.maps import Viseme, VisemeMap
    from visemes.timeline import Cue
    from visemes.train.world.speech import Spoken

    Poses = dict[str, NDArray[np.float32]]

#: Sets of drawings, as often as they are taken: the classics of 2D most.
MAPS: Final = {
    "rhubarb": 4,
    "preston_blair": 4,
    "fleming_dobbs": 2,
    "toon_boom": 3,
    "adobe_ch": 3,
    "polly": 1,
    "azure": 1,
    "oculus15": 1,
}
#: Share of characters with fewer drawings than their set has, and how many open ones they have.
FEWER: Final = 0.4
FEWEST, MOST = 1, 5


class Set:
    """A character's drawings: those of a map, maybe fewer, and the state that each shows."""

    def __init__(self, rng: random.Random) -> None:
        self.map = load_map(rng.choices(list(MAPS), list(MAPS.values()))[0])
        kept = _fewer(self.map, rng) if rng.random() < FEWER else tuple(self.map.visemes)
        self.shown = {name: name if name in kept else _nearest(self.map, name, kept) for name in self.map.visemes}
        self.poses = _poses(self.map, rng)


def sheeted(spoken: Spoken, grid: FrameGrid, rng: random.Random) -> tuple[list[str], Poses]:
    """The drawing of every exposure as this project's exposure sheet has it, and what each drawing shows."""
    own = Set(rng)
    timeline = spoken.timeline.one_mouth()
    style = Style(minimum_hold=rng.uniform(0.0, 0.12), change_cost=rng.uniform(0.4, 2.0), lead=max(0.0, rng.uniform(-0.02, 0.03)))
    exposures = Exposures(grid, timeline.duration)
    events = [event for event in events_of(timeline) if drawing_of(event, own.map) is not None]
    forced = forced_drawings(place(events, exposures, style.lead), own.map, timeline, exposures)
    drawings = sheet(cues_for(timeline, own.map), forced, own.map, exposures, style)
    cells = [own.map.rest] * len(exposures.frames)
    for drawing in drawings:
        first, last = drawing.frame // grid.step, -(-drawing.end // grid.step)
        cells[first:last] = [own.shown[drawing.viseme]] * (min(last, len(cells)) - first)
    return cells, own.poses


def by_hand(spoken: Spoken, grid: FrameGrid, rng: random.Random) -> tuple[list[str], Poses]:
    """The drawing of every exposure as a person keys it.

    The animator leaves out short sounds and some closures, is up to a frame off here and there, and leads the sound by
    up to a frame everywhere.
    """
    own = Set(rng)
    timeline = spoken.timeline.one_mouth()
    count = len(Exposures(grid, timeline.duration).frames)
    keys = _keyed(cues_for(timeline, own.map), own.map, grid, rng)
    cells, at = [own.map.rest] * count, 0
    for place_, label in keys:
        at = min(max(0, place_), count)
        cells[at:] = [own.shown[label]] * (count - at)
    return cells, own.poses


def _keyed(cues: Sequence[Cue], viseme_map: VisemeMap, grid: FrameGrid, rng: random.Random) -> list[tuple[int, str]]:
    """(exposure, viseme) of every drawing that is keyed, in order."""
    spacing = float(grid.frame_duration * grid.step)
    lead, unsure = rng.uniform(0.0, 1.0) / grid.step, rng.uniform(0.1, 0.5) / grid.step
    short, skipped, open_closure = rng.uniform(1.0, 2.5) / grid.step, rng.uniform(0.2, 0.9), rng.uniform(0.0, 0.25)
    must = viseme_map.closures | viseme_map.contacts | {viseme_map.rest}
    keys: list[tuple[int, str]] = []
    for cue in cues:
        if cue.label in must - {viseme_map.rest} and rng.random() < open_closure:
            continue
        if cue.label not in must and cue.duration / spacing < short and rng.random() < skipped:
            continue
        off = min(max(rng.gauss(0.0, unsure), -1 / grid.step), 1 / grid.step)
        at = round(cue.start / spacing - lead + off)
        if keys and at <= keys[-1][0]:
            if cue.label not in must and keys[-1][1] in must:
                at = keys[-1][0] + 1  # a closure is seen for one exposure at least
            else:
                keys.pop()
        if not keys or keys[-1][1] != cue.label:
            keys.append((at, cue.label))
    return keys


def _fewer(viseme_map: VisemeMap, rng: random.Random) -> tuple[str, ...]:
    """The drawings of a poorer set: rest, a closure, the widest, and some of the rest."""
    still = viseme_map.closures | {viseme_map.rest}
    open_ = [name for name in viseme_map.visemes if name not in still]
    widest = max(open_, key=lambda name: viseme_map.visemes[name].opening)
    others = [name for name in open_ if name != widest]
    more = rng.sample(others, min(len(others), rng.randint(FEWEST, MOST)))
    return (*sorted(still), widest, *more)


def _nearest(viseme_map: VisemeMap, name: str, kept: Sequence[str]) -> str:
    """The kept drawing that looks most like another; what is open does not become closed lips."""
    one = viseme_map.visemes[name]
    open_ = [other for other in kept if viseme_map.visemes[other].opening > 0 or other not in viseme_map.closures]
    return viseme_map.nearest(one.opening, one.width, open_).name


@cache
def _tongues(viseme_map: VisemeMap) -> frozenset[str]:
    """The drawings that show the tongue: those of l and th that no vowel has."""
    spoken = {name for phone, targets in viseme_map.phones.items() if shows_tongue(phone) for name, _ in targets}
    vowels = {name for phone, targets in viseme_map.phones.items() if is_vowel(phone) for name, _ in targets}
    wide = {name for phone, targets in viseme_map.phones.items() if phone in {"t", "d", "s", "k"} for name, _ in targets}
    return frozenset(spoken - vowels - wide)


def _poses(viseme_map: VisemeMap, rng: random.Random) -> Poses:
    """The state that each drawing of a character shows: the map's, as one artist drew it."""
    large, spread, chin, forward = rng.uniform(0.7, 1.25), rng.uniform(0.5, 1.1), rng.uniform(0.4, 1.0), rng.uniform(0.3, 1.0)
    smile = rng.gauss(0.0, 0.15)
    return {
        name: _pose(viseme, large * rng.uniform(0.85, 1.15), spread, chin, forward, smile + rng.gauss(0.0, 0.05), rng, viseme_map)
        for name, viseme in viseme_map.visemes.items()
    }


def _pose(
    viseme: Viseme,
    large: float,
    spread: float,
    chin: float,
    forward: float,
    smile: float,
    rng: random.Random,
    viseme_map: VisemeMap,
) -> NDArray[np.float32]:
    gap = viseme.opening * large
    press = 1.0 if viseme.closure else 0.0
    contact = 1.0 if viseme.contact else 0.0
    tongue = rng.uniform(0.6, 1.0) if viseme.name in _tongues(viseme_map) else 0.0
    pucker = forward * max(0.0, -viseme.width)
    return np.array([chin * gap, gap, spread * viseme.width + smile, pucker, contact, press, tongue], dtype=np.float32)
