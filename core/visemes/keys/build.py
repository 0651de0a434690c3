"""From a timeline to keys: place the events, solve the curves between rests, drop the keys nobody needs."""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import numpy as np

from visemes.keys import Keyed
from visemes.keys.curves import Baked, Baking, dense_curves, draft_curves, sparse_curves
from visemes.keys.exposure import rough_sheet, sheet
from visemes.keys.placement import Exposures, place
from visemes.keys.secondary import gesture_curves
from visemes.motion.events import events_of
from visemes.motion.prosody import efforts_of
from visemes.motion.secondary import gestures_of, without_shapes
from visemes.motion.solve import Mouth, Pin, solve
from visemes.motion.targets import Goal, goals_of, table
from visemes.phones import is_vowel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.frames import FrameGrid
    from visemes.keys.placement import Placed
    from visemes.maps import VisemeMap
    from visemes.motion.events import Event
    from visemes.motion.style import Style
    from visemes.motion.voice import Voice
    from visemes.timeline import Cue, Timeline

Timed = TypeVar("Timed", Goal, Pin)

#: Goals and pins further than this (seconds) from a stretch cannot matter to it.
MARGIN: Final = 0.7
#: Two events nearer than this (seconds) leave a vowel no time to open by itself.
TIGHT: Final = 0.25
#: Lips between two events are at least this far apart: clearly not closed.
OPEN: Final = 0.14
#: Channels whose pins shut the mouth.
SHUT: Final = frozenset({"jaw", "lips"})
ALL: Final = frozenset({"jaw", "lips", "tongue", "face"})


def keyed(
    timeline: Timeline,
    cues: Sequence[Cue],
    viseme_map: VisemeMap,
    grid: FrameGrid,
    style: Style,
    *,
    voice: Voice | None = None,
    dense: bool = False,
    draft: bool = False,
    sub_frames: bool = False,
) -> Keyed:
    """See `visemes.keys.make_keys`."""
    exposures = Exposures(grid, timeline.duration)
    events = [event for event in events_of(timeline) if drawing_of(event, viseme_map) is not None]
    placed = place(events, exposures, style.lead)
    forced = forced_drawings(placed, viseme_map, timeline, exposures)
    drawings = (rough_sheet if draft else sheet)(cues, forced, viseme_map, exposures, style)
    baking = Baking(exposures, sub_frames=sub_frames, draft=draft)
    baked = bake(timeline, placed, viseme_map, baking, style, voice)
    curves = dense_curves(baked) if dense else draft_curves(baked, style) if draft else sparse_curves(baked, style)
    efforts = efforts_of(timeline, voice)
    faces = gesture_curves(gestures_of(timeline, viseme_map, style, efforts, voice), viseme_map, grid)
    taken = {curve.shape for curve in curves}
    curves = (*curves, *(curve for curve in faces if curve.shape not in taken))
    return Keyed(drawings, curves, (*_lost(placed, grid), *_in_vain(viseme_map, style)))


def drawing_of(event: Event, viseme_map: VisemeMap) -> str | None:
    """The viseme that shows an event: the phone's own if it is one, else the map's first.

    Rest for a closure in maps without one, None when the map has nothing to show the event with.
    """
    fitting = viseme_map.closures if event.kind == "closure" else viseme_map.contacts
    own = (name for phone in event.phones for name, _ in viseme_map.for_phone(phone.label) if name in fitting)
    first = next((name for name in viseme_map.visemes if name in fitting), None)
    return next(own, first or (viseme_map.rest if event.kind == "closure" else None))


def forced_drawings(placed: Sequence[Placed], viseme_map: VisemeMap, timeline: Timeline, exposures: Exposures) -> dict[int, str]:
    """Drawings that are settled before the sheet is: rest at the end, events."""
    forced = {len(exposures.frames) - 1: viseme_map.rest} if len(exposures.frames) > 2 or not timeline.phones else {}
    for item in placed:
        name = drawing_of(item.event, viseme_map)
        if item.first is not None and item.last is not None and name:
            forced |= dict.fromkeys(range(item.first, item.last + 1), name)
    return forced


def _lost(placed: Sequence[Placed], grid: FrameGrid) -> Iterator[str]:
    """A warning for every event without an exposure."""
    for item in placed:
        if not item.is_met:
            event = item.event
            what = "closes" if event.kind == "closure" else "touches the teeth"
            yield (
                f"no room at {float(grid.fps):g} fps{f' on {grid.step}s' if grid.step > 1 else ''}: the mouth never {what} "
                f"for '{event.label}' at {event.start:.2f} s (frame {grid.nearest(event.start)})"
            )


def _in_vain(viseme_map: VisemeMap, style: Style) -> Iterator[str]:
    """A warning for every slider of secondary motion that can move nothing."""
    for channel in without_shapes(viseme_map, style):
        yield f"{channel}: the map {viseme_map.name} has no shape for it, nothing moves"


def bake(
    timeline: Timeline,
    placed: Sequence[Placed],
    viseme_map: VisemeMap,
    baking: Baking,
    style: Style,
    voice: Voice | None,
) -> Baked:
    """The solved curves wherever a key may stand; each stretch between two rests is solved by itself."""
    exposures = baking.exposures
    mouth = Mouth(viseme_map, style)
    goals = goals_of(timeline, viseme_map, style, efforts_of(timeline, voice))
    pins = [*_rest_pins(timeline, viseme_map, exposures, style), *_event_pins(placed, viseme_map, exposures)]
    pins += _open_pins(placed, timeline, viseme_map, exposures, style)
    near_goals, near_pins = _Nearby(goals), _Nearby(pins)
    splits, parts = baking.splits, baking.parts
    values = np.zeros((len(baking.frames), len(mouth.names)))
    cuts = tuple(_cuts(timeline, exposures, style))
    for first, last in pairwise(cuts):
        span = (exposures.time(first), exposures.spacing / parts, (last - first) * parts + 1)
        solved = solve(near_goals.to(span), near_pins.to(span), mouth, style, span, rounds=baking.rounds).values
        values[first * splits : last * splits + 1] = solved[:: parts // splits]
    exact = np.zeros(len(values), dtype=bool)
    for item in placed:
        if item.first is not None and item.last is not None:
            exact[item.first * splits : item.last * splits + 1] = True
    return Baked(baking, mouth, values, exact, tuple(cut * splits for cut in cuts))


class _Nearby(Generic[Timed]):
    """Goals or pins by time, so that a long line costs no more a second than a short one."""

    def __init__(self, things: Sequence[Timed]) -> None:
        self.things: list[Timed] = sorted(things, key=lambda thing: thing.start)
        self.starts: list[float] = [thing.start for thing in self.things]
        self.longest = max((thing.end - thing.start for thing in things), default=0.0)

    def to(self, span: tuple[float, float, int]) -> list[Timed]:
        """What can matter to a stretch of samples, in time order."""
        start, end = span[0] - MARGIN, span[0] + span[1] * span[2] + MARGIN
        first, last = bisect_left(self.starts, start - self.longest), bisect_left(self.starts, end)
        return [thing for thing in self.things[first:last] if thing.end > start]


def _rest_spans(timeline: Timeline, style: Style) -> Iterator[tuple[float, float]]:
    """Times at which the picture is certainly at rest, inside long pauses."""
    pause = table()["pause"]
    for start, end in timeline.pauses():
        rest_start = start + pause["settle"] if start > 0 else 0.0
        rest_end = end - pause["prepare"] - (pause["breath"] if style.breath else 0.0) if end < timeline.duration else end
        if end - start >= pause["long"] and rest_end > rest_start:
            yield max(0.0, rest_start - style.lead), max(0.0, rest_end - style.lead)


def _rest_pins(timeline: Timeline, viseme_map: VisemeMap, exposures: Exposures, style: Style) -> Iterator[Pin]:
    for start, end in _rest_spans(timeline, style):
        yield Pin(start, end, viseme_map.rest, ALL)
    yield Pin(exposures.time(len(exposures.frames) - 1), timeline.duration + exposures.spacing, viseme_map.rest, ALL)


def _event_pins(placed: Sequence[Placed], viseme_map: VisemeMap, exposures: Exposures) -> Iterator[Pin]:
    for item in placed:
        name = drawing_of(item.event, viseme_map)
        if item.first is not None and item.last is not None and name:
            yield Pin(exposures.time(item.first), exposures.time(item.last), name, SHUT, rank=2)


def _open_pins(
    placed: Sequence[Placed], timeline: Timeline, viseme_map: VisemeMap, exposures: Exposures, style: Style
) -> Iterator[Pin]:
    """Between two events close together inertia would keep the mouth shut: the vowel's own exposure shows it open."""
    tight = TIGHT * max(1.0, style.smoothing)
    shown = [item for item in placed if item.is_met]
    for one, other in pairwise(shown):
        if one.last is None or other.first is None or other.first - one.last < 2:
            continue
        apart = exposures.time(other.first) - exposures.time(one.last)
        viseme = _widest(timeline, viseme_map, one.event.start, other.event.end)
        if viseme and (apart <= tight or other.first - one.last == 2):
            middle = (one.last + other.first) / 2
            share = min(1.0, max(0.4, apart / tight))
            yield Pin(exposures.time(math.floor(middle)), exposures.time(math.ceil(middle)), viseme, SHUT, share, OPEN, rank=1)


def _widest(timeline: Timeline, viseme_map: VisemeMap, start: float, end: float) -> str | None:
    """The most open viseme of the vowels spoken between two times."""
    vowels = [p for p in timeline.phones if p.start >= start and p.end <= end and is_vowel(p.label)]
    names = {name for vowel in vowels for name, _ in viseme_map.for_phone(vowel.label)} - viseme_map.closures - viseme_map.contacts
    return max(sorted(names), key=lambda name: viseme_map.visemes[name].opening, default=None)


def _cuts(timeline: Timeline, exposures: Exposures, style: Style) -> Iterator[int]:
    """Exposures that part the line: its ends, and one well inside each rest, where nothing moves."""
    last = len(exposures.frames) - 1
    yield 0
    before = 0
    for start, end in _rest_spans(timeline, style):
        middle = exposures.within(start + exposures.spacing, end - exposures.spacing)
        if middle and before < (cut := middle[len(middle) // 2]) < last:
            yield cut
            before = cut
    yield last
