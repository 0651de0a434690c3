"""The sound as Wav2Lip's expert hears it: 80 mel bands every 12.5 ms, in decibels between two fixed ends, as numbers from -4 to 4.

Amplitudes (not powers) of Hann windows of 50 ms centred on their time, the sound mirrored at its ends, in bands of equal area on
the mel scale of Slaney's Auditory Toolbox (straight below 1000 Hz, logarithmic above), as librosa 0.7 made them for its training.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Samples a second, in a window and between two windows; windows a second.
RATE: Final = 16000
WINDOW: Final = 800
STEP: Final = 200
WINDOWS_A_SECOND: Final = RATE / STEP

#: Bands, and the ends of their range in hertz.
BANDS: Final = 80
LOWEST, HIGHEST = 55.0, 7600.0

EMPHASIS: Final = 0.97

#: Decibels: what 0 stands for, the range below it, and the number that both ends become.
REFERENCE: Final = 20.0
RANGE: Final = 100.0
END: Final = 4.0

#: Windows worked out at once: bounds the memory of long sounds.
BLOCK: Final = 2048


def mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """16 kHz samples from -1 to 1 → bands, shape (windows, 80), from -4 to 4. Window n is centred on sample 200 n."""
    sound = np.asarray(samples, np.float64)
    if not len(sound):
        return np.zeros((0, BANDS), np.float32)
    raised = np.append(sound[:1], sound[1:] - EMPHASIS * sound[:-1])
    padded = np.pad(raised, WINDOW // 2, "reflect")
    count = 1 + len(sound) // STEP
    result = np.empty((count, BANDS), np.float32)
    for first in range(0, count, BLOCK):
        last = min(first + BLOCK, count)
        part = padded[first * STEP : (last - 1) * STEP + WINDOW]
        result[first:last] = _bands(np.lib.stride_tricks.sliding_window_view(part, WINDOW)[::STEP])
    return result


def _bands(windows: Floats) -> Floats:
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    loud = np.abs(np.fft.rfft(windows * hann)) @ filters().T
    decibels = 20 * np.log10(np.maximum(loud, 10 ** (-RANGE / 20))) - REFERENCE
    result: Floats = np.clip(2 * END * (decibels + RANGE) / RANGE - END, -END, END)
    return result


@cache
def filters() -> Floats:
    """The triangles over the transform's bins, shape (80, 401); corners equally far apart in mel, areas equal."""
    corners = _hertz(np.linspace(_mels(LOWEST), _mels(HIGHEST), BANDS + 2))
    bins = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    low, middle, high = (corners[i : i + BANDS, None] for i in range(3))
    triangles = np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))
    result: Floats = triangles * 2 / (high - low)
    return result


#: Slaney's scale: hertz in a mel below the bend, where it bends (hertz, mels), and mels in a factor of 6.4 above it.
_STRAIGHT: Final = 200 / 3
_BEND: Final = (1000.0, 15.0)
_IN_6_4: Final = 27


def _mels(hertz: float) -> float:
    bent = _BEND[1] + np.log(max(hertz, _BEND[0]) / _BEND[0]) / np.log(6.4) * _IN_6_4
    return float(hertz / _STRAIGHT if hertz < _BEND[0] else bent)


def _hertz(mels: Floats) -> Floats:
    bent = _BEND[0] * 6.4 ** ((mels - _BEND[1]) / _IN_6_4)
    return np.where(mels < _BEND[1], mels * _STRAIGHT, bent)
