"""Words whose times somebody gave without phones: their phones, found in the sound within those times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from visemes.align.base import SpokenWord
from visemes.align.within import Placed, phones_within
from visemes.errors import TranscriptError
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import Transcript, parse_transcript

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.timeline import Timeline, Word
    from visemes.transcript import Token

#: Seconds by which phones may leave the times of words that are rough.
SLACK: Final = 0.06


def completed(timeline: Timeline, sound: Sound, language: str, dictionary: Path | None = None, *, rough: bool = False) -> Timeline:
    """The timeline with phones in those of its words that have none.

    language: that of the words, as espeak-ng spells it. rough: the words' times are no truth to the last millisecond, so a word
    moves to where it is heard nearby; otherwise every word stays where it is. Words that say nothing ("♪") are left alone.
    """
    bare = [word for word in timeline.words if not timeline.phones_in(word)]
    spoken, warnings = pronounced([word.label for word in bare], language, dictionary)
    places = [
        Placed(replace(words, speaker=word.speaker), word.start, word.end, word.confidence)
        for word, words in zip(bare, spoken, strict=True)
        if words is not None
    ]
    if not places or sound.is_silent:
        return timeline
    found = phones_within(sound, places, slack=SLACK if rough else 0.0, language=language)
    phones = tuple(sorted((*timeline.phones, *found.phones), key=lambda phone: phone.start))
    told = f"the phones of {_counted(len(places), len(timeline.words))} were found within the given times of words"
    return replace(
        timeline,
        words=_moved(timeline.words, found.words) if rough else timeline.words,
        phones=phones, language=timeline.language or language, warnings=(*timeline.warnings, told, *warnings),
    )  # fmt: skip


def _counted(some: int, all_words: int) -> str:
    return "all words" if some == all_words else f"{some} of {all_words} words"


def _moved(words: Sequence[Word], heard: Sequence[Word]) -> tuple[Word, ...]:
    """The words, those that were heard at the times they were heard."""
    waiting = list(heard)
    result: list[Word] = []
    for word in words:
        if waiting and waiting[0].label == word.label:
            result.append(replace(word, start=waiting[0].start, end=waiting[0].end))
            waiting.pop(0)
        else:
            result.append(word)
    return tuple(result)


def pronounced(
    labels: Sequence[str], language: str, dictionary: Path | None = None
) -> tuple[list[SpokenWord | None], tuple[str, ...]]:
    """Each label as one word with everything that may be said for it, None for one that says nothing; and warnings.

    Unknown words of all labels are guessed together.
    """
    tokens = [_tokens(label, language) for label in labels]
    whole = tuple(token for own in tokens for token in own)
    if not whole:
        return [None] * len(labels), ()
    words, warnings = pronounce(Transcript(whole, language=language), Lexicon(dictionary, language))
    waiting = iter(words)
    result: list[SpokenWord | None] = []
    for label, own in zip(labels, tokens, strict=True):
        parts = [next(waiting) for _ in own]
        spelt = tuple(text for part in parts for text in part.spoken)
        said = SpokenWord(label, tuple(variants for part in parts for variants in part.parts), spoken=spelt)
        result.append(said if parts else None)
    return result, warnings


def _tokens(label: str, language: str) -> tuple[Token, ...]:
    try:
        return parse_transcript(label, language).tokens
    except TranscriptError:
        return ()
