# ruff: noqa: E501 - tables of phones read best a row a line
"""ARPABET, X-SAMPA and IPA into one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.phones import (
    CONSONANTS,
    LETTERS,
    VOWELS,
    arpabet_to_ipa,
    ipa_to_arpabet,
    ipa_word_to_arpabet,
    is_silence,
    normalize,
    phone_set,
    split_ipa,
    to_ipa,
    xsampa_to_ipa,
)

ARPABET = sorted({*VOWELS, *CONSONANTS})


@pytest.mark.parametrize("phone", ARPABET)
def test_every_arpabet_phone_survives_the_way_through_ipa(phone: str) -> None:
    assert ipa_to_arpabet(arpabet_to_ipa(phone)[0]) == (phone,)


@pytest.mark.parametrize("phone", ["AH0", "ER0", "AH1", "ER2", "IY1"])
def test_stress_chooses_the_reduced_vowels_and_comes_back(phone: str) -> None:
    label, stress = arpabet_to_ipa(phone)
    assert ipa_to_arpabet(label) == (phone[:-1],)
    assert stress == int(phone[-1])
    assert (label in "əɚ") == (stress == 0)


@pytest.mark.parametrize("bad", ["XX", "", "aa", "7"])
def test_other_spellings_are_no_arpabet(bad: str) -> None:
    with pytest.raises(KeyError):
        arpabet_to_ipa(bad)


@given(st.sampled_from(sorted(LETTERS)), st.sampled_from(["", "ː", "ʰ", "ʷ", "ʲ", "̃", "̩", "ʼ"]))
def test_every_ipa_phone_has_an_english_neighbour(letter: str, mark: str) -> None:
    phones = ipa_to_arpabet(letter + mark)
    assert all(phone in ARPABET for phone in phones)
    assert phones or letter == "ʕ"


@pytest.mark.parametrize(
    ("word", "spelled"),
    [
        ("həlˈoʊ", "HH AH0 L OW1"),
        ("wˈɜːld", "W ER1 L D"),
        ("tʃˈɪldɹən", "CH IH1 L D R AH0 N"),
        ("t͡ʃɪp", "CH IH0 P"),
        ("bjˈuːɾɪfəl", "B Y UW1 D IH0 F AH0 L"),
        ("dʒˈɔɪ", "JH OY1"),
        ("ˈaʊt", "AW1 T"),
        ("nˈeɪʃən", "N EY1 SH AH0 N"),
        ("fˈɑːðɚ", "F AA1 DH ER0"),
        ("bˈʌʔn̩", "B AH1 T N"),
        ("ʒɑ̃ː", "ZH AA0"),
        ("ʃtʁaːsə", "SH T R AA0 S AH0"),
    ],
)
def test_words_as_espeak_writes_them(word: str, spelled: str) -> None:
    assert " ".join(ipa_word_to_arpabet(word)) == spelled


def test_long_vowels_do_not_swallow_the_next() -> None:
    assert [phone for phone, _ in split_ipa("iːɪ")] == ["iː", "ɪ"]
    assert [phone for phone, _ in split_ipa("kaɪ")] == ["k", "aɪ"]


def test_a_stress_mark_waits_for_its_vowel() -> None:
    assert split_ipa("ˈstɹɪŋˌ") == (("s", None), ("t", None), ("ɹ", None), ("ɪ", 1), ("ŋ", None))


@pytest.mark.parametrize(
    ("xsampa", "ipa"),
    [("t_S", "t͡ʃ"), ("@", "ə"), ("{", "æ"), ("r\\`", "ɻ"), ('"A:', "ˈɑː"), ("b_<", "ɓ"), ("|\\|\\", "ǁ"), ("O\\", "ʘ"), ("n=", "n̩"), ("a~", "ã"), ("@`", "ɚ")],
)  # fmt: skip
def test_xsampa(xsampa: str, ipa: str) -> None:
    assert normalize(xsampa_to_ipa(xsampa)) == normalize(ipa)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["HH", "AH0", "L", "OW1", "SIL"], "arpabet"),
        (["h#", "hh", "ax", "l", "ow", "pau"], "arpabet"),
        (["B", "K", "T"], "arpabet"),
        (["h", "ə", "l", "oʊ", "sp"], "ipa"),
        (["p", "a", "t", "o"], "ipa"),
        (["h", "@", "l", "@U", ""], "xsampa"),
        (["S", "i:", "t"], "xsampa"),
        ([], "ipa"),
    ],
)
def test_a_tier_shows_its_spelling(labels: list[str], expected: str) -> None:
    assert phone_set(labels) == expected


@pytest.mark.parametrize("label", ["", "sil", "SIL", "sp", "<eps>", "h#", "pau", " "])
def test_silences(label: str) -> None:
    assert is_silence(label)
    assert to_ipa(label) == ("", None)


@pytest.mark.parametrize(
    ("label", "spelling", "expected"),
    [
        ("AH0", "arpabet", ("ə", 0)),
        ("ow", "arpabet", ("oʊ", None)),
        ("axr", "arpabet", ("ɚ", None)),
        ("dcl", "arpabet", ("d", None)),
        ("@", "xsampa", ("ə", None)),
        ('"i:', "xsampa", ("iː", 1)),
        ("ˌɑː", "ipa", ("ɑː", 2)),
        ("AO1", None, ("ɔ", 1)),
        ("§", None, ("§", None)),
    ],
)
def test_to_ipa(label: str, spelling: str | None, expected: tuple[str, int | None]) -> None:
    assert to_ipa(label, spelling) == expected  # type: ignore[arg-type]


@given(st.text(max_size=6))
def test_to_ipa_reads_any_label(label: str) -> None:
    phone, stress = to_ipa(label)
    assert isinstance(phone, str)
    assert stress in {None, 0, 1, 2}
