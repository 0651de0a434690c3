# ruff: noqa: E501, SIM905 - lists of names read best as they are copied
"""Guessing a set from a rig's names, on lists as the tools write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.errors import RigError
from visemes.maps import load_map
from visemes.rigs import Guess, guess, presets

ARKIT = list(load_map("arkit52").shapes)
OCULUS = "sil PP FF TH DD kk CH SS nn RR aa E ih oh ou".split()
RPM = ["viseme_" + name for name in "sil PP FF TH DD kk CH SS nn RR aa E I O U".split()]
DAZ = "AA EE EH ER F IH IY K L M OW S SH T TH UW W".split()
VROID = [
    "Face.M_F00_000_00_Fcl_" + name
    for name in "ALL_Neutral ALL_Angry ALL_Fun BRW_Angry EYE_Close EYE_Close_L EYE_Close_R MTH_Close MTH_Up MTH_Fun MTH_A MTH_I MTH_U MTH_E MTH_O HA_Hide".split()
]
CC4 = (
    "Brow_Raise_Inner_L Brow_Raise_Inner_R Eye_Blink_L Eye_Blink_R Nose_Sneer_L Mouth_Smile_L Mouth_Smile_R Mouth_Close Mouth_Press_L V_Open V_Explosive "
    "V_Dental_Lip V_Tight_O V_Tight V_Wide V_Affricate V_Lip_Open V_Tongue_up V_Tongue_Raise V_Tongue_Out V_Tongue_Narrow V_Tongue_Lower "
    "V_Tongue_Curl_U V_Tongue_Curl_D Jaw_Open Head_Turn_Up"
).split()
CC3 = (
    "Brow_Raise_Inner_Left Eye_Blink Mouth_Smile Mouth_Frown Open Explosive Dental_Lip Tight-O Tight Wide Affricate Lip_Open Tongue_up Tongue_Raise "
    "Tongue_Out Tongue_Narrow Tongue_Lower Tongue_Curl-U Tongue_Curl-D"
).split()
CC_ARKIT = [
    *"A25_Jaw_Open A26_Jaw_Forward A29_Mouth_Funnel A30_Mouth_Pucker A31_Mouth_Left A32_Mouth_Right A33_Mouth_Roll_Upper A34_Mouth_Roll_Lower".split(),
    *"A35_Mouth_Shrug_Upper A36_Mouth_Shrug_Lower A37_Mouth_Close A38_Mouth_Smile_Left A39_Mouth_Smile_Right A44_Mouth_Upper_Up_Left".split(),
    *"A45_Mouth_Upper_Up_Right A46_Mouth_Lower_Down_Left A47_Mouth_Lower_Down_Right A48_Mouth_Press_Left A49_Mouth_Press_Right".split(),
    *"A50_Mouth_Stretch_Left A51_Mouth_Stretch_Right A14_Eye_Blink_Left T10_Tongue_Out".split(),
]
METAHUMAN = [
    "CTRL_C_jaw", "CTRL_C_jaw_fwdBack", "CTRL_C_mouth", "CTRL_C_tongue_inOut", "CTRL_rigLogicSwitch",
    *(f"CTRL_{side}_mouth_{name}" for side in "LR" for name in (
        "lipsTogetherU lipsTogetherD funnelU funnelD purseU purseD stretch cornerPull cornerDepress upperLipRaise lowerLipDepress dimple pressU pressD "
        "lipsRollU lipsRollD suckBlow sharpCornerPull towardsU towardsD".split())),
    *(f"CTRL_{side}_{name}" for side in "LR" for name in "eye_blink eye_squintInner brow_down brow_raiseIn brow_raiseOut nose jaw_ChinRaiseD jaw_ChinRaiseU".split()),
]  # fmt: skip
METAHUMAN_CURVES = [
    "CTRL_expressions_jawOpen", "CTRL_expressions_jawFwd", "CTRL_expressions_mouthLeft", "CTRL_expressions_tongueOut",
    *(f"CTRL_expressions_mouth{name}{side}" for side in "LR" for name in
      "UpperLipRaise LowerLipDepress CornerPull Stretch Dimple CornerDepress PressU PressD LowerLipRollIn UpperLipRollIn".split()),
    *(f"CTRL_expressions_mouth{name}{lip}{side}" for side in "LR" for lip in "UD" for name in "LipsPurse LipsTowards Funnel LipsTogether".split()),
    *(f"CTRL_expressions_{name}{side}" for side in "LR" for name in "eyeBlink eyeSquintInner eyeWiden browDown browRaiseIn".split()),
]  # fmt: skip
ADVANCED_SKELETON = [
    *(f"ctrlPhonemes_M.{name}" for name in "aaa eh ahh ohh uuu iee rrr www sss fff tth mbp ssh schwa gk lntd".split()),
    "ctrlMouth_M.translateY", "ctrlLips_M.translateY", "ctrlEmotions_M.happy", "ctrlMouthCorner_L.translateY", "Jaw_M.translateY",
]  # fmt: skip

RIGS = {
    "arkit": (ARKIT, "arkit52"),
    "arkit _L _R": ([name.replace("Left", "_L").replace("Right", "_R") for name in ARKIT], "arkit52"),
    "arkit camel L R": ([name.replace("Left", "L").replace("Right", "R") for name in ARKIT], "arkit52"),
    "arkit capitals": ([name.upper() for name in ARKIT], "arkit52"),
    "arkit snake": (["".join("_" + c.lower() if c.isupper() else c for c in name) for name in ARKIT], "arkit52"),
    "arkit in maya": (["hero:head_blendShapes." + name for name in ARKIT], "arkit52"),
    "arkit in unity": (["blendShape2." + name for name in ARKIT], "arkit52"),
    "arkit side first": (
        [f"Left_{n[:-4]}" if n.endswith("Left") else f"Right_{n[:-5]}" if n.endswith("Right") else n for n in ARKIT],
        "arkit52",
    ),
    "character creator, arkit": (CC_ARKIT, "arkit52"),
    "metahuman board": (METAHUMAN, "arkit52"),
    "metahuman in maya": ([name + ".ty" for name in METAHUMAN], "arkit52"),
    "metahuman curves": (METAHUMAN_CURVES, "arkit52"),
    "metahuman curves, lower case": ([name.lower() for name in METAHUMAN_CURVES], "arkit52"),
    "advanced skeleton": (ADVANCED_SKELETON, "oculus15"),
    "advanced skeleton with a namespace": (["hero:" + name for name in ADVANCED_SKELETON], "oculus15"),
    "oculus": (OCULUS, "oculus15"),
    "oculus, viseme_": (["viseme_" + name for name in OCULUS], "oculus15"),
    "oculus, lower case with a mesh": (["Body:v_" + name.lower() for name in OCULUS], "oculus15"),
    "ready player me": (RPM, "ready_player_me"),
    "ready player me, everything": ([*ARKIT, "mouthOpen", "mouthSmile", "eyesClosed", *RPM], "ready_player_me"),
    "vrchat": (["vrc.blink_left", "vrc.lowerlid_left", *("vrc.v_" + name.lower() for name in OCULUS), "Smile"], "vrchat"),
    "vroid": (VROID, "vrm0"),
    "vrm 0": (["Neutral", "A", "I", "U", "E", "O", "Blink", "Joy", "Angry", "Sorrow", "Fun"], "vrm0"),
    "mikumikudance": (["真面目", "困る", "まばたき", "あ", "い", "う", "え", "お", "にやり"], "vrm0"),
    "vrm 1": ("aa angry blink blinkLeft blinkRight ee happy ih lookDown neutral oh ou relaxed sad surprised".split(), "vrm1"),
    "character creator 4": (CC4, "cc4"),
    "character creator 3": (CC3, "cc4"),
    "iclone 1:1": ("EE Er IH Ah Oh W_OO S_Z Ch_J F_V TH T_L_D_N B_M_P K_G_H_NG AE R Eye_Blink_L".split(), "cc_direct"),
    "genesis 8": (["Genesis8Female__eCTRLv" + name for name in DAZ] + ["Genesis8Female__eCTRLMouthSmile"], "daz8"),
    "genesis 3": (["head.eCTRLv" + name for name in DAZ] + ["head.eCTRLTongue Curl"], "daz8"),
    "genesis 8.1": (["facs_ctrl_v" + name for name in DAZ], "daz8"),
    "preston blair": ("AI E O U etc L WQ MBP FV rest".split(), "preston_blair"),
    "preston blair, moho layers": (["Bob mouth " + name for name in "AI E O U etc L WQ MBP FV rest".split()], "preston_blair"),
    "fleming dobbs": ("AA EHSZ FV GK IY MBP NLTDR O SH TH rest".split(), "fleming_dobbs"),
    "rhubarb": (list("ABCDEFGHX"), "rhubarb"),
    "rhubarb drawings": ([f"lisa-{letter}" for letter in "ABCDEFGHX"], "rhubarb"),
    "toon boom": (list("ABCDEFGX"), "toon_boom"),
    "adobe": ("Neutral Ah D Ee F L M Oh R S Uh W-Oo Smile Surprised".split(), "adobe_ch"),
    "azure": ([f"viseme_id_{number}" for number in range(22)], "azure"),
    "sapi": ([f"SP_VISEME_{number}" for number in range(22)], "sapi22"),
}


@pytest.mark.parametrize(("names", "expected"), RIGS.values(), ids=RIGS.keys())
def test_real_rigs_are_recognised(names: list[str], expected: str) -> None:
    found = guess(names)
    assert found.profile.viseme_map == expected
    assert found.confidence >= 0.7
    check(found, names)


def check(found: Guess, names: list[str]) -> None:
    """What holds for every guess."""
    table = load_map(found.profile.viseme_map)
    used = {target.name for targets in found.profile.targets.values() for target in targets}
    assert used <= set(names)
    assert set(found.unmatched) == set(names) - used
    assert set(found.profile.targets) <= {*table.shapes, table.rest}
    assert not set(found.missing) & set(found.profile.targets)
    assert 0 <= found.confidence <= 1
    assert all(name != table.name and 0 <= confidence <= 1 for name, confidence in found.others)


@pytest.mark.parametrize(
    "rig", ["arkit", "arkit _L _R", "arkit camel L R", "arkit snake", "arkit side first", "arkit in maya", "arkit capitals"]
)
def test_every_arkit_shape_finds_its_own_target_and_side(rig: str) -> None:
    names = RIGS[rig][0]
    targets = guess(names).profile.targets
    assert {shape: targets[shape][0].name for shape in ARKIT} == dict(zip(ARKIT, names, strict=True))
    for shape, table_shape in load_map("arkit52").shapes.items():
        assert targets[shape][0].side == table_shape.side


def test_every_oculus_viseme_finds_its_own_target() -> None:
    names = RIGS["vrchat"][0]
    targets = guess(names).profile.targets
    assert {shape: [target.name for target in found] for shape, found in targets.items()} == {
        name: [name] for name in names if ".v_" in name
    }


def test_metahuman_closes_with_four_controls() -> None:
    closing = guess(METAHUMAN).profile.targets["mouthClose"]
    assert {target.name for target in closing} == {f"CTRL_{side}_mouth_lipsTogether{lip}" for side in "LR" for lip in "UD"}
    assert {(target.side, target.name[5]) for target in closing} == {("left", "L"), ("right", "R")}


def test_advanced_skeleton_counts_to_ten() -> None:
    found = guess(ADVANCED_SKELETON)
    assert found.preset == "advanced_skeleton"
    lips = found.profile.targets["PP"]
    assert [(target.name, target.weight, target.minimum, target.maximum) for target in lips] == [("ctrlPhonemes_M.mbp", 10, 0, 10)]
    assert found.profile.values({"PP": 0.5})["ctrlPhonemes_M.mbp"] == 5.0
    assert found.profile.values({"DD": 0.8, "nn": 0.6})["ctrlPhonemes_M.lntd"] == 10.0


def test_one_smile_for_both_sides_is_shared() -> None:
    names = [name for name in ARKIT if "Smile" not in name] + ["mouthSmile"]
    targets = guess(names).profile.targets
    assert targets["mouthSmileLeft"] == targets["mouthSmileRight"]
    assert targets["mouthSmileLeft"][0].name == "mouthSmile"
    assert targets["mouthSmileLeft"][0].weight == 0.5


def test_two_brows_where_the_set_has_one_both_move() -> None:
    names = [name for name in ARKIT if name != "browInnerUp"] + ["browInnerUp_L", "browInnerUp_R"]
    assert [target.name for target in guess(names).profile.targets["browInnerUp"]] == ["browInnerUp_L", "browInnerUp_R"]


def test_the_drawing_of_silence_is_kept() -> None:
    assert guess(list("ABCDEFGHX")).profile.targets["X"][0].name == "X"


def test_missing_shapes_lower_the_confidence_and_are_listed() -> None:
    found = guess([name for name in ARKIT if name not in {"mouthClose", "mouthPucker"}])
    assert set(found.missing) == {"mouthClose", "mouthPucker"}
    assert 0.7 < found.confidence < guess(ARKIT).confidence == 1


def test_a_set_can_be_asked_for() -> None:
    names = RIGS["ready player me, everything"][0]
    assert guess(names, "arkit52").profile.viseme_map == "arkit52"
    assert dict(guess(names).others)["arkit52"] == 1


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (["jaw_master", "lips.L", "lips.R", "spine_fk"], "bones"),
        (["c_jawbone.x", "c_lips_smile.l"], "bones"),
        (["mixamorig:Head", "mixamorig:Spine"], "bones"),
        (["Cube", "Key 1", "Basis"], "rig profile"),
        (["Basis"], "rig profile"),
        ([], "one a line"),
        (["", "  "], "one a line"),
    ],
)
def test_names_that_say_nothing_are_an_error_with_advice(names: list[str], hint: str) -> None:
    with pytest.raises(RigError) as caught:
        guess(names)
    assert hint in caught.value.hint


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_names_give_a_guess_or_a_clear_error(names: list[str]) -> None:
    stripped = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    try:
        found = guess(names)
    except RigError:
        return
    check(found, stripped)


@settings(max_examples=10, deadline=None)
@given(st.permutations(ARKIT))
def test_the_order_of_names_does_not_matter(names: list[str]) -> None:
    assert guess(names).profile == guess(ARKIT).profile


def test_presets_name_shapes_their_maps_have() -> None:
    for preset in presets():
        table = load_map(preset.viseme_map)
        assert set(preset.names) <= {*table.shapes, table.rest}
        assert set(preset.controls) <= set(table.shapes)
        assert all(0 < certainty <= 1 for certainty in preset.prefixes.values())
