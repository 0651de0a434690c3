"""The expert without a network: an open mouth is dark and moving lips are loud.

What anybody would try first, and what a network has to beat. It needs nothing but numpy, works where torch is not installed, and is
believed less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import Sound, loudness
from visemes.sync.base import RATE, SIDE, SOUND_RATE, Trust

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Offsets that are told apart: to LARGEST seconds either way, STEP apart.
LARGEST: Final = 0.6
STEP: Final = 0.02
#: Seconds between values of the loudness.
HOP: Final = 0.01
#: Loudness this far (dB) under the loudest is as good as silence.
QUIET: Final = 40.0
#: The part of the square in which the mouth opens: rows and columns from .. to, shares of the side.
INSIDE: Final = (0.3, 0.85, 0.2, 0.8)
#: Seconds over which what the mouth does is averaged, as loudness of a syllable is.
SMOOTH: Final = 0.08


#: Sums of products of scores that have nothing to do with each other grow with the root of their number; on this scale they stay
#: within a few nats, and what is far above all of them is believed.
TRUST: Final = Trust(scale=0.6, power=0.5, none=8.0)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Energy against opening. A long clip is needed before it is sure of anything."""

    name: str = "baseline"
    trust: Trust = TRUST

    @property
    def offsets(self) -> Floats:
        """The offsets told apart, seconds."""
        count = round(LARGEST / STEP)
        return np.arange(-count, count + 1, dtype=np.float64) * STEP

    def evidence(self, frames: NDArray[np.uint8], samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much each frame speaks for each offset, shape (frames, K): products of standard scores of mouth and sound."""
        if not len(frames):
            return np.zeros((0, len(self.offsets)), np.float32)
        opening, motion = _score(opening_of(frames)), _score(motion_of(frames))
        loud = loudness(Sound(samples, SOUND_RATE), HOP) if len(samples) else np.full(1, -100.0)
        loud = np.maximum(loud, loud.max() - QUIET)
        rising = np.abs(np.gradient(_smooth(loud, SMOOTH / HOP))) if len(loud) > 1 else np.zeros(1)
        heard = np.arange(len(frames))[:, None] / RATE - self.offsets
        fit = opening[:, None] * _at(_score(loud), heard) + motion[:, None] * _at(_score(rising), heard)
        return fit.astype(np.float32)


def opening_of(frames: NDArray[np.uint8]) -> Floats:
    """How dark it is inside the mouth, against the square's own median: 0..1, shape (frames,). Teeth and tongues lower it."""
    top, bottom, left, right = (round(share * SIDE) for share in INSIDE)
    inside = frames[:, top:bottom, left:right].astype(np.float32)
    median = np.median(frames[:, ::2, ::2].reshape(len(frames), -1), axis=1)[:, None, None]
    dark: Floats = np.maximum(0.0, median - inside).mean(axis=(1, 2)).astype(np.float64) / 255
    return dark


def motion_of(frames: NDArray[np.uint8]) -> Floats:
    """How much of the mouth has changed since the frame before, 0..1, shape (frames,)."""
    top, bottom, left, right = (round(share * SIDE) for share in INSIDE)
    inside = frames[:, top:bottom, left:right].astype(np.float32)
    change = np.abs(np.diff(inside, axis=0)).mean(axis=(1, 2)) / 255
    return _smooth(np.concatenate([change[:1], change]) if len(change) else np.zeros(1), SMOOTH * RATE)


def _score(values: Floats) -> Floats:
    """Standard scores; zeros where nothing changes."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def _smooth(values: Floats, width: float) -> Floats:
    reach = max(1, round(width / 2))
    padded = np.pad(values, reach, mode="edge")
    smooth: Floats = np.convolve(padded, np.full(2 * reach + 1, 1 / (2 * reach + 1)), "valid")
    return smooth


def _at(values: Floats, seconds: Floats) -> Floats:
    """Values every HOP, read between them; 0 outside."""
    found: Floats = np.interp(seconds, np.arange(len(values)) * HOP, values, left=0.0, right=0.0)
    return found
