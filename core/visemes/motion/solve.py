"""Goals and pins become curves: one spline per shape, as inert as the articulator that moves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.motion.spline import inertia, smooth
from visemes.motion.targets import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from visemes.maps import Viseme, VisemeMap
    from visemes.motion.style import Style
    from visemes.motion.targets import Goal

#: Times that the spline is solved again with samples that left their range held at its edge.
ROUNDS: Final = 3
#: Weight of "stay where you are, if nobody wants anything": keeps every column solvable.
FAINT: Final = 1e-4
#: Bells are cut off here (standard deviations).
CUT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Pin:
    """From `start` to `end` (seconds) the mouth is exactly this viseme, in the channels named.

    share: 1 all of it; less where sounds are too short to get there. gap: but at least this far open (`Viseme.opening`); the mouth
    may pass through such a pin without a halt. rank: where pins overlap the higher wins.
    """

    start: float
    end: float
    viseme: str
    channels: frozenset[str]
    share: float = 1.0
    gap: float = 0.0
    rank: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Curves as samples.

    shapes: names, one a column. channels: their articulators. start, spacing: of the samples, seconds. values: samples by
    shapes, in weights.
    """

    shapes: tuple[str, ...]
    channels: tuple[str, ...]
    start: float
    spacing: float
    values: NDArray[np.float64]


class Mouth:
    """The shapes that a map moves in speech, as columns, and its visemes as rows of weights."""

    def __init__(self, viseme_map: VisemeMap, style: Style) -> None:
        used = {name for viseme in viseme_map.visemes.values() for name, weight in viseme.shapes.items() if weight}
        self.map = viseme_map
        self.shapes = tuple(shape for name, shape in viseme_map.shapes.items() if name in used)
        self.names = tuple(shape.name for shape in self.shapes)
        self.channels = tuple(shape.channel for shape in self.shapes)
        self.minimum = np.array([shape.minimum for shape in self.shapes])
        self.maximum = np.array([shape.maximum for shape in self.shapes])
        self.opening = np.array([shape.opening for shape in self.shapes])
        self.opens = (self.opening > 0) | np.array([channel == "jaw" for channel in self.channels], dtype=bool)
        self.reach = np.array([style.reach * getattr(style, channel, 1.0) for channel in self.channels])

    def pose(self, viseme: Viseme) -> NDArray[np.float64]:
        """The viseme as the map has it, one weight a column."""
        return np.array([viseme.shapes.get(name, 0.0) for name in self.names])

    def meant(self, viseme: Viseme) -> NDArray[np.float64]:
        """The viseme as the style wants it; closures and contacts are never made smaller or larger."""
        return self.pose(viseme) * (1.0 if viseme.closure or viseme.contact else self.reach)

    def held(self, pin: Pin) -> NDArray[np.float64]:
        """What a pin holds: all of its viseme, or as much of it as its share and gap ask for."""
        viseme = self.map.visemes[pin.viseme]
        if pin.share == 1 and not pin.gap:
            return self.pose(viseme)
        part = self.meant(viseme) * pin.share
        opens = float(part @ self.opening)
        more: NDArray[np.float64] = part * max(1.0, min(8.0, pin.gap / opens)) if opens > 0 else part
        return np.clip(more, self.minimum, self.maximum)

    def in_channels(self, channels: Iterable[str]) -> NDArray[np.bool_]:
        """Which columns belong to the channels; all of them in a set of whole mouths."""
        return np.array([not self.map.combines or channel in set(channels) for channel in self.channels], dtype=bool)


def solve(
    goals: Sequence[Goal], pins: Sequence[Pin], mouth: Mouth, style: Style, span: tuple[float, float, int], rounds: int = ROUNDS
) -> Motion:
    """The curves of a line.

    goals: what the sounds want. pins: what must hold exactly. span: start (seconds), spacing (seconds) and
    number of the samples. rounds: times that it is solved at most to keep shapes in range.
    """
    wanted, weights = _wishes(goals, mouth, style, span)
    fixed, values = _pinned(pins, mouth, span)
    constants = table()["time"]
    slower = style.smoothing * (1.0 if mouth.map.combines else constants["whole_mouth"])
    inertias = np.array([inertia(constants[channel] * slower, span[1]) for channel in mouth.channels])
    for _ in range(rounds):
        result = smooth(wanted, weights, inertias, fixed, values)
        outside = (result < mouth.minimum - 1e-9) | (result > mouth.maximum + 1e-9)
        if not outside.any():
            break
        values = np.where(outside, np.clip(result, mouth.minimum, mouth.maximum), values)
        fixed = fixed | outside
    return Motion(mouth.names, mouth.channels, span[0], span[1], np.clip(result, mouth.minimum, mouth.maximum))


def _wishes(
    goals: Sequence[Goal], mouth: Mouth, style: Style, span: tuple[float, float, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weighted mean of what is wanted, and its weight, samples by columns."""
    start, spacing, count = span
    total = np.full((count, len(mouth.names)), FAINT)
    sums = np.zeros_like(total)
    poses = _poses(goals, mouth, style)
    lead = style.lead - table()["delay"]
    for goal in goals:
        first = max(0, int((goal.start - lead - CUT * goal.early - start) / spacing))
        last = min(count, int((goal.end - lead + CUT * goal.late - start) / spacing) + 2)
        if last > first:
            bell = _bell(np.asarray(start + spacing * np.arange(first, last) + lead), goal)
            strength = np.array([goal.strengths.get(channel, 0.0) for channel in mouth.channels])
            pose = poses[goal.viseme] * np.where(mouth.opens, goal.effort, 1.0) * _emphasis(goal, mouth)
            share = bell[:, None] * strength
            total[first:last] += share
            sums[first:last] += share * np.clip(pose, mouth.minimum, mouth.maximum)
    return sums / total, total


def _emphasis(goal: Goal, mouth: Mouth) -> float:
    """How much larger a goal's pose is than its viseme's; closures and contacts are never made smaller or larger."""
    viseme = mouth.map.visemes[goal.viseme]
    return 1.0 if viseme.closure or viseme.contact else goal.emphasis


def _bell(times: NDArray[np.float64], goal: Goal) -> NDArray[np.float64]:
    before = np.maximum(0.0, goal.start - times) / max(goal.early, 1e-6)
    after = np.maximum(0.0, times - max(goal.end, goal.start)) / max(goal.late, 1e-6)
    bell: NDArray[np.float64] = np.exp(-0.5 * (before**2 + after**2))
    return bell


def _poses(goals: Sequence[Goal], mouth: Mouth, style: Style) -> Mapping[str, NDArray[np.float64]]:
    """The pose wanted for each viseme; exaggeration pushes it away from the line's average."""
    poses = {name: mouth.meant(mouth.map.visemes[name]) for name in {goal.viseme for goal in goals}}
    spoken = [goal.viseme for goal in goals if goal.phone]
    if not style.exaggeration or not spoken:
        return poses
    average = np.mean([poses[name] for name in spoken], axis=0)
    still = mouth.map.closures | mouth.map.contacts | {mouth.map.rest}
    return {
        name: pose if name in still else np.clip(pose + style.exaggeration * (pose - average), mouth.minimum, mouth.maximum)
        for name, pose in poses.items()
    }


def _pinned(pins: Sequence[Pin], mouth: Mouth, span: tuple[float, float, int]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Fixed samples and their values. A pin without a gap holds one sample more at each side: its slope is fixed too."""
    start, spacing, count = span
    fixed = np.zeros((count, len(mouth.names)), dtype=bool)
    values = np.zeros_like(fixed, dtype=np.float64)
    for pin in sorted(pins, key=lambda pin: pin.rank):
        flat = 0 if pin.gap else 1
        first = max(0, round((pin.start - start) / spacing) - flat)
        last = min(count, round((pin.end - start) / spacing) + 1 + flat)
        columns = mouth.in_channels(pin.channels)
        fixed[first:last, columns] = True
        values[first:last, columns] = mouth.held(pin)[columns]
    return fixed, values
