"""The keys of one F-curve: read and written whole, with everything Blender keeps of them."""

from __future__ import annotations

import zlib
from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

from .keys import BEZIER, LINEAR, STEPPED, Key
from .merge import admitted, standing
from .record import Track

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Blender's numbers of a key's interpolation and handle type.
_NUMBERS = {STEPPED: 0, LINEAR: 1, BEZIER: 2}
_KINDS = {number: kind for kind, number in _NUMBERS.items()}
_FREE = 0

#: Every attribute of a key, with its numbers a key and their type, so that the user's keys are written back as they were.
_ATTRIBUTES = (
    ("co", 2, "f"), ("handle_left", 2, "f"), ("handle_right", 2, "f"), ("interpolation", 1, "i"), ("handle_left_type", 1, "i"),
    ("handle_right_type", 1, "i"), ("easing", 1, "i"), ("type", 1, "i"), ("back", 1, "f"), ("amplitude", 1, "f"),
    ("period", 1, "f"), ("select_control_point", 1, "i"), ("select_left_handle", 1, "i"), ("select_right_handle", 1, "i"),
)  # fmt: skip

#: How many of them say whether a key still is as we wrote it; a selected key is no other one.
_TELLING = 6

#: What a new key of ours is beside place, handles and interpolation: as Blender makes them.
_PLAIN = {"easing": 0, "handle_left_type": _FREE, "handle_right_type": _FREE, "type": 0, "back": 1.70158, "amplitude": 0.0,
          "period": 0.0, "select_control_point": 0, "select_left_handle": 0, "select_right_handle": 0}  # fmt: skip


class Raw(NamedTuple):
    """A key as Blender keeps it, in the order of `_ATTRIBUTES`."""

    co: tuple[float, float]
    handle_left: tuple[float, float]
    handle_right: tuple[float, float]
    interpolation: int
    handle_left_type: int
    handle_right_type: int
    easing: int
    type: int
    back: float
    amplitude: float
    period: float
    select_control_point: int
    select_left_handle: int
    select_right_handle: int


def replace_keys(curve: Any, ours: Track | None, fresh: Sequence[Key]) -> tuple[Track, int]:
    """Put new keys in the place of those of ours that still are as we wrote them; all others stay.

    Returns the record of the keys written, and how many of the user's stayed between them.
    """
    if _is_only(curve, ours):
        _write_plain(curve, fresh)
        return Track.of(fresh, digest(curve)), 0
    rows = read(curve)
    stands = standing([key_of(row) for row in rows], ours.keys() if ours else [])
    kept = [rows[index] for index in stands.theirs]
    written = admitted(fresh, [row.co[0] for row in kept], stands.gone)
    write(curve, _interleaved(kept, written))
    inside = [row for row in kept if written and written[0].frame <= row.co[0] <= written[-1].frame]
    return Track.of(written, 0 if kept else digest(curve)), len(inside)


def _is_only(curve: Any, ours: Track | None) -> bool:
    """Whether a curve has no keys but ours, none of them touched."""
    return not curve.keyframe_points or bool(ours and ours.digest and ours.digest == digest(curve))


def digest(curve: Any) -> int:
    """A number that another key, or a touched one, would make another; never 0."""
    found = 0
    for name, width, kind in _ATTRIBUTES[:_TELLING]:
        found = zlib.crc32(_column(curve, name, width, kind).tobytes(), found)
    return found or 1


def _column(curve: Any, name: str, width: int, kind: str) -> array[Any]:
    numbers = array(kind, bytes(4 * width * len(curve.keyframe_points)))
    curve.keyframe_points.foreach_get(name, numbers)
    return numbers


def read(curve: Any) -> list[Raw]:
    """The keys of a curve."""
    columns: list[Any] = []
    for name, width, kind in _ATTRIBUTES:
        numbers = _column(curve, name, width, kind)
        columns.append(numbers if width == 1 else list(zip(numbers[::2], numbers[1::2], strict=True)))
    return [Raw(*row) for row in zip(*columns, strict=True)]


def write(curve: Any, rows: Sequence[Raw]) -> None:
    """Replace the keys of a curve. rows: in strictly increasing frames."""
    columns = zip(*rows, strict=True) if rows else ()
    flat = [
        column if width == 1 else [number for pair in column for number in pair]
        for column, (_, width, _) in zip(columns, _ATTRIBUTES, strict=False)
    ]
    _write_columns(curve, len(rows), [array(kind, values) for values, (_, _, kind) in zip(flat, _ATTRIBUTES, strict=False)])


def _write_plain(curve: Any, keys: Sequence[Key]) -> None:
    """Replace the keys of a curve by keys of ours alone; the same as `write`, without a row a key."""
    frames = [key.frame for key in keys]
    befores, afters = _neighbours(frames)
    co, left, right = array("f"), array("f"), array("f")
    for key, before, after in zip(keys, befores, afters, strict=True):
        frame, value, reach_in, reach_out = key.frame, key.value, (key.frame - before) / 3, (after - key.frame) / 3
        co.extend((frame, value))
        left.extend((frame - reach_in, value - key.slope_in * reach_in))
        right.extend((frame + reach_out, value + key.slope_out * reach_out))
    kinds = array("i", [_NUMBERS[key.interpolation] for key in keys])
    rest = [array(kind, [_PLAIN[name]]) * len(keys) for name, _, kind in _ATTRIBUTES[4:]]
    _write_columns(curve, len(keys), [co, left, right, kinds, *rest])


def _write_columns(curve: Any, count: int, columns: Sequence[array[Any]]) -> None:
    points = curve.keyframe_points
    points.clear()
    points.add(count)
    for column, (name, _, _) in zip(columns, _ATTRIBUTES, strict=False):
        points.foreach_set(name, column)
    curve.update()


def key_of(row: Raw) -> Key:
    """A key as we speak of it. One whose handles a person changed to another type is none we know."""
    kind = _KINDS.get(row.interpolation, "other")
    if kind == BEZIER and (row.handle_left_type != _FREE or row.handle_right_type != _FREE):
        kind = "other"
    return Key(row.co[0], row.co[1], _slope(row.handle_left, row.co), _slope(row.co, row.handle_right), kind)


def _slope(left: tuple[float, float], right: tuple[float, float]) -> float:
    width = right[0] - left[0]
    return (right[1] - left[1]) / width if width > 1e-6 else 0.0


def raw_of(key: Key, before: float, after: float) -> Raw:
    """A key of ours for Blender. before, after: the frames of its neighbours, a third of the way to which its handles lie."""
    reach_in, reach_out = (key.frame - before) / 3, (after - key.frame) / 3
    return Raw(
        co=(key.frame, key.value),
        handle_left=(key.frame - reach_in, key.value - key.slope_in * reach_in),
        handle_right=(key.frame + reach_out, key.value + key.slope_out * reach_out),
        interpolation=_NUMBERS[key.interpolation],
        **_PLAIN,
    )


def _neighbours(frames: Sequence[float]) -> tuple[list[float], list[float]]:
    """The frame before and after each; one frame away at the ends."""
    return [frame - 1 for frame in frames[:1]] + list(frames[:-1]), list(frames[1:]) + [frame + 1 for frame in frames[-1:]]


def _interleaved(kept: Sequence[Raw], written: Sequence[Key]) -> list[Raw]:
    """The user's keys, as they are, and ours, whose handles reach a third of the way to whatever is beside them."""
    places: list[tuple[float, Raw | Key]] = sorted(
        [*((row.co[0], row) for row in kept), *((key.frame, key) for key in written)], key=lambda place: place[0]
    )
    befores, afters = _neighbours([frame for frame, _ in places])
    return [
        item if isinstance(item, Raw) else raw_of(item, before, after)
        for (_, item), before, after in zip(places, befores, afters, strict=True)
    ]
