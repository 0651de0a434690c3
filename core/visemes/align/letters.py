# ruff: noqa: RUF001, E501 - IPA letters look like others; tables read best with few rows
"""Words in the letters of a network's vocabulary.

A network spells in its own alphabet: capitals or small letters, with or without accents, sometimes Latin letters for every
language, sometimes IPA. A letter it lacks is looked for without its accent; a word in another script is spelt by how it is
said.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from visemes.lexicon.spoken import is_ipa
from visemes.phones import arpabet_to_ipa, normalize, parse, to_ipa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from visemes.align.base import SpokenWord

#: What stands between words in most vocabularies.
BETWEEN: Final = ("|", " ", "▁")

#: Tokens that are no letters.
SPECIAL: Final = frozenset({"<pad>", "[PAD]", "<s>", "</s>", "<unk>", "[UNK]", "<ctc_blank>", "-", "*", *BETWEEN})

#: Letters that are not an accent on another one, in Latin letters.
LATIN: Final = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng", "ħ": "h", "ə": "e",
    "ĸ": "k", "ŧ": "t", "ʻ": "'", "’": "'", "ʼ": "'", "‘": "'",
}  # fmt: skip

#: IPA letters in Latin ones, as people spell sounds for readers of English; a letter that is not here loses its marks.
SOUNDS: Final = {
    "ʃ": "sh", "ʒ": "zh", "tʃ": "ch", "dʒ": "j", "θ": "th", "ð": "th", "ŋ": "ng", "ɲ": "ny", "ʎ": "ly", "x": "kh", "χ": "kh", "ɣ": "gh",
    "ʁ": "r", "ɹ": "r", "ɾ": "r", "ʀ": "r", "ɻ": "r", "ɽ": "r", "j": "y", "ɥ": "y", "ç": "h", "ħ": "h", "ʕ": "'", "ʔ": "'", "ɦ": "h",
    "ɕ": "sh", "ʑ": "zh", "ʂ": "sh", "ʐ": "zh", "tɕ": "ch", "dʑ": "j", "tʂ": "ch", "dʐ": "j", "ɸ": "f", "β": "v", "ʋ": "v", "ɫ": "l",
    "ɭ": "l", "ɬ": "l", "ɳ": "n", "ɴ": "n", "ɱ": "m", "ʈ": "t", "ɖ": "d", "ɟ": "g", "c": "k", "ɡ": "g", "ɢ": "g", "q": "q",
    "ɑ": "a", "ɐ": "a", "æ": "a", "ʌ": "a", "ɒ": "o", "ɔ": "o", "ɛ": "e", "ə": "e", "ɜ": "e", "ɘ": "e", "ɚ": "er", "ɝ": "er",
    "ɪ": "i", "ɨ": "i", "ᵻ": "i", "ʏ": "y", "ø": "o", "œ": "o", "ɵ": "o", "ɤ": "o", "ʊ": "u", "ʉ": "u", "ɯ": "u", "ᵿ": "u",
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """What the outputs of a network mean.

    tokens: letter or sequence of letters → index. blank: the index that means nothing. phonetic: whether they are IPA.
    """

    tokens: Mapping[str, int]
    blank: int
    phonetic: bool = False

    @cached_property
    def letters(self) -> dict[str, int]:
        """The tokens that spell, in the form they are looked up: small letters unless both kinds are in use."""
        own = {token: i for token, i in self.tokens.items() if token not in SPECIAL and i != self.blank and token.strip()}
        return own if self.phonetic or self._has_both_cases(own) else {token.lower(): i for token, i in own.items()}

    @cached_property
    def between(self) -> int | None:
        """The index that stands between words, None where nothing does."""
        return next((self.tokens[token] for token in BETWEEN if self.tokens.get(token, self.blank) != self.blank), None)

    @cached_property
    def longest(self) -> int:
        """Characters of the longest token."""
        return max(map(len, self.letters), default=1)

    @staticmethod
    def _has_both_cases(tokens: Iterable[str]) -> bool:
        letters = [token for token in tokens if len(token) == 1]
        return any(c.islower() for c in letters) and any(c.isupper() and c.lower() in letters for c in letters)

    @cached_property
    def is_latin(self) -> bool:
        """Whether it has the alphabet of English."""
        return sum(c in self.letters for c in "abcdefghijklmnopqrstuvwxyz") >= 20

    def indices(self, text: str) -> tuple[list[int], list[str]]:
        """The indices that spell a text, and the letters it has none for. The longest tokens win."""
        found: list[int] = []
        missing: list[str] = []
        place = 0
        while place < len(text):
            size = next((n for n in range(self.longest, 0, -1) if text[place : place + n] in self.letters), 0)
            if size:
                found.append(self.letters[text[place : place + size]])
            elif text[place].isalnum():
                missing.append(text[place])
            place += max(1, size)
        return found, missing


@dataclass(frozen=True, slots=True)
class Spelt:
    """A word in a vocabulary. indices: what spells it. missing: letters of it that nothing stands for."""

    indices: tuple[int, ...]
    missing: tuple[str, ...] = ()


def spelt(word: SpokenWord, vocabulary: Vocabulary) -> Spelt:
    """A word in a vocabulary, in the first of these ways that leaves nothing out, else in the one that leaves out least.

    Its own letters; the same without accents; Latin letters for how it is said. A phonetic vocabulary spells only how it is said.
    """
    text = " ".join(word.spoken) if word.spoken else word.text
    best = Spelt((), tuple(dict.fromkeys(c for c in text if c.isalnum())))
    for way in _ways(text.lower(), word, vocabulary):
        indices, missing = vocabulary.indices(unicodedata.normalize("NFC", way))
        if indices and not missing:
            return Spelt(tuple(indices))
        if len(indices) > len(best.indices):
            best = Spelt(tuple(indices), tuple(missing))
    return best


def _ways(text: str, word: SpokenWord, vocabulary: Vocabulary) -> Iterator[str]:
    """The spellings of a word that are tried, in order."""
    if vocabulary.phonetic:
        yield "".join(ipa(word))
        yield "".join(bare(label) for label in ipa(word))
        return
    yield text
    yield plain(text)
    if vocabulary.is_latin:
        yield "".join(latin(label) for label in ipa(word))


def ipa(word: SpokenWord) -> list[str]:
    """The likeliest pronunciation of a word in IPA, without stress."""
    labels = [label for variants in word.parts for label in (variants[0] if variants else ())]
    return [to_ipa(label, "ipa")[0] if is_ipa(label) else arpabet_to_ipa(label)[0] for label in labels]


def plain(text: str) -> str:
    """A text in letters without accents."""
    spelled = "".join(LATIN.get(c, c) for c in text)
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))


def bare(label: str) -> str:
    """The letters of an IPA label without its marks."""
    return "".join(sound.letter for sound in parse(label))


def latin(label: str) -> str:
    """An IPA label in Latin letters."""
    letters = bare(normalize(label))
    return SOUNDS.get(letters) or "".join(SOUNDS.get(c, c) for c in letters)


def missing_letters(words: Sequence[Spelt]) -> list[str]:
    """The letters that nothing stands for, each once."""
    return list(dict.fromkeys(letter for word in words for letter in word.missing))
