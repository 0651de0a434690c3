"""Labels from espeak-ng's text: real IPA, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from visemes.lexicon.segments import groups, labels_of, segments
from visemes.phones import is_vowel, parse, unknown_marks

#: Every item espeak-ng writes in IPA for any mnemonic of any language.
ITEMS = [
    line
    for line in (Path(__file__).parents[1] / "golden" / "espeak_phones.txt").read_text(encoding="utf-8").splitlines()
    if line[0] != "#"
]


@pytest.mark.parametrize("tonal", [False, True])
def test_every_item_becomes_sounds_with_features(tonal):
    for item in ITEMS:
        for label in labels_of(item, tonal=tonal):
            assert unknown_marks(label) == "", (item, label)
            assert not any(char.isdigit() for char in label), (item, label)
            assert not "A" <= label[0] <= "Z", (item, label)
            assert parse(label) or item in {"ʲ", "ᵐ", "ʰχ", "ʰχʰχ"}, (item, label)


@pytest.mark.parametrize("tonal", [False, True])
def test_a_label_is_vowels_or_consonants_never_both(tonal):
    for item in ITEMS:
        for label in labels_of(item, tonal=tonal):
            assert len({sound.is_vowel for sound in parse(label)}) <= 1, (item, label)


@pytest.mark.parametrize(
    ("item", "labels"),
    [
        ("aɪ", "aɪ"), ("tʃ", "tʃ"), ("tɕh", "tɕʰ"), ("s.", "ʂ"), ("i.5", "ʅ"), ("ʔe", "ʔ e"), ("aai", "aːi"), ("t[", "t̪"),
        ("ll", "lː"),
        ("aːaː", "aː"), ("ər5", "ɚ"), ("tl#", "tɬ"), ("k`", "kʼ"), ("kʰχ", "kʰ"), ("ɑːɹ", "ɑː ɹ"), ("onɡ", "o ŋ"), ("ja", "j a"),
        ("t͡st͡s", "ts"), ("ɯᵝ", "ɯᵝ"), ("n̩n̩", "n̩ː"), ("ɒ̃4", "ɒ̃"), ("ç", "ç"), ("ã", "ã"), ("", ""), ("-", ""),
    ],
)  # fmt: skip
def test_what_espeak_writes_and_what_it_means(item, labels):
    assert " ".join(labels_of(item)) == labels


def test_tone_three_is_no_vowel_where_there_are_tones():
    assert list(labels_of("yɛɜ", tonal=True)) == ["yɛ"]
    assert list(labels_of("ɜ", tonal=True)) == ["ɜ"]
    assert segments("k_ɔ_m_p_j_ˈuː_t_ɜ", "de")[-1] == "ɜ"
    assert segments("ɕ_yɛɜ_s._ˈə1_ŋ_", "cmn") == ("ɕ", "yɛ", "ʂ", "ˈə", "ŋ")


@pytest.mark.parametrize(
    ("language", "raw", "labels"),
    [
        ("ru", "t_ˈy", "t ˈɨ"), ("fr-fr", "t_ˈy", "t ˈy"), ("vi", "n_ˈyə_c", "n ˈɯə k"), ("ko", "t_h_ˈɐ_q", "tʰ ˈɐ k"),
        ("hi", "c_ˈaː_j", "tʃ ˈaː j"), ("ta", "c_ˈaː", "c ˈaː"), ("nb", "x_ˈiː_n_uː", "ç ˈiː n uː"),
        ("ja", "i_h_p_ˈä_i", "i p p ˈä i"),
        ("et", "ˈɵ_ɵː", "ˈɤː"), ("cmn", "ts.h_ˈi.5_", "tʂʰ ˈʅ"), ("sv", "sx_ˈʉ", "ɧ ˈʉ"), ("nl", "s_x_ˈɪ_p", "s x ˈɪ p"),
        ("ka", "c_ˈa", "tʃʼ ˈa"), ("ru-lv", "s_ˈy_n", "s ˈɨ n"),
    ],
)  # fmt: skip
def test_sounds_that_some_voices_call_by_another_letter(language, raw, labels):
    assert " ".join(segments(raw, language)) == labels


def test_stress_goes_to_the_next_sound_that_can_carry_it():
    assert segments("p_ʁ_ˈɑ̃_t", "fr-fr") == ("p", "ʁ", "ˈɑ̃", "t")
    assert segments("ˈs_t_a", "it") == ("s", "t", "ˈa")
    assert segments("p_ˈr̩_v_a", "cs") == ("p", "ˈr̩", "v", "a")
    assert segments("ˌaʊ_f_ˈɛ", "de") == ("ˌaʊ", "f", "ˈɛ")


def test_marks_of_other_languages_links_and_empty_items_are_taken_out():
    assert groups("(en)_k_ˈuː_l_(fr) l_ə-", "fr-fr") == (("k", "ˈuː", "l"), ("l", "ə"))
    assert groups("d__z_ɯᵝ_ _ _", "ja") == (("d", "z", "ɯᵝ"),)
    assert groups("", "fr-fr") == groups("_ (en) ", "fr-fr") == ()


def test_lone_marks_join_the_sound_before_them():
    assert segments("t_ʲ_a", "ru") == ("tʲ", "a")
    assert segments("ʲ", "ru") == ()
    assert all(is_vowel(label) for label in segments("a_i_u", "ja"))
