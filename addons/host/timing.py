"""Where a sound lies on the scene's frames, exactly. No host here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Placement:
    """A sound on the scene's frames.

    rate: frames per second of the scene. zero: the frame at which the sound's time 0 is, or would be. speed: seconds of sound per
    second of scene. first, last: the frames at which its audible part starts and ends; None: where the sound does.
    """

    rate: Fraction
    zero: Fraction
    speed: Fraction = Fraction(1)
    first: Fraction | None = None
    last: Fraction | None = None

    @property
    def sound_rate(self) -> Fraction:
        """Frames of the scene per second of the sound."""
        return self.rate / self.speed

    @property
    def start(self) -> Fraction:
        """The second of the sound at which its audible part starts."""
        return Fraction(0) if self.first is None else max(Fraction(0), (self.first - self.zero) / self.sound_rate)

    @property
    def end(self) -> Fraction | None:
        """The second of the sound at which its audible part ends; None at its own end."""
        return None if self.last is None else max(Fraction(0), (self.last - self.zero) / self.sound_rate)

    @property
    def is_part(self) -> bool:
        """Whether only a part of the sound is heard."""
        return self.start > 0 or self.end is not None

    def frame_at(self, seconds: float) -> float:
        """The frame at a time of the audible part."""
        return float(self.zero + (self.start + Fraction(seconds)) * self.sound_rate)

    def seconds_at(self, frame: float) -> float:
        """The time of the audible part at a frame."""
        return float((Fraction(frame) - self.zero) / self.sound_rate - self.start)

    def request(self) -> dict[str, Any]:
        """What the engine is told of it. Times in its answer are those of the audible part."""
        begins = self.zero + self.start * self.sound_rate
        whole = math.floor(begins)
        told: dict[str, Any] = {"fps": str(self.sound_rate), "start_frame": whole}
        if begins != whole:
            told["offset"] = str((begins - whole) / self.sound_rate)
        if self.start > 0:
            told["start"] = float(self.start)
        if self.end is not None:
            told["end"] = float(self.end)
        return told
