"""From the best path to what a person reads: words and phones with confidences, and marks where something is odd."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from math import sqrt
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic, doubt, graph, vocal
from visemes.align.acoustic import SILENCE
from visemes.align.base import SpokenWord
from visemes.align.doubt import Finding
from visemes.align.features import FRAMES_PER_SECOND, RATE
from visemes.align.search import Segment, best_segments
from visemes.lexicon.spoken import is_ipa
from visemes.phones import arpabet_to_ipa, is_vowel, to_ipa
from visemes.timeline import Interval, Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from visemes.align.fill import Filling
    from visemes.align.search import Stretch

ENGLISH = "en-us"

#: No fillings.
NONE: Final[Mapping[int, Filling]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Heard:
    """A phone in its place. word: index of the word it belongs to, NO_WORD for speech without a word."""

    start: float
    end: float
    spelling: str
    word: int
    confidence: float

    def numbered(self, numbers: Mapping[int, int]) -> Heard:
        """The same phone with its word's number in another count."""
        return replace(self, word=numbers.get(self.word, graph.NO_WORD))

    def later(self, seconds: float, words: int) -> Heard:
        """The same phone after so many seconds and words more."""
        word = self.word if self.word == graph.NO_WORD else self.word + words
        return Heard(self.start + seconds, self.end + seconds, self.spelling, word, self.confidence)


def heard(
    stretch: Stretch,
    segments: Sequence[Segment],
    words: Sequence[SpokenWord],
    duration: float,
    fillings: Mapping[int, Filling] = NONE,
) -> tuple[list[Heard], list[Finding]]:
    """The phones of a path through `words`, and what is doubtful about them; fillings: those of the words that are not said."""
    phones: list[Heard] = []
    findings: list[Finding] = []
    worths = {word: doubt.confidence(strong) for word, strong in strengths(segments, stretch.step).items()}
    ends = [*(s.start for s in segments[1:]), duration]
    timed = [(segment, end) for segment, end in zip(segments, ends, strict=True) if end > segment.start]
    for word, group in groupby(timed, key=lambda pair: pair[0].slot.word):
        pairs = list(group)
        if word in fillings:
            own, odd = filled(stretch, pairs, fillings[word])
            phones += own
            findings.append(odd)
            continue
        for segment, end in pairs:
            own, finding = understood(stretch, segment, end, words, worths)
            phones += own
            findings += [finding] if finding else []
    return phones, findings


def understood(
    stretch: Stretch, segment: Segment, end: float, words: Sequence[SpokenWord], worths: Mapping[int, float]
) -> tuple[list[Heard], Finding | None]:
    """The phones of one segment, and what is odd about it. worths: confidence of every word."""
    slot = segment.slot
    if slot.spelling == graph.BETWEEN:
        return anything(stretch, segment.start, end)
    if slot.spelling == graph.INSTEAD:
        word = words[slot.word]
        return unlike(stretch, segment.start, end, slot.word, SpokenWord(word.text, (word.parts[slot.part],)))
    if slot.word == graph.NO_WORD:
        return [], None
    worth = worths[slot.word] * doubt.place_confidence(segment.spread)
    return [Heard(segment.start, end, slot.spelling, slot.word, worth)], None


def filled(stretch: Stretch, pairs: Sequence[tuple[Segment, float]], filling: Filling) -> tuple[list[Heard], Finding]:
    """The phones of a filling and what it means. pairs: its segments and where each of them ends (seconds)."""
    start, end = pairs[0][0].start, pairs[-1][1]
    if filling.instead:
        return unlike(stretch, start, end, pairs[0][0].slot.word, filling.instead)
    phones: list[Heard] = []
    for segment, stop in pairs:
        spelling = segment.slot.spelling
        known = [Heard(segment.start, stop, spelling, graph.NO_WORD, doubt.DOUBTED)]
        phones += free_phones(stretch, segment.start, stop) if segment.slot.is_any_sound else known
    return phones, Finding(start, end, filling.guess.text, filling.guess.kind)


def strengths(segments: Sequence[Segment], step: float) -> dict[int, float]:
    """Strength of the evidence for every word, by its number in the search. step: seconds of a frame."""
    return {word: strength(list(group), step) for word, group in groupby(segments, key=lambda s: s.slot.word)}


def evidence(segments: Sequence[Segment]) -> float:
    """Mean evidence of all words, in nats a frame."""
    own = [s for s in segments if s.slot.word != graph.NO_WORD]
    return sum(s.evidence * s.frames for s in own) / sum(s.frames for s in own)


def strength(phones: Sequence[Segment], step: float) -> float:
    """Mean evidence a frame (nats) times the root of the number of frames of 10 ms.

    That is a mean over its standard error, were the frames independent. Right words are mostly above -5, wrong ones below.
    """
    frames = sum(s.frames for s in phones)
    return sum(s.evidence * s.frames for s in phones) / frames * sqrt(frames * step * FRAMES_PER_SECOND)


def named(
    stretch: Stretch, samples: NDArray[np.float32], phones: Sequence[Heard], findings: Sequence[Finding]
) -> tuple[list[Heard], list[Finding]]:
    """The same phones and findings with breaths, coughs, laughter and hums called what they are.

    samples: the sound of the stretch. A breath is no speech, so it has no phones; a voice is, and has.
    """
    odd = [f for f in findings if f.kind in ("speech", "noise")]
    if not odd:
        return list(phones), list(findings)
    level = spoken_level(samples, phones)
    result, kept = list(findings), list(phones)
    for finding in odd:
        kind = vocal.kind_of(samples[int(finding.start * RATE) : int(finding.end * RATE)], level)
        inside = [p for p in kept if p.word == graph.NO_WORD and finding.start <= (p.start + p.end) / 2 <= finding.end]
        result[result.index(finding)] = renamed(finding, kind)
        if kind == vocal.BREATH:
            kept = [p for p in kept if p not in inside]
        elif kind in (vocal.HUM, vocal.VOICE, vocal.LAUGHTER) and not inside:
            kept += free_phones(stretch, finding.start, finding.end)
    return sorted(kept, key=lambda p: p.start), result


def renamed(finding: Finding, kind: str) -> Finding:
    """A finding under the name of what was heard."""
    if kind in (vocal.BREATH, vocal.COUGH, vocal.LAUGHTER):
        return replace(finding, kind=kind, text="")
    if kind == vocal.HUM and not finding.text:
        return replace(finding, kind="hesitation", text="um")
    return replace(finding, kind="speech") if kind == vocal.VOICE else finding


def spoken_level(samples: NDArray[np.float32], phones: Sequence[Heard]) -> float:
    """How loud (dB) the words are in the middle."""
    parts = [samples[int(p.start * RATE) : int(p.end * RATE)] for p in phones if p.word != graph.NO_WORD]
    return vocal.loudness(vocal.measured(np.concatenate(parts or [samples])))


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


def unlike(stretch: Stretch, start: float, end: float, index: int, word: SpokenWord) -> tuple[list[Heard], Finding]:
    """A word that sounds different, as well as it fits into the place that its neighbours leave. index: its number."""
    inner = best_segments(stretch.cut(stretch.frame_at(start), stretch.frame_at(end)), [word])
    edges = [min(end, start + s.start) for s in inner] + [end]
    worth = min(doubt.DOUBTED, doubt.confidence(strength([s for s in inner if s.slot.word != graph.NO_WORD], stretch.step)))
    phones = [
        Heard(begin, stop, s.slot.spelling, index, worth)
        for s, begin, stop in zip(inner, edges[:-1], edges[1:], strict=True)
        if s.slot.word != graph.NO_WORD and stop > begin
    ]
    return phones, Finding(start, end, word.text, "different")


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
