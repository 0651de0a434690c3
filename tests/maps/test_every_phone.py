# ruff: noqa: E501, SIM905 - tables of phones read best a row a line
"""Every sound people make is shown, in every shipped set, and shown as what it is."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.maps import VisemeMap, load_map, map_names
from visemes.phones import CONSONANTS, LETTERS, VOWELS, arpabet_to_ipa, is_closure, is_contact, parse

#: Marks a phone may carry: length, tone, stress, secondary articulation, voicing, place, release, syllabicity …
MARKS = ["", *"ːˑˈˌ˥˦˧˨˩ʰʱʲʷˠˤˀⁿˡʼ˞ᵊ", *"̥̬̹̜̟̠̝̞̘̙̪̺̻̼̩̯̃̈̽̆̀́̂̌̄̋̏̑̊̇̍̎̐̒̓̚", "̃ː", "ʷː", "ʰʷ", "ʲʰ", "̥̃"]
AFFRICATES = "t͡s d͡z t͡ʃ d͡ʒ t͡ɕ d͡ʑ ʈ͡ʂ ɖ͡ʐ t͡ɬ p͡f b͡v k͡x q͡χ t͡θ d͡ð c͡ç ɟ͡ʝ ts dz tʃ dʒ pf ʦ ʣ ʧ ʤ p͡ɸ t͡ʃʼ tsʰ".split()
DOUBLES = "k͡p ɡ͡b ŋ͡m k͡pʷ ᵐb ⁿd ᵑɡ mb nd t͡p n͡m ǃ͡q ɡ͡ǀ ŋ͡ǃ ɡǃ".split()
DIPHTHONGS = [a + b for a, b in product("aeiouæɛɔəɑɪʊyøœ", "ɪʊiuəeoyɐ") if a != b] + ["aɪə", "aʊə", "iau", "eɪ̯", "o̯a", "ɑːɹ", "a͡ɪ"]
ESPEAK = [
    line
    for line in (Path(__file__).parents[1] / "golden" / "espeak_phones.txt").read_text(encoding="utf-8").splitlines()
    if line[0] != "#"
]
EVERYTHING = [letter + mark for letter in LETTERS for mark in MARKS] + AFFRICATES + DOUBLES + DIPHTHONGS + ESPEAK
#: Close to open-mid rounded vowels; open ones (ɒ ɶ) hardly round.
ROUNDED = [*"yʉuʏʊøɵoœɞɔ", "uː", "õ", "y̯", "ʊ̃"]
SPREAD = "iɪeɛæ"

every_map = pytest.mark.parametrize("table", [load_map(name) for name in map_names()], ids=lambda table: table.name)


@every_map
def test_every_phone_lands_on_visemes_of_the_set_that_share_its_time(table: VisemeMap) -> None:
    for phone in EVERYTHING:
        targets = table.for_phone(phone)
        assert targets, phone
        assert all(name in table.visemes and share > 0 for name, share in targets), phone
        assert sum(share for _, share in targets) == pytest.approx(1), phone


@every_map
@settings(max_examples=25, deadline=None)
@given(label=st.text(max_size=6))
def test_any_label_at_all_is_shown(table: VisemeMap, label: str) -> None:
    assert sum(share for _, share in table.for_phone(label)) == pytest.approx(1)


@every_map
def test_lips_close_for_bilabials_and_for_nothing_else(table: VisemeMap) -> None:
    assert table.closures, "every shipped set can close its mouth"
    for phone in EVERYTHING:
        closes = any(name in table.closures for name, _ in table.for_phone(phone))
        assert closes == is_closure(phone), phone


@every_map
def test_lip_and_teeth_touch_for_labiodentals(table: VisemeMap) -> None:
    for phone in EVERYTHING:
        touches = any(name in table.contacts for name, _ in table.for_phone(phone))
        if is_contact(phone):
            assert touches == bool(table.contacts), phone
        elif touches:
            lips = {sound.place for sound in parse(phone)} & {"bilabial", "labiodental"}
            assert lips, f"{phone} is not made at the lips"


@every_map
@pytest.mark.parametrize("vowel", ROUNDED)
def test_rounded_vowels_are_rounded_shapes(table: VisemeMap, vowel: str) -> None:
    if table.name in {"sapi22", "azure"} and vowel[0] == "ʊ":
        return  # Microsoft's own tables show ʊ with ɛ
    assert all(table.visemes[name].width < 0 for name, _ in table.for_phone(vowel))


@every_map
@pytest.mark.parametrize("vowel", SPREAD)
def test_spread_vowels_are_not_rounded_and_stand_open(table: VisemeMap, vowel: str) -> None:
    for name, _ in table.for_phone(vowel):
        assert table.visemes[name].width >= 0
        assert table.visemes[name].opening >= 0.25


@every_map
@pytest.mark.parametrize("phone", ["w", "ʍ", "ɥ", "kʷ", "ɡʷ", "xʷ", "tʷ"])
def test_lips_round_for_labialised_sounds(table: VisemeMap, phone: str) -> None:
    assert table.visemes[table.for_phone(phone)[-1][0]].width < 0


@every_map
def test_vowels_are_never_rest_and_only_silence_is(table: VisemeMap) -> None:
    for phone in EVERYTHING:
        if parse(phone):
            assert all(name != table.rest for name, _ in table.for_phone(phone)), phone
    for silence in ("", "sil", "sp", "<eps>", "pau", "˥", "ˈ"):
        assert table.for_phone(silence) == ((table.rest, 1.0),)


@every_map
def test_open_vowels_open_wider_than_close_ones_and_both_more_than_w(table: VisemeMap) -> None:
    def opening(phone: str) -> float:
        return table.visemes[table.for_phone(phone)[0][0]].opening

    assert opening("ɑ") > opening("i") > opening("w")
    assert opening("ɑ") > opening("u")
    assert opening("ɑ") > opening("s")
    assert opening("i") >= opening("s")


@every_map
def test_a_tie_bar_length_and_tone_change_nothing(table: VisemeMap) -> None:
    for one, other in [("t͡ʃ", "tʃ"), ("ʧ", "tʃ"), ("iː", "i"), ("a˥˩", "a"), ("a͡ɪ", "aɪ"), ("ˈɛ", "ɛ"), ("g", "ɡ"), ("n̩", "n")]:
        assert table.for_phone(one) == table.for_phone(other), one


@every_map
def test_diphthongs_dwell_on_their_first_target(table: VisemeMap) -> None:
    for phone in ("aɪ", "aʊ", "oʊ", "ɔɪ", "eɪ"):
        targets = table.for_phone(phone)
        assert [share for _, share in targets] in ([1.0], [0.6, 0.4]), phone


@every_map
def test_every_phone_of_english_is_listed_not_guessed(table: VisemeMap) -> None:
    spelled = {arpabet_to_ipa(phone)[0] for phone in (*VOWELS, *CONSONANTS)} | {"ə", "ɚ"}
    assert spelled <= set(table.phones) | {"n̩"}


def test_pf_closes_then_touches_and_kp_only_closes() -> None:
    table = load_map("arkit52")
    assert [name for name, _ in table.for_phone("p͡f")] == ["PP", "FF"]
    assert [name for name, _ in table.for_phone("k͡p")] == ["PP"]
    assert [name for name, _ in table.for_phone("pʷ")] == ["PP", "WW"]


@pytest.mark.parametrize(
    ("phone", "viseme"),
    [("x", "kk"), ("ɲ", "DD"), ("ɾ", "DD"), ("ʂ", "CH"), ("ɕ", "CH"), ("ɫ", "LL"), ("y", "uw"), ("ø", "oh"), ("œ", "ao"), ("ɥ", "WW"), ("β", "FF"), ("ʔ", "hh"), ("ᵻ", "ih")],
)  # fmt: skip
def test_foreign_sounds_are_shown_as_their_neighbours(phone: str, viseme: str) -> None:
    assert load_map("arkit52").for_phone(phone)[0][0] == viseme
