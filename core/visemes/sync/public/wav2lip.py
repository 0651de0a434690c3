"""Wav2Lip's lip-sync expert (Prajwal and others, "A Lip Sync Expert Is All You Need", 2020): the layout of `lipsync_expert.pth`.

Written from the description of its inputs and of the names and shapes of its weights; no code of its authors was used. The lower
halves of five pictures of a face and the 0.2 seconds of sound beside them each become 512 numbers of length 1; a small angle
between them means that they belong together. Pictures are blue-green-red from 0 to 1, sound is `mel`.
"""

from __future__ import annotations

from itertools import count, takewhile
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.sync.public.layers import Layer, Network, Stack, in_batches, runs
from visemes.sync.public.mel import BANDS, mel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Side of the pictures, pictures seen at once, windows of sound heard at once.
SIDE: Final = 96
PICTURES: Final = 5
HEARD: Final = 16

#: Windows of sound (80 a second) that pass in five pictures (25 a second): picture n begins at window 16 n // 5.
A_RUN: Final = 16

#: Inputs that go through the network at once: 64 take about 0.2 GB.
BATCH: Final = 64

#: A row: channels made, kernel, stride, padding, and how many more rows follow that keep the shape and add their input.
Row = tuple[int, tuple[int, int], tuple[int, int], tuple[int, int], int]

_FACE: Final[tuple[Row, ...]] = (
    (32, (7, 7), (1, 1), (3, 3), 0),
    (64, (5, 5), (1, 2), (1, 1), 2),
    (128, (3, 3), (2, 2), (1, 1), 3),
    (256, (3, 3), (2, 2), (1, 1), 2),
    (512, (3, 3), (2, 2), (1, 1), 2),
    (512, (3, 3), (2, 2), (1, 1), 0),
    (512, (3, 3), (1, 1), (0, 0), 0),
    (512, (1, 1), (1, 1), (0, 0), 0),
)

_AUDIO: Final[tuple[Row, ...]] = (
    (32, (3, 3), (1, 1), (1, 1), 2),
    (64, (3, 3), (3, 1), (1, 1), 2),
    (128, (3, 3), (3, 3), (1, 1), 2),
    (256, (3, 3), (3, 2), (1, 1), 2),
    (512, (3, 3), (1, 1), (0, 0), 0),
    (512, (1, 1), (1, 1), (0, 0), 0),
)


def _layers(prefix: str, channels: int, rows: Iterable[Row]) -> Network:
    """The rows with those that follow them, numbered."""
    found: list[Layer] = []
    for made, kernel, stride, padding, more in rows:
        found.append(Layer(*_names(prefix, len(found)), channels, made, kernel, stride, padding))
        for _ in range(more):
            found.append(Layer(*_names(prefix, len(found)), made, made, padding=(1, 1), adds=True))
        channels = made
    return tuple(found)


def _names(prefix: str, number: int) -> tuple[str, str]:
    """What the weights of a layer and of its normalisation begin with."""
    return f"{prefix}.{number}.conv_block.0", f"{prefix}.{number}.conv_block.1"


FACE: Final = _layers("face_encoder", 3 * PICTURES, _FACE)
AUDIO: Final = _layers("audio_encoder", 1, _AUDIO)


class Wav2Lip:
    """The network, ready. `visemes.sync.public.base.Encoders` says what its members mean."""

    side = SIDE
    layers: Final[Network] = (*AUDIO, *FACE)

    def __init__(self, weights: Mapping[str, Any]) -> None:
        self._face, self._audio = Stack(FACE, weights), Stack(AUDIO, weights)

    @property
    def is_sound(self) -> bool:
        """Whether every weight is a finite number."""
        return self._face.is_sound and self._audio.is_sound

    def see(self, pictures: NDArray[np.uint8]) -> Floats:
        """A vector for each five of the pictures, shape (T - 4, 512)."""
        fives = runs(pictures[:, SIDE // 2 :], PICTURES)  # (T - 4, time, rows, columns, colour)
        return in_batches(lambda some: unit(self._face(_stacked(some))), fives, BATCH)

    def hear(self, samples: Floats) -> Floats:
        """A vector for the sound beside each five pictures, shape (N, 512)."""
        windows = runs(mel(samples), HEARD)
        firsts = list(takewhile(lambda first: first < len(windows), (A_RUN * n // PICTURES for n in count())))
        heard = windows[firsts] if firsts else np.zeros((0, HEARD, BANDS), np.float32)
        return in_batches(lambda some: unit(self._audio(some.transpose(0, 2, 1)[:, None])), heard, BATCH)


def _stacked(fives: NDArray[np.uint8]) -> Floats:
    """Runs of five as pictures of fifteen colours, from 0 to 1."""
    colours = fives.transpose(0, 1, 4, 2, 3)
    return colours.reshape(len(fives), -1, *colours.shape[3:]).astype(np.float32) / np.float32(255)


def unit(vectors: Floats) -> Floats:
    """Vectors with the length 1; those of nothing stay as they are."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = vectors / np.maximum(length, np.float32(1e-12))
    return result
