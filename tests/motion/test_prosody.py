from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.audio import read_sound
from visemes.jobs import Job
from visemes.motion.prosody import accented, efforts_of, whispered
from visemes.motion.targets import table
from visemes.motion.voice import Voice, voice_of
from visemes.phones import is_vowel
from visemes.pipeline import recognized
from visemes.timeline import Phone, Timeline

COUNT = 5
PHONES = tuple(Phone(0.2 + 0.4 * i, 0.4 + 0.4 * i, "ɑ", stress=1) for i in range(COUNT))
SPOKEN = Timeline(2.4, phones=PHONES)


def voice(level=-20.0, pitch=120.0, tilt=0.9, **changed):
    """An even voice, with some values of the third vowel changed."""
    tracks = {"level": np.full(241, level), "pitch": np.full(241, pitch), "tilt": np.full(241, tilt)}
    for name, value in changed.items():
        tracks[name.removeprefix("its_")][100:120] = value
    return Voice(**tracks)


def third(given):
    efforts = list(efforts_of(SPOKEN, given).values())
    return efforts[2] / efforts[0]


def test_an_even_voice_changes_nothing():
    assert efforts_of(SPOKEN, voice()) == pytest.approx(efforts_of(SPOKEN, None))


def test_loud_opens_wider_and_a_shout_wider_still():
    loud, shout = third(voice(its_level=-8.0)), third(voice(its_level=-8.0, its_tilt=0.5))
    assert 1 < loud < shout < 1.5
    assert third(voice(its_tilt=0.5)) == pytest.approx(1, abs=0.02)


def test_a_whisper_opens_less_but_keeps_opening():
    share = table()["effort"]["whisper"]
    assert third(voice(its_pitch=np.nan)) == pytest.approx(1 - share, abs=0.01)
    whole = efforts_of(SPOKEN, voice(pitch=np.nan))
    assert list(whole.values()) == pytest.approx([(1 - share) * e for e in efforts_of(SPOKEN, None).values()])
    assert whispered(PHONES, voice()).tolist() == [0] * COUNT


@given(st.lists(st.tuples(st.floats(-100, 0), st.floats(-1, 1), st.booleans()), min_size=1, max_size=241))
def test_efforts_stay_within_their_bounds(rows):
    level, tilt, voiced = (np.array(column) for column in zip(*rows, strict=True))
    efforts = efforts_of(SPOKEN, Voice(level, np.where(voiced, 120.0, np.nan), tilt))
    assert len(efforts) == COUNT
    assert all(table()["effort"]["least"] <= e <= table()["effort"]["most"] for e in efforts.values())


def test_a_pitch_accent_is_a_stressed_vowel_above_the_line():
    def where(given):
        return [PHONES.index(phone) for phone in accented(SPOKEN, given, efforts_of(SPOKEN, given))]

    assert where(voice(its_pitch=120 * 2 ** (3 / 12))) == [2]
    assert where(voice(its_pitch=120 * 2 ** (1 / 12))) == []
    assert where(voice(its_pitch=60)) == []
    assert where(voice(its_pitch=np.nan)) == []
    assert where(None) == list(range(COUNT))  # nothing but their stress is known


@pytest.mark.parametrize(("name", "least", "most"), [("mfa_whisper", 0.6, 1.0), ("mfa_exaggerated", 0.0, 0.3)])
def test_people_whisper_and_speak_up(shared_data, name, least, most):
    path = shared_data / "speech" / f"{name}.flac"
    sound = read_sound(path)
    vowels = [phone for phone in recognized(sound, Job(path, recognize="phones")).phones if is_vowel(phone.label)]
    assert least <= whispered(vowels, voice_of(sound)).mean() <= most
