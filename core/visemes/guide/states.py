"""The state of a mouth: a few numbers that say what it looks like, whatever rig or drawing shows it.

A line's curves become states here, for generators that paint by them and for the synthetic world that networks are trained on.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.check.shown import gap_of
from visemes.phones import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.timeline import Timeline

    Values = NDArray[np.float64]

#: The columns of a mouth's state, in order.
#:
#: jaw: how far the chin is down, 0..1. gap: between the inner lips, 0 closed .. 1 a loud "ah" (up to 1.3), on the scale of
#: `Viseme.opening`. width: -1 rounded .. 1 spread, as `Viseme.width`. pucker: lips pushed forward, 0..1. contact: lower lip at the
#: upper teeth (f v), 0..1. press: lips pressed together (p b m), 0..1. tongue: its tip up and seen behind the teeth (l, th), 0..1.
CHANNELS: Final = ("jaw", "gap", "width", "pucker", "contact", "press", "tongue")
#: Lowest and highest value of each channel.
LOWEST: Final = np.array([0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0], dtype=np.float32)
HIGHEST: Final = np.array([1.0, 1.3, 1.0, 1.0, 1.0, 1.0, 1.0], dtype=np.float32)

#: The map whose curves become states: it moves jaw and lips apart from each other.
MAP: Final = "arkit52"
#: jawOpen of a chin that is all the way down; a shout.
JAW_DOWN: Final = 0.7
#: Weights that make the closing and biting visemes of the map, and how a state grows with them: from, to.
PRESS: Final = ("mouthPressLeft", (0.1, 0.28))
BITE: Final = ("mouthRollLower", (0.2, 0.45))
#: Lips this far apart do not press.
PARTED: Final = 0.1
#: Funnelled lips are less far forward than puckered ones.
FUNNEL: Final = 0.6
#: A tongue rises and falls over about this long (seconds).
TONGUE_MOVES: Final = 0.04


def felt(states: NDArray[np.floating]) -> NDArray[np.floating]:
    """States (n, 7) as differences between them are seen: small gaps count more."""
    made = states.copy()
    gap = CHANNELS.index("gap")
    made[:, gap] = np.sqrt(np.maximum(made[:, gap], 0))
    return made


def in_range(states: NDArray[np.floating]) -> NDArray[np.float32]:
    """States (frames, 7) with every channel inside its range."""
    clipped: NDArray[np.float32] = np.clip(states, LOWEST, HIGHEST).astype(np.float32)
    return clipped


def line_states(line: Line, viseme_map: VisemeMap, times: Values) -> NDArray[np.float32]:
    """What the mouth of a line does at some times (seconds of its sound), (T, 7).

    line: with curves for MAP, which is `viseme_map`. Times before and after the line have its first and last state.
    """
    frames = [line.grid.frame_at(float(time)) for time in times]
    weights = {curve.shape: np.array([curve.value_at(frame) for frame in frames]) for curve in line.curves}
    return in_range(states_of(weights, viseme_map, tongue_of(line.timeline.one_mouth(), np.asarray(times, dtype=np.float64))))


def states_of(weights: Mapping[str, Values], viseme_map: VisemeMap, tongue: Values) -> Values:
    """Weights of the shapes as states (n, 7), not yet clipped to their ranges."""
    zero = np.zeros(len(tongue))

    def weight(name: str) -> Values:
        return weights.get(name, zero)

    shapes = viseme_map.shapes
    width = sum((shapes[name].width * values for name, values in weights.items() if name in shapes), zero)
    pucker = weight("mouthPucker") + FUNNEL * weight("mouthFunnel")
    jaw = weight("jawOpen") / JAW_DOWN
    gap = gap_of(weights, viseme_map, len(tongue))
    press = _grown(weight(PRESS[0]), PRESS[1]) * (1 - np.minimum(1.0, gap / PARTED))
    # pressed lips roll in a little as well: what presses does not bite
    contact = _grown(weight(BITE[0]), BITE[1]) * (1 - press)
    return np.stack([jaw, gap, width, pucker, contact, press, tongue], axis=1)


def _grown(weight: Values, reach: tuple[float, float]) -> Values:
    return np.clip((weight - reach[0]) / (reach[1] - reach[0]), 0.0, 1.0)


@cache
def shows_tongue(label: str) -> bool:
    """Whether the tip of the tongue is seen in a phone (IPA): l and th."""
    sounds = parse(label)
    return bool(sounds) and not sounds[0].is_vowel and (sounds[0].place == "dental" or "lateral" in sounds[0].manner)


def tongue_of(timeline: Timeline, times: Values) -> Values:
    """How far the tongue is up at some times (seconds): 1 in l and th, falling off beside them."""
    up = np.zeros(len(times))
    for phone in timeline.phones:
        if shows_tongue(phone.label):
            away = np.maximum(0.0, np.maximum(phone.start - times, times - phone.end))
            up = np.maximum(up, np.exp(-0.5 * (away / TONGUE_MOVES) ** 2))
    return up
