"""This project's own motion as mouth states: solved on the exposures alone, without the slow search for few keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from visemes.audio import RATE, Sound, loudness
from visemes.guide.states import MAP, states_of, tongue_of
from visemes.keys.build import bake, drawing_of
from visemes.keys.curves import Baking
from visemes.keys.placement import Exposures, place
from visemes.maps import load_map
from visemes.motion.events import events_of
from visemes.motion.style import Style
from visemes.motion.voice import HOP, Voice

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from visemes.frames import FrameGrid
    from visemes.train.world.speech import Spoken

    Values = NDArray[np.float64]


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


def _loud(spoken: Spoken) -> Voice:
    """A voice with the line's loudness and nothing else: pitch takes too long for hours of speech."""
    level = loudness(Sound(spoken.samples, RATE), HOP)
    return Voice(level, np.full(len(level), 120.0), np.ones(len(level)))
