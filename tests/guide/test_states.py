"""A line's curves as states: closed forms, and what phones look like."""

from fractions import Fraction

import numpy as np

from visemes.frames import FrameGrid
from visemes.guide.states import CHANNELS, HIGHEST, LOWEST, MAP, in_range, line_states, states_of, tongue_of
from visemes.line import Curve, Key, Line
from visemes.maps import load_map
from visemes.timeline import Phone, Timeline

COLUMN = {name: i for i, name in enumerate(CHANNELS)}


def line_with(weights, phones=(), fps=25):
    """A line of one second whose curves go straight from 0 on its first frame to the given weights on frame 10."""
    curves = tuple(
        Curve(name, "jaw", (Key(Fraction(0), 0.0, interpolation="linear"), Key(Fraction(10), value, interpolation="linear")))
        for name, value in weights.items()
    )
    timeline = Timeline(duration=1.0, phones=tuple(phones))
    return Line("x.wav", MAP, "sil", FrameGrid(Fraction(fps), start_frame=0), timeline, (), (), curves)


def test_states_are_read_between_frames_whatever_the_films_rate():
    line = line_with({"jawOpen": 0.35})
    times = np.array([0.0, 0.1, 0.2, 0.4, 0.9, 5.0, -1.0])
    jaw = line_states(line, load_map(MAP), times)[:, COLUMN["jaw"]]
    assert np.allclose(jaw, [0.0, 0.125, 0.25, 0.5, 0.5, 0.5, 0.0], atol=1e-6)


def test_gap_is_what_the_shapes_open():
    viseme_map = load_map(MAP)
    found = line_states(line_with({"jawOpen": 0.6, "mouthClose": 0.2}), viseme_map, np.array([0.4]))[0]
    wanted = 0.6 * viseme_map.shapes["jawOpen"].opening + 0.2 * viseme_map.shapes["mouthClose"].opening
    assert found[COLUMN["gap"]] == np.float32(max(0.0, wanted))


def test_closing_and_biting_visemes_press_and_touch():
    viseme_map = load_map(MAP)
    for names, channel, other in ((viseme_map.closures, "press", "contact"), (viseme_map.contacts, "contact", "press")):
        for name in names:
            shapes = viseme_map.visemes[name].shapes
            state = in_range(states_of({k: np.array([v]) for k, v in shapes.items()}, viseme_map, np.zeros(1)))[0]
            assert state[COLUMN[channel]] > 0.8, name
            assert state[COLUMN[other]] < 0.3, name
            assert state[COLUMN["gap"]] < 0.2


def test_shapes_the_map_does_not_know_change_nothing():
    viseme_map = load_map(MAP)
    some = {"jawOpen": np.array([0.4])}
    assert np.array_equal(states_of(some, viseme_map, np.zeros(1)), states_of(some | {"x": np.ones(1)}, viseme_map, np.zeros(1)))


def test_tongue_is_up_in_l_and_th_and_nowhere_else():
    phones = [Phone(0.1, 0.2, "l"), Phone(0.4, 0.5, "s"), Phone(0.7, 0.8, "θ")]
    line = line_with({"jawOpen": 0.2}, phones)
    tongue = line_states(line, load_map(MAP), np.array([0.15, 0.45, 0.75]))[:, COLUMN["tongue"]]
    assert np.array_equal(tongue, [1, np.float32(tongue_of(line.timeline, np.array([0.45]))[0]), 1])
    assert tongue[1] < 1e-4


def test_states_stay_in_their_ranges():
    wild = np.array([[9.0] * 7, [-9.0] * 7])
    assert np.array_equal(in_range(wild), np.stack([HIGHEST, LOWEST]))
