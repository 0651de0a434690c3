from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.frames import FrameGrid
from visemes.keys.placement import REACH, Exposures, place
from visemes.motion.events import events_of
from visemes.timeline import Phone, Timeline

PHONES = ("p", "m", "f", "ɑ", "s", "_")


@st.composite
def lines(draw):
    parts = draw(st.lists(st.tuples(st.sampled_from(PHONES), st.integers(20, 160)), min_size=1, max_size=9))
    time, phones = 0.0, []
    for label, milliseconds in parts:
        if label != "_":
            phones.append(Phone(time, time + milliseconds / 1000, label))
        time += milliseconds / 1000
    return Timeline(time + 0.2, phones=tuple(phones))


def fewest_lost(events, exposures):
    """By trying every choice: the fewest closures, then the fewest contacts, that must be given up."""
    options = [[None, *exposures.within(e.start - REACH, e.end + REACH)] for e in events]
    return min((lost(choice, events) for choice in product(*options) if valid(choice, events)), default=(0, 0))


def valid(choice, events):
    last, must = -10, False
    for event, index in zip(events, choice, strict=True):
        if index is not None:
            if index <= last + must:
                return False
            last, must = index, False
        must = must or event.reopens
    return True


def lost(choice, events):
    gone = [e.kind for e, c in zip(events, choice, strict=True) if c is None]
    return gone.count("closure"), gone.count("contact")


@settings(max_examples=80, deadline=None)
@given(lines(), st.sampled_from([(12, 1), (12, 2), (15, 1), (24, 1), (8, 2)]))
def test_loses_no_more_than_it_must(line, rate):
    events = events_of(line)
    exposures = Exposures(FrameGrid(Fraction(rate[0]), step=rate[1]), line.duration)
    placed = place(events, exposures)
    chosen = [item.first for item in placed]
    assert lost(chosen, events) == fewest_lost(events, exposures)
    shown = [item for item in placed if item.is_met]
    for one, other in pairwise(shown):
        between = events[events.index(one.event) : events.index(other.event)]
        assert other.first > one.last + any(e.reopens for e in between)
    for item in shown:
        near = exposures.within(item.event.start - REACH, item.event.end + REACH)
        assert item.first in near
        assert item.last in near


def test_two_frames_where_there_is_room():
    line = Timeline(1.0, phones=(Phone(0.3, 0.48, "ɑ"), Phone(0.48, 0.53, "p"), Phone(0.53, 0.8, "ɑ")))
    (item,) = place(events_of(line), Exposures(FrameGrid(Fraction(24)), 1.0))
    assert item.last - item.first + 1 >= 2
