"""Clauses of any language read by espeak-ng, with the few languages it cannot quite read helped along.

`languages.toml` says which: a voice without its dictionary is lent a neighbour's, figures that a voice cannot say are said by
another, and letters no voice knows are read by what Unicode calls them.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Final

from visemes.languages import ENGLISH, LANGUAGES, Language, script_of
from visemes.lexicon.context import LONGEST_CLAUSE, in_context
from visemes.lexicon.g2p import read, voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from visemes.lexicon.spoken import Pronunciation

#: The parts of one word, each with its ways to be said.
Parts = tuple[tuple["Pronunciation", ...], ...]

#: Scripts whose letters stand for single sounds; the others' for syllables.
_ALPHABETS: Final = frozenset(
    {"Cyrillic", "Greek", "Arabic", "Hebrew", "Armenian", "Georgian", "Shavian", "Gothic", "Runic", "Coptic", "Glagolitic"}
)

#: A letter with a longer name is called by a word that begins with its sound.
LONGEST_SYLLABLE: Final = 4

_VOWELS: Final = "aeiou"


def spoken_clauses(clauses: Iterable[Sequence[str]], language: str) -> tuple[list[list[Parts]], str]:
    """The words of clauses in IPA, as `visemes.lexicon.context.in_context` gives them, and what went wrong, empty when nothing did.

    Without espeak-ng, or without a voice for the language, no word has a part.
    """
    wanted = [list(clause) for clause in clauses]
    spec = LANGUAGES.get(language) or Language(language, language)
    try:
        voice(spec.voice or language)
    except Exception as problem:  # noqa: BLE001 - phonemizer raises whatever it likes; a spelling rule does the work
        return [[() for _ in clause] for clause in wanted], str(problem) or type(problem).__name__
    return [list(_clause(clause, spec)) for clause in wanted], ""


def _clause(words: Sequence[str], language: Language) -> Iterator[Parts]:
    for first in range(0, len(words), LONGEST_CLAUSE):
        some = words[first : first + LONGEST_CLAUSE]
        plain = [prepared(word, language) for word in some if not _is_apart(word, language)]
        found = iter(in_context(plain, lambda text: read(text, language.voice or language.tag)))
        for word in some:
            parts = () if _is_apart(word, language) else next(found)
            yield parts or (_by_others(word, language) if _is_apart(word, language) or any(map(str.isnumeric, word)) else ())


def _is_apart(word: str, language: Language) -> bool:
    """Whether a word has figures or characters that another voice must say; the language's own must not see them."""
    return (bool(language.numbers) and any(map(str.isnumeric, word))) or (language.tag == "ja" and _has_kanji(word))


def _has_kanji(word: str) -> bool:
    return any(script_of(char) == "Han" for char in word)


def _by_others(word: str, language: Language) -> Parts:
    """A word said by other voices: figures by the one that can, kanji that nobody turned into kana as Chinese."""
    if language.tag != "ja" or not _has_kanji(word):
        return _figures(word, language)
    runs = (("".join(run), "cmn" if kanji else "ja") for kanji, run in groupby(word, key=_has_kanji))
    said = sum((group for text, voice_of in runs for group in read(text, voice_of)), ())
    return ((said,),) if said else ()


def _figures(word: str, language: Language) -> Parts:
    """Figures as the language's other voice says them; as English does where it has none."""
    groups = read(in_ascii_digits(word), language.numbers or ENGLISH)
    return tuple((group,) for group in groups)


def prepared(word: str, language: Language) -> str:
    """The word as the voice can read it: digits it knows, letters it knows."""
    digits = in_ascii_digits(word)
    if language.unpointed:
        digits = "".join(char for char in unicodedata.normalize("NFD", digits) if unicodedata.category(char) != "Mn")
    if language.digits:
        digits = "".join(chr(ord(language.digits) + int(char)) if char in "0123456789" else char for char in digits)
    return romanized(digits) if language.romanized else digits


def in_ascii_digits(text: str) -> str:
    """Digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char for char in text)


def readable(word: str) -> str:
    """A word for an English reader: as it is, or in Latin letters where espeak-ng has nobody who knows its script."""
    scripts = {script_of(char) for char in word if char.isalpha()}
    known = {"", *(script for language in LANGUAGES.values() for script in language.scripts)}
    return word if scripts <= known else romanized(word)


def romanized(word: str) -> str:
    """A word of any script in Latin letters, from the Unicode names of its letters: rough, but a mouth can move to it."""
    said = ""
    for char in unicodedata.normalize("NFC", word):
        script, name = script_of(char), unicodedata.name(char, "")
        if script in {"Latin", ""} or not name:
            said += char
        elif "VOWEL SIGN" in name:
            said = _without_vowel(said) + name.split("VOWEL SIGN ")[1].split()[0].lower()
        elif any(kind in name for kind in ("VIRAMA", "COENG", "PALI VIRAMA", "KILLER", "ASAT")):
            said = _without_vowel(said)
        elif any(kind in name for kind in ("LETTER ", "SYLLABLE ", "SYLLABICS ")):
            said += _sound(name.split(" WITH ")[0].split()[-1].lower()) if script in _ALPHABETS else _syllable(name)
    return said


def _syllable(name: str) -> str:
    """The syllable a letter stands for: LAO LETTER SO SUNG is so, HIRAGANA LETTER SMALL TU is tu."""
    called = re.split("LETTER |SYLLABLE |SYLLABICS ", name, maxsplit=1)[-1].removeprefix("SMALL ").split()
    return (called[0] if len(called[0]) <= LONGEST_SYLLABLE else called[0][0]).lower() if called else ""


def _sound(name: str) -> str:
    """The sound of a letter by its name: em is m, beta is b."""
    return name[1] if name[0] in _VOWELS and len(name) == 2 and name[1] not in _VOWELS else name[0]


def _without_vowel(said: str) -> str:
    """Without the vowel a letter has as long as no sign changes it."""
    return said[:-1] if len(said) > 1 and said[-1] in _VOWELS and said[-2] not in _VOWELS else said
