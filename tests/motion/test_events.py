from __future__ import annotations

import pytest

from visemes.motion.events import events_of
from visemes.timeline import Phone, Timeline


def spoken(text, length=0.1):
    """A timeline of phones of equal length; `_` is a pause."""
    phones = [Phone(i * length, (i + 1) * length, p) for i, p in enumerate(text.split()) if p != "_"]
    return Timeline(len(text.split()) * length, phones=tuple(phones))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p ɑ p", [("closure", "p"), ("closure", "p")]),
        ("ɑ m p ɑ", [("closure", "m p")]),
        ("m _ b", [("closure", "m"), ("closure", "b")]),
        ("m f ɑ", [("closure", "m"), ("contact", "f")]),
        ("s t ɑ", []),
        ("ʘ ɓ", [("closure", "ʘ ɓ")]),
    ],
)
def test_runs(text, found):
    assert [(e.kind, e.label) for e in events_of(spoken(text))] == found


def test_who_must_reopen():
    events = events_of(spoken("p ɑ b t m"))
    assert [(e.reopens, e.parts) for e in events] == [(True, True), (False, True), (False, False)]


def test_lips_meet_before_a_closure_is_heard_and_part_before_its_burst_ends():
    (event,) = events_of(spoken("ɑ p ɑ"))
    assert event.start - 0.05 <= event.held_from < event.start
    assert event.start < event.held_until < event.end
