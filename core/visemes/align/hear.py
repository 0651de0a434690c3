"""From the best path to what a person reads: words and phones with confidences, and marks where something is odd."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from visemes.align import acoustic, doubt, graph
from visemes.align.acoustic import SILENCE
from visemes.align.base import SpokenWord
from visemes.align.doubt import Finding
from visemes.align.search import Segment, best_segments, frame_at, seconds_at
from visemes.phones import arpabet_to_ipa
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


def heard(
    stretch: Stretch, segments: Sequence[Segment], words: Sequence[SpokenWord], duration: float
) -> tuple[list[Heard], list[Finding]]:
    """The phones of a path through `words`, and what is doubtful about them."""
    phones: list[Heard] = []
    findings: list[Finding] = []
    worths = word_confidences(segments)
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


def word_confidences(segments: Sequence[Segment]) -> dict[int, float]:
    """Probability that a word is right, by its number in the search."""
    result = {}
    for word, group in groupby(segments, key=lambda s: s.slot.word):
        phones = list(group)
        frames = sum(s.frames for s in phones)
        result[word] = doubt.confidence(sum(s.evidence * s.frames for s in phones) / frames, frames)
    return result


def anything(stretch: Stretch, start: float, end: float) -> tuple[list[Heard], Finding | None]:
    """The free phones of a stretch that no word accounts for, or none if it is noise."""
    if end - start < doubt.SHORTEST_MARK:
        return [], None
    phones = list(free_phones(stretch, start, end))
    is_speech = len(phones) > 1 and sum(p.end - p.start for p in phones) > (end - start) / 2
    return phones if is_speech else [], Finding(start, end, "", "speech" if is_speech else "noise")


def free_phones(stretch: Stretch, start: float, end: float) -> Iterator[Heard]:
    """What the sound is if it may be anything; pauses and the model's noise phones (+NSN+, +SPN+) left out."""
    names = list(acoustic.english().index)
    position = frame_at(start)
    for phone, frames in groupby(stretch.free[position : frame_at(end)].tolist()):
        begins = max(start, seconds_at(position))
        position += sum(1 for _ in frames)
        if names[phone].isalpha() and names[phone] != SILENCE:
            yield Heard(begins, min(end, seconds_at(position)), names[phone], graph.NO_WORD, doubt.DOUBTED)


def unlike(stretch: Stretch, segment: Segment, end: float, word: SpokenWord) -> tuple[list[Heard], Finding]:
    """A word that sounds different, as well as it fits into the place that its neighbours leave."""
    part = SpokenWord(word.text, (word.parts[segment.slot.part],))
    inner = best_segments(stretch.cut(frame_at(segment.start), frame_at(end)), [part])
    edges = [min(end, segment.start + s.start) for s in inner] + [end]
    phones = [
        Heard(start, stop, s.slot.spelling, segment.slot.word, doubt.DOUBTED)
        for s, start, stop in zip(inner, edges[:-1], edges[1:], strict=True)
        if s.slot.word != graph.NO_WORD and stop > start
    ]
    return phones, Finding(segment.start, end, word.text, "different")


def timeline(phones: Sequence[Heard], findings: Sequence[Finding], words: Sequence[SpokenWord], duration: float) -> Timeline:
    """The timeline of what was heard; pauses become gaps. words: the ones `phones` and `findings` speak of."""
    spoken = []
    for index, group in groupby(phones, key=lambda p: p.word):
        if index != graph.NO_WORD:
            own = list(group)
            spoken.append(Word(own[0].start, own[-1].end, words[index].text, max(p.confidence for p in own), words[index].speaker))
    findings = sorted(findings, key=lambda f: f.start)
    return Timeline(
        duration,
        tuple(spoken),
        tuple(as_phone(p) for p in phones),
        language=ENGLISH,
        aligner="builtin",
        warnings=doubt.warnings(findings, len(words)),
        marks=tuple(Interval(f.start, f.end, f.kind) for f in findings if f.end > f.start),
    )


def as_phone(phone: Heard) -> Phone:
    """A heard phone in IPA."""
    ipa, stress = arpabet_to_ipa(phone.spelling)
    return Phone(phone.start, phone.end, ipa, phone.confidence, stress)
