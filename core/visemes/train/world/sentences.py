"""What is said in the synthetic world: sentences of many languages, words thrown together, and drawn English sentences."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

#: Sentence shapes; each name is a kind of word in data/english_words.txt, a comma asks the synthesiser for a pause.
TEMPLATES: Final = (
    "determiner adjective noun past determiner noun preposition determiner noun",
    "pronoun past determiner adjective noun conjunction determiner noun past object",
    "opener , pronoun auxiliary verb determiner adjective noun place",
    "number adjective plural past determiner noun preposition name",
    "name conjunction name past number plural adverb",
    "conjunction pronoun past determiner noun , determiner adjective adjective noun past adverb",
    "auxiliary pronoun verb determiner noun preposition determiner adjective noun",
    "adverb pronoun past plural , plural conjunction plural",
    "determiner noun preposition plural past adverb , conjunction name auxiliary verb object",
    "verb object determiner adjective noun preposition number plural",
    "name auxiliary adverb verb adjective plural preposition determiner noun noun",
    "noun noun adjective plural past adverb place preposition noun",
)
#: How a sentence may end.
ENDS: Final = (".", ".", ".", "!", "?", "...")
#: What stands between words that are thrown together, a space most often.
BETWEEN: Final = (" ", " ", " ", " ", " ", " ", ", ", ", ", "; ")
#: What may stand at the ends of a word.
MARKS: Final = ".,;:!?¡¿…،؟।。、！？«»„“”"  # noqa: RUF001 (other scripts' own marks)
#: Languages written without spaces: their sentences are taken whole.
UNSPACED: Final = frozenset({"cmn", "yue", "th", "ja"})


@cache
def sentences() -> Mapping[str, tuple[str, ...]]:
    """Language tag to its sentences."""
    text = files("visemes.train").joinpath("data/sentences.json").read_text("utf-8")
    return {tag: tuple(lines) for tag, lines in json.loads(text).items()}


@cache
def english_words() -> Mapping[str, tuple[str, ...]]:
    """Kind of word to words."""
    kinds: dict[str, list[str]] = {}
    for line in files("visemes.train").joinpath("data/english_words.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, words = line.split(":")
            kinds.setdefault(kind, []).extend(words.split())
    return {kind: tuple(words) for kind, words in kinds.items()}


def english_sentence(rng: random.Random) -> str:
    """A drawn sentence: grammatical, seldom sensible."""
    words = english_words()
    parts = [kind if kind == "," else rng.choice(words[kind]) for kind in rng.choice(TEMPLATES).split()]
    return " ".join(parts).replace(" ,", ",").capitalize() + rng.choice(ENDS)


def thrown_together(language: str, rng: random.Random) -> str:
    """Words of a language's sentences in any order, 2 to 9 of them, with commas: its sounds in new neighbourhoods."""
    if language in UNSPACED:
        return rng.choice(sentences()[language])
    words = _words(language)
    text = rng.choice(words)
    for _ in range(rng.randint(1, 8)):
        text += rng.choice(BETWEEN) + rng.choice(words)
    return text[:1].upper() + text[1:] + rng.choice(ENDS)


@cache
def _words(language: str) -> tuple[str, ...]:
    words = (word.strip(MARKS) for line in sentences()[language] for word in line.split())
    return tuple(sorted({word for word in words if word}))


def drawn(language: str, rng: random.Random) -> str:
    """A sentence of a language: one of its own, a drawn one where the language is English, or words thrown together."""
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(sentences()[language])
    return english_sentence(rng) if language == "en" and kind < 0.9 else thrown_together(language, rng)
