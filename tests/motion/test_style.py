from __future__ import annotations

import pytest

from visemes.errors import UnknownNameError, UsageError
from visemes.motion.style import RANGES, Style, shot_names, style_named, style_names


def test_presets_are_complete_and_realistic_is_the_default():
    assert set(style_names()) == {"realistic", "cartoon", "limited", "subtle"}
    assert style_named("realistic").with_sliders(seed=1) == Style(description=style_named("realistic").description)


@pytest.mark.parametrize("name", RANGES)
def test_every_slider_has_limits(name):
    low, high = RANGES[name]
    Style().with_sliders(**{name: low})
    for wrong in (high + 1, float("nan"), "x"):
        with pytest.raises(UsageError):
            Style().with_sliders(**{name: wrong})


def test_unknown_names_are_told():
    with pytest.raises(UnknownNameError, match="cartoon"):
        style_named("cartoony")
    with pytest.raises(UnknownNameError, match="strength"):
        Style().with_sliders(strenght=1)
    with pytest.raises(UnknownNameError):
        Style().with_sliders(shot="closeup-ish")


def test_far_shots_move_more_and_hold_longer():
    styles = [Style().with_sliders(shot=shot) for shot in shot_names()]
    assert [s.reach for s in styles] == sorted(s.reach for s in styles)
    assert [s.drawing_hold for s in styles] == sorted(s.drawing_hold for s in styles)
