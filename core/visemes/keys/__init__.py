"""Curves and cues become keys at a frame rate: sparse Bezier keys for 3D, an exposure sheet for 2D."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from visemes.line import Curve, Exposure, Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from visemes.frames import FrameGrid
    from visemes.maps import VisemeMap
    from visemes.motion.style import Style
    from visemes.timeline import Cue, Timeline


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a line becomes on a frame grid.

    exposures: the 2D sheet. curves: the shapes that move. warnings: lines a person should read, among them every
    closure that the frame rate has no room for.
    """

    exposures: tuple[Exposure, ...]
    curves: tuple[Curve, ...]
    warnings: tuple[str, ...] = ()


def make_keys(
    timeline: Timeline,
    cues: Sequence[Cue],
    viseme_map: VisemeMap,
    grid: FrameGrid,
    style: Style,
    *,
    loudness: NDArray[np.float32] | None = None,  # noqa: ARG001
) -> Keyed:
    """Keys and exposures of a line. loudness: level in dB every 10 ms, None when there is no sound."""
    frames = list(grid.exposures(timeline.duration))
    labels = [viseme_map.rest] * len(frames)
    for cue in sorted(cues, key=lambda c: viseme_map.visemes[c.label].closure):
        for i in _shown(frames, cue, grid):
            labels[i] = cue.label
    end = frames[-1] + grid.step
    exposures = _merged(frames, labels, end)
    return Keyed(exposures, _eased(exposures, viseme_map, style, end))


def _shown(frames: list[int], cue: Cue, grid: FrameGrid) -> list[int]:
    """Indexes of the exposures at which the cue shows; a cue between two exposures gets the nearest."""
    inside = [i for i, f in enumerate(frames) if cue.start <= grid.seconds_at(f) < cue.end]
    return inside or [min(range(len(frames)), key=lambda i: abs(float(grid.seconds_at(frames[i])) - cue.middle))]


def _merged(frames: list[int], labels: list[str], end: int) -> tuple[Exposure, ...]:
    starts = [i for i in range(len(frames)) if i == 0 or labels[i] != labels[i - 1]]
    stops = [*(frames[i] for i in starts[1:]), end]
    return tuple(Exposure(frames[i], stop - frames[i], labels[i]) for i, stop in zip(starts, stops, strict=True))


def _eased(exposures: Sequence[Exposure], viseme_map: VisemeMap, style: Style, end: int) -> tuple[Curve, ...]:
    curves = []
    for name, shape in viseme_map.shapes.items():
        values = [viseme_map.visemes[e.viseme].shapes.get(name, 0.0) * style.strength for e in exposures]
        if any(values):
            keys = [Key(Fraction(e.frame), min(v, shape.maximum)) for e, v in zip(exposures, values, strict=True)]
            curves.append(Curve(name, shape.channel, (*keys, Key(Fraction(end), 0.0))))
    return tuple(curves)
