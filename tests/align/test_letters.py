"""Words in the letters of different vocabularies."""

from __future__ import annotations

import string

import pytest

from visemes.align.base import SpokenWord
from visemes.align.letters import Vocabulary, missing_letters, spelt

CAPITALS = Vocabulary({"-": 0, "|": 1} | {c: i for i, c in enumerate(string.ascii_uppercase + "'", 2)}, 0)
SMALL = Vocabulary({"<pad>": 30, "|": 31} | {c: i for i, c in enumerate(string.ascii_lowercase + "'")}, 30)
GERMAN = Vocabulary({"<pad>": 0} | {c: i for i, c in enumerate(string.ascii_lowercase + "äöüß", 1)}, 0)
RUSSIAN = Vocabulary({"[PAD]": 0, "|": 1} | {c: i for i, c in enumerate("абвгдежзийклмнопрстуфхцчшщъыьэюя", 2)}, 0)
SOUNDS = Vocabulary(
    {p: i for i, p in enumerate(["<pad>", "h", "ə", "l", "oʊ", "o", "ʊ", "tʃ", "t", "ʃ", "aː", "a"])}, 0, phonetic=True
)


def letters(word, vocabulary):
    names = {i: token for token, i in vocabulary.tokens.items()}
    return [names[i] for i in spelt(word, vocabulary).indices]


def word(text, *phones, spoken=()):
    return SpokenWord(text, ((tuple(phones),),), spoken=spoken or (text,))


@pytest.mark.parametrize(
    ("said", "vocabulary", "expected"),
    [
        (word("Don't"), CAPITALS, "D O N ' T"),
        (word("Don't"), SMALL, "d o n ' t"),
        (word("1984", spoken=("nineteen", "eighty")), SMALL, "n i n e t e e n e i g h t y"),
        (word("Straße"), GERMAN, "s t r a ß e"),
        (word("Wasser"), GERMAN, "w a s s e r"),
        (word("Straße"), SMALL, "s t r a s s e"),
        (word("café"), SMALL, "c a f e"),
        (word("Łódź"), SMALL, "l o d z"),
        (word("щука"), RUSSIAN, "щ у к а"),
        (word("щука", "ɕ", "ˈu", "k", "ʌ"), SMALL, "s h u k a"),
        (word("こんにちは", "k", "o", "n", "n", "i", "tɕ", "i", "w", "a"), SMALL, "k o n n i c h i w a"),
        (word("hello", "HH", "AH0", "L", "OW1"), SOUNDS, "h ə l oʊ"),
        (word("čaj", "tʃ", "ˈaː"), SOUNDS, "tʃ aː"),
    ],
)
def test_a_word_is_spelt_in_the_letters_there_are(said, vocabulary, expected):
    assert letters(said, vocabulary) == expected.split()


def test_what_nothing_stands_for_is_told():
    found = spelt(word("naïve"), RUSSIAN)
    assert found.indices == ()
    assert found.missing == tuple("naïve")
    mixed = spelt(word("aщb"), RUSSIAN)
    assert letters(word("aщb"), RUSSIAN) == ["щ"]
    assert missing_letters([mixed, mixed]) == ["a", "b"]


def test_blank_between_and_special_tokens_are_no_letters():
    assert (CAPITALS.between, SMALL.between, GERMAN.between) == (1, 31, None)
    assert "|" not in CAPITALS.letters
    assert "-" not in CAPITALS.letters
    assert (CAPITALS.is_latin, RUSSIAN.is_latin, SOUNDS.is_latin) == (True, False, False)


def test_a_vocabulary_with_both_cases_keeps_them():
    both = Vocabulary({"_": 0, "a": 1, "A": 2, "b": 3, "B": 4}, 0)
    assert both.letters["A"] == 2
    assert letters(word("Ab"), both) == ["a", "b"]
