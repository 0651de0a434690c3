"""What a viewer sees of the mouth on each frame, whatever the keys are made of.

Drawings and curves come down to the same three things an exposure: how far the lips are apart, whether they are
together, and whether the lower lip touches the teeth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from visemes.maps import VisemeMap

#: A gap (as `Viseme.opening`, 0..1) up to this is seen as closed lips; rounding of keys stays below it.
CLOSED: Final = 0.05
#: A contact needs its lips this near ...
NEAR: Final = 0.2
#: ... and this share of what makes the contact viseme (the lip rolled in, the drawing itself).
ENOUGH: Final = 0.6
#: Shapes of the contact viseme from this weight on are what makes it.
TELLING: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A line as seen: one entry an exposure.

    kind: "drawings" or "curves". frames: their numbers. times: when each comes on show, seconds. gap: between the lips.
    closed, touching: whether p b m and f v would be believed. labels: the drawings, empty for curves.
    """

    kind: str
    frames: NDArray[np.int_]
    times: NDArray[np.float64]
    gap: NDArray[np.float64]
    closed: NDArray[np.bool_]
    touching: NDArray[np.bool_]
    labels: tuple[str, ...] = ()

    @property
    def spacing(self) -> float:
        """Seconds from one exposure to the next."""
        return float(self.times[1] - self.times[0]) if len(self.times) > 1 else 1.0


def seen_drawings(frames: Sequence[int], times: Sequence[float], labels: Sequence[str], viseme_map: VisemeMap) -> Shown:
    """Drawings as seen; in a map without a closure, its rest viseme is how lips close."""
    visemes = [viseme_map.visemes[label] for label in labels]
    gap = np.array([viseme.opening for viseme in visemes])
    closing = viseme_map.closures or {viseme_map.rest}
    closed = np.array(
        [viseme.name in closing or (viseme.name == viseme_map.rest and viseme.opening <= CLOSED) for viseme in visemes]
    )
    touching = np.array([viseme.contact for viseme in visemes], dtype=bool)
    return Shown("drawings", np.array(frames), np.array(times), gap, closed, touching, tuple(labels))


def seen_weights(
    frames: Sequence[int], times: Sequence[float], weights: Mapping[str, NDArray[np.float64]], viseme_map: VisemeMap
) -> Shown:
    """Weights as seen. weights: shape to one value an exposure; shapes that are missing are 0."""
    zero = np.zeros(len(frames))
    gap = gap_of(weights, viseme_map, len(frames))
    touching = np.zeros(len(frames), dtype=bool)
    for name in viseme_map.contacts:
        telling = {shape: weight for shape, weight in viseme_map.visemes[name].shapes.items() if weight >= TELLING}
        made = [weights.get(shape, zero) >= ENOUGH * weight for shape, weight in telling.items()]
        touching |= np.all(made, axis=0) & (gap <= NEAR) if made else False
    return Shown("curves", np.array(frames), np.array(times), gap, gap <= CLOSED, touching)


def gap_of(weights: Mapping[str, NDArray[np.float64]], viseme_map: VisemeMap, count: int) -> NDArray[np.float64]:
    """The gap between the lips on the scale of `Viseme.opening`: what each shape adds, never below 0."""
    gap = np.zeros(count)
    for name, shape in viseme_map.shapes.items():
        if shape.opening and name in weights:
            gap += shape.opening * weights[name]
    return np.maximum(0.0, gap)
