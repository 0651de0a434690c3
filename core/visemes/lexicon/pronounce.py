"""From the words of a transcript to what an aligner listens for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from visemes.languages import is_english
from visemes.lexicon.dictionary import distinct
from visemes.lexicon.foreign import spoken_parts
from visemes.lexicon.lexicon import MOST_VARIANTS, plain_spelling
from visemes.lexicon.spoken import SpokenWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from visemes.lexicon.lexicon import Lexicon
    from visemes.lexicon.spoken import Pronunciation
    from visemes.transcript import Token, Transcript

#: Words that are initials just as often when they stand in capitals.
ALSO_INITIALS: Final = frozenset(
    ("ad", "ed", "er", "ira", "id", "it", "la", "ma", "mit", "pa", "pe", "ra", "sat", "si", "us", "who")
)

#: Unknown words, a third of all at least, that make the language doubtful.
SUSPICIOUS: Final = 5

#: Longer initials without an entry may be words too (OSHA), as long as somebody can say them.
SHORT_INITIALS: Final = 3
VOWEL_LETTERS: Final = frozenset("aeiouy")


def pronounce(transcript: Transcript, lexicon: Lexicon) -> tuple[tuple[SpokenWord, ...], tuple[str, ...]]:
    """Every word with its possible pronunciations, and a warning for each that had to be guessed.

    Unknown words are guessed together: espeak-ng is started at most once for each language. Words marked as another language's
    are said as in that one. lexicon: of any language; the transcript's is used.
    """
    said: dict[int, tuple[tuple[Pronunciation, ...], ...]] = {}
    warnings: list[str] = []
    for language in dict.fromkeys(token.language or transcript.language for token in transcript):
        own = {n: token for n, token in enumerate(transcript) if (token.language or transcript.language) == language}
        make = _english_parts if is_english(language) else spoken_parts
        found, told = make(tuple(own.values()), lexicon.in_language(language))
        said.update(zip(own, found, strict=True))
        warnings += told
    spoken = (SpokenWord(token.text, said[n], token.speaker, token.spoken, token.language) for n, token in enumerate(transcript))
    return tuple(spoken), (*transcript.warnings, *warnings)


def _english_parts(
    tokens: Sequence[Token], lexicon: Lexicon
) -> tuple[list[tuple[tuple[Pronunciation, ...], ...]], tuple[str, ...]]:
    """The parts of English words, and a warning for each that had to be guessed."""
    unknown = unknown_words(tokens, lexicon)
    guessed = lexicon.guess(unknown)
    warnings = (*_foreign(len(unknown), len(tokens)), *(guess_warning(word, said[0]) for word, said in guessed.items()))
    return [parts(token, lexicon) for token in tokens], warnings


def guess_warning(word: str, phones: Pronunciation) -> str:
    """What to tell a person about a guess."""
    return f"'{word}' is not in the dictionary; taken as {' '.join(phones)}. Correct it in a user dictionary if that is wrong"


def _foreign(unknown: int, words: int) -> tuple[str, ...]:
    """A first warning when so many words are unknown that the language is in doubt."""
    doubtful = unknown >= SUSPICIOUS and unknown > words / 3
    return (f"{unknown} of {words} words are not in the dictionary: is the language right?",) if doubtful else ()


def unknown_words(transcript: Iterable[Token], lexicon: Lexicon) -> tuple[str, ...]:
    """The words nobody has listed, in order, each once; initials that can only be spelled out are not among them."""
    words = (
        word
        for token in transcript
        if not (_whole(token, lexicon) or (token.initials and not _sayable(token)))
        for reading in token.readings
        for word in reading
    )
    return tuple(word for word in dict.fromkeys(words) if not lexicon.known(word))


def parts(token: Token, lexicon: Lexicon) -> tuple[tuple[Pronunciation, ...], ...]:
    """The spoken parts of one word; a word with several readings is one part, so that the aligner can choose."""
    if whole := _whole(token, lexicon):
        return (whole,)
    if token.initials:
        return (initials(token, lexicon),)
    if not token.others:
        return tuple(lexicon.lookup(word) for word in token.spoken)
    share = max(1, MOST_VARIANTS // len(token.readings))
    readings = (variant for reading in token.readings for variant in lexicon.sequence(reading)[:share])
    return (distinct(tuple(readings)),)


def initials(token: Token, lexicon: Lexicon) -> tuple[Pronunciation, ...]:
    """A word in capitals: as listed, spelled out, or both where either can be meant."""
    word = token.spoken[0]
    letters, known = lexicon.sequence(token.others[0]) if token.others else lexicon.letters(word), lexicon.known(word)
    if lexicon.given(word) or (known and word not in ALSO_INITIALS):
        return known
    if known:
        return distinct((*known, *letters))
    return distinct((*letters, *lexicon.lookup(word))) if _sayable(token) else letters


def _sayable(token: Token) -> bool:
    """Whether unlisted initials may also be a word: OSHA, but not FBI."""
    return len(token.spoken[0]) > SHORT_INITIALS and bool(VOWEL_LETTERS & set(token.spoken[0]))


def _whole(token: Token, lexicon: Lexicon) -> tuple[Pronunciation, ...]:
    """What a dictionary says of a word we would take apart: uh-huh, co-op, rock'n'roll."""
    spelling = plain_spelling(token.text)
    takes_apart = len(token.spoken) > 1 and not token.initials and not any(c.isdigit() for c in spelling)
    return lexicon.known(spelling) if takes_apart else ()
