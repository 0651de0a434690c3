"""Guess which set a rig was built for, from nothing but the names of its targets.

Every preset (presets/*.toml) is one convention: a viseme map, the prefixes people put before its shapes, other names of
single shapes, or the controls that make one. Adding a convention is adding a file. The set that explains most of what its visemes
need wins; sets of sculpted visemes go before combinations when both are complete.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import RigError
from visemes.maps import Shape, load_map
from visemes.rigs.model import RigProfile, Target
from visemes.rigs.names import Names, side_of, sided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from visemes.maps import VisemeMap
    from visemes.maps.model import Side

PRESETS: Final = Path(__file__).parent / "presets"
#: Below this the names say too little.
LEAST_CONFIDENCE: Final = 0.3
#: Names of bones that carry mouths; such rigs need poses, they have no set.
BONES: Final = ("jaw_master", "c_jawbone", "mixamorig", "lips.", "lip.", "c_lips", "jawroot", "jaw_bone", "teeth.", "deform_jaw")


@dataclass(frozen=True, slots=True)
class Preset:
    """One convention of naming.

    prefixes: what may stand before a shape's name, with the certainty (0..1) that it then means this set. names: other names of
    a shape. controls: the controls that together make a shape, with their weights; a preset with controls uses nothing else.
    preference: decides between sets that fit equally well, higher wins. scale: the rig's value where a shape's weight is 1.
    """

    name: str
    viseme_map: str
    prefixes: Mapping[str, float] = field(default_factory=lambda: {"": 1.0})
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    controls: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    preference: int = 0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Guess:
    """The set that fits a rig's names best.

    confidence: 0..1, how much of what its visemes need was found and how sure the names are. missing: shapes its visemes need that
    the rig lacks. unmatched: names of the rig nothing uses. others: (viseme map, confidence) of the next best sets.
    """

    profile: RigProfile
    preset: str
    confidence: float
    missing: tuple[str, ...]
    unmatched: tuple[str, ...]
    others: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    preset: Preset
    table: VisemeMap
    targets: dict[str, tuple[Target, ...]]
    confidence: float

    @property
    def rank(self) -> tuple[float, int, int, str]:
        return (round(self.confidence * 20), self.preset.preference, len(self.targets), self.preset.name)


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """Every shipped convention, by file name."""
    files = sorted(PRESETS.glob("*.toml"))
    return tuple(Preset(file.stem, **tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def guess(names: Iterable[str], viseme_map: str | None = None) -> Guess:
    """The best profile for a rig whose targets have these names; `viseme_map` asks for one set only.

    Raises RigError when there are no names or they fit no known set.
    """
    listed = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not listed:
        raise RigError("no target names to guess from", "list the rig's shape keys or controls, one a line")
    index = Names(listed)
    fits = [_fit(preset, index) for preset in presets() if viseme_map in {None, preset.viseme_map}]
    ranked = sorted(fits, key=lambda fit: fit.rank, reverse=True)
    if not ranked or ranked[0].confidence < LEAST_CONFIDENCE:
        raise RigError("the names fit no known set of mouth shapes", _advice(listed))
    return _guess(ranked, listed)


def _guess(ranked: list[_Fit], listed: tuple[str, ...]) -> Guess:
    best = ranked[0]
    used = {target.name for targets in best.targets.values() for target in targets}
    others: dict[str, float] = {}
    for fit in ranked[1:]:
        if fit.confidence >= LEAST_CONFIDENCE and fit.table.name != best.table.name:
            others.setdefault(fit.table.name, round(fit.confidence, 3))
    return Guess(
        profile=RigProfile(name=best.preset.name, viseme_map=best.table.name, targets=best.targets),
        preset=best.preset.name,
        confidence=round(best.confidence, 3),
        missing=tuple(shape for shape in importance(best.table) if shape not in best.targets),
        unmatched=tuple(name for name in listed if name not in used),
        others=tuple(others.items()),
    )


def importance(table: VisemeMap) -> dict[str, float]:
    """How much a map's visemes need each of its shapes (weights over all visemes; shapes none uses are left out)."""
    total: Counter[str] = Counter()
    for viseme in table.visemes.values():
        for shape, weight in viseme.shapes.items():
            total[shape] += abs(weight)  # type: ignore[assignment]  # a Counter of floats
    return dict(total)


def _fit(preset: Preset, index: Names) -> _Fit:
    table = load_map(preset.viseme_map)
    needed = importance(table)
    targets: dict[str, tuple[Target, ...]] = {}
    sure = 0.0
    for name, shape in table.shapes.items():
        found, certainty = _controls(preset, shape, index) if preset.controls else _named(preset, shape, index)
        if found:
            targets[name] = found
            sure += certainty * needed.get(name, 0.0)
    targets |= _rest(preset, table, index)
    if preset.scale != 1.0:
        targets = {name: tuple(_scaled(target, preset.scale) for target in row) for name, row in targets.items()}
    return _Fit(preset, table, targets, sure / sum(needed.values()))


def _scaled(target: Target, scale: float) -> Target:
    """A target whose rig counts in another unit."""
    return target.model_copy(
        update={"weight": target.weight * scale, "minimum": target.minimum * scale, "maximum": target.maximum * scale}
    )


def _rest(preset: Preset, table: VisemeMap, index: Names) -> dict[str, tuple[Target, ...]]:
    """Rigs of drawings, and some others, have a target for silence too."""
    found, _ = ((), 0.0) if table.combines else _named(preset, Shape(table.rest), index)
    return {table.rest: found} if found else {}


def _controls(preset: Preset, shape: Shape, index: Names) -> tuple[tuple[Target, ...], float]:
    """The controls of a shape that the rig has, and their share of those it should have."""
    wanted = preset.controls.get(shape.name, {})
    found = [(index.find(control), weight) for control, weight in wanted.items()]
    targets = tuple(_target(name, shape, weight) for name, weight in found if name)
    return targets, len(targets) / len(wanted) if wanted else 0.0


def _named(preset: Preset, shape: Shape, index: Names) -> tuple[tuple[Target, ...], float]:
    for name, certainty in _candidates(preset, shape):
        found = index.find(name)
        if found:
            return (_target(found, shape),), certainty
    return _one_sided(preset, shape, index)


def _candidates(preset: Preset, shape: Shape) -> Iterator[tuple[str, float]]:
    own = [shape.name, *preset.names.get(shape.name, ())]
    yield from ((prefix + name, certainty) for name in own for prefix, certainty in preset.prefixes.items())


def _one_sided(preset: Preset, shape: Shape, index: Names) -> tuple[tuple[Target, ...], float]:
    """A rig may have one target for both sides where the set has two, or two where the set has one."""
    if not load_map(preset.viseme_map).combines:
        return (), 0.0
    stem, side = sided(shape.name)
    if side and shape.side != "both":
        found = index.find(stem)
        return ((_target(found, shape, 0.5, "both"),), 0.9) if found else ((), 0.0)
    pair = [name for name in (index.find(f"{shape.name}_L"), index.find(f"{shape.name}_R")) if name]
    return tuple(_target(name, shape) for name in pair), 0.9 * len(pair) / 2


def _target(name: str, shape: Shape, weight: float = 1.0, side: Side | None = None) -> Target:
    """A target with the shape's range, on the side its own name speaks of, or else the shape's."""
    own: dict[str, Side] = {"left": "left", "right": "right"}
    side = side or own.get(side_of(name), shape.side)
    return Target(name=name, weight=weight, minimum=shape.minimum, maximum=shape.maximum, side=side)


def _advice(names: tuple[str, ...]) -> str:
    if any(bone in name.lower() for name in names for bone in BONES):
        return "these look like bones: make a shape key or a pose a viseme, or write a rig profile (docs/rigs.md)"
    return "give the shapes the names of a set (visemes maps list) or write a rig profile (docs/rigs.md)"
