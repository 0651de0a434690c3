from fractions import Fraction

import pytest


@pytest.fixture(scope="session")
def units(addon):
    return addon("units")


@pytest.mark.parametrize(
    ("unit", "rate"),
    [("film", 24), ("pal", 25), ("ntsc", 30), ("show", 48), ("palf", 50), ("ntscf", 60), ("game", 15), ("12fps", 12),
     ("120fps", 120), ("23.976fps", Fraction(24000, 1001)), ("29.97fps", Fraction(30000, 1001)), ("29.97df", Fraction(30000, 1001)),
     ("59.94fps", Fraction(60000, 1001)), ("47.952fps", Fraction(48000, 1001)), ("sec", 1), ("millisec", 1000)],
)  # fmt: skip
def test_time_units_are_exact_rates(units, unit, rate):
    assert units.frame_rate(unit) == rate


@pytest.mark.parametrize("unit", ["", "reel", "0fps", "fps", "-3fps", "12"])
def test_an_unknown_unit_is_an_error(units, unit):
    with pytest.raises(ValueError, match="time unit"):
        units.frame_rate(unit)


def test_angles_are_radians_and_lengths_centimetres_inside(units):
    assert units.inside("doubleAngle", "deg", "m") == pytest.approx(0.0174532925199)
    assert units.inside("doubleAngle", "rad", "m") == 1.0
    assert units.inside("doubleLinear", "deg", "m") == 100.0
    assert units.inside("doubleLinear", "deg", "in") == 2.54
    assert units.inside("double", "deg", "m") == 1.0
    assert units.inside("bool", "deg", "m") == 1.0
