"""From an answer of the engine, a mapping and what the scene is like: exactly what will be changed in it. No Maya here.

    plan = make_plan(answer, wanted, scene)   # nothing has happened yet
    plan.edits, plan.removals, plan.skips     # what would

A plan names every curve that is made, replaced or taken away, with every key. It never touches a plug that the mapping does not
name, nor a curve that is not marked as this line's. Keys that a person added to a curve of ours, moved or changed stay
(see `merge`). The same facts make the same plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import units
from .curves import curve_key, interleaved, key_of, plain, scaled
from .facts import CURVES, DRAWINGS, EVERY, HELD, WEIGHT, Edit, Found, Plan, Plug, Scene, Skip, Wanted
from .keys import LINEAR, NOISE, STEPPED, Key, Part, combined, drawings, held, shape_keys, stepped
from .merge import admitted, standing
from .record import Track, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from .curves import CurveKey
    from .profiles import Row


def make_plan(answer: Mapping[str, Any], wanted: Wanted, scene: Scene) -> Plan:
    """What writing an answer (the `json` format) with a mapping will change."""
    usable, skips, untouched = _sorted_out(wanted, scene)
    notes: list[str] = []
    edits: list[Edit] = []
    stayed = 0
    for plug, rows in usable:
        keys = _keys_for(answer, wanted, plug, rows, notes)
        if keys:
            edit, kept = _edit(plug, keys, scene)
            edits.append(edit)
            stayed += kept
    frames = [key.frame for edit in edits for key in edit.keys]
    weight = None
    if frames and not wanted.base:
        weight = _weight(min(frames), max(frames), wanted, scene, notes)
    replaced = {edit.replaces for edit in edits}
    left = [found for found in scene.ours if found.curve not in replaced | untouched]
    remains, removals, kept = _taken_away(left, scene.rate)
    edits += remains
    drops = _leaves_nothing(scene, {found.curve for found in removals}) and (wanted.base or not edits)
    return Plan(
        line=wanted.key,
        title=wanted.title,
        base=wanted.base,
        layer=scene.layer,
        edits=tuple(edits),
        weight=weight,
        removals=removals if not drops else (*removals, *_ours(scene.weight, wanted.key)),
        drops_layer=drops,
        skips=tuple(skips),
        notes=tuple(dict.fromkeys(notes)),
        stayed=stayed + kept,
        first=min(frames, default=0.0),
        last=max(frames, default=0.0),
    )


def _leaves_nothing(scene: Scene, removed: set[str]) -> bool:
    """Whether the line's layer would be empty without some curves."""
    return bool(scene.layer) and not scene.shared and all(found.curve in removed for found in scene.ours if found.plug)


def clear_plan(key: str, title: str, scene: Scene) -> Plan:
    """What taking a line's keys away will change: curves of ours go, keys a person put into them stay."""
    return make_plan({"curves": (), "exposures": (), "rest": ""}, Wanted(key, title, ()), scene)


def _sorted_out(wanted: Wanted, scene: Scene) -> tuple[list[tuple[Plug, list[Row]]], list[Skip], set[str]]:
    """Plugs that can be keyed, by name, with the rows that move them; what cannot, and why; curves that are left as they are."""
    by_plug: dict[str, tuple[Plug, list[Row]]] = {}
    skips: dict[tuple[str, str], Skip] = {}
    untouched: set[str] = set()
    for row in wanted.rows:
        plugs = scene.targets.get(row.name, ())
        if not plugs:
            skips[row.name, ""] = Skip(row.name, "there is nothing of this name")
        for plug in plugs:
            reason = plug.problem or _unkeyable(plug, wanted.key) or _out_of_range(plug, row)
            if reason:
                skips[plug.name, reason] = Skip(plug.name, reason)
                untouched |= {plug.found.curve} if plug.found else set()
            else:
                by_plug.setdefault(plug.name, (plug, []))[1].append(row)
    return [by_plug[name] for name in sorted(by_plug)], list(skips.values()), untouched


def _unkeyable(plug: Plug, key: str) -> str:
    """Why a plug cannot be keyed, from what is on it."""
    if plug.kind not in units.CURVES:
        return f"it is no number ({plug.kind})"
    found = plug.found
    if found is None:
        return ""
    if not found.line:
        return f"it is keyed by hand ({found.curve})"
    if found.line != key:
        return f"it holds the keys of another line ({found.curve}): give one of them a layer of its own"
    if found.weighted:
        return f"its tangents were given weights by hand ({found.curve}): make them non-weighted, or remove the curve"
    return "" if found.kind == units.CURVES[plug.kind] else f"its curve is no {units.CURVES[plug.kind]} ({found.curve})"


def _out_of_range(plug: Plug, row: Row) -> str:
    low, high = _limits(plug, row)
    return "" if low <= high else f"its limits lie outside the mapping's {row.minimum:g} to {row.maximum:g}"


def _limits(plug: Plug, row: Row) -> tuple[float, float]:
    """The range a plug is kept in: the mapping's, within the attribute's own."""
    low = row.minimum if plug.low is None else max(row.minimum, plug.low)
    high = row.maximum if plug.high is None else min(row.maximum, plug.high)
    return low, high


def _keys_for(answer: Mapping[str, Any], wanted: Wanted, plug: Plug, rows: Sequence[Row], notes: list[str]) -> list[Key]:
    """The keys of a plug in the scene's unit."""
    drawn = wanted.keys == DRAWINGS or (plug.kind in units.WHOLE and _is_drawn(answer, rows))
    shapes = _shown(answer) if drawn else shape_keys(answer)
    parts = [Part(row.weight, shapes[row.shape]) for row in rows if row.shape in shapes]
    if not parts:
        return []
    low, high = _limits(plug, rows[0])
    inside = combined(parts, 0.0, rows[0].minimum, rows[0].maximum)
    keys = combined(parts, 0.0, low, high)
    if any(not low - NOISE <= key.value <= high + NOISE for key in inside):
        notes.append(f"{plug.name} is kept within its limits, {low:g} to {high:g}")
    if not drawn and (wanted.keys == HELD or plug.kind in units.WHOLE):
        keys = stepped(keys, answer["grid"]["start_frame"], max(wanted.step, 1))
    return plain(keys)


def _is_drawn(answer: Mapping[str, Any], rows: Iterable[Row]) -> bool:
    """Whether rows speak of drawings of the exposure sheet."""
    visemes = {exposure["viseme"] for exposure in answer["exposures"]}
    return any(row.shape in visemes for row in rows)


def _shown(answer: Mapping[str, Any]) -> dict[str, list[Key]]:
    """Viseme → 1 while the exposure sheet shows it, 0 while it does not."""
    changes = drawings(answer)
    return {viseme: held((frame, float(shown == viseme)) for frame, shown in changes) for _, viseme in changes}


def _edit(plug: Plug, keys: Sequence[Key], scene: Scene) -> tuple[Edit, int]:
    """The curve of a plug with new keys in the place of ours, and how many of a person's stay between them."""
    fresh = scaled(keys, units.inside(plug.kind, scene.angle, scene.length))
    made, kept = _merged(plug.found, fresh, scene.rate)
    inside = [key for key in kept if made[1].keys() and fresh[0].frame <= key.frame <= fresh[-1].frame]
    found = plug.found.curve if plug.found else ""
    return Edit(plug.name, units.CURVES[plug.kind], made[0], made[1].packed(), found, keys[0].value), len(inside)


def _merged(found: Found | None, fresh: Sequence[Key], rate: Fraction) -> tuple[tuple[tuple[CurveKey, ...], Track], list[CurveKey]]:
    """All keys of a curve and the record of ours among them; and those that are a person's."""
    present = [] if found is None else [key_of(key, rate) for key in found.keys]
    stands = standing(present, recorded(found))
    kept = [found.keys[index] for index in stands.theirs] if found else []
    written = admitted(fresh, [key.frame for key in kept], stands.gone)
    return (interleaved(kept, [curve_key(key, rate) for key in written]), Track.of(written)), kept


def recorded(found: Found | None) -> list[Key]:
    """The keys we wrote on a curve. A record that cannot be read is none: its keys are a person's."""
    try:
        return Track(unpacked(found.track)).keys() if found and found.track else []
    except (ValueError, IndexError):
        return []


def _taken_away(left: Iterable[Found], rate: Fraction) -> tuple[list[Edit], tuple[Found, ...], int]:
    """Curves of ours without our keys: those that hold a person's, those that go, and how many of a person's keys there are."""
    remains, removals, count = [], [], 0
    for found in sorted(left, key=lambda found: (found.plug, found.curve)):
        if found.weighted:  # a person made it theirs
            continue
        (keys, track), kept = _merged(found, [], rate)
        if kept:
            remains.append(Edit(found.plug, found.kind, keys, track.packed(), found.curve))
            count += len(kept)
        else:
            removals.append(found)
    return remains, tuple(removals), count


def _ours(found: Found | None, key: str) -> tuple[Found, ...]:
    return (found,) if found is not None and found.line == key else ()


def _weight(first: float, last: float, wanted: Wanted, scene: Scene, notes: list[str]) -> Edit | None:
    """The layer counts for its line alone: others, below it, are heard before and after."""
    found = scene.weight
    if scene.weight_problem or (found and (found.line != wanted.key or found.weighted)):
        notes.append("the weight of the layer is set by hand, and stays as it is")
        return None
    if wanted.fade > 0 and wanted.keys in (CURVES, EVERY):
        places = [(first - wanted.fade, 0.0), (first, 1.0), (last, 1.0), (last + wanted.fade, 0.0)]
        keys = [Key(frame, value, interpolation=LINEAR) for frame, value in dict(places).items()]
    else:
        keys = [Key(first - 1, 0.0, interpolation=STEPPED), Key(first, 1.0, interpolation=STEPPED)]
        keys.append(Key(last + 1, 0.0, interpolation=STEPPED))
    (made, track), _ = _merged(found, plain(keys), scene.rate)
    return Edit(WEIGHT, units.CURVES["double"], made, track.packed(), found.curve if found else "")
