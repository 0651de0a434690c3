"""From the best path to what a person reads: words and phones with confidences, and marks where something is odd."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING

from visemes.align import acoustic, doubt, graph
from visemes.align.acoustic import SILENCE
from visemes.align.base import SpokenWord
from visemes.align.doubt import Finding
from visemes.align.features import FRAMES_PER_SECOND
from visemes.align.search import Segment, best_segments
from visemes.lexicon.spoken import is_ipa
from visemes.phones import arpabet_to_ipa, is_vowel, to_ipa
from visemes.timeline import Interval, Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.align.search import Stretch

ENGLISH = "en-us"


@dataclass(frozen=True, slots=True)
class Heard:
    """A phone in its place. word: index of the word it belongs to, NO_WORD for speech without a word."""

    start: float
    end: float
    spelling: str
    word: int
    confidence: float

    def later(self, seconds: float, words: int) -> Heard:
        """The same phone after so many seconds and words more."""
        word = self.word if self.word == graph.NO_WORD else self.word + words
        return Heard(self.start + seconds, self.end + seconds, self.spelling, word, self.confidence)


def heard(
    stretch: Stretch, segments: Sequence[Segment], words: Sequence[SpokenWord], duration: float
) -> tuple[list[Heard], list[Finding]]:
    """The phones of a path through `words`, and what is doubtful about them."""
    phones: list[Heard] = []
    findings: list[Finding] = []
    worths = {word: doubt.confidence(strong) for word, strong in strengths(segments, stretch.step).items()}
    ends = [*(s.start for s in segments[1:]), duration]
    for segment, end in zip(segments, ends, strict=True):
        slot = segment.slot
        if end <= segment.start:
            continue
        if slot.spelling == graph.BETWEEN:
            own, odd = anything(stretch, segment.start, end)
        elif slot.spelling == graph.INSTEAD:
            own, odd = unlike(stretch, segment, end, words[slot.word])
        elif slot.word == graph.NO_WORD:
            continue
        else:
            worth = worths[slot.word] * doubt.place_confidence(segment.spread)
            own, odd = [Heard(segment.start, end, slot.spelling, slot.word, worth)], None
        phones += own
        findings += [odd] if odd else []
    return phones, findings


def strengths(segments: Sequence[Segment], step: float) -> dict[int, float]:
    """Strength of the evidence for every word, by its number in the search. step: seconds of a frame."""
    return {word: strength(list(group), step) for word, group in groupby(segments, key=lambda s: s.slot.word)}


def strength(phones: Sequence[Segment], step: float) -> float:
    """Mean evidence a frame (nats) times the root of the number of frames of 10 ms.

    That is a mean over its standard error, were the frames independent. Right words are mostly above -5, wrong ones below.
    """
    frames = sum(s.frames for s in phones)
    return sum(s.evidence * s.frames for s in phones) / frames * sqrt(frames * step * FRAMES_PER_SECOND)


def anything(stretch: Stretch, start: float, end: float) -> tuple[list[Heard], Finding | None]:
    """The free phones of a stretch that no word accounts for, or none if it is noise."""
    if end - start < doubt.SHORTEST_MARK:
        return [], None
    phones = list(free_phones(stretch, start, end))
    if len(phones) > 1 and sum(p.end - p.start for p in phones) > (end - start) / 2:
        return phones, Finding(start, end, "", "speech")
    return [], Finding(start, end, "", "noise") if end - start >= doubt.SHORTEST_NOISE else None


def dismissed(stretch: Stretch, segments: Sequence[Segment], duration: float) -> frozenset[int]:
    """The gaps in which a path has any sound that is not worth a mark; the words should have its time instead."""
    ends = [*(s.start for s in segments[1:]), duration]
    return frozenset(
        s.slot.part
        for s, end in zip(segments, ends, strict=True)
        if s.slot.spelling == graph.BETWEEN and anything(stretch, s.start, end)[1] is None
    )


def free_phones(stretch: Stretch, start: float, end: float) -> Iterator[Heard]:
    """What the sound is if it may be anything; pauses and the model's noise phones (+NSN+, +SPN+) left out."""
    names = list(acoustic.english().index)
    position = stretch.frame_at(start)
    for phone, frames in groupby(stretch.free[position : stretch.frame_at(end)].tolist()):
        begins = max(start, stretch.seconds_at(position))
        position += sum(1 for _ in frames)
        if names[phone].isalpha() and names[phone] != SILENCE:
            yield Heard(begins, min(end, stretch.seconds_at(position)), names[phone], graph.NO_WORD, doubt.DOUBTED)


def unlike(stretch: Stretch, segment: Segment, end: float, word: SpokenWord) -> tuple[list[Heard], Finding]:
    """A word that sounds different, as well as it fits into the place that its neighbours leave."""
    part = SpokenWord(word.text, (word.parts[segment.slot.part],))
    inner = best_segments(stretch.cut(stretch.frame_at(segment.start), stretch.frame_at(end)), [part])
    edges = [min(end, segment.start + s.start) for s in inner] + [end]
    worth = min(doubt.DOUBTED, doubt.confidence(strength([s for s in inner if s.slot.word != graph.NO_WORD], stretch.step)))
    phones = [
        Heard(start, stop, s.slot.spelling, segment.slot.word, worth)
        for s, start, stop in zip(inner, edges[:-1], edges[1:], strict=True)
        if s.slot.word != graph.NO_WORD and stop > start
    ]
    return phones, Finding(segment.start, end, word.text, "different")


@dataclass
class Hearing:
    """Everything heard, piece by piece. said: the words that `phones` speak of, by number."""

    phones: list[Heard] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    said: list[SpokenWord] = field(default_factory=list)

    def add(self, piece: Hearing, offset: float) -> None:
        """Append a later piece that starts `offset` seconds after the first."""
        shift = len(self.said)
        self.phones += [p.later(offset, shift) for p in piece.phones]
        self.findings += [replace(f, start=f.start + offset, end=f.end + offset) for f in piece.findings]
        self.said += piece.said

    def timeline(self, duration: float) -> Timeline:
        """The timeline of what was heard; pauses become gaps."""
        findings = sorted(self.findings, key=lambda f: f.start)
        return Timeline(
            duration,
            tuple(sorted(self.words(), key=lambda w: w.start)),
            tuple(as_phone(p, self.speaker(p)) for p in sorted(self.phones, key=lambda p: p.start)),
            language=ENGLISH,
            aligner="builtin",
            warnings=doubt.warnings(findings, len(self.said) + sum(f.kind == "unsaid" for f in findings)),
            marks=tuple(Interval(f.start, f.end, f.kind) for f in findings if f.end > f.start),
        )

    def speaker(self, phone: Heard) -> str:
        """Who says a phone; empty for speech without a word."""
        return "" if phone.word == graph.NO_WORD else self.said[phone.word].speaker

    def words(self) -> Iterator[Word]:
        """The words with sound of their own; each is as sure as its surest phone."""
        for index, group in groupby(self.phones, key=lambda p: p.word):
            if index != graph.NO_WORD:
                own = list(group)
                word = self.said[index]
                yield Word(own[0].start, own[-1].end, word.text, max(p.confidence for p in own), word.speaker)


def as_phone(phone: Heard, speaker: str = "") -> Phone:
    """A heard phone in IPA: as its language has it, without its stress mark, or as English does."""
    if not is_ipa(phone.spelling):
        ipa, stress = arpabet_to_ipa(phone.spelling)
        return Phone(phone.start, phone.end, ipa, phone.confidence, stress, speaker)
    ipa, stress = to_ipa(phone.spelling, "ipa")
    unstressed = 0 if is_vowel(ipa) else None
    return Phone(phone.start, phone.end, ipa, phone.confidence, unstressed if stress is None else stress, speaker)
