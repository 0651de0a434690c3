"""The example line, aligned, and its language's words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from visemes.audio import read_sound
from visemes.edits.speech import LexiconSpeech
from visemes.frames import FrameGrid
from visemes.maps import load_map
from visemes.motion.style import style_named
from visemes.pipeline import align, animate
from visemes.transcript import read_transcript


@pytest.fixture(scope="session")
def sound(harbour):
    return read_sound(harbour)


@pytest.fixture(scope="session")
def timeline(sound, harbour):
    return align(sound, read_transcript(harbour.with_suffix(".txt"))).tidy()


@pytest.fixture(scope="session")
def arkit():
    return load_map("arkit52")


@pytest.fixture(scope="session")
def line(timeline, sound, arkit):
    return animate(timeline, arkit, FrameGrid(Fraction(24)), style_named("realistic"), sound)


@pytest.fixture
def speech():
    return LexiconSpeech()
