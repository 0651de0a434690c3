"""Keys a person has set, in curves that are made anew: they stay, and the engine's keys make room."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from visemes.edits.model import SetKey, Unplaced
from visemes.line import Curve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from visemes.edits.model import Edit
    from visemes.line import Key
    from visemes.maps import VisemeMap

#: Keys set by hand with no other key between them, in order.
Run = tuple["Key", ...]


def with_edits(curves: Sequence[Curve], edits: Sequence[Edit], viseme_map: VisemeMap) -> tuple[tuple[Curve, ...], list[Unplaced]]:
    """The curves with the keys that edits set, and the edits that name a shape the map does not have; the last of several wins."""
    keys = {curve.shape: {key.frame: key for key in curve.keys} for curve in curves}
    unplaced: list[Unplaced] = []
    setting = [edit for edit in edits if isinstance(edit, SetKey)]
    for number, edit in enumerate(setting):
        if edit.shape not in viseme_map.shapes:
            unplaced.append(Unplaced(str(edit), f"the map {viseme_map.name} has no shape of that name"))
        elif any(other.shape == edit.shape and other.key.frame == edit.key.frame for other in setting[number + 1 :]):
            unplaced.append(Unplaced(str(edit), "a later edit sets the same"))
        else:
            keys.setdefault(edit.shape, {})[edit.key.frame] = replace(edit.key, by_hand=True)
    return _curves(curves, keys, viseme_map), unplaced


def runs_of(curves: Sequence[Curve]) -> dict[str, tuple[Run, ...]]:
    """The keys set by hand of every shape that has any, in runs without another key between."""
    found = {
        curve.shape: tuple(tuple(run) for by_hand, run in groupby(curve.keys, key=lambda key: key.by_hand) if by_hand)
        for curve in curves
    }
    return {shape: runs for shape, runs in found.items() if runs}


def with_runs(curves: Sequence[Curve], runs: Mapping[str, Sequence[Run]], viseme_map: VisemeMap) -> tuple[Curve, ...]:
    """Curves made anew with the keys set by hand; the engine's keys from the first to the last of a run give way."""
    keys = {curve.shape: {key.frame: key for key in curve.keys} for curve in curves}
    for shape, own in runs.items():
        for run in own:
            kept = {f: k for f, k in keys.get(shape, {}).items() if not run[0].frame <= f <= run[-1].frame or k.by_hand}
            keys[shape] = kept | {key.frame: key for key in run}
    return _curves(curves, keys, viseme_map)


def _curves(curves: Sequence[Curve], keys: Mapping[str, Mapping[Fraction, Key]], viseme_map: VisemeMap) -> tuple[Curve, ...]:
    """Curves of these keys: those there were in their order, then new ones in the map's."""
    channels = {curve.shape: curve.channel for curve in curves}
    shapes = viseme_map.shapes
    new = sorted(
        (shape for shape in keys if shape not in channels), key=lambda shape: (shape not in shapes, list(shapes).index(shape))
    )
    return tuple(
        Curve(shape, channels.get(shape) or shapes[shape].channel, tuple(sorted(keys[shape].values(), key=lambda key: key.frame)))
        for shape in (*channels, *new)
    )
