"""The words of other languages than English to what an aligner listens for, read in their sentences."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.languages import LANGUAGES, name_of
from visemes.lexicon.clauses import romanized, spoken_clauses
from visemes.lexicon.dictionary import distinct
from visemes.lexicon.reduced import reduced
from visemes.lexicon.spelling import spell_out
from visemes.phones import arpabet_to_ipa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from visemes.lexicon.lexicon import Lexicon
    from visemes.lexicon.spoken import Pronunciation
    from visemes.transcript import Token

#: What an aligner may hear in the place of one word.
Parts = tuple[tuple["Pronunciation", ...], ...]

#: Ways to say one word that are worth an aligner's time.
MOST_WAYS: Final = 6


def spoken_parts(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Parts], tuple[str, ...]]:
    """The parts of words that are all in the lexicon's language and in the order they are spoken, and a warning if one is due.

    The user's dictionary wins, then espeak-ng, then rules from letters to sounds.
    """
    read, problem = spoken_clauses((_words(clause) for clause in clauses(tokens)), lexicon.language)
    voiced = (word for clause in read for word in clause)
    found = [_parts(token, [next(voiced) for _ in token.spoken], lexicon) for token in tokens]
    return found, (_unread(lexicon.language, problem),) if problem else _lent(lexicon.language)


def clauses(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Runs of words that are bound to one another: no comma, no other speaker, no other subtitle between them."""
    run: list[Token] = []
    for token, following in pairwise([*tokens, None]):
        if token is None:
            return
        run.append(token)
        if following is None or token.ends or (following.speaker, following.start) != (token.speaker, token.start):
            yield tuple(run)
            run = []


def _words(clause: Iterable[Token]) -> list[str]:
    return [word for token in clause for word in token.spoken]


def _parts(token: Token, voiced: Sequence[Parts], lexicon: Lexicon) -> Parts:
    if given := lexicon.given(token.text):
        return (given,)
    if token.others:
        ways = [sum((ways[0] for ways in parts), ()) for parts in (_flat(voiced), *(_other(o, lexicon) for o in token.others))]
        return (distinct(tuple(way for way in ways if way))[:MOST_WAYS] or (_by_letters(token.text),),)
    whole = tuple(
        part for word, parts in zip(token.spoken, voiced, strict=True) for part in _given_or(word, parts, lexicon) if part
    )
    return whole or ((_by_letters(token.text),),)


def _given_or(word: str, parts: Parts, lexicon: Lexicon) -> Parts:
    if given := lexicon.given(word):
        return (given,)
    shortened = tuple(distinct((*ways, reduced(ways[0], lexicon.language))) for ways in parts)
    return shortened or ((_by_letters(word),),)


def _by_letters(word: str) -> Pronunciation:
    """A word by rules from letters to sounds, in IPA."""
    spelled = map(arpabet_to_ipa, spell_out(romanized(word)))
    return tuple({1: "ˈ", 2: "ˌ"}.get(stress or 0, "") + phone for phone, stress in spelled)  # noqa: RUF001 - IPA's own marks


def _flat(voiced: Sequence[Parts]) -> Parts:
    return tuple(part for parts in voiced for part in parts)


def _other(words: tuple[str, ...], lexicon: Lexicon) -> Parts:
    read, _ = spoken_clauses([words], lexicon.language)
    return _flat(read[0])


def _lent(language: str) -> tuple[str, ...]:
    """Tell a person where a language is read by another one's voice."""
    spec = LANGUAGES.get(language)
    if not spec or not spec.voice:
        return ()
    how = "from the names of its letters" if spec.romanized else f"as if it were {name_of(spec.voice)}"
    return (f"espeak-ng cannot read {spec.name}: its words are read {how}; a user dictionary (--dict) helps",)


def _unread(language: str, problem: str) -> str:
    return f"nobody here can read {name_of(language)} ({problem}): words are taken by their letters; see visemes doctor"
