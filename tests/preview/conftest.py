"""A short made-up line: "pa" at 24 fps on ARKit's shapes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from visemes.cues import cues_for
from visemes.frames import FrameGrid
from visemes.keys import make_keys
from visemes.line import Line
from visemes.maps import load_map
from visemes.motion.style import style_named
from visemes.timeline import Phone, Timeline, Word


@pytest.fixture(scope="session")
def arkit():
    return load_map("arkit52")


@pytest.fixture(scope="session")
def spoken_line(arkit):
    spoken = Timeline(0.6, words=(Word(0.1, 0.5, "pa"),), phones=(Phone(0.1, 0.2, "p"), Phone(0.2, 0.5, "ɑ")))
    grid = FrameGrid(Fraction(24))
    cues = cues_for(spoken, arkit)
    keyed = make_keys(spoken, cues, arkit, grid, style_named("realistic"))
    return Line("pa.wav", "arkit52", arkit.rest, grid, spoken, cues, keyed.exposures, keyed.curves)
