# ruff: noqa: E501, SIM905 - tables of phones read best a row a line
"""The shipped sets: complete, documented, and right by the published tables."""

from __future__ import annotations

import time

import pytest

from visemes.maps import VisemeMap, load_map, map_mistakes, map_names

EXPECTED = {
    "adobe_ch", "arkit52", "azure", "cc4", "cc_direct", "daz8", "fleming_dobbs", "oculus15", "polly", "preston_blair", "ready_player_me",
    "rhubarb", "sapi22", "toon_boom", "vrchat", "vrm0", "vrm1",
}  # fmt: skip
every_map = pytest.mark.parametrize("table", [load_map(name) for name in map_names()], ids=lambda table: table.name)

#: Apple's list, typed from its documentation.
ARKIT = (
    "browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight cheekPuff cheekSquintLeft cheekSquintRight eyeBlinkLeft eyeBlinkRight "
    "eyeLookDownLeft eyeLookDownRight eyeLookInLeft eyeLookInRight eyeLookOutLeft eyeLookOutRight eyeLookUpLeft eyeLookUpRight eyeSquintLeft "
    "eyeSquintRight eyeWideLeft eyeWideRight jawForward jawLeft jawOpen jawRight mouthClose mouthDimpleLeft mouthDimpleRight mouthFrownLeft "
    "mouthFrownRight mouthFunnel mouthLeft mouthLowerDownLeft mouthLowerDownRight mouthPressLeft mouthPressRight mouthPucker mouthRight "
    "mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper mouthSmileLeft mouthSmileRight mouthStretchLeft mouthStretchRight "
    "mouthUpperUpLeft mouthUpperUpRight noseSneerLeft noseSneerRight tongueOut"
).split()


def first(table: VisemeMap, phones: str) -> set[str]:
    return {table.for_phone(phone)[0][0] for phone in phones.split()}


def names(table: VisemeMap, phone: str) -> list[str]:
    return [name for name, _ in table.for_phone(phone)]


def test_the_sets_are_all_there_and_free_of_mistakes() -> None:
    assert set(map_names()) == EXPECTED
    assert [mistake for name in map_names() for mistake in map_mistakes(name)] == []


@every_map
def test_every_set_is_documented(table: VisemeMap) -> None:
    assert table.title
    assert table.description.endswith(".")
    assert table.source
    assert all(viseme.description for viseme in table.visemes.values())


@every_map
def test_shapes_and_lips_are_on_their_scales(table: VisemeMap) -> None:
    for viseme in table.visemes.values():
        assert 0 <= viseme.opening <= 0.9
        assert -1 <= viseme.width <= 0.75
        for shape, weight in viseme.shapes.items():
            assert table.shapes[shape].minimum <= weight <= table.shapes[shape].maximum
    assert table.visemes[table.rest].opening == 0
    assert not table.visemes[table.rest].closure


@every_map
def test_every_viseme_but_extras_is_used_by_some_phone(table: VisemeMap) -> None:
    used = {name for targets in table.phones.values() for name, _ in targets}
    assert set(table.visemes) - used == {table.rest}


@every_map
def test_one_scale_across_sets(table: VisemeMap) -> None:
    """The same sound opens about as wide in any set: one drawing may have to serve several vowels."""
    reference = load_map("arkit52")
    for phone in "ɑ i u s f w o t".split():
        here = table.visemes[table.for_phone(phone)[0][0]].opening
        assert here == pytest.approx(reference.visemes[reference.for_phone(phone)[0][0]].opening, abs=0.27), phone


def test_rhubarb_is_rhubarb() -> None:
    table = load_map("rhubarb")
    assert first(table, "p b m") == {"A"}
    assert first(table, "k s t i") == {"B"}
    assert first(table, "ɛ æ") == {"C"}
    assert first(table, "ɑ") == {"D"}
    assert first(table, "ɔ ɝ") == {"E"}
    assert first(table, "u w") == {"F"}
    assert first(table, "f v") == {"G"}
    assert first(table, "l") == {"H"}
    assert table.rest == "X"
    assert names(table, "oʊ")[-1] == "F"


def test_sapi_is_microsofts_enumeration() -> None:
    table = load_map("sapi22")
    rows = "1 æ ə ʌ|2 ɑ|3 ɔ|4 eɪ ɛ ʊ|5 ɝ|6 j i ɪ|7 w u|8 oʊ|9 aʊ|10 ɔɪ|11 aɪ|12 h|13 ɹ|14 l|15 s z|16 ʃ tʃ dʒ ʒ|17 θ ð|18 f v|19 d t n|20 k ɡ ŋ|21 p b m"
    for row in rows.split("|"):
        viseme, phones = row.split(" ", 1)
        assert first(table, phones) == {viseme}


def test_azure_splits_what_it_splits() -> None:
    table = load_map("azure")
    assert names(table, "eɪ") == ["4", "6"]
    assert names(table, "oʊ") == ["8", "4"]
    assert names(table, "tʃ") == names(table, "dʒ") == ["19", "16"]
    assert names(table, "aɪ") == ["11"]
    assert first(table, "θ") == {"19"}
    assert first(table, "ð") == {"17"}
    assert first(table, "ɚ") == {"1"}
    assert first(table, "ɝ") == {"5"}


def test_polly_is_amazons_table() -> None:
    table = load_map("polly")
    rows = (
        "p b m p|t d l n t|S dʒ tʃ ʃ ʒ|T ð θ|f f v|k ɡ h k ŋ|i j i ɪ|r ɹ|s s z|u w u ʊ|@ ə ɚ|a æ aɪ aʊ ɑ|e eɪ|E ɝ ɛ ʌ|o oʊ|O ɔ ɔɪ"
    )
    for row in rows.split("|"):
        viseme, phones = row.split(" ", 1)
        assert first(table, phones) == {viseme}


def test_the_oculus_family_is_one_table_under_three_names() -> None:
    oculus, rpm, vrchat = load_map("oculus15"), load_map("ready_player_me"), load_map("vrchat")
    renamed = {"ih": "I", "oh": "O", "ou": "U"}
    for phone in oculus.phones:
        assert names(rpm, phone) == ["viseme_" + renamed.get(name, name) for name in names(oculus, phone)]
        assert names(vrchat, phone) == ["vrc.v_" + name.lower() for name in names(oculus, phone)]
    assert [v.opening for v in rpm.visemes.values()] == [v.opening for v in oculus.visemes.values()]


def test_fleming_dobbs_does_not_shut_the_mouth_for_d() -> None:
    assert first(load_map("fleming_dobbs"), "d") == {"NLTDR"}


def test_arkit_lists_apples_52_shapes_with_their_channels() -> None:
    table = load_map("arkit52")
    assert sorted(table.shapes) == sorted(ARKIT)
    for name, shape in table.shapes.items():
        organ = {"jaw": "jaw", "mouth": "lips", "tongue": "tongue"}
        assert shape.channel == next((channel for start, channel in organ.items() if name.startswith(start)), "face")
        assert shape.side == ("left" if name.endswith("Left") else "right" if name.endswith("Right") else "both")


def test_arkit_is_symmetric() -> None:
    for viseme in load_map("arkit52").visemes.values():
        for shape, weight in viseme.shapes.items():
            if shape.endswith("Left"):
                assert viseme.shapes[shape.removesuffix("Left") + "Right"] == weight


def test_arkit_closure_presses_the_lips_over_a_small_jaw() -> None:
    weights = load_map("arkit52").visemes["PP"].shapes
    assert weights["mouthClose"] == weights["jawOpen"] <= 0.1
    assert min(weights["mouthPressLeft"], weights["mouthRollLower"], weights["mouthRollUpper"]) > 0


def test_arkit_uses_the_shapes_an_animator_expects() -> None:
    table = load_map("arkit52")
    rolled = table.visemes["FF"].shapes
    assert rolled["mouthRollLower"] >= 0.4
    assert rolled["mouthUpperUpLeft"] > 0
    assert table.visemes["TH"].shapes["tongueOut"] > 0
    assert table.visemes["WW"].shapes["mouthPucker"] > table.visemes["WW"].shapes["mouthFunnel"]
    assert table.visemes["CH"].shapes["mouthFunnel"] > table.visemes["CH"].shapes["mouthPucker"]
    assert table.visemes["SS"].shapes["jawOpen"] <= 0.06
    assert table.visemes["iy"].opening > 0.3 > table.visemes["iy"].shapes["jawOpen"]
    assert all("lips" not in table.visemes[name].channels for name in ("DD", "LL", "kk", "hh"))


def test_arkit_opening_is_the_sum_of_its_shapes() -> None:
    table = load_map("arkit52")
    for viseme in table.visemes.values():
        summed = sum(table.shapes[shape].opening * weight for shape, weight in viseme.shapes.items())
        assert viseme.opening == pytest.approx(min(1, max(0, summed)), abs=1e-4)


def test_sets_without_a_shapes_table_have_one_shape_a_viseme() -> None:
    table = load_map("oculus15")
    assert not table.combines
    assert set(table.shapes) == set(table.visemes) - {"sil"}
    assert all(viseme.shapes == ({} if name == "sil" else {name: 1.0}) for name, viseme in table.visemes.items())
    assert table.shapes["aa"].opening == table.visemes["aa"].opening


def test_loading_is_quick() -> None:
    from visemes.maps.files import _loaded, map_path

    _loaded(map_path("rhubarb"))
    best = min(_timed(lambda: _loaded(map_path("arkit52"))) for _ in range(5))
    assert best < 0.03


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start
