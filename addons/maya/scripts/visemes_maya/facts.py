"""What a plan is made of: what the scene is like, what a person wants, and what will be changed. No Maya here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from .curves import CurveKey
    from .profiles import Row

#: How keys run: the engine's few Bezier keys, one on every frame (its `dense`), held on every step, or the exposure sheet's.
CURVES, EVERY, HELD, DRAWINGS = "curves", "every", "stepped", "drawings"
KEYS = (CURVES, EVERY, HELD, DRAWINGS)

#: The plug that fades a layer in and out, as we call it: it belongs to the layer, whatever that will be called.
WEIGHT = "weight"


@dataclass(frozen=True)
class Found:
    """A curve that stands on a plug now. line: whose it is marked as, empty for a person's; track: our record of its keys.

    plug: as Maya calls it, of one in the line's layer. weighted: whether its tangents are. keys: all it has.
    """

    curve: str
    kind: str
    plug: str = ""
    line: str = ""
    track: str = ""
    weighted: bool = False
    keys: tuple[CurveKey, ...] = ()


@dataclass(frozen=True)
class Plug:
    """A plug that a target of the mapping names. kind: the attribute's type. problem: why it cannot be keyed, empty when it can.

    low, high: the attribute's own limits, in the scene's unit. found: the curve on it, in our layer or, without one, in the base.
    """

    name: str
    kind: str = "double"
    problem: str = ""
    low: float | None = None
    high: float | None = None
    found: Found | None = None


@dataclass(frozen=True)
class Scene:
    """What a plan has to know of the scene.

    rate: frames a second. targets: a target's name → the plugs it means; a name that means none is missing. ours: every curve
    marked as this line's. layer: the line's layer, empty where there is none. weight: the curve on its weight. weight_problem:
    why that cannot be keyed. shared: whether the layer holds plugs that are not ours.
    """

    rate: Fraction
    targets: Mapping[str, Sequence[Plug]] = field(default_factory=dict)
    ours: Sequence[Found] = ()
    layer: str = ""
    weight: Found | None = None
    weight_problem: str = ""
    shared: bool = False
    angle: str = "deg"
    length: str = "cm"


@dataclass(frozen=True)
class Wanted:
    """What a person wants of a line. key: tells lines apart; title: what they call it. rows: the mapping.

    keys: one of `KEYS`; step: frames between two keys that are held. base: into the base animation instead of a layer of its own.
    fade: frames over which the layer comes and goes around the line.
    """

    key: str
    title: str
    rows: Sequence[Row]
    keys: str = CURVES
    step: int = 1
    base: bool = False
    fade: float = 3.0


@dataclass(frozen=True)
class Edit:
    """A curve that will be there. replaces: the curve of ours whose place it takes, empty for none. track: the record it carries.

    value: the first key's value in the scene's unit, for the key that makes Maya put a curve into a layer.
    """

    plug: str
    kind: str
    keys: tuple[CurveKey, ...]
    track: str
    replaces: str = ""
    value: float = 0.0


@dataclass(frozen=True)
class Skip:
    """A target that is not keyed, and why."""

    target: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """What will be changed. edits: curves made or replaced. removals: curves of ours that go. weight: the curve of the weight.

    layer: the layer that is there, empty where one is made (or, with base, none is). drops_layer: whether nothing is left in it.
    stayed: how many keys of a person's stay in our curves. notes: what else a person should know. first, last: its frames.
    """

    line: str
    title: str
    base: bool = False
    layer: str = ""
    edits: tuple[Edit, ...] = ()
    weight: Edit | None = None
    removals: tuple[Found, ...] = ()
    drops_layer: bool = False
    skips: tuple[Skip, ...] = ()
    notes: tuple[str, ...] = ()
    stayed: int = 0
    first: float = 0.0
    last: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.edits or self.removals or self.weight or self.drops_layer)
