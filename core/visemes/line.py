"""A finished line: everything the engine knows about one recording, ready to be exported or keyed on a rig.

The lossless JSON (`visemes.export.json`) is this and nothing else. Frames appear here because keys live on them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from visemes.errors import TimelineError
from visemes.timeline import check_tier, tidy, tidy_tier

if TYPE_CHECKING:
    from fractions import Fraction

    from visemes.frames import FrameGrid
    from visemes.timeline import Cue, Timeline

Interpolation = Literal["bezier", "linear", "stepped"]
INTERPOLATIONS: Final[tuple[Interpolation, ...]] = ("bezier", "linear", "stepped")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a curve.

    frame: frame number, whole unless sub-frame keys were asked for. value: the shape's weight.
    slope_in, slope_out: tangents in weight per frame, left and right of the key. The Bezier handles of a segment
    of L frames lie L/3 away from its keys, so a segment is a cubic Hermite: Blender (FREE handles) and Maya
    (non-weighted tangents) reproduce it exactly. interpolation: of the segment that starts here. by_hand: whether a person
    has set it; such keys survive when the line is animated anew.
    """

    frame: Fraction
    value: float
    slope_in: float = 0.0
    slope_out: float = 0.0
    interpolation: Interpolation = "bezier"
    by_hand: bool = False

    def tidy(self) -> Key:
        """The same key with its numbers to six decimals, far below what an eye or a rig resolves."""
        return replace(self, value=tidy(self.value), slope_in=tidy(self.slope_in), slope_out=tidy(self.slope_out))


@dataclass(frozen=True, slots=True)
class Curve:
    """A shape's weight over time as keys in strictly increasing frames; constant outside them.

    shape: the target's name in the map. channel: the articulator that moves it ("jaw", "lips", "tongue", "face").
    Raises TimelineError for keys out of order or with a value or tangent that is not a number.
    """

    shape: str
    channel: str
    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        for key in self.keys:
            if not math.isfinite(key.value + key.slope_in + key.slope_out):
                raise TimelineError(f"curve {self.shape!r} has a key at frame {key.frame} that is not a number")
        for left, right in pairwise(self.keys):
            if right.frame <= left.frame:
                raise TimelineError(f"curve {self.shape!r} has a key at frame {right.frame} after the one at frame {left.frame}")

    def value_at(self, frame: float | Fraction) -> float:
        """The weight at a (fractional) frame, as Blender and Maya evaluate it. O(log n)."""
        if not self.keys:
            return 0.0
        after = bisect_right(self.keys, frame, key=lambda key: key.frame)
        if after in {0, len(self.keys)}:
            return self.keys[max(after - 1, 0)].value
        return segment_value(self.keys[after - 1], self.keys[after], float(frame))

    def tidy(self) -> Curve:
        """The same curve with tidy keys."""
        return replace(self, keys=tuple(key.tidy() for key in self.keys))


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
    """A drawing of the 2D exposure sheet: `viseme` is shown from `frame` for `frames` frames.

    by_hand: whether a person has put it there; such drawings survive when the line is animated anew.
    Raises TimelineError for a drawing that is shown on no frame.
    """

    frame: int
    frames: int
    viseme: str
    by_hand: bool = False

    def __post_init__(self) -> None:
        if self.frames < 1:
            raise TimelineError(f"drawing {self.viseme!r} at frame {self.frame} is shown for {self.frames} frames")

    @property
    def end(self) -> int:
        """The first frame on which the drawing is no longer shown."""
        return self.frame + self.frames


@dataclass(frozen=True, slots=True)
class Line:
    """One line of dialogue from sound to keys.

    sound: the recording's file name (never a path of the user's machine). viseme_map: the map's name. rest: its
    rest viseme. timeline and cues are in seconds, exposures and curves on `grid`. settings: the style and other
    choices that made the curves, by name. warnings: lines a person should read.
    Raises TimelineError when cues or exposures overlap.
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

    def __post_init__(self) -> None:
        check_tier(self.cues, self.timeline.duration, "cue")
        for left, right in pairwise(self.exposures):
            if right.frame < left.end:
                raise TimelineError(f"drawing {right.viseme!r} starts at frame {right.frame}, before {left.viseme!r} ends")

    def drawing_at(self, frame: int) -> str:
        """The viseme the exposure sheet shows on a frame; rest where it says nothing. O(log n)."""
        after = bisect_right(self.exposures, frame, key=lambda exposure: exposure.frame)
        drawing = self.exposures[after - 1] if after else None
        return drawing.viseme if drawing and frame < drawing.end else self.rest

    def tidy(self) -> Line:
        """The same line with times in whole microseconds and weights to six decimals, as files should hold it."""
        timeline = self.timeline.tidy()
        cues = tidy_tier(self.cues, timeline.duration)
        return replace(self, timeline=timeline, cues=cues, curves=tuple(curve.tidy() for curve in self.curves))
