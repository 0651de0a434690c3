"""Names of targets in every spelling riggers use."""

from __future__ import annotations

import pytest

from visemes.rigs.names import Names, common_prefix, key, sided


@pytest.mark.parametrize(
    ("name", "stem", "side"),
    [
        ("mouthSmileLeft", "mouthsmile", "left"),
        ("mouthSmile_L", "mouthsmile", "left"),
        ("mouthSmile.R", "mouthsmile", "right"),
        ("mouthSmile-r", "mouthsmile", "right"),
        ("MouthSmileR", "mouthsmile", "right"),
        ("MOUTHSMILE_LEFT", "mouthsmile", "left"),
        ("mouth_smile_left", "mouthsmile", "left"),
        ("L_mouthSmile", "mouthsmile", "left"),
        ("Left mouth smile", "mouthsmile", "left"),
        ("jawOpen", "jawopen", ""),
        ("viseme_RR", "visemerr", ""),
        ("mouthPucker", "mouthpucker", ""),
        ("L", "l", ""),
        ("_L", "l", ""),
    ],
)
def test_sides(name: str, stem: str, side: str) -> None:
    assert sided(name) == (stem, side)


def test_keys_forget_case_and_separators() -> None:
    assert key("Mouth_Smile-Left.001") == "mouthsmileleft001"
    assert key("あ") == "あ"


def test_common_prefix_ends_at_a_separator() -> None:
    assert common_prefix(["Bob_mouth_AI", "Bob_mouth_E", "Bob_mouth_etc"]) == "Bob_mouth_"
    assert common_prefix(["viseme_aa", "viseme_ah", "viseme_ab"]) == "viseme_"
    assert common_prefix(["aa", "ab", "ac"]) == ""
    assert common_prefix(["x_a", "x_b"]) == ""


def test_find_prefers_the_whole_name_and_then_the_end() -> None:
    names = Names(["head|jawOpen", "A25_Jaw_Open_extra", "old_jaw_Open"])
    assert names.find("jawOpen") == "head|jawOpen"
    assert Names(["A25_Jaw_Open"]).find("jawOpen") == "A25_Jaw_Open"
    assert Names(["A31_Mouth_Left"]).find("mouthLeft") == "A31_Mouth_Left"
    assert Names(["banana"]).find("a") is None
