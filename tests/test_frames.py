from __future__ import annotations

import math
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import UsageError
from visemes.frames import FrameGrid, parse_fps, parse_seconds

RATES = [
    Fraction(r) for r in ("6", "12", "24", "25", "30", "60", "240", "24000/1001", "30000/1001", "60000/1001", "120000/1001", "25/2")
]
HOUR = 3600

rates = st.sampled_from(RATES) | st.fractions(6, 240, max_denominator=1001)
grids = st.builds(
    FrameGrid,
    rates,
    start_frame=st.integers(-10_000, 10_000),
    step=st.integers(1, 12),
    offset=st.fractions(-100, 100, max_denominator=1000),
)
frames = st.integers(-100_000, 1_000_000)
seconds = st.floats(0, HOUR)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", "12"), ("24.0", "24"), (" 25 fps", "25"), (29.97, "30000/1001"), ("29.97", "30000/1001"), ("23.976", "24000/1001"),
        ("23.98", "24000/1001"), ("59.94", "60000/1001"), ("119.88", "120000/1001"), ("239.76", "240000/1001"),
        ("30000/1001", "30000/1001"), ("24/1.001", "24000/1001"), ("2997/100", "30000/1001"), ("12.5", "25/2"),
        ("14.985", "15000/1001"),

        ("23.9", "239/10"), ("99.9", "999/10"), ("6", "6"), ("240", "240"), (24, "24"), (Fraction(48), "48"),
    ],
)  # fmt: skip
def test_rates_people_type(typed, meant):
    assert parse_fps(typed) == Fraction(meant)


@pytest.mark.parametrize(
    "typed",
    ["0", "-24", "nan", "inf", "1e9", 1e9, 1e-7, float("nan"), float("inf"), "", "fps", "24,5", "5.99", "240.01", "24/0", "24/0.0",
     "0/0",
     "9" * 5000, "24/" + "9" * 5000, "1/1/1", True, None],
)  # fmt: skip
def test_what_is_no_rate(typed):
    with pytest.raises(UsageError, match="is not a frame rate") as caught:
        parse_fps(typed)
    assert "23.976" in caught.value.hint


@given(rates)
def test_any_fraction_in_range_is_its_own_rate_unless_it_is_ntsc_rounded(rate):
    read = parse_fps(f"{rate.numerator}/{rate.denominator}")
    assert read == rate or (abs(read - rate) < Fraction(5, 1000) and read.denominator in {1001, 143, 91, 77})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("0.1", "1/10"), ("-0.04", "-1/25"), ("40ms", "1/25"), ("+2 s", "2"), (0.1, "1/10"), (Fraction(1, 3), "1/3")],
)
def test_times_people_type(typed, meant):
    assert parse_seconds(typed) == Fraction(meant)


@pytest.mark.parametrize("typed", ["", "nan", "inf", "1e3", "1:00", "ms", "--1", float("nan")])
def test_what_is_no_time(typed):
    with pytest.raises(UsageError, match="is not a time"):
        parse_seconds(typed)


def test_a_grid_keeps_rate_and_offset_exact_however_they_are_given():
    grid = FrameGrid(23.976, offset=0.1)
    assert (grid.fps, grid.offset) == (Fraction(24000, 1001), Fraction(1, 10))


@pytest.mark.parametrize(
    "settings", [{"fps": Fraction(5)}, {"fps": Fraction(241)}, {"step": 0}, {"step": 13}, {"step": -2}, {"offset": "x"}]
)
def test_impossible_grids(settings):
    with pytest.raises(UsageError):
        FrameGrid(**{"fps": Fraction(24), **settings})


@given(grids, frames)
def test_frames_and_seconds_are_inverse_exactly(grid, frame):
    assert grid.frame_at(grid.seconds_at(frame)) == frame
    assert grid.shown_at(grid.seconds_at(frame)) == frame
    assert grid.nearest(grid.seconds_at(frame)) == frame


@given(grids, st.integers(0, 240 * HOUR))
def test_a_frame_begins_at_its_time_even_as_a_float_or_rounded_to_microseconds(grid, frame):
    start = float(grid.seconds_at(frame))
    assert grid.shown_at(start) == frame
    assert grid.shown_at(round(start, 6)) == frame


@given(grids, seconds)
def test_the_shown_frame_lasts_from_its_start_to_the_next(grid, at):
    shown = grid.shown_at(at)
    noise = Fraction(1, 10**6)
    assert grid.seconds_at(shown) - noise <= Fraction(at) < grid.seconds_at(shown + 1)
    assert abs(grid.seconds_at(grid.nearest(at)) - Fraction(at)) <= grid.frame_duration / 2 + noise


@given(grids, st.lists(seconds, min_size=2, max_size=20))
def test_later_is_never_on_an_earlier_frame(grid, times):
    ordered = sorted(times)
    for convert in (grid.frame_at, grid.shown_at, grid.nearest):
        numbers = [convert(t) for t in ordered]
        assert all(a <= b for a, b in pairwise(numbers))


@pytest.mark.parametrize("typed", ["23.976", "29.97", "59.94"])
def test_no_drift_over_an_hour(typed):
    # the hour counted frame by frame in 50-digit decimals, the way a tape would run
    getcontext().prec = 50
    rate = {"23.976": 24, "29.97": 30, "59.94": 60}[typed]
    grid = FrameGrid(parse_fps(typed), start_frame=0)
    length = Decimal(1001) / (Decimal(1000) * rate)
    last = int(HOUR / length)
    assert grid.shown_at(HOUR) == last
    for frame in (0, 1, last // 2, last - 1, last):
        assert abs(float(grid.seconds_at(frame)) - float(length * frame)) < 1e-9
        assert grid.shown_at(float(length * frame)) == frame


@given(grids, frames)
def test_on_twos_and_threes_a_drawing_starts_only_every_step_frames(grid, frame):
    exposed = grid.exposed(frame)
    by_hand = max(f for f in range(frame - grid.step + 1, frame + 1) if (f - grid.start_frame) % grid.step == 0)
    assert exposed == by_hand
    assert grid.exposed(exposed) == exposed


@given(grids, st.floats(0, 20))
def test_exposures_are_what_a_walk_through_all_frames_finds(grid, duration):
    end = Fraction(duration) - Fraction(1, 10**6)
    shown = grid.shown_at(0)
    walked = {grid.exposed(shown)}
    while grid.seconds_at(shown + 1) < end:
        shown += 1
        walked.add(grid.exposed(shown))
    assert list(grid.exposures(duration)) == sorted(walked)


def test_exposures_on_twos():
    assert list(FrameGrid(Fraction(24), step=2).exposures(0.25)) == [1, 3, 5]
    assert list(FrameGrid(Fraction(24), step=2).exposures(0.26)) == [1, 3, 5, 7]
    assert list(FrameGrid(Fraction(24), start_frame=101).exposures(3 / 24)) == [101, 102, 103]


def test_a_sound_that_ends_with_a_frame_needs_no_other_despite_float_noise():
    grid = FrameGrid(Fraction(30000, 1001), start_frame=0)
    for frames in range(1, 2000):
        noisy = math.nextafter(float(Fraction(frames) / grid.fps), math.inf)
        assert grid.last_frame(noisy) == frames - 1


def test_numpy_times_are_times():
    numpy = pytest.importorskip("numpy")
    assert FrameGrid(Fraction(24)).shown_at(numpy.float64(0.5)) == 13
