"""Curves and cues become keys at a frame rate: sparse Bezier keys for 3D, an exposure sheet for 2D."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.frames import FrameGrid
    from visemes.line import Curve, Exposure
    from visemes.maps import VisemeMap
    from visemes.motion.style import Style
    from visemes.motion.voice import Voice
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
    voice: Voice | None = None,
    dense: bool = False,
    draft: bool = False,
    sub_frames: bool = False,
) -> Keyed:
    """Keys and exposures of a line.

    voice: of the line's sound (`visemes.motion.voice`), None when there is no sound. dense: a linear key on every exposure
    instead of few Bezier keys. draft: a fast rough sheet without minimum holds, and straight, coarser curves. sub_frames: keys
    may stand on parts of a frame (quarters up to 15 fps, halves up to 30, every frame above); closures still hold on whole frames.
    """
    from visemes.keys.build import keyed  # numpy, and the tables of the solver

    return keyed(timeline, cues, viseme_map, grid, style, voice=voice, dense=dense, draft=draft, sub_frames=sub_frames)
