"""Words to phones: a user's dictionary, CMUdict, its inflections, espeak-ng, spelling rules, in that order."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from visemes.languages import is_english
from visemes.lexicon.dictionary import distinct, english, read_dictionary, spoken_english
from visemes.lexicon.inflection import inflected, without_g, without_h
from visemes.lexicon.spelling import spell_out, stuttered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from visemes.lexicon.spoken import Pronunciation

#: A letter three times or more in a row is lengthened in speech, not in the dictionary: "nooo", "Yesss", "hmmmm".
_LENGTHENED: Final = re.compile(r"(\w)\1{2,}")

#: Characters that stand for an apostrophe: the curly quote, the modifier letter, the prime, the backtick and the acute.
APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2019\u02bc\u2032\u0060\u00b4", "'"))

#: How many ways to say several words in a row are worth an aligner's time.
MOST_VARIANTS: Final = 12


class Lexicon:
    """Pronunciations of words.

    user_dictionary: a file of CMUdict or IPA lines that wins over everything else (see docs/transcripts.md).
    language: as espeak-ng spells it; CMUdict serves every kind of English ("en…").
    Raises TranscriptError when the user's dictionary cannot be read.
    """

    def __init__(self, user_dictionary: Path | None = None, language: str = "en-us") -> None:
        self.language = language
        self._path = user_dictionary
        self._user = read_dictionary(user_dictionary, english=is_english(language)) if user_dictionary else {}
        self._guessed: dict[str, tuple[Pronunciation, ...]] = {}

    def lookup(self, word: str) -> tuple[Pronunciation, ...]:
        """Every pronunciation of a word, the likeliest first; at least one, for any string."""
        return self.known(word) or self.guess((word,))[word]

    def given(self, word: str) -> tuple[Pronunciation, ...]:
        """What the user's own dictionary says; empty when it does not have the word."""
        return self._user.get(plain_spelling(word), ())

    def known(self, word: str) -> tuple[Pronunciation, ...]:
        """Pronunciations that are not guessed; empty for an unknown word."""
        word = plain_spelling(word)
        if word in self._user:
            return self._user[word]
        if not self.is_english:
            return ()
        forms = tuple(_forms(word))
        return next((said for find in (self._listed, self._derived) for form in forms if (said := find(form))), ())

    @property
    def is_english(self) -> bool:
        """Whether CMUdict is the dictionary."""
        return is_english(self.language)

    def in_language(self, language: str) -> Lexicon:
        """The lexicon of another language, with the same user's dictionary."""
        return self if language == self.language else Lexicon(self._path, language)

    def _listed(self, word: str) -> tuple[Pronunciation, ...]:
        return self._user.get(word) or distinct((*english().lookup(word), *spoken_english().get(word, ())))

    def _derived(self, word: str) -> tuple[Pronunciation, ...]:
        if said := without_g(word, lambda whole: self._listed(whole) or inflected(whole, self._listed)):
            return said
        return inflected(word, self._listed) or without_h(word, self._listed) or stuttered(word)

    def guess(self, words: Iterable[str]) -> dict[str, tuple[Pronunciation, ...]]:
        """One pronunciation for each unknown word: espeak-ng's, or by rule from its letters. All in one call of espeak-ng."""
        asked = tuple(dict.fromkeys(words))
        new = [word for word in asked if word not in self._guessed]
        if new:
            self._guessed.update(self._guess(new))
        return {word: self._guessed[word] for word in asked}

    def _guess(self, words: Sequence[str]) -> dict[str, tuple[Pronunciation, ...]]:
        from visemes.lexicon.clauses import readable
        from visemes.lexicon.g2p import espeak_pronunciations

        spellings = {word: readable(word) for word in words}
        spoken = espeak_pronunciations(tuple(spellings.values()), self.language)
        return {word: (spoken.get(spelling) or spell_out(spelling),) for word, spelling in spellings.items()}

    def letters(self, word: str) -> tuple[Pronunciation, ...]:
        """How a word is spelled out: FBI as eff bee eye; an ending in lower case is spoken (CDs, FBI's)."""
        names = [f"{letter}." for letter in plain_spelling(word) if letter.isalpha()]
        return self.sequence(names) if names else ()

    def sequence(self, words: Iterable[str]) -> tuple[Pronunciation, ...]:
        """Every way to say several words in a row as one, at most `MOST_VARIANTS`."""
        choices = product(*(self.lookup(word) for word in words))
        return tuple(sum(choice, ()) for choice in islice(choices, MOST_VARIANTS))


def is_listed(word: str) -> bool:
    """Whether English dictionaries have a word as it is spelled; no endings, no accents taken off."""
    return bool(english().lookup(word)) or word in spoken_english()


def plain_spelling(word: str) -> str:
    """The spelling a dictionary has: lower case, straight apostrophes, one code point a letter."""
    return unicodedata.normalize("NFC", word).lower().translate(APOSTROPHES)


def _forms(word: str) -> Iterable[str]:
    """Spellings under which CMUdict may have a word."""
    unaccented = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    spellings = (word, unaccented, _LENGTHENED.sub(r"\1\1", unaccented), _LENGTHENED.sub(r"\1", unaccented))
    return dict.fromkeys((*spellings, *(s.rstrip("'") for s in spellings), *(s.strip("'") for s in spellings)))
