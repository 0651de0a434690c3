"""Which exposure shows which closure: an exact optimum, because at 12 fps there is not always one for everybody.

Each event (`visemes.motion.events`) gets an exposure of its own within the event widened by `REACH`, in order, with an
open exposure between two events that must reopen. Where that is impossible as few closures as possible are given up, then
as few contacts; among the sheets that are left the one nearest to the sounds wins. Dynamic programming over events and
exposures; linear in the number of events.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from visemes.frames import FrameGrid
    from visemes.motion.events import Event

#: An exposure may lie this far outside its event (seconds): the picture is then still taken as in time.
REACH: Final = 0.06
#: Frames a closure should be seen where the sounds leave room.
SEEN: Final = 2

#: (closures given up, contacts given up, distance from the sounds)
Cost = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """An event and the exposures (indexes) that show it, first and last; None when there was no room."""

    event: Event
    first: int | None
    last: int | None

    @property
    def is_met(self) -> bool:
        """Whether an exposure shows it."""
        return self.first is not None


class Exposures:
    """The exposures of a line as times: index i is shown from `times[i]` on."""

    def __init__(self, grid: FrameGrid, duration: float) -> None:
        self.grid = grid
        self.frames = tuple(grid.exposures(duration))
        self.first = float(grid.seconds_at(self.frames[0]))
        self.spacing = float(grid.frame_duration * grid.step)

    def time(self, index: int) -> float:
        """When an exposure begins to show, seconds."""
        return self.first + index * self.spacing

    def within(self, start: float, end: float) -> range:
        """The exposures that begin in start..end (both included, to a nanosecond)."""
        low = math.ceil((start - self.first) / self.spacing - 1e-9)
        high = math.floor((end - self.first) / self.spacing + 1e-9)
        return range(max(0, low), min(len(self.frames) - 1, high) + 1)


class _Chain(NamedTuple):
    """Choices made so far, newest first."""

    choice: int | None
    before: _Chain | None


#: (last exposure taken, must an open one follow, may an open one follow)
State = tuple[int, bool, bool]
Frontier = dict[State, tuple[Cost, _Chain | None]]
_NOWHERE: Final[State] = (-10, False, False)


def place(events: Sequence[Event], exposures: Exposures, lead: float = 0.0) -> tuple[Placed, ...]:
    """The best exposures for every event. lead: seconds by which the picture should run ahead of the sound."""
    frontier: Frontier = {_NOWHERE: ((0, 0, 0.0), None)}
    for event in events:
        candidates = exposures.within(event.start - REACH, event.end + REACH)
        frontier = _forgotten(frontier, candidates)
        frontier = _advanced(frontier, event, [(c, _distance(event, exposures.time(c) + lead)) for c in candidates])
    _, chain = min(frontier.values(), key=lambda item: item[0])
    choices: list[int | None] = []
    while chain:
        choices.append(chain.choice)
        chain = chain.before
    return _widened(list(zip(events, reversed(choices), strict=True)), exposures, lead)


def _distance(event: Event, time: float) -> float:
    """How badly a time suits an event: 0 at its middle, 1 at the edge of its sounds, steeper outside."""
    half = max(1e-3, (event.held_until - event.held_from) / 2)
    outside = max(0.0, event.held_from - time, time - event.held_until)
    return min(1.0, abs(time - event.middle) / half) ** 2 + 50 * outside


def _forgotten(frontier: Frontier, candidates: range) -> Frontier:
    """States so far back that they bind nobody any more become one."""
    kept: Frontier = {}
    for state, (cost, chain) in frontier.items():
        binds = bool(candidates) and state[0] > candidates.start - 2
        _keep(kept, state if binds or not candidates else _NOWHERE, cost, chain)
    return kept


def _advanced(frontier: Frontier, event: Event, candidates: Iterable[tuple[int, float]]) -> Frontier:
    """The frontier after one more event: given up, or shown on a candidate."""
    following: Frontier = {}
    lost = (1, 0) if event.kind == "closure" else (0, 1)
    options = list(candidates)
    for (last, must, may), (cost, chain) in frontier.items():
        skipped = (cost[0] + lost[0], cost[1] + lost[1], cost[2])
        _keep(following, (last, must or event.reopens, may or event.parts), skipped, _Chain(None, chain))
        for index, distance in options:
            if index > last + must:
                crowded = 4.0 if may and index == last + 1 else 0.0
                better = (cost[0], cost[1], cost[2] + distance + crowded)
                _keep(following, (index, event.reopens, event.parts), better, _Chain(index, chain))
    return following


def _keep(frontier: Frontier, state: State, cost: Cost, chain: _Chain | None) -> None:
    if state not in frontier or cost < frontier[state][0]:
        frontier[state] = (cost, chain)


def _widened(chosen: Sequence[tuple[Event, int | None]], exposures: Exposures, lead: float) -> tuple[Placed, ...]:
    """Closures stay for as long as they sound, and for SEEN frames where that takes nobody's exposure."""
    placed: list[Placed] = []
    for i, (event, index) in enumerate(chosen):
        if index is None:
            placed.append(Placed(event, None, None))
            continue
        low = _floor(placed)
        high = _ceiling(event, chosen[i + 1 :], len(exposures.frames) - 1)
        placed.append(_extent(event, index, (low, high), exposures, lead))
    return tuple(placed)


def _floor(placed: Sequence[Placed]) -> int:
    """The first exposure that the events before leave free."""
    needs = False
    for before in reversed(placed):
        needs = needs or before.event.parts
        if before.last is not None:
            return before.last + 1 + needs
    return 0


def _ceiling(event: Event, after: Sequence[tuple[Event, int | None]], last: int) -> int:
    """The last exposure that leaves the next event its own and an open one before it."""
    needs = event.parts
    for following, index in after:
        if index is not None:
            return index - 1 - needs
        needs = needs or following.parts
    return last


def _extent(event: Event, index: int, room: tuple[int, int], exposures: Exposures, lead: float) -> Placed:
    sounding = exposures.within(max(event.held_from, event.start - REACH) - lead, event.held_until - lead)
    first = max(min(index, sounding.start), min(index, room[0])) if sounding else index
    last = min(max(index, sounding.stop - 1), max(index, room[1])) if sounding else index
    near = exposures.within(event.start - REACH, event.end + REACH)
    while (last - first + 1) * exposures.grid.step < SEEN:
        options = [i for i in (first - 1, last + 1) if room[0] <= i <= room[1] and i in near]
        if not options:
            break
        best = min(options, key=lambda i: _distance(event, exposures.time(i) + lead))
        first, last = min(first, best), max(last, best)
    return Placed(event, first, last)
