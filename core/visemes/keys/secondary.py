"""Gestures of brows, lids and cheeks as keys: four flat keys each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from visemes.line import Curve, Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.frames import FrameGrid
    from visemes.maps import VisemeMap
    from visemes.motion.secondary import Gesture


def gesture_curves(gestures: Sequence[Gesture], viseme_map: VisemeMap, grid: FrameGrid) -> tuple[Curve, ...]:
    """One curve a shape, in the map's order; a movement shorter than the frames allow is made as long as they do."""
    keys: dict[str, list[Key]] = {}
    for gesture in gestures:
        for name, weight in gesture.weights.items():
            mine = keys.setdefault(name, [])
            after = mine[-1].frame if mine else None
            mine.extend(_keys(gesture, weight, grid, after))
    return tuple(Curve(name, shape.channel, tuple(keys[name])) for name, shape in viseme_map.shapes.items() if name in keys)


def _keys(gesture: Gesture, weight: float, grid: FrameGrid, after: Fraction | None) -> list[Key]:
    """Keys at rest, up, up, at rest; none when the gesture before has not ended on this grid."""
    up = gesture.start + gesture.rise
    times = (gesture.start, up, up + gesture.hold, gesture.end)
    frames = [grid.exposed(grid.nearest(time)) for time in times]
    for i in range(1, 4):
        frames[i] = max(frames[i], frames[i - 1] + grid.step)
    if after is not None and frames[0] <= after:
        return []
    values = (0.0, weight, weight, 0.0)
    return [Key(Fraction(frame), round(value, 5)) for frame, value in zip(frames, values, strict=True)]
