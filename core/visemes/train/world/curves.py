"""This project's own motion as mouth states: solved on the exposures alone, without the slow search for few keys."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import RATE, Sound, loudness
from visemes.check.shown import gap_of
from visemes.keys.build import bake, drawing_of
from visemes.keys.curves import Baking
from visemes.keys.placement import Exposures, place
from visemes.maps import load_map
from visemes.motion.events import events_of
from visemes.motion.style import Style
from visemes.motion.voice import HOP, Voice
from visemes.phones import parse

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from visemes.frames import FrameGrid
    from visemes.maps import VisemeMap
    from visemes.timeline import Timeline
    from visemes.train.world.speech import Spoken

    Values = NDArray[np.float64]

#: The map that is solved for: it moves jaw and lips apart from each other.
MAP: Final = "arkit52"
#: jawOpen of a chin that is all the way down; a shout.
JAW_DOWN: Final = 0.7
#: Weights that make the closing and biting visemes of the map, and how a state grows with them: from, to.
PRESS: Final = ("mouthPressLeft", (0.1, 0.28))
BITE: Final = ("mouthRollLower", (0.2, 0.45))
#: Lips this far apart do not press.
PARTED: Final = 0.1
#: Funnelled lips are less far forward than puckered ones.
FUNNEL: Final = 0.6
#: A tongue rises and falls over about this long (seconds).
TONGUE_MOVES: Final = 0.04


def curved(spoken: Spoken, grid: FrameGrid, rng: random.Random) -> Values:
    """States of every exposure (n, 7)."""
    style, viseme_map = random_style(rng), load_map(MAP)
    timeline = spoken.timeline.one_mouth()
    exposures = Exposures(grid, timeline.duration)
    events = [event for event in events_of(timeline) if drawing_of(event, viseme_map) is not None]
    placed = place(events, exposures, style.lead)
    voice = _loud(spoken) if rng.random() < 0.8 else None
    baked = bake(timeline, placed, viseme_map, Baking(exposures, draft=True), style, voice)
    weights = dict(zip(baked.mouth.names, baked.values.T, strict=True))
    times = np.asarray(exposures.first + exposures.spacing * np.arange(len(exposures.frames)) + style.lead, dtype=np.float64)
    return states_of(weights, viseme_map, tongue_of(timeline, times))


def random_style(rng: random.Random) -> Style:
    """Somebody's way of moving: large or small, crisp or lazy, in time or a little early."""
    return Style(
        "random",
        strength=rng.uniform(0.65, 1.4),
        jaw=rng.uniform(0.6, 1.3),
        lips=rng.uniform(0.7, 1.3),
        smoothing=rng.uniform(0.5, 1.5),
        exaggeration=max(0.0, rng.uniform(-0.5, 0.7)),
        hold=rng.uniform(0.7, 1.0),
        lead=max(0.0, rng.uniform(-0.02, 0.03)),
        breath=max(0.0, rng.uniform(-1.0, 1.0)),
    )


def states_of(weights: Mapping[str, Values], viseme_map: VisemeMap, tongue: Values) -> Values:
    """Weights of the shapes as states (n, 7), not yet clipped to their ranges."""
    zero = np.zeros(len(tongue))

    def weight(name: str) -> Values:
        return weights.get(name, zero)

    width = sum((viseme_map.shapes[name].width * values for name, values in weights.items()), zero)
    pucker = weight("mouthPucker") + FUNNEL * weight("mouthFunnel")
    jaw = weight("jawOpen") / JAW_DOWN
    gap = gap_of(weights, viseme_map, len(tongue))
    press = _grown(weight(PRESS[0]), PRESS[1]) * (1 - np.minimum(1.0, gap / PARTED))
    # pressed lips roll in a little as well: what presses does not bite
    contact = _grown(weight(BITE[0]), BITE[1]) * (1 - press)
    return np.stack([jaw, gap, width, pucker, contact, press, tongue], axis=1)


def _grown(weight: Values, reach: tuple[float, float]) -> Values:
    return np.clip((weight - reach[0]) / (reach[1] - reach[0]), 0.0, 1.0)


@cache
def shows_tongue(label: str) -> bool:
    """Whether the tip of the tongue is seen in a phone (IPA): l and th."""
    sounds = parse(label)
    return bool(sounds) and not sounds[0].is_vowel and (sounds[0].place == "dental" or "lateral" in sounds[0].manner)


def tongue_of(timeline: Timeline, times: Values) -> Values:
    """How far the tongue is up at some times (seconds): 1 in l and th, falling off beside them."""
    up = np.zeros(len(times))
    for phone in timeline.phones:
        if shows_tongue(phone.label):
            away = np.maximum(0.0, np.maximum(phone.start - times, times - phone.end))
            up = np.maximum(up, np.exp(-0.5 * (away / TONGUE_MOVES) ** 2))
    return up


def _loud(spoken: Spoken) -> Voice:
    """A voice with the line's loudness and nothing else: pitch takes too long for hours of speech."""
    level = loudness(Sound(spoken.samples, RATE), HOP)
    return Voice(level, np.full(len(level), 120.0), np.ones(len(level)))
