import pytest

from visemes.maps import load_map, map_names
from visemes.motion.style import RANGES, Style, shot_names, style_named, style_names


@pytest.fixture(scope="session")
def tables(addon):
    return addon("tables")


def test_every_map_of_the_engine_is_offered(tables):
    assert {name: (load_map(name).title, load_map(name).style) for name in map_names()} == tables.MAPS


def test_sliders_have_the_engines_ranges_and_defaults(tables):
    assert set(tables.SLIDERS) == set(RANGES) - {"seed"}
    for name, (low, high, default, _, tip) in tables.SLIDERS.items():
        assert (low, high) == RANGES[name]
        assert default == getattr(Style(), name)
        assert tip
        assert not tip.endswith(".")


def test_every_slider_is_shown_once(tables):
    assert sorted([*tables.MOUTH, *tables.DRAWINGS, *tables.FACE, "tolerance"]) == sorted(tables.SLIDERS)


def test_styles_set_the_sliders_the_engine_would(tables):
    assert set(tables.STYLES) == set(style_names())
    for name, (_, _, values) in tables.STYLES.items():
        for slider, (_, _, default, _, _) in tables.SLIDERS.items():
            assert values.get(slider, default) == getattr(style_named(name), slider), (name, slider)


def test_shots_are_the_engines(tables):
    assert tuple(tables.SHOTS) == shot_names()
