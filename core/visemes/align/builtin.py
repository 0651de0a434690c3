"""The aligner that ships with the package: English, numpy alone, never fails on a line a person can understand.

Features and scores of the embedded acoustic model, a graph of everything that may have been said, the best path
without pruning, and boundaries as posterior means. Times are seconds from the start of the sound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic, decode, doubt, graph
from visemes.align.acoustic import SILENCE
from visemes.align.features import FRAMES_PER_SECOND, dynamic_range, features, mel_spectrum
from visemes.align.loop import best_phones
from visemes.phones import arpabet_to_ipa
from visemes.timeline import Interval, Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord
    from visemes.audio import Sound

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Cost of a pause between two words (nats) by the sound's dynamic range (decibels): in noise, pauses and weak sounds
#: look alike, and cheap pauses would swallow them. Tuned on synthetic speech with pink noise.
NOISY, CLEAN = (16.0, -60.0), (32.0, -12.0)

#: Frame i sees the sound around its window's middle, 12.8 ms after i * 10 ms; on hand-labelled speech states change
#: 7.8 ms after the frame's nominal time (half the window less half the shift).
LATENESS: Final = 0.0078

#: Log probabilities of staying in and leaving a state of "any sound".
ANY_STAY, ANY_LEAVE = -0.1, -1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A phone of the best path, pauses and unexplained sounds included.

    start: seconds. spread: standard deviation of start, seconds. frames: how many it lasts. evidence: log likelihood
    a frame over that of the best unconstrained phones (nats); around 1 for a right phone, far below 0 for a wrong one.
    """

    slot: graph.Slot
    start: float
    spread: float
    frames: int
    evidence: float


class BuiltinAligner:
    """See the module; `visemes.align.base.Aligner` documents the method."""

    name = "builtin"

    def align(self, sound: Sound, words: Sequence[SpokenWord], progress: Callable[[float], None] | None = None) -> Timeline:
        """Times for every word and phone; a digitally silent sound gives an empty timeline."""
        report = progress or (lambda _: None)
        report(0.0)
        if sound.is_silent or not words:
            return Timeline(sound.duration, language="en-us", aligner=self.name)
        stretch = Stretch.of(sound.samples, words)
        report(0.2)
        result = listen(stretch, words, sound.duration)
        report(1.0)
        return result


@dataclass(frozen=True)
class Stretch:
    """A piece of sound, ready to be searched.

    vectors: (frames, 3, 13) features. pause: cost of a pause (nats). free, yardstick: phone and score of each frame on
    the best path of free phones. known: (frames, n) scores of some senones, columns: where each of them is.
    """

    vectors: Floats
    pause: float
    free: Ints
    yardstick: NDArray[np.float32]
    known: NDArray[np.float32]
    columns: dict[int, int]

    @classmethod
    def of(cls, samples: NDArray[np.float32], words: Sequence[SpokenWord] = ()) -> Stretch:
        """Prepare 16 kHz mono samples; scoring the senones of the words at the same time saves half the work."""
        model = acoustic.english()
        spectrum = mel_spectrum(samples)
        vectors = features(spectrum)
        base = [s for states in model.base_states() for s in states]
        wanted = list(dict.fromkeys([*base, *(s for n in graph.build(words, doubt=True) for s in states_of(n, model))]))
        scores = model.scores(vectors, wanted)
        loop = scores[:, : len(base)].reshape(len(vectors), -1, acoustic.STATES)
        phones, states = best_phones(loop, model)
        pause = float(np.interp(dynamic_range(spectrum), (NOISY[0], CLEAN[0]), (NOISY[1], CLEAN[1])))
        yardstick = loop[np.arange(len(loop)), phones, states]
        return cls(vectors, pause, phones, yardstick, scores, {senone: i for i, senone in enumerate(wanted)})

    def cut(self, first: int, last: int) -> Stretch:
        """Frames first … last - 1 alone, at least one."""
        part = slice(min(first, len(self.vectors) - 1), max(last, first + 1))
        return replace(
            self, vectors=self.vectors[part], free=self.free[part], yardstick=self.yardstick[part], known=self.known[part]
        )

    def scores(self, senones: Sequence[int]) -> NDArray[np.float32]:
        """Log likelihoods: (frames, len(senones))."""
        if all(s in self.columns for s in senones):
            return self.known[:, [self.columns[s] for s in senones]]
        return acoustic.english().scores(self.vectors, senones)


def states_of(node: graph.Node, model: acoustic.AcousticModel) -> tuple[int, ...]:
    """The senones of a node."""
    return model.states(node.slot.phone, node.left or SILENCE, node.right or SILENCE, node.slot.position)


def best_segments(stretch: Stretch, words: Sequence[SpokenWord], *, doubting: bool = False) -> list[Segment]:
    """Every phone and pause of the best path through what may have been said. doubting: sound and words may differ."""
    model = acoustic.english()
    nodes = graph.build(words, doubt=doubting)
    senones, trellis = searchable(nodes, model, stretch.pause)
    any_sound = (stretch.yardstick - doubt.HANDICAP)[:, None]
    scores = np.concatenate([stretch.scores(senones), any_sound], axis=1)
    slow = -(-trellis.shortest() // len(scores))  # a sound too short for its words is heard in slow motion
    scores = scores.repeat(slow, axis=0)
    path = decode.viterbi(scores, trellis)
    columns = trellis.emission[path.string].ravel()
    cuts = decode.boundaries(scores[:, columns], trellis.stay[path.string].ravel(), trellis.leave[path.string].ravel())
    seconds = 1 / FRAMES_PER_SECOND / slow
    starts = [0.0, *(cuts.mean * seconds + LATENESS)]
    spreads = [0.0, *(cuts.spread * seconds)]
    own = scores[np.arange(len(scores)), trellis.emission[path.node, path.state]]
    lengths = np.diff([*path.starts, len(scores)])
    evidence = np.add.reduceat(own - stretch.yardstick.repeat(slow), path.starts) / lengths
    return [
        Segment(nodes[node].slot, float(start), float(spread), max(1, int(length) // slow), float(worth))
        for node, start, spread, length, worth in zip(path.string, starts, spreads, lengths, evidence, strict=True)
    ]


def searchable(nodes: Sequence[graph.Node], model: acoustic.AcousticModel, pause: float) -> tuple[list[int], decode.Trellis]:
    """The senones a graph needs, and the graph as arrays over them; "any sound" uses the column after the last senone.

    pause: log penalty for a pause between words.
    """
    states = [states_of(n, model) for n in nodes]
    senones = sorted({s for triple in states for s in triple})
    column = {senone: i for i, senone in enumerate(senones)}
    phones = [model.index[n.slot.phone] for n in nodes]
    is_any = np.array([n.slot.is_any_sound for n in nodes])
    trellis = decode.Trellis(
        emission=np.where(is_any[:, None], len(senones), [[column[s] for s in triple] for triple in states]),
        stay=np.where(is_any[:, None], ANY_STAY, model.log_stay[phones]),
        leave=np.where(is_any[:, None], ANY_LEAVE, model.log_leave[phones]),
        before=decode.padded([n.before for n in nodes]),
        entry=np.array([entry_cost(n, pause) for n in nodes]),
        can_start=np.array([n.is_first for n in nodes]),
        can_end=np.array([n.is_last for n in nodes]),
    )
    return senones, trellis


def entry_cost(node: graph.Node, pause: float) -> float:
    """What it costs to enter a node (nats)."""
    costs = {graph.INSTEAD: doubt.INSTEAD_COST, graph.BETWEEN: doubt.BETWEEN_COST}
    is_inner_pause = node.slot.spelling == SILENCE and bool(node.before) and not node.is_last
    return costs.get(node.slot.spelling, pause if is_inner_pause else 0.0)


@dataclass(frozen=True, slots=True)
class Heard:
    """A phone in its place. word: index of the word it belongs to, NO_WORD for speech without a word."""

    start: float
    end: float
    spelling: str
    word: int
    confidence: float


def listen(stretch: Stretch, words: Sequence[SpokenWord], duration: float) -> Timeline:
    """Words, phones and marks of a stretch `duration` seconds long, allowing for differences between sound and words."""
    segments, index_of, unsaid = search(stretch, words)
    ends = [*(s.start for s in segments[1:]), duration]
    worths = word_confidences(segments)
    heard: list[Heard] = []
    findings = [doubt.Finding(when, when, words[i].text, "unsaid") for i, when in unsaid]
    for segment, end in zip(segments, ends, strict=True):
        found, finding = hear(stretch, segment, end, words, index_of, worths)
        heard += found
        findings += [finding] if finding else []
    return assembled(heard, findings, words, duration)


def search(stretch: Stretch, words: Sequence[SpokenWord]) -> tuple[list[Segment], list[int], list[tuple[int, float]]]:
    """The best path, which words of the transcript its word numbers mean, and the unsaid words with their places (seconds).

    When words were not said the search is made once more without them, so that their neighbours meet.
    """
    segments = best_segments(stretch, words, doubting=True)
    unsaid = list(unsaid_words(segments, words))
    gone = {index for index, _ in unsaid}
    kept = [index for index in range(len(words)) if index not in gone]
    if not unsaid:
        return segments, kept, []
    if not kept or doubt.is_wrong_transcript(len(gone), len(words)):  # better all words somewhere than none anywhere
        return best_segments(stretch, words), list(range(len(words))), unsaid
    return best_segments(stretch, [words[i] for i in kept], doubting=True), kept, unsaid


def unsaid_words(segments: Sequence[Segment], words: Sequence[SpokenWord]) -> Iterator[tuple[int, float]]:
    """Words in whose place there is too little sound: (index, seconds)."""
    for index, group in groupby(segments, key=lambda s: s.slot.word):
        parts = list(group)
        if index == graph.NO_WORD or any(s.slot.spelling != graph.INSTEAD for s in parts):
            continue
        shortest = sum(min(map(len, variants)) for variants in words[index].parts) * doubt.SHORTEST_PHONE
        if sum(s.frames for s in parts) / FRAMES_PER_SECOND < shortest:
            yield index, parts[0].start


def word_confidences(segments: Sequence[Segment]) -> dict[int, float]:
    """Probability that a word is right, by its number in the search."""
    result = {}
    for word, group in groupby(segments, key=lambda s: s.slot.word):
        phones = list(group)
        frames = sum(s.frames for s in phones)
        result[word] = doubt.confidence(sum(s.evidence * s.frames for s in phones) / frames, frames)
    return result


def hear(
    stretch: Stretch, segment: Segment, end: float, words: Sequence[SpokenWord], index_of: Sequence[int], worths: dict[int, float]
) -> tuple[list[Heard], doubt.Finding | None]:
    """The phones of a segment and what is doubtful about it. worths: confidence of each word by its number in the search."""
    if end <= segment.start or (segment.slot.word == graph.NO_WORD and not segment.slot.is_any_sound):
        return [], None
    if segment.slot.spelling == graph.BETWEEN:
        return hear_anything(stretch, segment.start, end)
    index = index_of[segment.slot.word]
    if segment.slot.spelling == graph.INSTEAD:
        return hear_doubtful(stretch, segment, end, words[index], index)
    worth = worths[segment.slot.word] * doubt.place_confidence(segment.spread)
    return [Heard(segment.start, end, segment.slot.spelling, index, worth)], None


def hear_anything(stretch: Stretch, start: float, end: float) -> tuple[list[Heard], doubt.Finding | None]:
    """The free phones of a stretch no word accounts for, or none if it is noise."""
    names = list(acoustic.english().index)
    first, last = frame_at(start), frame_at(end)
    heard = []
    position = first
    for phone, frames in groupby(stretch.free[first:last]):
        length = len(list(frames))
        if names[phone].isalpha() and names[phone] != SILENCE:
            begins, ends = max(start, seconds_at(position)), min(end, seconds_at(position + length))
            heard.append(Heard(begins, ends, names[phone], graph.NO_WORD, doubt.DOUBTED))
        position += length
    is_speech = len(heard) > 1 and sum(h.end - h.start for h in heard) > (end - start) / 2
    if end - start < doubt.SHORTEST_MARK:
        return [], None
    return heard if is_speech else [], doubt.Finding(start, end, "", "speech" if is_speech else "noise")


def hear_doubtful(stretch: Stretch, segment: Segment, end: float, word: SpokenWord, index: int) -> tuple[list[Heard], doubt.Finding]:
    """A word that sounds different, as well as it fits into the place its neighbours leave."""
    inner = best_segments(stretch.cut(frame_at(segment.start), frame_at(end)), [word])
    starts = [segment.start + s.start for s in inner]
    finding = doubt.Finding(segment.start, end, word.text, "different")
    return [
        Heard(min(start, end), min(stop, end), s.slot.spelling, index, doubt.DOUBTED)
        for s, start, stop in zip(inner, starts, [*starts[1:], end], strict=True)
        if s.slot.word != graph.NO_WORD
    ], finding


def frame_at(seconds: float) -> int:
    """The frame that sees a time."""
    return max(0, round((seconds - LATENESS) * FRAMES_PER_SECOND))


def seconds_at(frame: int) -> float:
    """The time at which a frame's sound begins; the first frame stands for the start of the stretch."""
    return frame / FRAMES_PER_SECOND + LATENESS if frame else 0.0


def assembled(heard: Sequence[Heard], findings: Sequence[doubt.Finding], words: Sequence[SpokenWord], duration: float) -> Timeline:
    """The timeline of what was heard; pauses become gaps."""
    phones = tuple(as_phone(h) for h in heard)
    spoken = []
    for index, group in groupby(heard, key=lambda h: h.word):
        own = list(group)
        if index != graph.NO_WORD:
            worth = max(h.confidence for h in own)
            spoken.append(Word(own[0].start, own[-1].end, words[index].text, worth, words[index].speaker))
    return Timeline(
        duration,
        tuple(spoken),
        phones,
        language="en-us",
        aligner=BuiltinAligner.name,
        warnings=doubt.warnings(findings, len(words)),
        marks=tuple(Interval(f.start, f.end, f.kind) for f in sorted(findings, key=lambda f: f.start) if f.end > f.start),
    )


def as_phone(heard: Heard) -> Phone:
    """A heard phone in IPA."""
    ipa, stress = arpabet_to_ipa(heard.spelling)
    return Phone(heard.start, heard.end, ipa, heard.confidence, stress)
