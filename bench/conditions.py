"""Ways to make speech harder, for the benches: noise, babble, music, reverberation, speed. Seeded: the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 16_000
TALKERS = 6


@dataclass(frozen=True)
class Conditions:
    """What is done to a sound. pink, babble, music: signal-to-noise in dB; reverb: seconds to fall by 60 dB; speed: factor."""

    pink: float | None = None
    babble: float | None = None
    music: float | None = None
    reverb: float | None = None
    speed: float = 1.0

    def applied(self, samples: Samples, others: Sequence[Samples]) -> Samples:
        """The harder sound. others: sounds that babble is made of."""
        rng = np.random.default_rng(len(samples))
        if self.speed != 1:
            samples = faster(samples, self.speed)
        if self.reverb:
            samples = reverberated(samples, self.reverb, rng)
        if self.pink is not None:
            samples = mixed(samples, pink_noise(len(samples), rng), self.pink)
        if self.babble is not None:
            samples = mixed(samples, babble(others, len(samples), rng), self.babble)
        if self.music is not None:
            samples = mixed(samples, music_bed(len(samples), rng), self.music)
        return samples.astype(np.float32)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Command-line options for `Conditions`."""
    parser.add_argument("--pink", type=float, metavar="DB", help="pink noise at this signal-to-noise ratio")
    parser.add_argument("--babble", type=float, metavar="DB", help="other talkers at this signal-to-noise ratio")
    parser.add_argument("--music", type=float, metavar="DB", help="chords and drums at this signal-to-noise ratio")
    parser.add_argument("--reverb", type=float, metavar="SECONDS", help="a room that falls by 60 dB in so long")
    parser.add_argument("--speed", type=float, default=1.0, metavar="X", help="time-compressed by this factor")


def conditions(options: argparse.Namespace) -> Conditions:
    """What the options ask for."""
    return Conditions(options.pink, options.babble, options.music, options.reverb, options.speed)


def mixed(speech: Samples, noise: Samples, decibels: float) -> Samples:
    """Speech with noise at a ratio of mean powers."""
    gain = np.sqrt(np.mean(speech**2) / np.mean(noise**2) / 10 ** (decibels / 10))
    return speech + gain * noise


def pink_noise(length: int, rng: np.random.Generator) -> Samples:
    """Noise whose power falls by 3 dB an octave."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), length)


def babble(others: Sequence[Samples], length: int, rng: np.random.Generator) -> Samples:
    """Several talkers at once, each looped from a random place."""
    total = np.zeros(length)
    for index in rng.choice(len(others), min(TALKERS, len(others)), replace=False):
        voice = others[index] / np.sqrt(np.mean(others[index] ** 2))
        total += np.resize(np.roll(voice, rng.integers(len(voice))), length)
    return total


def music_bed(length: int, rng: np.random.Generator) -> Samples:
    """Two chords a second with six partials a note, and a drum on every half second."""
    total = np.zeros(length + RATE)
    beat = RATE // 2
    time = np.arange(RATE) / RATE
    for start in range(0, length, beat):
        root = 110 * 2 ** (rng.integers(0, 12) / 12)
        for interval in (0, 4, 7, 12):
            note = root * 2 ** (interval / 12)
            chord = sum(np.sin(2 * np.pi * note * k * time) / k for k in range(1, 7))
            total[start : start + RATE] += chord * np.exp(-2 * time)
        total[start : start + beat] += 4 * rng.standard_normal(beat) * np.exp(-40 * time[:beat])
    return total[:length]


def reverberated(speech: Samples, seconds: float, rng: np.random.Generator) -> Samples:
    """Speech in a room: the direct sound, and noise that decays, half as strong in all."""
    time = np.arange(round(seconds * RATE)) / RATE
    tail = rng.standard_normal(len(time)) * 10 ** (-3 * time / seconds) * (time > 0.003)
    tail *= np.sqrt(0.5 / np.sum(tail**2))
    tail[0] = 1
    size = len(speech) + len(tail)
    return np.fft.irfft(np.fft.rfft(speech, size) * np.fft.rfft(tail, size), size)[: len(speech)]


def faster(samples: Samples, factor: float) -> Samples:
    """Time compression that keeps the pitch (FFmpeg's atempo)."""
    import av
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="mono", time_base=Fraction(1, RATE))
    tempo, sink = graph.add("atempo", str(factor)), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), format="flt", layout="mono")
    frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), 0
    source.push(frame)
    source.push(None)
    parts = []
    while True:
        try:
            parts.append(sink.pull().to_ndarray().reshape(-1))
        except (av.error.EOFError, av.error.BlockingIOError):
            return np.concatenate(parts)
