"""How often an expert reads a window right: the tables of the model card.

As in the papers: a window of N frames alone is shown, 31 offsets of the sound are told apart (±15 frames at 25 a second), right is
within one frame. Intervals are bootstrapped over clips, since windows of one clip are alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE
from visemes.sync.crop import SPREAD, crop
from visemes.sync.expert import STRIDE
from visemes.sync.logmel import log_mel, spoken
from visemes.sync.offsets import chances, smoothed
from visemes.train.shots import AROUND, SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.sync.base import Expert, Trust
    from visemes.sync.expert import RenderedExpert
    from visemes.train.shots import Shot

    Floats = NDArray[np.float64]

#: Frames of the windows of the tables.
LENGTHS: Final = (5, 7, 9, 11, 13, 15, 25, 50)
#: Share of a window in which somebody is heard, as in the clips that the papers measure on; windows measured of a clip.
MOSTLY: Final = 0.6
WINDOWS: Final = 5
#: Draws of a bootstrap, and the share of them inside an interval.
DRAWS, INSIDE = 1000, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Something to be read. frames: (T, 48, 48). samples: 16 kHz from the first frame on. offset: the true one, seconds."""

    name: str
    family: str
    frames: NDArray[np.uint8]
    samples: NDArray[np.float32]
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """A share of windows, with its interval over clips."""

    value: float
    low: float
    high: float
    windows: int

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} ({100 * self.low:.0f}-{100 * self.high:.0f})"


@dataclass(frozen=True, slots=True)
class Window:
    """One window as it was read: how far off (seconds), and the chance given to the reading."""

    clip: str
    error: float
    confidence: float


def clip_of(shot: Shot) -> Clip:
    """A shot as the expert gets it: cut out as a finder's box would be."""
    square = np.array([SIDE / 2, SIDE / 2, SIDE * SPREAD / AROUND])
    frames = np.stack([crop(picture, square) for picture in shot.frames])
    return Clip(shot.name, shot.about["family"], frames, shot.samples.astype(np.float32) / np.float32(32768))


def windows_of(expert: RenderedExpert, clip: Clip, length: int) -> Iterator[Window]:
    """Windows of a clip of which the expert sees nothing else."""
    heard = expert.listen(clip.samples, len(clip.frames))
    for first in places(clip, length):
        evidence = expert.compare(clip.frames[first : first + length], heard, first)
        yield judged(clip, evidence, expert.offsets, expert.trust)


def windows_of_evidence(expert: Expert, clip: Clip, length: int) -> Iterator[Window]:
    """The same for any expert, which sees the whole clip."""
    evidence = expert.evidence(clip.frames, clip.samples)
    for first in places(clip, length):
        yield judged(clip, evidence[first : first + length], expert.offsets, expert.trust)


def places(clip: Clip, length: int) -> list[int]:
    """First frames of the windows of a clip, spread over those in which somebody is mostly heard."""
    heard = spoken(log_mel(clip.samples), len(clip.frames), STRIDE)
    total = np.concatenate([[0], np.cumsum(heard)])
    shares = (total[length:] - total[:-length]) / length
    good = np.flatnonzero(shares >= MOSTLY)
    return sorted({int(good[round(place)]) for place in np.linspace(0, len(good) - 1, WINDOWS)}) if len(good) else []


def judged(clip: Clip, evidence: NDArray[np.float32], offsets: Floats, trust: Trust) -> Window:
    """What a window's evidence says, on a grid of whole frames around the true offset."""
    chance = smoothed(chances(evidence, trust), offsets)
    on_frames = np.arange(len(offsets)) % round(1 / RATE / (offsets[1] - offsets[0])) == 0
    best = int(np.argmax(np.where(on_frames, evidence.sum(axis=0), -np.inf)))
    return Window(clip.name, float(offsets[best] - clip.offset), float(chance.max()))


def right(windows: Sequence[Window], seed: int = 0) -> Share:
    """How many are within one frame."""
    good: dict[str, list[bool]] = {}
    for window in windows:
        good.setdefault(window.clip, []).append(abs(window.error) <= 1 / RATE + 1e-6)
    sums = np.array([[sum(rows), len(rows)] for rows in good.values()], float).reshape(-1, 2)
    if not len(sums):
        return Share(float("nan"), float("nan"), float("nan"), 0)
    drawn = np.random.default_rng(seed).integers(len(sums), size=(DRAWS, len(sums)))
    shares = sums[drawn].sum(axis=1)
    low, high = np.quantile(shares[:, 0] / shares[:, 1], [(1 - INSIDE) / 2, (1 + INSIDE) / 2])
    return Share(float(sums[:, 0].sum() / sums[:, 1].sum()), float(low), float(high), int(sums[:, 1].sum()))


def area_under_curve(readable: Sequence[float], unreadable: Sequence[float]) -> float:
    """The chance that a readable window is more confident than an unreadable one (ties count half)."""
    yes, no = np.asarray(readable, float), np.asarray(unreadable, float)
    ranks = np.argsort(np.argsort(np.concatenate([yes, no]), kind="stable"), kind="stable").astype(float)
    values = np.concatenate([yes, no])
    for value in np.unique(values):  # equal values share their mean rank
        ranks[values == value] = ranks[values == value].mean()
    return float((ranks[: len(yes)].sum() - len(yes) * (len(yes) - 1) / 2) / (len(yes) * len(no)))


def mismatched(clips: Sequence[Clip]) -> list[Clip]:
    """The same pictures with the sound of a clip from the list's other half: nothing there can be read.

    Takes of one line stand beside each other in a list by name; half a list away there is another line.
    """
    half = len(clips) // 2
    return [replace(clip, samples=other.samples) for clip, other in zip(clips, [*clips[half:], *clips[:half]], strict=True)]


def measured(expert: Expert, clips: Sequence[Clip], length: int) -> list[Window]:
    """Windows of all clips; our own expert sees nothing but the window, others the whole clip."""
    from visemes.sync.expert import RenderedExpert

    if isinstance(expert, RenderedExpert):
        return [window for clip in clips for window in windows_of(expert, clip, length)]
    return [window for clip in clips for window in windows_of_evidence(expert, clip, length)]
