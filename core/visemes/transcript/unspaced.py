"""Words of scripts that leave no spaces between them, with how each is read: Japanese, Chinese, Thai, Burmese, Khmer, Lao.

budoux (phrases of Japanese, Chinese and Thai) divides them; Burmese, Khmer and Lao are divided into syllables. Kanji are
read by pykakasi where it is installed (extra `ja`). Both are imported here only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

from visemes.languages import has_spaces, script_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: budoux's models by language.
_MODELS: Final = {"ja": "ja", "cmn": "zh_hans", "yue": "zh_hant", "hak": "zh_hant", "th": "th"}

#: Where a syllable of the scripts of South-East Asia begins: at a consonant or independent vowel that nothing binds to the
#: letter before it (in Burmese a stacked or silent consonant, in Khmer one under another; Lao and Thai vowels come first).
_SYLLABLES: Final = {
    "Myanmar": re.compile("(?<!\u1039)[\u1000-\u102a\u103f\u104e](?![\u103a\u1039])"),
    "Khmer": re.compile("(?<!\u17d2)[\u1780-\u17b3]"),
    "Lao": re.compile("[\u0ec0-\u0ec4]|(?<![\u0ec0-\u0ec4])[\u0e81-\u0eae](?=[\u0eb0-\u0ebd\u0ec8-\u0ecd]|$)"),
}  # fmt: skip


def divided(written: str, language: str) -> Iterator[tuple[str, str]]:
    """The words of something written without spaces, each with how it is read."""
    for spaced, run in groupby(written, key=_spaced):
        text = "".join(run)
        if spaced:
            if any(unicodedata.category(char)[0] in "LMN" for char in text):  # else a quote beside words without spaces
                yield text, text
        elif language == "ja":
            yield from _japanese(text)
        else:
            yield from ((word, word) for word in _words(text, language))


def _spaced(char: str) -> bool:
    return has_spaces(char) or char.isdecimal()


def _words(text: str, language: str) -> list[str]:
    start = _SYLLABLES.get(script_of(text[0]))
    if start:
        places = [0, *(place for match in start.finditer(text) if (place := match.start())), len(text)]
        return [text[one:two] for one, two in pairwise(places)]
    parser = _parser(_MODELS.get(language, ""))
    return list(parser.parse(text)) if parser else _pairs(text)


@cache
def _parser(name: str) -> Any:  # noqa: ANN401 - budoux has no types
    """A parser of budoux, None for a language it has none for or where it is not installed."""
    try:
        import budoux
    except ImportError:
        return None
    loader = {"ja": "japanese", "zh_hans": "simplified_chinese", "zh_hant": "traditional_chinese", "th": "thai"}.get(name)
    return getattr(budoux, f"load_default_{loader}_parser")() if loader else None


def _pairs(text: str) -> list[str]:
    """Without anybody who knows words: runs of one script, Chinese characters one by one."""
    runs = (("".join(run), name) for name, run in groupby(text, key=_syllabary))
    return [piece for run, name in runs for piece in (run if name == "Han" else [run])]


def _syllabary(char: str) -> str:
    """The script of a letter, with the two syllabaries of Japanese apart; the long mark goes with katakana."""
    return "Katakana" if "\u30a0" <= char <= "\u30ff" else script_of(char)


def _japanese(text: str) -> Iterator[tuple[str, str]]:
    """Phrases with their kana; particles are written ha and he but said wa and e."""
    phrases = _words(text, "ja")
    for phrase in phrases:
        yield phrase, _particle(phrase, kana(phrase), alone=len(phrases) == 1)


def _particle(phrase: str, reading: str, *, alone: bool) -> str:
    """The reading with a final は or へ that is a particle as it is said. alone: whether the phrase is all that is said."""
    if (alone and len(phrase) < 2) or phrase in _NO_PARTICLES:
        return reading
    return reading[:-1] + _PARTICLES.get(phrase[-1], reading[-1]) if reading[-1:] == phrase[-1] else reading


_PARTICLES: Final = {"は": "わ", "へ": "え"}
#: Words that end in a real ha or he.
_NO_PARTICLES: Final = frozenset({"はは", "いろは", "ごはん", "まえへ"})


def kana(text: str) -> str:
    """A phrase in kana; as it is where pykakasi is not installed or nothing of it is kanji."""
    if all(script_of(char) != "Han" for char in text) or (reader := _kakasi()) is None:
        return text
    return "".join(str(item["hira"]) for item in reader.convert(text)) or text  # it leaves out what it does not know


@cache
def _kakasi() -> Any:  # noqa: ANN401 - pykakasi has no types
    try:
        import pykakasi
    except ImportError:
        return None
    untyped: Any = pykakasi  # the same for mypy with the package and without it
    return untyped.kakasi()


def unread_kanji(text: str) -> bool:
    """Whether a Japanese text has kanji that nobody here can read."""
    return any(script_of(char) == "Han" for char in text) and _kakasi() is None
