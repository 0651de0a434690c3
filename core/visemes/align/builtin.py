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
from visemes.align.features import FRAMES_PER_SECOND, features
from visemes.phones import arpabet_to_ipa
from visemes.timeline import Phone, Timeline, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord
    from visemes.audio import Sound

#: Cost of putting a pause between two words (nats).
PAUSE_PENALTY: Final = -5.0

#: Frame i sees the sound around its window's middle, 12.8 ms after i * 10 ms; on hand-labelled speech states change
#: 7.8 ms after the frame's nominal time (half the window less half the shift).
LATENESS: Final = 0.0078


@dataclass(frozen=True, slots=True)
class Segment:
    """A phone of the best path, pauses included. start: seconds. spread: standard deviation of start, seconds."""

    slot: graph.Slot
    start: float
    spread: float


class BuiltinAligner:
    """See the module; `visemes.align.base.Aligner` documents the method."""

    name = "builtin"

    def align(self, sound: Sound, words: Sequence[SpokenWord], progress: Callable[[float], None] | None = None) -> Timeline:
        """Times for every word and phone; a digitally silent sound gives an empty timeline."""
        report = progress or (lambda _: None)
        report(0.0)
        segments = best_segments(sound.samples, words)
        report(1.0)
        return timeline(segments, words, sound.duration)


def best_segments(samples: NDArray[np.float32], words: Sequence[SpokenWord]) -> list[Segment]:
    """Every phone and pause of the best path through what may have been said."""
    model = acoustic.english()
    nodes = graph.build(words)
    senones, trellis = searchable(nodes, model)
    vectors = features(samples)
    stretch = -(-trellis.shortest() // len(vectors))  # a sound too short for its words is heard in slow motion
    scores = model.scores(vectors, senones).repeat(stretch, axis=0)
    path = decode.viterbi(scores, trellis)
    string = np.array([node for node, _ in path])
    columns = trellis.emission[string].ravel()
    cuts = decode.boundaries(scores[:, columns], trellis.stay[string].ravel(), trellis.leave[string].ravel())
    seconds = 1 / FRAMES_PER_SECOND / stretch
    starts = [0.0, *(cuts.mean * seconds + LATENESS)]
    spreads = [0.0, *(cuts.spread * seconds)]
    return [Segment(nodes[n].slot, float(t), float(s)) for n, t, s in zip(string, starts, spreads, strict=True)]


def searchable(nodes: Sequence[graph.Node], model: acoustic.AcousticModel) -> tuple[list[int], decode.Trellis]:
    """The senones a graph needs, and the graph as arrays over them."""
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
        entry=np.where(inner_pause, PAUSE_PENALTY, 0.0),
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
