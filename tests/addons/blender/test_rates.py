from fractions import Fraction

import pytest


@pytest.fixture(scope="session")
def rates(addon):
    return addon("rates")


@pytest.mark.parametrize(
    ("fps", "base", "exact"),
    [(24, 1.0, Fraction(24)), (24, 1.0010000467300415, Fraction(24000, 1001)), (30, 1.0010000467300415, Fraction(30000, 1001)),
     (60, 1.0010000467300415, Fraction(60000, 1001)), (25, 2.0, Fraction(25, 2))],
)  # fmt: skip
def test_the_scenes_rate_is_exact(rates, fps, base, exact):
    assert rates.scene_rate(fps, base) == exact
