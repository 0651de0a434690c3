"""The aligner that ships with the package: English, numpy alone, never fails on a line a person can understand.

Features and scores of the embedded acoustic model, a graph of everything that may have been said, the best path
without pruning, and boundaries as posterior means. Times are seconds from the start of the sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic, decode, graph
from visemes.align.acoustic import SILENCE
from visemes.align.features import FRAMES_PER_SECOND, dynamic_range, features, mel_spectrum
from visemes.align.loop import frame_scores
from visemes.phones import arpabet_to_ipa
from visemes.timeline import Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord
    from visemes.audio import Sound

#: Cost of a pause between two words (nats) by the sound's dynamic range (decibels): in noise, pauses and weak sounds
#: look alike, and cheap pauses would swallow them. Tuned on synthetic speech with pink noise.
NOISY, CLEAN = (16.0, -60.0), (32.0, -12.0)

#: Frame i sees the sound around its window's middle, 12.8 ms after i * 10 ms; on hand-labelled speech states change
#: 7.8 ms after the frame's nominal time (half the window less half the shift).
LATENESS: Final = 0.0078


@dataclass(frozen=True, slots=True)
class Segment:
    """A phone of the best path, pauses included.

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
        segments = best_segments(sound.samples, words) if not sound.is_silent and words else []
        report(1.0)
        return timeline(segments, words, sound.duration)


def best_segments(samples: NDArray[np.float32], words: Sequence[SpokenWord]) -> list[Segment]:
    """Every phone and pause of the best path through what may have been said."""
    model = acoustic.english()
    spectrum = mel_spectrum(samples)
    vectors = features(spectrum)
    nodes = graph.build(words)
    senones, trellis = searchable(nodes, model, pause_penalty(dynamic_range(spectrum)))
    loop = [s for states in model.base_states() for s in states]
    scores = model.scores(vectors, [*senones, *loop])
    known, free = scores[:, : len(senones)], scores[:, len(senones) :].reshape(len(scores), -1, acoustic.STATES)
    yardstick = frame_scores(free, model)
    stretch = -(-trellis.shortest() // len(vectors))  # a sound too short for its words is heard in slow motion
    known = known.repeat(stretch, axis=0)
    path = decode.viterbi(known, trellis)
    columns = trellis.emission[path.string].ravel()
    cuts = decode.boundaries(known[:, columns], trellis.stay[path.string].ravel(), trellis.leave[path.string].ravel())
    seconds = 1 / FRAMES_PER_SECOND / stretch
    starts = [0.0, *(cuts.mean * seconds + LATENESS)]
    spreads = [0.0, *(cuts.spread * seconds)]
    own = known[np.arange(len(known)), trellis.emission[path.node, path.state]]
    lengths = np.diff([*path.starts, len(known)])
    evidence = np.add.reduceat(own - yardstick.repeat(stretch), path.starts) / lengths
    return [
        Segment(nodes[node].slot, float(start), float(spread), int(length), float(worth))
        for node, start, spread, length, worth in zip(path.string, starts, spreads, lengths, evidence, strict=True)
    ]


def pause_penalty(decibels: float) -> float:
    """The cost of a pause between words in a sound of this dynamic range."""
    return float(np.interp(decibels, (NOISY[0], CLEAN[0]), (NOISY[1], CLEAN[1])))


def searchable(nodes: Sequence[graph.Node], model: acoustic.AcousticModel, pause: float) -> tuple[list[int], decode.Trellis]:
    """The senones a graph needs, and the graph as arrays over them. pause: log penalty for a pause between words."""
    states = [model.states(n.slot.phone, n.left or SILENCE, n.right or SILENCE, n.slot.position) for n in nodes]
    senones = sorted({s for triple in states for s in triple})
    column = {senone: i for i, senone in enumerate(senones)}
    phones = [model.index[n.slot.phone] for n in nodes]
    inner_pause = [n.slot.phone == SILENCE and bool(n.before) and not n.is_last for n in nodes]
    trellis = decode.Trellis(
        emission=np.array([[column[s] for s in triple] for triple in states]),
        stay=model.log_stay[phones],
        leave=model.log_leave[phones],
        before=decode.padded([n.before for n in nodes]),
        entry=np.where(inner_pause, pause, 0.0),
        can_start=np.array([n.is_first for n in nodes]),
        can_end=np.array([n.is_last for n in nodes]),
    )
    return senones, trellis


def timeline(segments: Sequence[Segment], words: Sequence[SpokenWord], duration: float) -> Timeline:
    """The words and phones of a path; pauses become gaps."""
    ends = [*(s.start for s in segments[1:]), duration]
    phones: list[Phone] = []
    spans: dict[int, tuple[float, float]] = {}
    for segment, end in zip(segments, ends, strict=True):
        if segment.slot.word == graph.NO_WORD or end <= segment.start:
            continue
        ipa, stress = arpabet_to_ipa(segment.slot.spelling)
        phones.append(Phone(segment.start, end, ipa, stress=stress))
        first, _ = spans.get(segment.slot.word, (segment.start, end))
        spans[segment.slot.word] = (first, end)
    spoken = tuple(Word(*span, words[index].text, speaker=words[index].speaker) for index, span in spans.items())
    return Timeline(duration, spoken, tuple(phones), language="en-us", aligner=BuiltinAligner.name)
