"""SyncNet (Chung and Zisserman, "Out of time: automated lip sync in the wild", 2016): the layout of `syncnet_v2.model`.

Written from the description of its inputs and of the names and shapes of its weights; no code of its authors was used. Five
pictures of a face and the 0.2 seconds of sound beside them each become 1024 numbers, which lie near one another when they belong
together. Pictures are blue-green-red from 0 to 255, sound is `mfcc`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from visemes.sync.public.layers import Layer, Network, Pool, Stack, in_batches, runs
from visemes.sync.public.mfcc import mfcc

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Side of the pictures, pictures seen at once, and windows of sound: how many are heard at once, and how many a picture lasts.
SIDE: Final = 224
PICTURES: Final = 5
HEARD: Final = 20
A_PICTURE: Final = 4

#: Inputs that go through the network at once: 16 take about 0.2 GB.
BATCH: Final = 16


def _judged(name: str) -> Network:
    """What turns 512 numbers into 1024 that can be compared."""
    return (
        Layer(f"{name}.0", f"{name}.1", 512, 512, kernel=None),
        Layer(f"{name}.3", "", 512, 1024, kernel=None),
    )


LIP: Final[Network] = (
    Layer("netcnnlip.0", "netcnnlip.1", 3, 96, (7, 7), (2, 2), depth=5, pool=Pool((3, 3), (2, 2))),
    Layer("netcnnlip.4", "netcnnlip.5", 96, 256, (5, 5), (2, 2), (1, 1), depth=1, pool=Pool((3, 3), (2, 2), (1, 1))),
    Layer("netcnnlip.8", "netcnnlip.9", 256, 256, padding=(1, 1), depth=1),
    Layer("netcnnlip.11", "netcnnlip.12", 256, 256, padding=(1, 1), depth=1),
    Layer("netcnnlip.14", "netcnnlip.15", 256, 256, padding=(1, 1), depth=1, pool=Pool((3, 3), (2, 2))),
    Layer("netcnnlip.18", "netcnnlip.19", 256, 512, (6, 6), depth=1),
    *_judged("netfclip"),
)

AUDIO: Final[Network] = (
    Layer("netcnnaud.0", "netcnnaud.1", 1, 64, padding=(1, 1)),
    Layer("netcnnaud.4", "netcnnaud.5", 64, 192, padding=(1, 1), pool=Pool((3, 3), (1, 2))),
    Layer("netcnnaud.8", "netcnnaud.9", 192, 384, padding=(1, 1)),
    Layer("netcnnaud.11", "netcnnaud.12", 384, 256, padding=(1, 1)),
    Layer("netcnnaud.14", "netcnnaud.15", 256, 256, padding=(1, 1), pool=Pool((3, 3), (2, 2))),
    Layer("netcnnaud.18", "netcnnaud.19", 256, 512, (5, 4)),
    *_judged("netfcaud"),
)


class SyncNet:
    """The network, ready. `visemes.sync.public.base.Encoders` says what its members mean."""

    side = SIDE
    layers: Final[Network] = (*AUDIO, *LIP)

    def __init__(self, weights: Mapping[str, Any]) -> None:
        self._lip, self._audio = Stack(LIP, weights), Stack(AUDIO, weights)

    @property
    def is_sound(self) -> bool:
        """Whether every weight is a finite number."""
        return self._lip.is_sound and self._audio.is_sound

    def see(self, pictures: NDArray[np.uint8]) -> Floats:
        """A vector for each five of the pictures, shape (T - 4, 1024)."""
        fives = runs(pictures, PICTURES)  # (T - 4, time, rows, columns, colour)
        return in_batches(lambda some: self._lip(some.transpose(0, 4, 1, 2, 3).reshape(len(some), -1, SIDE, SIDE)), fives, BATCH)

    def hear(self, samples: Floats) -> Floats:
        """A vector for the sound beside each five pictures, shape (N, 1024)."""
        heard = runs(mfcc(samples), HEARD)[::A_PICTURE]  # (N, time, coefficients)
        return in_batches(lambda some: self._audio(some.transpose(0, 2, 1)[:, None]), heard, BATCH)
