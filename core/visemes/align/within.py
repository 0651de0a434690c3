"""Phones for words whose times are known already: from another program's word times, or from a network that hears letters.

The search is the built-in aligner's, with every word kept to its place; what the words' times leave open is decided by
the acoustic model and the refiner.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.align import doubt, graph, hear
from visemes.align.builtin import can_hold, refined
from visemes.align.features import RATE
from visemes.align.long import LONGEST
from visemes.align.search import Stretch, best_segments
from visemes.timeline import Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.align.base import SpokenWord
    from visemes.audio import Sound

#: Seconds of sound before and after a piece's words that are looked at with them.
MARGIN: Final = 0.5


class Placed(NamedTuple):
    """A word and the time it is said at (seconds). confidence: how sure whoever placed it was, None if it did not say."""

    word: SpokenWord
    start: float
    end: float
    confidence: float | None = None


def phones_within(sound: Sound, placed: Sequence[Placed], *, slack: float = 0.0, language: str = "") -> Timeline:
    """The timeline of words whose places are known.

    sound: 16 kHz mono. placed: in order, without overlaps, inside the sound. slack: seconds by which each word may begin earlier
    and end later than its place; without any its first phone starts and its last one ends exactly there.
    """
    words: list[Word] = []
    phones: list[Phone] = []
    for group in _pieces(placed):
        for place, heard in zip(group, _heard(sound, group, slack), strict=True):
            own = heard if slack and heard else fitted(heard, place)
            start, end = (own[0].start, own[-1].end) if slack and own else (place.start, place.end)
            surest = max((phone.confidence or 0.0 for phone in own), default=0.0)
            confidence = surest if place.confidence is None else place.confidence
            words.append(Word(start, end, place.word.text, confidence, place.word.speaker))
            phones += own
    return Timeline(sound.duration, tuple(words), tuple(phones), language=language or hear.ENGLISH)


def _pieces(placed: Sequence[Placed]) -> Iterator[Sequence[Placed]]:
    """The words in groups that can be searched in one go, cut where the pauses are longest."""
    if not placed:
        return
    if placed[-1].end - placed[0].start <= LONGEST - 2 * MARGIN or len(placed) == 1:
        yield placed
        return
    cut = max(range(1, len(placed)), key=lambda i: (placed[i].start - placed[i - 1].end, -abs(i - len(placed) / 2)))
    yield from _pieces(placed[:cut])
    yield from _pieces(placed[cut:])


def _heard(sound: Sound, placed: Sequence[Placed], slack: float) -> list[list[Phone]]:
    """The phones of each word, where they are heard within its place; none where there is too little sound."""
    start, end = max(0.0, placed[0].start - MARGIN), min(sound.duration, placed[-1].end + MARGIN)
    samples = sound.samples[round(start * RATE) : round(end * RATE)]
    words = [place.word for place in placed]
    if not can_hold(samples, words):
        return [[] for _ in placed]
    stretch = Stretch.of(samples, words)
    spans = [(place.start - slack - start, place.end + slack - start) for place in placed]
    segments = best_segments(stretch, words, spans=spans)
    heard, _ = hear.heard(stretch, refined(segments, samples), words, len(samples) / RATE)
    found: list[list[Phone]] = [[] for _ in placed]
    for word, group in groupby(heard, key=lambda phone: phone.word):
        if word != graph.NO_WORD:
            found[word] = [hear.as_phone(phone.later(start, 0)) for phone in group]
    return found


def fitted(phones: Sequence[Phone], place: Placed) -> list[Phone]:
    """The phones of a word stretched to its place: what lies between its first and last boundary stays where it was heard.

    Without phones that reach into the place, those of the first pronunciation share its time.
    """
    inside = [p for p in phones if p.end > place.start and p.start < place.end]
    if len(inside) < len(phones) or not inside:
        return shared_out(place)
    edges = [place.start, *(p.start for p in inside[1:]), place.end]
    return [phone.moved(start, end) for phone, start, end in zip(inside, edges, edges[1:], strict=False)]


def shared_out(place: Placed) -> list[Phone]:
    """The phones of the first pronunciation in equal parts of the word's time."""
    spelt = [phone for variants in place.word.parts for phone in variants[0]]
    step = (place.end - place.start) / max(1, len(spelt))
    times = [(place.start + i * step, place.start + (i + 1) * step) for i in range(len(spelt))]
    return [
        hear.as_phone(hear.Heard(start, end, phone, 0, doubt.DOUBTED)) for phone, (start, end) in zip(spelt, times, strict=True)
    ]
