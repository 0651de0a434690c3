"""A second look at what the first search doubts: what was said there instead, and where exactly?

The first search knows only that some sound is unlike its word, or belongs to no word at all; its "any sound" has no phones,
so the words around it take more or less than is theirs. Here every such place is filled with phones (`fill`), small words
that the transcript lacks are looked for in the gaps (`gaps`), and the line is searched once more with all of that in it.
"""

from __future__ import annotations

from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.align import fill, gaps, graph, hear
from visemes.align.classes import CLASS_OF
from visemes.align.features import FRAMES_PER_SECOND
from visemes.align.fill import Filling, Guess, Told
from visemes.align.search import best_path, is_foreign, segments_of
from visemes.lexicon.spoken import SpokenWord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.align.fill import Fitted, Guesses
    from visemes.align.search import Found, Segment, Stretch

#: Phones of the words around a gap that are searched with it, on either side.
CONTEXT: Final = 3

#: Seconds around unexplained speech whose phones may belong to it.
MARGIN: Final = 0.06

#: Nats that a small word has to gain in a gap, and more at the ends of a line, where voices fade and breathe, and before a vowel,
#: where a glottal stop sounds like a small word; and its evidence at the least (nats a frame). Chosen on telephone prompts
#: read by one woman and on synthetic speech, so that of a thousand gaps of right lines one or two are taken for a word.
CERTAIN: Final = 40.0
MISLEADING: Final = 25.0
LEAST: Final = -0.5

#: Stops that a glottal stop may be taken for, and what sound that ends in one has to gain (nats) before a vowel.
GLOTTAL: Final = frozenset({"K", "P", "T"})
GLOTTAL_GAIN: Final = 105.0

#: Nats that a guess with a name may be worse than free phones, and a frame of 10 ms: free phones can be anything.
NAMED: Final = 8.0
NAMED_FRAME: Final = 0.5


class Look(NamedTuple):
    """What a doubtful place turned out to be.

    at: before which word of the line it stands, or in whose place. word: the phones to search for, None if there is nothing
    after all. filling: what they are.
    """

    at: int
    word: SpokenWord | None
    filling: Filling


class Span(NamedTuple):
    """Some segments in a row that belong together: places in the list, and frames; first ones, and last ones + 1."""

    begin: int
    end: int
    first: int
    last: int


def looked_again(
    stretch: Stretch, found: Found, segments: list[Segment], words: Sequence[SpokenWord]
) -> tuple[list[Segment], Told]:
    """The path with everything doubtful filled in, and the line it goes through; the same where nothing is doubtful.

    found, segments: the doubting path through `words`. Other languages than English stay as they are: their right phones
    explain too little for this.
    """
    is_able = found.slow == 1 and not any(map(is_foreign, words))
    looks = list(doubtful(stretch, found, segments, words)) if is_able else []
    if not looks:
        return segments, Told(tuple(words), {})
    told = line_with(words, looks)
    settled = {look.at for look in looks if look.filling.instead is None}
    closed = closed_gaps(told, unexplained(segments, words) - settled)
    sure = frozenset(told.fillings)
    return segments_of(stretch, best_path(stretch, told.words, doubting=True, closed=closed, sure=sure)), told


def doubtful(stretch: Stretch, found: Found, segments: Sequence[Segment], words: Sequence[SpokenWord]) -> Iterator[Look]:
    """Everything the first search doubts, and the small words that the transcript lacks."""
    spans = list(spans_of(segments))
    for span in spans:
        slot = segments[span.begin].slot
        if slot.spelling == graph.BETWEEN and slot.part in starts_of(words):
            yield from between(stretch, segments, span, words, starts_of(words)[slot.part])
        elif slot.spelling == graph.INSTEAD and span.end - span.begin == len(words[slot.word].parts) == 1:
            word = words[slot.word]
            yield from filled(fill.free(stretch, span.first, span.last), slot.word, Filling(Guess(fill.SPEECH, ""), word))
    for promise in gaps.promises(stretch, found):
        yield from missing(stretch, segments, promise)


def spans_of(segments: Sequence[Segment]) -> Iterator[Span]:
    """The segments by what they belong to: a word, a pause, any sound between words."""
    place = frame = 0
    for _, group in groupby(segments, key=lambda s: (s.slot.word, s.slot.spelling if s.slot.word == graph.NO_WORD else "")):
        own = list(group)
        frames = sum(s.frames for s in own)
        yield Span(place, place + len(own), frame, frame + frames)
        place, frame = place + len(own), frame + frames


def starts_of(words: Sequence[SpokenWord]) -> dict[int, int]:
    """The word that follows a gap, by the gap's number in the graph; gaps inside of words are left out."""
    return {parts: word for word, parts in enumerate(accumulate((len(w.parts) for w in words), initial=0))}


def between(stretch: Stretch, segments: Sequence[Segment], span: Span, words: Sequence[SpokenWord], at: int) -> Iterator[Look]:
    """What the sound between two words is, if it is speech."""
    _, finding = hear.anything(stretch, stretch.seconds_at(span.first), stretch.seconds_at(span.last))
    if finding is None or finding.kind != fill.SPEECH:
        return
    margin = round(MARGIN / stretch.step)
    guesses = fill.free(stretch, max(0, span.first - margin), span.last + margin)
    if not guesses:
        return
    first, before = context(segments, span, -1)
    last, after = context(segments, span, 1)
    anything = fill.fitted(stretch, first, last, before, after, guesses)
    if anything and before and after and is_trifle(anything, after[0]):
        yield Look(at, None, Filling(Guess(fill.SPEECH, "")))
        return
    named = fill.again(words[:at], words[at:]) | fill.like(guesses)
    known = fill.fitted(stretch, first, last, before, after, named)
    if known and (anything is None or is_named(known, anything, stretch.step)):
        guess = named[known.phones]
        yield Look(at, SpokenWord(guess.text, ((known.phones,),)), Filling(guess))
    else:
        yield from filled(guesses, at, Filling(Guess(fill.SPEECH, "")))


def is_trifle(anything: Fitted, after: SpokenWord) -> bool:
    """Whether free phones between two words explain too little to be speech of its own.

    A glottal stop and the creak around it look like a vowel and a stop before a word that begins with a vowel.
    """
    is_glottal = anything.phones[-1] in GLOTTAL and starts_with_vowel(after)
    return anything.gain < (GLOTTAL_GAIN if is_glottal else CERTAIN)


def filled(guesses: Guesses, at: int, filling: Filling) -> Iterator[Look]:
    """A look that leaves open which of some guesses it is."""
    if guesses:
        yield Look(at, SpokenWord("", (tuple(guesses),)), filling)


def is_named(known: Fitted, anything: Fitted, step: float) -> bool:
    """Whether a guess with a name explains a place about as well as free phones do."""
    frames = max(known.frames, anything.frames) * step * FRAMES_PER_SECOND
    return known.gain > anything.gain - NAMED - NAMED_FRAME * frames


def missing(stretch: Stretch, segments: Sequence[Segment], promise: gaps.Promise) -> Iterator[Look]:
    """The small word in a promising gap, if phones in context agree."""
    place = next((i for i, s in enumerate(segments) if s.slot.word >= promise.gap), len(segments))
    while place == len(segments) and place and segments[place - 1].slot.word == graph.NO_WORD:
        place -= 1
    frame = sum(s.frames for s in segments[:place])
    span = Span(place, place, frame, frame)
    first, before = context(segments, span, -1)
    last, after = context(segments, span, 1)
    guesses = fill.small(promise.words)
    known = fill.fitted(stretch, first, last, before, after, guesses)
    at_edge = not before or not after
    if known and is_missing(known, at_edge=at_edge, before_vowel=bool(after) and starts_with_vowel(after[0])):
        guess = guesses[known.phones]
        yield Look(promise.gap, SpokenWord(guess.text, ((known.phones,),)), Filling(guess))


def is_missing(known: Fitted, *, at_edge: bool, before_vowel: bool) -> bool:
    """Whether a small word in a gap explains so much that it was said."""
    return known.evidence > LEAST and known.gain > CERTAIN + MISLEADING * (at_edge + before_vowel)


def starts_with_vowel(word: SpokenWord) -> bool:
    """Whether a word begins with a vowel."""
    return CLASS_OF[graph.english_phone(word.parts[0][0][0])] == "vowel"


def context(segments: Sequence[Segment], span: Span, side: int) -> tuple[int, tuple[SpokenWord, ...]]:
    """The phones of the word on one side of a span (-1 before, 1 after), and the frame at which they begin or end."""
    place = span.begin - 1 if side < 0 else span.end
    frame = span.first if side < 0 else span.last
    phones: list[str] = []
    word = None
    while 0 <= place < len(segments) and len(phones) < CONTEXT:
        slot = segments[place].slot
        if slot.is_any_sound or (word is not None and slot.word != word):
            break
        if slot.word != graph.NO_WORD:
            word = slot.word
            phones.append(slot.spelling)
        frame += side * segments[place].frames
        place += side
    return frame, (SpokenWord("", ((tuple(phones[::side]),),)),) if phones else ()


def line_with(words: Sequence[SpokenWord], looks: Sequence[Look]) -> Told:
    """The line with its fillings."""
    known = [(look, look.filling, look.word) for look in looks if look.word]
    between = {look.at: (word, filling) for look, filling, word in known if filling.instead is None}
    instead = {look.at: (word, filling) for look, filling, word in known if filling.instead is not None}
    told: list[SpokenWord] = []
    fillings: dict[int, Filling] = {}
    for index in range(len(words) + 1):
        for put in (between.get(index), instead.get(index)):
            if put:
                fillings[len(told)] = put[1]
                told.append(put[0])
        if index < len(words) and index not in instead:
            told.append(words[index])
    return Told(tuple(told), fillings)


def unexplained(segments: Sequence[Segment], words: Sequence[SpokenWord]) -> set[int]:
    """The words before which the path has any sound."""
    starts = starts_of(words)
    return {starts[s.slot.part] for s in segments if s.slot.spelling == graph.BETWEEN and s.slot.part in starts}


def closed_gaps(told: Told, still: set[int]) -> frozenset[int]:
    """The gaps of a told line in which there is nothing odd any more; still: words of the line before which there is."""
    real = [i for i in range(len(told.words)) if i not in told.fillings or told.fillings[i].instead]
    places = {real[word] if word < len(real) else len(told.words) for word in still}
    starts = starts_of(told.words)
    total = sum(len(word.parts) for word in told.words)
    return frozenset(gap for gap in range(total + 1) if starts.get(gap) not in places)
