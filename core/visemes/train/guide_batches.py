"""Pairs as batches for the painter of mouths: who is filmed, who is wanted, which pictures it may look at, in which colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import torch

from visemes.guide.mask import hidden
from visemes.guide.pose import between, poses
from visemes.guide.split import drafted
from visemes.guide.unet import BOX, NOW, features
from visemes.sync.base import RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from visemes.train.guide_pairs import Pair

    Array = NDArray[np.float32]
    Pictures = NDArray[np.uint8]

#: References of a batch, and how often each number is drawn.
REFERENCES: Final = ((2, 0.15), (3, 0.5), (4, 0.35))
#: Share of samples that know one closed mouth only, as of a still; that want the very mouth that is there.
STILL, SAME = 0.2, 0.35
#: How much more what moves in a shot counts than what stays.
MOVING: Final = 5.0
#: Least a pixel at the mask's soft edge counts.
EDGE: Final = 0.25
#: What makes a mouth extreme, so that it is worth knowing: shares of the seven numbers of a state. Open, round, wide, at the teeth.
EXTREMES: Final = np.array(
    [
        [0.3, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.2, -1.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.3, 0.0, 0.0, 1.0, 0.0, 0.6],
    ],
    dtype=np.float32,
)
#: The most closed mouth has the least of this.
OPEN: Final = np.array([0.2, 1.0, 0.0, 0.3, 0.3, -0.3, 0.2], dtype=np.float32)
#: What becomes of a place's numbers when pictures are flipped.
MIRRORED: Final = np.array([[1, -1, -1], [-1, 1, 1]], dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Frames to repaint.

    frames: (N, T, 3, side, side), 0..255, with drafts of their mouths. references: (N, R, 3, side, side). said: (N, T, features).
    places: of the references, see `visemes.guide.pose.between`. shown: their mouths, (N, R, FEATURES). wanted: what
    BOX should show, (N, T, 3, high, wide). counts: how much each of its pixels counts, mean 1, (N, 1, 1, high, wide).
    """

    frames: Tensor
    references: Tensor
    said: Tensor
    places: Tensor
    wanted: Tensor
    counts: Tensor
    shown: Tensor

    @property
    def given(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """What the network is given."""
        return self.frames, self.references, self.said, self.places


class Film(NamedTuple):
    """One of a pair's films: its pictures, the state of each, what the network is told of it, where its mouth moves, its poses."""

    frames: Pictures
    states: Array
    said: Array
    counts: Array
    poses: NDArray[np.floating]


def films_of(pair: Pair) -> tuple[Film, Film]:
    """Both films of a pair."""
    several = ((pair.frames, pair.had), (pair.wanted, pair.want))
    told = ((frames, states.astype(np.float32)) for frames, states in several)
    both = np.concatenate([pair.frames, pair.wanted])
    counts = counted(both)
    head = poses(pair.frames, pair.frames[len(pair.frames) // 2])  # the other film's head is the same
    first, second = (
        Film(frames, states[pair.places], features(states, RATE)[pair.places], counts, head) for frames, states in told
    )
    return first, second


def counted(frames: Pictures) -> Array:
    """How much each pixel of BOX counts: as it is seen through the mask, more where it changes from picture to picture."""
    top, bottom, left, right = BOX
    grey = frames[:, top:bottom, left:right].mean(axis=3, dtype=np.float32)
    change = grey.std(axis=0)
    share = np.minimum(change / max(float(np.quantile(change, 0.95)), 4.0), 1.0)
    mask = hidden()[top:bottom, left:right]
    counts = np.where(mask > 0, np.maximum(mask, EDGE), 0) * (1 + MOVING * share)
    scaled: Array = (counts / counts.mean()).astype(np.float32)
    return scaled


class Sampler:
    """Draws batches from pairs; the same seed draws the same."""

    def __init__(self, pairs: Sequence[Pair], seed: int, *, varied: bool = True) -> None:
        """varied: with other colours, flipped, with stills; else as they are."""
        self._films = [films_of(pair) for pair in pairs]
        self._rng = np.random.default_rng(seed)
        self._varied = varied

    def batch(self, count: int, time: int) -> Batch:
        """`time` pictures of each of `count` pairs, one after the other."""
        numbers, odds = zip(*REFERENCES, strict=True)
        several = int(self._rng.choice(numbers, p=odds)) if self._varied else 3
        rows = [self._row(self._films[int(self._rng.integers(len(self._films)))], time, several) for _ in range(count)]
        return Batch(*(torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True)))

    def _row(self, films: tuple[Film, Film], time: int, several: int) -> tuple[Array, ...]:
        rng = self._rng
        film, wanted = films if rng.random() < 0.5 else films[::-1]
        wanted = film if rng.random() < SAME else wanted
        first = int(rng.integers(max(len(film.frames) - time, 0) + 1))
        chosen = np.minimum(np.arange(first, first + time), len(film.frames) - 1)
        known = chosen_references(film.states, several, rng, chosen)
        if self._varied and rng.random() < STILL:
            known = known[:1] * several
        top, bottom, left, right = BOX
        places = between(film.poses[chosen], film.poses[known])
        frames = drafted(film.frames[chosen], film.frames[known[0]], places[:, 0], wanted.states[chosen])
        references = film.frames[known]
        target, counts = wanted.frames[chosen, top:bottom, left:right], film.counts[None, None]
        if self._varied:
            table, order = colours(rng)
            frames, references, target = (recoloured(pictures, table, order) for pictures in (frames, references, target))
            if rng.random() < 0.5:
                frames, references, target = (pictures[:, :, ::-1] for pictures in (frames, references, target))
                counts = counts[..., ::-1]
                places = places * MIRRORED
        seen, known_, shown = (as_planes(pictures) for pictures in (frames, references, target))
        return seen, known_, wanted.said[chosen], places, shown, np.ascontiguousarray(counts), film.said[known][:, NOW]


def chosen_references(states: Array, several: int, rng: np.random.Generator, taken: NDArray[np.intp]) -> list[int]:
    """Pictures to know a character by: a closed mouth, then extreme ones, with some luck; none of those taken if possible."""
    free = np.setdiff1d(np.arange(len(states)), taken)
    free = free if len(free) >= several else np.arange(len(states))
    luck = rng.normal(0, 0.15, (len(EXTREMES) + 1, len(free)))
    rows = rng.permutation(len(EXTREMES)) if rng.random() < 0.5 else np.arange(len(EXTREMES))
    closed = int(free[np.argmin(states[free] @ OPEN + luck[0])])
    return [closed, *(int(free[np.argmax(states[free] @ EXTREMES[row] + luck[1 + row])]) for row in rows[: several - 1])]


def colours(rng: np.random.Generator) -> tuple[Pictures, NDArray[np.intp]]:
    """Another light: what becomes of the 256 values of each channel, (3, 256), and the order of the channels."""
    values = np.arange(256, dtype=np.float32) / 255
    gamma = np.exp(rng.normal(0, 0.2) + rng.normal(0, 0.08, 3))
    gain, lift = 1 + rng.normal(0, 0.1) + rng.normal(0, 0.05, 3), rng.normal(0, 0.04)
    table = np.clip(values[None] ** gamma[:, None] * gain[:, None] + lift, 0, 1)
    if rng.random() < 0.05:
        table = 1 - table
    order = rng.permutation(3) if rng.random() < 0.4 else np.arange(3)
    return np.rint(255 * table).astype(np.uint8), order


def recoloured(pictures: Pictures, table: Pictures, order: NDArray[np.intp]) -> Pictures:
    """Pictures (N, high, wide, 3) in another light."""
    return np.stack([table[channel][pictures[..., source]] for channel, source in enumerate(order)], axis=-1)


def as_planes(pictures: Pictures) -> Array:
    """Pictures (N, high, wide, 3) as the network takes them: float32 (N, 3, high, wide)."""
    return np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), dtype=np.float32)
