# ruff: noqa: E501 - tables of phones read best a row a line
"""Articulatory features: the chart is complete, marks change what they should, distance is a distance."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.phones import LETTERS, distance, is_closure, is_contact, is_vowel, normalize, parse, plain, unknown_marks, untied

#: The IPA chart of 2020, row by row, typed independently of the tables (pulmonic, non-pulmonic, vowels, other symbols).
CHART = "pbtdʈɖcɟkɡqɢʔ mɱnɳɲŋɴ ʙrʀ ⱱɾɽ ɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦ ɬɮ ʋɹɻjɰ lɭʎʟ ʘǀǃǂǁ ɓɗʄɠʛ iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒ ʍwɥʜʢʡɕʑɺɧ ɚɝ"
BILABIAL_CLOSURES = "pbmʙʘɓƥ"
LABIODENTALS = "fvɱⱱȹȸ"
letters = st.sampled_from(sorted(LETTERS))


def test_every_letter_of_the_chart_has_features() -> None:
    missing = [letter for letter in CHART.replace(" ", "") if letter not in LETTERS]
    assert not missing


def test_every_letter_is_one_precomposed_character_of_its_own_normal_form() -> None:
    for letter in LETTERS:
        assert len(letter) == 1
        assert unicodedata.normalize("NFC", normalize(letter)) == letter


@pytest.mark.parametrize("letter", BILABIAL_CLOSURES)
def test_bilabials_that_stop_the_air_are_closures(letter: str) -> None:
    assert is_closure(letter)
    assert not is_contact(letter)


@pytest.mark.parametrize("letter", LABIODENTALS)
def test_labiodentals_are_contacts(letter: str) -> None:
    assert is_contact(letter)
    assert not is_closure(letter)


def test_only_bilabials_close_and_only_labiodentals_touch() -> None:
    assert {letter for letter in LETTERS if is_closure(letter)} == set(BILABIAL_CLOSURES)
    assert {letter for letter in LETTERS if is_contact(letter)} == set(LABIODENTALS)


@pytest.mark.parametrize("phone", ["pʼ", "pʰ", "bʲ", "mː", "m̩", "b̥", "p̚", "k͡p", "ɡ͡b", "kp", "ᵐb", "mb", "p͡f", "bʷ", "ɓ̰", "p̃", "ŋ͡m"])
def test_marked_and_double_bilabials_close(phone: str) -> None:
    assert is_closure(phone)


@pytest.mark.parametrize("phone", ["p̪", "b̪", "m̪"])
def test_the_dental_mark_makes_a_bilabial_labiodental(phone: str) -> None:
    assert is_contact(phone)
    assert not is_closure(phone)


def test_the_dental_mark_moves_t_to_the_teeth_and_leaves_s_hissing() -> None:
    assert parse("t̪")[0].place == "dental"
    assert parse("s̪")[0].sibilant


@pytest.mark.parametrize(
    ("label", "sounds"), [("aɪ", 2), ("t͡ʃ", 2), ("tʃ", 2), ("ʧ", 2), ("aɪə", 3), ("ã", 1), ("ɑːɹ", 2), ("˥", 0), ("", 0), ("ç", 1)]
)
def test_parse_counts_the_sounds_of_a_phone(label: str, sounds: int) -> None:
    assert len(parse(label)) == sounds


def test_a_tie_is_remembered_and_means_the_same_as_none() -> None:
    assert [sound.tied for sound in parse("t͡s")] == [False, True]
    assert untied("t͡s") == untied("ʦ") == "ts"


@pytest.mark.parametrize(
    ("phone", "attribute", "value"),
    [
        ("ã", "nasal", True),
        ("kʷ", "labialized", True),
        ("pʼ", "manner", "ejective"),
        ("ə˞", "rhotic", True),
        ("æ̈", "backness", 0.25),
    ],
)
def test_marks_change_features(phone: str, attribute: str, value: object) -> None:
    assert getattr(parse(phone)[0], attribute) == value


def test_raised_and_lowered_vowels_move_and_stay_in_range() -> None:
    assert parse("e̝")[0].openness < parse("e")[0].openness < parse("e̞")[0].openness
    assert parse("i̝")[0].openness == 0
    assert parse("a̞")[0].openness == 1


def test_plain_keeps_letters_only_and_unknown_marks_names_the_rest() -> None:
    assert plain("ˈaɪ̯ː˥") == "aɪ"
    assert unknown_marks("ˈt͡ʃʰː") == ""
    assert unknown_marks("t$Q") == "$Q"


@given(st.text(max_size=8))
def test_parse_reads_any_text(label: str) -> None:
    assert all(sound.letter in LETTERS for sound in parse(label))


@given(letters, letters, letters)
def test_distance_is_a_symmetric_premetric(a: str, b: str, c: str) -> None:
    x, y, z = (parse(letter)[0] for letter in (a, b, c))
    assert distance(x, x) == 0
    assert distance(x, y) == pytest.approx(distance(y, x))
    assert distance(x, y) >= 0
    if x.is_vowel == y.is_vowel == z.is_vowel:
        assert distance(x, z) <= distance(x, y) + distance(y, z) + 1e-9


def test_vowels_and_consonants_are_far_apart_but_for_glides() -> None:
    far = min(distance(parse(c)[0], parse(v)[0]) for c in "ptksʃlmnf" for v in "iɛɑou")
    assert distance(parse("w")[0], parse("u")[0]) < 1.5 < far
    assert distance(parse("j")[0], parse("i")[0]) < 1.5


@pytest.mark.parametrize(
    ("phone", "near", "far"),
    [("ɲ", "n", "m"), ("ɳ", "n", "k"), ("ʂ", "ʃ", "t"), ("ɕ", "ʃ", "x"), ("q", "k", "t"), ("y", "u", "ɛ"), ("ɯ", "i", "ɑ"), ("ɣ", "ɡ", "v"), ("ʎ", "l", "p")],
)  # fmt: skip
def test_distance_agrees_with_ears(phone: str, near: str, far: str) -> None:
    one = parse(phone)[0]
    assert distance(one, parse(near)[0]) < distance(one, parse(far)[0])


def test_is_vowel() -> None:
    assert is_vowel("aɪ")
    assert is_vowel("ɚ")
    assert not is_vowel("j")
    assert not is_vowel("")
