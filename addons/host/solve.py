"""A line of the engine and a mapping, as keys for each property of a rig. No host here.

A `Route` says that a target of the rig follows a shape (or, for drawings, a viseme) of the map, through one property of the rig.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .keys import Key, Part, combined, drawings, held, shape_keys, stepped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Route:
    """From a shape of the map to a property of the rig.

    place: what tells properties apart (owner, path, index). base: its value at weight 0; scale: what a weight of 1 adds to it.
    weight: the mapping's factor; low, high: the range the target's weight is kept in.
    """

    shape: str
    place: Any
    weight: float = 1.0
    low: float = 0.0
    high: float = 1.0
    base: float = 0.0
    scale: float = 1.0
    target: str = ""


def curves(line: Mapping[str, Any], routes: Iterable[Route], *, step: int = 0) -> dict[Any, list[Key]]:
    """Place → keys. step: 0 for curves as the engine made them, else constant keys on every step-th frame.

    Shapes that share a target are added and kept in its range; targets that share a property (poses of one bone) are added.
    """
    shapes = shape_keys(line)
    places: dict[Any, dict[str, list[Route]]] = defaultdict(lambda: defaultdict(list))
    for route in routes:
        places[route.place][route.target].append(route)
    found = {}
    for place, targets in places.items():
        keys = _property(list(targets.values()), shapes)
        if keys:
            found[place] = stepped(keys, line["grid"]["start_frame"], step) if step else keys
    return found


def _property(targets: Sequence[Sequence[Route]], shapes: Mapping[str, Sequence[Key]]) -> list[Key]:
    weights = []
    for routes in targets:
        parts = [Part(route.weight, shapes[route.shape]) for route in routes if route.shape in shapes]
        weights.append((routes[0], combined(parts, 0.0, routes[0].low, routes[0].high)))
    first = targets[0][0]
    if len(weights) == 1 and first.scale == 1.0 and first.base == 0.0:
        return weights[0][1]
    return combined([Part(route.scale, keys) for route, keys in weights], first.base)


def drawing_curves(line: Mapping[str, Any], routes: Iterable[Route]) -> dict[Any, list[Key]]:
    """Place → constant keys, where a viseme shows one drawing.

    A route's target is the drawing: its number, for properties that take one, else its name; a property of a named drawing is at
    base + scale while that drawing is shown and at base otherwise.
    """
    shown: dict[str, str] = {}
    places: dict[Any, list[Route]] = defaultdict(list)
    for route in routes:
        shown.setdefault(route.shape, route.target)
        places[route.place].append(route)
    changes = [(frame, shown[viseme]) for frame, viseme in drawings(line) if viseme in shown]
    found = {}
    for place, mine in places.items():
        values = [(frame, _drawn(mine, target)) for frame, target in changes]
        found[place] = held((frame, value) for frame, value in values if value is not None)
    return {place: keys for place, keys in found.items() if keys}


def _drawn(routes: Sequence[Route], target: str) -> float | None:
    """The value of a property while a target is shown."""
    if routes[0].scale == 1.0:  # the number of a frame
        return routes[0].base + int(target) if _is_whole(target) else None
    return routes[0].base + (routes[0].scale if any(route.target == target for route in routes) else 0.0)


def _is_whole(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True
