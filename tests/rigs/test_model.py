"""The rig profile file and what it does with weights."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from visemes.errors import RigError, VisemesError
from visemes.maps import new_map_text
from visemes.rigs import RigProfile, Target, guess, json_schema, load_profile, profile_text

if TYPE_CHECKING:
    from pathlib import Path

TOML = """
schema_version = 1
name = "hero"
viseme_map = "oculus15"
[targets]
PP = [{ name = "Closed" }]
aa = [{ name = "Open", weight = 80.0, maximum = 100.0 }, { name = "Jaw", weight = 0.5, side = "both" }]
E = [{ name = "Open", weight = 40.0, maximum = 100.0 }]
"""


def write(folder: Path, text: str, suffix: str = ".toml") -> Path:
    path = folder / f"hero{suffix}"
    path.write_text(text, encoding="utf-8")
    return path


def test_toml_and_json_are_the_same_profile(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, TOML))
    assert profile.targets["aa"][0] == Target(name="Open", weight=80.0, maximum=100.0)
    assert load_profile(write(tmp_path, profile_text(profile), ".json")) == profile


def test_shapes_that_share_a_target_add_up_inside_its_range(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, TOML))
    assert profile.values({"aa": 0.5, "E": 0.25}) == {"Closed": 0.0, "Open": 0.5 * 80 + 0.25 * 40, "Jaw": 0.25}
    assert profile.values({"aa": 1.0, "E": 1.0})["Open"] == 100
    assert profile.values({"aa": -1.0})["Open"] == 0


def test_a_guess_survives_its_file(tmp_path: Path) -> None:
    profile = guess(["AI", "E", "O", "U", "etc", "L", "WQ", "MBP", "FV", "rest"]).profile
    text = profile_text(profile)
    assert load_profile(write(tmp_path, text, ".json")) == profile
    assert profile_text(profile) == text
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(text))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "hero"\n', "", "name: Field required"),
        ('viseme_map = "oculus15"', 'viseme_map = "oculus"', "unknown viseme map 'oculus'"),
        ("PP = [", "PPP = [", "targets.PPP: 'oculus15' has no such shape"),
        ("weight = 80.0", 'weight = "much"', "targets.aa.0.weight"),
        ("maximum = 100.0", "maximum = -1.0", "targets.aa.0: maximum must be above minimum (0)"),
        ('side = "both"', 'side = "top"', "targets.aa.1.side"),
        ('name = "Closed"', 'nam = "Closed"', "targets.PP.0.nam"),
        ("[targets]", "[targets", "is neither TOML nor JSON"),
        ("schema_version = 1", "schema_version = 9", "schema_version"),
    ],
)
def test_mistakes_name_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(VisemesError) as caught:
        load_profile(write(tmp_path, TOML.replace(old, new, 1)))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize(
    ("name", "content"), [("gone.json", None), ("list.json", b"[1]"), ("bytes.toml", b"\xff\xfe"), ("empty.json", b"")]
)
def test_files_that_are_no_profiles(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RigError, match=name):
        load_profile(path)


def test_a_profile_is_frozen() -> None:
    profile = RigProfile(name="x", viseme_map="rhubarb", targets={})
    with pytest.raises(ValueError, match="frozen"):
        profile.name = "y"  # type: ignore[misc]


def test_a_map_of_ones_own_may_lie_beside_the_profile(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(new_map_text("mine"), encoding="utf-8")
    profile = load_profile(
        write(
            tmp_path, TOML.replace("oculus15", "mine.toml").replace("PP =", "MBP =").replace("aa =", "AA =").replace("E =", "EE =")
        )
    )
    assert profile.viseme_map == "mine.toml"
