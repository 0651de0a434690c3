"""The aligner that ships with the package: English, numpy alone, never fails on a line a person can understand.

Features and scores of the embedded acoustic model, a graph of everything that may have been said, the best path
without pruning, boundaries as posterior means, and a small network that moves them to where the sound changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from visemes.align import doubt, graph, hear
from visemes.align.background import background_warnings
from visemes.align.base import AlignerKind
from visemes.align.bias import debias
from visemes.align.features import RATE
from visemes.align.fill import Told
from visemes.align.long import LONGEST, Piece, pieces
from visemes.align.partial import Partial
from visemes.align.refine import Refiner, refine, shipped
from visemes.align.search import FAR_ACCENTS, Segment, Stretch, best_path, best_segments, is_foreign, segments_of
from visemes.align.second_look import looked_again
from visemes.align.self_train import HeardLine, self_train
from visemes.align.voices import apart
from visemes.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.align.adapt import Voice
    from visemes.align.base import SpokenWord
    from visemes.align.search import Found
    from visemes.audio import Sound


@dataclass(frozen=True)
class BuiltinAligner:
    """See the module; `visemes.align.base.Aligner` documents the method.

    taught: a refiner that `taught_by` made of the lines to be aligned. voice: what `visemes.align.adapting` made of them.
    """

    taught: Refiner | None = None
    voice: Voice | None = None
    name: ClassVar[str] = "builtin"

    def align(
        self,
        sound: Sound,
        words: Sequence[SpokenWord],
        progress: Callable[[float], None] | None = None,
        resume: Path | None = None,
        *,
        language: str = "",
    ) -> Timeline:
        """Times for every word and phone; a digitally silent sound gives an empty timeline."""
        report = progress or (lambda _: None)
        report(0.0)
        if sound.is_silent or not words:
            return Timeline(sound.duration, language=language or hear.ENGLISH, aligner=self.name)
        heard = hear.Hearing()
        if language in FAR_ACCENTS:
            words = [word if word.language else replace(word, language=language) for word in words]
        for piece, own in heard_pieces(sound.samples, words, resume, self.taught, self.voice):
            heard.add(own, piece.first / RATE)
            report(piece.last / len(sound.samples))
        timeline = heard.timeline(sound.duration)
        told = (*timeline.warnings, *background_warnings(sound.samples, timeline.phones))
        return replace(timeline, language=language or hear.ENGLISH, warnings=told)


def heard_pieces(
    samples: NDArray[np.float32],
    words: Sequence[SpokenWord],
    resume: Path | None,
    taught: Refiner | None,
    voice: Voice | None = None,
) -> Iterator[tuple[Piece, hear.Hearing]]:
    """Every piece of a sound with what is heard in it; resume: where the pieces of a long sound are kept meanwhile."""
    is_long = len(samples) > LONGEST * RATE
    partial = Partial.of(resume, samples, words) if resume and is_long and not taught and not voice else None
    done = partial.finished() if partial else []
    yield from done
    last = done[-1][0] if done else Piece(0, 0, 0, 0)
    if done and last.last == len(samples):
        return
    if partial:
        partial.start(done)
    for piece in pieces(samples, words, last.last, last.last_word):
        own = listen(samples[piece.first : piece.last], words[piece.first_word : piece.last_word], taught, voice)
        if partial:
            partial.add(piece, own)
        yield piece, own


def taught_by(lines: Iterable[tuple[Sound, Sequence[SpokenWord]]], voice: Voice | None = None) -> Refiner:
    """A refiner that has learned from a batch of lines and their words, which nobody has labelled; about ten are needed."""
    return self_train(shipped(), [line for sound, words in lines for line in heard_lines(sound.samples, words, voice)])


def heard_lines(samples: NDArray[np.float32], words: Sequence[SpokenWord], voice: Voice | None = None) -> Iterator[HeardLine]:
    """The pieces of a sound with their boundaries, as far as the words are heard without doubt."""
    for piece in pieces(samples, words):
        own, said = samples[piece.first : piece.last], words[piece.first_word : piece.last_word]
        if not can_hold(own, said):
            continue
        segments = refined(best_segments(Stretch.of(own, said, voice=voice), said, doubting=True), own)
        if not any(s.slot.is_any_sound for s in segments):
            yield HeardLine(own, [s.slot.phone for s in segments], np.array([s.start for s in segments[1:]]))


def listen(
    samples: NDArray[np.float32], words: Sequence[SpokenWord], taught: Refiner | None = None, voice: Voice | None = None
) -> hear.Hearing:
    """What is heard in one piece of sound."""
    if not can_hold(samples, words):
        return hear.Hearing(findings=[doubt.Finding(0.0, 0.0, word.text, "unsaid") for word in words])
    stretch = Stretch.of(samples, words, voice=voice)
    segments, told, unsaid = search(stretch, words)
    phones, findings = hear.heard(stretch, refined(segments, samples, taught), told.words, len(samples) / RATE, told.fillings)
    phones, findings = hear.named(stretch, samples, phones, findings)
    said = told.said()
    numbers = {place: number for number, place in enumerate(said)}
    if told.is_unlike:
        phones = [replace(p, confidence=min(p.confidence, doubt.UNLIKE_WORD)) for p in phones]
    own = [in_doubt(p.numbered(numbers), unsaid) for p in phones]
    hearing = hear.Hearing(own, [*unsaid, *findings], list(said.values()))
    return apart(hearing, stretch, samples, words, lambda segments, own: refined(segments, own, taught))


def in_doubt(phone: hear.Heard, findings: Sequence[doubt.Finding]) -> hear.Heard:
    """A phone that is no surer than a word can be that the search would have put elsewhere, or nowhere."""
    middle = (phone.start + phone.end) / 2
    doubted = any(f.kind == "different" and f.start <= middle < f.end for f in findings)
    return replace(phone, confidence=min(phone.confidence, doubt.DOUBTED)) if doubted else phone


def can_hold(samples: NDArray[np.float32], words: Sequence[SpokenWord]) -> bool:
    """Whether there is anything to search: words, and a sound that is neither digital silence nor shorter than a phone."""
    return bool(words) and bool(samples.any()) and len(samples) >= doubt.SHORTEST_PHONE * RATE


def search(stretch: Stretch, words: Sequence[SpokenWord]) -> tuple[list[Segment], Told, list[doubt.Finding]]:
    """The best path, the line it goes through, and the words that were not said.

    When words were not said the search is made once more without them, so that their neighbours meet.
    """
    found, segments, kept = keeping_foreign(stretch, words)
    doubted = list(forced_words(segments, words, kept))
    unsaid = dict(unsaid_words(segments, words, stretch.step))
    odd = {*unsaid, *(s.slot.word for s in segments if s.slot.spelling == graph.INSTEAD)}
    if doubt.is_suspicious(len(odd), len(words)) and not any(map(is_foreign, words)):
        forced = best_segments(stretch, words)
        if doubt.is_unlike(hear.evidence(forced)):
            return forced, Told(tuple(words), {}, is_unlike=True), list(forced_words(forced, words, range(len(words))))
    if not unsaid:
        return *looked_again(stretch, found, segments, words), doubted
    findings = [doubt.Finding(when, when, words[index].text, "unsaid") for index, when in unsaid.items()]
    said = [index for index in range(len(words)) if index not in unsaid]
    if not said or len(unsaid) / len(words) >= doubt.NOTHING_FITS:
        forced = best_segments(stretch, words)
        return forced, Told(tuple(words), {}), list(forced_words(forced, words, {*unsaid, *kept}))
    sure = frozenset(place for place, index in enumerate(said) if index in kept)
    words_said = [words[index] for index in said]
    found, segments = doubting_path(stretch, words_said, sure)
    return *looked_again(stretch, found, segments, words_said), [*findings, *doubted]


def keeping_foreign(stretch: Stretch, words: Sequence[SpokenWord]) -> tuple[Found, list[Segment], frozenset[int]]:
    """The best path that leaves out no word of another language than English, and the words it had to be told to keep."""
    kept: frozenset[int] = frozenset()
    found, segments = doubting_path(stretch, words)
    while missed := frozenset(i for i, _ in unsaid_words(segments, words, stretch.step) if is_foreign(words[i])):
        kept |= missed
        found, segments = doubting_path(stretch, words, kept)
    return found, segments, kept


def doubting_path(
    stretch: Stretch, words: Sequence[SpokenWord], sure: AbstractSet[int] = frozenset()
) -> tuple[Found, list[Segment]]:
    """The best path where sound and words may differ, but not by trifles between words: those would tear holes into speech."""
    found = best_path(stretch, words, doubting=True, sure=sure)
    segments = segments_of(stretch, found)
    closed = hear.dismissed(stretch, segments, len(stretch.vectors) * stretch.step)
    if not closed:
        return found, segments
    found = best_path(stretch, words, doubting=True, closed=closed, sure=sure)
    return found, segments_of(stretch, found)


def forced_words(segments: Sequence[Segment], words: Sequence[SpokenWord], doubtful: Container[int]) -> Iterator[doubt.Finding]:
    """The doubtful words where they were put all the same."""
    ends = [s.start for s in segments[1:]]
    for index, group in groupby(zip(segments, ends, strict=False), key=lambda pair: pair[0].slot.word):
        if index in doubtful:
            pairs = list(group)
            yield doubt.Finding(pairs[0][0].start, pairs[-1][1], words[index].text, "different")


def unsaid_words(segments: Sequence[Segment], words: Sequence[SpokenWord], step: float) -> Iterator[tuple[int, float]]:
    """Words in whose place there is too little sound: (index, seconds). step: seconds of a frame."""
    for index, group in groupby(segments, key=lambda s: s.slot.word):
        parts = list(group)
        if index == graph.NO_WORD or any(s.slot.spelling != graph.INSTEAD for s in parts):
            continue
        shortest = sum(min(map(len, variants)) for variants in words[index].parts) * doubt.SHORTEST_PHONE
        if sum(s.frames for s in parts) * step < shortest:
            yield index, parts[0].start


def refined(segments: Sequence[Segment], samples: NDArray[np.float32], taught: Refiner | None = None) -> list[Segment]:
    """The same path with its boundaries moved to where the sound changes; taught: looks once more."""
    phones = [s.slot.phone for s in segments]
    english = np.array([not (left.slot.is_foreign or right.slot.is_foreign) for left, right in pairwise(segments)], np.bool_)
    starts = debias(phones, np.array([s.start for s in segments[1:]]), len(samples) / RATE, english)
    starts = refine(samples, phones, starts)
    if taught is not None:
        starts = refine(samples, phones, starts, rounds=1, refiner=taught)
    return [segments[0], *(replace(s, start=float(start)) for s, start in zip(segments[1:], starts, strict=True))]


ALIGNER: Final = AlignerKind(
    "builtin", "ships with visemes", {}, lambda _: BuiltinAligner(), lambda _: None, lambda _language, _settings: False
)
