"""Every language that words may be in: numbers and lines of it give every word a sound, and every sound can be shown."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from visemes.languages import LANGUAGES, is_english
from visemes.lexicon import Lexicon, is_ipa, pronounce
from visemes.lexicon.clauses import spoken_clauses
from visemes.lexicon.context import costs
from visemes.maps import load_map, map_names
from visemes.phones import is_vowel, parse, unknown_marks
from visemes.transcript import parse_transcript

pytest.importorskip("espeakng_loader")

TESTS = Path(__file__).parents[1]
FIGURES = " ".join(map(str, range(21)))
LINES = [
    tuple(row.split("\t"))
    for name in ("lines.tsv", "unseen.tsv", "greetings.tsv")
    for row in (TESTS / "languages" / name).read_text(encoding="utf-8").splitlines()
]

FOREIGN = [tag for tag in LANGUAGES if not is_english(tag)]


def texts(tag: str) -> list[str]:
    return [FIGURES, *(text for known, text in LINES if known == tag)]


@cache
def words(tag: str):
    return [(text, *pronounce(parse_transcript(text, tag), Lexicon(language=tag))) for text in texts(tag)]


@cache
def labels(tag: str) -> frozenset[str]:
    return frozenset(
        label
        for _, said, _ in words(tag)
        for word in said
        for part in word.parts
        for way in part
        for label in way
        if not word.language
    )


def test_every_language_is_tried_on_words_of_its_own():
    assert {tag for tag in FOREIGN if len(texts(tag)) < 2} == set()


@pytest.mark.parametrize("tag", FOREIGN)
def test_every_word_has_a_sound(tag):
    for text, said, _ in words(tag):
        assert said, text
        for word in said:
            assert word.parts, (text, word.text)
            assert all(part and all(part) for part in word.parts), (text, word.text)


@pytest.mark.parametrize("tag", FOREIGN)
def test_every_label_is_ipa_with_features(tag):
    assert labels(tag)
    for label in labels(tag):
        bare = label.lstrip("ˈˌ")
        assert is_ipa(label), label
        assert parse(bare), label
        assert unknown_marks(bare) == "", label
        assert not any(char.isdigit() for char in bare), label
        assert bare == label or is_vowel(bare) or "\u0329" in bare, label


@pytest.mark.parametrize("name", map_names())
def test_every_map_shows_every_label(name):
    table = load_map(name)
    for label in sorted(frozenset().union(*map(labels, FOREIGN))):
        targets = table.for_phone(label.lstrip("ˈˌ"))
        assert sum(share for _, share in targets) == pytest.approx(1), label
        assert all(viseme != table.rest for viseme, _ in targets), label


@pytest.mark.parametrize("tag", FOREIGN)
def test_lines_are_read_by_espeak_not_by_their_letters(tag):
    """No warning but for the languages whose voice is lent."""
    for text, _, warnings in words(tag):
        told = [warning for warning in warnings if "kanji" not in warning]
        assert bool(told) == bool(LANGUAGES[tag].voice), (text, told)


def test_accents_of_english_keep_the_dictionary():
    for tag in set(LANGUAGES) - set(FOREIGN) - {"en-shaw"}:
        (hello,), _ = pronounce(parse_transcript("hello", tag), Lexicon(language=tag))
        assert hello.parts[0][0] == ("HH", "AH0", "L", "OW1")


def test_zero_in_greenlandic_does_not_take_the_process_with_it():
    """espeak-ng 1.52's own voice crashes at it."""
    code = "from visemes.lexicon.clauses import spoken_clauses; print(spoken_clauses([['0', 'illu', '1.000,5']], 'kl')[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "ˈi" in done.stdout


@pytest.mark.parametrize(
    ("tag", "figures", "letters"),
    [
        ("de", "21", "einundzwanzig"),
        ("fr-fr", "16", "seize"),
        ("es", "15", "quince"),
        ("ru", "7", "семь"),
        ("sv", "30", "trettio"),
        ("ne", "5", "पाँच"),
    ],
)
def test_figures_sound_like_their_words(tag, figures, letters):
    ((number, word),), problem = spoken_clauses([[figures, letters]], tag)
    assert not problem
    first, second = (tuple(label.lstrip("ˈˌ") for part in parts for label in part[-1]) for parts in (number, word))
    assert costs(first, second)[-1] <= 0.25 * max(len(first), len(second))
