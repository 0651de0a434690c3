"""Sound: any audio or video file as one channel, and how loud it is when."""

from __future__ import annotations

from visemes.audio.decode import read_channels, read_sound
from visemes.audio.mix import downmix
from visemes.audio.sound import RATE, Sound, loudness

__all__ = ["RATE", "Sound", "downmix", "loudness", "read_channels", "read_sound"]
