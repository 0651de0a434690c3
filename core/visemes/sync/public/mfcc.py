"""The sound as SyncNet hears it: 13 mel-frequency cepstral coefficients every 10 ms.

As the package python_speech_features defines them with nothing set, which SyncNet's weights were trained on: 16-bit samples, 25 ms
without a window function, a transform of 512 points, 26 filters between 0 and 8000 Hz whose corners lie on whole bins, coefficients
raised by a lifter of 22, and the logarithm of the energy in the place of the first one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Samples a second, in a window and between two windows.
RATE: Final = 16000
WINDOW: Final = 400
STEP: Final = 160

#: Points of the transform, filters, coefficients, the lifter's length and the pre-emphasis.
POINTS: Final = 512
FILTERS: Final = 26
COEFFICIENTS: Final = 13
LIFTER: Final = 22
EMPHASIS: Final = 0.97

#: What stands for an energy of nothing, so that its logarithm is a number.
NOTHING: Final = float(np.finfo(np.float64).eps)

#: Windows worked out at once: bounds the memory of long sounds.
BLOCK: Final = 4096


def mfcc(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """16 kHz samples from -1 to 1 → coefficients, shape (windows, 13). The last window is filled up with silence."""
    whole = np.clip(np.rint(np.asarray(samples, np.float64) * 32768), -32768, 32767)
    raised = np.append(whole[:1], whole[1:] - EMPHASIS * whole[:-1])
    count = 1 + max(0, -(-(len(whole) - WINDOW) // STEP)) if len(whole) else 0
    padded = np.pad(raised, (0, max(0, (count - 1) * STEP + WINDOW - len(whole))))
    result = np.empty((count, COEFFICIENTS), np.float32)
    for first in range(0, count, BLOCK):
        last = min(first + BLOCK, count)
        part = padded[first * STEP : (last - 1) * STEP + WINDOW]
        result[first:last] = _coefficients(np.lib.stride_tricks.sliding_window_view(part, WINDOW)[::STEP])
    return result


def _coefficients(windows: Floats) -> Floats:
    power = np.abs(np.fft.rfft(windows, POINTS)) ** 2 / POINTS
    found: Floats = _logarithm(power @ filters().T) @ _cosines().T
    found[:, 0] = _logarithm(power.sum(axis=1))
    return found


def _logarithm(energy: Floats) -> Floats:
    result: Floats = np.log(np.where(energy == 0, NOTHING, energy))
    return result


@cache
def filters() -> Floats:
    """The triangles over the transform's bins, shape (26, 257); their corners are equally far apart in mel."""
    highest = 2595 * np.log10(1 + RATE / 2 / 700)
    hertz = 700 * (10 ** (np.linspace(0, highest, FILTERS + 2) / 2595) - 1)
    corners = np.floor((POINTS + 1) * hertz / RATE)
    bins = np.arange(POINTS // 2 + 1)
    low, middle, high = (corners[i : i + FILTERS, None] for i in range(3))
    rising = np.where((bins >= low) & (bins < middle), (bins - low) / np.maximum(middle - low, 1), 0)
    falling = np.where((bins >= middle) & (bins < high), (high - bins) / np.maximum(high - middle, 1), 0)
    result: Floats = rising + falling
    return result


@cache
def _cosines() -> Floats:
    """The orthonormal cosine transform of 26 values, its first 13 rows, each raised by the lifter."""
    row = np.arange(COEFFICIENTS)[:, None]
    place = (np.arange(FILTERS) + 0.5)[None, :]
    orthonormal = np.cos(np.pi * row * place / FILTERS) * np.sqrt(np.where(row == 0, 1, 2) / FILTERS)
    result: Floats = orthonormal * (1 + LIFTER / 2 * np.sin(np.pi * row / LIFTER))
    return result
