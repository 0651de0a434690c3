"""From the state of a mouth to the curves it is drawn with: inner and outer lips as heights over the mouth's width.

Mouth units: half the width at rest is 1, x to the right and y down from the mouth's middle. Every curve is a function of x, so it
costs one row of numbers a frame, and only painting looks at all pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.train.world.drawn_ink import cover

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]

#: Powers p, q of an opening's outline (1 - |x|^p)^q and its height.
ARCHES: Final = {
    "lens": (2.0, 1.0, 1.0),
    "ellipse": (2.0, 0.5, 1.0),
    "box": (5.0, 0.5, 0.9),
    "tent": (1.15, 1.0, 1.15),
    "flat": (4.0, 0.6, 0.22),
}
#: Gap of a lower lip at the teeth, of what the mouth opens most.
BITE: Final = 0.22
#: How steep an outline may count as when its edge is smoothed: steeper ones would smear over whole columns.
STEEP: Final = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class MouthShape:
    """N mouths at once; half, height, round, contact, press, tongue: (N, 1); the rest over x: (N, width) or (width,).

    u: x in mouth units, the shorter half of a face seen from the side already stretched. half: of the inner opening. height: of the
    opening. round: 0 spread .. 1 rounded. top, bottom: of the opening; over, under: of the lips outside. tilt: how much lower
    everything is at x. outer: half the width of the lips outside.
    """

    u: Plane
    tilt: Plane
    half: Plane
    outer: Plane
    height: Plane
    round: Plane
    top: Plane
    bottom: Plane
    over: Plane
    under: Plane
    contact: Plane
    press: Plane
    tongue: Plane


def shape_of(x: Plane, states: Plane, drawing: NDArray[np.int64], traits: Traits) -> MouthShape:
    """The curves of states (N, 7) over x (width,), in mouth units. drawing: (N, 2 or more), its imperfections and mood."""
    jaw, gap, width, pucker, contact, press, tongue = (states[:, i : i + 1] for i in range(7))
    own = _imperfections(traits, drawing[:, 0])
    u = np.where(x > 0, x / (1 - traits["asym"]), x / (1 + traits["asym"]))[None, :]
    rounded = np.clip(np.maximum(-width, pucker), 0, 1)
    gap = gap * (1 - np.clip(1.4 * press - 0.4, 0, 1))
    height = traits["open"] * np.power(gap, traits["curve"]) * (1 + own[:, 1:2])
    height = np.maximum(height, BITE * traits["open"] * np.clip(contact * 1.5 - 0.5, 0, 1))
    half = 1 + traits["spread"] * width - traits["pucker"] * pucker - 0.1 * np.clip(gap, 0, 1) * (1 - rounded)
    half = np.clip(half * (1 + own[:, 0:1]), 0.22, 1.5)
    middle = _middle(u, half, rounded, traits, drawing, own) + traits["shift"] * jaw + own[:, 2:3]
    up = traits["up"] + (0.42 - traits["up"]) * 0.6 * rounded * (traits.kind("rest") == "arc")
    top = middle - height * up * _arch(traits.kind("top"), u / half, rounded)
    bottom = middle + height * (1 - up) * _arch(traits.kind("bottom"), u / half, rounded)
    thick = traits["lips"] * (1 - 0.25 * width + 0.35 * pucker) * (1 - 0.5 * press)
    outer = half + 0.35 * thick
    swell = np.sqrt(np.clip(1 - (u / outer) ** 2, 0, 1))
    bow = 1 - traits["lip_bow"] * np.exp(-((u / 0.14) ** 2))
    over = top - thick * swell * bow
    under = bottom + thick * traits["lip_low"] * (1 - 0.45 * contact) * swell
    tilt = traits["slant"] * x + own[:, 3:4] * x
    return MouthShape(u, tilt, half, outer, height, rounded, top, bottom, over, under, contact, press, tongue)


def _arch(kind: str, reach: Plane, rounded: Plane) -> Plane:
    """The outline's height, 0..1, at a share of its half width; rounded lips draw it towards an ellipse."""
    p, q, high = ARCHES[kind]
    within = np.clip(np.abs(reach), 0, 1)
    own = high * np.power(1 - np.power(within, p), q)
    share = 0.85 * rounded
    high_at: Plane = (1 - share) * own + share * np.sqrt(1 - within * within)
    return high_at


def _middle(u: Plane, half: Plane, rounded: Plane, traits: Traits, drawing: NDArray[np.int64], own: Plane) -> Plane:
    """Where the lips meet: a smile's arc, or the two arcs under a snout, with a hand's wobble."""
    within = np.clip(u / half, -1, 1)
    bend = (1 - 0.7 * rounded) * (traits["smile"] + traits["mood"] * drawing[:, 1:2] + own[:, 4:5])
    middle = bend * (0.5 - within * within)
    if traits.kind("rest") == "paw":
        middle = middle + 0.2 * np.abs(np.sin(np.pi * within)) * (1 - 0.5 * rounded) - 0.08
    rng = traits.dice("wobble")
    waves = rng.uniform(0, 2 * np.pi, (64, 3))[drawing[:, 0] % 64]
    wobble = sum(np.sin((2.2 + 1.9 * k) * u + waves[:, k : k + 1]) / (1 + k) for k in range(3))
    return middle + traits["wobble"] * wobble


def _imperfections(traits: Traits, marks: NDArray[np.int64]) -> Plane:
    """How drawing number `mark` differs from what it should be, (N, 5): width, height, place, slant, smile."""
    rng = traits.dice("unlike")
    own: Plane = np.clip(rng.normal(0, traits["unlike"], (64, 5)), -0.2, 0.2)[marks % 64] * [1, 1, 0.5, 1, 1.5]
    return own


def between(shape: MouthShape, y: Plane, curves: tuple[Plane, Plane], half: Plane, unit: float) -> Plane:
    """Pixels to the region between two curves (N, width) within +-half, negative inside; (N, height, width). y: (height, 1)."""
    upper, lower = (curve + shape.tilt for curve in curves)
    beside = np.maximum(np.abs(shape.u) - half, 0)[:, None, :]
    from_top = (upper[:, None, :] - y) * _flatness(upper, shape.u)
    from_bottom = (y - lower[:, None, :]) * _flatness(lower, shape.u)
    inward = np.maximum(from_top, from_bottom)
    distance = np.sqrt(beside * beside + np.maximum(inward, 0) ** 2) + np.minimum(inward, 0) * (beside == 0)
    pixels: Plane = distance * np.float32(unit)
    return pixels


def below(shape: MouthShape, y: Plane, curve: Plane, unit: float, soft: float) -> Plane:
    """How much of each pixel lies under a curve (N, width)."""
    lower = curve + shape.tilt
    return cover((lower[:, None, :] - y) * _flatness(lower, shape.u) * np.float32(unit), soft)


def _flatness(curve: Plane, u: Plane) -> Plane:
    """Cosine of a curve's slope, (N, 1, width)."""
    slope = np.clip(np.gradient(curve, axis=-1) / np.maximum(np.gradient(u, axis=-1), 1e-6), -STEEP, STEEP)
    flat: Plane = (1 / np.sqrt(1 + slope * slope)).astype(np.float32)[:, None, :]
    return flat
