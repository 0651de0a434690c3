from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.frames import FrameGrid
from visemes.jobs import Job

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(scope="session")
def timing(addon):
    return addon("timing")


def grid_of(placement) -> FrameGrid:
    """The engine's own grid for what it is told."""
    told = placement.request()
    return Job(sound=None, **{name: told[name] for name in ("fps", "start_frame", "offset") if name in told}).grid()


frames = st.fractions(-500, 5000, max_denominator=100)


@relaxed
@given(
    zero=frames,
    speed=st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(97, 50)]),
    seconds=st.fractions(0, 60, max_denominator=1000),
)
def test_the_engine_puts_every_time_where_the_strip_plays_it(timing, zero, speed, seconds):
    placement = timing.Placement(Fraction(30000, 1001), zero, speed)
    played = zero + seconds / speed * Fraction(30000, 1001)
    assert grid_of(placement).frame_at(seconds) == played
    assert placement.frame_at(float(seconds)) == pytest.approx(float(played), abs=1e-6)


@relaxed
@given(zero=frames, cut=st.fractions(0, 200, max_denominator=4), left=st.fractions(1, 300, max_denominator=4))
def test_a_trimmed_strip_starts_where_it_is_seen(timing, zero, cut, left):
    placement = timing.Placement(Fraction(24), zero, first=zero + cut, last=zero + cut + left)
    told = placement.request()
    assert grid_of(placement).frame_at(0) == zero + cut
    assert told.get("start", 0.0) == pytest.approx(float(cut / 24))
    assert told["end"] == pytest.approx(float((cut + left) / 24))
    assert placement.seconds_at(placement.frame_at(0.75)) == pytest.approx(0.75, abs=1e-6)


def test_a_strip_that_begins_before_its_sound_cuts_nothing(timing):
    placement = timing.Placement(Fraction(24), Fraction(10), first=Fraction(4))
    assert placement.request() == {"fps": "24", "start_frame": 10}
    assert not placement.is_part
