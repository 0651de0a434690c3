from __future__ import annotations

from visemes.bundle.needs import missing
from visemes.bundle.targets import Target


def test_conditions_are_those_of_the_other_system(make_wheel):
    wheel = make_wheel("rope", "1.0", "knot>=2; sys_platform == 'win32'", "hemp; python_version < '3.13'", "tar[fine]~=1.0")
    assert missing([wheel], {}, Target("windows", "3.13").markers()) == {"knot>=2", "tar[fine]~=1.0"}
    assert missing([wheel], {}, Target("linux", "3.11").markers()) == {"hemp", "tar[fine]~=1.0"}


def test_what_is_there_is_not_missing_however_its_name_is_spelled(make_wheel):
    wheels = [make_wheel("rope", "1.0", "Square.Knot>=2", "hemp"), make_wheel("square_knot", "2.1")]
    assert missing(wheels, {}, {}) == {"hemp"}


def test_extras_asked_for_and_asked_for_by_others(make_wheel):
    rope = make_wheel("rope", "1.0", "knot[fine]", "ears; extra == 'asr'", "eyes; extra == 'fine'")
    knot = make_wheel("knot", "1.0", "thread; extra == 'fine'", "wax; extra == 'asr'")
    assert missing([rope, knot], {"rope": ["asr"]}, {}) == {"ears", "thread"}
    assert missing([knot, rope], {}, {}) == {"thread"}
