"""A finished line: everything the engine knows about one recording, ready to be exported or keyed on a rig.

The lossless JSON (`visemes.export.json`) is this and nothing else. Frames appear here because keys live on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

    from visemes.frames import FrameGrid
    from visemes.timeline import Cue, Timeline

Interpolation = Literal["bezier", "linear", "stepped"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a curve.

    frame: frame number, whole unless sub-frame keys were asked for. value: the shape's weight.
    slope_in, slope_out: tangents in weight per frame, left and right of the key. The Bezier handles of a segment
    of L frames lie L/3 away from its keys, so a segment is a cubic Hermite: Blender (FREE handles) and Maya
    (non-weighted tangents) reproduce it exactly. interpolation: of the segment that starts here.
    """

    frame: Fraction
    value: float
    slope_in: float = 0.0
    slope_out: float = 0.0
    interpolation: Interpolation = "bezier"


@dataclass(frozen=True, slots=True)
class Curve:
    """A shape's weight over time as keys in strictly increasing frames; constant outside them.

    shape: the target's name in the map. channel: the articulator that moves it ("jaw", "lips", "tongue", "face").
    """

    shape: str
    channel: str
    keys: tuple[Key, ...]

    def value_at(self, frame: float | Fraction) -> float:
        """The weight at a (fractional) frame, as Blender and Maya evaluate it."""
        if not self.keys:
            return 0.0
        if frame <= self.keys[0].frame:
            return self.keys[0].value
        if frame >= self.keys[-1].frame:
            return self.keys[-1].value
        low, high = 0, len(self.keys) - 1
        while high - low > 1:
            mid = (low + high) // 2
            low, high = (mid, high) if self.keys[mid].frame <= frame else (low, mid)
        return segment_value(self.keys[low], self.keys[high], float(frame))


def segment_value(left: Key, right: Key, frame: float) -> float:
    """The weight between two neighbouring keys (cubic Hermite basis)."""
    length = float(right.frame - left.frame)
    t = (frame - float(left.frame)) / length
    if left.interpolation == "stepped":
        return left.value if t < 1 else right.value
    if left.interpolation == "linear":
        return left.value + t * (right.value - left.value)
    u = 1 - t
    return (
        u * u * (1 + 2 * t) * left.value
        + t * t * (1 + 2 * u) * right.value
        + t * u * u * length * left.slope_out
        - t * t * u * length * right.slope_in
    )


@dataclass(frozen=True, slots=True)
class Exposure:
    """A drawing of the 2D exposure sheet: `viseme` is shown from `frame` for `frames` frames."""

    frame: int
    frames: int
    viseme: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of dialogue from sound to keys.

    sound: the recording's file name (never a path of the user's machine). viseme_map: the map's name. rest: its
    rest viseme. timeline and cues are in seconds, exposures and curves on `grid`. settings: the style and other
    choices that made the curves, by name. warnings: lines a person should read.
    """

    sound: str
    viseme_map: str
    rest: str
    grid: FrameGrid
    timeline: Timeline
    cues: tuple[Cue, ...]
    exposures: tuple[Exposure, ...]
    curves: tuple[Curve, ...]
    settings: dict[str, str | float | int | bool] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
