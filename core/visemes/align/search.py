"""The best path of a stretch of sound through everything that may have been said, as timed segments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic, decode, doubt, graph
from visemes.align.acoustic import SILENCE
from visemes.align.features import FRAMES_PER_SECOND, RATE, SHIFT, WINDOW, dynamic_range, features, mel_spectrum
from visemes.align.foreign import likeness
from visemes.align.loop import best_phones
from visemes.lexicon.spoken import is_ipa

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from visemes.align.adapt import Voice
    from visemes.align.base import SpokenWord

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

    #: Senones any of which may explain a frame, all equally likely.
    Blend = tuple[int, ...]

#: Cost of a pause between two words (nats) by the sound's dynamic range (decibels): in noise, pauses and weak sounds
#: look alike, and cheap pauses would swallow them. Tuned on synthetic speech with pink noise.
NOISY, CLEAN = (16.0, -60.0), (32.0, -12.0)

#: Phones a second from which on speech is heard in slow motion, in frames of half the shift: a phone takes the model
#: three frames at the least. Fluent speech has 10 to 15.
FAST: Final = 17.0

#: Frames this far (decibels) under the loud ones hold no speech.
QUIET: Final = 30.0

#: Peak of the noise that stands for digital silence: two steps of 16 bits.
DITHER: Final = 2 / 32768

#: What a frame of a word outside the time it was given costs (nats): more than any sound can gain, but not everything, so that
#: a word with too little time still has a path.
OUTSIDE: Final = 200.0

#: Accents of English, as espeak-ng spells them, that are as far from the model's as another language.
FAR_ACCENTS: Final = frozenset(("en-029", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-gbcwmd"))

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


@dataclass(frozen=True)
class Stretch:
    """A piece of sound, ready to be searched.

    vectors: (frames, 3, 13) features, `shift` samples apart. pause: cost of a pause (nats). costs: those of any other sound.
    free, yardstick: phone and score of each frame on the best path of free phones. known: (frames, n) scores of some
    senones, columns: where each of them is.
    """

    vectors: Floats
    shift: int
    pause: float
    costs: doubt.Costs
    free: Ints
    yardstick: NDArray[np.float32]
    known: NDArray[np.float32]
    columns: dict[int, int]

    @classmethod
    def of(
        cls,
        samples: NDArray[np.float32],
        words: Sequence[SpokenWord] = (),
        *,
        open_end: bool = False,
        voice: Voice | None = None,
    ) -> Stretch:
        """Prepare 16 kHz mono samples; scoring the senones of the words at the same time saves half the work.

        voice: what brings its features nearer to the model's.
        """
        model = acoustic.english()
        audible = dithered(samples)
        spectrum = mel_spectrum(audible)
        shift = SHIFT
        if not open_end and phones_per_second(words, spectrum) > FAST:
            shift //= 2
            spectrum = mel_spectrum(audible, shift)
        vectors = voice.adapted(features(spectrum)) if voice else features(spectrum)
        base = [s for states in model.base_states() for s in states]
        nodes = graph.build(words, doubt=True, open_end=open_end)
        wanted = list(dict.fromkeys([*base, *(s for n in nodes for blend in blends_of(n, model) for s in blend)]))
        scores = model.scores(vectors, wanted)
        loop = scores[:, : len(base)].reshape(len(vectors), -1, acoustic.STATES)
        phones, states = best_phones(loop, model)
        decibels = dynamic_range(spectrum)
        pause = float(np.interp(decibels, (NOISY[0], CLEAN[0]), (NOISY[1], CLEAN[1])))
        costs = doubt.Costs.at(decibels).eased(foreign_share(words))
        yardstick = loop[np.arange(len(loop)), phones, states]
        return cls(vectors, shift, pause, costs, phones, yardstick, scores, {senone: i for i, senone in enumerate(wanted)})

    @property
    def step(self) -> float:
        """Seconds between two frames."""
        return self.shift / RATE

    @property
    def lateness(self) -> float:
        """Seconds after a frame's nominal time at which the model's states change: half the window less half the shift."""
        return (WINDOW - self.shift) / 2 / RATE

    def frame_at(self, seconds: float) -> int:
        """The frame that sees a time."""
        return max(0, round((seconds - self.lateness) / self.step))

    def seconds_at(self, frame: int) -> float:
        """The time at which a frame's sound begins; the first frame stands for the start of the stretch."""
        return frame * self.step + self.lateness if frame else 0.0

    def cut(self, first: int, last: int) -> Stretch:
        """Frames first … last - 1 alone, at least one."""
        part = slice(min(first, len(self.vectors) - 1), max(last, first + 1))
        return replace(
            self, vectors=self.vectors[part], free=self.free[part], yardstick=self.yardstick[part], known=self.known[part]
        )

    def scores(self, blends: Sequence[Blend]) -> NDArray[np.float32]:
        """Log likelihoods: (frames, len(blends))."""
        known = self.knowing([blends])
        return blended(known.known, blends, known.columns)

    def knowing(self, graphs: Iterable[Iterable[Blend]]) -> Stretch:
        """The same stretch with the senones of some graphs scored, all at once: that costs little more than one of them."""
        senones = dict.fromkeys(s for blends in graphs for blend in blends for s in blend)
        new = [s for s in senones if s not in self.columns]
        if not new:
            return self
        known = np.concatenate([self.known, acoustic.english().scores(self.vectors, new)], axis=1)
        return replace(self, known=known, columns=self.columns | {s: self.known.shape[1] + i for i, s in enumerate(new)})


def dithered(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples with faint noise where they are exactly zero: to the model digital silence is no silence at all."""
    noise = np.random.default_rng(0).uniform(-DITHER, DITHER, len(samples)).astype(np.float32)
    return np.where(samples == 0, noise, samples)


def blends_of(node: graph.Node, model: acoustic.AcousticModel) -> tuple[Blend, ...]:
    """What each state of a node may sound like: one senone for a phone of English, several for others.

    What English phones sound like beside each other says nothing of other languages: their phones are heard without context.
    """
    if node.slot.is_foreign:
        return foreign_blends(node.slot.spelling)
    left, right = node.left or SILENCE, node.right or SILENCE
    return tuple((senone,) for senone in model.states(node.slot.phone, left, right, node.slot.position))


@lru_cache(maxsize=4096)
def foreign_blends(label: str) -> tuple[Blend, ...]:
    """What each state of an IPA label may sound like."""
    model = acoustic.english()
    base = model.base_states()
    return tuple(
        tuple(dict.fromkeys(base[model.index[phone]][state] for phone, state in choices)) for choices in likeness(label).states
    )


def is_foreign(word: SpokenWord) -> bool:
    """Whether a word is in another language than English, or in an accent that the model knows as little."""
    return word.language in FAR_ACCENTS or any(is_ipa(label) for label in word.parts[0][0][:1])


def foreign_share(words: Sequence[SpokenWord]) -> float:
    """The share of the words that are in another language than English."""
    return sum(map(is_foreign, words)) / max(1, len(words))


def blended(scores: NDArray[np.float32], blends: Sequence[Blend], column: Mapping[int, int]) -> NDArray[np.float32]:
    """Log likelihood of each blend, its senones equally likely: (frames, len(blends)).

    scores: (frames, n) log likelihoods of senones; column: where each of them is.
    """
    result = scores[:, [column[blend[0]] for blend in blends]]
    for place, blend in enumerate(blends):
        if len(blend) > 1:
            own = scores[:, [column[s] for s in blend]]
            result[:, place] = np.logaddexp.reduce(own, axis=1) - np.log(len(blend))
    return result


@dataclass(frozen=True)
class Found:
    """The best path of a stretch through a graph.

    scores: (frames, columns) of the trellis. slow: how often each frame of the sound was repeated to make room.
    """

    nodes: Sequence[graph.Node]
    trellis: decode.Trellis
    scores: NDArray[np.float32]
    path: decode.Path
    slow: int


def best_path(
    stretch: Stretch,
    words: Sequence[SpokenWord],
    *,
    doubting: bool = False,
    open_end: bool = False,
    closed: AbstractSet[int] = frozenset(),
    sure: AbstractSet[int] = frozenset(),
    spans: Sequence[tuple[float, float]] | None = None,
) -> Found:
    """The best path through what may have been said.

    doubting: sound and words may differ, but not in the `closed` gaps, nor in the `sure` words. open_end: the last words may come
    later. spans: seconds between which each word has to be.
    """
    nodes = graph.build(words, doubt=doubting, open_end=open_end, closed=closed, sure=sure)
    blends, trellis = searchable(nodes, acoustic.english(), stretch)
    any_sound = (stretch.yardstick - stretch.costs.handicap)[:, None]
    scores = np.concatenate([stretch.scores(blends), any_sound], axis=1)
    if spans is not None:
        scores, trellis = kept_within(scores, trellis, nodes, [(stretch.frame_at(a), stretch.frame_at(b)) for a, b in spans])
    slow = -(-trellis.shortest() // len(scores))  # a sound too short for its words is heard in slow motion
    scores = scores.repeat(slow, axis=0) if slow > 1 else scores
    return Found(nodes, trellis, scores, decode.viterbi(scores, trellis), slow)


def kept_within(
    scores: NDArray[np.float32], trellis: decode.Trellis, nodes: Sequence[graph.Node], frames: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.float32], decode.Trellis]:
    """The scores with columns of its own for every word, hardly possible outside of its frames, and the trellis over them.

    frames: first and last + 1 of each word.
    """
    words = np.array([n.slot.word for n in nodes])[:, None].repeat(trellis.emission.shape[1], axis=1)
    pairs, columns = np.unique(np.stack([words, trellis.emission], axis=-1).reshape(-1, 2), axis=0, return_inverse=True)
    own = scores[:, pairs[:, 1]]
    for column, word in enumerate(pairs[:, 0]):
        if word != graph.NO_WORD:
            first, last = frames[word]
            own[:first, column] -= OUTSIDE
            own[max(last, first + 1) :, column] -= OUTSIDE
    return own, replace(trellis, emission=columns.reshape(trellis.emission.shape))


def best_segments(
    stretch: Stretch,
    words: Sequence[SpokenWord],
    *,
    doubting: bool = False,
    closed: AbstractSet[int] = frozenset(),
    sure: AbstractSet[int] = frozenset(),
    spans: Sequence[tuple[float, float]] | None = None,
) -> list[Segment]:
    """Every phone and pause of the best path through what may have been said; see `best_path`."""
    return segments_of(stretch, best_path(stretch, words, doubting=doubting, closed=closed, sure=sure, spans=spans))


def segments_of(stretch: Stretch, found: Found) -> list[Segment]:
    """Every phone and pause of a path, timed."""
    trellis, path, scores = found.trellis, found.path, found.scores
    columns = trellis.emission[path.string].ravel()
    cuts = decode.boundaries(scores[:, columns], trellis.stay[path.string].ravel(), trellis.leave[path.string].ravel())
    seconds = stretch.step / found.slow
    starts = [0.0, *(cuts.mean * seconds + stretch.lateness)]
    spreads = [0.0, *(cuts.spread * seconds)]
    own = scores[np.arange(len(scores)), trellis.emission[path.node, path.state]]
    lengths = np.diff([*path.starts, len(scores)])
    granted = [doubt.FOREIGN_EVIDENCE * found.nodes[node].slot.is_foreign for node in path.string]
    evidence = np.add.reduceat(own - stretch.yardstick.repeat(found.slow), path.starts) / lengths + granted
    return [
        Segment(found.nodes[node].slot, float(start), float(spread), max(1, int(length) // found.slow), float(worth))
        for node, start, spread, length, worth in zip(path.string, starts, spreads, lengths, evidence, strict=True)
    ]


def searchable(nodes: Sequence[graph.Node], model: acoustic.AcousticModel, stretch: Stretch) -> tuple[list[Blend], decode.Trellis]:
    """The blends a graph needs, and the graph as arrays over them; "any sound" uses the column after the last blend."""
    states = [blends_of(n, model) for n in nodes]
    blends = sorted({s for triple in states for s in triple})
    column = {blend: i for i, blend in enumerate(blends)}
    phones = [model.index[n.slot.phone] for n in nodes]
    is_any = np.array([n.slot.is_any_sound for n in nodes])
    trellis = decode.Trellis(
        emission=np.where(is_any[:, None], len(blends), [[column[s] for s in triple] for triple in states]),
        stay=np.where(is_any[:, None], ANY_STAY, model.log_stay[phones]),
        leave=np.where(is_any[:, None], ANY_LEAVE, model.log_leave[phones]),
        before=decode.padded([n.before for n in nodes]),
        entry=np.array([entry_cost(n, stretch) for n in nodes]),
        can_start=np.array([n.is_first for n in nodes]),
        can_end=np.array([n.is_last for n in nodes]),
    )
    return blends, trellis


def entry_cost(node: graph.Node, stretch: Stretch) -> float:
    """What it costs to enter a node (nats)."""
    costs = {graph.INSTEAD: stretch.costs.instead, graph.BETWEEN: stretch.costs.between}
    return costs.get(node.slot.spelling, stretch.pause if node.slot.is_inner else 0.0)


def phones_per_second(words: Sequence[SpokenWord], spectrum: Floats) -> float:
    """How fast the words would have to be said in the frames that are not quiet."""
    levels = 10 * np.log10(spectrum.mean(axis=1) + 1)
    speech = np.count_nonzero(levels > np.quantile(levels, 0.95) - QUIET) / FRAMES_PER_SECOND
    return sum(min(map(len, variants)) for word in words for variants in word.parts) / speech
