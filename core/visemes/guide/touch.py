"""Which shapes to touch, and how, so that a rig does what its guide does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from visemes.preview.mouth import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from visemes.guide.differences import Difference
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.rigs.model import RigProfile

    Floats = NDArray[np.float64]

Change = Literal["up", "down", "move", "show"]

#: A shape that parts or joins the lips by at least this much (on the scale of `Viseme.opening`, at weight 1) is told.
TELLING: Final = 0.2
#: Weights that change by less than this are left alone, and how much a shape has to move to be worth moving in time.
FAINT: Final = 0.05
MOVES: Final = 0.1
#: Shapes that are told for one moment.
MOST: Final = 3
#: What to do in words, where no keys say which shapes there are.
PLAIN: Final[dict[str, str]] = {
    "closure missing": "close the lips", "closure added": "keep the lips apart", "open in silence": "close the mouth",
    "too small": "open wider, by {share} of the range", "too open": "open less, by {share} of the range",
    "too wide": "round the lips", "too round": "spread the lips",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing to do.

    shape: of the map, or a rig's own target, or a drawing. change: its weight up or down by `amount`, its keys moved by `amount`
    frames (negative: earlier), or the drawing shown instead. first, last: frames of the rig.
    """

    shape: str
    change: Change
    amount: float
    first: int
    last: int

    def told(self) -> str:
        """In words."""
        on = f"on {self.first}" if self.first == self.last else f"on {self.first}-{self.last}"
        if self.change == "show":
            return f"show '{self.shape}' {on}"
        if self.change == "move":
            many = abs(round(self.amount))
            return f"{self.shape} {on}: {many} frame{'s' * (many != 1)} {'earlier' if self.amount < 0 else 'later'}"
        return f"{self.shape} {self.change} by about {self.amount:.2g} {on}"

    def document(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "shape": self.shape, "change": self.change, "amount": round(self.amount, 3), "first": self.first, "last": self.last,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys a rig was rendered from. profile: what of the rig its shapes move, None for the map's own names."""

    line: Line
    viseme_map: VisemeMap
    profile: RigProfile | None = None

    def touches(
        self, one: Difference, frames: tuple[int, int], times: Floats, change: float, wanted: tuple[float, float]
    ) -> list[Touch]:
        """What to touch for a difference.

        frames: first and last of the rig. times: of the frames of the moment, seconds of the line. change: how much further
        (negative: less) the lips, or for widths the corners, should go. wanted: opening and width of the guide.
        """
        if kind_of(self.line, self.viseme_map) == "drawings":
            return list(self._drawings(one, frames, times, wanted))
        at = [self.line.grid.frame_at(float(time)) for time in times]
        weights = {curve.shape: np.array([curve.value_at(frame) for frame in at]) for curve in self.line.curves}
        found = self._moved(one, weights) if one.frames else list(self._changes(one, weights, change))
        told = [Touch(name, kind, amount, *frames) for name, kind, amount in found[:MOST]]
        return [target for touch in told for target in self._targets(touch)]

    def _moved(self, one: Difference, weights: Mapping[str, Floats]) -> list[tuple[str, Change, float]]:
        shapes = self.viseme_map.shapes
        moving = {
            name: float(np.ptp(values)) * abs(shapes[name].opening)
            for name, values in weights.items()
            if name in shapes and np.ptp(values) >= MOVES and abs(shapes[name].opening) >= FAINT
        }
        return [(name, "move", -one.frames) for name in sorted(moving, key=lambda name: -moving[name])]

    def _changes(self, one: Difference, weights: Mapping[str, Floats], change: float) -> Iterator[tuple[str, Change, float]]:
        if one.kind in {"too wide", "too round"}:
            yield from self._main(weights, change, "width")
        elif one.kind == "closure missing":
            yield from self._closing(weights, change)
        else:
            yield from self._main(weights, change, "opening")

    def _closing(self, weights: Mapping[str, Floats], change: float) -> Iterator[tuple[str, Change, float]]:
        """What joins the lips, as the map's own closure does it."""
        shapes = self.viseme_map.shapes
        joining = [name for name in weights if name in shapes and shapes[name].opening <= -TELLING]
        if joining:
            strongest = min(joining, key=lambda name: shapes[name].opening)
            yield strongest, "up", min(1.0, abs(change / shapes[strongest].opening))
        else:
            yield from self._main(weights, change, "opening")
        for closure in sorted(self.viseme_map.closures):
            for name, weight in sorted(self.viseme_map.visemes[closure].shapes.items(), key=lambda item: -item[1]):
                has = float(weights[name].max()) if name in weights else 0.0
                if name in shapes and shapes[name].opening < TELLING and name not in joining and weight - has > 2 * FAINT:
                    yield name, "up", weight - has

    def _main(
        self, weights: Mapping[str, Floats], change: float, what: Literal["opening", "width"]
    ) -> Iterator[tuple[str, Change, float]]:
        """The shape that does most of what should be more or less: the one at work, else the map's strongest."""
        shapes = self.viseme_map.shapes
        effects = {name: float(getattr(shape, what)) for name, shape in shapes.items() if abs(getattr(shape, what)) >= TELLING}
        working = {name: effects[name] * float(weights[name].mean()) for name in effects if name in weights}
        against = [name for name in working if working[name] * change < 0 and abs(working[name]) >= FAINT]
        along = [name for name in working if effects[name] * change > 0]
        if change < 0 and what == "opening" and against:  # what opens goes down
            name = max(against, key=lambda name: abs(working[name]))
        elif along:
            name = max(along, key=lambda name: (abs(working[name]), abs(effects[name])))
        elif against:
            name = max(against, key=lambda name: abs(working[name]))
        else:
            return
        amount = change / effects[name]
        kind: Change = "up" if amount > 0 else "down"
        if kind == "down":
            amount = -min(abs(amount), float(weights[name].max()))
        if abs(amount) >= FAINT:
            yield name, kind, min(1.0, abs(amount))

    def _drawings(self, one: Difference, frames: tuple[int, int], times: Floats, wanted: tuple[float, float]) -> Iterator[Touch]:
        if one.frames:
            yield Touch("the drawings", "move", -one.frames, *frames)
            return
        closing = one.kind in {"closure missing", "open in silence"}
        choice = (
            (sorted(self.viseme_map.closures) or [self.viseme_map.rest])
            if one.kind == "closure missing"
            else [self.viseme_map.rest]
        )
        name = choice[0] if closing else self.viseme_map.nearest(*wanted).name
        shown = {self.line.drawing_at(self.line.grid.shown_at(float(time))) for time in times}
        if shown != {name}:
            yield Touch(name, "show", 0.0, *frames)

    def _targets(self, touch: Touch) -> list[Touch]:
        """The rig's own controls for a shape; the shape itself where the profile has none."""
        targets = self.profile.targets.get(touch.shape, ()) if self.profile else ()
        if not targets:
            return [touch]
        return [Touch(target.name, *_through(touch, target.weight), touch.first, touch.last) for target in targets]


def _through(touch: Touch, weight: float) -> tuple[Change, float]:
    """A change of a shape as that of a target that moves `weight` times as far."""
    if touch.change in {"move", "show"}:
        return touch.change, touch.amount
    turned: Change = touch.change if weight > 0 else ("down" if touch.change == "up" else "up")
    return turned, abs(weight) * touch.amount


def told(touches: Sequence[Touch]) -> str:
    """What to do, in words; shapes that are to do the same are named together."""
    together: dict[tuple[str, float], list[Touch]] = {}
    for touch in touches:
        together.setdefault((touch.change, round(touch.amount, 2)), []).append(touch)
    return "; ".join(replace(group[0], shape=", ".join(one.shape for one in group)).told() for group in together.values())


def plain(one: Difference, frames: tuple[int, int], change: float, unit: float) -> str:
    """What to do in words alone."""
    on = f"on {frames[0]}" if frames[0] == frames[1] else f"on {frames[0]}-{frames[1]}"
    if one.frames:
        many = abs(one.frames)
        return f"lips and jaw {on}: {many} frame{'s' * (many != 1)} {'earlier' if one.frames > 0 else 'later'}"
    share = f"about {min(1.0, abs(change) / unit):.0%}"
    return f"{PLAIN[one.kind].format(share=share)} {on}"
