"""Curves as rows of a picture: those that move, left and right in one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.line import Curve

#: A shape that never exceeds this does not move; left and right that never differ by more are one curve.
SEEN: Final = 0.02
#: How sets mark the sides of the face.
SIDES: Final = (("Left", "Right"), ("_L", "_R"))


@dataclass(frozen=True, slots=True)
class Strand:
    """One row. curves: one, or left and right where they differ. lowest, highest: of their values."""

    label: str
    channel: str
    curves: tuple[Curve, ...]
    lowest: float
    highest: float


def strands_of(curves: Sequence[Curve], frames: NDArray[np.float64]) -> tuple[Strand, ...]:
    """The rows of curves that move on the given (fractional) frames, in the order of the curves."""
    values = {curve.shape: np.array([curve.value_at(frame) for frame in frames]) for curve in curves}
    moving = {curve.shape: curve for curve in curves if np.abs(values[curve.shape]).max(initial=0.0) > SEEN}
    rows = []
    while moving:
        name, curve = next(iter(moving.items()))
        del moving[name]
        label, other = _partner(name)
        twin = moving.pop(other, None)
        together = [values[shape] for shape in (name, other) if shape == name or twin]
        equal = np.abs(together[0] - together[-1]).max(initial=0.0) <= SEEN
        shown = (curve, twin) if twin and not equal else (curve,)
        label = name if twin is None else f"{label} L R" if equal else f"{label} L, R dashed"
        low, high = (float(edge(together)) for edge in (np.min, np.max))
        rows.append(Strand(label, curve.channel, tuple(c for c in shown if c), low, high))
    return tuple(rows)


def _partner(name: str) -> tuple[str, str]:
    """The name without its side, and that of the other side; empty strings where a shape has none."""
    for left, right in SIDES:
        for mine, other in ((left, right), (right, left)):
            if mine in name:
                return name.replace(mine, ""), name.replace(mine, other)
    return name, ""
