"""The words and phones that another program found, put back on the words of our transcript.

Other programs split and spell words in their own way ("1984", "ill-disposed", "o'clock"), leave some out, and have no
phones for those they do not know. Ours come back all, each with the time of what the other program heard for it.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.align.within import Placed, phones_within
from visemes.timeline import SAME_TIME, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.align.base import SpokenWord
    from visemes.audio import Sound
    from visemes.timeline import Phone

#: A word that was left out gets its place between its neighbours if there is at least this much (seconds).
LEAST: Final = 0.03


def spoken_words(words: Sequence[SpokenWord]) -> list[tuple[str, int]]:
    """What is said in letters, word by word, each with the number of the transcript's word it belongs to."""
    return [(spelt.replace(".", ""), number) for number, word in enumerate(words) for spelt in word.spoken or (word.text,)]


class Span(NamedTuple):
    """The time another program gives one of our words, None where it left it out."""

    word: SpokenWord
    start: float | None
    end: float | None


def regrouped(found: Timeline, sound: Sound, words: Sequence[SpokenWord], language: str, aligner: str) -> Timeline:
    """Our words with the times and phones another program found.

    found: its words and phones. Words it has no phones for are heard by our own aligner, in their times. aligner: what made the
    times, for the timeline and its warnings.
    """
    spans = list(owned(found, words))
    placed = [Placed(s.word, s.start, s.end) for s in spans if s.start is not None and s.end is not None]
    lost = [s.word.text for s in spans if s.start is None]
    phones_of = [[p for p in found.phones if place.start <= p.middle < place.end] for place in placed]
    unknown = [place for place, phones in zip(placed, phones_of, strict=True) if not phones]
    filled = iter(phones_by_word(phones_within(sound, unknown, language=language), unknown))
    tier: list[Phone] = []
    spoken: list[Word] = []
    for place, phones in zip(placed, phones_of, strict=True):
        own = phones or next(filled)
        tier += own
        spoken.append(Word(place.start, place.end, place.word.text, speaker=place.word.speaker))
    warnings = found.warnings + _warnings(aligner, [place.word.text for place in unknown], lost)
    return Timeline(sound.duration, tuple(spoken), tuple(tier), language=language, aligner=aligner, warnings=warnings)


def phones_by_word(timeline: Timeline, placed: Sequence[Placed]) -> list[list[Phone]]:
    """The phones of each place, where a timeline has exactly these words."""
    return [[p for p in timeline.phones if place.start <= p.middle < place.end] for place in placed]


def _warnings(aligner: str, unknown: Sequence[str], lost: Sequence[str]) -> tuple[str, ...]:
    found = []
    if unknown:
        found.append(f"{aligner} has no phones for {_listed(unknown)}; our own aligner found them in the word's time")
    if lost:
        found.append(f"{aligner} left out {_listed(lost)}, and there is no room for it: is it said?")
    return tuple(found)


def _listed(words: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(words))
    return ", ".join(f"'{word}'" for word in distinct[:8]) + (" …" if len(distinct) > 8 else "")


def owned(found: Timeline, words: Sequence[SpokenWord]) -> list[Span]:
    """The time of each of our words: from the first to the last of the other program's words that stand for it.

    A word that was left out gets the room between its neighbours, if there is any.
    """
    spans: list[tuple[float, float] | None] = [None] * len(words)
    for theirs, ours in zip(found.words, owners([w.label for w in found.words], spoken_words(words)), strict=True):
        if ours is not None:
            before = spans[ours]
            spans[ours] = (before[0] if before else theirs.start, theirs.end)
    return list(with_room(found.duration, words, spans))


def owners(theirs: Sequence[str], ours: Sequence[tuple[str, int]]) -> list[int | None]:
    """For each word another program found, the number of our word it stands for; None for one that stands for none."""
    if len(theirs) == len(ours):
        return [number for _, number in ours]
    result: list[int | None] = [None] * len(theirs)
    plain_theirs, plain_ours = [_plain(word) for word in theirs], [_plain(word) for word, _ in ours]
    for kind, a, b, c, d in SequenceMatcher(None, plain_theirs, plain_ours, autojunk=False).get_opcodes():
        if kind in {"equal", "replace"}:
            for i in range(a, b):
                # the words of a changed stretch share ours out in order
                result[i] = ours[c + (i - a) * (d - c) // (b - a)][1]
        elif kind == "delete" and a:
            result[a:b] = [result[a - 1]] * (b - a)
    return result


def _plain(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())


def with_room(duration: float, words: Sequence[SpokenWord], spans: Sequence[tuple[float, float] | None]) -> list[Span]:
    """Our words with their times; those without one in equal parts of the room between their neighbours."""
    result: list[Span] = []
    number = 0
    while number < len(words):
        span = spans[number]
        if span is not None:
            result.append(Span(words[number], *span))
            number += 1
            continue
        last = next((n for n in range(number, len(words)) if spans[n] is not None), len(words))
        before = result[-1].end if result and result[-1].end is not None else 0.0
        after = spans[last] if last < len(words) else None
        result += _shared(words[number:last], before, after[0] if after else duration)
        number = last
    return result


def _shared(words: Sequence[SpokenWord], start: float, end: float) -> list[Span]:
    """Words that were left out, in equal parts of the room there is; without a time if it is too little."""
    step = (end - start) / len(words)
    if step < LEAST + SAME_TIME:
        return [Span(word, None, None) for word in words]
    return [Span(word, start + i * step, start + (i + 1) * step) for i, word in enumerate(words)]
