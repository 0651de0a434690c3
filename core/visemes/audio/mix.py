"""From several channels to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio.sound import LOUDNESS_FLOOR

if TYPE_CHECKING:
    from visemes.audio.sound import Samples

#: A channel this far (dB) under the loudest one carries no speech.
SILENT_CHANNEL: Final = -40.0

#: The centre of a surround mix holds the dialogue unless it is this far (dB) under the loudest channel.
CENTRE: Final = -20.0

#: Where the mean of the channels is this far (dB) under their own level they cancel each other: one has its polarity reversed.
CANCELLED: Final = -10.0


def downmix(channels: Samples, centre: int | None = None) -> Samples:
    """One channel from several, shape (channels, n), as loud as its speech was.

    centre: index of a surround mix's dialogue channel. Silent channels do not count; of channels that cancel each other
    the loudest is taken.
    """
    if len(channels) == 1:
        return one(channels, 0)
    if not channels.size:
        return np.zeros(0, np.float32)
    levels = np.array([_level(channel) for channel in channels])
    loudest = levels.max()
    if centre is not None and len(channels) > 2 and levels[centre] > loudest + CENTRE:
        return one(channels, centre)
    active = channels[levels > loudest + SILENT_CHANNEL] if loudest > LOUDNESS_FLOOR else channels[:1]
    mean: Samples = active.mean(axis=0, dtype=np.float32)
    return mean if _level(mean) > loudest + CANCELLED else one(channels, int(levels.argmax()))


def _level(samples: Samples) -> float:
    """RMS level in dB of full scale, around the mean."""
    return 20 * float(np.log10(max(float(np.std(samples, dtype=np.float64)), 10 ** (LOUDNESS_FLOOR / 20))))


def one(channels: Samples, index: int) -> Samples:
    """One of the channels."""
    channel: Samples = channels[index]
    return channel
