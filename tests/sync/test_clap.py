"""Claps: a click alone in front of everything else, and nothing that only sounds like one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shoots import RATE, babble

from visemes.sync.clap import clap_offset, click


def with_click(samples, at, long=0.02):
    made = samples.copy()
    first, count = round(at * RATE), round(long * RATE)
    made[first : first + count] = 0.9 * np.sign(np.sin(np.arange(count) * 0.4))
    return made


@given(st.floats(0.25, 4.0), st.floats(0.004, 0.04))
def test_a_click_is_heard_when_it_begins(at, long):
    sound = np.random.default_rng(1).normal(0, 1e-4, 6 * RATE).astype(np.float32)
    assert click(with_click(sound, at, long)) == pytest.approx(at, abs=0.0025)


def test_a_click_before_speech():
    speech = np.concatenate([np.zeros(2 * RATE, np.float32), babble(5)])
    assert click(with_click(speech, 1.0)) == pytest.approx(1.0, abs=0.0025)


def test_speech_alone_two_clicks_and_silence_are_no_clap():
    assert click(babble(6)) is None
    assert click(with_click(with_click(np.zeros(6 * RATE, np.float32), 1.0), 3.0)) is None
    assert click(np.zeros(6 * RATE, np.float32)) is None
    assert click(np.zeros(0, np.float32)) is None


def test_a_sound_that_is_heard_before_its_flash_is_early():
    assert clap_offset(2.0, 1.9) == pytest.approx(0.1)
    assert clap_offset(None, 1.9) is None
    assert clap_offset(9.0, 1.0) is None
