"""Words that are in no dictionary: inflected, stretched, stuttered, foreign, invented."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.lexicon import Lexicon
from visemes.lexicon import g2p as espeak_module
from visemes.lexicon.dictionary import english, without_stress
from visemes.lexicon.inflection import inflected
from visemes.lexicon.spelling import spell_out
from visemes.phones import CONSONANTS, VOWELS

PHONES = set(CONSONANTS) | {f"{vowel}{stress}" for vowel in VOWELS for stress in "012"}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.mark.parametrize(
    ("word", "like"),
    [
        ("Hello", "hello"),
        ("don’t", "don't"),
        ("café", "cafe"),
        ("Nooooo", "no"),
        ("yesss", "yes"),
        ("hmmmmm", "hmm"),
        ("'quoted'", "quoted"),
        ("naïve", "naive"),
        ("'em", "'em"),
        ("'N'", "'n"),
    ],
)
def test_spellings_of_one_word(lexicon, word, like):
    assert lexicon.known(word) == lexicon.known(like) != ()


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("googled", "G UW1 G AH0 L D"),
        ("googling", "G UW1 G L IH0 NG"),
        ("yodelling", "Y OW1 D AH0 L IH0 NG"),
        ("'ello", "AH0 L OW1"),
        ("skateboardin'", "S K EY1 T B AO2 R D IH0 N"),
        ("zebra'll", "Z IY1 B R AH0 L"),
        ("robotically", "R OW2 B AA1 T IH0 K L IY0"),
        ("coatless", "K OW1 T L AH0 S"),
        ("w-", "W"),
        ("th-", "TH"),
        ("gigahertz's", "G IH1 G AH0 HH ER2 T S AH0 Z"),
        ("blog's", "B L AO1 G Z"),
        ("three's", "TH R IY1 Z"),
    ],
)
def test_derived_words(lexicon, word, phones):
    assert " ".join(lexicon.known(word)[0]) == phones


def test_inflections_agree_with_cmudict():
    """Rules applied to stems give what CMUdict lists for regular words."""
    words = "cats dogs horses played walked needed baked hopping tries cried foxes judged watched running making boss's girl's"
    listed = english().lookup

    def unreduced(variants):
        # CMUdict writes the vowel of -es, -ed as IH or AH without a system.
        return {tuple(p.replace("IH", "AH") for p in without_stress(v)) for v in variants}

    for word in words.split():
        assert unreduced(inflected(word, listed)) & unreduced(listed(word)), word


@pytest.mark.parametrize("word", ["zorblax", "xqzt", "真", "бедняга", "Gryffindor", "ß"])
def test_unknown_words_are_guessed(lexicon, word):
    assert lexicon.known(word) == ()
    (guess,) = lexicon.lookup(word)
    assert set(guess) <= PHONES
    assert len(guess) >= 2


def test_espeak_reads_other_scripts_in_their_language(lexicon):
    assert without_stress(lexicon.lookup("бедняга")[0])[0] == "B"
    assert "V" in without_stress(lexicon.lookup("Στέφανος")[0]) or "F" in without_stress(lexicon.lookup("Στέφανος")[0])


def test_one_call_for_all_words(monkeypatch):
    calls = []
    monkeypatch.setattr(
        espeak_module, "_spoken", lambda words, tag: calls.append((tuple(words), tag)) or dict.fromkeys(words, ("AH0",))
    )
    lexicon = Lexicon()
    lexicon.guess(["zorblax", "kwyjibo", "zorblax"])
    lexicon.guess(["kwyjibo"])
    assert calls == [(("zorblax", "kwyjibo"), "en-us")]


@pytest.mark.parametrize("missing", ["phonemizer", "espeakng_loader"])
def test_without_espeak_the_letters_are_read(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, "phonemizer.backend" if missing == "phonemizer" else missing, None)
    espeak_module.espeak.cache_clear()
    assert set(Lexicon().lookup("zorblax")[0]) <= PHONES
    espeak_module.espeak.cache_clear()


def test_a_failing_espeak_is_survived(monkeypatch):
    def broken(_language):
        raise RuntimeError("no library")

    monkeypatch.setattr(espeak_module, "espeak", broken)
    assert Lexicon().lookup("zorblax") == (("Z", "AO1", "R", "B", "L", "AE0", "K", "S"),)


def test_an_unknown_language_falls_back_to_letters():
    assert Lexicon(language="xx").lookup("bat") == (("B", "AE1", "T"),)


def test_other_languages_do_not_use_the_english_dictionary():
    assert without_stress(Lexicon(language="de").lookup("die")[0]) == ("D", "IY")


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("bat", "B AE1 T"),
        ("bake", "B EY1 K"),
        ("thing", "TH IH1 NG"),
        ("queen", "K W IY1 N"),
        ("phone", "F OW1 N"),
        ("knight", "N AY1 T"),
        ("nation", "N AE1 SH AH0 N"),
        ("hopping", "HH AA1 P IH0 NG"),
        ("", "AH0"),
        ("123", "AH0"),
    ],
)
def test_letters_to_sounds(word, phones):
    assert " ".join(spell_out(word)) == phones


@given(st.text(max_size=20))
def test_spelling_never_fails(word):
    phones = spell_out(word)
    assert phones
    assert set(phones) <= PHONES


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=8))
def test_any_string_has_a_pronunciation(word):
    variants = Lexicon().lookup(word)
    assert variants
    for phones in variants:
        assert phones
        assert set(phones) <= PHONES
