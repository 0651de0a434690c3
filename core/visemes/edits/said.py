"""A timeline as words with their phones, so that words can be replaced and boundaries moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.lexicon.spoken import SpokenWord
from visemes.phones import ipa_word_to_arpabet, is_vowel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from visemes.lexicon.spoken import Pronunciation
    from visemes.timeline import Phone, Timeline, Word

#: A sound without a word that is left shorter than this (seconds) is dropped.
SHORTEST: Final = 0.010

#: What IPA writes before a vowel with primary and with secondary stress.
STRESS_MARKS = {1: "\u02c8", 2: "\u02cc"}


@dataclass(frozen=True, slots=True)
class Said:
    """A word and its phones."""

    word: Word
    phones: tuple[Phone, ...]

    @property
    def start(self) -> float:
        """Seconds."""
        return self.word.start

    @property
    def end(self) -> float:
        """Seconds."""
        return self.word.end

    def with_phones(self, phones: Sequence[Phone]) -> Said:
        """The word with its phones at other times, and its own from the first to the last of them."""
        return Said(self.word.moved(phones[0].start, phones[-1].end), tuple(phones)) if phones else self


def said_in(timeline: Timeline) -> tuple[tuple[Said, ...], tuple[Phone, ...]]:
    """The words of a timeline with their phones, and the phones without a word."""
    words = tuple(Said(word, timeline.phones_in(word)) for word in timeline.words)
    owned = {phone for said in words for phone in said.phones}
    return words, tuple(phone for phone in timeline.phones if phone not in owned)


def timeline_with(timeline: Timeline, words: Iterable[Said], loose: Iterable[Phone]) -> Timeline:
    """The timeline with these words, their phones and those without a word. Raises TimelineError for overlaps."""
    said = sorted(words, key=lambda word: word.start)
    owned = [phone for word in said for phone in word.phones]
    spare = [left for phone in loose if (left := _left_over(phone, owned)) is not None]
    phones = sorted((*spare, *owned), key=lambda phone: phone.start)
    return replace(timeline, words=tuple(word.word for word in said), phones=tuple(phones))


def _left_over(phone: Phone, owned: Sequence[Phone]) -> Phone | None:
    """What words leave of a phone without a word: it was only a guess, and gives way. None where nothing worth having is left."""
    start, end = phone.start, phone.end
    for other in owned:
        if other.speaker == phone.speaker and other.start < end and other.end > start:
            start, end = (start, other.start) if other.start - start >= end - other.end else (other.end, end)
    return phone.moved(start, end) if end - start >= SHORTEST else None


def pronunciation_of(said: Said, language: str) -> Pronunciation:
    """How a word of a timeline is pronounced, as an aligner wants to know it: as a person said it, else as its phones say.

    Raises TimelineError for a word without phones.
    """
    if said.word.pronunciation:
        return said.word.pronunciation
    if not said.phones:
        raise TimelineError(f"'{said.word.label}' has no phones", "say how it is pronounced")
    marked = tuple(STRESS_MARKS.get(phone.stress or 0, "") * is_vowel(phone.label) + phone.label for phone in said.phones)
    if not (language or "en").startswith("en"):
        return marked
    return tuple(arpabet for label in marked for arpabet in ipa_word_to_arpabet(label))


def spoken(said: Said, language: str) -> SpokenWord:
    """A word of a timeline as an aligner wants it. Raises TimelineError for one without phones."""
    return SpokenWord(said.word.label, ((pronunciation_of(said, language),),), said.word.speaker)
