"""Fine-grained log mel spectra: what the refiner looks at when it moves a phone boundary."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

#: Samples a second the spectra are made for.
RATE: Final = 16000

#: Samples between frames (5 ms) and in a Hann window (10 ms): short enough to see a burst begin.
HOP: Final = 80
WINDOW: Final = 160

#: Points of the Fourier transform; the window is padded with zeros so that the lowest bands are not empty.
POINTS: Final = 256

#: Triangular bands, evenly spaced in mel between these frequencies (Hz).
BANDS: Final = 36
LOWEST: Final = 80.0
HIGHEST: Final = 7800.0

#: Added to band energies: about the rounding noise of 16-bit sound, so that digital silence has a finite logarithm.
FLOOR: Final = 1e-7

#: The 95th percentile of a line maps to 0 and this many nepers (of energy) below it to -1.
SPAN: Final = 6.0

#: Transformed at once; bounds the memory a long sound needs.
CHUNK: Final = 4096


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log band energies every 5 ms, shape (frames, BANDS), normalised to the loudest parts of the sound.

    samples: 16 kHz mono, any length. Frame i is centred on second i * HOP / RATE; there are 1 + len // HOP of them.
    """
    logs = of_windows(samples, WINDOW, HOP, log_energies)
    return ((logs - np.percentile(logs, 95).astype(np.float32)) / np.float32(SPAN)).astype(np.float32)


def of_windows(
    samples: NDArray[np.float32], window: int, hop: int, log: Callable[[NDArray[np.float32]], NDArray[np.float32]]
) -> NDArray[np.float32]:
    """What `log` makes of every window of a sound, a row each; window i is centred on sample i * hop, silence is around."""
    padded = np.pad(samples.astype(np.float32, copy=False), (window // 2, window // 2 + hop))
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)[: len(samples) + 1 : hop]
    return np.concatenate([log(windows[first : first + CHUNK]) for first in range(0, len(windows), CHUNK)])


def log_energies(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Natural logarithm of band energies of windows of samples, (frames, WINDOW) to (frames, BANDS)."""
    spectrum = np.fft.rfft(windows * hann(WINDOW), POINTS)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    energies: NDArray[np.float32] = np.log(power @ bands().T + np.float32(FLOOR))
    return energies


@lru_cache(maxsize=2)
def hann(width: int) -> NDArray[np.float32]:
    """A periodic Hann window."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(width) / width)).astype(np.float32)


def mel(hertz: float) -> float:
    """O'Shaughnessy's mel scale."""
    return float(2595 * np.log10(1 + hertz / 700))


@lru_cache(maxsize=1)
def bands() -> NDArray[np.float32]:
    """The refiner's bands, shape (BANDS, POINTS // 2 + 1)."""
    return triangles(BANDS, LOWEST, HIGHEST, POINTS, RATE)


def triangles(count: int, lowest: float, highest: float, points: int, rate: int) -> NDArray[np.float32]:
    """Triangular mel bands of unit sum over a transform's bins, shape (count, points // 2 + 1); frequencies in Hz."""
    edges = 700 * (10 ** (np.linspace(mel(lowest), mel(highest), count + 2) / 2595) - 1)
    bins = np.arange(points // 2 + 1) * rate / points
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    heights = np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))
    sums = heights.sum(axis=1, keepdims=True)
    shares: NDArray[np.float32] = (heights / np.maximum(sums, 1e-9)).astype(np.float32)
    return shares
