"""Which keys of a curve are ours, and what a new run writes beside those that are not. No host here.

We keep a record of every key we wrote. A key that still is as we wrote it is ours; one that was moved, given another value, slope
or interpolation is the user's and stays, as does one they added. A key of ours that the user took away (or moved) is not written
again at its old place, as long as others of ours still stand. Keys that were all moved together, with their strip, are still ours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .keys import BEZIER, SAME_PLACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .keys import Key

#: A value or slope that differs by more was edited. Blender keeps 24 bits; handles beside a new key are shortened, not turned.
SAME_VALUE = 1e-4
SAME_SLOPE = 2e-3

#: A user's key keeps ours away from its place by this much (frames).
OWN_PLACE = 0.5

#: The share of our keys that must be found again at one distance for them to have been moved together.
MOVED_TOGETHER = 0.8

#: A value that occurs more often on a curve says nothing about where its keys went.
TELLING = 3


@dataclass(frozen=True)
class Standing:
    """What stands on a curve now.

    ours, theirs: indices of its keys. gone: frames from which the user took keys of ours.
    """

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    gone: tuple[float, ...]


def standing(present: Sequence[Key], recorded: Sequence[Key]) -> Standing:
    """Tell our keys on a curve from the user's. present: the curve's keys, in order; recorded: what we wrote, in order."""
    matches = _matches(present, recorded, 0.0)
    if recorded and len(matches) < MOVED_TOGETHER * len(recorded):
        shift = _shift(present, recorded)
        moved = _matches(present, recorded, shift) if shift else {}
        if len(moved) > len(matches) and len(moved) >= MOVED_TOGETHER * len(recorded):
            matches = moved
    found = set(matches.values())
    theirs = tuple(index for index in range(len(present)) if index not in found)
    gone = tuple(key.frame for index, key in enumerate(recorded) if index not in matches) if matches else ()
    return Standing(tuple(sorted(found)), theirs, gone)


def _matches(present: Sequence[Key], recorded: Sequence[Key], shift: float) -> dict[int, int]:
    """Index of a recorded key → index of the present key that still is it, `shift` frames later."""
    frames = [key.frame for key in present]
    matches = {}
    for index, key in enumerate(recorded):
        place = bisect_left(frames, key.frame + shift - SAME_PLACE)
        if place < len(present) and frames[place] <= key.frame + shift + SAME_PLACE and _is_same(present[place], key):
            matches[index] = place
    return matches


def _is_same(present: Key, recorded: Key) -> bool:
    return (
        abs(present.value - recorded.value) <= SAME_VALUE * max(1.0, abs(recorded.value))
        and present.interpolation == recorded.interpolation
        and (
            present.interpolation != BEZIER
            or (_is_near(present.slope_in, recorded.slope_in) and _is_near(present.slope_out, recorded.slope_out))
        )
    )


def _is_near(slope: float, recorded: float) -> bool:
    return abs(slope - recorded) <= SAME_SLOPE * max(1.0, abs(recorded))


def _shift(present: Sequence[Key], recorded: Sequence[Key]) -> float:
    """By how many frames our keys were moved together, 0 when they were not: the distance most telling values agree on."""
    places: dict[int, list[float]] = {}
    for key in present:
        places.setdefault(_rounded(key.value), []).append(key.frame)
    votes: Counter[int] = Counter()
    for key in recorded:
        for frame in _telling(places, key.value):
            votes[round((frame - key.frame) * 1000)] += 1
    if not votes:
        return _ends_shift(present, recorded)
    return votes.most_common(1)[0][0] / 1000


def _telling(places: dict[int, list[float]], value: float) -> list[float]:
    near = [frame for rounded in (-1, 0, 1) for frame in places.get(_rounded(value) + rounded, ())]
    return near if len(near) <= TELLING else []


def _ends_shift(present: Sequence[Key], recorded: Sequence[Key]) -> float:
    """Where every value repeats (drawings), only the first key can tell."""
    return present[0].frame - recorded[0].frame if present else 0.0


def _rounded(value: float) -> int:
    return round(value / SAME_VALUE)


def admitted(fresh: Sequence[Key], theirs: Sequence[float], gone: Sequence[float]) -> list[Key]:
    """The new keys that may be written: none where a key of the user's stands or the user took ours away."""
    taken = sorted([*theirs, *gone])
    if not taken:
        return list(fresh)
    return [key for key in fresh if not _is_taken(taken, key.frame)]


def _is_taken(taken: Sequence[float], frame: float) -> bool:
    place = bisect_left(taken, frame - OWN_PLACE)
    return place < len(taken) and taken[place] < frame + OWN_PLACE - SAME_PLACE and taken[place] > frame - OWN_PLACE + SAME_PLACE
