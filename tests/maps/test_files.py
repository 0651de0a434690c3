"""The map file: what is accepted, and what a person is told of every mistake."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import jsonschema
import pytest

from visemes.errors import MapError, UnknownNameError
from visemes.maps import json_schema, load_map, map_mistakes, map_names, map_path, new_map_text

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
schema_version = 1
name = "mine"
style = "3d"
rest = "sil"
[visemes.sil]
opening = 0
[visemes.MBP]
opening = 0
closure = true
[visemes.FV]
opening = 0.1
contact = true
[visemes.AA]
opening = 0.8
[visemes.OO]
opening = 0.2
width = -0.9
channels = ["lips"]
[visemes.TT]
opening = 0.2
channels = ["tongue"]
[phones]
"p b m" = "MBP"
"f v" = "FV"
"ɑ i" = "AA"
"u w" = "OO"
"t s" = "TT"
"aʊ" = ["AA", "OO"]
"aɪ" = [{ viseme = "AA", share = 0.7 }, { viseme = "TT", share = 0.3 }]
"""
COMBINED = """
schema_version = 1
name = "mine"
style = "3d"
rest = "sil"
[shapes]
jaw = { channel = "jaw", opening = 1.0 }
lips = { channel = "lips", minimum = -1.0, opening = -0.2, width = -0.5 }
[visemes.sil]
[visemes.MBP]
closure = true
shapes = { lips = 0.5 }
[visemes.AA]
shapes = { jaw = 0.7, lips = 0.5 }
[phones]
"p b m" = "MBP"
"ɑ t" = "AA"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[tuple[str, str, str]]:
    return [(error.key, error.expected, error.hint) for error in map_mistakes(write(folder, text))]


def test_a_good_file_loads_by_path(tmp_path: Path) -> None:
    table = load_map(write(tmp_path, GOOD))
    assert table.name == table.title == "mine"
    assert table.closures == {"MBP"}
    assert table.contacts == {"FV"}
    assert table.for_phone("aʊ") == (("AA", 0.6), ("OO", 0.4))
    assert table.for_phone("aɪ") == (("AA", 0.7), ("TT", 0.3))
    assert {name: shape.channel for name, shape in table.shapes.items()} == {
        "MBP": "lips",
        "FV": "lips",
        "AA": "lips",
        "OO": "lips",
        "TT": "tongue",
    }
    assert load_map(str(tmp_path / "mine.toml")).phones == table.phones


def test_arpabet_in_capitals_means_its_phone(tmp_path: Path) -> None:
    table = load_map(write(tmp_path, GOOD.replace('"ɑ i"', '"AA IY"').replace('"t s"', '"T S DH CH"')))
    assert table.for_phone("ɑ") == (("AA", 1.0),)
    assert table.for_phone("tʃ") == table.for_phone("ð") == (("TT", 1.0),)


def test_combined_shapes_add_up_to_opening_and_width(tmp_path: Path) -> None:
    table = load_map(write(tmp_path, COMBINED))
    assert table.combines
    assert table.visemes["AA"].opening == pytest.approx(0.7 * 1.0 - 0.5 * 0.2)
    assert table.visemes["AA"].width == pytest.approx(-0.25)
    assert table.visemes["MBP"].opening == 0
    assert table.visemes["sil"].shapes == {}


@pytest.mark.parametrize(
    ("old", "new", "key", "expected", "hint"),
    [
        ('rest = "sil"', 'rest = "sill"', "rest", "'sill' is not one of the visemes", "did you mean 'sil'?"),
        ('rest = "sil"\n', "", "rest", "is missing", "The viseme of silence."),
        ('name = "mine"', 'name = "My Map"', "name", "String must match pattern", "small letters"),
        ("schema_version = 1", "schema_version = 2", "schema_version", "must be 1, not 2", ""),
        ('style = "3d"', 'style = "4d"', "style", "must be '2d' or '3d', not '4d'", ""),
        ('"u w" = "OO"', '"u w" = "OOO"', "phones.'u w'", "'OOO' is not one of the visemes", "did you mean 'OO'?"),
        ('"u w" = "OO"', '"u ww# w" = "OO"', "phones.'u ww# w'", "'ww#' is not a phone", "IPA"),
        ('"u w" = "OO"', '"u QQ" = "OO"', "phones.'u QQ'", "'QQ' is not a phone", "ARPABET"),
        ('"u w" = "OO"', '"u w p" = "OO"', "phones.'u w p'", "'p' is listed twice", "keep one"),
        ('"u w" = "OO"', '"" = "OO"', "phones.''", "must name a phone", ""),
        ("share = 0.3", "share = 0.4", "phones.'aɪ'", "add up to 1, not 1.1", ""),
        ("share = 0.3", "share = -0.3", "phones.aɪ.1.share", "must be greater than 0, not -0.3", "Part of"),
        ('["AA", "OO"]', "[]", "phones.aʊ", "at least 1 item", ""),
        ('["AA", "OO"]', "7", "phones.aʊ", "must be a valid string, not 7", ""),
        ("opening = 0.8", "opening = 1.8", "visemes.AA.opening", "must be less than or equal to 1, not 1.8", "left out"),
        ("opening = 0.8", 'opening = "wide"', "visemes.AA.opening", "must be a valid number, not 'wide'", ""),
        ("opening = 0.8", "", "visemes.AA.opening", "is missing", "Gap between the lips"),
        ("width = -0.9", "width = -9", "visemes.OO.width", "must be greater than or equal to -1, not -9", ""),
        ("width = -0.9", "widht = -0.9", "visemes.OO.widht", "is not a key of this table", "did you mean 'width'?"),
        (
            'channels = ["lips"]',
            'channels = ["lip"]',
            "visemes.OO.channels.0",
            "must be 'jaw', 'lips', 'tongue' or 'face', not 'lip'",
            "",
        ),
        (
            "opening = 0\nclosure = true",
            "opening = 0.3\nclosure = true",
            "visemes.MBP.opening",
            "must be 0 for a closure, not 0.3",
            "lips meet",
        ),
        ("opening = 0.1\ncontact", "opening = 0.4\ncontact", "visemes.FV.opening", "at most 0.15 for a contact, not 0.4", "touch"),
        (
            "opening = 0.2\nwidth",
            "shapes = { jaw = 1 }\nopening = 0.2\nwidth",
            "visemes.OO.shapes.jaw",
            "is not one of the shapes",
            "[shapes]",
        ),
        ("[phones]", "[phonemes]\nx = 1\n[phones]", "phonemes", "is not a key of this table", "did you mean 'phones'?"),
    ],
)
def test_a_mistake_is_told_with_key_and_expectation(tmp_path: Path, old: str, new: str, key: str, expected: str, hint: str) -> None:
    assert old in GOOD
    found = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert len({k for k, _, _ in found}) == 1, found
    assert found[0][0].startswith(key)
    assert expected in found[0][1]
    assert hint in found[0][2]


@pytest.mark.parametrize(
    ("old", "new", "key", "expected", "hint"),
    [
        ("jaw = 0.7", "jaw = 1.7", "visemes.AA.shapes.jaw", "must be from 0 to 1, not 1.7", "shapes.jaw"),
        ("jaw = 0.7", "jwa = 0.7", "visemes.AA.shapes.jwa", "is not one of the shapes", "did you mean 'jaw'?"),
        ("minimum = -1.0", "minimum = 1.0", "shapes.lips.maximum", "must be above minimum (1), not 1", ""),
        ('channel = "jaw", ', "", "shapes.jaw.channel", "is missing", "articulator"),
        ("shapes = { jaw = 0.7, lips = 0.5 }", "", "visemes.AA.shapes", "is missing", "[shapes] table"),
        ("lips = 0.5 }", "lips = 0.5, jaw = 0.5 }", "visemes.MBP.opening", "must be 0 for a closure, not 0.4", ""),
    ],
)
def test_mistakes_of_combined_maps(tmp_path: Path, old: str, new: str, key: str, expected: str, hint: str) -> None:
    found = mistakes(tmp_path, COMBINED.replace(old, new, 1))
    assert (key, True, True) in [(k, expected in e, hint in h) for k, e, h in found]


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('rest = "sil"', 'rest = "X"').replace('"f v" = "FV"', '"f v" = "FF"').replace('"t s"', '"t $"')
    assert [key for key, _, _ in mistakes(tmp_path, text)] == ["phones.'f v'", "phones.'t $'", "rest"]
    with pytest.raises(MapError) as caught:
        load_map(tmp_path / "mine.toml")
    for word in ("mine.toml", "'FF'", "'$'", "'X'"):
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_table_needs_a_vowel_and_a_consonant(tmp_path: Path) -> None:
    only_vowels = GOOD[: GOOD.index("[phones]")] + '[phones]\n"a i" = "AA"\n'
    assert mistakes(tmp_path, only_vowels)[0][:2] == ("phones", "must list at least one single vowel and one single consonant")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "schema_version: is missing"),
        (b"name = ", "is not TOML"),
        ('ɑ = "A"'.encode(), "is not TOML"),
        (b"\xff\xfe\x00x", "is not UTF-8 text"),
        (b"RIFF\x24\x00\x00\x00WAVE", "is not TOML"),
        (b"phones = 3\nvisemes = []", "phones"),
    ],
)
def test_files_that_are_no_maps(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(MapError, match=said):
        load_map(path)
    assert str(path) in str(map_mistakes(path)[0]) if b"visemes" in content else True


def test_names_that_are_no_maps(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'rhubarb'"):
        load_map("rubarb")
    with pytest.raises(MapError, match="no such file"):
        load_map(tmp_path / "gone.toml")
    with pytest.raises(MapError, match="is not a file"):
        load_map(tmp_path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_map(path).name == "mine"


def test_the_template_is_a_good_map(tmp_path: Path) -> None:
    path = tmp_path / "my_rig.toml"
    path.write_text(new_map_text("my_rig"), encoding="utf-8")
    table = load_map(path)
    assert table.name == "my_rig"
    assert table.closures == {"MBP"}
    for bad in ("My rig", "", "_x", "ä"):
        with pytest.raises(MapError):
            new_map_text(bad)


def test_the_json_schema_accepts_every_shipped_map_and_refuses_a_wrong_one() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for name in map_names():
        validator.validate(tomllib.loads(map_path(name).read_text(encoding="utf-8")))
    assert not validator.is_valid(tomllib.loads(GOOD.replace('style = "3d"', 'style = "4d"')))


def test_a_shipped_map_is_read_once() -> None:
    assert load_map("rhubarb") is load_map("rhubarb")


def test_importing_the_maps_does_not_import_pydantic() -> None:
    code = "import sys, visemes.maps, visemes.cues, visemes.phones; sys.exit('pydantic' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
