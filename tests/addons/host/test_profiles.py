import json

import pytest

from visemes.rigs import guess, load_profile, profile_text


@pytest.fixture(scope="session")
def profiles(addon):
    return addon("profiles")


def test_a_profile_we_write_is_one_the_engine_reads(profiles, tmp_path):
    rows = [
        profiles.Row("jawOpen", "JawDown", 80.0, 0.0, 100.0), profiles.Row("mouthClose", "lips_L", side="left"),
        profiles.Row("mouthClose", "lips_R", 0.5, -1.0, 1.0, "right"), profiles.Row("mouthFunnel", "Größe"),
    ]  # fmt: skip
    path = tmp_path / "hero.json"
    profiles.write(path, profiles.profile_of("hero", "arkit52", rows))
    found = load_profile(path)
    assert (found.name, found.viseme_map) == ("hero", "arkit52")
    assert [(shape, t.name, t.weight, t.minimum, t.maximum, t.side) for shape, ts in found.targets.items() for t in ts] == [
        (row.shape, row.name, row.weight, row.minimum, row.maximum, row.side) for row in rows
    ]
    assert profiles.rows_of(profiles.read(path)) == rows
    assert [path.name for path in tmp_path.iterdir()] == ["hero.json"]


def test_a_profile_the_engine_guessed_is_one_we_read(profiles, tmp_path):
    guessed = guess(["viseme_aa", "viseme_PP", "viseme_O", "viseme_FF", "viseme_E", "viseme_I", "viseme_U", "viseme_sil"]).profile
    path = tmp_path / "guessed.json"
    path.write_text(profile_text(guessed), encoding="utf-8")
    assert profiles.text(profiles.read(path)) == profile_text(guessed)


def test_toml_is_read_too(profiles, tmp_path):
    path = tmp_path / "hero.toml"
    path.write_text('schema_version = 1\nname = "h"\nviseme_map = "arkit52"\n[targets]\njawOpen = [{ name = "J", weight = 2 }]\n')
    assert profiles.rows_of(profiles.read(path)) == [profiles.Row("jawOpen", "J", 2.0)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "neither TOML nor JSON"), ("[]", "names no viseme_map"), ('{"viseme_map": 3}', "names no viseme_map"),
        ('{"viseme_map": "a", "schema_version": 9, "targets": {}}', "newer version"), ('{"viseme_map": "a"}', "malformed"),
        ('{"viseme_map": "a", "targets": {"j": [{"weight": 1}]}}', "malformed"),
        ('{"viseme_map": "a", "targets": {"j": [{"name": "J", "minimum": 2}]}}', "impossible range"),
        ('{"viseme_map": "a", "targets": {"j": [{"name": "J", "weight": NaN}]}}', "impossible range"),
        ('{"viseme_map": "a", "targets": {"j": [{"name": "J", "weight": "x"}]}}', "malformed"),
        ("[" * 100_000, "neither TOML nor JSON"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_profile_says_why(profiles, tmp_path, content, said):
    path = tmp_path / "odd.json"
    path.write_text(content)
    with pytest.raises(profiles.ProfileError, match=said):
        profiles.read(path)


def test_a_file_that_is_not_there_or_too_large(profiles, tmp_path):
    with pytest.raises(profiles.ProfileError, match="cannot be read"):
        profiles.read(tmp_path / "none.json")
    (tmp_path / "huge.json").write_text(json.dumps({"a": "x" * profiles.LARGEST}))
    with pytest.raises(profiles.ProfileError, match="too large"):
        profiles.read(tmp_path / "huge.json")


def test_nothing_half_written_is_left(profiles, tmp_path):
    with pytest.raises(profiles.ProfileError, match="cannot be written"):
        profiles.write(tmp_path / "no folder" / "a.json", profiles.profile_of("a", "arkit52", []))
