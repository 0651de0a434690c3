"""How a character moves its mouth, as data: presets in data/styles.toml and the sliders every animator expects."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from visemes.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Lowest and highest value of each slider; what lies outside is a typing mistake, not a style.
RANGES: Final[dict[str, tuple[float, float]]] = {
    "strength": (0.0, 2.0),
    "jaw": (0.0, 2.0),
    "lips": (0.0, 2.0),
    "tongue": (0.0, 2.0),
    "smoothing": (0.05, 10.0),
    "exaggeration": (0.0, 2.0),
    "lead": (-0.5, 0.5),
    "hold": (0.3, 1.0),
    "minimum_hold": (0.0, 1.0),
    "change_cost": (0.0, 10.0),
    "in_betweens": (0.0, 5.0),
    "tolerance": (0.0, 0.2),
    "brows": (0.0, 2.0),
    "blinks": (0.0, 2.0),
    "squint": (0.0, 2.0),
    "cheeks": (0.0, 2.0),
    "breath": (0.0, 2.0),
    "seed": (0, 2**31 - 1),
}


@dataclass(frozen=True, slots=True)
class Style:
    """One way of moving; the defaults are the preset `realistic`.

    strength: size of every mouth shape. jaw, lips, tongue: size by channel, times strength.
    smoothing: inertia, 1 as measured, less is snappier. exaggeration: how far shapes are pushed away from their average.
    lead: seconds the picture runs ahead of the sound on top of what speech itself does. hold: share of a phone during which
    its shape is wanted; less lets the next sound in earlier. minimum_hold: seconds a drawing of the exposure sheet stays at
    least. change_cost: reluctance to change drawings, 1 normal. in_betweens: how much it wants a half-open drawing between
    closed and wide, 0 not. shot: how far the camera is away, a name of [shots] in the data file. tolerance: largest error
    that dropping keys may cause, in weight.
    brows, blinks, squint, cheeks, breath: secondary motion by channel, 0 off, 1 normal. seed: of its timing.
    """

    name: str = "realistic"
    description: str = ""
    strength: float = 1.0
    jaw: float = 1.0
    lips: float = 1.0
    tongue: float = 1.0
    smoothing: float = 1.0
    exaggeration: float = 0.0
    lead: float = 0.0
    hold: float = 1.0
    minimum_hold: float = 0.07
    change_cost: float = 1.0
    in_betweens: float = 0.0
    shot: str = "close-up"
    tolerance: float = 0.015
    brows: float = 0.0
    blinks: float = 0.0
    squint: float = 0.0
    cheeks: float = 0.0
    breath: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if isinstance(value, str) or not (math.isfinite(value) and low <= value <= high):
                raise UsageError(f"style: {name} {value} is impossible", f"give a number from {low:g} to {high:g}")
        if self.shot not in shot_names():
            raise UnknownNameError("shot size", self.shot, shot_names())

    @property
    def reach(self) -> float:
        """`strength` as the shot size asks for it."""
        return self.strength * _tables()["shots"][self.shot]["strength"]

    @property
    def drawing_hold(self) -> float:
        """`minimum_hold` as the shot size asks for it, in seconds."""
        return self.minimum_hold * _tables()["shots"][self.shot]["minimum_hold"]

    def with_sliders(self, **sliders: str | float | None) -> Style:
        """The same style with some sliders moved; None leaves one alone.

        Raises UsageError for impossible values, UnknownNameError for a slider or shot that does not exist.
        """
        known = {f.name for f in fields(self)}
        for name in sliders:
            if name not in known:
                raise UnknownNameError("style slider", name, known)
        return replace(self, **{k: v for k, v in sliders.items() if v is not None})  # type: ignore[arg-type]

    def settings(self) -> dict[str, str | float | int | bool]:
        """The choices by name, for `Line.settings`."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"name", "description"}} | {"style": self.name}


@cache
def _tables() -> Mapping[str, dict[str, dict[str, float]]]:
    text = files("visemes.motion").joinpath("data/styles.toml").read_text("utf-8")
    return tomllib.loads(text)


def style_names() -> tuple[str, ...]:
    """The presets, in the data file's order."""
    return tuple(name for name in _tables() if name != "shots")


def shot_names() -> tuple[str, ...]:
    """The shot sizes, from near to far."""
    return tuple(_tables()["shots"])


def style_named(name: str) -> Style:
    """The preset of that name. Raises UnknownNameError."""
    if name not in style_names():
        raise UnknownNameError("style", name, style_names())
    return Style(name=name, **_tables()[name])  # type: ignore[arg-type]
