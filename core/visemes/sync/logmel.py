"""What the expert hears: log mel spectra every 10 ms."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.logmel import hann, of_windows, triangles
from visemes.sync.base import SOUND_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Samples between frames (10 ms), in a Hann window (25 ms), and points of the Fourier transform.
HOP: Final = 160
WINDOW: Final = 400
POINTS: Final = 512

#: Mel bands between these frequencies (Hz).
BANDS: Final = 40
LOWEST: Final = 80.0
HIGHEST: Final = 7600.0

#: Added to band energies: about the rounding noise of 16 bits, so that digital silence has a finite logarithm.
FLOOR: Final = 1e-8

#: How far under the loud parts of a line speech goes (nepers of energy; 22 dB).
SPOKEN: Final = 5.0


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Natural logarithm of mel band energies, shape (1 + len // HOP, BANDS); frame i is centred on second i * HOP / 16000."""
    return of_windows(samples, WINDOW, HOP, _energies)


def spoken(spectra: NDArray[np.floating], frames: int, hops: int) -> NDArray[np.bool_]:
    """Which pictures somebody is heard in: at most SPOKEN nepers under the loud parts; `hops` spectra a picture."""
    level = np.pad(spectra.astype(np.float32).mean(axis=1), (0, max(0, hops * frames - len(spectra))), mode="edge")
    pictures = level[: hops * frames].reshape(frames, hops).mean(axis=1)
    heard: NDArray[np.bool_] = pictures > np.percentile(pictures, 90) - SPOKEN if frames else np.zeros(0, bool)
    return heard


def _energies(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    spectrum = np.fft.rfft(windows * hann(WINDOW), POINTS)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) / WINDOW
    logs: NDArray[np.float32] = np.log(power @ _bands().T + np.float32(FLOOR))
    return logs


@lru_cache(maxsize=1)
def _bands() -> NDArray[np.float32]:
    return triangles(BANDS, LOWEST, HIGHEST, POINTS, SOUND_RATE)
