"""How often an expert reads a window right: the tables of the model card.

As in the papers: a window of N frames alone is shown, 31 offsets of the sound are told apart (±15 frames at 25 a second), right is
within one frame. Intervals are bootstrapped over clips, since windows of one clip are alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE, SOUND_RATE
from visemes.sync.crop import SPREAD, crop
from visemes.sync.expert import STRIDE, RenderedExpert
from visemes.sync.logmel import log_mel, spoken
from visemes.sync.offsets import read
from visemes.train.shots import AROUND, SIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.sync.base import Expert
    from visemes.train.shots import Shot

#: Frames of the windows of the tables.
LENGTHS: Final = (5, 7, 9, 11, 13, 15, 25, 50)
#: Share of a window in which somebody is heard, as in the clips that the papers measure on; windows measured of a clip.
MOSTLY: Final = 0.6
WINDOWS: Final = 5
#: In the place of a window's length: everything that is said in the clip, as a report reads a film.
ALL: Final = 0
#: Another's sound lasts at least this share of the pictures' time.
LEAST: Final = 0.8
#: Draws of a bootstrap, and the share of them inside an interval.
DRAWS, INSIDE = 1000, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Something to be read.

    frames: (T, 48, 48). samples: 16 kHz from the first frame on. offset: the true one, seconds. animated: how, as far as it is
    known (`world.drive.Kind`).
    """

    name: str
    family: str
    frames: NDArray[np.uint8]
    samples: NDArray[np.float32]
    offset: float = 0.0
    animated: str = ""


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
    """One window as it was read: how far off (seconds) on a grid of frames, and as a report tells it, with what confidence."""

    clip: str
    error: float
    confidence: float
    told: float = float("nan")


def clip_of(shot: Shot) -> Clip:
    """A shot as the expert gets it: cut out as a finder's box would be."""
    square = np.array([SIDE / 2, SIDE / 2, SIDE * SPREAD / AROUND])
    frames = np.stack([crop(picture, square) for picture in shot.frames])
    samples = shot.samples.astype(np.float32) / np.float32(32768)
    return Clip(shot.name, shot.about["family"], frames, samples, animated=shot.about.get("kind", ""))


def readings(expert: Expert, clip: Clip, lengths: Sequence[int] = LENGTHS) -> dict[int, list[Window]]:
    """Windows of a clip by their length; ALL: one of everything that is said.

    Of windows our own expert sees nothing else, others see the whole clip. The sound is listened to once.
    """
    ours = expert if isinstance(expert, RenderedExpert) else None
    heard = ours.listen(clip.samples, len(clip.frames)) if ours else np.zeros(0, np.float32)
    whole = None if ours and ALL not in lengths else expert.evidence(clip.frames, clip.samples)
    said = spoken(log_mel(clip.samples), len(clip.frames), STRIDE)
    found: dict[int, list[Window]] = {}
    for length in lengths:
        if length == ALL:
            found[length] = [judged(clip, whole[said], expert)] if whole is not None and said.any() else []
            continue
        parts = ((first, first + length) for first in places(said, length))
        found[length] = [
            judged(clip, ours.compare(clip.frames[a:b], heard, a) if ours else whole[a:b], expert)  # type: ignore[index]
            for a, b in parts
        ]
    return found


def places(said: NDArray[np.bool_], length: int) -> list[int]:
    """First frames of the windows of a clip, spread over those in which somebody is mostly heard. said: frames with a voice."""
    total = np.concatenate([[0], np.cumsum(said)])
    shares = (total[length:] - total[:-length]) / length
    good = np.flatnonzero(shares >= MOSTLY)
    return sorted({int(good[round(place)]) for place in np.linspace(0, len(good) - 1, WINDOWS)}) if len(good) else []


def judged(clip: Clip, evidence: NDArray[np.float32], expert: Expert) -> Window:
    """What a window's evidence says, on a grid of whole frames around the true offset, and what a report would tell."""
    offsets = expert.offsets
    on_frames = np.arange(len(offsets)) % round(1 / RATE / (offsets[1] - offsets[0])) == 0
    best = int(np.argmax(np.where(on_frames, evidence.sum(axis=0), -np.inf)))
    told = read(evidence, offsets, expert.trust)
    return Window(clip.name, float(offsets[best] - clip.offset), told.confidence, told.offset - clip.offset)


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
    """The same pictures with the sound of another clip that says something else: nothing there can be read.

    It is the next one, from half a list away on, whose sound is another and not much shorter; takes of one line stand beside each
    other in a list by name. Clips for which there is none are left out.
    """
    found: list[Clip] = []
    for number, clip in enumerate(clips):
        later = (clips[(number + len(clips) // 2 + step) % len(clips)] for step in range(len(clips)))
        long = LEAST * SOUND_RATE * len(clip.frames) / RATE
        other = next((c for c in later if _line(c) != _line(clip) and not _is_same(c, clip) and len(c.samples) >= long), None)
        if other is not None:
            found.append(replace(clip, name=f"another's/{clip.name}", family="another's", samples=other.samples))
    return found


def _line(clip: Clip) -> str:
    """The line a clip is a take of."""
    return clip.name.rpartition(".")[0] or clip.name


def _is_same(one: Clip, other: Clip) -> bool:
    """Whether two clips have the same sound, as far as the shorter one goes."""
    count = min(len(one.samples), len(other.samples))
    return bool(np.array_equal(one.samples[:count], other.samples[:count]))


def measured(expert: Expert, clips: Sequence[Clip], length: int) -> list[Window]:
    """Windows of one length of all clips."""
    return [window for clip in clips for window in readings(expert, clip, (length,))[length]]
