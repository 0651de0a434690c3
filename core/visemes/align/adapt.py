"""Bring a voice nearer to the ones the acoustic model knows: one linear map of the cepstra, learned from lines nobody has labelled.

Constrained maximum-likelihood linear regression (M. J. F. Gales, "Maximum likelihood linear transformations for
HMM-based speech recognition", Computer Speech and Language 12, 1998): x' = A x + b on the 13 static cepstra, A on their
differences. The first search says which state each frame is spoken in, the model which Gaussians of it; the rows of
A and b that make the frames likeliest under these are found one after the other in closed form. A pull towards no change
keeps a short line from being explained away. Same lines, same result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic
from visemes.align.acoustic import DENSITIES
from visemes.align.features import CEPSTRA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.align.acoustic import AcousticModel

    Floats = NDArray[np.float64]

#: Frames that the pull towards no change is worth, by the size of cepstra (their squares are about SIZE).
PULL: Final = 200.0

#: Sweeps over the rows; later ones change nothing that can be heard.
SWEEPS: Final = 10

#: Speech frames below which a voice is left as it is: one second.
FEWEST: Final = 100


@dataclass(frozen=True, eq=False)
class Voice:
    """The map of one voice: matrix (13, 14) is A with b beside it."""

    matrix: Floats

    def adapted(self, vectors: Floats) -> Floats:
        """Features, (frames, 3, 13), as the model would rather have them."""
        result = vectors @ self.matrix[:, :CEPSTRA].T
        result[:, 0] += self.matrix[:, CEPSTRA]
        return result


def unchanged() -> Floats:
    """The map that leaves everything as it is."""
    return np.hstack([np.eye(CEPSTRA), np.zeros((CEPSTRA, 1))])


@dataclass(eq=False)
class Statistics:
    """What the closed form needs of all frames so far.

    linear: (13, 14), for each row the mean of the Gaussians it should meet, by precision, times the frame with a 1.
    quadratic: (13, 14, 14), the frames' outer products by precision. weight: how many frames, three streams each; frames: how many.
    """

    linear: Floats = field(default_factory=lambda: np.zeros((CEPSTRA, CEPSTRA + 1)))
    quadratic: Floats = field(default_factory=lambda: np.zeros((CEPSTRA, CEPSTRA + 1, CEPSTRA + 1)))
    weight: float = 0.0
    frames: int = 0

    def add(self, vectors: Floats, blends: Sequence[Sequence[int]]) -> None:
        """Take in frames and the senones that may each have spoken them. vectors: (frames, 3, 13)."""
        model = acoustic.english()
        order = sorted(range(len(blends)), key=lambda frame: tuple(blends[frame]))
        for blend, frames in groupby(order, key=lambda frame: tuple(blends[frame])):
            self._add_alike(model, vectors[list(frames)], blend)
        self.frames += len(blends)

    def _add_alike(self, model: AcousticModel, vectors: Floats, blend: Sequence[int]) -> None:
        """Take in frames that were spoken in the same state."""
        shares = np.exp(model.scores(vectors, blend).astype(np.float64))
        shares /= shares.sum(axis=1, keepdims=True)
        for senone, share in zip(blend, shares.T, strict=True):
            for stream, frames in enumerate(vectors.transpose(1, 0, 2)):
                precise, wanted = posterior_sums(model, senone, stream, frames, share)
                ones = np.full((len(frames), 1), 1.0 if stream == 0 else 0.0)
                extended = np.hstack([frames, ones])
                self.linear += wanted.T @ extended
                self.quadratic += np.einsum("tr,ti,tj->rij", precise, extended, extended)
        self.weight += acoustic.STATES * len(vectors)

    def voice(self) -> Voice | None:
        """The likeliest map; None where too little was heard to tell."""
        if self.frames < FEWEST:
            return None
        matrix = unchanged()
        pull = PULL * self.quadratic[:, CEPSTRA, CEPSTRA] / self.frames
        linear = self.linear + pull[:, None] * matrix
        quadratic = self.quadratic + pull[:, None, None] * np.eye(CEPSTRA + 1)
        inverse = np.linalg.inv(quadratic)
        for _ in range(SWEEPS):
            for row in range(CEPSTRA):
                matrix[row] = best_row(matrix[:, :CEPSTRA], row, inverse[row], linear[row], self.weight)
        return Voice(matrix)


def posterior_sums(model: AcousticModel, senone: int, stream: int, frames: Floats, share: Floats) -> tuple[Floats, Floats]:
    """For each frame and cepstrum the precision of the senone's Gaussians by how likely each is, and that times their means.

    frames: (n, 13). share: (n,), how likely the senone is. Gives two arrays of (n, 13).
    """
    first = model.owner(senone) * DENSITIES
    quadratic, linear, constant = np.split(
        model.gaussians[stream, :, first : first + DENSITIES].astype(np.float64), [CEPSTRA, 2 * CEPSTRA]
    )
    logs = frames**2 @ quadratic + frames @ linear + constant - acoustic.WEIGHT_STEP * model.weights[senone, stream]
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    likely *= (share / likely.sum(axis=1))[:, None]
    return likely @ (-2 * quadratic).T, likely @ linear.T


def best_row(square: Floats, row: int, inverse: Floats, linear: Floats, weight: float) -> Floats:
    """The row of [A b] that makes the frames likeliest while the other rows stay (Gales 1998, equations 29 to 34).

    square: A. inverse: of the row's quadratic statistics. weight: frames times streams, each of which brings log |A|.
    """
    cofactors = np.append(np.linalg.inv(square)[:, row] * np.linalg.det(square), 0.0)
    a, b = float(cofactors @ inverse @ cofactors), float(cofactors @ inverse @ linear)
    root = np.sqrt(b * b + 4 * a * weight)
    roots = [(-b + root) / (2 * a), (-b - root) / (2 * a)]
    best = max(roots, key=lambda r: weight * np.log(abs(a * r + b)) - r * r * a / 2)
    result: Floats = (best * cofactors + linear) @ inverse
    return result
