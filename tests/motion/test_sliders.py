"""Every slider of a style does something, and nothing but the mouth's own sliders moves the mouth."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from visemes.check.curves import check_line
from visemes.cues import cues_for
from visemes.frames import FrameGrid
from visemes.keys import make_keys
from visemes.line import Line
from visemes.maps import load_map
from visemes.motion.style import RANGES, Style
from visemes.motion.voice import Voice
from visemes.timeline import Phone, Timeline

TEXT = "_ _ _ _ _ p ɑ m i θ æ n _ _ _ _ _ _ _ _ _ _ f aɪ v b u k s w ɪ ð m i l æ p ɑ _ _ _ _ _ _"
LABELS = TEXT.split(" ")
SECONDARY = ("brows", "blinks", "squint", "cheeks", "breath")
#: What must be on for a slider to have something to work on.
NEEDS = {"seed": {"blinks": 1.0}}
MAP = load_map("arkit52")


def spoken():
    stressed = {"ɑ", "aɪ", "u"}
    phones = [Phone(0.1 * i, 0.1 * i + 0.1, p, stress=int(p in stressed)) for i, p in enumerate(LABELS) if p != "_"]
    return Timeline(0.1 * len(LABELS), phones=tuple(phones))


def voice():
    """Louder and higher in the word after the pause."""
    times = np.arange(round(10 * len(LABELS)) + 1) * 0.01
    late = (times >= 2.3) & (times < 2.4)
    return Voice(np.where(late, -8.0, -25.0), np.where(late, 180.0, 120.0), np.full(len(times), 0.9))


def line_with(**sliders):
    timeline, grid = spoken(), FrameGrid(Fraction(24))
    cues = cues_for(timeline, MAP)
    keyed = make_keys(timeline, cues, MAP, grid, Style().with_sliders(**sliders), voice=voice())
    return Line("x", MAP.name, MAP.rest, grid, timeline, cues, keyed.exposures, keyed.curves, warnings=keyed.warnings)


def other_value(name):
    low = RANGES[name][0]
    return {"seed": 7, "hold": 0.5, "lead": 0.1, "minimum_hold": 0.3, "change_cost": 8.0, "in_betweens": 5.0}.get(
        name, 1.0 if getattr(Style(), name) == 0 else (low + getattr(Style(), name)) / 2
    )


@pytest.mark.parametrize("name", [*RANGES, "shot"])
def test_every_slider_does_something(name):
    needed = NEEDS.get(name, {})
    value = "wide" if name == "shot" else other_value(name)
    plain, moved = line_with(**needed), line_with(**needed, **{name: value})
    assert (plain.exposures, plain.curves) != (moved.exposures, moved.curves)


@pytest.mark.parametrize("name", SECONDARY)
def test_secondary_motion_repeats_and_leaves_every_event_alone(name):
    plain, moved = line_with(), line_with(**{name: 1.0})
    assert moved.curves == line_with(**{name: 1.0}).curves
    report = check_line(moved, MAP, "curves")
    assert not report.missed
    assert not report.outside
    mouth = {c.shape: c for c in moved.curves if c.channel != "face"}
    for curve in plain.curves:
        for phone in (p for p in spoken().phones if p.label in {"p", "b", "m", "f", "v"}):
            frame = moved.grid.nearest(phone.middle)
            assert mouth[curve.shape].value_at(frame) == pytest.approx(curve.value_at(frame), abs=0.02)
    if name != "breath":
        assert tuple(mouth.values()) == plain.curves


def test_a_map_without_such_shapes_says_so():
    timeline, rhubarb = spoken(), load_map("rhubarb")
    style = Style().with_sliders(brows=1, blinks=1)
    keyed = make_keys(timeline, cues_for(timeline, rhubarb), rhubarb, FrameGrid(Fraction(24)), style)
    assert [w.split(":")[0] for w in keyed.warnings] == ["brows", "blinks"]
    assert "has no shape" in keyed.warnings[0]
