"""The front end of the embedded acoustic model: sound in, three streams of 13 cepstral features out.

The model was trained on the Sphinx front end, so this follows it number for number (agreement is tested
against pocketsphinx where that is installed): pre-emphasis, Hamming window, power spectrum, mel filters of unit
area, Doblinger's noise removal, logarithm, orthonormal cosine transform, liftering, mean subtraction, deltas.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RATE: Final = 16_000  # Hz
SHIFT: Final = 160  # samples between frames: 10 ms
WINDOW: Final = 410  # samples in a frame: 25.6 ms
FRAMES_PER_SECOND: Final = RATE / SHIFT
FFT: Final = 512
PRE_EMPHASIS: Final = 0.97
INT16: Final = 32768.0  # the model expects samples on the int16 scale
FILTERS: Final = 25
LOWEST: Final = 130.0  # Hz, edge of the first mel filter
HIGHEST: Final = 6800.0  # Hz, edge of the last
CEPSTRA: Final = 13
LIFTER: Final = 22
LOG_FLOOR: Final = 1e-4

#: Share of speech in a line as the model was trained on. The mean that is subtracted is that of such a line, however
#: long the pauses are: otherwise the same word would sound different beside them.
SPEECH_SHARE: Final = 0.7

#: Frames louder than this way up from the quiet to the loud ones are speech; lines with less range (dB) are all alike.
SPEECH_LEVEL: Final = 0.4
LEAST_RANGE: Final = 6.0

#: Frames i and i + 1 of the features are centred this far (seconds) after i * 10 ms: half a window.
CENTRE: Final = WINDOW / 2 / RATE

# Noise removal: G. Doblinger, "Computationally efficient speech enhancement by spectral minima tracking in
# subbands", Eurospeech 1995, with the temporal masking of power-normalised cepstra (C. Kim, R. Stern, 2012).
POWER_SMOOTHING: Final = 0.7
FLOOR_RISE: Final = 0.995
FLOOR_FALL: Final = 0.5
MASKING_DECAY: Final = 0.85
MASKING_LEVEL: Final = 0.2
MAXIMUM_GAIN: Final = 20.0
NEIGHBOURS: Final = 4  # filters on either side over which gains are averaged


def features(spectrum: Floats) -> Floats:
    """Normalised features of a mel spectrum: (frames, 3, 13) as statics, deltas, double deltas."""
    statics = cepstra(spectrum)
    return streams(statics - usual_mean(statics, is_speech(spectrum)))


def cepstra(spectrum: Floats) -> Floats:
    """Liftered cepstra of a mel spectrum, noise removed, before mean subtraction: (frames, 13)."""
    return np.log(denoised(spectrum) + LOG_FLOOR) @ cosine_transform()


def dynamic_range(spectrum: Floats) -> float:
    """Decibels between loud and quiet frames: about 45 in clean speech, 30 at 20 dB above pink noise, 17 at 10 dB."""
    quiet, loud = quiet_and_loud(levels(spectrum))
    return loud - quiet


def levels(spectrum: Floats) -> Floats:
    """The level of each frame in decibels."""
    result: Floats = 10 * np.log10(spectrum.mean(axis=1) + 1)
    return result


def quiet_and_loud(decibels: Floats) -> tuple[float, float]:
    """The level that one frame in ten stays below, and the one that one in twenty exceeds."""
    quiet, loud = np.quantile(decibels, (0.1, 0.95))
    return float(quiet), float(loud)


def is_speech(spectrum: Floats) -> NDArray[np.bool_]:
    """Which frames are loud enough to be speech; all of them where loud and quiet cannot be told apart."""
    decibels = levels(spectrum)
    quiet, loud = quiet_and_loud(decibels)
    return decibels > quiet + SPEECH_LEVEL * (loud - quiet) if loud - quiet > LEAST_RANGE else np.ones(len(decibels), np.bool_)


def usual_mean(statics: Floats, speech: NDArray[np.bool_]) -> Floats:
    """The mean the statics would have in a line with the usual share of speech."""
    if speech.all() or not speech.any():
        return np.asarray(statics.mean(axis=0))
    spoken, silent = statics[speech].mean(axis=0), statics[~speech].mean(axis=0)
    return np.asarray(SPEECH_SHARE * spoken + (1 - SPEECH_SHARE) * silent)


def streams(statics: Floats) -> Floats:
    """Statics with their first and second differences: (frames, 3, 13). Edges repeat the first and last frame."""
    n = len(statics)
    padded = np.concatenate([statics[:1].repeat(3, axis=0), statics, statics[-1:].repeat(3, axis=0)])

    def shifted(by: int) -> Floats:
        return padded[3 + by : 3 + by + n]

    delta = shifted(2) - shifted(-2)
    double_delta = (shifted(3) - shifted(-1)) - (shifted(1) - shifted(-3))
    return np.stack([statics, delta, double_delta], axis=1)


def mel_spectrum(samples: NDArray[np.float32], shift: int = SHIFT) -> Floats:
    """Power in each mel filter of 16 kHz mono samples in -1..1: (frames, 25).

    There is a frame for every `shift` samples of sound and always at least one; frame i looks at 25.6 ms from sample
    i * shift on. Speech twice as fast as the model knows is heard at half the shift.
    """
    signal = samples.astype(np.float64) * INT16
    emphasised = np.append(signal[:1], signal[1:] - PRE_EMPHASIS * signal[:-1])
    frames = max(1, -(-(len(signal) - (WINDOW - shift)) // shift))
    padded = np.zeros((frames - 1) * shift + WINDOW)
    padded[: len(emphasised)] = emphasised[: len(padded)]
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::shift]
    bank = mel_filters()
    power = np.empty((frames, FILTERS))
    for start in range(0, frames, 4096):  # bounds the memory of an hour's sound
        chunk = np.fft.rfft(windows[start : start + 4096] * np.hamming(WINDOW), FFT)
        power[start : start + 4096] = (chunk.real**2 + chunk.imag**2) @ bank
    return power


@cache
def mel_filters() -> Floats:
    """Triangles of unit area whose corners are rounded to FFT bins: (257, 25)."""
    low, high = mel(LOWEST), mel(HIGHEST)
    bin_width = RATE / FFT
    corners = hertz(low + (high - low) * np.arange(FILTERS + 2) / (FILTERS + 1))
    corners = np.floor(corners / bin_width + 0.5) * bin_width
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    frequencies = np.arange(FFT // 2 + 1)[:, None] * bin_width
    rising = (frequencies - left) / (centre - left)
    falling = (right - frequencies) / (right - centre)
    return np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)


def mel(frequency: float) -> float:
    """Hertz to mel."""
    return float(2595 * np.log10(1 + frequency / 700))


def hertz(mels: Floats) -> Floats:
    """Mel to hertz."""
    result: Floats = 700 * (10 ** (mels / 2595) - 1)
    return result


def denoised(spectrum: Floats) -> Floats:
    """The mel spectrum with stationary noise turned down: (frames, 25).

    A slow lower envelope follows the noise in every filter; what stays after subtracting it, masked in time, gives
    a gain that is averaged over neighbouring filters.
    """
    power = spectrum[0].copy()
    noise = spectrum[0] / MAXIMUM_GAIN
    floor = noise.copy()
    peak = np.zeros(FILTERS)
    gains = np.empty_like(spectrum)
    for i, frame in enumerate(spectrum):
        power = POWER_SMOOTHING * power + (1 - POWER_SMOOTHING) * frame
        noise = lower_envelope(noise, power)
        signal = np.maximum(power - noise, 1.0)
        floor = lower_envelope(floor, signal)
        peak = peak * MASKING_DECAY
        masked = np.where(signal < MASKING_DECAY * peak, peak * MASKING_LEVEL, signal)
        peak = np.maximum(peak, signal)
        gains[i] = np.maximum(masked, floor) / np.maximum(power, 1e-30)
    return spectrum * (np.clip(gains, 1 / MAXIMUM_GAIN, MAXIMUM_GAIN) @ gain_average())


def lower_envelope(envelope: Floats, values: Floats) -> Floats:
    """One step of a follower that falls fast and rises slowly."""
    keep = np.where(values >= envelope, FLOOR_RISE, FLOOR_FALL)
    return keep * envelope + (1 - keep) * values


@cache
def gain_average() -> Floats:
    """The matrix that averages gains over up to nine neighbouring filters: (25, 25)."""
    filters = np.arange(FILTERS)
    near = (np.abs(filters[:, None] - filters) <= NEIGHBOURS).astype(np.float64)
    average: Floats = near / near.sum(axis=0)
    return average


@cache
def cosine_transform() -> Floats:
    """Orthonormal DCT-II of the log spectrum to liftered cepstra: (25, 13)."""
    order = np.arange(CEPSTRA)
    basis = np.cos(np.pi * np.outer(np.arange(FILTERS) + 0.5, order) / FILTERS)
    basis *= np.where(order == 0, np.sqrt(1 / FILTERS), np.sqrt(2 / FILTERS))
    return basis * (1 + LIFTER / 2 * np.sin(np.pi * order / LIFTER))
