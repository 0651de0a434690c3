"""The embedded acoustic model: how well each frame of sound fits each state of each phone.

42 codebooks (one a phone) of 128 Gaussians in three feature streams, shared by 5,126 senones that differ in their
mixture weights only ("phonetically tied mixtures"). tools/convert_sphinx_model.py makes the data file from the
US English model of CMU Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SILENCE: Final = "SIL"
STATES: Final = 3  # per phone, left to right
VARIANCE_FLOOR: Final = 1e-4
WEIGHT_STEP: Final = 1024 * np.log(1.0001)  # nats per step of a quantised mixture weight
WORST_DENSITY: Final = -9.83  # nats below the frame's best Gaussian: farther ones count as this far (Sphinx's 96 steps)
DENSITIES: Final = 128  # Gaussians of a codebook in each stream
CHUNK: Final = 256  # frames scored at once: bounds memory

INSIDE, BEGIN, END, SINGLE = range(4)  # positions of a phone in its word, as the model numbers them


@dataclass(frozen=True)
class AcousticModel:
    """The model's tables; arrays as tools/convert_sphinx_model.py documents them."""

    index: dict[str, int]
    base_sequences: NDArray[np.uint16]
    triphones: NDArray[np.int32]
    triphone_sequences: NDArray[np.uint16]
    sequences: NDArray[np.uint16]
    gaussians: NDArray[np.float32]  # (streams, 27, codebooks * densities): quadratic, linear and constant coefficients
    weights: NDArray[np.uint8]
    log_stay: Floats  # (phones, 3): log probability of staying in a state
    log_leave: Floats  # (phones, 3)
    found: dict[tuple[str, str, str, int], tuple[int, ...]] = field(default_factory=dict, compare=False)  # what `states` gave

    def states(self, phone: str, left: str, right: str, position: int) -> tuple[int, ...]:
        """The three senones of a phone in context.

        A triphone the model never saw backs off to its other word positions, then to silence as its context,
        then to the phone alone.
        """
        key = (phone, left, right, position)
        if key not in self.found:
            self.found[key] = tuple(int(s) for s in self.sequences[self._sequence(*key)])
        return self.found[key]

    def _sequence(self, phone: str, left: str, right: str, position: int) -> int:
        base = self.index[phone]
        for near, far in ((left, right), (SILENCE, SILENCE)):
            for place in (position, *(p for p in (INSIDE, BEGIN, END, SINGLE) if p != position)):
                key = self._key(base, near, far, place)
                found = int(self.triphones.searchsorted(key))
                if found < len(self.triphones) and self.triphones[found] == key:
                    return int(self.triphone_sequences[found])
        return int(self.base_sequences[base])

    def _key(self, base: int, left: str, right: str, position: int) -> np.int32:
        # The type of the table: numpy would convert all of it to that of a Python integer, at every look-up.
        count = len(self.index)
        return np.int32(((base * count + self.index[left]) * count + self.index[right]) * 4 + position)

    def base_states(self) -> tuple[tuple[int, ...], ...]:
        """The senones of every phone without context, in the order of `index`."""
        return tuple(tuple(int(s) for s in self.sequences[i]) for i in self.base_sequences)

    def scores(self, features: Floats, senones: Sequence[int]) -> NDArray[np.float32]:
        """Log likelihoods, up to a constant a frame: (frames, len(senones))."""
        result = np.empty((len(features), len(senones)), np.float32)
        groups = self._by_codebook(np.asarray(senones))
        for start in range(0, len(features), CHUNK):
            densities = self._densities(features[start : start + CHUNK].astype(np.float32))
            block = result[start : start + CHUNK]
            for codebook, columns, weights in groups:
                own = densities[:, :, codebook * DENSITIES : (codebook + 1) * DENSITIES]
                block[:, columns] = np.log(own @ weights).sum(axis=0)
        return result

    def _densities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Gaussian densities over the frame's best in each stream: (streams, frames, codebooks * densities).

        Single precision is enough: it moves log densities by less than 1e-4 nats.
        """
        frames, streams, _ = features.shape
        result = np.empty((streams, frames, self.gaussians.shape[2]), np.float32)
        one = np.ones((frames, 1), np.float32)
        for stream, logs in enumerate(result):
            x = features[:, stream]
            np.matmul(np.concatenate([x * x, x, one], axis=1), self.gaussians[stream], out=logs)
            logs -= logs.max(axis=1, keepdims=True)
            np.maximum(logs, WORST_DENSITY, out=logs)
            np.exp(logs, out=logs)
        return result

    def _by_codebook(self, senones: Ints) -> list[tuple[int, Ints, NDArray[np.float32]]]:
        """Groups of the wanted senones: (codebook, columns of the result, weights (streams, densities, senones))."""
        owner = self._owners[senones]
        groups = []
        for codebook in np.unique(owner):
            columns = np.flatnonzero(owner == codebook)
            weights = np.exp(-WEIGHT_STEP * self.weights[senones[columns]].astype(np.float32)).astype(np.float32)
            groups.append((int(codebook), columns, np.ascontiguousarray(weights.transpose(1, 2, 0))))
        return groups

    def owner(self, senone: int) -> int:
        """The number of the codebook (that is, phone) of a senone."""
        return int(self._owners[senone])

    @cached_property
    def _owners(self) -> NDArray[np.int64]:
        """The codebook (that is, phone) every senone belongs to."""
        count = len(self.index)
        owner = np.zeros(len(self.weights), np.int64)
        owner[self.sequences[self.triphone_sequences]] = (self.triphones // (4 * count * count))[:, None]
        owner[self.sequences[self.base_sequences]] = np.arange(count)[:, None]
        return owner


@cache
def english() -> AcousticModel:
    """The US English model that ships with the package."""
    with files("visemes.align").joinpath("data/en.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        arrays = {name: data[name] for name in data.files}
    means, variances = (by_stream(arrays[name]) for name in ("means", "variances"))
    variances = np.maximum(variances, VARIANCE_FLOOR)
    constant = -0.5 * (means**2 / variances + np.log(2 * np.pi * variances)).sum(axis=1, keepdims=True)
    gaussians = np.concatenate([-0.5 / variances, means / variances, constant], axis=1)
    transitions = np.log(np.maximum(arrays["transitions"].astype(np.float64), 1e-10))
    state = np.arange(STATES)
    return AcousticModel(
        index={str(name): i for i, name in enumerate(arrays["phones"])},
        base_sequences=arrays["base_sequences"],
        triphones=arrays["triphones"],
        triphone_sequences=arrays["triphone_sequences"],
        sequences=arrays["sequences"],
        gaussians=gaussians.astype(np.float32),
        weights=arrays["weights"],
        log_stay=transitions[:, state, state],
        log_leave=transitions[:, state, state + 1],
    )


def by_stream(gaussians: NDArray[np.float32]) -> Floats:
    """(codebooks, streams, densities, size) as (streams, size, codebooks * densities)."""
    codebooks, streams, densities, size = gaussians.shape
    return gaussians.astype(np.float64).transpose(1, 3, 0, 2).reshape(streams, size, codebooks * densities)
