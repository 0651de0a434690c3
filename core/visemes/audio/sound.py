"""One channel of sound, and how loud it is when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

#: Hertz the English acoustic model hears.
RATE: Final = 16000

#: Peak in 0..1 under which a sound is digital silence: two steps of 16 bits, so that dither counts as nothing.
SILENT_PEAK: Final = 2 / 32768

#: Seconds of RMS window behind one loudness value, and the level (dB) of silence.
LOUDNESS_WINDOW: Final = 0.025
LOUDNESS_FLOOR: Final = -100.0


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """One channel of sound.

    samples: float32 in -1..1, shape (n,). rate: samples a second. name: where it came from, for messages.
    warnings: what a person should know about the file.
    """

    samples: Samples = field(repr=False)
    rate: int
    name: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate

    def part(self, start: float = 0.0, end: float | None = None) -> Sound:
        """The stretch from `start` to `end` (seconds), to its own end where that is None. Raises UsageError for none."""
        if start <= 0 and end is None:
            return self
        samples = self.samples[max(0, round(start * self.rate)) : None if end is None else max(0, round(end * self.rate))]
        if not len(samples):
            last = "its end" if end is None else f"{end:g} s"
            raise UsageError(f"{self.name}: has no sound from {start:g} s to {last}", f"it is {self.duration:.3f} s long")
        return replace(self, samples=samples)

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing but digital silence (a constant offset or dither is silence too)."""
        return not len(self.samples) or float(np.ptp(self.samples)) <= 2 * SILENT_PEAK


def loudness(sound: Sound, hop: float = 0.01) -> NDArray[np.float64]:
    """Level in dB of full scale every `hop` seconds: RMS of the 25 ms around second i·hop, at least -100 dB.

    Shape (floor(duration / hop) + 1,); a full-scale sine is -3.01 dB. At the ends only what lies inside the sound counts.
    """
    energy = np.concatenate(([0.0], np.cumsum(sound.samples.astype(np.float64) ** 2)))
    centres = np.arange(int(sound.duration / hop + 1e-9) + 1) * hop * sound.rate
    half = LOUDNESS_WINDOW * sound.rate / 2
    low = np.clip(np.rint(centres - half), 0, len(sound.samples)).astype(int)
    high = np.clip(np.rint(centres + half), 0, len(sound.samples)).astype(int)
    power = (energy[high] - energy[low]) / np.maximum(high - low, 1)
    level: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 10 ** (LOUDNESS_FLOOR / 10)))
    return level
