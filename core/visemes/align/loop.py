"""What the sound is if it may be anything: the best string of phones, whatever the transcript says.

Its scores are the yardstick for doubt: a right word explains its sound about as well as any phones can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.acoustic import STATES
from visemes.align.decode import IMPOSSIBLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.align.acoustic import AcousticModel

    Ints = NDArray[np.int64]

#: Cost of each phone in the loop (nats): about the logarithm of a choice among twenty.
PHONE_PENALTY: Final = -3.0


def best_phones(scores: NDArray[np.float32], model: AcousticModel) -> tuple[Ints, Ints]:
    """The best unconstrained path as (phone, state) of each frame; phones as numbered by `model.index`.

    scores: (frames, phones, 3) of the phones without context.
    """
    frames, phones, _ = scores.shape
    moved = np.zeros((frames, phones, STATES), np.bool_)
    came_from = np.zeros(frames, np.int16)
    best = np.full((phones, STATES), IMPOSSIBLE)
    best[:, 0] = scores[0, :, 0]
    arriving = np.empty((phones, STATES))
    for frame in range(1, frames):
        out = best + model.log_leave
        source = came_from[frame] = out[:, -1].argmax()
        arriving[:, 0] = out[source, -1] + PHONE_PENALTY
        arriving[:, 1:] = out[:, :-1]
        staying = best + model.log_stay
        np.greater(arriving, staying, out=moved[frame])
        best = np.maximum(arriving, staying) + scores[frame]
    return trace(moved, came_from, int((best[:, -1] + model.log_leave[:, -1]).argmax()))


def trace(moved: NDArray[np.bool_], came_from: NDArray[np.int16], phone: int) -> tuple[Ints, Ints]:
    """Walk the stored choices back from the last state of `phone`."""
    phones, states = np.empty((2, len(moved)), np.int64)
    state = STATES - 1
    for frame in range(len(moved) - 1, -1, -1):
        phones[frame], states[frame] = phone, state
        if moved[frame, phone, state]:
            if state:
                state -= 1
            else:
                phone, state = int(came_from[frame]), STATES - 1
    return phones, states
